"""Cut lines at province borders: line × provinces → pieces in order along each line.

Pieces are made from the line's own vertices and the points where it meets a border, never
from a polygon intersection: their order, direction and sum are those of the line.
"""

from dataclasses import dataclass, fields, replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.arrays import Bools, Floats, Ints, Objects
from geo.crs import Ruler, require_same_crs
from geo.cut.blocks import over_blocks
from geo.cut.hugging import Hugging
from geo.cut.province_index import NOWHERE, ProvinceIndex
from geo.cut.strands import SAME_POINT_M, Strands, lengths_m

MIN_PIECE_M = 50.0
"""Default for ``min_piece_m``. Boundary files of different offices disagree by about this much
(shared borders of published files fit each other to some 50 m), so a shorter excursion over a
border cannot be told from the border's own uncertainty."""

_BLOCK = 4096
"""Strands cut at a time, in one thread. Chosen: memory against time, no result depends on it."""


def split_by_province(
    lines: gpd.GeoDataFrame, provinces: gpd.GeoDataFrame, *, min_piece_m: float = MIN_PIECE_M
) -> gpd.GeoDataFrame:
    """Cut lines where they pass from one province to the next.

    Parameters
    ----------
    lines
        LineString or MultiLineString rows with any columns. The parts of a MultiLineString
        are measured one after the other.
    provinces
        Columns ``province_code``, ``province_name`` and ``geometry``, in the CRS of ``lines``.
    min_piece_m
        A piece between two pieces of one province that is shorter than this many metres, or
        nowhere farther from that province, is joined to them and the result flagged
        ``border_running``; 0 keeps every piece.

    Returns
    -------
    GeoDataFrame
        One row a piece, in line order and then along the line, index 0…n-1, CRS of ``lines``:
        every input column, ``line`` (the row number in ``lines``), ``province_code`` and
        ``province_name`` (None outside all provinces), ``part`` (0, 1, … along the line),
        ``from_m``, ``to_m``, ``length_m`` and ``border_running``. Metres are geodesic
        (WGS 84) in a geographic CRS. Lengths of a line's pieces add up to the line's to 1e-9.
        Where provinces overlap the lower code has it.

    Raises
    ------
    ValueError
        When a CRS is missing or the two differ, a column is missing or stands in both frames,
        or a row is empty or not a line.

    Examples
    --------
    >>> from shapely import LineString, box
    >>> two = gpd.GeoDataFrame(
    ...     {"province_code": ["24", "20"], "province_name": ["Bắc Giang", "Lạng Sơn"]},
    ...     geometry=[box(0, 0, 600, 1000), box(600, 0, 1000, 1000)],
    ...     crs=3405,
    ... )
    >>> line = LineString([(0, 5), (900, 5)])
    >>> road = gpd.GeoDataFrame({"ref": ["QL.1"]}, geometry=[line], crs=3405)
    >>> split_by_province(road, two)[["ref", "province_name", "from_m", "to_m"]]
        ref province_name  from_m   to_m
    0  QL.1     Bắc Giang     0.0  600.0
    1  QL.1      Lạng Sơn   600.0  900.0
    """
    _check_columns(lines, provinces)  # an index is made of the columns
    return split_by_index(lines, provinces, ProvinceIndex(provinces), min_piece_m=min_piece_m)


def split_by_index(
    lines: gpd.GeoDataFrame,
    provinces: gpd.GeoDataFrame,
    index: ProvinceIndex,
    *,
    min_piece_m: float = MIN_PIECE_M,
) -> gpd.GeoDataFrame:
    """Cut as :func:`split_by_province` does, with an index of the provinces made before.

    Laying the index takes a second for detailed borders: a network in parts needs it once.
    """
    ruler = Ruler.of(require_same_crs(lines, provinces))
    _check_columns(lines, provinces)
    geometry, line = _unbroken(lines)
    end_m = _sum_along(lengths_m(geometry, ruler), line)
    start_m = np.where(np.r_[True, line[1:] != line[:-1]], 0.0, np.roll(end_m, 1))[: len(line)]
    whole, near = _settle(geometry, start_m, end_m, index)

    def cut_block(rows: slice) -> tuple[_Pieces, Objects]:
        own = near[rows]
        strands = Strands.of(geometry[own], start_m[own], end_m[own], ruler)
        hugging = Hugging(strands, index, ruler, min_piece_m)
        cut = _join_short(_cut(strands, index), hugging)
        shapes = strands.cut_out(cut.strand, cut.from_m, cut.to_m)
        return replace(cut, strand=own[cut.strand]), shapes

    cut = over_blocks(cut_block, len(near), _BLOCK)
    pieces, shapes = _in_order([(whole, geometry[whole.strand]), *cut])
    return _frame(lines, line, pieces, shapes, provinces.iloc[index.rows])


