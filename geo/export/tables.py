"""What is exported: five tables, each with its columns, their types, and both languages' titles.

Every format writes these tables; none chooses columns or looks anything up for itself.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import shapely

from geo.duty.status import side_state
from geo.model import OutsideSource, StatusReport, Text
from geo.pipeline import Linkage
from geo.registry import Registry
from geo.registry.citations import report_label

TEXT, KM, NUMBER, FLAG, DAY = pa.string(), pa.float64(), pa.int32(), pa.bool_(), pa.date32()

ROWS_AT_ONCE = 2_000
"""Rows that are turned into another form together: what keeps the memory of an export even."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in the frames and files, type, short name (≤ 10 letters), title."""

    name: str
    kind: pa.DataType
    short: str
    title: Text


def _column(name: str, kind: pa.DataType, short: str, vi: str, en: str) -> Column:
    return Column(name, kind, short, Text(vi=vi, en=en))


@dataclass(frozen=True)
class Table:
    """One table. ``frame`` makes it of a linkage, EPSG:4326 where it has a geometry."""

    key: str
    title: Text
    columns: tuple[Column, ...]
    frame: Callable[[Linkage], pd.DataFrame]
    is_drawn: bool = True

    @property
    def names(self) -> list[str]:
        """The columns' names, in order."""
        return [column.name for column in self.columns]


_PROJECT = (
    _column("project_id", TEXT, "project_id", "Mã công trình", "Project id"),
    _column("name_vi", TEXT, "name_vi", "Tên công trình", "Name (Vietnamese)"),
    _column("name_en", TEXT, "name_en", "Tên tiếng Anh", "Name (English)"),
)
_MODE = _column("mode", TEXT, "mode", "Loại công trình", "Kind of link")
_PROVINCE = (
    _column("province_code", TEXT, "prov_code", "Mã tỉnh", "Province code"),
    _column("province_name", TEXT, "prov_name", "Tỉnh", "Province"),
)
_SIGNING = (
    _column("signing_code", TEXT, "sign_code", "Mã tỉnh lúc ký", "Province code at signing"),
    _column("signing_name", TEXT, "sign_name", "Tỉnh lúc ký", "Province at signing"),
)
_ORIGIN = (
    _column("origin_vi", TEXT, "origin_vi", "Nguồn", "Source (Vietnamese)"),
    _column("origin_en", TEXT, "origin_en", "Nguồn (tiếng Anh)", "Source"),
    _column("origin_url", TEXT, "origin_url", "Địa chỉ nguồn", "Address of the source"),
)
_SIDE = _column("side", NUMBER, "side", "Phía (thứ tự, từ 0)", "Side (number, from 0)")
_LENGTH = _column("length_km", KM, "length_km", "Chiều dài (km)", "Length (km)")
_POSSIBLE = _column(
    "possible_mismatch", FLAG, "poss_mism", "Có thể lệch tiến độ", "Possibly out of step"
)
_GRADE = _column("grade", TEXT, "grade", "Độ tin cậy vị trí", "Position grade")


def _named(frame: pd.DataFrame, linkage: Linkage) -> pd.DataFrame:
    """Add the projects' names, which no reader of a table wants to look up elsewhere."""
    projects = linkage.registry.projects
    names = [projects[project_id].name for project_id in frame["project_id"]]
    return frame.assign(name_vi=[name.vi for name in names], name_en=[name.en for name in names])


def _told(frame: pd.DataFrame, linkage: Linkage) -> pd.DataFrame:
    """Add where the status that counts was read, and the address of a basis outside."""
    registry, origins = linkage.registry, []
    for project_id, number in zip(frame["project_id"], frame["side"], strict=True):
        side = registry.projects[project_id].sides[number] if number >= 0 else None
        report = side_state(side, linkage.as_of).report if side else None
        basis = side.basis if side else None
        origin = _origin(report, registry) if report else (None, None, None)
        origins.append((*origin, basis.url if isinstance(basis, OutsideSource) else None))
    names = [*(column.name for column in _ORIGIN), "basis_url"]
    columns = list(zip(*origins, strict=True)) if origins else [()] * len(names)
    return frame.assign(
        **{
            name: pd.Series(list(column), index=frame.index, dtype=object)
            for name, column in zip(names, columns, strict=True)
        }
    )


