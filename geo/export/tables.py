"""What is exported: tables, each with its columns, their types, and both languages' titles.

Every format writes these tables; none chooses columns or looks anything up for itself.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import shapely

from geo.duty.status import side_state
from geo.errors import Wording
from geo.export import words
from geo.locate import Location
from geo.model import Grade, Language, OutsideSource, StatusReport, Text
from geo.pipeline import Linkage
from geo.registry import Registry
from geo.registry.citations import report_label
from geo.sentence import text_of
from geo.views.answering import side_names

TEXT, KM, NUMBER, FLAG, DAY = pa.string(), pa.float64(), pa.int32(), pa.bool_(), pa.date32()

ROWS_AT_ONCE = 2_000
"""Rows that are turned into another form together: what keeps the memory of an export even."""


class ColumnRole(StrEnum):
    """What a column is for, beyond its type."""

    VALUE = "value"
    KEY = "key"
    """An id that programs join by."""
    CODE = "code"
    """Digits that are no number: 01 is not 1."""
    ORDINAL = "ordinal"
    """A place in a row, from 0 for programs and from 1 for people."""


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column: its name in the frames and files, type, short name (≤ 10 letters), title.

    ``language`` is that of its texts, None for what is said alike in both; ``words`` are what
    its codes mean.
    """

    name: str
    kind: pa.DataType
    short: str
    title: Text
    role: ColumnRole = ColumnRole.VALUE
    language: Language | None = None
    words: Mapping[str, Text] = field(default_factory=dict, hash=False)

    @property
    def data_title(self) -> Text:
        """The title where values stand as programs have them."""
        if self.role is not ColumnRole.ORDINAL:
            return self.title
        return Text(vi=f"{self.title.vi} (từ 0)", en=f"{self.title.en} (from 0)")


def _column(
    name: str,
    kind: pa.DataType,
    short: str,
    vi: str,
    en: str,
    *,
    role: ColumnRole = ColumnRole.VALUE,
    words: Mapping[Any, Text] | None = None,
) -> Column:
    meanings = {str(code): text for code, text in (words or {}).items()}
    title = Text(vi=vi, en=en)
    return Column(name=name, kind=kind, short=short, title=title, role=role, words=meanings)


def _code(name: str, short: str, vi: str, en: str) -> Column:
    return _column(name, TEXT, short, vi, en, role=ColumnRole.CODE)


def _ordinal(name: str, short: str, vi: str, en: str) -> Column:
    return _column(name, NUMBER, short, vi, en, role=ColumnRole.ORDINAL)


def _status(name: str, short: str, vi: str, en: str) -> Column:
    return _column(name, TEXT, short, vi, en, words=words.STATUS)


def _both(
    vi_column: tuple[str, str], en_column: tuple[str, str], vi: str, en: str
) -> tuple[Column, Column]:
    """A text that frames hold in two columns, (name, short name), one a language."""

    def one(named: tuple[str, str], language: Language) -> Column:
        name, short = named
        title = Text(vi=vi, en=en)
        return Column(name=name, kind=TEXT, short=short, title=title, language=language)

    return one(vi_column, Language.VI), one(en_column, Language.EN)


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
        """The names of all columns, those of both languages, in order."""
        return [column.name for column in self.columns]

    def columns_in(self, language: Language) -> tuple[Column, ...]:
        """The columns of a file in one language, in order: no text stands in it twice."""
        return tuple(column for column in self.columns if column.language in (None, language))

    def names_in(self, language: Language) -> list[str]:
        """Their names."""
        return [column.name for column in self.columns_in(language)]


_PROJECT = (
    _column("project_id", TEXT, "project_id", "Mã công trình", "Project id", role=ColumnRole.KEY),
    *_both(("name_vi", "name_vi"), ("name_en", "name_en"), "Tên công trình", "Name"),
)
_MODE = _column("mode", TEXT, "mode", "Loại công trình", "Kind of link", words=words.MODE)
_CODE = _code("province_code", "prov_code", "Mã tỉnh", "Province code")
_PROVINCE = (_CODE, _column("province_name", TEXT, "prov_name", "Tỉnh", "Province"))
_SIGNING = (
    _code("signing_code", "sign_code", "Mã tỉnh lúc ký", "Province code at signing"),
    _column("signing_name", TEXT, "sign_name", "Tỉnh lúc ký", "Province at signing"),
)
_ORIGIN = (
    *_both(("origin_vi", "origin_vi"), ("origin_en", "origin_en"), "Nguồn", "Source"),
    _column("origin_url", TEXT, "origin_url", "Địa chỉ nguồn", "Address of the source"),
)
_SIDE_NUMBER = _ordinal("side", "side", "Phía thứ", "Side number")
_SIDE = (
    _SIDE_NUMBER,
    *_both(
        ("side_name_vi", "side_nm_vi"),
        ("side_name_en", "side_nm_en"),
        "Phía thực hiện",
        "Side that answers",
    ),
)
_ABOUT = _column("about", TEXT, "about", "≈: km phỏng chừng", "≈: km approximate")
_LENGTH = _column("length_km", KM, "length_km", "Chiều dài (km)", "Length (km)")
_POSSIBLE = _column(
    "possible_mismatch", FLAG, "poss_mism", "Có thể lệch tiến độ", "Possibly out of step"
)
_GRADE = _column(
    "grade",
    TEXT,
    "grade",
    "Độ tin cậy vị trí",
    "Position grade",
    words={
        grade: Text(vi=f"{grade}: {text.vi}", en=f"{grade}: {text.en}")
        for grade, text in words.GRADE.items()
    },
)
APPROXIMATE = "≈"
"""Stands before kilometres that were measured on a sketch."""