MADE = frozenset(
    {
        "line",
        "province_code",
        "province_name",
        "part",
        "from_m",
        "to_m",
        "length_m",
        "border_running",
    }
)
"""Columns that a split makes."""


def _check_columns(lines: gpd.GeoDataFrame, provinces: gpd.GeoDataFrame) -> None:
    missing = {"province_code", "province_name"} - set(provinces.columns)
    if missing:
        raise ValueError(f"provinces lack the column(s) {sorted(missing)}")
    taken = MADE & set(lines.columns)
    if taken:
        raise ValueError(f"lines already have the column(s) {sorted(taken)}; rename them")


def _unbroken(lines: gpd.GeoDataFrame) -> tuple[Objects, Ints]:
    """Unbroken parts (strands) of all lines, and the row that each came from."""
    geometry = lines.geometry.to_numpy()
    kind = shapely.get_type_id(geometry)
    is_strand = kind == shapely.GeometryType.LINESTRING
    is_line = is_strand | (kind == shapely.GeometryType.MULTILINESTRING)
    bad = np.flatnonzero(~is_line | shapely.is_empty(geometry))
    if bad.size:
        raise ValueError(
            f"row {lines.index[bad[0]]!r} of lines is empty or no LineString/MultiLineString "
            f"({bad.size} such row(s)); drop or explode them"
        )
    if is_strand.all():
        return geometry, np.arange(len(geometry))
    parts, line = shapely.get_parts(geometry, return_index=True)
    return parts, line.astype(np.int64)


def _sum_along(length: Floats, line: Ints) -> Floats:
    """Running sum of the strands' lengths within each line."""
    if len(line) == 0 or line[-1] == len(line) - 1:
        return length  # every line is one strand
    return np.asarray(pd.Series(length).groupby(line).cumsum(), dtype=np.float64)


@dataclass(frozen=True)
class _Pieces:
    """Stretches of strands with the province number each lies in, in order along the strands."""

    strand: Ints
    from_m: Floats
    to_m: Floats
    province: Ints
    border_running: Bools
    apart: Bools
    """Lies between two pieces of one province, and is known to be no part of it."""

    def __getitem__(self, rows: Ints | slice) -> "_Pieces":
        return _Pieces(
            self.strand[rows],
            self.from_m[rows],
            self.to_m[rows],
            self.province[rows],
            self.border_running[rows],
            self.apart[rows],
        )


def _settle(
    geometry: Objects, start_m: Floats, end_m: Floats, index: ProvinceIndex
) -> tuple[_Pieces, Ints]:
    """Strands that lie wholly in one province, each a piece, and the numbers of the others."""
    province, settled = index.province_of_boxes(shapely.bounds(geometry))
    no = np.zeros(len(geometry), dtype=bool)
    pieces = _Pieces(np.arange(len(geometry)), start_m, end_m, province, no, no)
    return pieces[np.flatnonzero(settled)], np.flatnonzero(~settled)


def _in_order(blocks: list[tuple[_Pieces, Objects]]) -> tuple[_Pieces, Objects]:
    """All pieces and their shapes in the order of the strands."""
    pieces, shapes = zip(*blocks, strict=True)
    columns = {
        field.name: np.concatenate([getattr(block, field.name) for block in pieces])
        for field in fields(_Pieces)
    }
    order = np.argsort(columns["strand"], kind="stable")
    return _Pieces(**columns)[order], np.concatenate(shapes)[order]


def _cut(strands: Strands, index: ProvinceIndex) -> _Pieces:
    """Cut every strand at every border that it crosses."""
    vertex, strand = strands.segments()
    met = index.meetings(np.hstack([strands.xy[vertex], strands.xy[vertex + 1]]).T.copy())
    vertex, strand = vertex[met.segment], strand[met.segment]
    start = strands.measure[vertex]
    length = strands.measure[vertex + 1] - start
    stretches = _stretches(strands, strand, start + length * met.at, start + length * met.run_end)
    middle = strands.points_at(stretches.strand, (stretches.from_m + stretches.to_m) / 2)
    province = index.locate(middle)
    running = stretches.border_running
    if running.any():
        province[running] = index.lowest_touching(middle[running])
        province = _between_equals(stretches.strand, province, running)
    return _merge(replace(stretches, province=province))


