"""Roads that are named by their number: where they lead, and what else they are called."""

import re
from collections.abc import Iterator

from geo.agreements._letters import CAPITALISED
from geo.agreements.ends import Ends, PlaceRules
from geo.agreements.found import NameFound
from geo.agreements.mention import MentionKind
from geo.agreements.references import Reference
from geo.agreements.working_text import WorkingText

FORMER = re.compile(r" (?:kéo dài|cũ|mới|hiện tại|hiện hữu|hiện nay)\b")
_CROSSING = re.compile(
    r",? (?:đoạn|phần) (?:đi |chạy )?(?:qua|trên|thuộc) (?:địa bàn |địa phận |khu vực )?"
    rf"(?:tỉnh |thành phố |TP\.? ?)?{CAPITALISED}(?: {CAPITALISED}){{0,3}}(?= \(từ )"
)
_ROUTE_FOLLOWS = re.compile(r"(?: \([^()\n]{0,80}\))?: (?:\([^()\n]{0,80}\):? )?(?:[Tt]ừ )?")
LIST_SIGN = re.compile(r" ?(?:[-+•●*] ?|\(?[a-zđ\d]{1,2}[).] )?")
"""Before a road's number that begins its line."""
_ALIAS_GAP = re.compile(
    r" ?[(-] ?(?:tức |nay là |cũ là |là "
    r"|(?:ký hiệu|mã hiệu|mã số)(?: toàn tuyến| tuyến)? (?:là )?)?"
)
_LONGEST_GAP = 30
"""Characters between a road and its number in a bracket."""


class NumberedRoads:
    """Finds where the roads lead that are named by their numbers."""

    def __init__(self, places: PlaceRules, is_end: re.Pattern[str]) -> None:
        self._places, self._is_end = places, is_end

    def find(self, text: WorkingText, references: list[Reference]) -> Iterator[NameFound]:
        """Give each road that stands by its number, with where it leads."""
        for reference in references:
            yield NameFound(
                reference.start,
                reference.end,
                MentionKind.ROAD,
                refs=(reference.ref,),
                ends=self._road_ends(text, reference),
            )

    def _road_ends(self, text: WorkingText, reference: Reference) -> Ends:
        former = FORMER.match(text.plain, reference.end)
        position = former.end() if former else reference.end
        behind = text.plain[position : position + 2]
        if behind[:1] == " " and behind[1:].isupper():
            route = self._places.chain_at(text, position + 1, more=False)
            if len(route.steps) > 1:
                return self._places.chain_at(text, position + 1)
        bracketed = self._route_behind(text, reference, position)
        if bracketed is not None:
            return bracketed
        crossing = _CROSSING.match(text.plain, position)
        if crossing:
            position = crossing.end()
        ends = self._places.after(text, position)
        is_end = self._is_end.search(text.lower, max(0, reference.start - 20), reference.start)
        if not ends.steps and not is_end:
            after = self._places.skip_tail(text, position)
            if after > position:
                ends = self._places.after(text, after)
        if is_end and not ends.of("from"):
            return Ends()
        return ends

    def _route_behind(self, text: WorkingText, reference: Reference, position: int) -> Ends | None:
        """A road's route in a bracket, "QL.47 (A - B)", or behind a colon, "ĐT.376: A - B"."""
        opened = text.plain.startswith(" (", position)
        if opened and text.plain[position + 2 : position + 3].isupper():
            route = self._places.chain_at(text, position + 2, more=False)
            if len(route.steps) > 1 and text.plain[route.after : route.after + 1] == ")":
                route.after += 1
                return route
        line = text.plain.rfind("\n", 0, reference.start) + 1
        colon = _ROUTE_FOLLOWS.match(text.plain, position)
        if colon and LIST_SIGN.fullmatch(text.plain, line, reference.start):
            route = self._places.chain_at(text, colon.end(), more=False)
            if len(route.steps) > 1:
                return route
        return None


def with_their_numbers(text: WorkingText, found: list[NameFound]) -> list[NameFound]:
    """Give a named road the number that stands right behind it in brackets or after a dash."""
    by_start = {one.start: one for one in found if one.refs}
    taken: set[int] = set()
    for one in found:
        if one.kind is not MentionKind.ROAD or one.is_link:
            continue
        gap = _ALIAS_GAP.match(text.plain, one.end, one.end + _LONGEST_GAP)
        behind = by_start.get(gap.end()) if gap else None
        if behind is None:
            continue
        closed = text.plain[behind.end : behind.end + 1] == ")"
        opened = "(" in text.plain[one.end : behind.start]
        rings = one.refs[:1] and one.refs[0].startswith("VĐ") and behind.refs[0][:2] == "CT"
        bracketed = closed and opened and one.refs in ((), behind.refs)
        if bracketed or rings:
            one.refs = tuple(dict.fromkeys((*one.refs, *behind.refs)))
            one.end = behind.end + bracketed
            taken.add(id(behind))
    return [one for one in found if id(one) not in taken]
