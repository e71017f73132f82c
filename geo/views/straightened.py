"""A project's line pulled straight: what stands at which kilometre of it.

The data of the strip diagram. Nothing is measured anew here but the stretches that stated
lengths speak of: pieces, crossings and places have their kilometres already.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np
import pandas as pd
import shapely

from geo.errors import Wording
from geo.locate.location import Location, PartRole
from geo.model import Grade, Located, Mode, Project, Status, Text
from geo.pipeline import Linkage
from geo.registry import Units
from geo.registry.places import Place
from geo.registry.units import UnitTable
from geo.views.answering import side_names
from geo.views.by_commune import InCommune, communes_along
from geo.views.verdicts import verdict

SAME_PLACE_KM: Final = 0.3
"""A place this near to a crossing names the crossing and is not written a second time."""
END_KM: Final = 0.05
"""A border mark this near to the end of a strand is where the project ends."""


@dataclass(frozen=True, slots=True)
class GradedPart:
    """A stretch known equally well all along; kilometres from the start of the line."""

    from_km: float
    to_km: float
    grade: Grade


@dataclass(frozen=True, slots=True)
class StraightRun:
    """A stretch of one strand on one province's ground for which one side answers."""

    from_km: float
    to_km: float
    side: int
    """Number of the side in the registry; -1 where no side answers."""
    answering: str | None
    """Name of that side's province in the wanted units; None where no side answers."""
    province: str | None
    """Name of the ground's, in the same units; None outside every province."""
    signing_province: str | None
    """Name as of before 2025-07-01."""
    responsible: Text
    status: Status
    is_old: bool
    parts: tuple[GradedPart, ...]
    communes: tuple[InCommune, ...] = ()
    """Where communes are at hand, in order."""

    @property
    def length_km(self) -> float:
        """Geodesic length."""
        return self.to_km - self.from_km

    @property
    def is_about(self) -> bool:
        """Whether some of it was measured on a sketch."""
        return any(part.grade is Grade.C for part in self.parts)


@dataclass(frozen=True, slots=True)
class Landmark:
    """A place or a bridge on the line."""

    km: float
    name: Text
    is_bridge: bool = False


@dataclass(frozen=True, slots=True)
class Border:
    """Where the line passes from one province to the next."""

    km: float
    before: str
    after: str
    former: bool
    """True for a border of before 2025-07-01 that lies within one of today's units."""
    mismatch: bool
    possible: bool
    """Out of step by our reading of a source only."""
    status_before: Status
    status_after: Status
    nearest: Text
    nearest_km: float
    bridges: tuple[Text, ...]
    """Bridges of the registry that stand on this border."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A stated length, and the stretch of the strand it was measured on."""

    from_km: float
    to_km: float
    stated_km: float
    measured_km: float
    of: Text
    verdict: Wording
    about: bool
    """Whether part of what was measured is a sketch."""


@dataclass(frozen=True, slots=True)
class StraightStrand:
    """One unbroken line, in order of its kilometres."""

    from_km: float
    to_km: float
    runs: tuple[StraightRun, ...]
    landmarks: tuple[Landmark, ...]
    borders: tuple[Border, ...]
    measures: tuple[Measure, ...]

    @property
    def length_km(self) -> float:
        """Geodesic length."""
        return self.to_km - self.from_km


@dataclass(frozen=True, slots=True)
class Straightened:
    """A project pulled straight; no strands for a point or an area."""

    strands: tuple[StraightStrand, ...]
    unmeasured: tuple[tuple[float, Text], ...]
    """Stated kilometres, and of what, that could not be measured on the line."""

    @property
    def length_km(self) -> float:
        """Length of all strands together."""
        return sum(strand.length_km for strand in self.strands)


def straightened(project_id: str, linkage: Linkage) -> Straightened:
    """Pull a project's line straight.

    Parameters
    ----------
    project_id
        Id in the registry.
    linkage
        How things stand; its units name the provinces.

    Raises
    ------
    KeyError
        When the registry has no such project.
    """
    project = linkage.registry.projects[project_id]
    location = linkage.locations[project_id]
    rows = _rows(linkage.pieces, project_id)
    if shapely.get_dimensions(location.geometry) != 1:
        stated = [(one.km, one.of) for one in project.stated_lengths]
        return Straightened((), tuple(stated))
    measures, unmeasured = _measures(project, linkage, location, rows)
    communes = communes_along(project_id, linkage)
    parts = list(_unbroken(rows))
    routed = len(parts) == len(project.route)
    strands = []
    for number, strand in enumerate(parts):
        low, high = strand[0]["from_km"], strand[-1]["to_km"]
        borders = _borders(project, linkage, location, low, high)
        route = project.route[number] if routed else ()
        strands.append(
            StraightStrand(
                low,
                high,
                _runs(strand, communes, linkage),
                _landmarks(project, linkage, (low, high), route, borders),
                borders,
                tuple(one for one in measures if low <= (one.from_km + one.to_km) / 2 <= high),
            )
        )
    return Straightened(tuple(strands), unmeasured)


