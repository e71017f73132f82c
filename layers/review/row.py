"""One finding of a review as HTML: its words, what was read of it, and what the registry has."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from geo.agreements.coverage import Covered
from geo.agreements.mention import Mention
from geo.model import Action, Status
from geo.registry import Registry
from layers.markup import Markup, part
from layers.review.findings import Finding, FindingSort
from layers.review.marked_text import STATE_SIGN, without_markdown
from layers.texts import Texts

_row = part("review.html", "row")
_LONGEST = 160
_LINES_NAMED = 6
_ACTIONS = {action.value for action in Action}
_STATUSES = {status.value for status in Status}


def review_row(
    finding: Finding,
    covered: Sequence[Covered],
    state: str,
    registry: Registry,
    texts: Texts,
    *,
    parties: Mapping[str, Mapping[str, Any]] = MappingProxyType({}),
) -> Markup:
    """Write a finding: kind and words, lines (leading into the text), facts, registry entries.

    ``parties`` are those that are saved along, in the registry's fields.
    """
    ones = [covered[number] for number in finding.mentions]
    first = ones[0].mention
    lines = list(dict.fromkeys(one.mention.line for one in ones))
    named = {key: one["name"][texts.language.value] for key, one in parties.items()}
    named |= {key: texts.pick(one.name) for key, one in registry.parties.items()}
    of = {
        "kind": first.kind,
        "words": _short(first.text),
        "state": state,
        "sign": STATE_SIGN.get(state, ""),
        "sort": finding.sort,
        "entries": _entries(ones, registry, texts),
        "lines": lines[:_LINES_NAMED],
        "by_hand": finding.by_hand,
        "facts": _facts(finding, ones, texts, named),
    }
    return _row(of, texts)


def _entries(ones: Sequence[Covered], registry: Registry, texts: Texts) -> str:
    """Name the registry's entries that the mentions mean, or say that there is none."""
    links = [link for one in ones for link in (one.sure or one.links)[:1]]
    sure = dict.fromkeys(link.entry for link in links if link.sure)
    perhaps = dict.fromkeys(link.entry for link in links if not link.sure)
    if sure or not perhaps:
        return _names(sure, registry, texts) or texts("import.new")
    return texts("import.perhaps", names=_names(perhaps, registry, texts))


def _names(keys: Iterable[str], registry: Registry, texts: Texts) -> str:
    named = [registry.projects.get(key) or registry.context.get(key) for key in keys]
    return ", ".join(texts.pick(entry.name) for entry in named if entry is not None)


def _facts(
    finding: Finding, ones: Sequence[Covered], texts: Texts, parties: Mapping[str, str]
) -> str:
    mentions = [one.mention for one in ones]
    fullest = max(mentions, key=lambda mention: len(mention.as_json()["via"]) + _told(mention))
    facts = [texts(f"kind.{fullest.kind.value}"), ", ".join(fullest.refs)]
    facts.append(f"{fullest.voltage} kV" if fullest.voltage else "")
    places = (fullest.from_place, *fullest.via, fullest.to_place)
    facts.append(" – ".join(_short(place) for place in places if place))
    action = next((m.action for m in mentions if m.action in _ACTIONS), None)
    facts.append(texts(f"action.{action}") if action else "")
    sides = {s.province or s.part: s.status for m in mentions for s in m.sides if s.status}
    told = next((m.status for m in mentions if m.status), None)
    status = told if sides else finding.draft.get("status") or told
    facts.append(texts(f"status.{status}") if status in _STATUSES else "")
    facts += [f"{_short(side)}: {texts(f'status.{told}')}" for side, told in sides.items()]
    due = next((m.deadline for m in mentions if m.deadline), None)
    facts.append(texts("overview.deadline", day=texts.date(due.by)) if due else "")
    facts.append(", ".join(dict.fromkeys(name for m in mentions for name in m.provinces)))
    bodies = dict.fromkeys(body for m in mentions for body in m.responsible)
    facts += [parties[body] for body in bodies if body in parties]
    return " · ".join(fact for fact in facts if fact)


def _told(mention: Mention) -> int:
    return sum(map(bool, (mention.refs, mention.name, mention.from_place, mention.to_place)))


def _short(text: str) -> str:
    line = " ".join(without_markdown(text).split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"


def wanted(finding: Finding, state: str, which: str) -> bool:
    """Whether a finding stands in a list: one of those of the page."""
    if which == "named":
        return finding.sort is FindingSort.NAMED and not state
    if finding.sort is FindingSort.NAMED and not state:
        return False
    return {"": "open", "held": "saved"}.get(state, state) == which
