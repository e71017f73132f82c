"""The encodings Vietnamese offices write in: UTF-8, Windows-1258, TCVN3 ("ABC" fonts), VNI."""

import re
import unicodedata
from collections.abc import Callable

UTF8 = "UTF-8"
TCVN3 = dict(
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


def _tcvn3(raw: bytes) -> str:
    return "".join(TCVN3.get(byte, chr(byte)) for byte in raw)


def by_codec(name: str) -> Callable[[bytes], str]:
    """How bytes are read by one of Python's codecs; what it does not know becomes U+FFFD."""
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
    UTF8: by_codec("utf-8"),
    "Windows-1258": by_codec("cp1258"),
    "TCVN3": _tcvn3,
    "VNI": _vni,
}
"""Encoding → how it is read, in the order that decides between equals."""
