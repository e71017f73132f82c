"""A draft as the reader fills it in, and as the registry takes it.

The form is a flat record of plain values, so that it goes into the journal as it stands. What
the text does not say is empty; an English text left empty is the Vietnamese one.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, ValidationError
from rapidfuzz import fuzz

from geo.model import Agreement, Language, Located, Mode, Party, Project, Reading, StatusReport
from geo.names import core_name, fold, normal_ref
from geo.registry import Registry
from geo.registry.places import Place
from geo.registry.units import with_era
from layers.review.marked_text import without_markdown
from layers.texts import Texts

Form = dict[str, Any]


def project_form(
    draft: Mapping[str, Any], registry: Registry, ids: Mapping[str, str] = MappingProxyType({})
) -> Form:
    """Begin the form of a new project with what the draft says.

    Ends are set only where exactly one place of the gazetteer has the name that was read.
    ``ids`` leads from what a body is called to the party that it is.
    """
    ends = draft["read_from"]["ends"]
    keys = [_only_place(end, registry.places) for end in ends]
    first, *rest = keys or [None]
    *via, last = rest or [None]
    located = draft["located"] or Located.LINE.value
    return {
        "id": draft["id"],
        "name_vi": without_markdown(draft["name"]["vi"]),
        "name_en": draft["name"]["en"],
        "mode": draft["mode"],
        "action": draft["action"],
        "refs": ", ".join(draft["refs"]),
        "kv": draft.get("kv"),
        "located": located,
        "from": first,
        "via": [key for key in via if key],
        "to": last,
        "lines": [_line(cite) for cite in draft["cites"]],
        "lengths": "\n".join(
            f"{_with_comma(one['km'])} {one['of']['vi']}".strip() for one in draft["stated_lengths"]
        ),
        "provinces": list(dict.fromkeys(s["province"] for s in draft["sides"] if s["province"])),
        "sides": {s["province"]: _side_form(s, ids) for s in draft["sides"] if s["province"]},
        "told": draft["told"] | {"responsible": [ids.get(b, b) for b in _told_of(draft)]},
    }


def _with_comma(km: float) -> str:
    """Kilometres as a Vietnamese document writes them."""
    return f"{km:g}".replace(".", ",")


def _told_of(draft: Mapping[str, Any]) -> list[str]:
    bodies: list[str] = draft["told"].get("responsible", [])
    return bodies


def _side_form(side: Mapping[str, Any], ids: Mapping[str, str]) -> Form:
    deadline = side.get("deadline")
    return {
        "responsible": [ids.get(body, body) for body in side["responsible"]],
        "status": side["reports"][-1]["status"] if side["reports"] else None,
        "by": deadline["by"] if deadline else None,
        "said": deadline["said"]["vi"] if deadline else "",
        "line": _line(side["basis"]),
        "part_vi": without_markdown(side["part"]["vi"]),
    }


def report_form(draft: Mapping[str, Any], registry: Registry) -> Form:
    """Begin the form of a status report of an existing project."""
    sides = [side.province for side in registry.projects[draft["project"]].sides]
    return {
        "project": draft["project"],
        "provinces": draft["provinces"] or list(dict.fromkeys(sides)),
        "status": draft["status"],
        "sides": {code: {"status": told} for code, told in draft.get("sides", {}).items()},
        "date": None,
        "note_vi": without_markdown(draft["read_from"]),
        "note_en": "",
        "lines": [_line(draft["cite"])],
    }


def route_of(form: Form) -> list[str]:
    """Give the places that the form names, in order: what the sketch goes through."""
    located = form["located"]
    places = [form["from"], *form["via"], form["to"]]
    named = [key for key in places if key]
    return named[:1] if located == Located.POINT.value else named


def project_entry(form: Form, agreement: Mapping[str, Any]) -> dict[str, Any]:
    """Write a filled form in the registry's own fields.

    Parameters
    ----------
    agreement
        The document's ``id`` and ``date`` (ISO), which the entry cites and reports from.
    """
    key = agreement["id"]
    name = _both(form["name_vi"], form["name_en"])
    entry: dict[str, Any] = {"id": form["id"], "name": name, "mode": form["mode"]}
    entry["action"] = form["action"]
    refs = [part.strip() for part in form["refs"].split(",") if part.strip()]
    if refs:
        entry["refs"] = list(dict.fromkeys(normal_ref(ref) or ref for ref in refs))
    if form["mode"] == Mode.POWER.value and form["kv"]:
        entry["kv"] = int(form["kv"])
    entry |= {
        "located": form["located"],
        "route": [route_of(form)],
        "cites": [f"{key}:{line}" for line in form["lines"]],
        "sides": [_side(code, form, agreement) for code in form["provinces"]],
    }
    lengths = [
        {"km": km, "of": _both(of or form["name_vi"], ""), "cite": entry["cites"][0]}
        for km, of in lengths_of(form["lengths"])
    ]
    return entry | ({"stated_lengths": lengths} if lengths else {})


def lengths_of(text: str) -> list[tuple[float | None, str]]:
    """Read the lengths of a form, one a line: kilometres, then what they measure.

    Examples
    --------
    >>> lengths_of("12,5 đoạn qua Bắc Giang")
    [(12.5, 'đoạn qua Bắc Giang')]
    """
    found: list[tuple[float | None, str]] = []
    for line in filter(None, map(str.strip, text.split("\n"))):
        number = _KM.match(line)
        km = float(number[1].replace(",", ".")) if number else None
        found.append((km, line[number.end() :].strip() if number else line))
    return found


_KM = re.compile(r"(\d{1,4}(?:[.,]\d{1,3})?)(?: ?km)?(?: |$|:)")


def side_form(form: Form, code: str) -> Form:
    """Give one province's part of a form; what the text says of no province holds for each."""
    side: Form = form["told"] | form["sides"].get(code, {})
    return side


