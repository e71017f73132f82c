"""Parties that a review needs and the registry does not hold: offered, then saved with it."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from geo.agreements.bodies import Body, known_bodies
from geo.model import Language, PartyKind
from geo.registry import Registry, Units
from layers.review.entry import Form
from layers.texts import Texts

_CITY_SINCE: Final[Mapping[str, str]] = {
    **dict.fromkeys(("01", "31", "48", "79", "92"), ""),
    "46": "2025-01-01",
    "75": "2026-04-30",
}
"""Code of each city under the central government → the day since when, where it matters here.

By the resolutions that the table of units names.
"""


def offered(
    forms: Iterable[Form], text: str, registry: Registry, *, day: str | None = None
) -> dict[str, dict[str, Any]]:
    """Give the parties, in the registry's fields, that forms name or may need.

    That is whom the text makes answer for something, and the committee of each province that
    has a part; only those that the registry does not hold. ``day`` is that of the document
    (ISO): on it hangs whether a unit was a city already.
    """
    wanted: dict[str, None] = {}
    held = {party.province for party in registry.parties.values() if party.province}
    codes: set[str] = set()
    for form in forms:
        named = [form["told"], *form["sides"].values()]
        wanted |= dict.fromkeys(key for one in named for key in one.get("responsible", ()))
        codes |= {code for code in form["provinces"] if code not in held}
    missing = {key for key in wanted if key not in registry.parties}
    if not missing and not codes:
        return {}
    known = known_bodies(text, registry.units, dt.date.fromisoformat(day) if day else None)
    bodies = [replace(body, id=party_id(body, registry)) for body in known.values()]
    found = [body for body in bodies if body.id in missing or body.province in codes]
    return {
        body.id: _entry(body, day or "", registry) for body in found if body.province not in held
    }


def party_id(body: Body, registry: Registry) -> str:
    """By what id a body stands, or would stand, among the parties.

    A committee has its unit's: "bac-ninh" of the 63 and of the 34 are two.
    """
    if body.province is None:
        return body.id
    own = (key for key, party in registry.parties.items() if party.province == body.province)
    era = body.province.rpartition(":")[0]
    free = f"{body.id}-{era}" if era and body.id in registry.parties else body.id
    return next(own, free)


def _entry(body: Body, day: str, registry: Registry) -> dict[str, Any]:
    if body.province is None:
        name = dict.fromkeys([language.value for language in Language], body.name)
        return {"id": body.id, "kind": body.kind.value, "name": name}
    code = body.province.rpartition(":")[2]
    is_city = code in _CITY_SINCE and day >= _CITY_SINCE[code]
    sort = "city" if is_city else "province"
    called = registry.units.name_in(Units.TODAY, body.province) if is_city else body.name
    name = {
        language.value: Texts(language)(f"import.party.{sort}", name=called)
        for language in Language
    }
    kind = PartyKind.PROVINCE.value
    return {"id": body.id, "kind": kind, "name": name, "province": body.province}


def filled(entry: Mapping[str, Any], kept: Form) -> dict[str, Any]:
    """Lay over an offered party what the reader filled in."""
    vi = kept.get("name_vi") or entry["name"]["vi"]
    changed = "name_vi" in kept or "name_en" in kept
    name = {"vi": vi, "en": kept.get("name_en") or vi} if changed else dict(entry["name"])
    return dict(entry) | {"name": name, "kind": kept.get("kind") or entry["kind"]}
