"""What people say in the tests."""

import datetime as dt
from typing import Any

from geo.model import EntrySource, Status, StatusReport, Text
from geo.store.attachments import Upload
from geo.store.entry import Draft, EntryKind, Remark
from geo.store.people import Person, Role, Visitor

PROJECT = "huu-lung-dt245-my-an"
LANG_SON, BAC_GIANG = "2008:20", "2008:24"
DAY = dt.date(2026, 5, 4)
OPERATOR = Visitor.operator("Người vận hành")
EDITOR = Visitor.own_machine("Nguyễn Biên Tập")
AN = Visitor.signed_in("an@bacninh.vn", "An")
BINH = Visitor.signed_in("binh@langson.vn", "Bình")
READER = Visitor.signed_in("doc@hanoi.vn", "Độc giả")
PEOPLE = (
    Person("An", Role.REPORTER, "an@bacninh.vn", "2025:24"),
    Person("Bình", Role.REPORTER, "binh@langson.vn", LANG_SON),
)
PDF = Upload("công văn.pdf", b"%PDF-1.7 two pages")


def source(**fields: Any) -> EntrySource:
    return EntrySource(**({"by": "?", "date": dt.date(2026, 5, 5)} | fields))


def status(
    to: Status = Status.CONSTRUCTION,
    *,
    side: str = LANG_SON,
    day: dt.date = DAY,
    note: str = "đang thi công",
    **fields: Any,
) -> Draft:
    report = StatusReport(date=day, status=to, note=Text(vi=note, en=note), source=source())
    return Draft(
        **({"kind": EntryKind.STATUS, "project": PROJECT, "side": side, "payload": report} | fields)
    )


def note(words: str, *, side: str | None = None, project: str | None = PROJECT) -> Draft:
    said = Remark(text=Text(vi=words, en=words), source=source())
    return Draft(kind=EntryKind.NOTE, project=project, side=side, payload=said)
