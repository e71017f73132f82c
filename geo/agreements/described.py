"""Ends that a sentence tells further on: "cầu A dài 2 km, …, nối B với C", "…, điểm cuối tại D"."""

import re

from geo.agreements.ends import Ends, PlaceRules
from geo.agreements.found import NameFound
from geo.agreements.mention import MentionKind
from geo.agreements.working_text import WorkingText

_REACH = 420
"""Characters behind a name that may still describe it."""
_STOP = re.compile(r"\n|[.?!] (?=[^\W\d_a-z])|[.?!]$")
_AT = r"(?:(?:tại|từ|là|ở|nằm trên|giao với|giao|nối với|kết nối với|kết nối trực tiếp với|với) )+"
_FIRST = re.compile(rf"(?<!\w)(?:điểm đầu|bắt đầu)(?: [^\W\d]+){{0,4}}? {_AT}")
_LAST = re.compile(rf"(?<!\w)(?:điểm cuối|kết thúc)(?: [^\W\d]+){{0,4}}? {_AT}")
_JOINS = re.compile(r",(?= (?:nối liền|kết nối|nối)(?: giữa)? )")
_BETWEEN = re.compile(r" (?:sẽ )?(?:nằm|được xây|được xây dựng|được đặt|ở)(?: ở| vào)? giữa ")
"""Behind a bridge's name: other bridges follow, which do not join what is told then."""
_KINDS = frozenset({MentionKind.ROAD, MentionKind.RAIL, MentionKind.BRIDGE})


def tell_ends(text: WorkingText, found: list[NameFound], places: PlaceRules) -> None:
    """Give the ends that a sentence tells further on to what has none of its own."""
    lent: set[int] = set()
    for number, one in enumerate(found):
        if one.kind is MentionKind.BRIDGE and _BETWEEN.match(text.lower, one.end):
            lent |= _take_back(text, one, found[number + 1 : number + 3])
        if (
            id(one) in lent
            or one.kind not in _KINDS
            or one.parent is not None
            or (one.ends and one.ends.route)
        ):
            continue
        stop = _STOP.search(text.plain, one.end, one.end + _REACH)
        until = stop.start() if stop else min(len(text.plain), one.end + _REACH)
        following = found[number + 1 : number + 9]
        others = (o.start for o in following if o.kind is one.kind)
        told = _points(
            text, one, min(until, *(o.start for o in following[:1]), until), until, places
        )
        if not told.steps and one.kind is MentionKind.BRIDGE:
            told = _joined(text, one.end, min(until, *others, until), places)
        if told.steps:
            told.end = told.after = one.end
            one.ends = told


def _take_back(text: WorkingText, one: NameFound, neighbours: list[NameFound]) -> set[int]:
    """Give a bridge what its neighbour seems to join: "cầu A nằm giữa cầu B, cầu C, nối D và E".

    Returns the ids of the neighbours that it was taken from.
    """
    lent = set()
    for other in neighbours:
        joins = other.ends is not None and _JOINS.match(text.lower, other.end)
        if joins and other.kind is MentionKind.BRIDGE and not (one.ends and one.ends.route):
            one.ends, other.ends = other.ends, None
            lent.add(id(other))
    return lent


def _points(text: WorkingText, one: NameFound, named: int, until: int, places: PlaceRules) -> Ends:
    """The places at which it begins and ends; the first is told before anything else is named."""
    told = Ends()
    first = _FIRST.search(text.lower, one.end, named)
    last = _LAST.search(text.lower, first.end(), until) if first else None
    if not first or not last:
        return told
    for role, point in (("from", first), ("to", last)):
        place = places.chain_at(text, point.end(), more=False)
        if len(place.steps) > 2 or not place.steps:
            return Ends()
        _, start, _ = place.steps[0]
        told.steps.append((role, start, place.steps[-1][2]))
    return told


def _joined(text: WorkingText, start: int, until: int, places: PlaceRules) -> Ends:
    for comma in _JOINS.finditer(text.lower, start, until):
        ends = places.after(text, comma.start())
        if ends.is_pair:
            return ends
    return Ends()
