"""The change log as a table, and above it what people must look at."""

from collections.abc import Sequence

from geo.export.change_log import LoggedEntry, change_log, unit_name
from geo.store.folding import Conflict, Folded
from geo.store.revision import Unfit
from layers.markup import Markup, none, part
from layers.texts import Texts

COLUMNS = ("at", "author", "project", "side", "said", "source")
_log = part("register.html", "log")
_alarm = part("register.html", "alarm")


def log_table(changes: Sequence[LoggedEntry], texts: Texts, *, total: int) -> Markup:
    """Write the entries as a table, the newest first; what no longer counts is struck through."""
    more = texts("log.more", count=total) if total > len(changes) else ""
    return _log([_row(change, texts) for change in changes], COLUMNS, more, texts)


def _row(change: LoggedEntry, texts: Texts) -> dict[str, object]:
    return {
        "when": change.when,
        "author": change.entry.author,
        "project": texts.pick(change.project) if change.project else change.entry.project or "–",
        "side": change.unit or "–",
        "said": f"{texts.pick(change.kind)}: {texts.pick(change.said)}",
        "note": texts.pick(change.note) if change.note else "",
        "source": texts.pick(change.source) if change.source else "–",
        "counts": change.counts,
    }


def found(folded: Folded, texts: Texts) -> Markup:
    """Write which entries contradict each other, and which do not fit the registry."""
    written = none
    if folded.conflicts:
        lines = [_conflict(one, folded, texts) for one in folded.conflicts]
        written += _alarm(texts("log.conflicts", count=len(lines)), lines)
    if folded.unfit:
        lines = [_unfit(one, texts) for one in folded.unfit]
        written += _alarm(texts("log.unfit", count=len(lines)), lines)
    return written


def _unfit(one: Unfit, texts: Texts) -> str:
    day = texts.date(one.entry.written.date())
    return f"{one.entry.author}, {day}, {one.entry.project or '–'}: {texts.pick(one.reason)}"


def _conflict(conflict: Conflict, folded: Folded, texts: Texts) -> str:
    project_id, side, _ = conflict.fact
    project = folded.registry.projects.get(project_id or "")
    name = texts.pick(project.name) if project else project_id or "–"
    said = " ↔ ".join(
        f"{change.entry.author}: {texts.pick(change.said)}"
        for change in reversed(change_log(conflict.entries, folded.registry))
    )
    return f"{name} · {unit_name(side, folded.registry) or '–'}: {said}"
