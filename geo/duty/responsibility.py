"""Piece → who answers for it, and on what basis.

The rule is territorial: each side answers for what lies on its ground, or for the stretch of
it that the document names. Where a province's own sides name only stretches, a neighbour's
stretch may reach over the border and move the cut (the bridge Hải Hưng is Hưng Yên's as far
as the far abutment, where Hải Dương's stretch begins).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from geo.model import Citation, PartyKind, Project, Side, Text
from geo.registry import Registry
from geo.registry.citations import basis_label

NOBODY = -1
"""Side number of a piece for which no side of the project answers."""


@dataclass(frozen=True)
class Duty:
    """Who answers for a stretch of a line: side number, ids of the parties, the basis in words.

    No parties where the documents name none.
    """

    side: int
    parties: tuple[str, ...]
    basis: Text


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
        Code (units of the signing) of the ground the stretch lies on; None in no province.
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
    if province in claims:
        return _by_stretch(project, claims[province], registry)
    for number, side in enumerate(project.sides):
        if side.province == province and not side.stretch:
            return _by_territory(project, number, registry)
    if claims:
        return _by_stretch(project, min(claims.values()), registry)
    if province is not None and any(side.province == province for side in project.sides):
        return _by_nearest_stretch(project, province, km, place_km, registry)
    return _by_common_party(project, province, registry)


def _by_nearest_stretch(
    project: Project,
    province: str,
    km: float,
    place_km: Mapping[str, float],
    registry: Registry,
) -> Duty:
    """Ground of a province whose sides name only stretches, and none of them here.

    So it comes about where a document lets a stretch end at the border and the border in use
    lies a little further.
    """

    def distance_km(number: int) -> float:
        ends = [place_km[key] for key in project.sides[number].stretch or () if key in place_km]
        return min((abs(end - km) for end in ends), default=float("inf"))

    own = [number for number, side in enumerate(project.sides) if side.province == province]
    number = min(own, key=distance_km)
    side = project.sides[number]
    cite = basis_label(side.basis, registry.agreements)
    name = registry.units.signing[province]
    return Duty(
        number,
        side.responsible,
        Text(
            vi=f"Trên địa bàn {name}, ngoài các đoạn văn bản nêu, tính theo đoạn gần nhất: "
            f"{cite.vi}",
            en=f"In {name} outside the stretches that the document names, taken with the nearest: "
            f"{cite.en}",
        ),
    )


def beyond_borders(neighbour: Duty) -> Duty:
    """The duty for what lies in no province: that of the adjoining piece, and said so."""
    return Duty(
        neighbour.side,
        neighbour.parties,
        Text(
            vi=f"Ngoài ranh giới các tỉnh trong tệp, tính theo đoạn kề: {neighbour.basis.vi}",
            en=f"Outside every province of the file, taken with the next piece: "
            f"{neighbour.basis.en}",
        ),
    )


def over_a_gap(known: Duty, gap_m: float) -> Duty:
    """The duty for a piece of which some metres lie in a gap between two polygons, and said so."""
    metres = max(1, round(gap_m))
    return replace(
        known,
        basis=Text(
            vi=f"{known.basis.vi}; gồm {metres} m hở giữa hai ranh giới trong tệp, tính cho "
            "phía gần hơn",
            en=f"{known.basis.en}; with {metres} m of a gap between two borders of the file, "
            "given to the nearer side",
        ),
    )


def _covers(side: Side, km: float, place_km: Mapping[str, float]) -> bool:
    assert side.stretch is not None
    if not set(side.stretch) <= set(place_km):
        return False
    low, high = sorted(place_km[key] for key in side.stretch)
    return low <= km <= high


def _by_stretch(project: Project, number: int, registry: Registry) -> Duty:
    side = project.sides[number]
    assert side.stretch is not None
    start, end = (registry.places[key].name for key in side.stretch)
    cite = basis_label(side.basis, registry.agreements)
    name = registry.units.signing[side.province]
    if isinstance(side.basis, Citation):
        given = Text(
            vi=f"Văn bản giao đoạn {start.vi} – {end.vi} cho phía {name}: {cite.vi}",
            en=f"The document gives {start.en} – {end.en} to the {name} side: {cite.en}",
        )
    else:  # no agreement gives anything: a publication tells of it, or the cut is ours
        given = Text(
            vi=f"Đoạn {start.vi} – {end.vi} thuộc phía {name}: {cite.vi}",
            en=f"{start.en} – {end.en} is the {name} side's: {cite.en}",
        )
    return Duty(number, side.responsible, given)


def _by_territory(project: Project, number: int, registry: Registry) -> Duty:
    side = project.sides[number]
    cite = basis_label(side.basis, registry.agreements)
    name = registry.units.signing[side.province]
    return Duty(
        number,
        side.responsible,
        Text(
            vi=f"Đoạn nằm trên địa bàn {name}: {cite.vi}",
            en=f"The piece lies in {name}: {cite.en}",
        ),
    )


def _by_common_party(project: Project, province: str | None, registry: Registry) -> Duty:
    """Ground of a province that is no side of the project.

    A ministry or corporation that answers for every side answers here too; else nobody is
    named, and that is said.
    """
    name = registry.units.signing[province] if province else None
    vi = f"{name} không phải là một bên của văn bản" if name else "Ngoài địa bàn các bên"
    en = f"{name} is not a party to the agreement" if name else "Outside the parties' ground"
    answering = {side.responsible for side in project.sides}
    parties = [registry.parties[party] for party in next(iter(answering))]
    if len(answering) == 1 and all(p.kind is not PartyKind.PROVINCE for p in parties):
        cite = basis_label(project.sides[0].basis, registry.agreements)
        basis = Text(
            vi=f"{vi}; cùng bên chịu trách nhiệm cho cả tuyến: {cite.vi}",
            en=f"{en}; the party that answers for the whole line: {cite.en}",
        )
        return Duty(NOBODY, project.sides[0].responsible, basis)
    return Duty(NOBODY, (), Text(vi=vi, en=en))
