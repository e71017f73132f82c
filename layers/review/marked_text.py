"""A document's text as HTML, line by line, with what was found in it marked.

A mark says its kind by a letter and a colour, its state by a sign; marks may stand in one
another and run over line ends.
"""

import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from geo.agreements.mention import Mention
from layers.markup import Markup, part
from layers.texts import Texts

_text, _kinds = part("review.html", "text"), part("review.html", "kinds")
LONGEST = 40_000
"""Characters that are laid out at once; a browser is slow with more."""
_UNSEEN = dict.fromkeys((*range(9), *range(11, 32), 127), "�")
"""Control characters: shown, for they are in the text, but as a sign."""
STATE_SIGN = {"accepted": "✓", "rejected": "✕"}


@dataclass(frozen=True, slots=True)
class Marking:
    """What the page knows of a mark beside the mention itself."""

    state: str = ""
    """``accepted``, ``rejected`` or nothing."""
    open: bool = False
    """The one that the reader is at."""


@dataclass(frozen=True, slots=True)
class TextStretch:
    """Part of a text, from ``start`` to before ``end`` in characters; ``line`` counts from 1."""

    start: int
    end: int
    line: int


def stretches(text: str) -> list[TextStretch]:
    r"""Divide a text into parts that can be laid out at once, at line ends where there are any.

    Examples
    --------
    >>> stretches("one\ntwo")
    [Stretch(start=0, end=7, line=1)]
    """
    found: list[TextStretch] = []
    start, line = 0, 1
    while start < len(text) or not found:
        end = min(start + LONGEST, len(text))
        if end < len(text):
            end = text.rfind("\n", start, end) + 1 or end
        found.append(TextStretch(start, end, line))
        line += text.count("\n", start, end)
        start = end
    return found


def stretch_of(parts: Sequence[TextStretch], position: int) -> int:
    """Find the number of the part that a character stands in."""
    return max(bisect.bisect_right([part.start for part in parts], position) - 1, 0)


def marked_text(
    text: str,
    mentions: Sequence[Mention],
    markings: Mapping[int, Marking],
    part: TextStretch,
    texts: Texts,
) -> Markup:
    """Write one part of a text.

    Parameters
    ----------
    mentions
        Of the whole text, in any order.
    markings
        By the mention's number; what is not in it is neither accepted nor rejected.
    """
    lines = text[part.start : part.end].removesuffix("\n").split("\n")
    starts = list(accumulate((len(line) + 1 for line in lines), initial=part.start))[:-1]
    within: dict[int, list[int]] = {}
    for number, mention in enumerate(mentions):
        if mention.end <= part.start or mention.start >= part.end:
            continue
        first = max(bisect.bisect_right(starts, mention.start) - 1, 0)
        last = max(bisect.bisect_left(starts, mention.end) - 1, first)
        for row in range(first, last + 1):
            within.setdefault(row, []).append(number)
    rows = [
        (
            part.line + row,
            _line(line, start, [(n, mentions[n]) for n in within.get(row, ())], markings),
        )
        for row, (start, line) in enumerate(zip(starts, lines, strict=True))
    ]
    return _text(rows, texts)


MarkStep = str | dict[str, object] | None
"""Words, a mark that opens, or the end of the last one."""


def _line(
    line: str,
    start: int,
    here: Sequence[tuple[int, Mention]],
    markings: Mapping[int, Marking],
) -> list[MarkStep]:
    """Lay out one line; a mark that another one cuts across is closed and opened again."""
    spans = [
        (max(mention.start - start, 0), min(mention.end - start, len(line)), number, mention)
        for number, mention in here
    ]
    spans = sorted(
        (span for span in spans if span[0] < span[1]), key=lambda span: (span[0], -span[1])
    )
    edges = sorted({0, len(line), *(edge for span in spans for edge in span[:2])})
    written: list[MarkStep] = []
    standing: list[tuple[int, int, int, Mention]] = []
    coming = iter([*spans, None])
    following = next(coming)
    for at, until in zip(edges, [*edges[1:], None], strict=True):
        again: list[tuple[int, int, int, Mention]] = []
        while any(span[1] <= at for span in standing):
            closed = standing.pop()
            written.append(None)
            if closed[1] > at:
                again.insert(0, closed)
        for span in again:
            written.append(_opening(span[3], markings.get(span[2], Marking()), first=False))
            standing.append(span)
        while following is not None and following[0] == at:
            marking = markings.get(following[2], Marking())
            first = following[3].start >= start
            written.append(_opening(following[3], marking, first=first))
            standing.append(following)
            following = next(coming)
        if until is not None and until > at:
            written.append(line[at:until].translate(_UNSEEN))
    return [*written, *[None] * len(standing)]


def _opening(mention: Mention, marking: Marking, *, first: bool) -> MarkStep:
    classes = [f"gr-kind-{mention.kind}", f"gr-mark-{marking.state}" if marking.state else ""]
    classes.append("gr-mark-open" if marking.open else "")
    return {
        "classes": " ".join(filter(None, classes)),
        "kind": mention.kind,
        "is_first": first,
        "sign": STATE_SIGN.get(marking.state, ""),
    }


def kinds_legend(kinds: Sequence[str], texts: Texts) -> Markup:
    """Explain the letters of the kinds that a text holds."""
    return _kinds(kinds, texts)
