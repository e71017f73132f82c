"""What the map will say of a side once an entry is saved, and what others said in the meantime."""

from collections.abc import Sequence

import pandas as pd

from geo.export.change_log import change_log
from geo.pipeline import Linkage
from geo.registry import Registry
from geo.store.entry import Entry
from geo.store.sides import side_numbers
from layers.app.filters import FrameRow, rows
from layers.markup import Markup, part
from layers.panels.alarms import alarms
from layers.texts import Texts

FACTS = ("status", "status_date", "deadline", "responsible")
_preview = part("register.html", "preview")
_alarm = part("register.html", "alarm")


def preview(project_id: str, key: str, now: Linkage, then: Linkage, texts: Texts) -> Markup:
    """Write what changes on a side, before and after, and what the project is warned of then."""
    number = side_numbers(now.registry.projects[project_id])[key]
    before, after = (_side(linkage, project_id, number) for linkage in (now, then))
    said = [(name, _written(name, before, texts), _written(name, after, texts)) for name in FACTS]
    row = rows(then.projects[then.projects["project_id"] == project_id])[0]
    changed = [fact for fact in said if fact[1] != fact[2]]
    return _preview({"facts": changed, "alarms": alarms(row, texts)}, texts)


def newer(entries: Sequence[Entry], registry: Registry, texts: Texts) -> Markup:
    """Write what others entered in the meantime, beside which one's own would stand."""
    lines = [
        f"{change.when} · {change.entry.author}: {texts.pick(change.said)}"
        for change in change_log(entries, registry)
    ]
    return _alarm(texts("entry.stale"), lines, role="alert")


def _side(linkage: Linkage, project_id: str, number: int) -> FrameRow:
    sides = linkage.sides
    return rows(sides[(sides["project_id"] == project_id) & (sides["side"] == number)])[0]


def _written(name: str, row: FrameRow, texts: Texts) -> str:
    value = row[name]
    if value is None or pd.isna(value):
        return "–"
    if name == "status":
        return texts(f"status.{value}")
    if name == "responsible":
        return texts.choose(row["responsible"], row["responsible_en"])
    return texts.date(value)
