"""What stands in what: names within names, and what is only the end of something else."""

from bisect import bisect_right
from itertools import pairwise

from geo.agreements.found import NameFound
from geo.agreements.mention import MentionKind


def nested(found: list[NameFound]) -> list[NameFound]:
    """Order, drop what overlaps another without standing in it, and say what stands in what."""
    found.sort(key=lambda one: (one.start, -one.end, not one.refs))
    kept: list[NameFound] = []
    outer: list[NameFound] = []
    for one in found:
        while outer and outer[-1].end <= one.start:
            outer.pop()
        if outer and one.end > outer[-1].end and outer[-1].is_link and one.is_link:
            last = outer[-1].ends
            if last is not None and last.steps[-1][1] == one.start:
                outer[-1].end = one.end
        if outer and (one.end > outer[-1].end or (one.start, one.end) == _span(outer[-1])):
            continue
        one.parent = outer[-1] if outer else None
        kept.append(one)
        outer.append(one)
    return kept


def _span(found: NameFound) -> tuple[int, int]:
    return found.start, found.end


def mark_ends(found: list[NameFound]) -> None:
    """Tell what is only an end of something else, and take its own ends away."""
    spans = sorted(
        (start, end, id(one)) for one in found if one.ends for _, start, end in one.ends.steps
    )
    starts = [span[0] for span in spans]
    for one in found:
        at = bisect_right(starts, one.start)
        near = spans[max(0, at - 3) : at]
        one.is_end = any(one.start < end and owner != id(one) for _, end, owner in near)
        if one.is_end and one.ends and not one.is_link and not one.ends.of("from", "chain"):
            one.ends = None


def leave_to_bridges(found: list[NameFound]) -> None:
    """Take from a road what the bridge on it joins: "cầu A trên quốc lộ 10 (nối B với C)"."""
    for bridge, one in pairwise(found):
        if bridge.kind is not MentionKind.BRIDGE or one.ends is None or not one.ends.route:
            continue
        if bridge.ends and one.ends.route == bridge.ends.route:
            one.ends = None