def _origin(report: StatusReport, registry: Registry) -> tuple[str, str, str | None]:
    label = report_label(report, registry.agreements)
    return label.vi, label.en, report.source.url if report.source else None


PIECES = Table(
    key="pieces",
    title=Text(vi="Các đoạn", en="Pieces"),
    columns=(
        _column("piece_id", TEXT, "piece_id", "Mã đoạn", "Piece id"),
        *_PROJECT,
        _MODE,
        *_PROVINCE,
        _column("province_name_en", TEXT, "prov_en", "Tỉnh (tiếng Anh)", "Province (English)"),
        *_SIGNING,
        _SIDE,
        _column("part", NUMBER, "part", "Đoạn thứ (từ 0)", "Part (from 0)"),
        _column("from_km", KM, "from_km", "Từ km", "From km"),
        _column("to_km", KM, "to_km", "Đến km", "To km"),
        _LENGTH,
        _column("responsible", TEXT, "resp_vi", "Bên chịu trách nhiệm", "Responsible (Vietnamese)"),
        _column(
            "responsible_en", TEXT, "resp_en", "Bên chịu trách nhiệm (tiếng Anh)", "Responsible"
        ),
        _column("basis", TEXT, "basis_vi", "Căn cứ", "Basis (Vietnamese)"),
        _column("basis_en", TEXT, "basis_en", "Căn cứ (tiếng Anh)", "Basis"),
        _column("status", TEXT, "status", "Tiến độ", "Status"),
        _column("status_date", DAY, "stat_date", "Ngày báo cáo", "Status date"),
        _column("stated", FLAG, "stated", "Nguồn nói rõ về phía này", "Stated of this side"),
        *_ORIGIN,
        _column("basis_url", TEXT, "basis_url", "Địa chỉ căn cứ", "Address of the basis"),
        _column("basis_stated", FLAG, "basis_said", "Nguồn nói rõ ai làm", "Stated who does it"),
        _column("counted", FLAG, "counted", "Tính vào tổng km", "Counts in totals"),
        _column("is_old", FLAG, "is_old", "Báo cáo cũ hơn một năm", "Report older than a year"),
        _GRADE,
        _column("border_running", FLAG, "on_border", "Chạy dọc địa giới", "Runs along a border"),
    ),
    frame=lambda linkage: _named(_told(linkage.pieces, linkage), linkage),
)

CROSSINGS = Table(
    key="crossings",
    title=Text(vi="Điểm giáp ranh", en="Crossings"),
    columns=(
        *_PROJECT,
        _column("km", KM, "km", "Km", "Km"),
        _column("from_province", TEXT, "from_code", "Mã tỉnh phía trước", "From province, code"),
        _column("to_province", TEXT, "to_code", "Mã tỉnh phía sau", "To province, code"),
        _column("from_name", TEXT, "from_name", "Tỉnh phía trước", "From province"),
        _column("to_name", TEXT, "to_name", "Tỉnh phía sau", "To province"),
        _column("signing_from", TEXT, "sign_from", "Mã trước, lúc ký", "From, code at signing"),
        _column("signing_to", TEXT, "sign_to", "Mã sau, lúc ký", "To, code at signing"),
        _column("side_from", NUMBER, "side_from", "Phía trước (thứ tự)", "Side before (number)"),
        _column("side_to", NUMBER, "side_to", "Phía sau (thứ tự)", "Side after (number)"),
        _column("nearest_place", TEXT, "near", "Địa danh gần nhất", "Nearest place"),
        _column("nearest_place_key", TEXT, "near_key", "Mã địa danh", "Key of that place"),
        _column("nearest_place_m", NUMBER, "near_m", "Cách địa danh (m)", "Distance to it (m)"),
        _column("bridge_vi", TEXT, "bridge_vi", "Cầu", "Bridge (Vietnamese)"),
        _column("bridge_en", TEXT, "bridge_en", "Cầu (tiếng Anh)", "Bridge"),
        _column("mid_span", FLAG, "mid_span", "Giữa nhịp cầu", "At mid-span"),
        _column("status_from", TEXT, "stat_from", "Tiến độ phía trước", "Status before"),
        _column("status_to", TEXT, "stat_to", "Tiến độ phía sau", "Status after"),
        _column("steps", NUMBER, "steps", "Lệch mấy bước", "Steps apart"),
        _column("stated", FLAG, "stated", "Hai phía đều nêu rõ", "Stated of both sides"),
        _column("mismatch", FLAG, "mismatch", "Lệch tiến độ", "Out of step"),
        _POSSIBLE,
        _column("former", FLAG, "former", "Nay thuộc một tỉnh", "Within one province today"),
    ),
    frame=lambda linkage: _named(linkage.crossings, linkage),
)

