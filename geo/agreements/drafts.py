"""Mentions → registry entries for review: what the text says filled in, all else left empty."""

import io
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from ruamel.yaml import YAML

from geo.agreements.coverage import Covered
from geo.agreements.mention import Mention, MentionKind
from geo.agreements.province_words import province_names
from geo.model import Project
from geo.names import fold, slug
from geo.registry import Registry
from geo.registry.units import UnitTable

_MODES = (MentionKind.ROAD, MentionKind.BRIDGE, MentionKind.RAIL, MentionKind.POWER)
_ACTIONS = frozenset({"build", "upgrade", "widen", "restore", "renew", "complete"})
PROVINCES = frozenset(slug(name) for name in province_names())
"""Ids of the provinces' own committees."""
_HEADER = """\
# Drafts for review, read from: {documents}
#
# Nothing here is in the registry yet. What the text does not say is left empty (null, [] or ""):
# look it up or leave the entry out. Check each line against the document; "read_from" holds its
# words and is deleted before an entry moves to data/.
#
# projects   links that the registry does not hold
# reports    new status reports for projects that it holds: move each under the side it speaks of
"""


def drafts(covered: Iterable[Covered], registry: Registry) -> dict[str, Any]:
    """Return ``{"projects": […], "reports": […]}`` in the registry's own fields.

    Parameters
    ----------
    covered
        Mentions with the registry's entries that they name, as :func:`cover` returns them.
        Ends of other links, ports, waterways and what only the context names become no draft.
    """
    projects: dict[str, list[Covered]] = defaultdict(list)
    reports: list[dict[str, Any]] = []
    for one in covered:
        mention = one.mention
        if mention.parent is not None or mention.kind not in _MODES:
            continue
        known = [link.entry for link in one.sure]
        project = next((entry for entry in known if entry in registry.projects), None)
        if project is None and not known:
            projects[_id(mention)].append(one)
        elif project is not None:
            reports += _reports(one, project, registry)
    return {
        "projects": [_project(key, ones, registry.units) for key, ones in projects.items()],
        "reports": _once(reports),
    }


def drafts_yaml(found: dict[str, Any], documents: Iterable[str]) -> str:
    """Return drafts as YAML with a comment that says what to do with them."""
    yaml = YAML()
    yaml.width = 100
    yaml.allow_unicode = True
    stream = io.StringIO()
    yaml.dump(found, stream)
    return _HEADER.format(documents=", ".join(documents)) + stream.getvalue()


def _id(mention: Mention) -> str:
    """A short name from what the mention is called by; equal for two mentions of one link."""
    if mention.refs:
        called = "-".join(mention.refs)
    else:
        ends = f"{mention.from_place or ''} {mention.to_place or ''}"
        called = f"{_PREFIX.get(mention.kind, '')}{mention.voltage or ''} {mention.name or ends}"
    plain = "".join(c if c.isascii() and c.isalnum() else " " for c in fold(called))
    return "-".join(plain.split()) or "unnamed"


_PREFIX = {MentionKind.BRIDGE: "cau ", MentionKind.RAIL: "rail ", MentionKind.POWER: "power "}


def _project(key: str, ones: list[Covered], units: UnitTable) -> dict[str, Any]:
    codes = units.keys_by_name(ones[0].written)
    mentions = [one.mention for one in ones]
    fullest = max(mentions, key=_fullness)
    named = list(dict.fromkeys(name for m in mentions for name in m.provinces))
    entry: dict[str, Any] = {
        "id": key,
        "name": {"vi": _one_line(fullest.text), "en": ""},
        "mode": fullest.kind.value,
        "action": next((m.action for m in mentions if m.action in _ACTIONS), None),
        "refs": list(fullest.refs),
    }
    if fullest.kind is MentionKind.POWER:
        entry["kv"] = fullest.voltage
    entry |= {
        "located": "point" if fullest.kind is MentionKind.BRIDGE and not fullest.to_place else None,
        "route": [],
        "cites": list(dict.fromkeys(f"{one.document}:{one.mention.line}" for one in ones)),
        "sides": [_side(ones, codes.get(name, ""), name) for name in named],
        "stated_lengths": [
            {"km": length.km, "of": {"vi": length.of, "en": ""}, "cite": _cite(one)}
            for one in ones
            for length in one.mention.lengths
        ],
        "read_from": {
            "words": [_one_line(m.text) for m in mentions],
            "ends": [e for e in (fullest.from_place, *fullest.via, fullest.to_place) if e],
            "stretches": stretches(mentions),
            "perhaps": {link.entry: link.why for one in ones for link in one.links[:1]},
        },
    }
    return entry


