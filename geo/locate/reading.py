"""What the cheapest line says: which of it is the project, and which is missing.

What the line does by hopping, or on other ways that are not plausibly the same road, is
*missing* and stays a sketch.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, pairwise, takewhile
from typing import Final

import numpy as np
import shapely
from shapely import LineString, Point

from geo.arrays import Floats
from geo.crs import GEOD
from geo.locate.branches import own_ways_lead_off
from geo.locate.corridor import Corridor
from geo.locate.location import GUARD, OWN_SHARE_A
from geo.locate.network import NO_WAY
from geo.locate.steps import FOREIGN, GAP, HOP, OWN, Step
from geo.locate.trace import FoundLine, Run

LEAST_RUN_M: Final = 800.0
LEAST_RUN_SHARE: Final = 0.05
"""Own ways shorter than this, or than this share of the sketch, are no part of the project: more
likely a junction with a road of the same number. Both by judgement, not measured."""
LEAST_OF_SHORT: Final = 0.5
"""Of a sketch of less than twice that, so much of it is enough. By judgement, not measured."""
PROGRESS: Final = 0.55
"""How far along the sketch a run of own ways must lead, as a share of its length. A road that
merely starts at another follows that one only sideways. By judgement, not measured."""
LEAST_SHARE: Final = 0.12
LEAST_M: Final = 10_000.0
"""This share of a line, or this many metres, must be on OSM: less is more likely chance than a
beginning. Both by judgement, not measured."""
FILL_M: Final = 8_000.0
FILL_DETOUR: Final = 1.35
FILL_SLACK_M: Final = 200.0
FILL_ANY_CLASS_M: Final = 1_000.0
SAME_CLASS: Final = 0.5
"""Other ways between own ones are taken for the same road, wrongly labelled, up to this length and
this many times the straight line, with some metres besides; longer than the fourth only where this
share of them is of the road's class. All by judgement, not measured."""
CONNECTOR_M: Final = 300.0
"""Roundabouts and slip roads between own ways count as own up to this length. By judgement, not
measured."""
OWN_PART_M: Final = 1_000.0
"""Filled stretches from this length are a part by themselves, graded by themselves. By judgement,
not measured."""
LEAST_HOLDING: Final = 4
HELD_SHARE: Final = 0.35
"""With so many places, both ends included, a road that passes them all may come this share of the
longest leg off the sketch. Of the real roads of a whole country one comes 0.33 off."""
OVERHANG_M: Final = 300.0
"""A run held by a stop may end this far beyond it at a missing stretch. By judgement, not
measured."""
ELSEWHERE_M: Final = 1_500.0
"""Own ways that leave the line where it leaves OSM, and come this far from it, lead elsewhere:
farther than carriageways, roundabouts and a junction's branches. By judgement, not measured."""
LOCAL_M: Final = 3_000.0
"""District roads fill in up to this length. A road may share its way with a greater one whose
number alone is mapped, or still bear the number it had; it does not run on a district road. By
judgement, not measured."""
GAP_FILL_M: Final = 1_000.0
"""A hop between two own ways up to this length is a gap in the mapping, not a missing road. By
judgement, not measured."""
MISSED: Final = 1.02
"""A stop is missed from so many times its reach: the plane's metres, out by up to 1 %
(:mod:`geo.plane`), are no reason to say so. By judgement, not measured."""


