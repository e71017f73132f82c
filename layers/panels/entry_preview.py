"""What the map will say of a side once an entry is saved, and what others said in the meantime."""

from collections.abc import Sequence
from html import escape

import pandas as pd

from geo.export.change_log import change_log
from geo.pipeline import Linkage
from geo.registry import Registry
from geo.store.entry import Entry
from geo.store.sides import side_numbers
from layers.app.filters import Row, rows
from layers.panels.alarms import alarms
from layers.texts import Texts

_FACTS = ("status", "status_date", "deadline", "responsible")


def preview(project_id: str, key: str, now: Linkage, then: Linkage, texts: Texts) -> str:
    """Write what changes on a side, before and after, and what the project is warned of then."""
    number = side_numbers(now.registry.projects[project_id])[key]
    before, after = (_side(linkage, project_id, number) for linkage in (now, then))
    changed = [
        f"<div><dt>{texts.html(f'entry.fact.{name}')}</dt>"
        f"<dd>{_written(name, before, texts)} → <b>{_written(name, after, texts)}</b></dd></div>"
        for name in _FACTS
        if _written(name, before, texts) != _written(name, after, texts)
    ]
    row = rows(then.projects[then.projects["project_id"] == project_id])[0]
    warned = "".join(
        f'<p class="{alarm.kind}">{escape(alarm.words)}</p>' for alarm in alarms(row, then, texts)
    )
    facts = f"<dl>{''.join(changed)}</dl>" if changed else ""
    title = texts.html("entry.preview")
    return f'<div class="gr-preview" role="status"><h4>{title}</h4>{facts}{warned}</div>'


def newer(entries: Sequence[Entry], registry: Registry, texts: Texts) -> str:
    """Write what others entered in the meantime, beside which one's own would stand."""
    items = "".join(
        f"<li>{escape(change.when)} · <b>{escape(change.entry.author)}</b>: "
        f"{escape(texts.pick(change.said))}</li>"
        for change in change_log(entries, registry)
    )
    return (
        f'<div class="gr-own gr-own-alarm" role="alert"><p>{texts.html("entry.stale")}</p>'
        f"<ul>{items}</ul></div>"
    )


def _side(linkage: Linkage, project_id: str, number: int) -> Row:
    sides = linkage.sides
    return rows(sides[(sides["project_id"] == project_id) & (sides["side"] == number)])[0]


def _written(name: str, row: Row, texts: Texts) -> str:
    value = row[name]
    if value is None or pd.isna(value):
        return "–"
    if name == "status":
        return texts.html(f"status.{value}")
    if name == "responsible":
        return escape(texts.choose(row["responsible"], row["responsible_en"]))
    return escape(texts.date(value))
