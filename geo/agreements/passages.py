"""The words of an agreement that a citation points to, from the reader's own folder of texts.

The folder is the reader's (setting ``GIAPRANH_AGREEMENTS``); nothing of it is kept. A text is
one file ``<id>.txt`` in UTF-8, ``id`` as in ``data/agreements.yaml``. Where there is none by that
name, the one file counts whose name begins with the document's day or month (``2022-03-10``,
``2022-03``) and holds the word of its kind (``conclusion``, ``draft``, …); two that fit are none.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Final

from rapidfuzz.distance import Levenshtein

from geo import settings
from geo.agreements.vocabulary import vocabulary_of
from geo.errors import InputError
from geo.model import Agreement, Citation, Project, Status
from geo.names import fold
from geo.registry import Registry

CONTEXT_LINES: Final = 1
"""Lines with words in them that are shown before and after the cited one."""
_LONG_WORD: Final = 6
"""From so many letters on, a word may differ by one letter: scans misread them."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """A stretch of a line; ``marked`` where it names the project or its status."""

    words: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Passage:
    """A cited line, with its marks, and the lines around it."""

    before: tuple[str, ...]
    line: tuple[Fragment, ...]
    after: tuple[str, ...]


@dataclass(frozen=True)
class Documents:
    """The texts of agreements in a folder."""

    files: Mapping[str, Path]
    """By the id of the agreement; those without a text are left out."""

    @cached_property
    def _lines(self) -> dict[str, list[str]]:
        return {}

    def lines(self, agreement: str) -> Sequence[str]:
        """Lines of an agreement's text in NFC; empty where there is no text.

        Raises
        ------
        InputError
            When the file is not UTF-8 text.
        """
        path = self.files.get(agreement)
        if path is None:
            return ()
        if agreement not in self._lines:
            self._lines[agreement] = _read(path)
        return self._lines[agreement]

    def passage(self, cite: Citation, marked: Iterable[str]) -> Passage | None:
        """The cited line with the words marked; None without a text or without that line.

        Parameters
        ----------
        cite
            Document and line, counted from 1.
        marked
            Wordings to mark, tolerant of case, diacritics and, in long words, one misread letter.
        """
        lines = self.lines(cite.agreement)
        if not 1 <= cite.line <= len(lines) or not lines[cite.line - 1].strip():
            return None
        at = cite.line - 1
        return Passage(
            before=tuple(_with_words(reversed(lines[:at])))[::-1],
            line=tuple(mark(lines[at].strip(), marked)),
            after=tuple(_with_words(lines[at + 1 :])),
        )


def documents_in(folder: Path, registry: Registry) -> Documents:
    """Find the agreements' texts in a folder.

    Raises
    ------
    InputError
        When there is no such folder.
    """
    if not folder.is_dir():
        raise InputError("registry.documents", where="GIAPRANH_AGREEMENTS", folder=str(folder))
    texts = sorted(path for path in folder.glob("*.txt") if path.is_file())
    found = {key: _file_of(one, texts) for key, one in registry.agreements.items()}
    return Documents({key: path for key, path in found.items() if path is not None})


def phrases(project: Project, registry: Registry, status: Status | None = None) -> list[str]:
    """What to mark in a passage about a project: its numbers, its places, words of its status."""
    names = [place.name.vi for place in map(registry.places.__getitem__, project.places)]
    named = [
        _sort_before_name().sub("", name) for name in names if not name.startswith(_BORDER_NAME)
    ]
    said = [*project.refs, *(_bare(ref) for ref in project.refs), *named]
    said += [part.strip() for part in re.split(r"[–,()]", project.name.vi)]
    said += phrases_of(status) if status else []
    return [phrase for phrase in dict.fromkeys(said) if len(fold(phrase)) >= _SHORTEST]


_SHORTEST: Final = 4
_BORDER_NAME: Final = "Giáp ranh"


def _sort_before_name() -> re.Pattern[str]:
    """The sort of place before a proper name: "Thị trấn" of "Thị trấn Kép"."""
    return _sort_in(settings.current().data)


@cache
def _sort_in(data: Path) -> re.Pattern[str]:
    sorts = sorted(vocabulary_of(data).places["sorts"], key=len, reverse=True)
    return re.compile(rf"^(?:{'|'.join(map(re.escape, sorts))}) (?=\S)", re.IGNORECASE)


def phrases_of(status: Status) -> list[str]:
    """The vocabulary's phrases for a status; of those with a gap, each half."""
    return _phrases_in(settings.current().data, status)


