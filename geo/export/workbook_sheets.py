"""What stands on each sheet of the workbook: columns and rows, in the reader's language."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

import numpy as np
import pandas as pd

from geo.export import words
from geo.export.tables import COMMUNES, CROSSINGS, PIECES, STATUS_REPORTS, chunks, tables_of
from geo.export.wording import NO_LENGTH, is_missing
from geo.model import Citation, Discrepancy, Grade, Language, Mode, Status, Text
from geo.pipeline import Linkage
from geo.registry.citations import (
    agreement_label,
    citation_label,
    date_text,
    outside_label,
    outside_sources,
)
from geo.sentence import listed
from geo.views.credits import credits_of
from geo.views.summary import summarise

CellKind: TypeAlias = Literal["text", "km", "number", "degrees", "date", "status"]
SheetRow: TypeAlias = Sequence[object]
Paper: TypeAlias = Literal["A3", "A4"]


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its title, what its values are, and its width in letters."""

    title: Text
    kind: CellKind
    width: float
    is_printed: bool = True
    """Columns that are not printed stand last."""


@dataclass(frozen=True, slots=True)
class Kilometres:
    """A length; measured on a sketch, it is about so much."""

    km: float
    is_about: bool


@dataclass(frozen=True)
class Sheet:
    """A sheet. ``rows`` are made anew for each writing; ``intro`` stands above the titles."""

    title: Text
    fields: tuple[Field, ...]
    rows: Callable[[Linkage, Language], Iterator[SheetRow]]
    paper: Paper = "A4"
    intro: Callable[[Linkage], list[Text]] | None = None


def _field(vi: str, en: str, kind: CellKind = "text", width: float = 14) -> Field:
    return Field(Text(vi=vi, en=en), kind, width)


_NAME = _field("Công trình", "Project", width=32)
_MODE = _field("Loại", "Kind", width=11)
_PROVINCE = _field("Tỉnh", "Province")
_RESPONSIBLE = _field("Bên chịu trách nhiệm", "Responsible", width=24)
_STATUS = _field("Tiến độ", "Status", "status", 15)
_STATUS_DATE = _field("Ngày báo cáo", "Reported on", "date", 12)
_READING = _field("Suy ra", "Inferred", width=9)
_ADDRESS = _field("Địa chỉ", "Address", width=30)
_OLD = _field("Cũ hơn một năm", "Older than a year", width=9)
_LENGTH = _field("Chiều dài (km)", "Length (km)", "km", 10)
_APART = _field("Lệch tiến độ", "Out of step", width=9)
_GRADE = _field("Độ tin cậy vị trí", "Position grade", width=16)
_SOURCE = _field("Nguồn", "Source", width=36)


