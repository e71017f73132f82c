"""Rules that a project keeps to by itself, whatever else is registered.

Each broken rule is (what is wrong, where in the project's row, what to do).
"""

from collections.abc import Container, Iterator
from itertools import pairwise

from pydantic import BaseModel

from geo.model import Citation, OutsideSource, Project, Side
from geo.modes import PROJECT_MODES
from geo.registry.rows import Location

Broken = tuple[str, Location, str]
"""What is wrong, the place in the row, the remedy."""


def broken_rules(project: Project, agreements: Container[str]) -> Iterator[Broken]:
    """Every rule that a project breaks.

    Parameters
    ----------
    agreements
        Ids of those that are registered; a citation of another is a fault of its own.

    Examples
    --------
    >>> from geo.registry import load_registry
    >>> registry = load_registry()
    >>> projects = registry.projects.values()
    >>> [what for one in projects for what, _, _ in broken_rules(one, registry.agreements)]
    []
    """
    yield from _mode(project)
    yield from _cited(project, agreements)
    yield from _along_the_route(project)
    for number, side in enumerate(project.sides):
        yield from _order(side, ("sides", number))
    yield from _addresses(project, ())


def _mode(project: Project) -> Iterator[Broken]:
    mode = PROJECT_MODES.get(project.mode)
    if mode is None:
        yield (
            f"mode {project.mode.value!r} is not a project's",
            ("mode",),
            f"move it to context.yaml, or use one of: {', '.join(PROJECT_MODES)}",
        )
    elif mode.has_voltage != (project.kv is not None):
        yield (
            f"a {project.mode.value} project {'without' if mode.has_voltage else 'with'} a voltage",
            ("mode",) if project.kv is None else ("kv",),
            "give 'kv' (kilovolts) exactly when the mode is power",
        )


def _cited(project: Project, agreements: Container[str]) -> Iterator[Broken]:
    """A side's citations are among the project's, so that none is overlooked in a list of them."""
    facts: list[tuple[Location, object]] = [
        (("stated_lengths", i, "cite"), length.cite)
        for i, length in enumerate(project.stated_lengths)
    ]
    for i, side in enumerate(project.sides):
        facts.append((("sides", i, "basis"), side.basis))
        facts += [(("sides", i, "reports", n, "cite"), r.cite) for n, r in enumerate(side.reports)]
        if side.deadline:
            facts.append((("sides", i, "deadline", "cite"), side.deadline.cite))
    for location, cite in facts:
        if not isinstance(cite, Citation) or cite.agreement not in agreements:
            continue
        if cite not in project.cites:
            yield f"{cite} is not among the project's cites", location, f"add {cite} to its 'cites'"


def _along_the_route(project: Project) -> Iterator[Broken]:
    """Stretches and lengths run along one strand of the route, in its direction."""
    spans: list[tuple[Location, tuple[str, str] | None]] = [
        (("stated_lengths", i, "between"), s.between) for i, s in enumerate(project.stated_lengths)
    ]
    spans += [(("sides", i, "stretch"), side.stretch) for i, side in enumerate(project.sides)]
    for location, span in spans:
        if span is None or not set(span) <= set(project.places):
            continue  # that a place is not on the route is said already
        start, end = span
        if not any(_follow(start, end, strand) for strand in project.route):
            yield (
                f"{start!r} to {end!r} does not run along the route",
                location,
                "name two places of one strand, in the order of the route",
            )


def _follow(start: str, end: str, strand: tuple[str, ...]) -> bool:
    return start in strand and end in strand[strand.index(start) + 1 :]


def _order(side: Side, location: Location) -> Iterator[Broken]:
    for n, (first, second) in enumerate(pairwise(side.reports)):
        if second.date < first.date:
            yield (
                f"a report of {second.date} stands behind one of {first.date}",
                (*location, "reports", n + 1, "date"),
                "put the reports in the order of their dates",
            )


def _addresses(value: object, location: Location) -> Iterator[Broken]:
    """A publication is found at an address that nobody can change on the way."""
    if isinstance(value, OutsideSource):
        if not value.url.startswith("https://"):
            yield f"the address {value.url!r}", (*location, "url"), "write it with https://"
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _addresses(getattr(value, name), (*location, name))
    elif isinstance(value, tuple):
        for number, item in enumerate(value):
            yield from _addresses(item, (*location, number))
