"""A server that must never be asked and a file that must never be read, and files that try."""

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
from shapely import box

from tests.loopback import QuietHandler, loopback

MARK = "canary-7d1f"
NAMES = ["Bắc Giang", "Lạng Sơn"]
SHAPES = [box(106, 21, 106.5, 22), box(106.5, 21, 107, 22)]


@dataclass
class Canary:
    """Where the server listens and the file lies; what was asked for."""

    url: str
    file: Path
    written: Path
    """A folder that an upload would have made."""
    asked: list[str] = field(default_factory=list)


@contextmanager
def canary_at(folder: Path) -> Iterator[Canary]:
    """Set both up for the time of the block, the file in ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    found = Canary("", folder / "canary.csv", folder / "written")
    found.file.write_text(f'name,WKT\n{MARK},"{SHAPES[0].wkt}"\n', encoding="utf-8")

    class Handler(QuietHandler):
        def answer(self) -> None:
            found.asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(found.file.read_bytes())

        do_GET = do_POST = do_HEAD = answer  # noqa: N815 — the library's names

    with loopback(Handler) as found.url:
        yield found


def areas() -> gpd.GeoDataFrame:
    """Two provinces, as in a file that is well."""
    return gpd.GeoDataFrame({"TEN_TINH": NAMES}, geometry=SHAPES, crs=4326)


def geojson(**members: Any) -> str:
    """The two as GeoJSON, with further members."""
    return json.dumps(json.loads(areas().to_json()) | members)


def crs(kind: str, **properties: str) -> dict[str, Any]:
    """A GeoJSON member of 2008 that states a coordinate system."""
    return {"crs": {"type": kind, "properties": properties}}


def with_grids(file: Path) -> dict[str, str]:
    """WKT that names a file of shifts, in each way there is."""
    head = 'GEOGCS["x",DATUM["x",SPHEROID["x",6378137,298.257223563]{}],'
    tail = 'PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]{}]'
    plain = areas().crs
    assert plain is not None
    return {
        "grids": (head + tail).format(f',EXTENSION["PROJ4_GRIDS","{file}"]', ""),
        "proj": (head + tail).format(
            "", f',EXTENSION["PROJ4","+proj=longlat +ellps=WGS84 +nadgrids={file}"]'
        ),
        "bound": f"BOUNDCRS[SOURCECRS[{plain.to_wkt()}],TARGETCRS[{plain.to_wkt()}],"
        'ABRIDGEDTRANSFORMATION["x",METHOD["NTv2",ID["EPSG",9615]],PARAMETERFILE["Latitude and '
        f'longitude difference file","{file}"]]]',
    }


def attacks(canary: Canary) -> dict[str, Callable[[Path], None]]:
    """Name of a file → what writes it; each would read, call or write if it could."""
    texts = _texts(canary)
    made: dict[str, Callable[[Path], None]] = {
        name: lambda path, text=text: path.write_text(text, encoding="utf-8")  # type: ignore[misc]
        for name, text in texts.items()
    }
    for how, wkt in with_grids(canary.file).items():
        made[f"{how}.shp"] = lambda path, wkt=wkt: _shapefile(path, wkt)  # type: ignore[misc]
        made[f"{how}.gpkg"] = lambda path, wkt=wkt: _geopackage(path, wkt)  # type: ignore[misc]
        made[f"{how}-wide.gpkg"] = lambda path, wkt=wkt: _widened(path, wkt)  # type: ignore[misc]
        made[f"{how}.geojson"] = lambda path, wkt=wkt: path.write_text(  # type: ignore[misc]
            geojson(**crs("name", name=wkt)), encoding="utf-8"
        )
    return made


def _texts(canary: Canary) -> dict[str, str]:
    url, file, written = canary.url, canary.file, canary.written
    called = geojson(**crs("link", href=f"{url}/crs", type="ogcwkt"))
    steps = f"read {url}/gdalg.geojson ! write {written} --output-format GPKG"
    layer = (
        '<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>{}</SrcDataSource></OGRVRTLayer>'
    )
    topology = {
        "type": "Topology",
        "objects": {"a": {"type": "Polygon", "properties": {"TEN_TINH": "Hà Nội"}, "arcs": [[0]]}},
        "arcs": [[[106, 21], [107, 21], [107, 22], [106, 21]]],
    }
    view = f'Open Table "{file}" Hide\nOpen Table "../{file.stem}" Hide\n'
    service = f"<OGRWFSDataSource><URL>{url}/wfs</URL></OGRWFSDataSource>"
    return {
        "vrt.geojson": layer.format(f"CSV:{file}") + "</OGRVRTDataSource>",
        "vrt.kml": layer.format(f"/vsicurl/{url}/vrt.csv") + "</OGRVRTDataSource>",
        "gdalg.geojson": json.dumps(
            {"type": "gdal_streamed_alg", "command_line": f"gdal vector pipeline ! {steps}"}
        ),
        "wfs.gml": service,
        "wfs.kml": service,
        "wfs.json": service,
        "gml.kml": _gml(url, f"+proj=longlat +ellps=WGS84 +nadgrids={file}"),
        "link.geojson": called,
        "url.geojson": geojson(**crs("url", url=f"{url}/crs")),
        "escaped.geojson": called.replace('"crs"', r'"\u0063Rs"'),
        "bom.geojson": f"\ufeff{called}",
        "jsonp.geojson": f"loadGeoJSON({called})",
        "init.geojson": geojson(**crs("name", name=f"+init={file}:x")),
        "grid.geojson": geojson(**crs("name", name=f"+proj=longlat +nadgrids={file}")),
        "link.topojson": json.dumps(topology | crs("link", href=f"{url}/crs")),
        "view.tab": f"!table\n!version 100\n{view}\nCreate View view As\nSelect a\nFrom b, c\n",
        "esri.json": json.dumps({"features": [], "geometryType": f"{url}/x"}),
    }


def _gml(url: str, system: str) -> str:
    at = "<gml:coordinates>106,21 107,21 107,22 106,21</gml:coordinates>"
    ring = f"<gml:outerBoundaryIs><gml:LinearRing>{at}</gml:LinearRing></gml:outerBoundaryIs>"
    return (
        '<?xml version="1.0"?><ogr:FeatureCollection xmlns:ogr="http://ogr.maptools.org/" '
        'xmlns:gml="http://www.opengis.net/gml" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        f'xsi:schemaLocation="http://ogr.maptools.org/ {url}/schema.xsd"><gml:featureMember>'
        f'<ogr:a><ogr:g><gml:Polygon srsName="{system}">{ring}</gml:Polygon></ogr:g></ogr:a>'
        "</gml:featureMember></ogr:FeatureCollection>"
    )


def _shapefile(path: Path, wkt: str) -> None:
    areas().to_file(path, encoding="utf-8")
    path.with_suffix(".prj").write_text(wkt, encoding="utf-8")


def _geopackage(path: Path, wkt: str) -> None:
    areas().to_file(path)
    with closing(sqlite3.connect(path)) as database:
        database.execute(
            "UPDATE gpkg_spatial_ref_sys SET definition = ?, organization = ''", (wkt,)
        )
        database.commit()


def _widened(path: Path, wkt: str) -> None:
    """The same with its texts as UTF-16, which no search for bytes would find."""
    plain = path.with_name(f"plain-{path.name}")
    _geopackage(plain, wkt)
    with closing(sqlite3.connect(plain)) as old, closing(sqlite3.connect(path)) as new:
        new.execute("PRAGMA encoding = 'UTF-16le'")
        kept = ("gpkg_spatial_ref_sys", "gpkg_contents", "gpkg_geometry_columns", plain.stem)
        for name in kept:
            (statement,) = old.execute(
                "SELECT sql FROM sqlite_master WHERE name = ?", (name,)
            ).fetchone()
            new.execute(statement)
            rows = old.execute(f'SELECT * FROM "{name}"').fetchall()  # noqa: S608 — our own names
            marks = ",".join("?" * len(rows[0]))
            new.executemany(f'INSERT INTO "{name}" VALUES ({marks})', rows)  # noqa: S608
        new.execute("PRAGMA application_id = 1196444487")
        new.execute("PRAGMA user_version = 10400")
        new.commit()
    shutil.move(plain, plain.with_suffix(".used"))