class TraceReading:
    """The steps of the cheapest line, in stretches of one kind."""

    def __init__(self, corridor: Corridor, steps: Sequence[Step], passed: Sequence[int]) -> None:
        self.corridor = corridor
        self.steps, self.passed = _without_short_ends(corridor, steps, passed)
        self._is_whole = len(self.steps) == len(steps)
        self.groups = self._grouped()
        self._along = _lengthened(corridor)

    def _grouped(self) -> list[tuple[int, int, str]]:
        """(first step, one past the last, kind) of each stretch of one kind."""
        groups, at = [], 0
        for kind, members in groupby(self.steps, key=lambda step: step.kind):
            size = len(list(members))
            groups.append((at, at + size, kind))
            at += size
        return groups

    def trace(self) -> FoundLine | None:
        """The line in runs, on OSM and missing; None when too little of it is on OSM."""
        taken = self._taken()
        runs: list[tuple[int, int]] = []
        for is_taken, members in groupby(range(len(self.groups)), key=taken.__getitem__):
            numbers = list(members)
            if is_taken:
                runs.append((self.groups[numbers[0]][0], self.groups[numbers[-1]][1]))
        runs = [run for run in runs if self._holds(*run)]
        if not runs:
            return None
        trace = self._assembled(runs)
        return trace if trace.osm_m >= min(LEAST_M, LEAST_SHARE * trace.length_m) else None

    def _taken(self) -> list[bool]:
        kinds = [kind for _, _, kind in self.groups]
        taken = [kind == OWN for kind in kinds]
        for number, (low, high, kind) in enumerate(self.groups):
            if kind == OWN:
                continue
            # Other ways and gaps in a row are one filling between two own stretches.
            inside = 0 < number < len(kinds) - 1
            taken[number] = inside and self._fills(number, low, high, kind)
        return taken

    def _fills(self, number: int, low: int, high: int, kind: str) -> bool:
        steps = self.steps[low:high]
        length = sum(step.length for step in steps)
        if kind == GAP:
            return True
        neighbours = (self.groups[number - 1][2], self.groups[number + 1][2])
        if kind == HOP:
            return neighbours == (OWN, OWN) and length <= GAP_FILL_M
        if HOP in neighbours:
            return False
        straight = float(np.hypot(*(steps[-1].xy[-1] - steps[0].xy[0])))
        if length > FILL_M or length > FILL_DETOUR * straight + FILL_SLACK_M:
            return all(step.is_connector for step in steps) and length <= CONNECTOR_M
        if sum(step.length for step in steps if step.is_local) > LOCAL_M:
            return False
        same = sum(step.length for step in steps if step.same_class or step.is_connector)
        return length <= FILL_ANY_CLASS_M or same >= SAME_CLASS * length

    def _holds(self, low: int, high: int) -> bool:
        """Whether a run on own ways leads along the project, not just across it."""
        steps = self.steps[low:high]
        length = sum(step.length for step in steps)
        sketch = self.corridor.sketch
        least = min(LEAST_RUN_M, LEAST_OF_SHORT * sketch.length)
        if length < max(least, LEAST_RUN_SHARE * sketch.length):
            return False
        if self._keeps_beside(low, high):
            return True
        slack = 0.0
        if self._is_whole and low == 0 and high == len(self.steps):
            slack = sum(self.corridor.stops[i].reach_m for i in (0, -1)) * GUARD
        return self._progress(steps) + slack >= PROGRESS * length

    def _keeps_beside(self, low: int, high: int) -> bool:
        """Whether a run is the whole line, and the project's road however much it winds."""
        if (low, high) != (0, len(self.steps)):
            return False
        own = sum(step.length for step in self.steps if step.kind == OWN or step.is_connector)
        if own < OWN_SHARE_A * sum(step.length for step in self.steps):
            return False
        if any(self._is_missed(number, after) for number, after in enumerate(self.passed)):
            return False
        xy = np.concatenate([step.xy for step in self.steps])
        off = max(stop.precision_m for stop in self.corridor.stops)
        away = shapely.distance(shapely.points(xy), self.corridor.sketch)
        return bool(away.max() <= self._most_beside_m() + off)

    def _most_beside_m(self) -> float:
        """How far from the sketch: farther where places on the way, all passed, hold the line."""
        if len(self.passed) < LEAST_HOLDING:
            return self.corridor.beside_m
        legs = [float(np.hypot(*(b - a))) for a, b in pairwise(self.corridor.at)]
        return max(self.corridor.beside_m, HELD_SHARE * max(legs))

    def _progress(self, steps: Sequence[Step]) -> float:
        """How far along the sketch, metres, some steps lead.

        The sketch goes on straight beyond its ends: a road may begin before its place.
        """
        start, end = (self._along.project(Point(xy)) for xy in (steps[0].xy[0], steps[-1].xy[-1]))
        return float(end - start)

    def _assembled(self, runs: Sequence[tuple[int, int]]) -> FoundLine:
        """Join the runs by sketches through the stops between them."""
        found: list[Run] = []
        stop_m = [0.0] * len(self.passed)
        at = 0
        metres = 0.0
        xy = self.corridor.at[0] if runs[0][0] > 0 else self.steps[0].xy[0]
        for low, high in [*runs, (len(self.steps), len(self.steps))]:
            if low > at or (low == high and at < low):
                end = self.steps[low].xy[0] if low < len(self.steps) else self.corridor.at[-1]
                metres = self._sketch(found, stop_m, (at, low), (xy, end), metres)
            if high > low:
                metres = self._on_osm(found, stop_m, (low, high), metres)
                xy = self.steps[high - 1].xy[-1]
            at = high
        missed = tuple(
            number
            for number, after in enumerate(self.passed)
            if any(low <= after <= high for low, high in runs) and self._is_missed(number, after)
        )
        beside = self._keeps_beside(*runs[0])
        return FoundLine(tuple(found), tuple(stop_m), missed, self._chord_m(), beside)

    def _chord_m(self) -> float:
        at = [
            self.corridor.at[number] if self._is_missed(number, after) else self._xy_after(after)
            for number, after in enumerate(self.passed)
        ]
        return float(sum(np.hypot(*(b - a)) for a, b in pairwise(at)))

    def _xy_after(self, count: int) -> Floats:
        xy: Floats = self.steps[count - 1].xy[-1] if count else self.steps[0].xy[0]
        return xy

    def _is_missed(self, number: int, after: int) -> bool:
        xy = self._xy_after(after)
        stop = self.corridor.stops[number]
        return float(np.hypot(*(xy - self.corridor.at[number]))) > MISSED * stop.reach_m

    def _sketch(
        self,
        found: list[Run],
        stop_m: list[float],
        steps: tuple[int, int],
        ends: tuple[Floats, Floats],
        metres: float,
    ) -> float:
        """Add the sketch of what is missing; returns the metres at its end."""
        low, high = steps
        first, last = 0, len(self.passed) - 1
        inner = [
            number
            for number, after in enumerate(self.passed)
            if (low < after < high)
            or (number == first and low == 0)
            or (number == last and high == len(self.steps))
        ]
        points = [ends[0], *(self.corridor.at[n] for n in inner if 0 < n < last), ends[1]]
        lonlat = self.corridor.plane.round(np.array(points))
        legs = np.asarray(GEOD.inv(*lonlat[:-1].T, *lonlat[1:].T)[2])
        run = np.concatenate([[0.0], np.cumsum(legs)])
        middle = [n for n in inner if 0 < n < last]
        for position, number in enumerate(middle, start=1):
            stop_m[number] = metres + float(run[position])
        if first in inner:
            stop_m[first] = metres
        if last in inner:
            stop_m[last] = metres + float(run[-1])
        found.append(Run(False, lonlat, float(run[-1])))
        return metres + float(run[-1])

    def _on_osm(
        self, found: list[Run], stop_m: list[float], steps: tuple[int, int], metres: float
    ) -> float:
        low, high = steps
        for number, after in enumerate(self.passed):
            if low <= after <= high:
                before = self.steps[low:after]
                stop_m[number] = metres + (self._run(before).length_m if before else 0.0)
        first, last = self._held(low, high)
        elsewhere = self._leads_elsewhere(low, high)
        for start, end in self._own_parts(low, high, {first, last}):
            held = first <= start and end <= last and self._leads_on(start, end)
            run = replace(
                self._run(self.steps[start:end]),
                is_held=held and not elsewhere,
                leads_elsewhere=elsewhere,
            )
            found.append(run)
            metres += run.length_m
        return metres

    def _held(self, low: int, high: int) -> tuple[int, int]:
        """Between which steps stops hold a run; an end that hangs over little counts as held."""
        inside = [after for after in self.passed if low <= after <= high]
        if not inside:
            return high, high
        first = low if low == 0 else min(inside)
        last = high if high == len(self.steps) else max(inside)
        if sum(step.length for step in self.steps[low:first]) < OVERHANG_M:
            first = low
        if sum(step.length for step in self.steps[last:high]) < OVERHANG_M:
            last = high
        return first, last

    def _leads_elsewhere(self, low: int, high: int) -> bool:
        """Whether own ways go another way where a run ends and something is missing."""
        steps = self.steps[low:high]
        used = {step.edge for step in steps}
        line = LineString(np.concatenate([step.xy for step in steps]))
        ends = [(low > 0, steps[0].xy[0]), (high < len(self.steps), steps[-1].xy[-1])]
        return any(
            is_open and own_ways_lead_off(self.corridor, xy, used, line, ELSEWHERE_M)
            for is_open, xy in ends
        )

    def _leads_on(self, low: int, high: int) -> bool:
        steps = self.steps[low:high]
        length = sum(step.length for step in steps)
        return length < 2 * LEAST_RUN_M or self._progress(steps) >= PROGRESS * length

    def _own_parts(self, low: int, high: int, held: set[int]) -> list[tuple[int, int]]:
        """Cut a run where a long filling begins and ends, and where stops cease to hold it."""
        exact = (
            after
            for stop, after in zip(self.corridor.stops, self.passed, strict=True)
            if stop.exact and low <= after <= high
        )
        marks = {low, high, *held, *exact}
        for start, end, kind in self.groups:
            if kind != OWN and low < start and end < high:
                length = sum(step.length for step in self.steps[start:end])
                if length >= OWN_PART_M:
                    marks |= {start, end}
        return list(pairwise(sorted(marks)))

    def _run(self, steps: Sequence[Step]) -> Run:
        network = self.corridor.network
        xy = np.concatenate([step.xy for step in steps])
        moved = np.concatenate([[True], np.any(xy[1:] != xy[:-1], axis=1)])
        ways = [int(network.way[step.edge]) for step in steps if step.kind in (OWN, FOREIGN)]
        kept = [row for row in ways if row != NO_WAY]
        lonlat = self.corridor.plane.round(xy[moved])
        length = float(GEOD.line_length(*lonlat.T))
        # the plane's lengths only share it out
        scale = length / (sum(step.length for step in steps) or 1.0)
        own = sum(step.length for step in steps if step.kind == OWN or step.is_connector)
        gap = sum(step.length for step in steps if step.kind in (GAP, HOP))
        return Run(
            True,
            lonlat,
            length,
            min(length, float(own) * scale),
            float(gap) * scale,
            tuple(dict.fromkeys(network.way_ids[kept].tolist())),
            frozenset(kept),
        )


def _without_short_ends(
    corridor: Corridor, steps: Sequence[Step], passed: Sequence[int]
) -> tuple[Sequence[Step], Sequence[int]]:
    """Leave out what leads from the road to an end place that may as well lie on the road."""
    low = _short_of(steps, corridor.stops[0].precision_m)
    high = len(steps) - _short_of(steps[::-1], corridor.stops[-1].precision_m)
    if low >= high:
        return steps, passed
    return steps[low:high], [min(max(after, low), high) - low for after in passed]


def _short_of(steps: Sequence[Step], precision_m: float) -> int:
    """How many steps come before the first own way, if they are no longer than this."""
    before = list(takewhile(lambda step: step.kind != OWN, steps))
    return len(before) if sum(step.length for step in before) <= precision_m else 0


def _lengthened(corridor: Corridor) -> LineString:
    """The sketch, with each end moved on by the reach of its place."""
    xy = corridor.at.copy()
    for end, inward in ((0, 1), (-1, -2)):
        onward = corridor.at[end] - corridor.at[inward]
        size = float(np.hypot(*onward)) or 1.0
        xy[end] = corridor.at[end] + onward / size * corridor.stops[end].reach_m
    return LineString(xy)
