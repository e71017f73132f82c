"""A boundary file as it stands: every row and attribute, for checking and correcting it.

`geo.provinces.boundary_file` keeps only what is a known province and unites its rows; whoever
corrects a file wants all of it back.
"""

import io
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError
from pyproj.exceptions import ProjError

from geo.crs import WGS84
from geo.errors import InputError, Wording
from geo.files import write_together
from geo.provinces.boundaries import Boundaries
from geo.provinces.opened_file import open_file
from geo.provinces.refusals import no_crs, wrong_crs
from geo.provinces.stated_crs import to_wgs84
from geo.registry.units import UnitTable
from geo.sentence import text_of

_WORLD = np.array([180.0, 90.0, 180.0, 90.0])
_DRIVERS = {".gpkg": "GPKG", ".geojson": "GeoJSON", ".json": "GeoJSON"}


def checked_whole(frame: gpd.GeoDataFrame, path: Path) -> gpd.GeoDataFrame:
    """Return a frame that can be compared with others.

    Raises
    ------
    InputError
        When it holds neither an area nor a line, has no CRS or a wrong one.
    """
    _check_geometry(frame, path)
    _check_crs(frame, path)
    return frame


def file_as_reference(path: Path, table: UnitTable | None = None) -> Boundaries:
    """A file to compare others with; nobody needs to know its provinces by name.

    Of several layers the one is taken that names the most provinces, and the source says so.

    Raises
    ------
    InputError
        When the file cannot be read, holds neither an area nor a line, states no CRS, or one
        that cannot be turned into WGS 84.
    """
    opened = open_file(path, table)
    source = Wording("provinces.file", name=path.name)
    if opened.layer:
        source = Wording("provinces.file_layer", file=source, layer=opened.layer)
    return Boundaries(checked_whole(opened.frame, path), text_of(source), is_sketch=False)


def _check_geometry(frame: gpd.GeoDataFrame, path: Path) -> None:
    has_lines = isinstance(frame, gpd.GeoDataFrame) and bool(
        np.any(shapely.get_dimensions(frame.geometry.to_numpy()) >= 1)
    )
    if not has_lines:
        raise InputError("provinces.no_lines", where=str(path), count=len(frame))


def _check_crs(frame: gpd.GeoDataFrame, path: Path) -> None:
    if frame.crs is None:
        raise no_crs(path)
    try:
        bounds = to_wgs84(frame).total_bounds
    except ProjError:
        bounds = np.full(4, np.inf)
    if not (np.abs(bounds) <= _WORLD).all():
        raise wrong_crs(frame, path)


def check_target(out: Path, *, inputs: tuple[Path, ...]) -> None:
    """Refuse a name that cannot be written before any work is done for it.

    Raises
    ------
    InputError
        When the ending is not known, or the file is one of those read.
    """
    if out.suffix.lower() not in _DRIVERS:
        raise InputError(
            "provinces.ending", where=str(out), ending=out.suffix, endings=", ".join(_DRIVERS)
        )
    if out.resolve() in {path.resolve() for path in inputs}:
        raise InputError("provinces.same_file", where=str(out))


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
            "provinces.not_written",
            where=str(out),
            reason=str(error).splitlines()[0] if str(error) else Wording("provinces.no_reason"),
        ) from None
    write_together({out: written.getvalue()})