def _stretches(strands: Strands, cut_strand: Ints, at_m: Floats, run_end_m: Floats) -> _Pieces:
    """Stretches between neighbouring cuts, province still unknown.

    A stretch that a run along a border covers is marked ``border_running``; a strand without
    length is a stretch by itself.
    """
    number_of = np.arange(len(strands.geometry))
    measure = np.concatenate([strands.start_m, strands.end_m, at_m, run_end_m])
    owner = np.concatenate([number_of, number_of, cut_strand, cut_strand])
    order = np.lexsort([measure, owner])
    m, s = measure[order], owner[order]
    is_new = np.ones(len(m), dtype=bool)
    is_new[1:] = (s[1:] != s[:-1]) | (m[1:] - m[:-1] > SAME_POINT_M)
    mark = np.empty(len(m), dtype=np.int64)
    mark[order] = np.cumsum(is_new) - 1
    at, of = m[is_new], s[is_new]
    # Cuts that fall together with a strand's end must not move the end.
    first, last, runs = np.split(mark, [len(number_of), 2 * len(number_of)])
    at[first], at[last] = strands.start_m, strands.end_m
    change = np.zeros(len(at) + 1, dtype=np.int64)
    np.add.at(change, np.minimum(*runs.reshape(2, -1)), 1)
    np.add.at(change, np.maximum(*runs.reshape(2, -1)), -1)
    covered = np.cumsum(change)[: len(at)] > 0
    has_length = np.append(of[1:] == of[:-1], False) if len(of) else covered
    low = np.flatnonzero(has_length | np.isin(np.arange(len(at)), first[first == last]))
    high = np.where(has_length[low], low + 1, low)
    unknown = np.full(len(low), NOWHERE, dtype=np.int64)
    apart = np.zeros(len(low), dtype=bool)
    return _Pieces(of[low], at[low], at[high], unknown, covered[low], apart)


def _between_equals(strand: Ints, province: Ints, running: Bools) -> Ints:
    """Give what runs along a border to the province on both its ends, where they agree.

    With one end only (the line starts or stops on the border) that end decides; where the two
    ends differ the lower code keeps it. The rule reads the same in both directions.
    """
    known = pd.Series(province, dtype="float").mask(running).groupby(strand)
    before, after = known.ffill().to_numpy(), known.bfill().to_numpy()
    either = np.where(np.isnan(before), after, before)
    agreed = running & ~np.isnan(either) & ((before == after) | np.isnan(before) | np.isnan(after))
    return np.where(agreed, either, province).astype(np.int64)


def _merge(pieces: _Pieces) -> _Pieces:
    """Join neighbours on one strand that lie in one province."""
    strand, province = pieces.strand, pieces.province
    if not strand.size:
        return pieces
    is_first = np.ones(len(strand), dtype=bool)
    is_first[1:] = (strand[1:] != strand[:-1]) | (province[1:] != province[:-1])
    first = np.flatnonzero(is_first)
    last = np.r_[first[1:], len(strand)] - 1
    return _Pieces(
        strand[first],
        pieces.from_m[first],
        pieces.to_m[last],
        province[first],
        np.logical_or.reduceat(pieces.border_running, first),
        np.logical_and.reduceat(pieces.apart, first),
    )


def _join_short(pieces: _Pieces, hugging: Hugging) -> _Pieces:
    """Join to the one province on both their sides what cannot be told from it.

    First whole runs of pieces shorter than ``min_piece_m`` between two long ones of one province:
    a road along a border flickers many times. Then single pieces between two of one province,
    the shortest of a strand first, when they are as short or nowhere farther than that from the
    province around them. No step depends on the line's direction.
    """
    pieces = _join_runs(pieces, hugging.reach_m)
    rows = _enclosed(pieces)
    pieces.apart[rows] = hugging.is_far(pieces.strand[rows], pieces.from_m[rows], pieces.to_m[rows])
    while (rows := _shortest(pieces, _enclosed(pieces))).size:
        own = pieces[rows]
        around = pieces.province[rows - 1]
        joins = hugging.hugs(own.strand, own.from_m, own.to_m, around)
        pieces.apart[rows[~joins]] = True
        pieces = _give(pieces, rows[joins], around[joins])
    return pieces