def _named(frame: pd.DataFrame, linkage: Linkage) -> pd.DataFrame:
    """Add the projects' names, which no reader of a table wants to look up elsewhere."""
    projects = linkage.registry.projects
    names = [projects[project_id].name for project_id in frame["project_id"]]
    return frame.assign(name_vi=[name.vi for name in names], name_en=[name.en for name in names])


def _answering(frame: gpd.GeoDataFrame, linkage: Linkage) -> gpd.GeoDataFrame:
    """Name the side that answers, on whatever ground; nobody where none does."""
    names = side_names(linkage)
    keys = zip(frame["project_id"], frame["side"], strict=True)
    found = [names.get((project_id, int(side))) for project_id, side in keys]
    vi, en = ([name and getattr(name, one) for name in found] for one in ("vi", "en"))
    return frame.assign(
        side_name_vi=pd.Series(vi, index=frame.index, dtype=object),
        side_name_en=pd.Series(en, index=frame.index, dtype=object),
    )


def _approximate(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Mark kilometres that were measured on a sketch."""
    marks = [APPROXIMATE if grade == Grade.C.value else None for grade in frame["grade"]]
    return frame.assign(about=pd.Series(marks, index=frame.index, dtype=object))


def _crossings(linkage: Linkage) -> gpd.GeoDataFrame:
    """Mark kilometres to which a sketch leads."""
    frame = linkage.crossings
    marks = [
        APPROXIMATE if is_approximate(linkage.locations[project_id], km) else None
        for project_id, km in zip(frame["project_id"], frame["km"], strict=True)
    ]
    places = linkage.registry.places
    return frame.assign(
        about=pd.Series(marks, index=frame.index, dtype=object),
        nearest_place_en=[places[place].name.en for place in frame["nearest_place_key"]],
    )


def is_approximate(location: Location, km: float) -> bool:
    """Whether any of a line up to this kilometre is a sketch."""
    return any(part.grade is Grade.C and part.from_km < km for part in location.parts)


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
        _column("piece_id", TEXT, "piece_id", "Mã đoạn", "Piece id", role=ColumnRole.KEY),
        *_PROJECT,
        _MODE,
        _CODE,
        *_both(("province_name", "prov_name"), ("province_name_en", "prov_en"), "Tỉnh", "Province"),
        *_SIGNING,
        *_SIDE,
        _ordinal("part", "part", "Đoạn thứ", "Part number"),
        _ABOUT,
        _column("from_km", KM, "from_km", "Từ km", "From km"),
        _column("to_km", KM, "to_km", "Đến km", "To km"),
        _LENGTH,
        *_both(
            ("responsible", "resp_vi"),
            ("responsible_en", "resp_en"),
            "Bên chịu trách nhiệm",
            "Responsible",
        ),
        *_both(("basis", "basis_vi"), ("basis_en", "basis_en"), "Căn cứ", "Basis"),
        _status("status", "status", "Tiến độ", "Status"),
        _column("status_date", DAY, "stat_date", "Ngày báo cáo", "Status date"),
        _column("stated", FLAG, "stated", "Nguồn nêu rõ về phía này", "Stated of this side"),
        *_ORIGIN,
        _column("basis_url", TEXT, "basis_url", "Địa chỉ căn cứ", "Address of the basis"),
        _column(
            "basis_stated", FLAG, "basis_said", "Nguồn nêu rõ bên thực hiện", "Stated who does it"
        ),
        _column("counted", FLAG, "counted", "Tính vào tổng km", "Counts in totals"),
        _column("is_old", FLAG, "is_old", "Báo cáo cũ hơn một năm", "Report older than a year"),
        _GRADE,
        _column("border_running", FLAG, "on_border", "Chạy dọc địa giới", "Runs along a border"),
    ),
    frame=lambda linkage: _named(
        _told(_answering(_approximate(linkage.pieces), linkage), linkage), linkage
    ),
)

CROSSINGS = Table(
    key="crossings",
    title=Text(vi="Điểm giáp ranh", en="Crossings"),
    columns=(
        *_PROJECT,
        _ABOUT,
        _column("km", KM, "km", "Km", "Km"),
        _code("from_province", "from_code", "Mã tỉnh phía trước", "From province, code"),
        _code("to_province", "to_code", "Mã tỉnh phía sau", "To province, code"),
        _column("from_name", TEXT, "from_name", "Tỉnh phía trước", "From province"),
        _column("to_name", TEXT, "to_name", "Tỉnh phía sau", "To province"),
        _code("signing_from", "sign_from", "Mã trước, lúc ký", "From, code at signing"),
        _code("signing_to", "sign_to", "Mã sau, lúc ký", "To, code at signing"),
        _ordinal("side_from", "side_from", "Phía trước, thứ", "Side before, number"),
        _ordinal("side_to", "side_to", "Phía sau, thứ", "Side after, number"),
        *_both(
            ("nearest_place", "near_vi"),
            ("nearest_place_en", "near_en"),
            "Địa danh gần nhất",
            "Nearest place",
        ),
        _column(
            "nearest_place_key",
            TEXT,
            "near_key",
            "Mã địa danh",
            "Key of that place",
            role=ColumnRole.KEY,
        ),
        _column("nearest_place_m", NUMBER, "near_m", "Cách địa danh (m)", "Distance to it (m)"),
        *_both(("bridge_vi", "bridge_vi"), ("bridge_en", "bridge_en"), "Cầu", "Bridge"),
        _column("mid_span", FLAG, "mid_span", "Giữa nhịp cầu", "At mid-span"),
        _status("status_from", "stat_from", "Tiến độ phía trước", "Status before"),
        _status("status_to", "stat_to", "Tiến độ phía sau", "Status after"),
        _column("steps", NUMBER, "steps", "Lệch mấy bước", "Steps apart"),
        _column("stated", FLAG, "stated", "Hai phía đều nêu rõ", "Stated of both sides"),
        _column("mismatch", FLAG, "mismatch", "Lệch tiến độ", "Out of step"),
        _POSSIBLE,
        _column("former", FLAG, "former", "Nay thuộc một tỉnh", "Within one province today"),
    ),
    frame=lambda linkage: _named(_crossings(linkage), linkage),
)

COMMUNES = Table(
    key="communes",
    title=Text(vi="Theo xã", en="By commune"),
    columns=(
        *_PROJECT,
        _MODE,
        _CODE,
        *_both(("province_name", "prov_name"), ("province_name_en", "prov_en"), "Tỉnh", "Province"),
        *_SIGNING,
        *_SIDE,
        _ordinal("part", "part", "Đoạn thứ", "Part number"),
        _code("commune_code", "comm_code", "Mã xã", "Commune code"),
        *_both(
            ("commune_name", "comm_vi"), ("commune_name_en", "comm_en"), "Xã, phường", "Commune"
        ),
        _ABOUT,
        _column("from_km", KM, "from_km", "Từ km", "From km"),
        _column("to_km", KM, "to_km", "Đến km", "To km"),
        _LENGTH,
        *_both(
            ("responsible", "resp_vi"),
            ("responsible_en", "resp_en"),
            "Bên chịu trách nhiệm",
            "Responsible",
        ),
        _status("status", "status", "Tiến độ", "Status"),
        _column("status_date", DAY, "stat_date", "Ngày báo cáo", "Status date"),
        _column("stated", FLAG, "stated", "Nguồn nêu rõ về phía này", "Stated of this side"),
        _column("counted", FLAG, "counted", "Tính vào tổng km", "Counts in totals"),
        _GRADE,
    ),
    frame=lambda linkage: _named(_answering(_approximate(linkage.communes), linkage), linkage),
)

PROJECTS = Table(
    key="projects",
    title=Text(vi="Công trình", en="Projects"),
    columns=(
        *_PROJECT,
        _MODE,
        _column(
            "action", TEXT, "action", "Việc phải làm", "What is to be done", words=words.ACTION
        ),
        _column("refs", TEXT, "refs", "Số hiệu đường", "Road references"),
        _GRADE,
        *_both(
            ("grade_reason", "reason_vi"),
            ("grade_reason_en", "reason_en"),
            "Lý do xếp hạng",
            "Why graded so",
        ),
        _column("own_share", KM, "own_share", "Phần đúng tuyến (0–1)", "Share of own ways (0–1)"),
        _ABOUT,
        _LENGTH,
        _column("mismatch", FLAG, "mismatch", "Lệch tiến độ", "Out of step"),
        _column("mismatch_steps", NUMBER, "mism_steps", "Lệch mấy bước", "Steps apart"),
        _POSSIBLE,
        _column("possible_steps", NUMBER, "poss_steps", "Có thể lệch mấy bước", "Possible steps"),
        _column("uneven_steps", NUMBER, "uneven", "Không đều mấy bước", "Uneven by steps"),
        _column(
            "corridor", TEXT, "corridor", "Thuộc tuyến", "Corridor it tells of", role=ColumnRole.KEY
        ),
        _column("missed_deadline", FLAG, "overdue", "Quá hạn", "Past its deadline"),
        _column("possibly_missed", FLAG, "poss_overd", "Có thể quá hạn", "Possibly past it"),
        _column("overdue_draft", FLAG, "od_draft", "Hạn ở DỰ THẢO", "Deadline of a DRAFT"),
        _column("agreed_on", DAY, "agreed_on", "Nêu lần đầu", "First agreed on"),
        _column("agreements", TEXT, "agreements", "Văn bản", "Agreements"),
    ),
    frame=lambda linkage: _approximate(linkage.projects),
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
        *_both(("source_vi", "source_vi"), ("source_en", "source_en"), "Nguồn", "Source"),
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
        _SIDE_NUMBER,
        *_PROVINCE,
        _column("date", DAY, "date", "Ngày", "Date"),
        _status("status", "status", "Tiến độ", "Status"),
        _column("stated", FLAG, "stated", "Nguồn nêu rõ về phía này", "Stated of this side"),
        _column("counts", FLAG, "counts", "Báo cáo được tính", "The report that counts"),
        *_both(("note_vi", "note_vi"), ("note_en", "note_en"), "Nội dung", "Note"),
        *_ORIGIN,
    ),
    frame=_status_reports,
    is_drawn=False,
)

TABLES = (PIECES, CROSSINGS, PROJECTS, PROVINCES, STATUS_REPORTS)
"""Those of every linkage."""
ALL_TABLES = (PIECES, CROSSINGS, COMMUNES, PROJECTS, PROVINCES, STATUS_REPORTS)
"""Those that there may be, in the order in which a map draws them, from the top."""


def tables_of(linkage: Linkage) -> tuple[Table, ...]:
    """The tables of a linkage: by commune only where its borders were made of communes."""
    has_communes = linkage.boundaries.communes is not None
    return tuple(table for table in ALL_TABLES if table is not COMMUNES or has_communes)


@dataclass(frozen=True)
class ShapeRows:
    """The rows of a table whose geometry has one dimension; None where it has no geometry."""

    table: Table
    key: str
    frame: pd.DataFrame
    geometry_type: str | None

    @property
    def title(self) -> Text:
        """The table's title, and what of it these rows are."""
        of_it = _SHAPE.get(self.key.removeprefix(self.table.key))
        if of_it is None:
            return self.table.title
        return text_of(Wording("export.of_it", title=self.table.title, of_it=of_it))


_SHAPE = {
    "_points": Text(vi="điểm", en="points"),
    "_lines": Text(vi="tuyến", en="lines"),
    "_areas": Text(vi="vùng", en="areas"),
}
_TYPES = (("Point", "MultiPoint"), ("LineString", "MultiLineString"), ("Polygon", "MultiPolygon"))


def shapes(table: Table, linkage: Linkage) -> Iterator[ShapeRows]:
    """A table taken apart into points, lines and areas, as most GIS files must have it.

    Crossings are points, provinces areas, all else lines: those keep the table's own name, even
    where there is none, and take along what has no position. The others are called
    ``pieces_points``, ``pieces_areas`` and so on. A type is ``Multi…`` when any row is of
    several parts.
    """
    frame = table.frame(linkage)
    if not table.is_drawn:
        yield ShapeRows(table, table.key, frame, None)
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
            yield ShapeRows(table, table.key + suffix, own, _TYPES[dimension][several])


_FIRST_MULTI = 4  # shapely's type ids: 0 point, 1 line, 2 ring, 3 polygon, 4 to 6 the multi-parts
_SUFFIX = tuple(_SHAPE)


def chunks(frame: pd.DataFrame, rows: int = ROWS_AT_ONCE) -> Iterator[pd.DataFrame]:
    """A frame's rows in order, some at a time."""
    for first in range(0, len(frame), rows):
        yield frame.iloc[first : first + rows]


def values(frame: pd.DataFrame, column: Column) -> pa.Array:
    """One column of a frame as its type has it; what is missing is null."""
    return pa.array(frame[column.name].to_numpy(), type=column.kind, from_pandas=True)
