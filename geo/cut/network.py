"""Any network of lines × provinces → pieces, border points, kilometres, and what was left out.

What a department hands in is not clean: rows without a line, points among the roads, broken
coordinates. None of it stops the cut and none is lost in silence: each such row is listed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.arrays import Bools, Objects
from geo.crs import WGS84
from geo.cut.province_index import ProvinceIndex
from geo.cut.split import MADE, MIN_PIECE_M, split_by_index

OUTSIDE: Final = "–"
"""Code under which the table of kilometres counts what lies in no province."""
_IN_VIET_NAM: Final = (101.0, 7.0, 119.0, 24.5)
"""West, south, east, north in degrees, a degree wider than the country with its islands."""


class NoLinesError(ValueError):
    """A network has no coordinate system, or all of it lies far from Việt Nam."""


@dataclass(frozen=True)
class Ground:
    """The provinces to cut by, made ready once for any number of parts of a network.

    ``provinces`` has the columns province_code, province_name and geometry, in EPSG:4326.
    """

    provinces: gpd.GeoDataFrame
    index: ProvinceIndex

    @classmethod
    def of(cls, provinces: gpd.GeoDataFrame) -> "Ground":
        """Take polygons in any CRS."""
        areas = provinces[["province_code", "province_name", "geometry"]].to_crs(WGS84)
        return cls(areas, ProvinceIndex(areas))


@dataclass(frozen=True)
class CutNetwork:
    """A network, or a part of one, cut at the borders; frames in EPSG:4326.

    ``pieces``
        Every input column, ``row`` (number of the input row), province_code and province_name
        (None outside all provinces), part, from_m, to_m, length_m (geodesic metres) and
        border_running. An input column with one of these names is called ``…_in``.
    ``borders``
        A point where a line passes from one province to the next: ``row``, ``at_m`` along the
        line, from_province, to_province.
    ``left_out``
        ``row`` and ``reason`` of every row that is no line: empty, point, polygon, coordinates.
    """

    pieces: gpd.GeoDataFrame
    borders: gpd.GeoDataFrame
    left_out: pd.DataFrame


def cut_network(
    lines: gpd.GeoDataFrame,
    provinces: gpd.GeoDataFrame | Ground,
    *,
    min_piece_m: float = MIN_PIECE_M,
    first_row: int = 0,
) -> CutNetwork:
    """Cut a network at the borders of provinces.

    Parameters
    ----------
    lines
        Rows of any geometry, in any CRS, with any columns; Z is dropped.
    provinces
        Columns province_code, province_name and geometry, any CRS; or made ready before.
    min_piece_m
        As :func:`geo.cut.split.split_by_province` has it.
    first_row
        Number of the first row, where ``lines`` is part of a longer table.

    Raises
    ------
    NoLinesError
        When ``lines`` has no CRS, or its lines lie far from Việt Nam.

    Examples
    --------
    >>> from shapely import LineString, Point, box
    >>> two = gpd.GeoDataFrame(
    ...     {"province_code": ["24", "20"], "province_name": ["Bắc Giang", "Lạng Sơn"]},
    ...     geometry=[box(106, 21, 106.5, 22), box(106.5, 21, 107, 22)],
    ...     crs=4326,
    ... )
    >>> shapes = [LineString([(106.4, 21.5), (106.6, 21.5)]), Point(106, 21)]
    >>> cut = cut_network(gpd.GeoDataFrame({"ref": ["QL.1", "?"]}, geometry=shapes, crs=4326), two)
    >>> cut.pieces[["ref", "row", "province_name"]]
        ref  row province_name
    0  QL.1    0     Bắc Giang
    1  QL.1    0      Lạng Sơn
    >>> cut.left_out
       row reason
    0    1  point
    """
    ground = provinces if isinstance(provinces, Ground) else Ground.of(provinces)
    if lines.crs is None:
        raise NoLinesError("the network states no coordinate system")
    table = _renamed(lines).assign(row=np.arange(first_row, first_row + len(lines)))
    table = table.set_geometry(shapely.force_2d(table.geometry.to_numpy()), crs=lines.crs)
    reasons = _reasons(table.geometry.to_numpy())
    good = table[reasons == ""].to_crs(WGS84)
    reached = np.isfinite(good.total_bounds).all()
    if reached and not _near_viet_nam(good):
        raise NoLinesError(str(tuple(round(float(edge), 3) for edge in good.total_bounds)))
    pieces = split_by_index(good, ground.provinces, ground.index, min_piece_m=min_piece_m)
    bad = table.loc[reasons != "", "row"].to_numpy()
    return CutNetwork(
        pieces.drop(columns="line"),
        _borders(pieces),
        pd.DataFrame({"row": bad, "reason": reasons[reasons != ""]}),
    )


def _renamed(lines: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Geometry called ``geometry``, and no column by the name of one that is made."""
    frame = lines.reset_index(drop=True)
    if frame.geometry.name != "geometry":
        frame = frame.drop(columns="geometry", errors="ignore").rename_geometry("geometry")
    return frame.rename(columns={name: f"{name}_in" for name in (MADE | {"row"})})


