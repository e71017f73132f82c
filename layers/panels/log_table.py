"""The change log as a table, and above it what people must look at."""

from collections.abc import Sequence
from html import escape

from geo.export.change_log import Change, change_log, unit_name
from geo.store.folding import Conflict, Folded
from layers.texts import Texts

_COLUMNS = ("at", "author", "project", "side", "said", "source")


def log_table(changes: Sequence[Change], texts: Texts, *, total: int) -> str:
    """Write the entries as a table, the newest first; what no longer counts is struck through."""
    head = "".join(f'<th scope="col">{texts.html(f"log.{name}")}</th>' for name in _COLUMNS)
    body = "".join(_row(change, texts) for change in changes)
    more = (
        f'<p class="gr-note">{texts.html("log.more", count=total)}</p>'
        if total > len(changes)
        else ""
    )
    return (
        f'<div class="gr-log" tabindex="0" role="region" aria-label="{texts.html("log.title")}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>{more}"
    )


def _row(change: Change, texts: Texts) -> str:
    entry = change.entry
    project = texts.pick(change.project) if change.project else entry.project or "–"
    note = f'<div class="gr-quiet">{escape(texts.pick(change.note))}</div>' if change.note else ""
    said = escape(f"{texts.pick(change.kind)}: {texts.pick(change.said)}")
    kept = said if change.counts else f"<s>{said}</s> ({texts.html('log.gone')})"
    cells = (
        escape(change.when),
        escape(entry.author),
        escape(project),
        escape(change.unit or "–"),
        kept + note,
        escape(texts.pick(change.source)) if change.source else "–",
    )
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def found(folded: Folded, texts: Texts) -> str:
    """Write which entries contradict each other, and which do not fit the registry."""
    parts = []
    if folded.conflicts:
        items = "".join(_conflict(one, folded, texts) for one in folded.conflicts)
        parts.append(_alarm(texts.html("log.conflicts", count=len(folded.conflicts)), items))
    if folded.unfit:
        items = "".join(
            f"<li>{escape(one.entry.author)}, {escape(one.entry.written.date().isoformat())}, "
            f"{escape(one.entry.project or '–')}: {escape(texts.pick(one.reason))}</li>"
            for one in folded.unfit
        )
        parts.append(_alarm(texts.html("log.unfit", count=len(folded.unfit)), items))
    return "".join(parts)


def _conflict(conflict: Conflict, folded: Folded, texts: Texts) -> str:
    project_id, side, _ = conflict.fact
    project = folded.registry.projects.get(project_id or "")
    name = texts.pick(project.name) if project else project_id or "–"
    unit = unit_name(side, folded.registry) or "–"
    said = " ↔ ".join(
        f"{escape(c.entry.author)}: {escape(texts.pick(c.said))}"
        for c in reversed(change_log(conflict.entries, folded.registry))
    )
    return f"<li>{escape(name)} · {escape(unit)}: {said}</li>"


def _alarm(title: str, items: str) -> str:
    return f'<div class="gr-own gr-own-alarm" role="status"><p>{title}</p><ul>{items}</ul></div>'
