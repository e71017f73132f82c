"""Who answers today for what a document gave to a body that has since been merged."""

from collections.abc import Sequence

from geo.model import Party, Successor, Text
from geo.registry import Registry
from geo.registry.citations import date_text
from geo.registry.units import MERGED_ON, Units

RESOLUTION = Text(
    vi="Nghị quyết 202/2025/QH15 về sắp xếp đơn vị hành chính cấp tỉnh",
    en="Resolution 202/2025/QH15 on the rearrangement of provincial units",
)


def successor_of(party: Party, registry: Registry) -> Successor | None:
    """The body that took the party's duties over; None where it goes on itself."""
    if party.province is None:
        return party.successor
    if not registry.units.is_merged(party.province):
        return None
    code = registry.units.today_code(party.province)
    name = registry.units.today[code]
    is_city = code in registry.units.cities
    return Successor(
        name=Text(
            vi=f"UBND {'thành phố' if is_city else 'tỉnh'} {name}",
            en=f"{name} {'City' if is_city else 'Provincial'} People's Committee",
        ),
        since=MERGED_ON,
        basis=RESOLUTION,
    )


def named_in(units: Units, ids: Sequence[str], registry: Registry) -> Text:
    """Names of the parties in the wanted units; a successor also says whom it follows."""
    parties = [registry.parties[party] for party in ids]
    names = [party.name if units is Units.SIGNING else _today(party, registry) for party in parties]
    return Text(vi="; ".join(name.vi for name in names), en="; ".join(name.en for name in names))


def passed_on(ids: Sequence[str], registry: Registry) -> Text | None:
    """On what basis duties passed to the parties' successors; None where all go on."""
    found = [successor_of(registry.parties[party], registry) for party in ids]
    acts = {f"{s.basis.vi}{s.since}": s for s in found if s is not None}
    if not acts:
        return None
    return Text(
        vi="; ".join(f"kế thừa từ {date_text(s.since).vi}: {s.basis.vi}" for s in acts.values()),
        en="; ".join(f"taken over on {date_text(s.since).en}: {s.basis.en}" for s in acts.values()),
    )


def _today(party: Party, registry: Registry) -> Text:
    successor = successor_of(party, registry)
    if successor is None:
        return party.name
    if successor.name == party.name:
        return successor.name  # the name went on with a larger province
    return Text(
        vi=f"{successor.name.vi} (kế thừa {party.name.vi})",
        en=f"{successor.name.en} (successor of {party.name.en})",
    )
