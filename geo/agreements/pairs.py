"""Lines that are called by two places and nothing else: "gồm 4 dự án: A - B, C - D (36 km)".

What kind of line it is stands before them: the road or railway that they are sections of, or a
word such as "cao tốc". Where nothing does, or where buses and flights are spoken of, two places
are no line.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property

from geo.agreements._letters import CAPITAL, CAPITALISED
from geo.agreements.ends import Ends, PlaceRules
from geo.agreements.found import NameFound
from geo.agreements.mention import MentionKind
from geo.agreements.sections import COMPASS
from geo.agreements.working_text import WorkingText

_ITEM = re.compile(
    rf"\n ?(?:[-+•●▪] ?|\(?(?:\d{{1,2}}|[a-zđ]|[ivx]{{1,4}})[.)] )(?=(?:Đoạn )?[{CAPITAL}])"
    r"(?:Đoạn )?"
)
"""Beginning of a list's line."""
_PROJECT = re.compile(
    r"(?:[Dd]ự án|còn lại của|cuối của|đầu của)(?: thành phần)?(?: đường)?(?: cao tốc)?"
    rf"(?: (?:số )?\d{{1,2}}(?:, ?\d{{1,2}})*)?(?: đoạn)? ?:? ?(?=[{CAPITAL}])"
)
_SEVERAL = re.compile(rf"(?:gồm|là|như|đoạn|tuyến|dự án) ?:? (?=[{CAPITAL}])|: (?=[{CAPITAL}])")
"""Before pairs that make a line only where another one follows."""
_NEXT = re.compile(
    r"(?: ?\([^()\n]{0,60}\))?"
    r"(?: đoạn qua (?:địa bàn |địa phận )?(?:tỉnh |thành phố )?"
    rf"{CAPITALISED}(?: {CAPITALISED}){{0,3}})?"
    r"(?: ?[,;] ?(?:và )?| và )(?:thông xe )?"
    rf"(?:các |hai )?(?:dự án )?(?:đoạn )?(?=[{CAPITAL}])"
)
_MEASURED = re.compile(r",? ?\(?(?:[^()\n]{0,20} )?\d[\d.,]* ?km(?!\w)|,? (?:có )?(?:chiều )?dài ")
_ITEM_ENDS = re.compile(r" ?(?:\([^()\n]{0,80}\))? ?(?:[;:.,]|\n|$|đoạn qua )")
_DASH = re.compile(rf" ?- ?(?=[{CAPITAL}])")
_OPENERS = (
    (_ITEM, re.compile(r"\n")),
    (_PROJECT, re.compile(r"ự án|của")),
    (_SEVERAL, re.compile(r": |gồm|là|như|đoạn|tuyến|dự án")),
)
"""What opens a row, with words of which one stands in it."""
_LONGEST_OPENER = 90
"""Characters of an opener and the first place behind it."""
_ONLY_CHAIN = re.compile(r" ?- ?")
_SORTS = re.compile(
    r"đường sắt(?: tốc độ cao| cao tốc| đô thị)?|metro|cao tốc|đường bộ|quốc lộ|tuyến đường(?! sắt)"
)
_CARRIERS = re.compile(
    r"xe buýt|xe khách|chuyến bay|đường bay|bến xe|đường biển|hàng không|tuyến bay|tour"
    r"|(?:chạy|đôi|đoàn|mác) tàu|quan hệ|trận đấu"
)
_OF_LINES = re.compile(r"đoạn|dự án|tuyến|cao tốc|đường sắt")
RING = re.compile(r"(?:đường )?vành đai (?:số )?\d")
"""Before a dash: what follows says where the ring is, and not where it leads to."""
_NEAR, _FAR = 1_500, 3_000
"""Characters before a pair, in a sentence and in a list, that tell what kind of line it is."""
_MOST_ITEMS = 40
"""Lines of a list that are gone back over to what introduces it."""
_LINES = frozenset({MentionKind.ROAD, MentionKind.RAIL})


