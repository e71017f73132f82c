"""How an entry names a side: by its unit, and by its stretch where the unit alone is not enough."""

from collections.abc import Mapping

from geo.model import Project, Side
from geo.registry.units import with_era


def side_keys(project: Project) -> tuple[str, ...]:
    """Name every side of a project, in order.

    A unit's only side, or its one side without a stretch, is called by the unit alone.

    Examples
    --------
    >>> from geo.registry import load_registry
    >>> side_keys(load_registry().projects["ql279"])[:3]
    ('2008:22@quang-hanh/hoanh-bo', '2008:22@hoanh-bo/deo-ha-my', '2008:24')
    """
    codes = [side.province for side in project.sides]
    return tuple(_key(side, codes.count(side.province) > 1) for side in project.sides)


def side_numbers(project: Project) -> Mapping[str, int]:
    """The number of every side, by its name."""
    return {key: number for number, key in enumerate(side_keys(project))}


def _key(side: Side, is_one_of_many: bool) -> str:
    unit = with_era(side.province)
    return f"{unit}@{'/'.join(side.stretch)}" if is_one_of_many and side.stretch else unit