@cache
def _phrases_in(data: Path, status: Status) -> list[str]:
    rows = vocabulary_of(data).statuses
    phrases = [phrase for row in rows if row.status is status for phrase in row.phrases]
    return [half for phrase in phrases for half in phrase.split(" … ") if len(fold(half)) > 3]


def mark(line: str, marked: Iterable[str]) -> Iterator[Fragment]:
    """Cut a line where the phrases stand in it.

    Examples
    --------
    >>> [part.words for part in mark("đường tỉnh 342 đi Hoàn Bồ", ["Hoành Bồ"]) if part.marked]
    ['Hoàn Bồ']
    """
    line = unicodedata.normalize("NFC", line)
    words = [(match.start(), match.end()) for match in re.finditer(r"[^\W_]+", line)]
    folded = [fold(line[start:end]) for start, end in words]
    found = [
        (words[at][0], words[at + size - 1][1])
        for phrase in marked
        for at, size in _at(phrase, folded)
    ]
    yield from _fragments(line, _merged(found))


def _at(phrase: str, folded: Sequence[str]) -> Iterator[tuple[int, int]]:
    """At which of a line's folded words a phrase begins, and how many words it has."""
    wanted = [fold(word) for word in re.findall(r"[^\W_]+", phrase)]
    for at in range(len(folded) - len(wanted) + 1 if wanted else 0):
        if all(_same(read, word) for read, word in zip(folded[at:], wanted, strict=False)):
            yield at, len(wanted)


def _same(read: str, wanted: str) -> bool:
    """Tell whether a folded word of a scan may be the one that is looked for."""
    if read == wanted:
        return True
    if min(len(read), len(wanted)) < _LONG_WORD - 1 or max(len(read), len(wanted)) < _LONG_WORD:
        return wanted.startswith(read) and len(wanted) - len(read) == 1 and len(read) >= 4
    return Levenshtein.distance(read, wanted, score_cutoff=1) <= 1


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _fragments(line: str, spans: Iterable[tuple[int, int]]) -> Iterator[Fragment]:
    at = 0
    for start, end in spans:
        if start > at:
            yield Fragment(line[at:start], marked=False)
        yield Fragment(line[start:end], marked=True)
        at = end
    if at < len(line):
        yield Fragment(line[at:], marked=False)


def _bare(ref: str) -> str:
    """Number of a road without its class, as documents write it after the class in full."""
    return ref.partition(".")[2]


def _with_words(lines: Iterable[str]) -> Iterator[str]:
    left = CONTEXT_LINES
    for line in lines:
        if line.strip() and left > 0:
            left -= 1
            yield line.strip()


def _read(path: Path) -> list[str]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError("registry.document_text", where=str(path), byte=error.start) from None
    return unicodedata.normalize("NFC", text).split("\n")


def _file_of(agreement: Agreement, texts: Sequence[Path]) -> Path | None:
    named = [path for path in texts if path.stem == agreement.id]
    if named:
        return named[0]
    for begins in (f"{agreement.date:%Y-%m-%d}", f"{agreement.date:%Y-%m}_"):
        fitting = [
            path
            for path in texts
            if path.stem.startswith(begins)
            and agreement.kind.value in re.split(r"[_-]", path.stem.casefold())
        ]
        if len(fitting) == 1:
            return fitting[0]
    return None
