"""A drawing becomes a project's own line, or is refused with one clear message."""

import json
import struct
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from geo.arrays import Floats
from geo.crs import GEOD
from geo.errors import InputError
from geo.export.vn2000 import to_zone
from geo.locate.alignment import Alignment, aligned, chosen_layers, far_places, system_of
from geo.locate.drawing import read_drawing
from geo.locate.drawn_system import asked_system
from geo.locate.sketch import sketch_line
from geo.provinces.meridians import tm3
from tests.geo.traces import registry

PROJECT = "huu-lung-dt245-my-an"
OTHER = "ql279"
MERIDIANS = (104.5, 105.0, 105.75, 106.25, 107.0, 107.25, 107.75, 108.0)


def route(project: str = PROJECT) -> Floats:
    """The project's line as if somebody had drawn it: vertices every kilometre."""
    return shapely.get_coordinates(
        sketch_line(registry().projects[project].route[:1], registry().places)
    )


def in_zone(lonlat: Floats, meridian: float = 107.25) -> Floats:
    (line,) = to_zone(tm3(meridian))(np.array([LineString(lonlat)], dtype=object))
    return shapely.get_coordinates(line)


def dxf(path: Path, *lines: tuple[str, Floats]) -> Path:
    written = ["0", "SECTION", "2", "ENTITIES"]
    for layer, xy in lines:
        written += ["0", "LWPOLYLINE", "8", layer, "90", str(len(xy)), "70", "0"]
        for x, y in xy:
            written += ["10", f"{x:.4f}", "20", f"{y:.4f}"]
    path.write_text("\n".join([*written, "0", "ENDSEC", "0", "EOF", ""]), encoding="ascii")
    return path


def kml(path: Path, lonlat: Floats) -> Path:
    points = " ".join(f"{x},{y},12.5" for x, y in lonlat)
    path.write_text(
        '<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark>'
        f"<LineString><coordinates>{points}</coordinates></LineString></Placemark></Document></kml>",
        encoding="utf-8",
    )
    return path


def gpx(path: Path, lonlat: Floats) -> Path:
    points = "".join(f'<trkpt lat="{y}" lon="{x}"/>' for x, y in lonlat)
    path.write_text(
        '<?xml version="1.0"?><gpx version="1.1" creator="x" '
        'xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>'
        f"{points}</trkseg></trk></gpx>",
        encoding="utf-8",
    )
    return path


def geojson(path: Path, *shapes: BaseGeometry) -> Path:
    features = [
        {"type": "Feature", "properties": {}, "geometry": shapely.geometry.mapping(shape)}
        for shape in shapes
    ]
    content = {"type": "FeatureCollection", "features": features}
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def frame(xy: Floats, crs: Any) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"ten": ["tim tuyến"]}, geometry=[LineString(xy)], crs=crs)


def stations(path: Path, head: str, rows: Sequence[str]) -> Path:
    path.write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    return path


def read(
    path: Path, *, crs: str | None = None, parts: Sequence[str] = (), project: str = PROJECT
) -> Alignment:
    base = registry()
    where = str(path)
    drawing = chosen_layers(read_drawing(path), parts, where=where)
    system = system_of(
        drawing,
        asked_system(crs) if crs else None,
        base.projects[project],
        base.places,
        MERIDIANS,
        others=base.projects,
        where=where,
    )
    return aligned(drawing, system, base.projects[project], base.places, where=where)


def check_is_the_route(found: Alignment, *, within_m: float = 0.1) -> None:
    (strand,) = found.strands
    wanted = route()
    assert len(strand) == len(wanted)
    assert max(GEOD.inv(*strand.T, *wanted.T)[2]) < within_m
    assert far_places(found, registry().projects[PROJECT], registry().places) == []


Maker = Callable[[Path], tuple[Path, str | None]]


def as_gpkg(folder: Path) -> tuple[Path, str | None]:
    file = folder / "tuyen.gpkg"
    frame(in_zone(route()), tm3(107.25)).to_file(file)
    return file, None


