"""A user's own boundary file: any format and CRS that GDAL reads, names in any spelling."""

import logging
import re
import unicodedata
from collections import Counter
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely
from pyogrio.errors import DataSourceError

from geo.crs import WGS84
from geo.errors import InputError
from geo.model import Text
from geo.names import fold
from geo.places import VIET_NAM
from geo.provinces.boundaries import Boundaries
from geo.provinces.units import UnitTable

logger = logging.getLogger(__name__)

_PREFIXES = re.compile(r"^(tinh|thanh pho|tp|city of)\b|\b(province|city)$")


def read_boundary_file(path: Path, table: UnitTable) -> Boundaries:
    """Read province polygons from a file.

    The column that names the provinces is found by its content: official two-digit codes or
    names, with or without diacritics, "Tỉnh" or "Province". Rows of other areas are left out
    and named in the log; several rows of one province are united.

    Parameters
    ----------
    path
        A vector file with polygons, any CRS that is stated in it.
    table
        The units to match; the file must hold units of before 2025-07-01.

    Returns
    -------
    Boundaries
        In EPSG:4326, the units of the signing.

    Raises
    ------
    InputError
        When the file cannot be read, has no polygons, states no CRS or another one than its
        coordinates', names no province, or holds the units of today.
    """
    frame = _read(path)
    polygons = frame[shapely.get_dimensions(frame.geometry.to_numpy()) == 2]
    if polygons.empty:
        raise InputError(
            f"{len(frame)} row(s), none of them a polygon",
            where=str(path),
            allowed="Polygon or MultiPolygon rows, one or more a province",
            remedy="choose the layer that holds the province areas",
        )
    codes = _province_codes(polygons, table, path)
    _check_units(codes, table, path)
    inside = _to_wgs84(polygons, path)[codes.notna()]
    # Mending a polygon can leave lines and points behind: only the areas count.
    mended = shapely.make_valid(inside.geometry.to_numpy())
    parts, row = shapely.get_parts(mended, return_index=True)
    is_area = shapely.get_dimensions(parts) == 2
    united = gpd.GeoDataFrame(
        {"province_code": codes.dropna().to_numpy()[row[is_area]]},
        geometry=parts[is_area],
        crs=WGS84,
    ).dissolve("province_code", as_index=False)
    united.insert(1, "province_name", united["province_code"].map(table.signing))
    source = Text(vi=f"Tệp ranh giới {path.name}", en=f"Boundary file {path.name}")
    return Boundaries(united, source, is_sketch=False)


def _read(path: Path) -> gpd.GeoDataFrame:
    if not path.exists():
        raise InputError("no such file", where=str(path), remedy="check the path")
    try:
        layer = _layer_with_areas(path)
        frame = gpd.read_file(path, layer=layer)
    except (DataSourceError, pyogrio.errors.DataLayerError, UnicodeDecodeError) as error:
        raise InputError(
            f"no map file that can be read ({str(error).splitlines()[0]})",
            where=str(path),
            allowed="GeoPackage, GeoJSON, Shapefile, KML, …",
            remedy="export the boundaries again as GeoPackage or GeoJSON",
        ) from None
    if not isinstance(frame, gpd.GeoDataFrame) or frame.empty:
        raise InputError(
            "the file holds no geometry", where=str(path), remedy="export the province areas again"
        )
    return frame[~(frame.geometry.isna() | frame.geometry.is_empty)]


def _layer_with_areas(path: Path) -> str | None:
    """The first layer that declares polygons, else that may hold some, else the first."""
    layers = pyogrio.list_layers(path)
    for wanted in ("Polygon", "Unknown", "GeometryCollection", ""):
        for name, kind in layers:
            if wanted in (kind or ""):
                return str(name)
    return None


def _to_wgs84(frame: gpd.GeoDataFrame, path: Path) -> gpd.GeoDataFrame:
    if frame.crs is None:
        raise InputError(
            "the file states no coordinate system",
            where=str(path),
            allowed="any CRS, stated in the file (for a Shapefile in its .prj)",
            remedy="set the layer's CRS in QGIS and export it again",
        )
    moved = frame.to_crs(WGS84)
    west, south, east, north = moved.total_bounds
    least_west, least_south, most_east, most_north = VIET_NAM
    in_the_world = -180 <= west <= east <= 180 and -90 <= south <= north <= 90
    in_the_country = (
        west < most_east and east > least_west and south < most_north and north > least_south
    )
    if not (in_the_world and in_the_country):
        raise InputError(
            f"coordinates do not fit the stated system {frame.crs.name!r}",
            where=str(path),
            remedy="set the CRS the coordinates were really made in and export again",
        )
    return moved


def _province_codes(frame: gpd.GeoDataFrame, table: UnitTable, path: Path) -> "pd.Series[str]":
    """Code of each row's province, missing where the row names none, by the best column."""
    by_key = _keys(table)
    best = pd.Series(index=frame.index, dtype=object)
    for column in _attributes(frame):
        found = frame[column].map(lambda value: by_key.get(_key(value)))
        # A name beats a code: numbers up to 96 turn up in columns of every sort.
        is_name = frame[column].map(lambda value: not _key(value).isdigit()).all()
        score, best_score = found.nunique(), best.nunique()
        if score > best_score or (score == best_score and is_name):
            best = found
    if best.notna().sum() == 0:
        columns = ", ".join(_attributes(frame)) or "none"
        raise InputError(
            f"no column names a province (columns: {columns})",
            where=str(path),
            allowed="province names or official two-digit codes, units of before 01/7/2025",
            remedy="add a column with the province names",
        )
    if best.isna().any():
        logger.warning("%s: %d row(s) name no province and are left out", path, best.isna().sum())
    return best


def _check_units(codes: "pd.Series[str]", table: UnitTable, path: Path) -> None:
    """Refuse the 34 units of today, whose names are all among those of the 63.

    In every agreement stands a province that has become part of another since (Bắc Giang, Hải
    Dương): a file without any such unit, but with one that others were joined to, is of today.
    """
    size = Counter(table.successor.values())
    merged = {old for old, new in table.successor.items() if size[new] > 1}
    kept_name = {old for old in merged if table.signing[old] == table.today[table.successor[old]]}
    found = set(codes.dropna())
    if found & kept_name and not found & (merged - kept_name):
        raise InputError(
            "the provinces named look like the 34 units of today",
            where=str(path),
            allowed="units of before 01/7/2025, among them Bắc Giang or Hải Dương",
            remedy="use a boundary file of the 63 provinces",
        )


def _keys(table: UnitTable) -> dict[str, str]:
    signing = table.signing
    # Names of today too (Huế): where codes and names find as many, the names are believed.
    by_key = {_key(name): code for code, name in table.today.items() if code in signing}
    by_key |= {_key(name): code for code, name in signing.items()}
    by_key |= {code: code for code in signing} | {str(int(code)): code for code in signing}
    return by_key


def _key(value: object) -> str:
    """One spelling of a province name or code: no diacritics, prefix, space or punctuation."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = fold(unicodedata.normalize("NFC", str(value)))
    return re.sub(r"[^a-z0-9]", "", _PREFIXES.sub("", text.replace(".", " ").strip()))


def _attributes(frame: gpd.GeoDataFrame) -> list[str]:
    return [str(column) for column in frame.columns if column != frame.geometry.name]
