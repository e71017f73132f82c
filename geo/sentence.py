"""A computed sentence in both languages, its figures written as each language writes them."""

from collections.abc import Iterable

from geo.model import Text

_SWAP = str.maketrans(",.", ".,")


def sentence(vi: str, en: str, **parts: str | Text) -> Text:
    """Fill one template in each language.

    Parameters
    ----------
    vi, en
        Templates with ``{name}`` fields.
    parts
        A number already written in English form (``f"{x:,.1f}"``), whose comma and point are
        exchanged for Vietnamese; or a Text, of which each language takes its own.

    Examples
    --------
    >>> sentence("dài {km} km", "{km} km long", km=f"{1234.5:,.1f}")
    Text(vi='dài 1.234,5 km', en='1,234.5 km long')
    """
    return Text(
        vi=vi.format(
            **{k: p.vi if isinstance(p, Text) else p.translate(_SWAP) for k, p in parts.items()}
        ),
        en=en.format(**{k: p.en if isinstance(p, Text) else p for k, p in parts.items()}),
    )


def listed(texts: Iterable[Text], *, separator: str = ", ") -> Text:
    """Join texts one after the other, in each language."""
    texts = tuple(texts)
    return Text(
        vi=separator.join(text.vi for text in texts), en=separator.join(text.en for text in texts)
    )