def _side(ones: list[Covered], code: str, province: str) -> dict[str, Any]:
    """Write one province's side: what is told of it alone, else what is told of the whole."""
    own = [one for one in ones if province in one.mention.provinces]
    told = [(one, one.mention.side(province)) for one in own]
    alone = [(one, side) for one, side in told if side is not None]
    due = next(((one, side.deadline) for one, side in alone if side.deadline), None)
    if due is None and not any(s.deadline for one in ones for s in one.mention.sides if s.province):
        due = next(((one, d) for one in own if (d := one.mention.deadline)), None)
    side: dict[str, Any] = {
        "province": code or None,
        "part": {"vi": next((side.part for _, side in alone), ""), "en": ""},
        "responsible": _answering(own, province),
        "basis": _cite(own[0]),
    }
    if due is not None:
        cited, deadline = due
        side["deadline"] = {
            "by": deadline.by.isoformat(),
            "said": {"vi": deadline.said, "en": ""},
            "cite": _cite(cited),
        }
    side["reports"] = [
        {"date": None, "status": status, "cite": _cite(one), "note": _NOTE}
        for one in own
        if (status := one.mention.status_of(province))
    ]
    return side


def _answering(ones: list[Covered], province: str) -> list[str]:
    """Who answers for a province's side; another province answers for its own alone."""
    own = slug(province)
    sides = (side for one in ones if (side := one.mention.side(province)) is not None)
    told = dict.fromkeys(body for side in sides for body in side.responsible)
    whole = dict.fromkeys(body for one in ones for body in one.mention.responsible)
    return [*told, *(b for b in whole if b not in told and (b == own or b not in PROVINCES))]


def stretches(mentions: Iterable[Mention]) -> list[dict[str, Any]]:
    """What is told of stretches of which no province is named."""
    return [
        {
            "part": side.part,
            "status": side.status,
            "by": side.deadline.by.isoformat() if side.deadline else None,
            "responsible": list(side.responsible),
        }
        for mention in mentions
        for side in mention.sides
        if side.province is None
    ]


_NOTE = {"vi": "", "en": ""}


def _reports(one: Covered, project: str, registry: Registry) -> list[dict[str, Any]]:
    """Write a report for each status that a mention tells, with the sides that it is told of."""
    codes = registry.units.keys_by_name(one.written)
    told: dict[str, list[str]] = {}
    for name in one.mention.provinces:
        status = one.mention.status_of(name)
        if status and name in codes:
            sides = sides_of(codes[name], registry.projects[project], registry.units)
            told.setdefault(status, []).extend(sides)
    if one.mention.status and not any(told.values()):
        told = {one.mention.status: []}
    return [
        {
            "project": project,
            "provinces": own,
            "date": None,
            "status": status,
            "cite": _cite(one),
            "note": dict(_NOTE),
            "read_from": _one_line(one.mention.text),
        }
        for status, own in told.items()
        if own or len(told) == 1
    ]


def sides_of(unit: str, project: Project, units: UnitTable) -> list[str]:
    """The provinces of a project's sides that a unit is, or whose ground lies in it."""
    sides = dict.fromkeys(side.province for side in project.sides)
    return [unit] if unit in sides else [side for side in sides if units.holds(unit, side)]


def _once(reports: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Leave out a report that the same line makes of the same project twice."""
    kept: dict[tuple[str, str, str], dict[str, Any]] = {}
    for report in reports:
        same = kept.setdefault((report["project"], report["cite"], report["status"]), report)
        same["provinces"] = list(dict.fromkeys((*same["provinces"], *report["provinces"])))
    return list(kept.values())


def _fullness(mention: Mention) -> int:
    told = (mention.refs, mention.name, mention.from_place, mention.to_place, mention.status)
    return sum(map(bool, told))


def _cite(one: Covered) -> str:
    return f"{one.document}:{one.mention.line}"


def _one_line(text: str) -> str:
    return " ".join(text.split())
