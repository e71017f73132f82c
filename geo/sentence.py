"""Texts in both languages, of what the catalogue says."""

from collections.abc import Iterable

from geo.errors import InBoth
from geo.model import Text


def text_of(said: InBoth) -> Text:
    """What the catalogue says, written out: for what keeps texts.

    Examples
    --------
    >>> from geo.errors import Wording
    >>> text_of(Wording("store.no_party", party="x"))
    Text(vi="Không có bên nào là 'x'", en="There is no party 'x'")
    """
    return Text(vi=said.vi, en=said.en)


def listed(texts: Iterable[Text], *, separator: str = ", ") -> Text:
    """Join texts one after the other, in each language."""
    texts = tuple(texts)
    return Text(
        vi=separator.join(text.vi for text in texts), en=separator.join(text.en for text in texts)
    )
