"""On what basis somebody answers for a piece, in words.

The cut carries rules and places (:class:`geo.duty.responsibility.Duty`); what they mean is said
here, once, when a linkage is made.
"""

from geo.duty.responsibility import Duty, Rule
from geo.errors import InBoth, Wording
from geo.model import Citation, Project
from geo.registry import Registry, Units
from geo.registry.citations import basis_label


def basis_text(project: Project, duty: Duty, registry: Registry) -> InBoth:
    """Say by what rule and by which line of a document a piece falls to somebody.

    Examples
    --------
    >>> from geo.registry import load_registry
    >>> registry = load_registry()
    >>> project = registry.projects["cau-hai-hung"]
    >>> basis_text(project, Duty(-1, (), Rule.NONE, "27"), registry).en
    'Bắc Ninh is not a party to the agreement'
    """
    said = _by_rule(project, duty, registry)
    if duty.is_beyond:
        said = Wording("duty.beyond", basis=said)
    if not duty.gap_m:
        return said
    return Wording("duty.over_gap", basis=said, metres=max(1, round(duty.gap_m)))


def _by_rule(project: Project, duty: Duty, registry: Registry) -> InBoth:
    if duty.rule is Rule.NO_BORDERS:
        return Wording("duty.no_borders")
    if duty.rule in (Rule.WHOLE_LINE, Rule.NONE):
        return _nobodys_ground(project, duty, registry)
    side = project.sides[duty.side]
    cite = basis_label(side.basis, registry.agreements)
    if duty.rule is Rule.ENTERED:
        return cite
    name = _name(side.province, registry)
    if duty.rule is Rule.STRETCH:
        assert side.stretch is not None
        first, last = (registry.places[key].name for key in side.stretch)
        # else the press tells of it, or the cut is ours
        is_given = isinstance(side.basis, Citation)
        return Wording(
            "duty.given_stretch" if is_given else "duty.stretch",
            first=first,
            last=last,
            name=name,
            cite=cite,
        )
    if duty.rule is Rule.NEAREST_STRETCH:
        return Wording("duty.nearest_stretch", name=name, cite=cite)
    return Wording("duty.territory", name=name, cite=cite)


def _nobodys_ground(project: Project, duty: Duty, registry: Registry) -> InBoth:
    said = Wording("duty.outside")
    if duty.ground is not None:
        said = Wording("duty.no_party", name=_name(duty.ground, registry))
    if duty.rule is Rule.NONE:
        return said
    return Wording(
        "duty.whole_line",
        ground=said,
        cite=basis_label(project.sides[0].basis, registry.agreements),
    )


def _name(code: str, registry: Registry) -> str:
    return registry.units.name_in(Units.SIGNING, code)