_Row = dict[str, Any]


def _rows(frame: pd.DataFrame, project_id: str) -> list[_Row]:
    # Picked from whole columns: several times faster than a frame of the few rows.
    own = np.flatnonzero(frame["project_id"].to_numpy() == project_id)
    columns = {name: frame[name].array for name in frame.columns}
    return [{name: values[at] for name, values in columns.items()} for at in own]


def _unbroken(rows: Sequence[_Row]) -> Iterator[list[_Row]]:
    """Group the pieces of a line into its strands: a new one begins where two do not touch."""
    strand = [rows[0]]
    for before, after in pairwise(rows):
        end = shapely.get_point(before["geometry"], -1)
        if end != shapely.get_point(after["geometry"], 0):
            yield strand
            strand = []
        strand.append(after)
    yield strand


_SAME_RUN = ("side", "signing_code", "province_code", "responsible", "status")


def _runs(
    rows: Sequence[_Row], communes: Sequence[InCommune], linkage: Linkage
) -> tuple[StraightRun, ...]:
    groups: list[list[_Row]] = []
    for row in rows:
        if groups and all(groups[-1][-1][name] == row[name] for name in _SAME_RUN):
            groups[-1].append(row)
        else:
            groups.append([row])
    return tuple(_run(group, communes, linkage) for group in groups)


def _run(rows: Sequence[_Row], communes: Sequence[InCommune], linkage: Linkage) -> StraightRun:
    first, end_km = rows[0], rows[-1]["to_km"]
    answering = side_names(linkage).get((first["project_id"], int(first["side"])))
    return StraightRun(
        from_km=first["from_km"],
        to_km=end_km,
        side=int(first["side"]),
        answering=answering.vi if answering else None,
        province=first["province_name"],
        signing_province=first["signing_name"],
        responsible=Text(vi=first["responsible"], en=first["responsible_en"]),
        status=Status(first["status"]),
        is_old=bool(first["is_old"]),
        parts=tuple(GradedPart(row["from_km"], row["to_km"], Grade(row["grade"])) for row in rows),
        communes=tuple(
            one for one in communes if first["from_km"] <= (one.from_km + one.to_km) / 2 <= end_km
        ),
    )


def _borders(
    project: Project, linkage: Linkage, location: Location, low: float, high: float
) -> tuple[Border, ...]:
    rows = _rows(linkage.crossings, project.id)
    bridges = _bridges_at(rows, project, linkage, location)
    return tuple(
        _border(row, linkage, tuple(bridges[number]))
        for number, row in enumerate(rows)
        if low <= row["km"] <= high
    )


_SIGNING = ("signing_from", "signing_to")


def _border(row: _Row, linkage: Linkage, bridges: tuple[Text, ...]) -> Border:
    registry = linkage.registry
    former = bool(row["former"])
    before, after = (registry.units.name_in(Units.SIGNING, row[c]) for c in _SIGNING)
    return Border(
        km=row["km"],
        before=before if former else row["from_name"],
        after=after if former else row["to_name"],
        former=former,
        mismatch=bool(row["mismatch"]),
        possible=bool(row["possible_mismatch"]),
        status_before=Status(row["status_from"]),
        status_after=Status(row["status_to"]),
        nearest=registry.places[row["nearest_place_key"]].name,
        nearest_km=row["nearest_place_m"] / 1000,
        bridges=bridges,
    )


def _bridges_at(
    rows: Sequence[_Row], project: Project, linkage: Linkage, location: Location
) -> list[list[Text]]:
    """Name, for each crossing, the bridges whose border place stands in this route too.

    A bridge belongs to the nearest crossing between its two provinces.
    """
    found: list[list[Text]] = [[] for _ in rows]
    for key, name in _bridges(project, linkage):
        place = linkage.registry.places[key]
        km = location.place_km.get(key)
        pairs = [
            (abs(row["km"] - km), number)
            for number, row in enumerate(rows)
            if km is not None and _is_between(row, place, linkage)
        ]
        if pairs:
            found[min(pairs)[1]].append(name)
    return found


