"""Mentions → registry entries for review: what the text says filled in, all else left empty."""

import io
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from ruamel.yaml import YAML

from geo.agreements.coverage import Covered
from geo.agreements.mention import Mention, MentionKind
from geo.names import fold
from geo.registry import Registry

_MODES = (MentionKind.ROAD, MentionKind.BRIDGE, MentionKind.RAIL, MentionKind.POWER)
_ACTIONS = frozenset({"build", "upgrade", "widen", "restore", "renew", "complete"})
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
        known = [link.entry for link in one.links]
        project = next((entry for entry in known if entry in registry.projects), None)
        if project is None and not known:
            projects[_id(mention)].append(one)
        elif project is not None and mention.status is not None:
            reports.append(_report(one, project, registry))
    codes = {name: code for code, name in registry.units.signing.items()}
    return {
        "projects": [_project(key, ones, codes) for key, ones in projects.items()],
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


def _project(key: str, ones: list[Covered], codes: dict[str, str]) -> dict[str, Any]:
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
        },
    }
    return entry


def _side(ones: list[Covered], code: str, province: str) -> dict[str, Any]:
    own = [one for one in ones if province in one.mention.provinces]
    due = next((one for one in own if one.mention.deadline), None)
    side: dict[str, Any] = {
        "province": code or None,
        "part": {"vi": "", "en": ""},
        "responsible": list(dict.fromkeys(b for one in own for b in one.mention.responsible)),
        "basis": _cite(own[0]),
    }
    if due is not None and due.mention.deadline is not None:
        deadline = due.mention.deadline
        side["deadline"] = {
            "by": deadline.by.isoformat(),
            "said": {"vi": deadline.said, "en": ""},
            "cite": _cite(due),
        }
    side["reports"] = [
        {"date": None, "status": one.mention.status, "cite": _cite(one), "note": _NOTE}
        for one in own
        if one.mention.status
    ]
    return side


_NOTE = {"vi": "", "en": ""}


def _report(one: Covered, project: str, registry: Registry) -> dict[str, Any]:
    codes = {name: code for code, name in registry.units.signing.items()}
    sides = {side.province for side in registry.projects[project].sides}
    own = [codes[name] for name in one.mention.provinces if codes.get(name) in sides]
    return {
        "project": project,
        "provinces": own,
        "date": None,
        "status": one.mention.status,
        "cite": _cite(one),
        "note": dict(_NOTE),
        "read_from": _one_line(one.mention.text),
    }


def _once(reports: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Leave out a report that the same line makes of the same project twice."""
    kept: dict[tuple[str, str, str], dict[str, Any]] = {}
    for report in reports:
        kept.setdefault((report["project"], report["cite"], report["status"]), report)
    return list(kept.values())


def _fullness(mention: Mention) -> int:
    told = (mention.refs, mention.name, mention.from_place, mention.to_place, mention.status)
    return sum(map(bool, told))


def _cite(one: Covered) -> str:
    return f"{one.document}:{one.mention.line}"


def _one_line(text: str) -> str:
    return " ".join(text.split())