def _mappings(frame: pd.DataFrame, names: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    for chunk in chunks(frame):
        for row in zip(*(chunk[name] for name in names), strict=True):
            yield dict(zip(names, row, strict=True))


def _said(row: Mapping[str, Any], vi: str, en: str, language: Language) -> object:
    return row[vi] if language is Language.VI else row[en]


def _km(km: float, about: object = None) -> object:
    """A length for a cell; what has none says so."""
    if is_missing(km):
        return None
    return Kilometres(km, bool(about)) if km else NO_LENGTH


def _yes(flag: object, language: Language) -> str | None:
    return words.YES.pick(language) if flag else None


def _flag(certain: object, possible: object, language: Language) -> str | None:
    if certain:
        return words.YES.pick(language)
    return _POSSIBLY.pick(language) if possible else None


def _draft(is_draft: object, language: Language) -> str | None:
    return Text(vi="DỰ THẢO", en="DRAFT").pick(language) if is_draft else None


def _inferred(row: Mapping[str, Any], language: Language) -> str | None:
    """Mark a status that is our reading of its source; no report needs no mark."""
    if is_missing(row["status_date"]) or row["stated"]:
        return None
    return Text(vi="suy ra", en="inferred").pick(language)


_POSSIBLY = Text(vi="có thể", en="possibly")


def _grade(value: str, language: Language) -> str:
    return f"{value}: {words.GRADE[Grade(value)].pick(language)}"


def _intro(linkage: Linkage) -> list[Text]:
    found = summarise(linkage)
    day, source = date_text(linkage.as_of), linkage.boundaries.source
    units = words.UNITS[linkage.units]
    lines = [
        Text(vi="Giáp Ranh: công trình nối các tỉnh giáp ranh", en="Giáp Ranh: border links"),
        Text(vi=f"Tình hình đến {day.vi}; {units.vi}", en=f"As known on {day.en}; {units.en}"),
        Text(
            vi=f"{found['projects']} công trình, {found['crossings']} điểm giáp ranh, "
            f"{len(found['mismatches'])} lệch tiến độ "
            f"({len(found['possible_mismatches'])} có thể lệch), "
            f"{len(found['missed_deadlines'])} quá hạn "
            f"({len(found['possibly_missed'])} có thể quá hạn)",
            en=f"{found['projects']} projects, {found['crossings']} border crossings, "
            f"{len(found['mismatches'])} out of step "
            f"({len(found['possible_mismatches'])} possibly), "
            f"{len(found['missed_deadlines'])} past their deadline "
            f"({len(found['possibly_missed'])} possibly)",
        ),
        Text(vi=f"Ranh giới: {source.vi}", en=f"Borders: {source.en}"),
    ]
    if linkage.boundaries.is_sketch:
        lines.append(
            Text(
                vi="RANH GIỚI LÀ BẢN PHÁC: km mỗi phía chỉ để tham khảo",
                en="THE BORDERS ARE A SKETCH: each side's km are only indicative",
            )
        )
    return lines


def _overview(linkage: Linkage, language: Language) -> Iterator[SheetRow]:
    projects = linkage.projects.set_index("project_id")
    certain = projects["mismatch"].to_dict()
    possible = projects["possible_mismatch"].to_dict()
    grades = projects["grade"].to_dict()
    for row in _mappings(linkage.sides, list(linkage.sides.columns)):
        project = linkage.registry.projects[row["project_id"]]
        yield (
            project.name.pick(language),
            words.MODE[project.mode].pick(language),
            _said(row, "province_name", "province_name_en", language),
            _said(row, "responsible", "responsible_en", language),
            status_label(row["status"], language),
            row["status_date"],
            _inferred(row, language),
            _yes(row["is_old"], language),
            row["deadline"],
            _flag(row["missed"], row["possibly_missed"], language),
            _draft(row["deadline_draft"], language),
            _km(row["length_km"], row["about"]),
            _flag(certain[project.id], possible[project.id], language),
            _grade(grades[project.id], language),
        )


def _pieces(linkage: Linkage, language: Language) -> Iterator[SheetRow]:
    for row in _mappings(PIECES.frame(linkage), PIECES.names):
        yield (
            _said(row, "name_vi", "name_en", language),
            words.MODE[Mode(row["mode"])].pick(language),
            row["part"] + 1,
            _said(row, "province_name", "province_name_en", language),
            *_stretch(row),
            _said(row, "responsible", "responsible_en", language),
            _said(row, "basis", "basis_en", language),
            status_label(row["status"], language),
            row["status_date"],
            _inferred(row, language),
            _yes(row["is_old"], language),
            _grade(row["grade"], language),
            _said(row, "origin_vi", "origin_en", language),
            row["origin_url"],
            row["piece_id"],
        )


def _stretch(row: Mapping[str, Any]) -> tuple[object, object, object]:
    """From, to and length of a piece; a point or an area has none of them."""
    if not row["length_km"]:
        return NO_LENGTH, NO_LENGTH, NO_LENGTH
    about = bool(row["about"])
    return (
        Kilometres(row["from_km"], about),
        Kilometres(row["to_km"], about),
        Kilometres(row["length_km"], about),
    )


def _communes(linkage: Linkage, language: Language) -> Iterator[SheetRow]:
    for row in _mappings(COMMUNES.frame(linkage), COMMUNES.names):
        yield (
            _said(row, "name_vi", "name_en", language),
            words.MODE[Mode(row["mode"])].pick(language),
            _said(row, "province_name", "province_name_en", language),
            _said(row, "commune_name", "commune_name_en", language) or _UNKNOWN.pick(language),
            row["commune_code"],
            *_stretch(row),
            _said(row, "responsible", "responsible_en", language),
            status_label(row["status"], language),
            row["status_date"],
            _inferred(row, language),
            _yes(not row["counted"], language),
        )


_UNKNOWN = Text(vi="chưa rõ xã", en="commune not known")


def _crossings(linkage: Linkage, language: Language) -> Iterator[SheetRow]:
    for row in _mappings(CROSSINGS.frame(linkage), [*CROSSINGS.names, "geometry"]):
        yield (
            _said(row, "name_vi", "name_en", language),
            Kilometres(row["km"], bool(row["about"])),
            row["from_name"],
            status_label(row["status_from"], language),
            row["to_name"],
            status_label(row["status_to"], language),
            _flag(row["mismatch"], row["possible_mismatch"], language),
            _yes(row["former"], language),
            _said(row, "nearest_place", "nearest_place_en", language),
            row["nearest_place_m"],
            row["geometry"].x,
            row["geometry"].y,
        )


def _history(linkage: Linkage, language: Language) -> Iterator[SheetRow]:
    for row in _mappings(STATUS_REPORTS.frame(linkage), STATUS_REPORTS.names):
        yield (
            _said(row, "name_vi", "name_en", language),
            row["province_name"],
            row["date"],
            status_label(row["status"], language),
            _inferred({**row, "status_date": row["date"]}, language),
            _yes(row["counts"], language),
            _said(row, "note_vi", "note_en", language),
            _said(row, "origin_vi", "origin_en", language),
            row["origin_url"],
        )


def _stated(linkage: Linkage, language: Language) -> Iterator[SheetRow]:
    agreements = linkage.registry.agreements
    graded = linkage.projects.set_index("project_id")["grade"].to_dict()
    for row in _mappings(linkage.stated, list(linkage.stated.columns)):
        yield (
            linkage.registry.projects[row["project_id"]].name.pick(language),
            _said(row, "of_vi", "of_en", language),
            Kilometres(row["km"], is_about=False),
            _km(row["measured_km"], graded[row["project_id"]] == Grade.C),
            _km(row["difference_km"], graded[row["project_id"]] == Grade.C),
            _said(row, "verdict_vi", "verdict_en", language),
            citation_label(Citation.model_validate(row["cite"]), agreements).pick(language),
        )


def _discrepancies(linkage: Linkage, language: Language) -> Iterator[SheetRow]:
    registry = linkage.registry
    cited = set()
    found: list[tuple[Text, Discrepancy]] = []
    for project_id in linkage.projects["project_id"]:
        project = registry.projects[project_id]
        cited |= {cite.agreement for cite in project.cites}
        found += [(project.name, discrepancy) for discrepancy in project.discrepancies]
    for agreement in registry.agreements.values():
        if agreement.id in cited:
            label = agreement_label(agreement)
            found += [(label, discrepancy) for discrepancy in agreement.discrepancies]
    for name, discrepancy in found:
        labels = [citation_label(cite, registry.agreements) for cite in discrepancy.cites]
        labels += [outside_label(source) for source in discrepancy.sources]
        yield (
            name.pick(language),
            discrepancy.text.pick(language),
            listed(labels, separator="; ").pick(language),
        )


_DOCUMENT = Text(vi="Văn bản", en="Document")
_PRESS = Text(vi="Ngoài văn bản", en="Outside source")
_DATA = Text(vi="Dữ liệu", en="Data")


def _sources(linkage: Linkage, language: Language) -> Iterator[SheetRow]:
    registry = linkage.registry
    projects = [registry.projects[project_id] for project_id in linkage.projects["project_id"]]
    cited = {cite.agreement for project in projects for cite in project.cites}
    for agreement in registry.agreements.values():
        if agreement.id in cited:
            yield (
                _DOCUMENT.pick(language),
                agreement_label(agreement).pick(language),
                agreement.title.pick(language),
                agreement.date,
                None,
            )
    for source in outside_sources([*projects, *registry.context.values()]):
        yield _PRESS.pick(language), source.publisher, source.title, source.date, source.url
    for credit in credits_of(linkage):
        yield _DATA.pick(language), credit.pick(language), None, None, None


SOURCES = Sheet(
    Text(vi="Nguồn", en="Sources"),
    (
        _field("Loại", "Kind", width=12),
        _field("Nguồn", "Source", width=44),
        _field("Tên", "Title", width=56),
        _field("Ngày", "Date", "date", 12),
        _ADDRESS,
    ),
    _sources,
)
"""Documents, publications and data that a linkage rests on; at the end of every workbook."""

BY_COMMUNE = Sheet(
    COMMUNES.title,
    (
        _NAME,
        _MODE,
        _PROVINCE,
        _field("Xã, phường", "Commune", width=22),
        _field("Mã xã", "Commune code", width=9),
        _field("Từ km", "From km", "km", 9),
        _field("Đến km", "To km", "km", 9),
        _LENGTH,
        _RESPONSIBLE,
        _STATUS,
        _STATUS_DATE,
        _READING,
        _field("Đã tính ở công trình khác", "Counted with another project", width=12),
    ),
    _communes,
    paper="A3",
)
"""Each side's kilometres by commune; only where the borders were made of communes."""

SHEETS = (
    Sheet(
        Text(vi="Tổng quan", en="Overview"),
        (
            _NAME,
            _MODE,
            _PROVINCE,
            _RESPONSIBLE,
            _STATUS,
            _STATUS_DATE,
            _READING,
            _OLD,
            _field("Hạn", "Deadline", "date", 12),
            _field("Quá hạn", "Overdue", width=9),
            _field("Hạn trong dự thảo", "Deadline of a draft", width=10),
            _LENGTH,
            _APART,
            _GRADE,
        ),
        _overview,
        paper="A3",
        intro=_intro,
    ),
    Sheet(
        Text(vi="Các đoạn", en="Pieces"),
        (
            _NAME,
            _MODE,
            _field("Đoạn thứ", "Part", "number", 7),
            _PROVINCE,
            _field("Từ km", "From km", "km", 9),
            _field("Đến km", "To km", "km", 9),
            _LENGTH,
            _RESPONSIBLE,
            _field("Căn cứ", "Basis", width=36),
            _STATUS,
            _STATUS_DATE,
            _READING,
            _OLD,
            _GRADE,
            _SOURCE,
            _ADDRESS,
            Field(Text(vi="Mã đoạn", en="Piece id"), "text", 30, is_printed=False),
        ),
        _pieces,
        paper="A3",
    ),
    Sheet(
        Text(vi="Điểm giáp ranh", en="Crossings"),
        (
            _NAME,
            _field("Km", "Km", "km", 9),
            _field("Tỉnh phía trước", "From province"),
            _field("Tiến độ phía trước", "Status before", "status", 20),
            _field("Tỉnh phía sau", "To province"),
            _field("Tiến độ phía sau", "Status after", "status", 20),
            _APART,
            _field("Nay thuộc một tỉnh", "One province today", width=10),
            _field("Gần", "Near", width=24),
            _field("Cách (m)", "Distance (m)", "number", 9),
            _field("Kinh độ (WGS 84)", "Longitude (WGS 84)", "degrees", 11),
            _field("Vĩ độ (WGS 84)", "Latitude (WGS 84)", "degrees", 11),
        ),
        _crossings,
        paper="A3",
    ),
    Sheet(
        Text(vi="Lịch sử tiến độ", en="Status history"),
        (
            _NAME,
            _PROVINCE,
            _field("Ngày", "Date", "date", 12),
            _STATUS,
            _READING,
            _field("Được tính", "Counts", width=9),
            _field("Nội dung", "Note", width=40),
            _SOURCE,
            _ADDRESS,
        ),
        _history,
        paper="A3",
    ),
    Sheet(
        Text(vi="Văn bản và đo trên bản đồ", en="Stated against measured"),
        (
            _NAME,
            _field("Đoạn", "Stretch", width=32),
            _field("Văn bản (km)", "Stated (km)", "km", 11),
            _field("Đo được (km)", "Measured (km)", "km", 11),
            _field("Chênh (km)", "Difference (km)", "km", 11),
            _field("Kết luận", "Verdict", width=30),
            _SOURCE,
        ),
        _stated,
    ),
    Sheet(
        Text(vi="Chỗ không khớp", en="Discrepancies"),
        (
            _field("Công trình, văn bản", "Project or document", width=36),
            _field("Chỗ không khớp", "Discrepancy", width=70),
            _SOURCE,
        ),
        _discrepancies,
    ),
    SOURCES,
)
"""The sheets of every workbook, in order."""


def sheets_of(linkage: Linkage) -> tuple[Sheet, ...]:
    """The sheets of a linkage's workbook: by commune, behind the pieces, where it has communes."""
    if COMMUNES not in tables_of(linkage):
        return SHEETS
    return (*SHEETS[:2], BY_COMMUNE, *SHEETS[2:])


def status_label(value: str, language: Language) -> str:
    """A status as a cell says it."""
    return words.STATUS[Status(value)].pick(language)


_WIDEST: Final = 36


def frame_sheet(frame: pd.DataFrame, title: str, *, statuses: Collection[str] = ()) -> Sheet:
    """A sheet of a table that stands in a reader's words already, its titles over the columns.

    Parameters
    ----------
    statuses
        Titles of the columns that hold statuses in words.
    """
    fields = tuple(_framed(frame[name], str(name), statuses) for name in frame.columns)

    def rows(_: Linkage, language: Language) -> Iterator[SheetRow]:
        for chunk in chunks(frame):
            for row in zip(*(chunk[name] for name in frame.columns), strict=True):
                yield [
                    _cell(value, field, language) for value, field in zip(row, fields, strict=True)
                ]

    return Sheet(Text(vi=title, en=title), fields, rows, paper="A3")


def _framed(values: "pd.Series[Any]", name: str, statuses: Collection[str]) -> Field:
    kind: CellKind = "text"
    if name in statuses:
        kind = "status"
    elif pd.api.types.is_float_dtype(values):
        kind = "km"
    elif pd.api.types.is_integer_dtype(values):
        kind = "number"
    longest = max((len(value) for value in values if isinstance(value, str)), default=8)
    width = min(max(longest + 2, len(name) / 2, 10), _WIDEST)
    return Field(Text(vi=name, en=name), kind, width)


def _cell(value: object, field: Field, language: Language) -> object:
    if isinstance(value, bool | np.bool_):
        return (words.YES if value else words.NO).pick(language)
    if field.kind == "km":
        return NO_LENGTH if is_missing(value) else value
    return value
