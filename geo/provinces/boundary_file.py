"""A user's own boundary file: any format and CRS that GDAL reads, names in any spelling."""

import logging
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj.exceptions import ProjError

from geo.crs import WGS84
from geo.errors import InputError, Wording
from geo.limits import LIMITS, check
from geo.model import Text
from geo.provinces._crossings import crossings
from geo.provinces.boundaries import Boundaries
from geo.provinces.boundary_report import BoundaryReport
from geo.provinces.neighbours import metric_crs, misfits
from geo.provinces.opened_file import OpenedFile, open_file
from geo.provinces.refusals import no_crs, wrong_crs
from geo.provinces.stated_crs import to_wgs84
from geo.provinces.unit_names import Matched, attributes, looks_like_today, match_units, name_wards
from geo.registry.places import VIET_NAM
from geo.registry.units import UnitTable

logger = logging.getLogger(__name__)


def read_boundary_file(path: Path, table: UnitTable) -> Boundaries:
    """Read province polygons from a file.

    The column that names the provinces is found by its content: official two-digit codes or
    names, with or without diacritics, "Tỉnh" or "Province". Rows of other areas are left out
    and reported; several rows of one province are united; outlines that cross themselves are
    mended. Gaps and overlaps between neighbours are measured, reported and left as they are.

    Parameters
    ----------
    path
        A vector file with polygons, any CRS that is stated in it.
    table
        The units to match; the file must hold units of before 2025-07-01.

    Returns
    -------
    Boundaries
        In EPSG:4326, the units of the signing, with their report.

    Raises
    ------
    InputError
        When the file cannot be read, has no polygons, states no CRS or another one than its
        coordinates', names no province, or holds the units of today.
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
    matched = match_units(polygons, table)
    _check_match(matched, polygons, table, path)
    used = matched.codes.notna()
    if not used.all():
        logger.warning("%s: %d row(s) name no province and are left out", path, (~used).sum())
    inside = _checked_wgs84(polygons, path)[used]
    codes = matched.codes[used]
    united = _united(inside, codes, table, path)
    report = BoundaryReport(
        rows=len(opened.frame),
        rows_used=int(used.sum()),
        column=matched.column,
        encoding=opened.encoding,
        system=_system(polygons),
        provinces=dict(zip(united["province_code"], united["province_name"], strict=True)),
        missing=_missing(united, table),
        left_out=matched.left_out,
        mended=_mended_names(inside, codes, table),
        misfits=misfits(united),
        areas_in=metric_crs(united).name,
        notes=opened.notes,
    )
    source = Text(vi=f"Tệp ranh giới {path.name}", en=f"Boundary file {path.name}")
    return Boundaries(united, source, is_sketch=False, report=report)


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


def _united(
    inside: gpd.GeoDataFrame, codes: "pd.Series[str]", table: UnitTable, path: Path
) -> gpd.GeoDataFrame:
    """One row a province, by code, of what is area."""
    # Mending a polygon can leave lines and points behind: only the areas count.
    mended = _mended(inside, path)
    parts, row = shapely.get_parts(mended, return_index=True)
    is_area = shapely.get_dimensions(parts) == 2
    united = gpd.GeoDataFrame(
        {"province_code": codes.to_numpy()[row[is_area]]}, geometry=parts[is_area], crs=WGS84
    ).dissolve("province_code", as_index=False)
    if united.empty:
        raise InputError("provinces.no_area", where=str(path))
    united.insert(1, "province_name", united["province_code"].map(table.signing))
    return united


def _mended(inside: gpd.GeoDataFrame, path: Path) -> NDArray[np.object_]:
    shapes = inside.geometry.to_numpy()
    crossed = shapes[~shapely.is_valid(shapes)]
    check("crossings", crossings(crossed, LIMITS["crossings"].most), where=str(path))
    return shapely.make_valid(shapes)


def _check_match(
    matched: Matched, polygons: gpd.GeoDataFrame, table: UnitTable, path: Path
) -> None:
    if not matched.codes.notna().any():
        raise InputError(
            "provinces.wards" if name_wards(polygons) else "provinces.no_names",
            where=str(path),
            columns=", ".join(attributes(polygons)) or Wording("provinces.none"),
        )
    if looks_like_today(matched.codes, table):
        raise InputError("provinces.today", where=str(path))


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


def _missing(united: gpd.GeoDataFrame, table: UnitTable) -> tuple[str, ...]:
    found = set(united["province_code"])
    return tuple(name for code, name in table.signing.items() if code not in found)


def _mended_names(
    inside: gpd.GeoDataFrame, codes: "pd.Series[str]", table: UnitTable
) -> tuple[str, ...]:
    crossed = ~shapely.is_valid(inside.geometry.to_numpy())
    return tuple(table.signing[code] for code in np.unique(codes.to_numpy(dtype=str)[crossed]))
