"""A document's text → its mentions."""

from functools import cache
from pathlib import Path

from geo import settings
from geo.agreements.circumstances import Circumstances
from geo.agreements.found import NameFound
from geo.agreements.mention import Mention
from geo.agreements.naming import Naming
from geo.agreements.vocabulary import Vocabulary, vocabulary_of
from geo.agreements.working_text import WorkingText, working_text


class Reader:
    """Reads texts by one vocabulary; making it compiles the rules, which takes a moment."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._naming = Naming(vocabulary)
        self._circumstances = Circumstances(vocabulary)

    def read(self, text: str) -> list[Mention]:
        """Return the mentions of a text in its order, an outer one before what it holds."""
        working = working_text(text)
        found = self._naming.find(working)
        return self._circumstances.tell(text, working, found)

    def read_also(self, text: str, working: WorkingText, one: NameFound) -> Mention:
        """Read what a text says of one more thing, which the rules did not find."""
        apart = (f for f in self._naming.find(working) if f.end <= one.start or one.end <= f.start)
        found = sorted((*apart, one), key=lambda f: (f.start, -f.end))
        return self._circumstances.tell(text, working, found)[found.index(one)]


def reader_in_use() -> Reader:
    """The reader by the vocabulary of the registry in use, made once."""
    return _reader(settings.data_folder())


@cache
def _reader(data: Path) -> Reader:
    return Reader(vocabulary_of(data))


def read_mentions(text: str) -> list[Mention]:
    """Return every named road, bridge, railway, power line, waterway and port of a text.

    Parameters
    ----------
    text
        As read: any Unicode form, with the leavings of typesetting and text recognition.

    Returns
    -------
    list of Mention
        In the order of the text, an outer one before what it holds. ``text[m.start:m.end]`` is
        ``m.text``. Time grows linearly with the text.

    Examples
    --------
    >>> [m.text for m in read_mentions("nâng cấp đường nối ĐT.293 với QL.18")]
    ['đường nối ĐT.293 với QL.18', 'ĐT.293', 'QL.18']
    >>> read_mentions("theo Nghị quyết số 11-NQ/TW, đáp ứng yêu cầu Bắc Giang đặt ra")
    []
    """
    return reader_in_use().read(text)
