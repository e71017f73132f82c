"""What a person points at in a text: words that the rules do not see as a link, read like one."""

import re
from dataclasses import replace

from geo.agreements.mention import Mention, MentionKind
from geo.agreements.naming import NameFound
from geo.agreements.reading import reader_in_use
from geo.agreements.working_text import working_text
from geo.errors import InputError
from geo.names import bridge_names, refs_in

LONGEST = 200
"""Characters of what can be pointed at: a name, not a paragraph."""
_AROUND = 5_000
"""Characters on either side that may say something of it."""
_WHERE = "words pointed at"
_KV = re.compile(r"(?<![\w.,])(\d{2,3}) ?kv(?!\w)")


def find_words(text: str, line: int, words: str) -> tuple[int, int]:
    r"""Find words in a text, from a line on and else from its beginning.

    Case, Unicode form, dashes and line ends do not count. Without words it is the whole line.

    Parameters
    ----------
    line
        From 1.

    Returns
    -------
    tuple of int
        Start and end of what was found, in characters of the text.

    Raises
    ------
    InputError
        When the words do not stand there, or are more than a name.

    Examples
    --------
    >>> find_words("Hai tỉnh mở\nlối mòn Nà Pheo.", 1, "Lối mòn nà pheo")
    (12, 27)
    """
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    if not 1 <= line <= len(starts):
        raise InputError("agreements.line", where=_WHERE, line=line, most=len(starts))
    first = starts[line - 1]
    if not words.strip():
        whole = text[first:].partition("\n")[0]
        start = first + len(whole) - len(whole.lstrip())
        return _short_enough(start, start + len(whole.strip()))
    working, wanted = working_text(text), working_text(words).lower.strip()
    at = working.lower.find(wanted, working.position(first)) if wanted else -1
    at = working.lower.find(wanted) if at < 0 and wanted else at
    if at < 0:
        raise InputError("agreements.words", where=_WHERE, words=words[:LONGEST])
    return _short_enough(*working.span(at, at + len(wanted)))


def _short_enough(start: int, end: int) -> tuple[int, int]:
    if start < end <= start + LONGEST:
        return start, end
    raise InputError("agreements.length", where=_WHERE, count=end - start, most=LONGEST)


def mention_at(text: str, start: int, end: int, kind: MentionKind) -> Mention:
    """Read what the sentences say of the words from ``start`` to ``end`` as they do of a mention.

    Examples
    --------
    >>> mention_at("Lối mòn Nà Pheo đang thi công.", 0, 15, Kind.ROAD).status
    'construction'
    """
    first = text.rfind("\n", 0, max(0, start - _AROUND)) + 1
    last = text.find("\n", end + _AROUND)
    around = text[first : last if last >= 0 else len(text)]
    working = working_text(around)
    place = working.position(start - first), working.position(end - first)
    read = reader_in_use().read_also(around, working, _named(working.plain, *place, kind))
    return replace(
        read,
        text=text[start:end],
        start=start,
        end=end,
        line=text.count("\n", 0, start) + 1,
        parent=None,
    )


def _named(plain: str, start: int, end: int, kind: MentionKind) -> NameFound:
    words = plain[start:end]
    refs = refs_in(words) if kind is MentionKind.ROAD else ()
    proper = bridge_names(words) if kind is MentionKind.BRIDGE else ()
    name, *also = proper or (None if refs else words,)
    kv = _KV.search(words.lower()) if kind is MentionKind.POWER else None
    return NameFound(
        start,
        end,
        kind,
        refs,
        name,
        tuple(filter(None, also)),
        kv=int(kv[1]) if kv else None,
    )
