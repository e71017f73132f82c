"""Attribute texts of a file in the encoding they were really written in.

Shapefiles of Vietnamese offices hold UTF-8, Windows-1258, TCVN3 (the "ABC" fonts) or VNI, and the
``.cpg`` beside them is often missing or wrong. Which it is shows in the province names: only
the right reading gives any. Texts of other formats are looked at too, for a wrong reading is
often stored in them as if it were text ("B¾c Giang").
"""

import codecs
import re
import unicodedata
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from geo.names import normal_name

_TCVN3 = dict(
    zip(
        bytes.fromhex(
            "a1a2a3a4a5a6a7a8a9aaabacadae"
            "b5b6b7b8b9bbbcbdbec6c7c8c9cacb"
            "cccecfd0d1d2d3d4d5d6d7d8dcddde"
            "dfe1e2e3e4e5e6e7e8e9eaebecedee"
            "eff1f2f3f4f5f6f7f8f9fafbfcfdfe"
        ),
        "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
        strict=True,
    )
)
"""Bytes of TCVN 5712:1993 VN3; capitals with a tone have none, fonts draw them from these."""
_SAMPLE = 3_000
"""Texts that are looked at before the reading is chosen."""
UTF8 = "UTF-8"


def _tcvn3(raw: bytes) -> str:
    return "".join(_TCVN3.get(byte, chr(byte)) for byte in raw)


def _by_codec(name: str) -> Callable[[bytes], str]:
    return lambda raw: raw.decode(name, errors="replace")


_VNI_MARKS = {
    "\u00f9": "\u0301",
    "\u00f8": "\u0300",
    "\u00fb": "\u0309",
    "\u00f5": "\u0303",
    "\u00ef": "\u0323",
    "\u00e2": "\u0302",
    "\u00e1": "\u0302\u0301",
    "\u00e0": "\u0302\u0300",
    "\u00e5": "\u0302\u0309",
    "\u00e3": "\u0302\u0303",
    "\u00e4": "\u0302\u0323",
    "\u00ea": "\u0306",
    "\u00e9": "\u0306\u0301",
    "\u00e8": "\u0306\u0300",
    "\u00fa": "\u0306\u0309",
    "\u00fc": "\u0306\u0303",
    "\u00eb": "\u0306\u0323",
}
"""VNI-Windows: a letter of its own after the vowel stands for the vowel's marks."""
_VNI_LETTERS = {
    "\u00f1": "đ",
    "\u00ed": "í",
    "\u00ec": "ì",
    "\u00e6": "ỉ",
    "\u00f3": "ĩ",
    "\u00f2": "ị",
    "\u00ee": "ỵ",
    "\u00f4": "ơ",
    "\u00f6": "ư",
}
"""And these letters are other letters, when they stand for themselves."""
_VNI_VOWELS = re.compile(f"([aeouy\u00f4\u00f6])([{''.join(_VNI_MARKS)}])", re.IGNORECASE)
_VNI_SINGLES = str.maketrans(
    _VNI_LETTERS | {before.upper(): after.upper() for before, after in _VNI_LETTERS.items()}
)


def _vni(raw: bytes) -> str:
    text = raw.decode("cp1252", errors="replace")
    parts, end = [], 0
    for match in _VNI_VOWELS.finditer(text):
        parts.append(text[end : match.start()].translate(_VNI_SINGLES))
        parts.append(match[1].translate(_VNI_SINGLES) + _VNI_MARKS[match[2].lower()])
        end = match.end()
    return unicodedata.normalize("NFC", "".join([*parts, text[end:].translate(_VNI_SINGLES)]))


READINGS: dict[str, Callable[[bytes], str]] = {
    UTF8: _by_codec("utf-8"),
    "Windows-1258": _by_codec("cp1258"),
    "TCVN3": _tcvn3,
    "VNI": _vni,
}
"""Encoding → how it is read, in the order that decides between equals."""


@dataclass(frozen=True)
class Reading:
    """A frame whose texts can be read, and the encoding they turned out to be in."""

    frame: gpd.GeoDataFrame
    encoding: str


def from_bytes(frame: gpd.GeoDataFrame, cpg: str, known: Collection[str]) -> Reading:
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
    return Reading(_mapped(frame, lambda text: decode(text.encode("iso-8859-1"))), best)


def mended(frame: gpd.GeoDataFrame, known: Collection[str]) -> Reading:
    """Undo a wrong reading that was stored as text, where that gives more province names."""
    texts = list(_sample(frame))
    have = len({normal_name(text) for text in texts} & set(known))
    best, most = UTF8, have
    for name, read in READINGS.items():
        found = len({normal_name(read(raw)) for text in texts if (raw := _raw(text))} & set(known))
        if found > most:
            best, most = name, found
    if most == have:
        return Reading(_mapped(frame, str), UTF8)
    decode = READINGS[best]

    def mend(text: str) -> str:
        raw = _raw(text)
        return text if raw is None else decode(raw)

    return Reading(_mapped(frame, mend), f"{best} → {UTF8}")


def _stated(cpg: str) -> dict[str, Callable[[bytes], str]]:
    name = cpg.strip().removeprefix("ANSI ")
    for candidate in (name, f"cp{name}"):
        try:
            codec = codecs.lookup(candidate).name
        except (LookupError, ValueError):
            continue
        return {UTF8 if codec == "utf-8" else cpg.strip(): _by_codec(codec)}
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
