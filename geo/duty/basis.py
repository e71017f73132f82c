"""On what basis somebody answers for a piece, in words.

The cut carries rules and places (:class:`geo.duty.responsibility.Duty`); what they mean is said
here, once, when a linkage is made.
"""

from geo.duty.responsibility import Duty, Rule
from geo.model import Citation, Project, Text
from geo.registry import Registry, Units
from geo.registry.citations import basis_label
from geo.sentence import sentence


def basis_text(project: Project, duty: Duty, registry: Registry) -> Text:
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
        said = sentence(
            "Ngoài ranh giới các tỉnh trong tệp, tính theo đoạn kề: {basis}",
            "Outside every province of the file, taken with the next piece: {basis}",
            basis=said,
        )
    if not duty.gap_m:
        return said
    return sentence(
        "{basis}; gồm {metres} m hở giữa hai ranh giới trong tệp, tính cho phía gần hơn",
        "{basis}; with {metres} m of a gap between two borders of the file, given to the nearer "
        "side",
        basis=said,
        metres=str(max(1, round(duty.gap_m))),
    )


NO_BORDERS = Text(
    vi="Chưa có ranh giới để chia phần các phía", en="No borders yet by which to part the sides"
)


def _by_rule(project: Project, duty: Duty, registry: Registry) -> Text:
    if duty.rule is Rule.NO_BORDERS:
        return NO_BORDERS
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
        given = (
            "Văn bản giao đoạn {first} – {last} cho phía {name}: {cite}",
            "The document gives {first} – {last} to the {name} side: {cite}",
        )
        if not isinstance(side.basis, Citation):  # the press tells of it, or the cut is ours
            given = (
                "Đoạn {first} – {last} thuộc phía {name}: {cite}",
                "{first} – {last} is the {name} side's: {cite}",
            )
        return sentence(
            *given,
            first=first,
            last=last,
            name=name,
            cite=cite,
        )
    if duty.rule is Rule.NEAREST_STRETCH:
        return sentence(
            "Trên địa bàn {name}, ngoài các đoạn văn bản nêu, tính theo đoạn gần nhất: {cite}",
            "In {name} outside the stretches that the document names, taken with the nearest: "
            "{cite}",
            name=name,
            cite=cite,
        )
    return sentence(
        "Đoạn nằm trên địa bàn {name}: {cite}",
        "The piece lies in {name}: {cite}",
        name=name,
        cite=cite,
    )


def _nobodys_ground(project: Project, duty: Duty, registry: Registry) -> Text:
    said = Text(vi="Ngoài địa bàn các bên", en="Outside the parties' ground")
    if duty.ground is not None:
        said = sentence(
            "{name} không phải là một bên của văn bản",
            "{name} is not a party to the agreement",
            name=_name(duty.ground, registry),
        )
    if duty.rule is Rule.NONE:
        return said
    return sentence(
        "{ground}; cùng bên chịu trách nhiệm cho cả tuyến: {cite}",
        "{ground}; the party that answers for the whole line: {cite}",
        ground=said,
        cite=basis_label(project.sides[0].basis, registry.agreements),
    )


def _name(code: str, registry: Registry) -> Text:
    name = registry.units.name_in(Units.SIGNING, code)
    return Text(vi=name, en=name)
