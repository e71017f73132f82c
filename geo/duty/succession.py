"""Who answers today for what a document gave to a body that has since been merged."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from geo.errors import InBoth, Worded, Wording, Wordings
from geo.model import Party
from geo.registry import Registry
from geo.registry.citations import date_text
from geo.registry.units import MERGED_ON, Units


@dataclass(frozen=True, slots=True)
class Succession:
    """The body that took a party's duties over, since when and by which act."""

    name: InBoth
    since: dt.date
    basis: InBoth


def successor_of(party: Party, registry: Registry) -> Succession | None:
    """The body that took the party's duties over; None where it goes on itself."""
    if party.province is None:
        stated = party.successor
        return Succession(stated.name, stated.since, stated.basis) if stated else None
    if not registry.units.is_merged(party.province):
        return None
    code = registry.units.today_code(party.province)
    is_city = code in registry.units.cities
    return Succession(
        Wording(
            "duty.city_committee" if is_city else "duty.province_committee",
            name=registry.units.today[code],
        ),
        since=MERGED_ON,
        basis=Wording("duty.merged_by"),
    )


def named_in(units: Units, ids: Sequence[str], registry: Registry) -> Worded:
    """Names of the parties in the wanted units; a successor also says whom it follows."""
    parties = [registry.parties[party] for party in ids]
    return Wordings(
        party.name if units is Units.SIGNING else _today(party, registry) for party in parties
    )


def passed_on(ids: Sequence[str], registry: Registry) -> Worded | None:
    """On what basis duties passed to the parties' successors; None where all go on."""
    found = [successor_of(registry.parties[party], registry) for party in ids]
    acts = {(s.basis.vi, s.since): s for s in found if s is not None}
    if not acts:
        return None
    return Wordings(
        Wording("duty.passed_on", day=date_text(since), basis=one.basis)
        for (_, since), one in acts.items()
    )


def _today(party: Party, registry: Registry) -> InBoth:
    successor = successor_of(party, registry)
    if successor is None or successor.name.vi == party.name.vi:
        return party.name  # the name went on, perhaps with a larger province
    return Wording("duty.successor", name=successor.name, of=party.name)
