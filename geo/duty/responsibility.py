"""Piece → who answers for it, and on what basis.

The rule is territorial: each side answers for what lies on its ground, or for the stretch of
it that the document names. Where a province's own sides name only stretches, a neighbour's
stretch may reach over the border and move the cut (the bridge Hải Hưng is Hưng Yên's as far
as the far abutment, where Hải Dương's stretch begins).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum, auto

from geo.model import PartyKind, Project, Side
from geo.registry import Registry

NOBODY = -1
"""Side number of a piece for which no side of the project answers."""


class Rule(StrEnum):
    """By what a stretch of a line falls to somebody; :mod:`geo.duty.basis` has the words."""

    TERRITORY = auto()
    """It lies on the side's ground."""
    STRETCH = auto()
    """The document gives it to the side, whatever ground it lies on."""
    NEAREST_STRETCH = auto()
    """It lies on the ground of a province whose sides name only stretches, none of them here."""
    WHOLE_LINE = auto()
    """It lies on nobody's ground, and one body answers for every side."""
    NO_BORDERS = auto()
    """The borders of a side are not at hand: where its part ends cannot be told."""
    NONE = auto()
    """It lies on nobody's ground."""
    ENTERED = auto()
    """The register says of the side who answers."""


@dataclass(frozen=True, slots=True)
class Duty:
    """Who answers for a stretch of a line, and by what rule.

    ``side`` is its number in the project, ``parties`` are ids, none where the documents name none;
    ``ground`` is the province it lies in, by the unit that the project's documents speak of. What
    lies in no province of the file goes with the next piece (``is_beyond``); ``gap_m`` are the
    metres of it in a gap between two polygons.
    """

    side: int
    parties: tuple[str, ...]
    rule: Rule
    ground: str | None
    is_beyond: bool = False
    gap_m: float = 0.0


def stretch_cuts(project: Project, place_km: Mapping[str, float]) -> list[float]:
    """Kilometres at which a named stretch begins or ends, in order, each once.

    Parameters
    ----------
    project
        Its sides' stretches name places of its route.
    place_km
        Kilometre of each place that lies on the line.
    """
    ends = {key for side in project.sides if side.stretch for key in side.stretch}
    return sorted({place_km[key] for key in ends if key in place_km})


def duty(
    project: Project,
    province: str | None,
    km: float,
    place_km: Mapping[str, float],
    registry: Registry,
) -> Duty:
    """Who answers for one stretch of a project's line.

    Parameters
    ----------
    project, registry
        The project and the registry it stands in.
    province
        Key of the unit the stretch lies in, by the finest borders at hand; None in no province.
    km
        The middle of the stretch, in kilometres from the start of the line.
    place_km
        Kilometre of each place of the route that lies on the line.
    """
    claims = {
        side.province: number
        for number, side in reversed(list(enumerate(project.sides)))
        if side.stretch and _covers(side, km, place_km)
    }
    ground = registry.spoken(project, province)
    units = _units_on(province, project, registry)
    for unit in units:  # two eras' documents may name the ground: the smaller unit's side first
        if unit in claims:
            return _by(Rule.STRETCH, project, claims[unit], ground)
        for number, side in enumerate(project.sides):
            if side.province == unit and not side.stretch:
                return _by(Rule.TERRITORY, project, number, ground)
    if claims:
        return _by(Rule.STRETCH, project, min(claims.values()), ground)
    own = [number for number, side in enumerate(project.sides) if side.province in units]
    if own:
        number = min(own, key=lambda number: _distance_km(project.sides[number], km, place_km))
        return _by(Rule.NEAREST_STRETCH, project, number, ground)
    return _by_common_party(project, ground, registry)


def _units_on(province: str | None, project: Project, registry: Registry) -> list[str]:
    """The sides' units that a stretch may be of, the smallest first.

    Where only the borders of a later era are at hand, the one side that became part of the unit.
    """
    if province is None:
        return []
    keys = [side.province for side in project.sides]
    inside = {key for key in keys if registry.units.holds(province, key)}
    return registry.units.holding(province, keys) or (list(inside) if len(inside) == 1 else [])


def _by(rule: Rule, project: Project, number: int, ground: str | None) -> Duty:
    return Duty(number, project.sides[number].responsible, rule, ground)


def _distance_km(side: Side, km: float, place_km: Mapping[str, float]) -> float:
    """How far a side's stretch is from a point of the line.

    A document may let a stretch end at the border, and the border in use lie a little further.
    """
    ends = [place_km[key] for key in side.stretch or () if key in place_km]
    return min((abs(end - km) for end in ends), default=float("inf"))


def _covers(side: Side, km: float, place_km: Mapping[str, float]) -> bool:
    assert side.stretch is not None
    if not set(side.stretch) <= set(place_km):
        return False
    low, high = sorted(place_km[key] for key in side.stretch)
    return low <= km <= high


def _by_common_party(project: Project, ground: str | None, registry: Registry) -> Duty:
    """Ground of a province that is no side of the project.

    A ministry or corporation that answers for every side answers here too; else nobody does.
    """
    answering = {side.responsible for side in project.sides}
    parties = [registry.parties[party] for party in next(iter(answering))]
    if len(answering) == 1 and all(p.kind is not PartyKind.PROVINCE for p in parties):
        return Duty(NOBODY, project.sides[0].responsible, Rule.WHOLE_LINE, ground)
    return Duty(NOBODY, (), Rule.NONE, ground)


UNCUT = Duty(NOBODY, (), Rule.NO_BORDERS, None)
"""For a whole line of which a side's borders are not at hand: no side answers for any of it."""


def beyond_borders(neighbour: Duty) -> Duty:
    """The duty for what lies in no province: that of the adjoining piece."""
    return replace(neighbour, is_beyond=True)


def over_a_gap(known: Duty, gap_m: float) -> Duty:
    """The duty for a piece of which some metres lie in a gap between two polygons."""
    return replace(known, gap_m=gap_m)


def entered(number: int, side: Side) -> Duty:
    """The duty for a piece of a side to which the register gave other parties meanwhile."""
    return Duty(number, side.responsible, Rule.ENTERED, side.province)