def as_zipped_shapefile(folder: Path) -> tuple[Path, str | None]:
    inside = folder / "shp"
    inside.mkdir()
    frame(route(), 4326).to_file(inside / "tuyen.shp")
    file = folder / "tuyen.zip"
    with zipfile.ZipFile(file, "w") as packed:
        for part in inside.iterdir():
            packed.write(part, part.name)
    return file, None


def as_kmz(folder: Path) -> tuple[Path, str | None]:
    file = folder / "tuyen.kmz"
    with zipfile.ZipFile(file, "w") as packed:
        packed.write(kml(folder / "doc.kml", route()), "doc.kml")
    return file, None


def as_stations(folder: Path) -> tuple[Path, str | None]:
    rows = [
        f"Km{n}+{500},{0};{y:.3f};{x:.3f}".replace(".", ",")
        for n, (x, y) in enumerate(in_zone(route()))
    ]
    shuffled = [*rows[1::2], *rows[::2]]
    return stations(folder / "coc.csv", "Lý trình;X (m);Y (m)", shuffled), "yx:107.25"


MAKERS: dict[str, Maker] = {
    "geojson": lambda at: (geojson(at / "t.geojson", LineString(route())), None),
    "kml": lambda at: (kml(at / "t.kml", route()), None),
    "kmz": as_kmz,
    "gpx": lambda at: (gpx(at / "t.gpx", route()), None),
    "gpkg": as_gpkg,
    "shapefile": as_zipped_shapefile,
    "dxf": lambda at: (dxf(at / "t.dxf", ("TIM", in_zone(route()))), "107.25"),
    "north first": lambda at: (dxf(at / "t.dxf", ("TIM", in_zone(route())[:, ::-1])), "yx:107.25"),
    "utm": lambda at: (
        dxf(
            at / "t.dxf",
            (
                "TIM",
                shapely.get_coordinates(frame(route(), 4326).to_crs(32648).geometry.to_numpy()),
            ),
        ),
        "EPSG:32648",
    ),
    "stations": as_stations,
}


@pytest.mark.parametrize("kind", MAKERS)
def test_a_line_is_the_same_in_every_format(kind: str, tmp_path: Path) -> None:
    file, crs = MAKERS[kind](tmp_path)
    check_is_the_route(read(file, crs=crs))


@pytest.mark.parametrize("meridian", MERIDIANS)
def test_an_unlabelled_zone_is_proposed_by_the_places_and_not_assumed(
    meridian: float, tmp_path: Path
) -> None:
    file = dxf(tmp_path / "t.dxf", ("TIM", in_zone(route(), meridian)))
    with pytest.raises(InputError) as refused:
        read(file)
    assert refused.value.key == "align.unlabelled"
    assert f"--crs {meridian:g}" in refused.value.told("vi")
    check_is_the_route(read(file, crs=f"{meridian:g}"))


def test_pieces_are_joined_in_order_and_direction_and_duplicates_left_out(tmp_path: Path) -> None:
    whole = route()
    middle = len(whole) // 2
    first, second = whole[: middle + 1], whole[middle:]
    file = geojson(
        tmp_path / "t.geojson",
        LineString(second[::-1]),
        LineString(first),
        LineString(second),
    )
    found = read(file)
    assert found.duplicates == 1
    check_is_the_route(found)


def test_a_small_gap_is_drawn_over_and_a_large_one_told(tmp_path: Path) -> None:
    whole = route()
    middle = len(whole) // 2
    step = (whole[middle + 1] - whole[middle]) * 0.05
    small = geojson(
        tmp_path / "a.geojson",
        LineString(whole[: middle + 1]),
        LineString([whole[middle] + step, *whole[middle + 1 :]]),
    )
    found = read(small)
    assert len(found.strands) == len(found.bridged_m) == 1
    large = geojson(
        tmp_path / "b.geojson", LineString(whole[: middle + 1]), LineString(whole[middle + 1 :])
    )
    found = read(large)
    assert len(found.strands) == 2
    assert found.gaps_m[0] == pytest.approx(GEOD.inv(*whole[middle], *whole[middle + 1])[2])