def _is_between(row: _Row, place: Place, linkage: Linkage) -> bool:
    """Whether a crossing is one between the two provinces of a border place."""
    units = linkage.registry.units
    return all(any(units.holds(key, row[c]) for c in _SIGNING) for key in place.provinces)


def _bridges(project: Project, linkage: Linkage) -> Iterator[tuple[str, Text]]:
    """List the bridge projects that stand at a place of this project's route.

    A bridge stands at its border place; one of which only the point is known, at that.
    """
    places = linkage.registry.places
    for bridge in linkage.registry.projects.values():
        if bridge.mode is not Mode.BRIDGE:
            continue
        for key in bridge.places:
            at = bridge.located is Located.POINT or places[key].kind == "border"
            if at and key in project.places:
                yield key, bridge.name


def _landmarks(
    project: Project,
    linkage: Linkage,
    extent: tuple[float, float],
    route: Sequence[str],
    borders: Sequence[Border],
) -> tuple[Landmark, ...]:
    places, location = linkage.registry.places, linkage.locations[project.id]
    bridges = dict(_bridges(project, linkage))
    found = {
        key: km
        for key, km in location.place_km.items()
        if extent[0] <= km <= extent[1] and (not route or key in route)
    }
    if route:  # a place that two strands share has its kilometre on the first alone
        found |= {route[0]: extent[0], route[-1]: extent[1]}
    marks = [
        Landmark(km, bridges.get(key, places[key].name), is_bridge=_is_bridge(places[key], bridges))
        for key, km in found.items()
        if not _named_by_border(places[key], km, extent, borders)
    ]
    marks += [
        Landmark((part.from_km + part.to_km) / 2, project.name, is_bridge=True)
        for part in location.parts
        if part.role is PartRole.SPAN and extent[0] <= part.from_km and part.to_km <= extent[1]
    ]
    return tuple(sorted(marks, key=lambda mark: mark.km))


def _is_bridge(place: Place, bridges: dict[str, Text]) -> bool:
    return place.kind == "bridge" or place.key in bridges


def _named_by_border(
    place: Place, km: float, extent: tuple[float, float], borders: Sequence[Border]
) -> bool:
    """Tell whether a place is written at a crossing, or marks one and has no name of its own."""
    if any(
        border.nearest == place.name
        and border.nearest_km <= SAME_PLACE_KM
        and abs(border.km - km) <= SAME_PLACE_KM
        for border in borders
    ):
        return True
    if not place.key.startswith("gr-"):
        return False
    at_end = min(abs(km - edge) for edge in extent) <= END_KM
    return not at_end or any(abs(border.km - km) <= 1 for border in borders)


def _measures(
    project: Project, linkage: Linkage, location: Location, pieces: Sequence[_Row]
) -> tuple[list[Measure], tuple[tuple[float, Text], ...]]:
    measured: list[Measure] = []
    unmeasured: list[tuple[float, Text]] = []
    rows = _rows(linkage.stated, project.id)
    for stated, row in zip(project.stated_lengths, rows, strict=True):
        stretch = None
        if not pd.isna(row["measured_km"]):
            units = linkage.registry.units
            stretch = _stretch(stated.between, stated.province, location, pieces, units)
        if stretch is None:
            unmeasured.append((stated.km, stated.of))
            continue
        said = verdict(row)
        measured.append(
            Measure(*stretch, stated.km, row["measured_km"], stated.of, said, row["about"])
        )
    return measured, tuple(unmeasured)


def _stretch(
    between: tuple[str, str] | None,
    province: str | None,
    location: Location,
    pieces: Sequence[_Row],
    units: UnitTable,
) -> tuple[float, float] | None:
    """From which to which kilometre a stated length was measured; None where nothing is left."""
    low, high = pieces[0]["from_km"], pieces[-1]["to_km"]
    if between:
        low, high = sorted(location.place_km[key] for key in between)
    if province:
        grounds = [(row, row["signing_code"]) for row in pieces]
        own = [row for row, ground in grounds if ground and units.holds(province, ground)]
        inside = [(max(low, row["from_km"]), min(high, row["to_km"])) for row in own]
        inside = [(start, end) for start, end in inside if end > start]
        if not inside:
            return None
        low, high = inside[0][0], inside[-1][1]
    return low, high