def _side(code: str, form: Form, agreement: Mapping[str, Any]) -> dict[str, Any]:
    side = side_form(form, code)
    cite = f"{agreement['id']}:{side['line']}"
    part_vi = side.get("part_vi") or Texts(Language.VI)("import.part.default")
    part_en = side.get("part_en") or (
        side.get("part_vi") or Texts(Language.EN)("import.part.default")
    )
    entry: dict[str, Any] = {
        "province": code,
        "part": {"vi": part_vi, "en": part_en},
        "responsible": list(side.get("responsible", ())),
        "basis": cite,
    }
    if side.get("by"):
        said = side.get("said") or side["by"]
        entry["deadline"] = {"by": side["by"], "said": _both(said, ""), "cite": cite}
    entry["reports"] = []
    if side.get("status"):
        note = {language.value: Texts(language)("import.note.default") for language in Language}
        report = {"date": agreement["date"], "status": side["status"], "cite": cite, "note": note}
        if not form["sides"].get(code, {}).get("status"):  # said of no province: our reading
            report["reading"] = Reading.INFERRED.value
        entry["reports"].append(report)
    return entry


def report_entries(form: Form, agreement: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Write a filled form as one report for each province that it speaks of."""
    cite = f"{agreement['id']}:{form['lines'][0]}"
    told = {code: form["sides"].get(code, {}).get("status") for code in form["provinces"]}
    return [
        {
            "project": form["project"],
            "province": code,
            "date": form["date"] or agreement["date"],
            "status": status or form["status"],
            "reading": (Reading.STATED if status else Reading.INFERRED).value,
            "cite": cite,
            "note": _both(form["note_vi"], form["note_en"]),
        }
        for code, status in told.items()
    ]


def agreement_entry(form: Form) -> dict[str, Any]:
    """Write the document itself as an agreement of the registry."""
    entry = {"id": form["id"], "kind": form["kind"], "number": form["number"] or None}
    entry |= {"title": _both(form["title_vi"], form["title_en"]), "date": form["date"]}
    entry["parties"] = list(form["parties"])
    return {name: value for name, value in entry.items() if name != "number" or value}


def faults(entry: Mapping[str, Any], registry: Registry, texts: Texts) -> list[str]:
    """Say what keeps the registry from taking a new project, in the reader's language."""
    model = _model_faults(Project, entry, texts)
    found = list(dict.fromkeys(model + _whole_faults(entry, texts)))
    if entry["id"] in registry.projects:
        found.append(texts("import.fault.taken", id=entry["id"]))
    wrong = [ref for ref in entry.get("refs", ()) if normal_ref(ref) != ref]
    found += [texts("import.fault.ref", ref=ref) for ref in wrong]
    if any(length["km"] is None for length in entry.get("stated_lengths", ())):
        found.append(texts("import.fault.length"))
    if any(a == b for a, b in zip(entry["route"][0], entry["route"][0][1:], strict=False)):
        found.append(texts("import.fault.twice"))
    return found


def party_faults(
    entry: Mapping[str, Any],
    registry: Registry,
    offered: Mapping[str, Mapping[str, Any]],
    texts: Texts,
) -> list[str]:
    """Say who cannot answer for a side of a new project.

    Parameters
    ----------
    offered
        Parties that are saved with the project, in the registry's fields, by id.
    """
    found = []
    for side in entry["sides"]:
        parties = {key: _party(key, registry, offered) for key in side["responsible"]}
        unknown = [key for key, party in parties.items() if party is None]
        found += [texts("import.fault.party", id=key) for key in unknown]
        alone = next(iter(parties.values())) if len(parties) == 1 else None
        own = registry.units.within(alone.province) if alone and alone.province else None
        if alone is not None and own is not None and with_era(side["province"]) not in own:
            name = registry.units.unit(side["province"]).name
            found.append(texts("import.fault.alone", party=texts.pick(alone.name), province=name))
    return list(dict.fromkeys(found))


def _party(key: str, registry: Registry, offered: Mapping[str, Mapping[str, Any]]) -> Party | None:
    if key in registry.parties:
        return registry.parties[key]
    return Party.model_validate(offered[key]) if key in offered else None


def report_faults(
    entries: Iterable[Mapping[str, Any]], agreement: Mapping[str, Any], texts: Texts
) -> list[str]:
    """Say what is wrong with the status reports that were made of one form."""
    found: list[str] = []
    for entry in entries:
        bare = {k: v for k, v in entry.items() if k not in ("project", "province")}
        found += _model_faults(StatusReport, bare, texts)
        if str(entry["date"]) > str(agreement["date"]):
            found.append(texts("import.fault.after"))
    return list(dict.fromkeys(found)) if found or entries else [texts("import.fault.side")]


def agreement_faults(form: Form, registry: Registry, texts: Texts) -> list[str]:
    """Say what keeps the registry from taking the document itself."""
    found = _model_faults(Agreement, agreement_entry(form), texts)
    if form["id"] in registry.agreements:
        found.append(texts("import.fault.taken", id=form["id"]))
    return found


def _model_faults(model: type[BaseModel], entry: Mapping[str, Any], texts: Texts) -> list[str]:
    try:
        model.model_validate(entry)
    except ValidationError as error:
        places = [fault["loc"] for fault in error.errors() if fault["loc"]]
        # A list whose rows are at fault is "too short" as well, which would send elsewhere.
        own = [
            at for at in places if not any(len(p) > len(at) and p[: len(at)] == at for p in places)
        ]
        return list(dict.fromkeys(_said(at, texts) for at in own))
    return []


_FIELDS = ("id", "name", "title", "mode", "action", "kv", "route", "date", "parties", "status")
_OF_SIDES = ("responsible", "deadline", "part", "reports")


def _whole_faults(entry: Mapping[str, Any], texts: Texts) -> list[str]:
    """Say what the model checks of the whole, which it leaves while any one field is at fault."""
    found = []
    if entry["mode"] == Mode.POWER.value and "kv" not in entry:
        found.append(texts("import.fault.kv"))
    least = 2 if entry["located"] == Located.LINE.value else 1
    if any(len(strand) < least for strand in entry["route"]):
        found.append(texts("import.fault.route"))
    return found


def _said(location: tuple[int | str, ...], texts: Texts) -> str:
    """Turn the place of a fault into what the reader should do there."""
    field = str(location[0])
    if field == "sides" and len(location) > 2 and location[2] in _OF_SIDES:
        return texts(f"import.fault.side.{location[2]}")
    if field == "sides":
        return texts("import.fault.side")
    return texts(f"import.fault.{field if field in _FIELDS else 'other'}")


def _only_place(name: str, places: Mapping[str, Place]) -> str | None:
    """Find the one place of a name; two of them leave the choice to the reader."""
    wanted = {fold(name), fold(core_name(name))}
    found = [key for key, place in places.items() if fold(place.name.vi) in wanted]
    return found[0] if len(found) == 1 else None


def _both(vi: str, en: str) -> dict[str, str]:
    return {"vi": vi, "en": en or vi}


def _line(cite: str) -> int:
    return int(cite.rpartition(":")[2])


def agreement_form(name: str, text: str, registry: Registry, named: Iterable[str]) -> Form:
    """Begin the form of the document itself.

    The date is that of the file's name where it begins with one, else the first in the text;
    the parties are those provinces that the mentions speak of. All of it is for the reader to
    check.
    """
    plain = "".join(c if c.isascii() and c.isalnum() else " " for c in fold(name))
    written = _date_of(name, text)
    codes = registry.units.keys_by_name(dt.date.fromisoformat(written) if written else None)
    title = next((line.strip(" #\t\ufeff") for line in text.split("\n") if line.strip()), name)
    return {
        "known": known_as(name, text, registry),
        "id": "-".join(plain.split())[:40].strip("-"),
        "kind": "memorandum",
        "number": "",
        "title_vi": " ".join(title.split())[:120],
        "title_en": "",
        "date": written,
        "parties": sorted({codes[unit] for unit in named if unit in codes}),
    }


def known_as(name: str, text: str, registry: Registry) -> str | None:
    """Which agreement of the registry a document is.

    It is called by its id, or its number stands in its head and its day too; where no number is
    known, its day and nearly its title.
    """
    if name in registry.agreements:
        return name
    head = _bare(text[:_HEAD])
    for key, one in registry.agreements.items():
        if f"{one.date:{_WRITTEN_DAY}}" not in _days_bare(head):
            continue
        if one.number and _bare(one.number) in head:
            return key
        if not one.number and fuzz.partial_ratio(_bare(one.title.vi), head) >= _SAME_TITLE:
            return key
    return None


def _bare(text: str) -> str:
    """Without diacritics, and without what stands between letters and digits."""
    return "".join(c for c in fold(text) if c.isalnum())


def _days_bare(head: str) -> str:
    """A head, bare, with its days as ``_WRITTEN_DAY`` has them."""
    return _BARE_DAY.sub(lambda m: f"ngay{int(m[1]):02}thang{int(m[2]):02}nam{m[3]}", head)


_WRITTEN_DAY = "ngay%dthang%mnam%Y"
_BARE_DAY = re.compile(r"ngay(\d{1,2})thang(\d{1,2})nam(\d{4})")
_SAME_TITLE = 90
"""Of 100: as alike as a scan's misread letters leave a title."""


_DAY = re.compile(r"ngay (\d{1,2}) thang (\d{1,2}) nam (\d{4})")
_HEAD = 3000
"""Characters at the beginning of a document among which its own date stands."""


def _date_of(name: str, text: str) -> str | None:
    """Find a document's date in its file's name, else the first one in its head."""
    said = _DAY.search(fold(text[:_HEAD]))
    try:
        return dt.date.fromisoformat(name[:10]).isoformat()
    except ValueError:
        if said is None:
            return None
    try:
        return dt.date(int(said[3]), int(said[2]), int(said[1])).isoformat()
    except ValueError:
        return None
