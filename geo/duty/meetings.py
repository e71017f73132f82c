"""Where two sides meet: the one place from which every mismatch is read.

Sides meet at a crossing, where the pieces they answer for touch; at a point, where the project
is a single structure; or as a pair, where a document splits one link into two projects.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from itertools import combinations, product
from typing import Any, NamedTuple

import geopandas as gpd
import pandas as pd

from geo.duty.status import NOTHING_KNOWN, Apart, SideState, apart, side_state
from geo.model import Located, Project
from geo.registry import Registry, Units
from geo.registry.units import UnitTable

SideKey = tuple[str, int]
"""A project's id and the number of its side."""

States = Mapping[SideKey, SideState]


class MeetingKind(StrEnum):
    """What brings two sides together."""

    CROSSING = "crossing"
    POINT = "point"
    PAIR = "pair"


class Meeting(NamedTuple):
    """Two sides that meet; ``km`` along the project's line at a crossing, else None."""

    project_id: str
    kind: MeetingKind
    km: float | None
    first: SideKey
    second: SideKey
    first_ground: str
    second_ground: str
    """The provinces, by the units that the project's documents speak of."""

    def apart_on(self, registry: Registry, day: dt.date) -> Apart:
        """How far the two sides were apart as known on a day."""
        return apart(*(_state_on(key, registry, day) for key in (self.first, self.second)))


def _state_on(key: SideKey, registry: Registry, day: dt.date) -> SideState:
    project_id, number = key
    if number < 0:
        return NOTHING_KNOWN
    return side_state(registry.projects[project_id].sides[number], day)


def meetings(registry: Registry, crossings: gpd.GeoDataFrame) -> tuple[Meeting, ...]:
    """List where sides meet, project by project.

    Parameters
    ----------
    registry
        Its projects, in their order.
    crossings
        As :func:`geo.crossings.crossings` gives them.
    """
    at_borders: dict[str, list[Meeting]] = {}
    columns = ("project_id", "km", "side_from", "side_to", "signing_from", "signing_to")
    for project_id, km, first, second, *grounds in zip(
        *(crossings[name] for name in columns), strict=True
    ):
        project = registry.projects[project_id]
        met = Meeting(
            project_id,
            MeetingKind.CROSSING,
            km,
            (project_id, int(first)),
            (project_id, int(second)),
            *(str(registry.spoken(project, ground)) for ground in grounds),
        )
        at_borders.setdefault(project_id, []).append(met)
    return tuple(
        met
        for project in registry.projects.values()
        for met in (*at_borders.get(project.id, ()), *_without_line(project, registry))
    )


def _without_line(project: Project, registry: Registry) -> Iterator[Meeting]:
    own = _sides(project)
    if project.located is Located.POINT:
        yield from _across(project, MeetingKind.POINT, combinations(own, 2), registry.units)
    if project.pair is not None:
        others = _sides(registry.projects[project.pair])
        yield from _across(project, MeetingKind.PAIR, product(own, others), registry.units)


def _sides(project: Project) -> list[tuple[SideKey, str]]:
    """Each side, and the province it is in."""
    return [((project.id, number), side.province) for number, side in enumerate(project.sides)]


def _across(
    project: Project,
    kind: MeetingKind,
    couples: Iterable[tuple[tuple[SideKey, str], tuple[SideKey, str]]],
    units: UnitTable,
) -> Iterator[Meeting]:
    """The couples of sides that are in two provinces: not in one, nor in what one became."""
    for (first, here), (second, there) in couples:
        if not (units.holds(here, there) or units.holds(there, here)):
            yield Meeting(project.id, kind, None, first, second, here, there)


COLUMNS = [
    "project_id",
    "kind",
    "km",
    "from_project",
    "side_from",
    "to_project",
    "side_to",
    "from_province",
    "to_province",
    "from_name",
    "to_name",
    "status_from",
    "status_to",
    "steps",
    "stated",
    "mismatch",
    "possible_mismatch",
]


def dated(
    found: tuple[Meeting, ...], states: States, registry: Registry, units: Units
) -> pd.DataFrame:
    """How the sides of every meeting stand, in the wanted units.

    Within one unit of today nobody is out of step with itself: such a meeting has no steps.
    """
    rows = [_row(met, states, registry, units) for met in found]
    return pd.DataFrame(rows, columns=COLUMNS).astype({"km": float, "steps": int})


def _row(met: Meeting, states: States, registry: Registry, units: Units) -> tuple[object, ...]:
    first, second = (states.get(key, NOTHING_KNOWN) for key in (met.first, met.second))
    codes = [registry.units.code_in(units, code) for code in (met.first_ground, met.second_ground)]
    names = [registry.units.name_in(units, code) for code in (met.first_ground, met.second_ground)]
    found = apart(first, second) if codes[0] != codes[1] else Apart(0, stated=False)
    return (
        met.project_id,
        met.kind.value,
        met.km,
        *met.first,
        *met.second,
        *codes,
        *names,
        first.status.value,
        second.status.value,
        found.steps,
        found.stated,
        found.is_mismatch,
        found.is_possible,
    )


def corridors(registry: Registry) -> dict[str, str]:
    """Projects that tell of one work → the id that stands for all of them.

    A pair, and projects of which a side is ``same_works`` as another, count as one where
    mismatches are counted; every other project stands for itself.
    """
    head = {project_id: project_id for project_id in registry.projects}
    for project in registry.projects.values():
        joined = [project.pair, *(side.same_works for side in project.sides)]
        for other in filter(None, joined):
            old, new = sorted((head[project.id], head[other]), key=list(head).index)[::-1]
            head = {key: new if value == old else value for key, value in head.items()}
    return head


def out_of_step(projects: Iterable[Mapping[Any, Any]]) -> list[str]:
    """Projects whose sides are out of step, one for each corridor, the furthest apart first.

    Parameters
    ----------
    projects
        Rows of ``Linkage.projects``.
    """
    found = [row for row in projects if row["mismatch"]]
    return _once(sorted(found, key=lambda row: -row["mismatch_steps"]))


def possibly_out_of_step(projects: Iterable[Mapping[Any, Any]]) -> list[str]:
    """The same of those that may be out of step, by our reading of a source.

    A corridor that is out of step by what the sources say is not listed again.
    """
    rows = list(projects)
    certain = {row["corridor"] for row in rows if row["mismatch"]}
    found = [row for row in rows if row["possible_mismatch"] and row["corridor"] not in certain]
    return _once(sorted(found, key=lambda row: -row["possible_steps"]))


def _once(rows: Iterable[Mapping[Any, Any]]) -> list[str]:
    kept: dict[str, str] = {}
    for row in rows:
        kept.setdefault(row["corridor"], row["project_id"])
    return list(kept.values())
