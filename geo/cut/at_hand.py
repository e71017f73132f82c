"""Which of the sides' provinces there are borders of, and which not."""

from collections.abc import Collection, Iterable

from geo.model import Project
from geo.registry import Registry
from geo.registry.units import UnitTable


def lacking(project: Project, drawn: Collection[str], registry: Registry) -> list[str]:
    """The units of a project's sides whose part cannot be told by the borders at hand.

    Parameters
    ----------
    project
        Its sides name their units.
    drawn
        The units that there are polygons of.

    Returns
    -------
    list of str
        Keys, each once: of a unit whose ground is not all drawn, and of units of which only a
        larger one is drawn that holds two of the sides.
    """
    units = registry.units
    keys = list(dict.fromkeys(side.province for side in project.sides))
    return [key for key in keys if not _is_drawn(key, keys, drawn, units)]


def _is_drawn(key: str, keys: Iterable[str], drawn: Collection[str], units: UnitTable) -> bool:
    parts = [units.grounds(one) for one in drawn if units.holds(key, one)]
    if frozenset().union(*parts) == units.grounds(key):
        return True
    around = [one for one in drawn if units.holds(one, key)]
    others = [other for other in keys if not units.holds(key, other)]
    return any(not any(units.holds(one, other) for other in others) for one in around)


def lacked(registry: Registry, drawn: Collection[str]) -> dict[str, list[str]]:
    """Project id → the units without borders, for the projects that are drawn uncut."""
    found = {one.id: lacking(one, drawn, registry) for one in registry.projects.values()}
    return {project_id: keys for project_id, keys in found.items() if keys}
