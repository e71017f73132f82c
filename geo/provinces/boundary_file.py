"""A user's own boundary file: any format and CRS that GDAL reads, names in any spelling."""

import logging
from pathlib import Path

import geopandas as gpd
import shapely
from pyproj.exceptions import ProjError

from geo.arrays import Objects
from geo.errors import InputError, Wording
from geo.limits import LIMITS, check
from geo.provinces._crossings import crossings
from geo.provinces.boundaries import Boundaries
from geo.provinces.boundary_report import BoundaryReport
from geo.provinces.communes import commune_frame
from geo.provinces.neighbours import metric_crs, misfits
from geo.provinces.opened_file import OpenedFile, open_file
from geo.provinces.recognised import Recognised, attributes, left_out, recognise
from geo.provinces.refusals import elsewhere, no_crs, wrong_crs
from geo.provinces.stated_crs import to_wgs84
from geo.provinces.united import Drawn, areas_of, of_one_era
from geo.registry.places import VIET_NAM
from geo.registry.units import Units, UnitTable
from geo.sentence import text_of

logger = logging.getLogger(__name__)


def read_boundary_file(path: Path, table: UnitTable) -> Boundaries:
    """Read province polygons from a file.

    The column that names provinces or communes is found by its content, official codes or names
    in any spelling, and by the ground: what a name or number means must lie there. Rows of other
    areas are left out and reported; several rows of one province are united; outlines that cross
    themselves are mended. Gaps and overlaps between neighbours are measured, reported and left
    as they are.

    Parameters
    ----------
    path
        A vector file with polygons, any CRS that is stated in it.
    table
        The units to match.

    Returns
    -------
    Boundaries
        In EPSG:4326, with their report: in the units of the signing where the file holds these,
        or communes that they are made of; else in those of today.

    Raises
    ------
    InputError
        When the file cannot be read, has no polygons, states no CRS or another one than its
        coordinates', or names no province that lies where its areas lie.
    """
    return provinces_in(open_file(path, table), path, table)


def provinces_in(opened: OpenedFile, path: Path, table: UnitTable) -> Boundaries:
    """Make boundaries of a file that is open.

    Parameters
    ----------
    opened
        As :func:`geo.provinces.opened_file.open_file` gives it.
    path
        The file it was, for messages and the name of the source.
    table
        The units to match.

    Raises
    ------
    InputError
        As :func:`read_boundary_file`.
    """
    try:
        return _provinces_in(opened, path, table)
    except shapely.errors.GEOSException as error:  # what no check before has foreseen
        reason = str(error).rpartition(": ")[2]
        raise InputError("files.shapes", where=str(path), reason=reason) from None


def _provinces_in(opened: OpenedFile, path: Path, table: UnitTable) -> Boundaries:
    polygons = _polygons(opened.frame, path)
    stated = _checked_wgs84(polygons, path)
    inside = stated.set_geometry(_mended(stated, path), crs=stated.crs)
    _check_areas(inside, path)
    found = recognise(inside, table)
    _check_found(found, polygons, path)
    used = found.units != None  # noqa: E711  # elementwise, over objects
    if not used.all():
        logger.warning("%s: %d row(s) name no province and are left out", path, (~used).sum())
    shapes = inside.geometry.to_numpy()[used]
    drawn = of_one_era(shapes, found.units[used], table, is_coverage=found.communes is not None)
    report = BoundaryReport(
        rows=len(opened.frame),
        rows_used=int(used.sum()),
        column=found.column,
        encoding=opened.encoding,
        system=_system(polygons),
        units=drawn.units,
        communes=0 if found.communes is None else int(used.sum()),
        provinces=drawn.names,
        missing=_missing(drawn, table),
        left_out=left_out(polygons, found, table),
        parts=tuple((table.unit(unit).name, share) for unit, share in found.parts.items()),
        mended=_mended_names(stated[used], found.units[used], table),
        misfits=() if found.communes is not None else misfits(drawn.frame),
        areas_in=metric_crs(drawn.frame).name,
        notes=opened.notes,
    )
    return Boundaries(
        drawn.frame,
        text_of(Wording("provinces.file", name=path.name)),
        is_sketch=False,
        units=drawn.units,
        report=report,
        known=drawn.known,
        communes=commune_frame(inside[used].set_geometry(shapes), found.communes[used], table)
        if found.communes is not None
        else None,
    )


def _polygons(frame: gpd.GeoDataFrame, path: Path) -> gpd.GeoDataFrame:
    is_table = frame.crs is None and frame.geometry.isna().all()
    if frame.empty or is_table:
        raise InputError("provinces.no_geometry", where=str(path))
    shapes = frame.geometry.to_numpy()
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    polygons = frame[there & (shapely.get_dimensions(shapes) == 2)]
    if polygons.empty:
        raise InputError("provinces.no_polygon", where=str(path), count=there.sum())
    assert isinstance(polygons, gpd.GeoDataFrame)
    return polygons


def _check_areas(frame: gpd.GeoDataFrame, path: Path) -> None:
    if not shapely.area(frame.geometry.to_numpy()).any():
        raise InputError("provinces.no_area", where=str(path))


def _check_found(found: Recognised, polygons: gpd.GeoDataFrame, path: Path) -> None:
    if found.rows:
        return
    if found.elsewhere:
        raise elsewhere(found.elsewhere, path)
    columns = ", ".join(attributes(polygons)) or Wording("provinces.none")
    raise InputError("provinces.no_names", where=str(path), columns=columns)


def _mended(frame: gpd.GeoDataFrame, path: Path) -> Objects:
    shapes = frame.geometry.to_numpy()
    crossed = shapes[~shapely.is_valid(shapes)]
    check("crossings", crossings(crossed, LIMITS["crossings"].most), where=str(path))
    return areas_of(shapes)


def _checked_wgs84(frame: gpd.GeoDataFrame, path: Path) -> gpd.GeoDataFrame:
    if frame.crs is None:
        raise no_crs(path)
    try:
        moved = to_wgs84(frame)
    except ProjError:
        raise wrong_crs(frame, path) from None
    west, south, east, north = moved.total_bounds
    least_west, least_south, most_east, most_north = VIET_NAM
    in_the_world = -180 <= west <= east <= 180 and -90 <= south <= north <= 90
    in_the_country = (
        west < most_east and east > least_west and south < most_north and north > least_south
    )
    if not (in_the_world and in_the_country):
        raise wrong_crs(frame, path)
    return moved


def _system(frame: gpd.GeoDataFrame) -> str:
    if frame.crs is None:
        return ""
    code = frame.crs.to_epsg(min_confidence=100)
    return f"{frame.crs.name} (EPSG:{code})" if code else str(frame.crs.name)


def _missing(drawn: Drawn, table: UnitTable) -> tuple[str, ...]:
    names = table.signing if drawn.units is Units.SIGNING else table.today
    there = set(drawn.frame["province_code"])
    return tuple(name for code, name in names.items() if code not in there)


def _mended_names(inside: gpd.GeoDataFrame, units: Objects, table: UnitTable) -> tuple[str, ...]:
    crossed = ~shapely.is_valid(inside.geometry.to_numpy())
    return tuple(table.unit(unit).name for unit in sorted(set(units[crossed])))
