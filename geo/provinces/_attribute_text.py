"""Attribute texts of a file in the encoding they were really written in.

Shapefiles of Vietnamese offices hold UTF-8, Windows-1258, TCVN3 (the "ABC" fonts) or VNI, and the
``.cpg`` beside them is often missing or wrong. Which it is shows in the province names: only
the right reading gives any. Texts of other formats are looked at too, for a wrong reading is
often stored in them as if it were text ("B¾c Giang").
"""

import codecs
import unicodedata
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from geo.encodings import READINGS, UTF8, by_codec
from geo.names import normal_name

_SAMPLE = 3_000
"""Texts that are looked at before the reading is chosen."""


@dataclass(frozen=True)
class ReadFrame:
    """A frame whose texts can be read, and the encoding they turned out to be in."""

    frame: gpd.GeoDataFrame
    encoding: str


def from_bytes(frame: gpd.GeoDataFrame, cpg: str, known: Collection[str]) -> ReadFrame:
    """Decode texts that were read byte for byte (ISO 8859-1).

    Parameters
    ----------
    frame
        As read with ``encoding="ISO-8859-1"``.
    cpg
        What the ``.cpg`` file says, empty without one; believed unless another reading gives
        more province names.
    known
        Names to look for, as :func:`geo.names.normal_name` writes them.
    """
    readings = _stated(cpg) | READINGS
    raw = [text.encode("iso-8859-1") for text in _sample(frame)]
    scores = {name: _score(read, raw, known) for name, read in readings.items()}
    best = max(scores, key=lambda name: scores[name])  # the first of equals
    if best == UTF8 and not _is_utf8(raw):  # no names to go by, and not what it seemed
        best = "Windows-1258"
    decode = readings[best]
    return ReadFrame(_mapped(frame, lambda text: decode(text.encode("iso-8859-1"))), best)


def mended(frame: gpd.GeoDataFrame, known: Collection[str]) -> ReadFrame:
    """Undo a wrong reading that was stored as text, where that gives more province names."""
    texts = list(_sample(frame))
    have = len({normal_name(text) for text in texts} & set(known))
    best, most = UTF8, have
    for name, read in READINGS.items():
        found = len({normal_name(read(raw)) for text in texts if (raw := _raw(text))} & set(known))
        if found > most:
            best, most = name, found
    if most == have:
        return ReadFrame(_mapped(frame, str), UTF8)
    decode = READINGS[best]

    def mend(text: str) -> str:
        raw = _raw(text)
        return text if raw is None else decode(raw)

    return ReadFrame(_mapped(frame, mend), f"{best} → {UTF8}")


def _stated(cpg: str) -> dict[str, Callable[[bytes], str]]:
    name = cpg.strip().removeprefix("ANSI ")
    for candidate in (name, f"cp{name}"):
        try:
            codec = codecs.lookup(candidate).name
        except (LookupError, ValueError):
            continue
        return {UTF8 if codec == "utf-8" else cpg.strip(): by_codec(codec)}
    return {}


def _score(read: Callable[[bytes], str], raw: list[bytes], known: Collection[str]) -> int:
    return len({normal_name(read(text)) for text in raw} & set(known))


def _is_utf8(raw: list[bytes]) -> bool:
    # A field that was cut in the middle of a letter is still UTF-8: the last bytes do not count.
    damaged = sum("\ufffd" in text.decode("utf-8", errors="replace")[:-1] for text in raw)
    return damaged == 0


def _raw(text: str) -> bytes | None:
    """The bytes that a Western reading would have made this text of."""
    for codec in ("iso-8859-1", "cp1252"):
        try:
            return text.encode(codec)
        except UnicodeEncodeError:
            continue
    return None


def _sample(frame: gpd.GeoDataFrame) -> Iterator[str]:
    for column in _text_columns(frame):
        values = frame[column].dropna().unique()[:_SAMPLE]
        yield from (value for value in values if isinstance(value, str) and value)


def _text_columns(frame: gpd.GeoDataFrame) -> list[str]:
    return [
        str(column)
        for column in frame.columns
        if pd.api.types.is_object_dtype(frame[column].dtype)
        or pd.api.types.is_string_dtype(frame[column].dtype)
    ]


def _mapped(frame: gpd.GeoDataFrame, change: Callable[[str], str]) -> gpd.GeoDataFrame:
    def value(old: object) -> object:
        return unicodedata.normalize("NFC", change(old)) if isinstance(old, str) else old

    changed = frame.copy()
    for name in _text_columns(frame):
        if frame[name].map(lambda old: isinstance(old, str) and not old.isascii()).any():
            changed[name] = pd.Series(map(value, frame[name]), index=frame.index, dtype=object)
    return changed