def text(name: str, content: str | bytes) -> Callable[[Path], Path]:
    def made(folder: Path) -> Path:
        file = folder / name
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    return made


def lines(*made: Callable[[], BaseGeometry]) -> Callable[[Path], Path]:
    return lambda folder: geojson(folder / "t.geojson", *(one() for one in made))


def twelve(folder: Path) -> Path:
    parts = np.array_split(in_zone(route()), 12)
    return dxf(folder / "t.dxf", *((f"LOP_{n}", part) for n, part in enumerate(parts)))


def loop() -> LineString:
    whole = route()
    back = whole[::-1][1:-1] + np.array([0.0, 0.02])
    return LineString([*whole, *back, whole[0]])


def zigzag() -> LineString:
    whole = route()
    aside = whole + np.array([0.03, 0.06])
    return LineString(np.stack([whole, aside], axis=1).reshape(-1, 2)[:-1])


def two_systems(folder: Path) -> Path:
    file = folder / "t.gpkg"
    frame(route(), 4326).to_file(file, layer="a")
    frame(in_zone(route()), tm3(107.25)).to_file(file, layer="b")
    return file


def as_shapefile(
    folder: Path, crs: Any, *, prj: bytes | None = b"", only: str | None = None
) -> Path:
    """A zipped Shapefile in zone 107°15′; ``crs`` is what it says, or ``prj`` in its place."""
    inside = folder / "shp"
    inside.mkdir()
    frame(in_zone(route()), crs).to_file(inside / "t.shp")
    file = folder / "t.zip"
    with zipfile.ZipFile(file, "w") as packed:
        for part in inside.iterdir():
            if only in (None, part.suffix) and (part.suffix != ".prj" or prj is not None):
                told = prj if part.suffix == ".prj" and prj else part.read_bytes()
                packed.writestr(part.name, told)
    return file


NAN, INF = float("nan"), float("inf")


