"""A line's course through provinces: where it is in which, as bounds and codes.

What the drawn borders say of a line is settled here, before anything is cut: files leave gaps
between neighbours, and a straight sketch weaves over a border that the road it stands for crosses
once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Final

Code = str | None
"""A province's code; None in no province."""

_Stretch = tuple[float, float, Code]
"""From, to (metres) and the code between them."""

GAP_M: Final = 1_000.0
"""A line may lie this long in no province between two of them and still pass from one to the other:
published borders of neighbours leave gaps of tens of metres, a wide river's bed more. By judgement,
not measured."""
LOOSE_END_M: Final = 50.0
"""A line's end may lie this long in no province and still belong to the province before: so much
the shared borders of published files are apart (as :data:`geo.cut.split.MIN_PIECE_M`)."""


@dataclass(frozen=True)
class Course:
    """One unbroken strand: ``codes[i]`` from ``bounds[i]`` to ``bounds[i + 1]``, in metres.

    Metres count from the start of the line that the strand is part of.
    """

    bounds: tuple[float, ...]
    codes: tuple[Code, ...]

    @classmethod
    def of(cls, stretches: Sequence[_Stretch]) -> "Course":
        """Put stretches (from, to, code) that follow each other together, equals joined."""
        bounds = [stretches[0][0]]
        codes: list[Code] = []
        for low, high, code in stretches:
            if codes and code == codes[-1]:
                bounds[-1] = high
            elif high > low or len(stretches) == 1:
                bounds.append(high)
                codes.append(code)
        return cls(tuple(bounds), tuple(codes))

    def stretches(self) -> Iterator[_Stretch]:
        """Give (from, to, code) of each, in order."""
        for (low, high), code in zip(pairwise(self.bounds), self.codes, strict=True):
            yield low, high, code

    def code_at(self, at_m: float) -> Code:
        """The code at a distance along the line; on a bound, that of the stretch before it."""
        for _, high, code in self.stretches():
            if at_m <= high:
                return code
        return self.codes[-1]


def without_gaps(course: Course) -> Course:
    """Give what lies in no province between two of them, but for wide gaps, to the nearer one.

    Half of a gap is nearer to the province before, half to the one after; a loose end of the line
    is nearer to the only one there is.

    Examples
    --------
    >>> course = Course((0.0, 500.0, 520.0, 900.0), ("24", None, "20"))
    >>> without_gaps(course)
    Course(bounds=(0.0, 510.0, 900.0), codes=('24', '20'))
    """
    settled: list[_Stretch] = []
    last = len(course.codes) - 1
    for number, (low, high, code) in enumerate(course.stretches()):
        before = course.codes[number - 1] if number else None
        after = course.codes[number + 1] if number < last else None
        middle = (low + high) / 2
        if code is None and before and after and high - low <= GAP_M:
            settled += [(low, middle, before), (middle, high, after)]
        elif code is None and (before or after) and high - low <= LOOSE_END_M:
            settled.append((low, high, before or after))
        else:
            settled.append((low, high, code))
    return Course.of(settled)


@dataclass(frozen=True)
class Leg:
    """A sketched stretch from one place to the next, metres, and the provinces of these places.

    A code is None where the place says nothing: it lies on a border, or there is no place.
    """

    from_m: float
    to_m: float
    start: Code
    end: Code


def crossed_once(course: Course, legs: Sequence[Leg]) -> Course:
    """Let each leg pass each border once, where that agrees best with the drawn borders.

    A leg begins and ends in its places' provinces; between them the provinces are those that the
    drawn borders give, without what the leg returns from. The cuts are then the bounds at which
    least of the leg's length lies otherwise than drawn. Wide ground of no province stays so.

    Examples
    --------
    A straight line weaves over the border before it leaves 24 for good:

    >>> drawn = Course((0.0, 700.0, 900.0, 1000.0, 2000.0), ("24", "20", "24", "20"))
    >>> crossed_once(drawn, [Leg(0.0, 2000.0, "24", "20")])
    Course(bounds=(0.0, 700.0, 2000.0), codes=('24', '20'))
    """
    for leg in legs:
        before = _within(course, course.bounds[0], leg.from_m)
        after = _within(course, leg.to_m, course.bounds[-1])
        course = Course.of([*before, *_settled_leg(course, leg), *after])
    return course


def _settled_leg(course: Course, leg: Leg) -> Iterator[_Stretch]:
    """Settle a leg's stretches; what lies in no province stays so, and parts what is beside it."""
    inside = list(_within(course, leg.from_m, leg.to_m))
    for is_nowhere, group in groupby(inside, lambda stretch: stretch[2] is None):
        run = list(group)
        if is_nowhere:
            yield from run
            continue
        start = leg.start if run[0] == inside[0] else None
        end = leg.end if run[-1] == inside[-1] else None
        yield from _best(run, _without_returns([start, *(code for _, _, code in run), end]))


def _within(course: Course, low: float, high: float) -> Iterator[_Stretch]:
    for start, end, code in course.stretches():
        if min(end, high) > max(start, low):
            yield max(start, low), min(end, high), code


def _without_returns(codes: Sequence[Code]) -> list[Code]:
    """Drop everything between a code and its return: A B A C → A C; ends that say nothing too.

    Examples
    --------
    >>> _without_returns(["24", "24", "20", "24", "20", "20"])
    ['24', '20']
    """
    kept: list[Code] = []
    for code in codes:
        if code in kept:
            del kept[kept.index(code) + 1 :]
        elif code is not None:
            kept.append(code)
    return kept or [None]


def _best(inside: Sequence[_Stretch], order: Sequence[Code]) -> list[_Stretch]:
    """Give each stretch a code of ``order``, never going back in it, most length as drawn.

    Of two ways as good the one that stays longer in the earlier code: by dynamic programming over
    stretches and codes.
    """
    gained = [0.0] * len(order)
    chosen: list[list[int]] = []
    for low, high, drawn in inside:
        best = _best_so_far(gained)
        chosen.append(best)
        gained = [
            gained[best[number]] + (high - low if code == drawn else 0.0)
            for number, code in enumerate(order)
        ]
    number = max(range(len(order)), key=lambda n: (gained[n], n))
    codes: list[Code] = []
    for best in reversed(chosen):
        codes.append(order[number])
        number = best[number]
    return [(low, high, code) for (low, high, _), code in zip(inside, reversed(codes), strict=True)]


def _best_so_far(values: Sequence[float]) -> list[int]:
    """Number of the first largest value up to each.

    Examples
    --------
    >>> _best_so_far([3.0, 1.0, 3.0, 4.0])
    [0, 0, 0, 3]
    """
    best: list[int] = []
    for number, value in enumerate(values):
        best.append(number if not best or value > values[best[-1]] else best[-1])
    return best
