"""The change log in words: who said what, when, on what paper, and whether it still counts."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from geo.errors import Wording
from geo.export.words import NO, STATUS, YES
from geo.model import Deadline, Language, StatedLength, StatusReport, Text
from geo.registry import Registry
from geo.registry.citations import basis_label, date_text
from geo.sentence import text_of
from geo.store.causality import in_order, living
from geo.store.entry import (
    Attachment,
    Conference,
    Decision,
    Entry,
    PlaceGiven,
    Remark,
    Responsibility,
    Withdrawal,
)

COLUMNS: Final = (
    "at",
    "author",
    "project",
    "project_name",
    "side",
    "side_name",
    "kind",
    "said",
    "note",
    "source",
    "counts",
    "id",
)
"""Columns of the file."""
_RISKY: Final = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for a formula."""


@dataclass(frozen=True, slots=True)
class LoggedEntry:
    """One entry of the change log.

    ``said`` is what it says in words, ``note`` its note, ``source`` what it rests on;
    ``counts`` is False for what was withdrawn or replaced.
    """

    entry: Entry
    project: Text | None
    unit: str | None
    kind: Text
    said: Text
    note: Text | None
    source: Text | None
    counts: bool

    @property
    def when(self) -> str:
        """When it was written, to the minute, UTC."""
        return self.entry.written.strftime("%Y-%m-%d %H:%M")


def change_log(entries: Iterable[Entry], registry: Registry) -> list[LoggedEntry]:
    """All entries in words, the newest first."""
    ordered = sorted(entries, key=in_order)
    counted = {entry.id for entry in living(ordered)[0]}
    return [_change(entry, registry, entry.id in counted) for entry in reversed(ordered)]


def change_log_csv(changes: Iterable[LoggedEntry], language: Language) -> bytes:
    """The change log as CSV that a spreadsheet opens with its diacritics and runs nothing of."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for change in changes:
        writer.writerow(map(_harmless, _row(change, language)))
    return stream.getvalue().encode("utf-8-sig")


def _row(change: LoggedEntry, language: Language) -> list[str]:
    entry = change.entry

    def words(text: Text | None) -> str:
        return text.pick(language) if text else ""

    return [
        entry.at,
        entry.author,
        entry.project or "",
        words(change.project),
        entry.side or "",
        change.unit or "",
        words(change.kind),
        words(change.said),
        words(change.note),
        words(change.source),
        words(YES if change.counts else NO),
        entry.id,
    ]


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_RISKY) else cell


def _change(entry: Entry, registry: Registry, counts: bool) -> LoggedEntry:
    project = registry.projects.get(entry.project or "")
    payload = _payload(entry)
    source = getattr(payload, "source", None) or getattr(payload, "cite", None)
    note = getattr(payload, "note", None) or getattr(payload, "said", None)
    return LoggedEntry(
        entry=entry,
        project=project.name if project else None,
        unit=unit_name(entry.side, registry),
        kind=text_of(Wording(f"cli.kind_{entry.kind}")),
        said=said(payload, registry),
        note=note if isinstance(note, Text) else None,
        source=basis_label(source, registry.agreements) if source else None,
        counts=counts,
    )


def unit_name(side: str | None, registry: Registry) -> str | None:
    """The name of a side's unit; its key where no table has it."""
    if side is None:
        return None
    unit, units = side.partition("@")[0], registry.units
    return units.unit(unit).name if units.is_known(unit) else side


def said(payload: BaseModel | None, registry: Registry) -> Text:
    """What an entry says, in words."""
    if payload is None:
        return text_of(Wording("cli.said_unread"))
    if isinstance(payload, Responsibility):
        return _parties(payload, registry)
    writer = _WRITERS.get(type(payload), lambda _: None)
    return writer(payload) or Text(vi="–", en="–")


def _parties(payload: Responsibility, registry: Registry) -> Text:
    named = [registry.parties[p].name for p in payload.responsible if p in registry.parties]
    return Text(
        vi="; ".join(name.vi for name in named) or "?",
        en="; ".join(name.en for name in named) or "?",
    )


def _status(payload: StatusReport) -> Text:
    status = STATUS[payload.status]
    return text_of(Wording("cli.said_status", status=status, day=date_text(payload.date)))


def _deadline(payload: Deadline) -> Text:
    return text_of(Wording("cli.said_deadline", day=date_text(payload.by)))


def _same(words: str) -> Text | None:
    return Text(vi=words, en=words) if words else None


_WRITERS: Final[Mapping[type[Any], Callable[[Any], Text | None]]] = MappingProxyType(
    {
        StatusReport: _status,
        Deadline: _deadline,
        Attachment: lambda payload: _same(payload.name),
        Withdrawal: lambda payload: _same(payload.reason),
        PlaceGiven: lambda payload: payload.name,
        Remark: lambda payload: payload.text,
        Decision: lambda payload: payload.text,
        StatedLength: lambda payload: payload.of,
        Conference: lambda payload: _same(payload.title),
    }
)


def _payload(entry: Entry) -> Any:
    try:
        return entry.payload
    except ValidationError:
        return None