def _join_runs(pieces: _Pieces, min_piece_m: float) -> _Pieces:
    """Give runs of short pieces to the province that holds both long pieces around them."""
    short = pieces.to_m - pieces.from_m < min_piece_m
    number, count = np.arange(len(short)), len(short)
    before = np.maximum.accumulate(np.where(short, -1, number))
    after = np.minimum.accumulate(np.where(short, count, number)[::-1])[::-1]
    rows = number[short & (before >= 0) & (after < count)]
    low, high = before[rows], after[rows]
    same = (pieces.strand[low] == pieces.strand[high]) & (
        pieces.province[low] == pieces.province[high]
    )
    return _give(pieces, rows[same], pieces.province[low[same]])


def _enclosed(pieces: _Pieces) -> Ints:
    """Rows of the pieces between two of one province that are not yet found apart from it."""
    before, after = pieces[:-2], pieces[2:]
    enclosed = (before.strand == after.strand) & (before.province == after.province)
    enclosed &= before.province != NOWHERE
    return np.flatnonzero(enclosed & ~pieces.apart[1:-1]) + 1


def _shortest(pieces: _Pieces, rows: Ints) -> Ints:
    """Of these rows, in order, the shortest of each strand."""
    strand, length = pieces.strand[rows], (pieces.to_m - pieces.from_m)[rows]
    order = np.lexsort([length, strand])
    _, first = np.unique(strand[order], return_index=True)
    return rows[order[first]]


def _give(pieces: _Pieces, rows: Ints, to: Ints) -> _Pieces:
    """Give rows to other provinces, mark them and join what then lies side by side."""
    province, running = pieces.province.copy(), pieces.border_running.copy()
    province[rows] = to
    running[rows] = True
    return _merge(replace(pieces, province=province, border_running=running))


def _frame(
    lines: gpd.GeoDataFrame,
    line: Ints,
    pieces: _Pieces,
    shapes: Objects,
    provinces: gpd.GeoDataFrame,
) -> gpd.GeoDataFrame:
    row = line[pieces.strand]
    frame = lines.drop(columns=lines.geometry.name).take(row)
    frame.index = pd.RangeIndex(len(row))
    frame["line"] = row
    for column in ("province_code", "province_name"):
        # dtype object: pandas' string type would turn None into NaN. NOWHERE is -1: the None.
        names = np.array([*provinces[column], None], dtype=object)
        frame[column] = pd.Series(names[pieces.province], dtype=object)
    frame["part"] = np.arange(len(row)) - np.searchsorted(row, row)
    frame["from_m"], frame["to_m"] = pieces.from_m, pieces.to_m
    frame["length_m"] = pieces.to_m - pieces.from_m
    frame["border_running"] = pieces.border_running
    return gpd.GeoDataFrame(frame, geometry=shapes, crs=lines.crs)


def cut_at(pieces: gpd.GeoDataFrame, marks: list[list[float]]) -> gpd.GeoDataFrame:
    """Cut pieces further at given distances along their line.

    Parameters
    ----------
    pieces
        As :func:`split_by_province` returns them (columns from_m, to_m, length_m, part).
    marks
        For each row the distances in metres along the line, ascending, each strictly between
        the row's from_m and to_m.

    Returns
    -------
    GeoDataFrame
        The same columns; parts numbered anew along each line, index 0…n-1.
    """
    count = np.array([len(row) + 1 for row in marks], dtype=np.int64)
    source = np.repeat(np.arange(len(pieces)), count)
    bounds = [
        [low, *row, high]
        for low, row, high in zip(pieces["from_m"], marks, pieces["to_m"], strict=True)
    ]
    from_m = np.array([m for row in bounds for m in row[:-1]], dtype=np.float64)
    to_m = np.array([m for row in bounds for m in row[1:]], dtype=np.float64)
    strands = Strands.of(
        pieces.geometry.to_numpy(),
        pieces["from_m"].to_numpy(),
        pieces["to_m"].to_numpy(),
        Ruler.of(require_same_crs(pieces, pieces)),
    )
    cut = pieces.iloc[source].reset_index(drop=True)
    cut["from_m"], cut["to_m"], cut["length_m"] = from_m, to_m, to_m - from_m
    cut["part"] = cut.groupby("line").cumcount()
    geometry = strands.cut_out(source.astype(np.int64), from_m, to_m)
    return cut.set_geometry(gpd.GeoSeries(geometry, crs=pieces.crs))
