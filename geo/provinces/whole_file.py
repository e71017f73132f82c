"""A boundary file as it stands: every row and attribute, for checking and correcting it.

`geo.provinces.boundary_file` keeps only what is a known province and unites its rows; whoever
corrects a file wants all of it back.
"""

import io
import logging
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError
from pyproj.exceptions import ProjError

from geo.crs import WGS84
from geo.errors import InputError
from geo.export.files import write_together
from geo.model import Text
from geo.provinces.boundaries import Boundaries

logger = logging.getLogger(__name__)

_WORLD = np.array([180.0, 90.0, 180.0, 90.0])
_DRIVERS = {".gpkg": "GPKG", ".geojson": "GeoJSON", ".json": "GeoJSON"}


def read_whole_file(path: Path) -> gpd.GeoDataFrame:
    """Read the layer of a file that holds areas or lines, with every row and attribute.

    Returns
    -------
    geopandas.GeoDataFrame
        In the CRS that the file states. Of several layers the first with areas; the others
        are named in the log.

    Raises
    ------
    InputError
        When the file cannot be read, holds neither an area nor a line, states no CRS, or one
        that cannot be turned into WGS 84.
    """
    if not path.exists():
        raise InputError("no such file", where=str(path), remedy="check the path")
    try:
        frame = gpd.read_file(path, layer=_layer(path))
    except (DataSourceError, DataLayerError, FeatureError, UnicodeDecodeError) as error:
        raise InputError(
            f"no map file that can be read ({(str(error) or 'damaged').splitlines()[0]})",
            where=str(path),
            allowed="GeoPackage, GeoJSON, Shapefile, KML, …",
            remedy="export the boundaries again as GeoPackage or GeoJSON",
        ) from None
    _check_geometry(frame, path)
    _check_crs(frame, path)
    return frame


def file_as_reference(path: Path) -> Boundaries:
    """A file to compare others with; nobody needs to know its provinces by name.

    Raises
    ------
    InputError
        As :func:`read_whole_file`.
    """
    source = Text(vi=f"Tệp ranh giới {path.name}", en=f"Boundary file {path.name}")
    return Boundaries(read_whole_file(path), source, is_sketch=False)


def _layer(path: Path) -> str | None:
    layers = [(str(name), str(kind or "")) for name, kind in pyogrio.list_layers(path)]
    for wanted in ("Polygon", "LineString", "Unknown", ""):
        for name, kind in layers:
            if wanted in kind:
                others = ", ".join(other for other, _ in layers if other != name)
                if others:
                    logger.warning("%s: layer %s is used, not %s", path, name, others)
                return name
    return None


def _check_geometry(frame: gpd.GeoDataFrame, path: Path) -> None:
    has_lines = isinstance(frame, gpd.GeoDataFrame) and bool(
        np.any(shapely.get_dimensions(frame.geometry.to_numpy()) >= 1)
    )
    if not has_lines:
        raise InputError(
            f"{len(frame)} row(s), none of them an area or a line",
            where=str(path),
            allowed="province areas or border lines",
            remedy="choose the file that holds the boundaries",
        )


def _check_crs(frame: gpd.GeoDataFrame, path: Path) -> None:
    if frame.crs is None:
        raise InputError(
            "the file states no coordinate system",
            where=str(path),
            allowed="any CRS, stated in the file (for a Shapefile in its .prj)",
            remedy="set the layer's CRS in QGIS and export it again",
        )
    try:
        bounds = frame.to_crs(WGS84).total_bounds
    except ProjError:
        bounds = np.full(4, np.inf)
    if not (np.abs(bounds) <= _WORLD).all():
        raise InputError(
            f"coordinates do not fit the stated system {frame.crs.name!r}",
            where=str(path),
            remedy="set the CRS the coordinates were really made in and export again",
        )


def check_target(out: Path, *, inputs: tuple[Path, ...]) -> None:
    """Refuse a name that cannot be written before any work is done for it.

    Raises
    ------
    InputError
        When the ending is not known, or the file is one of those read.
    """
    if out.suffix.lower() not in _DRIVERS:
        raise InputError(
            f"the ending {out.suffix!r} is not known",
            where=str(out),
            allowed=", ".join(_DRIVERS),
            remedy="name the corrected file with one of these",
        )
    if out.resolve() in {path.resolve() for path in inputs}:
        raise InputError(
            "the corrected file would replace the one that is checked",
            where=str(out),
            remedy="choose another name; nothing was written",
        )


def write_whole_file(frame: gpd.GeoDataFrame, out: Path) -> None:
    """Write a frame as GeoPackage (in its CRS) or GeoJSON (EPSG:4326, RFC 7946), by the ending.

    The file appears under its name only when it is complete.

    Raises
    ------
    InputError
        When the file cannot be written, or holds values its format has no place for.
    """
    check_target(out, inputs=())
    driver = _DRIVERS[out.suffix.lower()]
    written = io.BytesIO()
    try:
        if driver == "GeoJSON":
            frame.to_crs(WGS84).to_file(written, driver=driver, RFC7946="YES")
        else:
            frame.to_file(written, driver=driver, layer=out.stem)
    except (DataSourceError, DataLayerError, FeatureError, FieldError, ValueError) as error:
        raise InputError(
            f"cannot be written ({(str(error) or 'no reason given').splitlines()[0]})",
            where=str(out),
            remedy="try the other format (.gpkg or .geojson)",
        ) from None
    write_together({out: written.getvalue()})
