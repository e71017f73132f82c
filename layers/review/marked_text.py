"""A document's text as HTML, line by line, with what was found in it marked.

A mark says its kind by a letter and a colour, its state by a sign; marks may stand in one
another and run over line ends. All text is escaped.
"""

import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import accumulate

from geo.agreements.mention import Mention
from layers.texts import Texts

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
class Stretch:
    """Part of a text, from ``start`` to before ``end`` in characters; ``line`` counts from 1."""

    start: int
    end: int
    line: int


def stretches(text: str) -> list[Stretch]:
    r"""Divide a text into parts that can be laid out at once, at line ends where there are any.

    Examples
    --------
    >>> stretches("one\ntwo")
    [Stretch(start=0, end=7, line=1)]
    """
    found: list[Stretch] = []
    start, line = 0, 1
    while start < len(text) or not found:
        end = min(start + LONGEST, len(text))
        if end < len(text):
            end = text.rfind("\n", start, end) + 1 or end
        found.append(Stretch(start, end, line))
        line += text.count("\n", start, end)
        start = end
    return found


def stretch_of(parts: Sequence[Stretch], position: int) -> int:
    """Find the number of the part that a character stands in."""
    return max(bisect.bisect_right([part.start for part in parts], position) - 1, 0)


def marked_text(
    text: str,
    mentions: Sequence[Mention],
    markings: Mapping[int, Marking],
    part: Stretch,
    texts: Texts,
) -> str:
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
    rows = []
    for row, (start, line) in enumerate(zip(starts, lines, strict=True)):
        inside = _line(
            line, start, [(n, mentions[n]) for n in within.get(row, ())], markings, texts
        )
        number = part.line + row
        rows.append(
            f'<div class="gr-doc-line" id="gr-line-{number}"><span class="gr-doc-number">{number}'
            f"</span><span>{inside or '&nbsp;'}</span></div>"
        )
    return f'<div class="gr-doc" lang="vi">{"".join(rows)}</div>'


def _line(
    line: str,
    start: int,
    here: Sequence[tuple[int, Mention]],
    markings: Mapping[int, Marking],
    texts: Texts,
) -> str:
    """Write one line; a mark that another one cuts across is closed and opened again."""
    spans = [
        (max(mention.start - start, 0), min(mention.end - start, len(line)), number, mention)
        for number, mention in here
    ]
    spans = sorted(
        (span for span in spans if span[0] < span[1]), key=lambda span: (span[0], -span[1])
    )
    edges = sorted({0, len(line), *(edge for span in spans for edge in span[:2])})
    written: list[str] = []
    standing: list[tuple[int, int, int, Mention]] = []
    coming = iter([*spans, None])
    following = next(coming)
    for at, until in zip(edges, [*edges[1:], None], strict=True):
        again: list[tuple[int, int, int, Mention]] = []
        while any(span[1] <= at for span in standing):
            closed = standing.pop()
            written.append("</mark>")
            if closed[1] > at:
                again.insert(0, closed)
        for span in again:
            written.append(_opening(span[3], markings.get(span[2], Marking()), texts, first=False))
            standing.append(span)
        while following is not None and following[0] == at:
            marking = markings.get(following[2], Marking())
            first = following[3].start >= start
            written.append(_opening(following[3], marking, texts, first=first))
            standing.append(following)
            following = next(coming)
        if until is not None:
            written.append(escape(line[at:until].translate(_UNSEEN)))
    written.append("</mark>" * len(standing))
    return "".join(written)


def _opening(mention: Mention, marking: Marking, texts: Texts, *, first: bool) -> str:
    kind = mention.kind.value
    classes = [f"gr-kind-{kind}", f"gr-mark-{marking.state}" if marking.state else ""]
    classes.append("gr-mark-open" if marking.open else "")
    opening = (
        f'<mark class="{" ".join(filter(None, classes))}" title="{texts.html(f"kind.{kind}")}">'
    )
    sign = STATE_SIGN.get(marking.state, "")
    return opening + (f"<b>{letter(mention.kind.value, texts)}{sign}</b>" if first else "")


def letter(kind: str, texts: Texts) -> str:
    """Give the letter that stands for a kind."""
    return texts.html(f"kind.letter.{kind}")


def kinds_legend(kinds: Sequence[str], texts: Texts) -> str:
    """Explain the letters of the kinds that a text holds."""
    items = "".join(
        f'<span class="gr-item"><mark class="gr-kind-{kind}"><b>{letter(kind, texts)}</b></mark>'
        f" {texts.html(f'kind.{kind}')}</span>"
        for kind in kinds
    )
    return f'<div class="gr-legend gr-doc-legend"><div class="gr-legend-row">{items}</div></div>'