def _reasons(shapes: Objects) -> Objects:
    """Why each shape cannot be cut; nothing for a line."""
    kind = shapely.get_type_id(shapes)
    reasons = np.full(len(shapes), "", dtype=object)
    reasons[np.isin(kind, [3, 6])] = "polygon"
    reasons[np.isin(kind, [0, 4])] = "point"
    reasons[kind == 7] = "collection"  # GEOS's number of a GeometryCollection
    reasons[~_finite(shapes)] = "coordinates"
    reasons[shapely.is_empty(shapes) | (kind < 0)] = "empty"
    return reasons


def _finite(shapes: Objects) -> Bools:
    xy, owner = shapely.get_coordinates(shapes, return_index=True)
    finite = np.ones(len(shapes), dtype=bool)
    finite[owner[~np.isfinite(xy).all(axis=1)]] = False
    return finite


def _near_viet_nam(lines: gpd.GeoDataFrame) -> bool:
    west, south, east, north = lines.total_bounds
    w, s, e, n = _IN_VIET_NAM
    return bool(west < e and east > w and south < n and north > s)


def _borders(pieces: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Points where a piece ends and the next of the same line begins in another province."""
    shapes, code = pieces.geometry.to_numpy(), pieces["province_code"].to_numpy()
    ends, starts = shapely.get_point(shapes[:-1], -1), shapely.get_point(shapes[1:], 0)
    same_line = pieces["line"].to_numpy()[:-1] == pieces["line"].to_numpy()[1:]
    both = pd.notna(code[:-1]) & pd.notna(code[1:])
    at = np.flatnonzero(same_line & both & (ends == starts) & (code[:-1] != code[1:]))
    return gpd.GeoDataFrame(
        {
            "row": pieces["row"].to_numpy()[at],
            "at_m": pieces["to_m"].to_numpy()[at],
            "from_province": code[at],
            "to_province": code[at + 1],
        },
        geometry=ends[at],
        crs=pieces.crs,
    )


def kilometres(pieces: pd.DataFrame, by: Sequence[str] = ()) -> pd.DataFrame:
    """Add up kilometres and pieces by province and the columns ``by``; what lies outside, last.

    Returns
    -------
    DataFrame
        province_code, province_name, the columns ``by``, ``km`` (geodesic), ``pieces``.

    Raises
    ------
    KeyError
        With the names that are no column.
    """
    missing = [name for name in by if name not in pieces.columns]
    if missing:
        raise KeyError(", ".join(missing))
    groups = ["province_code", "province_name", *by]
    table = pd.DataFrame(pieces[list(by)]).assign(
        province_code=pieces["province_code"].fillna(OUTSIDE).astype(str),
        province_name=pieces["province_name"].fillna("").astype(str),
        km=pieces["length_m"] / 1000,
        pieces=1,
    )
    summed = table.groupby(groups, dropna=False, sort=False)[["km", "pieces"]].sum()
    return _sorted(summed.reset_index(), groups)


def added_up(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Add tables of kilometres of several parts together."""
    both = pd.concat(tables, ignore_index=True)
    groups = [name for name in both.columns if name not in ("km", "pieces")]
    summed = both.groupby(groups, dropna=False, sort=False)[["km", "pieces"]].sum()
    return _sorted(summed.reset_index(), groups)


def _sorted(table: pd.DataFrame, groups: Sequence[str]) -> pd.DataFrame:
    outside = table["province_code"] == OUTSIDE
    keys = table[list(groups)].astype(str).assign(outside=outside)
    order = keys.sort_values(["outside", *groups], kind="stable").index
    return table.loc[order].reset_index(drop=True)
