"""Sections of a road or railway that stand apart from its name: "…, đoạn Yên Mỹ - Chợ Bến".

A section has no name of its own. What it is a section of was named before it in the paragraph,
or is named right behind it ("đoạn A - B của QL.1"); where neither is, it is no mention.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from geo.agreements.ends import Ends, PlaceRules
from geo.agreements.found import NameFound
from geo.agreements.mention import MentionKind
from geo.agreements.working_text import WorkingText

_OPENER = re.compile(
    r"đoạn(?: tuyến| đường| cao tốc| còn lại| dài [\d.,]+ ?km| [\d.,]+ ?km)*"
    r"(?: (?:(?:số )?(?:\d{1,2}|[ivx]{1,4})(?![\w,.])|đầu tuyến|cuối tuyến|đầu|cuối|giữa))?"
    r"(?= ?(?:từ |\(|:)?)"
)
COMPASS = re.compile(r"(?:Bắc|Nam|Đông|Tây) ?- ?(?:Bắc|Nam|Đông|Tây)(?!\w)(?! ?-)")
"""Points of the compass, and no two places."""
_GAP = re.compile(r" ?(?:\(|: ?)?")
_OWNER_BEHIND = re.compile(r"(?: \([^()]{0,80}\))? (?:của|thuộc|trên)(?: tuyến| dự án| đường)* ?$")
_BESIDE = re.compile(r",? (?:\([^()]{0,40}\) ?)?")
"""Between a road and the section that it is named with: they are one mention."""
_LIST_LINE = re.compile(r" ?(?:[-+•●*] ?|\(?[a-zđ\d]{1,2}[).] )")
_REACH = 600
"""Characters before a section that its road is looked for in."""
_LINES = frozenset({MentionKind.ROAD, MentionKind.RAIL, MentionKind.POWER})


class SectionRules:
    """Finds sections, by the words that a vocabulary has for places."""

    def __init__(self, places: PlaceRules) -> None:
        self._places = places

    def find(self, text: WorkingText, found: list[NameFound]) -> list[NameFound]:
        """Return the sections of what was found, in order."""
        if text.lower.find("đoạn") < 0:
            return []
        _leave_tunnels(text, found)
        taken = sorted(start for one in found if one.ends for _, start, _ in one.ends.steps)
        starts = [one.start for one in found]
        sections = []
        for opener in _openers(text.lower):
            section = self._section(text, opener, found, starts, taken)
            if section is not None:
                sections.append(section)
                for one in _within(section.start, section.end, found, starts):
                    one.is_end, one.parent = True, one.parent or section
        return sections

    def _section(
        self,
        text: WorkingText,
        opener: re.Match[str],
        found: list[NameFound],
        starts: list[int],
        taken: list[int],
    ) -> NameFound | None:
        ends = self._ends(text, opener)
        if not ends.is_pair or ends.is_stretch(text):
            return None
        if COMPASS.match(text.plain, ends.steps[0][1]):
            return None
        first = ends.steps[0][1]
        at = bisect_left(taken, opener.start())
        if at < len(taken) and taken[at] <= ends.end:
            return None  # these places are the ends of what stands before
        owner = _owner(text, opener.start(), ends.after, found, starts)
        if owner is None or owner.start < first < owner.end:
            return None
        beside = _BESIDE.fullmatch(text.lower, owner.end, opener.start())
        if beside and (owner.ends is None or not owner.ends.steps):
            owner.ends = ends
            for one in _within(opener.start(), ends.end, found, starts):
                one.is_end = True
            return None
        return NameFound(
            opener.start(), ends.end, owner.kind, refs=owner.refs, ends=ends, section_of=owner
        )

    def _ends(self, text: WorkingText, opener: re.Match[str]) -> Ends:
        """The places behind "đoạn"; none where one more "đoạn" follows: "các đoạn tuyến: đoạn"."""
        gap = _GAP.match(text.lower, opener.end())
        position = gap.end() if gap else opener.end()
        if text.lower.startswith("đoạn ", position):
            return Ends()
        if text.lower.startswith("từ ", position):
            return self._places.after(text, position)
        return self._places.chain_at(text, position)


def _leave_tunnels(text: WorkingText, found: list[NameFound]) -> None:
    """Take from a tunnel the section that it lies in: "hầm A dài 700 m (đoạn B - C)"."""
    for one in found:
        if one.kind is MentionKind.OTHER and one.ends and one.ends.steps:
            first = one.ends.steps[0][1]
            if text.lower[one.end : first].endswith(("(đoạn ", "(đoạn từ ")):
                one.ends = None


def _within(start: int, end: int, found: list[NameFound], starts: list[int]) -> list[NameFound]:
    """What is named within a section: only where it begins or ends."""
    return found[bisect_left(starts, start) : bisect_left(starts, end)]


def _openers(lower: str) -> Iterator[re.Match[str]]:
    at = lower.find("đoạn")
    while at >= 0:
        found = _OPENER.match(lower, at)
        if found and not (at and lower[at - 1].isalnum()):
            yield found
        at = lower.find("đoạn", at + 1)


def _owner(
    text: WorkingText, start: int, end: int, found: list[NameFound], starts: list[int]
) -> NameFound | None:
    """The line that a section belongs to: named behind it, or last before it."""
    at = bisect_right(starts, start)
    for one in found[bisect_left(starts, end) :][:1]:
        if one.kind in _LINES and _OWNER_BEHIND.fullmatch(text.lower, end, one.start):
            one.behind_section = True
            return one
    paragraph = text.plain.rfind("\n", 0, start) + 1
    if _LIST_LINE.match(text.plain, paragraph):
        paragraph = 0  # what a list is of was named before it
    for one in reversed(found[max(0, at - 12) : at]):
        if one.start < max(paragraph, start - _REACH):
            break
        if one.kind in _LINES and one.end <= start and not one.is_end and one.parent is None:
            return one
    return None
