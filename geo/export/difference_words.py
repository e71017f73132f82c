"""What became different, in words; and as a sheet of a workbook."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from geo.duty.status import side_state
from geo.errors import Wording
from geo.export import words
from geo.export.workbook_sheets import Field, Sheet, SheetRow
from geo.model import Grade, Language, Status, Text
from geo.pipeline import Linkage
from geo.registry.citations import date_text, report_label
from geo.sentence import text_of
from geo.views.change_kind import ChangeKind
from geo.views.changes import Difference, Value

_MAYBE: Final = {
    ChangeKind.MISMATCH_AROSE: "possible_arose",
    ChangeKind.MISMATCH_CLOSED: "possible_closed",
    ChangeKind.DEADLINE_MISSED: "possibly_missed",
}
"""What these are called where they rest on our reading of a source."""


def kind_name(one: Difference) -> Text:
    """Name a difference's kind; what rests on our reading of a source accuses nobody.

    Examples
    --------
    >>> kind_name(Difference("x", ChangeKind.DEADLINE_MISSED, is_stated=False)).vi
    'có thể quá hạn'
    """
    possible = {} if one.is_stated else words.POSSIBLE_CHANGE
    return possible.get(one.kind, words.CHANGE[one.kind])


def said(one: Difference) -> Text:
    """Say a difference.

    Examples
    --------
    >>> said(Difference("x", ChangeKind.MISMATCH_AROSE, before=0, after=2)).vi
    'phát sinh lệch tiến độ: 2 bước'
    """
    told = Wording(f"changes.{_name(one)}", before=_value(one.before), after=_value(one.after))
    if one.day is not None:
        told = Wording("changes.dated", said=told, day=date_text(one.day))
    if not one.is_stated and one.kind not in _MAYBE:
        told = Wording("changes.inferred", said=told)
    return text_of(told)


def _name(one: Difference) -> str:
    if not one.is_stated and one.kind in _MAYBE:
        return _MAYBE[one.kind]
    if one.kind is ChangeKind.DEADLINE_MET and one.is_late:
        return "deadline_met_late"
    if one.kind is ChangeKind.DEADLINE:
        return f"deadline_{_ENDS[one.before is not None, one.after is not None]}"
    return one.kind.value


_ENDS: Final = {(False, True): "new", (True, True): "moved", (True, False): "gone"}


def _value(value: Value) -> object:
    if isinstance(value, Status):
        return words.STATUS[value]
    if isinstance(value, Grade):
        return words.GRADE[value]
    return date_text(value) if isinstance(value, dt.date) else value


def unit_of(one: Difference, linkage: Linkage) -> str | None:
    """Name the side's unit, as the linkage's units call it; None where it is the project's."""
    if one.side is None:
        return None
    side = linkage.registry.projects[one.project_id].sides[one.side]
    return linkage.registry.units.name_in(linkage.units, side.province)


def source_of(one: Difference, after: Linkage) -> Text | None:
    """Where the newer report was read; None where it is no report."""
    if one.side is None or one.day is None:
        return None
    side = after.registry.projects[one.project_id].sides[one.side]
    report = side_state(side, after.as_of).report
    return report_label(report, after.registry.agreements) if report else None


def differences_sheet(found: Sequence[Difference], before: Linkage) -> Sheet:
    """Lay differences out as a sheet; it is written with the later linkage."""

    def rows(after: Linkage, language: Language) -> Iterator[SheetRow]:
        for one in found:
            source = source_of(one, after)
            yield (
                after.registry.projects[one.project_id].name.pick(language),
                unit_of(one, after),
                kind_name(one).pick(language),
                said(one).pick(language),
                None if one.is_stated else _INFERRED.pick(language),
                one.day,
                source and source.pick(language),
            )

    return Sheet(_TITLE, _FIELDS, rows, intro=_intro(before))


def _intro(before: Linkage) -> Callable[[Linkage], list[Text]]:
    def lines(after: Linkage) -> list[Text]:
        first, last = date_text(before.as_of), date_text(after.as_of)
        return [
            Text(vi="Thay đổi giữa hai kỳ", en="What changed between two dates"),
            Text(vi=f"Từ {first.vi} đến {last.vi}", en=f"From {first.en} to {last.en}"),
        ]

    return lines


_TITLE: Final = Text(vi="Thay đổi", en="Changes")
_INFERRED: Final = Text(vi="suy ra", en="inferred")
_FIELDS: Final = (
    Field(Text(vi="Công trình", en="Project"), "text", 32),
    Field(Text(vi="Tỉnh", en="Province"), "text", 14),
    Field(Text(vi="Loại thay đổi", en="Kind of change"), "text", 18),
    Field(Text(vi="Nội dung", en="What changed"), "text", 44),
    Field(Text(vi="Suy ra", en="Inferred"), "text", 9),
    Field(Text(vi="Ngày báo cáo", en="Reported on"), "date", 12),
    Field(Text(vi="Nguồn", en="Source"), "text", 36),
)
