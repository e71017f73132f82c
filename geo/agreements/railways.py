"""Which of the lines that are called by their ends alone are railways."""

import re

from geo.agreements.found import NameFound
from geo.agreements.mention import MentionKind
from geo.agreements.working_text import WorkingText

_TRAINS = re.compile(
    r"(?<!\w)(?:(?:đôi|đoàn|chuyến|mác) tàu|tàu (?:khách|hàng|hỏa|hoả|số|se\d|tết|thống nhất)"
    r"|(?:chạy|vé) tàu|toa xe|đường ray|từ ga|nối ray|khổ (?:lồng|1[.]?000|1[.]?435))(?!\w)"
)
"""What runs on a line, near its name, tells that it is a railway."""
_NEAR = 150
_LISTED = re.compile(r"(?: ?,| ?;| và| hoặc)+ (?:các )?")


def tell_railways(text: WorkingText, found: list[NameFound]) -> None:
    """A bare "tuyến A - B" is a railway in a list of railways, or in a paper about them."""
    for one in found:
        if _is_bare_line(text, one) and _trains_near(text, one):
            one.kind = MentionKind.RAIL
    rails = [one for one in found if one.kind is MentionKind.RAIL]
    if not rails:
        return
    named = {_ends_of(text, one) for one in rails} - {frozenset[str]()}
    bare = [one for one in found if _is_bare_line(text, one) or _is_elided(one)]
    others = sum(one.kind is MentionKind.ROAD and not one.is_end for one in found) - len(bare)
    for number, one in enumerate(found):
        before = found[number - 1] if number else None
        listed = (
            before is not None
            and before.kind is MentionKind.RAIL
            and _LISTED.fullmatch(text.lower, before.end, one.start)
        )
        if _is_elided(one) and listed:
            one.kind = MentionKind.RAIL
        if _is_bare_line(text, one) and (
            listed or _ends_of(text, one) in named or len(rails) > max(others, 1)
        ):
            one.kind = MentionKind.RAIL


def _trains_near(text: WorkingText, one: NameFound) -> bool:
    """Whether the line of the text speaks of trains around a name."""
    lower = text.lower
    start = lower.rfind("\n", max(0, one.start - _NEAR), one.start) + 1
    end = lower.find("\n", one.end, one.end + _NEAR)
    first, last = start or max(0, one.start - _NEAR), end if end >= 0 else one.end + _NEAR
    return _TRAINS.search(lower, first, last) is not None


def _is_bare_line(text: WorkingText, one: NameFound) -> bool:
    bare = one.kind is MentionKind.ROAD and not one.refs
    return (
        bare
        and text.lower.startswith(("tuyến ", "tuyến:"), one.start)
        and not text.lower.startswith("tuyến đường", one.start)
    )


def _is_elided(one: NameFound) -> bool:
    """Whether it is one of a list and begins with its first place."""
    first = one.ends.steps[0][1] if one.ends and one.ends.steps else -1
    return one.kind is MentionKind.ROAD and not one.refs and first == one.start


def _ends_of(text: WorkingText, one: NameFound) -> frozenset[str]:
    route = one.ends.route if one.ends else []
    return frozenset(text.lower[start:end] for start, end in route)
