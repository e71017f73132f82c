"""What the reader asked to see, and what of the linkage answers it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain
from typing import Any

import geopandas as gpd
import shapely

from geo.model import Grade, Mode, Project, Status
from geo.names import fold
from geo.pipeline import Linkage, extent

FrameRow = Mapping[str, Any]
"""One row of a frame, by column name."""


def rows(frame: gpd.GeoDataFrame | Any) -> list[FrameRow]:
    """List a frame's rows as mappings, geometry included."""
    # Column by column: to step through texts row by row takes ten times as long.
    columns = [frame[name].to_numpy(dtype=object) for name in frame.columns]
    return [dict(zip(frame.columns, row, strict=True)) for row in zip(*columns, strict=True)]


@dataclass(frozen=True, slots=True)
class AllRows:
    """The rows of a linkage's frames, in their order."""

    projects: tuple[FrameRow, ...]
    pieces: tuple[FrameRow, ...]
    crossings: tuple[FrameRow, ...]
    sides: tuple[FrameRow, ...]


@lru_cache(maxsize=8)
def all_rows(linkage: Linkage) -> AllRows:
    """List a linkage's rows; remembered, since every click asks for them."""
    frames = (linkage.projects, linkage.pieces, linkage.crossings, linkage.sides)
    return AllRows(*(tuple(rows(frame)) for frame in frames))


@dataclass(frozen=True, slots=True)
class Choice:
    """The filters. An empty set asks for nothing in particular, that is for everything."""

    words: str = ""
    agreements: frozenset[str] = field(default_factory=frozenset)
    modes: frozenset[Mode] = field(default_factory=frozenset)
    provinces: frozenset[str] = field(default_factory=frozenset)
    statuses: frozenset[Status] = field(default_factory=frozenset)
    grades: frozenset[Grade] = field(default_factory=frozenset)
    only_mismatches: bool = False
    only_missed: bool = False
    only_unclear: bool = False


@dataclass(frozen=True)
class Shown:
    """What answers a choice.

    A project is shown whole, so that both sides of a border can be compared; ``meets`` holds
    the pieces that themselves answer the choice of province and status, the rest are faded.
    """

    linkage: Linkage
    projects: tuple[FrameRow, ...]
    pieces: tuple[FrameRow, ...]
    crossings: tuple[FrameRow, ...]
    meets: frozenset[str]

    @property
    def matching(self) -> gpd.GeoDataFrame:
        """The pieces that answer the choice, as a frame, for export (EPSG:4326)."""
        pieces = self.linkage.pieces
        return pieces[pieces["piece_id"].isin(self.meets)]


def shown(linkage: Linkage, choice: Choice) -> Shown:
    """Apply the filters to a linkage.

    A project answers when its agreement, mode, grade and words do, and at least one of its
    sides (or of the pieces on a province's ground) answers province and status together.
    """
    every = all_rows(linkage)
    answering = {
        row["project_id"] for row in chain(every.sides, every.pieces) if _side_answers(row, choice)
    }
    named = _with_words(choice.words, linkage)
    if choice.only_unclear:
        named &= unclear(linkage)
    projects = tuple(
        row
        for row in every.projects
        if row["project_id"] in answering & named
        and _project_answers(linkage.registry.projects[row["project_id"]], row, choice)
    )
    kept = {row["project_id"] for row in projects}
    pieces = tuple(row for row in every.pieces if row["project_id"] in kept)
    return Shown(
        linkage=linkage,
        projects=projects,
        pieces=pieces,
        crossings=tuple(row for row in every.crossings if row["project_id"] in kept),
        meets=frozenset(row["piece_id"] for row in pieces if _side_answers(row, choice)),
    )


def narrowed(seen: Shown, project_ids: Collection[str]) -> Shown:
    """Keep some projects of what is shown, their pieces faded or not as they were."""

    def kept(found: tuple[FrameRow, ...]) -> tuple[FrameRow, ...]:
        return tuple(row for row in found if row["project_id"] in project_ids)

    pieces = kept(seen.pieces)
    return replace(
        seen,
        projects=kept(seen.projects),
        pieces=pieces,
        crossings=kept(seen.crossings),
        meets=seen.meets.intersection(row["piece_id"] for row in pieces),
    )


def bounds_of(seen: Shown, chosen: str | None = None) -> list[float]:
    """West, south, east, north of what is shown, in degrees; of everything when nothing is.

    Of one project where one is ``chosen``.
    """
    shapes = [
        row["geometry"]
        for row in seen.pieces
        if row["geometry"] is not None and chosen in (None, row["project_id"])
    ]
    found = shapely.total_bounds(shapes) if shapes else extent(seen.linkage.pieces)
    return [float(edge) for edge in found]


def _side_answers(row: FrameRow, choice: Choice) -> bool:
    return (not choice.provinces or row["province_code"] in choice.provinces) and (
        not choice.statuses or row["status"] in choice.statuses
    )


def _project_answers(project: Project, row: FrameRow, choice: Choice) -> bool:
    agreements = {agreement.strip() for agreement in row["agreements"].split(";")}
    return (
        (not choice.agreements or not choice.agreements.isdisjoint(agreements))
        and (not choice.modes or project.mode in choice.modes)
        and (not choice.grades or row["grade"] in choice.grades)
        and (not choice.only_mismatches or bool(row["mismatch"]))
        and (not choice.only_missed or bool(row["missed_deadline"]))
    )


def unclear(linkage: Linkage) -> frozenset[str]:
    """Find the projects of which nobody knows how they stand.

    That is where a side has no report, or none for over a year.
    """
    sides = linkage.sides
    nobody_knows = sides["is_old"] | (sides["status"] == Status.UNKNOWN.value)
    return frozenset(sides.loc[nobody_knows, "project_id"])


def _with_words(words: str, linkage: Linkage) -> frozenset[str]:
    """Find the projects that the words name.

    Where the words stand together somewhere, only those projects count; else those that have
    each word somewhere, in any order.
    """
    projects = linkage.registry.projects
    phrase = fold(words)
    if not phrase:
        return frozenset(projects)
    texts = {key: found_by(project, linkage) for key, project in projects.items()}
    together = frozenset(key for key, text in texts.items() if phrase in text)
    return together or frozenset(
        key for key, text in texts.items() if all(word in text for word in phrase.split())
    )


def found_by(project: Project, linkage: Linkage) -> str:
    """Fold what a project can be found by; road numbers also without their point."""
    places = [linkage.registry.places[key].name for key in project.places]
    sides = linkage.sides[linkage.sides["project_id"] == project.id]
    found_by = [project.name.vi, project.name.en, *project.refs]
    found_by += [name for place in places for name in (place.vi, place.en)]
    found_by += [*sides["unit_name"], *sides["signing_name"]]
    text = fold(" | ".join(found_by))
    return f"{text} | {text.replace('.', '')}"