PROJECTS = Table(
    key="projects",
    title=Text(vi="Công trình", en="Projects"),
    columns=(
        *_PROJECT,
        _MODE,
        _column("action", TEXT, "action", "Việc phải làm", "What is to be done"),
        _column("refs", TEXT, "refs", "Số hiệu đường", "Road references"),
        _GRADE,
        _column("grade_reason", TEXT, "reason_vi", "Lý do xếp hạng", "Why graded so (Vietnamese)"),
        _column(
            "grade_reason_en", TEXT, "reason_en", "Lý do xếp hạng (tiếng Anh)", "Why graded so"
        ),
        _column("own_share", KM, "own_share", "Phần đúng tuyến (0–1)", "Share of own ways (0–1)"),
        _LENGTH,
        _column("mismatch", FLAG, "mismatch", "Lệch tiến độ", "Out of step"),
        _column("mismatch_steps", NUMBER, "mism_steps", "Lệch mấy bước", "Steps apart"),
        _POSSIBLE,
        _column("possible_steps", NUMBER, "poss_steps", "Có thể lệch mấy bước", "Possible steps"),
        _column("uneven_steps", NUMBER, "uneven", "Không đều mấy bước", "Uneven by steps"),
        _column("corridor", TEXT, "corridor", "Thuộc tuyến", "Corridor it tells of"),
        _column("missed_deadline", FLAG, "overdue", "Quá hạn", "Past its deadline"),
        _column("possibly_missed", FLAG, "poss_overd", "Có thể quá hạn", "Possibly past it"),
        _column("overdue_draft", FLAG, "od_draft", "Hạn ở DỰ THẢO", "Deadline of a DRAFT"),
        _column("agreed_on", DAY, "agreed_on", "Nêu lần đầu", "First agreed on"),
        _column("agreements", TEXT, "agreements", "Văn bản", "Agreements"),
    ),
    frame=lambda linkage: linkage.projects,
)


def _provinces(linkage: Linkage) -> pd.DataFrame:
    boundaries = linkage.boundaries
    return boundaries.frame.assign(
        is_sketch=boundaries.is_sketch,
        source_vi=boundaries.source.vi,
        source_en=boundaries.source.en,
    )


PROVINCES = Table(
    key="provinces",
    title=Text(vi="Tỉnh", en="Provinces"),
    columns=(
        *_PROVINCE,
        _column("is_sketch", FLAG, "is_sketch", "Chỉ là bản phác", "A sketch only"),
        _column("source_vi", TEXT, "source_vi", "Nguồn", "Source (Vietnamese)"),
        _column("source_en", TEXT, "source_en", "Nguồn (tiếng Anh)", "Source"),
    ),
    frame=_provinces,
)