def spoiled(xy: Floats, value: float, *, axis: int | None = None) -> Floats:
    """One vertex in the middle is no number."""
    made = xy.copy()
    made[len(made) // 2, slice(None) if axis is None else axis] = value
    return made


def spoiled_package(folder: Path, value: float) -> Path:
    file = folder / "t.gpkg"
    with np.errstate(invalid="ignore"):
        frame(spoiled(in_zone(route()), value), tm3(107.25)).to_file(file)
    return file


def spoiled_shapefile(folder: Path, value: float) -> Path:
    """GDAL writes none such: the number is changed in the file."""
    file = as_shapefile(folder, tm3(107.25))
    with zipfile.ZipFile(file) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    x = struct.pack("<d", in_zone(route())[2, 0])
    assert x in parts["t.shp"]
    parts["t.shp"] = parts["t.shp"].replace(x, struct.pack("<d", value))
    with zipfile.ZipFile(file, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return file


def spoiled_geojson(folder: Path, value: float) -> Path:
    with np.errstate(invalid="ignore"):
        return geojson(folder / "t.geojson", LineString(spoiled(route(), value)))


def empty_zip(folder: Path) -> Path:
    file = folder / "t.zip"
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("doc.txt", "x")
    return file


MISLEADING: dict[str, tuple[Callable[[Path], Path], dict[str, object], str]] = {
    "another zone": (
        lambda at: dxf(at / "t.dxf", ("TIM", in_zone(route()))),
        {"crs": "105.75"},
        "align.elsewhere_but",
    ),
    "no label": (
        lambda at: dxf(at / "t.dxf", ("TIM", in_zone(route()))),
        {},
        "align.unlabelled",
    ),
    "swapped axes": (
        lambda at: geojson(at / "t.geojson", LineString(route()[:, ::-1])),
        {},
        "align.elsewhere_but",
    ),
    "metres as degrees": (
        lambda at: geojson(at / "t.geojson", LineString(in_zone(route()))),
        {},
        "align.unlabelled",
    ),
    "millimetres": (
        lambda at: dxf(at / "t.dxf", ("TIM", in_zone(route()) * 1000)),
        {},
        "align.units",
    ),
    "feet": (
        lambda at: dxf(at / "t.dxf", ("TIM", in_zone(route()) / 0.3048)),
        {},
        "align.units",
    ),
    "mirrored": (
        lambda at: dxf(at / "t.dxf", ("TIM", in_zone(route()) * [-1, 1])),
        {},
        "align.elsewhere",
    ),
    "without the false easting": (
        lambda at: dxf(at / "t.dxf", ("TIM", in_zone(route()) - [500_000, 0])),
        {},
        "align.elsewhere",
    ),
    "a wrong .prj": (
        lambda at: as_shapefile(at, tm3(105.75)),
        {},
        "align.elsewhere_but",
    ),
    "a .prj that says nothing": (
        lambda at: as_shapefile(at, tm3(107.25), prj=b"hello"),
        {},
        "align.unlabelled",
    ),
    "no .prj": (lambda at: as_shapefile(at, tm3(107.25), prj=None), {}, "align.unlabelled"),
    "a .shp alone": (
        lambda at: as_shapefile(at, tm3(107.25), only=".shp"),
        {},
        "align.shapefile_alone",
    ),
    "a .dbf alone": (
        lambda at: as_shapefile(at, tm3(107.25), only=".dbf"),
        {},
        "provinces.no_map",
    ),
    "latitude first in KML": (
        lambda at: kml(at / "t.kml", route()[:, ::-1]),
        {},
        "align.elsewhere_but",
    ),
    "metres in KML": (lambda at: kml(at / "t.kml", in_zone(route())), {}, "align.unlabelled"),
    "waypoints": (
        text(
            "t.gpx",
            '<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">'
            '<wpt lat="21.5" lon="106.5"/><wpt lat="21.6" lon="106.6"/></gpx>',
        ),
        {},
        "align.no_line",
    ),
    "a link to a file": (
        text(
            "t.kml",
            '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><NetworkLink><Link>'
            "<href>http://a.invalid/b.kml</href></Link></NetworkLink></Document></kml>",
        ),
        {},
        "align.no_line",
    ),
    "a line and its ticks": (
        lambda at: dxf(
            at / "t.dxf",
            ("TIM", in_zone(route())),
            *(("TIM", np.array([xy, xy + 5.0])) for xy in in_zone(route())[1:-1]),
        ),
        {"crs": "107.25"},
        "align.aside",
    ),
    "a line in its frame": (
        lambda at: dxf(
            at / "t.dxf",
            ("TIM", in_zone(route())),
            ("TIM", np.array(LineString(in_zone(route())).envelope.exterior.coords)),
        ),
        {"crs": "107.25"},
        "align.closed",
    ),
    "there and back": (
        lines(lambda: LineString([*route(), *route()[-2::-1]])),
        {},
        "align.closed",
    ),
    "a height": (
        lambda at: dxf(at / "t.dxf", ("TIM", in_zone(route()))),
        {"crs": "EPSG:5703"},
        "align.crs",
    ),
    "DWG": (text("t.dwg", b"AC1027" + bytes(99)), {}, "align.is_dwg"),
    "DWG called DXF": (text("t.dxf", b"AC1032" + bytes(99)), {}, "align.is_dwg"),
    "PDF": (text("t.pdf", b"%PDF-1.7\n"), {}, "align.is_picture"),
    "a workbook": (text("t.xlsx", b"PK\x03\x04" + bytes(99)), {}, "align.is_office"),
    "a workbook called CSV": (text("t.csv", b"PK\x03\x04" + bytes(99)), {}, "align.is_office"),
    "a paper": (text("t.doc", b"\xd0\xcf\x11\xe0" + bytes(99)), {}, "align.is_office"),
    "RAR": (text("t.rar", b"Rar!\x1a\x07\0"), {}, "align.is_packed"),
    "of no kind": (text("t.svg", "<svg/>"), {}, "align.not_a_drawing"),
    "half a GeoJSON": (
        text("t.geojson", '{"type":"FeatureCollection","features":[{'),
        {},
        "files.damaged",
    ),
    "no features": (
        text("t.geojson", '{"type":"FeatureCollection","features":[]}'),
        {},
        "align.no_line",
    ),
    "decimal commas between commas": (
        text("t.csv", "km,x,y\n0,400000,5,2377000,25\n1,400100,5,2377100,25\n"),
        {},
        "align.cells",
    ),
    "no head": (text("t.csv", "0,400000.5,2377000.2\n1,400100,2377100\n"), {}, "align.columns"),
    "UTF-16": (text("t.csv", "km,x,y\n0,1,2\n1,3,4\n".encode("utf-16")), {}, "align.not_utf8"),
    "stations out of order": (
        lambda at: stations(
            at / "t.csv",
            "x,y",
            [f"{x:.3f},{y:.3f}" for x, y in [*in_zone(route())[1::2], *in_zone(route())[::2]]],
        ),
        {"crs": "107.25"},
        "align.detour",
    ),
    "local coordinates": (
        lambda at: dxf(at / "t.dxf", ("TIM", in_zone(route()) - in_zone(route())[0])),
        {},
        "align.elsewhere",
    ),
    "twelve layers": (twelve, {}, "align.parts"),
    "a layer there is not": (twelve, {"parts": ["TIM"]}, "align.no_part"),
    "one of twelve": (twelve, {"parts": ["LOP_3"], "crs": "107.25"}, "align.elsewhere"),
    "a closed loop": (lines(loop), {}, "align.closed"),
    "another project": (lines(lambda: LineString(route(OTHER))), {}, "align.elsewhere"),
    "half of it": (
        lines(lambda: LineString(route()[: len(route()) // 2])),
        {},
        "align.elsewhere",
    ),
    "Cà Mau": (lines(lambda: LineString(route() - np.array([1.5, 12.0]))), {}, "align.elsewhere"),
    "two carriageways": (
        lines(lambda: LineString(route()), lambda: LineString(route() + np.array([0.0, 0.003]))),
        {},
        "align.branches",
    ),
    "ends alone": (
        lines(lambda: LineString(route()[:3]), lambda: LineString(route()[-3:])),
        {},
        "align.gaps",
    ),
    "a detour": (lines(zigzag), {}, "align.detour"),
    "points": (lines(lambda: shapely.MultiPoint(route())), {}, "align.no_line"),
    "areas": (lines(lambda: Polygon(route()).buffer(0.01)), {}, "align.no_line"),
    "no length": (lines(lambda: LineString([route()[0]] * 2)), {}, "align.no_line"),
    "two systems": (two_systems, {}, "align.systems"),
    "an empty file": (text("t.geojson", ""), {}, "align.not_a_drawing"),
    "a web page": (text("t.kml", "<html><body>404</body></html>"), {}, "files.damaged"),
    "half a DXF": (text("t.dxf", "0\nSECTION\n2\nENTITIES\n0\nLWPOLY"), {}, "files.damaged"),
    "a picture": (text("t.dxf", b"\x89PNG\r\n\x1a\n" + bytes(64)), {}, "align.is_picture"),
    "another's file": (
        text("t.geojson", "<OGRVRTDataSource><OGRVRTLayer name='x'/></OGRVRTDataSource>"),
        {},
        "align.not_a_drawing",
    ),
    "no map in it": (empty_zip, {}, "provinces.no_map"),
    "no file": (lambda at: at / "none.dxf", {}, "provinces.no_file"),
    "no columns": (text("t.csv", "a,b\n1,2\n"), {}, "align.columns"),
    "a broken row": (text("t.csv", "km,x,y\n0,1,2\n1,mot,2\n"), {}, "align.row"),
    "a short row": (text("t.csv", "km,x,y\n0,1,2\n1\n"), {}, "align.row"),
    "infinite": (text("t.csv", "km,x,y\n0,1,2\n1,inf,2\n"), {}, "align.row"),
    "a cell that is no number": (text("t.csv", "km,x,y\n0,1,2\n1,nan,2\n"), {}, "align.row"),
    "no number in a table's chainage": (
        text("t.csv", "km,x,y\n0,1,2\nnan,3,2\n"),
        {},
        "align.row",
    ),
    "NaN in DXF": (
        lambda at: dxf(at / "t.dxf", ("TIM", spoiled(in_zone(route()), NAN, axis=1))),
        {"crs": "107.25"},
        "files.shapes",
    ),
    "infinite in DXF": (
        lambda at: dxf(at / "t.dxf", ("TIM", spoiled(in_zone(route()), INF))),
        {"crs": "107.25"},
        "files.shapes",
    ),
    "no end of digits in DXF": (
        lambda at: dxf(at / "t.dxf", ("TIM", spoiled(in_zone(route()), 1e300))),
        {"crs": "107.25"},
        "align.elsewhere",
    ),
    "NaN in GeoJSON": (lambda at: spoiled_geojson(at, NAN), {}, "files.shapes"),
    "infinite in GeoJSON": (lambda at: spoiled_geojson(at, INF), {}, "files.shapes"),
    "null in GeoJSON": (
        text(
            "t.geojson",
            '{"type":"LineString","coordinates":[[106.4,21.5],[null,null],[106.6,21.6]]}',
        ),
        {},
        "files.damaged",
    ),
    "a number without end in GeoJSON": (
        text("t.geojson", '{"type":"LineString","coordinates":[[106.4,21.5],[1e999,21.6]]}'),
        {},
        "files.shapes",
    ),
    "NaN in KML": (lambda at: kml(at / "t.kml", spoiled(route(), NAN)), {}, "files.shapes"),
    "infinite in KML": (lambda at: kml(at / "t.kml", spoiled(route(), INF)), {}, "files.shapes"),
    "NaN in GPX": (lambda at: gpx(at / "t.gpx", spoiled(route(), NAN)), {}, "files.shapes"),
    "NaN in GeoPackage": (lambda at: spoiled_package(at, NAN), {}, "files.shapes"),
    "infinite in GeoPackage": (lambda at: spoiled_package(at, INF), {}, "files.shapes"),
    "NaN in a Shapefile": (lambda at: spoiled_shapefile(at, NAN), {}, "files.shapes"),
    "infinite in a Shapefile": (lambda at: spoiled_shapefile(at, INF), {}, "files.shapes"),
    "one station": (text("t.csv", "km,x,y\n0,1,2\n"), {}, "align.no_line"),
    "TCVN": (text("t.csv", "km,x,y\n0,1,2\n1,3,4 \xe9\n".encode("latin-1")), {}, "align.not_utf8"),
    "a system there is not": (
        lines(lambda: LineString(route())),
        {"crs": "VN2000-xyz"},
        "align.crs",
    ),
    "no meridian": (lines(lambda: LineString(route())), {"crs": "107.3"}, "provinces.meridian"),
}


@pytest.mark.parametrize("name", MISLEADING)
def test_a_broken_or_misleading_file_has_one_clear_answer(name: str, tmp_path: Path) -> None:
    made, how, key = MISLEADING[name]
    with pytest.raises(InputError) as refused:
        read(made(tmp_path), **how)  # type: ignore[arg-type]  # a table of options
    assert refused.value.key == key
    for language in ("vi", "en"):
        assert "{" not in refused.value.told(language)


def test_there_are_thirty_of_them_and_more() -> None:
    assert len(MISLEADING) >= 30
    assert len({key for _, _, key in MISLEADING.values()}) >= 20


def test_another_projects_line_is_called_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=OTHER):
        read(geojson(tmp_path / "t.geojson", LineString(route(OTHER))))
