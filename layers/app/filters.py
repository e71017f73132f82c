"""What the reader asked to see, and what of the linkage answers it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain
from typing import Any, Final, TypeAlias

import geopandas as gpd
import pandas as pd
import shapely
from rapidfuzz.fuzz import ratio

from geo.collation import sort_key
from geo.model import Grade, Mode, News, Project, Status
from geo.names import fold, normal_ref
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


SWITCHES: Final = ("mismatches", "possible", "missed", "unreported", "outdated")
"""Filters that are on or off: each shows only the projects of one kind of trouble."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The filters. An empty set asks for nothing in particular, that is for everything."""

    words: str = ""
    agreements: frozenset[str] = field(default_factory=frozenset)
    modes: frozenset[Mode] = field(default_factory=frozenset)
    provinces: frozenset[str] = field(default_factory=frozenset)
    between: bool = False
    """Only what joins the chosen provinces to one another, not what stands in one of them."""
    statuses: frozenset[Status] = field(default_factory=frozenset)
    grades: frozenset[Grade] = field(default_factory=frozenset)
    only_mismatches: bool = False
    only_possible: bool = False
    only_missed: bool = False
    only_unreported: bool = False
    only_outdated: bool = False
    even: frozenset[str] = field(default_factory=frozenset)
    """Projects that are shown even on a day on which they were not agreed on yet."""


Nearness: TypeAlias = tuple[int, float]
"""How near a name is to the words: smaller is nearer."""


@dataclass(frozen=True)
class Shown:
    """What answers a choice.

    A project is shown whole, so that both sides of a border can be compared; ``meets`` holds
    the pieces that themselves answer the choice of province and status, the rest are faded.
    ``later`` holds what would answer, had it been agreed on by the chosen day; ``nearness`` how
    near each project is to the words that were searched, empty without words.
    """

    linkage: Linkage
    projects: tuple[FrameRow, ...]
    pieces: tuple[FrameRow, ...]
    crossings: tuple[FrameRow, ...]
    meets: frozenset[str]
    later: tuple[FrameRow, ...] = ()
    nearness: Mapping[str, Nearness] = field(default_factory=dict)

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
    nearness = near(choice.words, linkage)
    named = nearness.keys() & _with_news(choice, linkage)
    if choice.between and len(choice.provinces) > 1:
        named &= _joining(choice.provinces, every)
    found = [
        row
        for row in every.projects
        if row["project_id"] in answering & named
        and _project_answers(linkage.registry.projects[row["project_id"]], row, choice)
    ]
    projects = tuple(row for row in found if row["agreed"] or row["project_id"] in choice.even)
    kept = {row["project_id"] for row in projects}
    pieces = tuple(row for row in every.pieces if row["project_id"] in kept)
    return Shown(
        linkage=linkage,
        projects=projects,
        pieces=pieces,
        crossings=tuple(row for row in every.crossings if row["project_id"] in kept),
        meets=frozenset(row["piece_id"] for row in pieces if _side_answers(row, choice)),
        later=tuple(row for row in found if row["project_id"] not in kept),
        nearness=nearness if choice.words else {},
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


def provinces_of(linkage: Linkage) -> dict[str, str]:
    """List the provinces that have a side of anything: code → name, by name."""
    sides = linkage.sides
    names = dict(zip(sides["province_code"], sides["unit_name"], strict=True))
    return dict(sorted(names.items(), key=lambda pair: sort_key(pair[1])))


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
        and (not choice.only_possible or bool(row["possible_mismatch"]))
        and (not choice.only_missed or bool(row["missed_deadline"]))
    )


def sides_with(news: News, seen: Shown) -> pd.DataFrame:
    """Find the sides of what is shown of which there is such news: none, old, recent."""
    sides = seen.linkage.sides
    ids = [row["project_id"] for row in seen.projects]
    return sides[sides["project_id"].isin(ids) & (sides["news"] == news.value)]


def _with_news(choice: Choice, linkage: Linkage) -> frozenset[str]:
    """Find the projects with a side without a report, or with an old one, where it is asked for."""
    sides = linkage.sides
    found = frozenset(sides["project_id"])
    for asked, news in ((choice.only_unreported, News.NONE), (choice.only_outdated, News.OLD)):
        if asked:
            found &= frozenset(sides.loc[sides["news"] == news.value, "project_id"])
    return found


def _joining(provinces: frozenset[str], every: AllRows) -> frozenset[str]:
    """Find the projects that have sides, or pieces of their line, in two of some provinces."""
    touched: dict[str, set[str]] = {}
    for row in chain(every.sides, every.pieces):
        if row["province_code"] in provinces:
            touched.setdefault(row["project_id"], set()).add(row["province_code"])
    return frozenset(key for key, codes in touched.items() if len(codes) > 1)


def near(words: str, linkage: Linkage) -> dict[str, Nearness]:
    """Find the projects that the words name, and how near each is to them.

    Where the words stand together somewhere, only those projects count; else those that have
    each word somewhere, in any order. Nearest is whose name or number they are, then whose name
    begins with them, has them, and what is found by its places alone.
    """
    projects = linkage.registry.projects
    phrase = fold(words)
    if not phrase:
        return dict.fromkeys(projects, (0, 0.0))
    texts = {key: found_by(project, linkage) for key, project in projects.items()}
    together = [key for key, text in texts.items() if phrase in text]
    found = together or [
        key for key, text in texts.items() if all(word in text for word in phrase.split())
    ]
    number = normal_ref(words)
    return {key: _nearness(phrase, number, projects[key]) for key in found}


def _nearness(phrase: str, number: str | None, project: Project) -> Nearness:
    """Compare folded words with a project's names; among equals the name most like them."""
    names = [fold(name) for name in (project.name.vi, project.name.en)]
    degrees = (
        phrase in names or number in project.refs[:1],
        any(name.startswith(phrase) for name in names),
        any(phrase in name for name in names),
    )
    degree = degrees.index(True) if any(degrees) else len(degrees)
    return degree, -max(ratio(phrase, name) for name in names)


def found_by(project: Project, linkage: Linkage) -> str:
    """Fold what a project can be found by; road numbers also without their point."""
    places = [linkage.registry.places[key].name for key in project.places]
    sides = linkage.sides[linkage.sides["project_id"] == project.id]
    found_by = [project.name.vi, project.name.en, *project.refs]
    found_by += [name for place in places for name in (place.vi, place.en)]
    found_by += [*sides["unit_name"], *sides["signing_name"]]
    text = fold(" | ".join(found_by))
    return f"{text} | {text.replace('.', '')}"