def _status_reports(linkage: Linkage) -> pd.DataFrame:
    """Every report known on the day, oldest first within a side; one a side counts."""
    registry, units = linkage.registry, linkage.units
    rows = []
    for project_id in linkage.projects["project_id"]:
        project = registry.projects[project_id]
        for number, side in enumerate(project.sides):
            counting = side_state(side, linkage.as_of).report
            known = [report for report in side.reports if report.date <= linkage.as_of]
            rows += [
                (
                    project_id,
                    project.name.vi,
                    project.name.en,
                    number,
                    registry.units.code_in(units, side.province),
                    registry.units.name_in(units, side.province),
                    report.date,
                    report.status.value,
                    report.is_stated,
                    report is counting,
                    report.note.vi,
                    report.note.en,
                    *_origin(report, registry),
                )
                for report in sorted(known, key=lambda report: report.date)
            ]
    return pd.DataFrame(rows, columns=STATUS_REPORTS.names)


STATUS_REPORTS = Table(
    key="status_reports",
    title=Text(vi="Lịch sử tiến độ", en="Status history"),
    columns=(
        *_PROJECT,
        _SIDE,
        *_PROVINCE,
        _column("date", DAY, "date", "Ngày", "Date"),
        _column("status", TEXT, "status", "Tiến độ", "Status"),
        _column("stated", FLAG, "stated", "Nguồn nói rõ về phía này", "Stated of this side"),
        _column("counts", FLAG, "counts", "Báo cáo được tính", "The report that counts"),
        _column("note_vi", TEXT, "note_vi", "Nội dung", "Note (Vietnamese)"),
        _column("note_en", TEXT, "note_en", "Nội dung (tiếng Anh)", "Note"),
        *_ORIGIN,
    ),
    frame=_status_reports,
    is_drawn=False,
)

TABLES = (PIECES, CROSSINGS, PROJECTS, PROVINCES, STATUS_REPORTS)


@dataclass(frozen=True)
class Shapes:
    """The rows of a table whose geometry has one dimension; None where it has no geometry."""

    table: Table
    key: str
    frame: pd.DataFrame
    geometry_type: str | None


_TYPES = (("Point", "MultiPoint"), ("LineString", "MultiLineString"), ("Polygon", "MultiPolygon"))


def shapes(table: Table, linkage: Linkage) -> Iterator[Shapes]:
    """A table taken apart into points, lines and areas, as most GIS files must have it.

    Crossings are points, provinces areas, all else lines: those keep the table's own name, even
    where there is none, and take along what has no position. The others are called
    ``pieces_points``, ``pieces_areas`` and so on. A type is ``Multi…`` when any row is of
    several parts.
    """
    frame = table.frame(linkage)
    if not table.is_drawn:
        yield Shapes(table, table.key, frame, None)
        return
    assert isinstance(frame, gpd.GeoDataFrame)
    geometry = frame.geometry.to_numpy()
    main = {"crossings": 0, "provinces": 2}.get(table.key, 1)
    dimensions = shapely.get_dimensions(geometry)
    dimensions[dimensions < 0] = main
    for dimension in sorted(range(3), key=lambda one: one != main):
        is_own = dimensions == dimension
        if dimension == main or is_own.any():
            own = frame if is_own.all() else frame[is_own]
            several = int((shapely.get_type_id(geometry[is_own]) >= _FIRST_MULTI).any())
            suffix = "" if dimension == main else _SUFFIX[dimension]
            yield Shapes(table, table.key + suffix, own, _TYPES[dimension][several])


_FIRST_MULTI = 4  # shapely's type ids: 0 point, 1 line, 2 ring, 3 polygon, 4 to 6 the multi-parts
_SUFFIX = ("_points", "_lines", "_areas")


def chunks(frame: pd.DataFrame, rows: int = ROWS_AT_ONCE) -> Iterator[pd.DataFrame]:
    """A frame's rows in order, some at a time."""
    for first in range(0, len(frame), rows):
        yield frame.iloc[first : first + rows]


def values(frame: pd.DataFrame, column: Column) -> pa.Array:
    """One column of a frame as its type has it; what is missing is null."""
    return pa.array(frame[column.name].to_numpy(), type=column.kind, from_pandas=True)