def _dashes(plain: str) -> Iterator[int]:
    """Where dashes begin that a name follows, with the blank before them."""
    at = plain.find("-")
    while at >= 0:
        start = at - plain.startswith(" ", at - 1) if at else at
        if _DASH.match(plain, start):
            yield start
        at = plain.find("-", at + 1)


class PairRules:
    """Finds bare pairs, by the words that a vocabulary has for places."""

    def __init__(self, places: PlaceRules) -> None:
        self._places = places

    def find(self, text: WorkingText, found: list[NameFound]) -> list[NameFound]:
        """Return the lines that are called by their ends alone.

        Parameters
        ----------
        found
            What is named otherwise, in order; what stands within a pair becomes its end.
        """
        if text.plain.find("-") < 0:
            return []
        return list(_Pairs(self._places, text, found).all())


class _Pairs:
    """The bare pairs of one text."""

    def __init__(self, places: PlaceRules, text: WorkingText, found: list[NameFound]) -> None:
        self._places, self._text, self._found = places, text, found
        self._starts = [one.start for one in found]
        self._taken = sorted(start for one in found if one.ends for _, start, _ in one.ends.steps)
        self._last = 0
        self._named_at: set[int] = set()

    @cached_property
    def _sorts(self) -> list[tuple[int, MentionKind]]:
        rail = ("đường sắt", "metro")
        return [
            (word.start(), MentionKind.RAIL if word[0].startswith(rail) else MentionKind.ROAD)
            for word in _SORTS.finditer(self._text.lower)
        ]

    def all(self) -> Iterator[NameFound]:
        for opener in self._openers():
            if opener.end() >= self._last:
                yield from self._row(opener)
        for one in self._found:
            following = _NEXT.match(self._text.plain, one.end) if self._is_pair(one) else None
            if following and following.end() not in self._named_at:
                chains = self._chains(following.end())
                yield from self._named(chains, one.kind, one.section_of)

    def _openers(self) -> list[re.Match[str]]:
        """What may open a row, looked for only before dashes that a name follows."""
        plain, done = self._text.plain, 0
        found: list[re.Match[str]] = []
        for dash in _dashes(plain):
            begin = max(done, dash - _LONGEST_OPENER)
            if self._is_named(dash):
                continue
            for opener, words in _OPENERS:
                # Finding words is many times faster than what stands around them.
                if words.search(plain, begin, dash):
                    found += opener.finditer(plain, begin, dash)
            done = max(done, *(one.end() for one in found[-1:]), begin)
        return sorted(found, key=lambda opener: opener.end())

    def _is_named(self, position: int) -> bool:
        """Whether something that is named otherwise goes over a position."""
        at = self._at(position)
        return any(one.end > position for one in self._found[max(0, at - 3) : at])

    def _row(self, opener: re.Match[str]) -> Iterator[NameFound]:
        """The pairs that stand in a row behind one opener."""
        chains = self._chains(opener.end())
        listed = opener.re is _ITEM
        told_from = self._introduction(opener.start()) if listed else opener.start()
        if not chains or self._of_carriers(told_from, opener.start()):
            return
        if listed and not self._is_item(opener.start(), chains[0]):
            return
        if opener.re is _SEVERAL and (len(chains) < 2 or not self._speaks_of_lines(opener)):
            return
        kind, owner = self._kind(opener.start(), _FAR if listed else _NEAR)
        if kind:
            yield from self._named(chains, kind, owner)

    def _named(
        self, chains: list[tuple[int, Ends]], kind: MentionKind, owner: NameFound | None
    ) -> Iterator[NameFound]:
        for start, ends in chains:
            if start in self._named_at:
                continue
            self._last = max(self._last, ends.end)
            self._named_at.add(start)
            for one in self._found[self._at(start) : self._at(ends.end)]:
                one.is_end, one.parent = True, None
            refs = owner.refs if owner else ()
            yield NameFound(
                start, ends.end, kind, refs=refs, ends=ends, is_link=not owner, section_of=owner
            )

    def _chains(self, position: int) -> list[tuple[int, Ends]]:
        """Start and ends of every pair, as long as one follows the other."""
        chains: list[tuple[int, Ends]] = []
        while True:
            ends = self._places.chain_at(self._text, position, more=False)
            ring = RING.match(self._text.lower, position)
            compass = COMPASS.match(self._text.plain, position)
            if ring or compass or len(ends.steps) < 2 or self._is_taken(position, ends.end):
                return chains
            chains.append((position, ends))
            following = _NEXT.match(self._text.plain, ends.end)
            if following is None:
                return chains
            position = following.end()

    def _is_taken(self, start: int, end: int) -> bool:
        """Whether the places are the ends of something else, or named with a head of their own."""
        at = bisect_left(self._taken, start)
        if at < len(self._taken) and self._taken[at] < end:
            return True
        at = self._at(start)
        before = self._found[max(0, at - 3) : at]
        inside = self._found[at : self._at(end)]
        return any(one.end > start for one in before) or any(
            one.end > end or not one.refs for one in inside
        )

    def _at(self, position: int) -> int:
        return bisect_left(self._starts, position)

    def _of_carriers(self, begin: int, position: int) -> bool:
        begin = max(self._text.plain.rfind("\n", 0, begin) + 1, position - _NEAR)
        return _CARRIERS.search(self._text.lower, begin, position) is not None

    def _speaks_of_lines(self, opener: re.Match[str]) -> bool:
        lower = self._text.lower
        begin = max(lower.rfind("\n", 0, opener.start()) + 1, opener.start() - _NEAR)
        return _OF_LINES.search(lower, begin, opener.end()) is not None

    def _is_item(self, position: int, chain: tuple[int, Ends]) -> bool:
        """Whether a list's line is measured, or the list is introduced as one of lines."""
        plain, ends = self._text.plain, chain[1]
        if _MEASURED.match(plain, ends.end):
            return True
        begin = self._introduction(position)
        line = plain[begin : plain.find("\n", begin)].rstrip().lower()
        introduced = line.endswith(":") and _OF_LINES.search(line) is not None
        return introduced and _ITEM_ENDS.match(plain, ends.end) is not None

    def _introduction(self, position: int) -> int:
        """Where the line begins that introduces the list whose line begins at ``position``."""
        plain = self._text.plain
        begin = position
        for _ in range(_MOST_ITEMS):
            begin = plain.rfind("\n", 0, position) + 1
            if not begin or not _ITEM.match(plain, begin - 1):
                break
            position = begin - 1
        return begin

    def _is_pair(self, one: NameFound) -> bool:
        """Whether a line is called by two places with a dash between them, and by no number."""
        steps = one.ends.steps if one.ends else []
        if len(steps) < 2 or one.kind not in _LINES or one.refs or one.end != steps[-1][2]:
            return False
        if one.is_link and not self._text.lower.endswith("đoạn ", 0, steps[0][1]):
            return False
        return _ONLY_CHAIN.fullmatch(self._text.plain, steps[-2][2], steps[-1][1]) is not None

    def _kind(self, position: int, reach: int) -> tuple[MentionKind | None, NameFound | None]:
        """What kind of line is spoken of, and which one, if one is named."""
        at = bisect_right(self._starts, position)
        owner = next(
            (
                one
                for one in reversed(self._found[max(0, at - 12) : at])
                if one.kind in _LINES and one.section_of is None and not one.is_end
                if one.parent is None and one.end <= position and one.start >= position - reach
            ),
            None,
        )
        word = bisect_left(self._sorts, (position,)) - 1
        if word < 0 or self._sorts[word][0] < position - reach:
            return (owner.kind, owner) if owner else (None, None)
        at, kind = self._sorts[word]
        if owner and at < owner.end:
            return owner.kind, owner
        return kind, None
