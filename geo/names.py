"""Vietnamese names and road references in one normal form each.

Three forms for three uses: :func:`fold` to search as people type, :func:`normal_name` to
tell whether two names are the same, :func:`normal_ref` for road numbers.
"""

import re
import unicodedata

_LOOKALIKES = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-")
    | dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff")  # unseen: dropped
    | {"\u00f0": "đ"}  # eth: its capital looks like Đ, and OCR and old fonts write it so
)
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
"""Grave, acute, tilde, hook above, dot below: the marks of the five written tones."""

_REF_CLASSES = {
    "quoc lo": "QL",
    "ql": "QL",
    "duong tinh": "ĐT",
    "tinh lo": "ĐT",
    "dt": "ĐT",
    "tl": "ĐT",
    "duong cao toc": "CT",
    "cao toc": "CT",
    "ct": "CT",
    "duong huyen": "ĐH",
    "huyen lo": "ĐH",
    "dh": "ĐH",
    "duong vanh dai": "VĐ",
    "vanh dai": "VĐ",
    "vd": "VĐ",
}
_REF = re.compile(rf"(?:duong )?({'|'.join(_REF_CLASSES)})[ .-]*0*([1-9]\d{{0,3}}) ?([a-z]?)")
_REF_BREAK = re.compile(r"[;,/|+&\n]")
_OLD_REFS = {"QL.1A": "QL.1", "QL.5A": "QL.5", "QL.18A": "QL.18"}
"""Names still in daily use for highways that officially carry no letter."""


def _casefold(text: str) -> str:
    """Decompose, fold case, and write dashes, unseen characters and eth in one way."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    return unicodedata.normalize("NFKD", folded).translate(_LOOKALIKES)


def fold(text: str) -> str:
    """Write a text as people type it in a search field: small letters, no diacritics.

    Examples
    --------
    >>> fold("Đường sắt  Kép – Cái Lân")
    'duong sat kep - cai lan'
    """
    bare = "".join(c for c in _casefold(text) if unicodedata.category(c) != "Mn")
    return " ".join(bare.replace("đ", "d").split())


def normal_name(text: str) -> str:
    """Return a key that is equal for two spellings of one name; not for showing.

    Case, dashes, spaces, Unicode form and the place of the tone mark (hoà, hòa) do not count;
    other diacritics do, for they tell names apart.

    Examples
    --------
    >>> normal_name("Đường sắt Kép-Cái Lân") == normal_name("Đường sắt Kép – Cái Lân")
    True
    >>> normal_name("cầu Hoà Sơn") == normal_name("Cầu Hòa Sơn")
    True
    >>> normal_name("Hòa Sơn") == normal_name("Hoa Sơn")
    False
    """
    words = _casefold(text).replace("-", " ").split()
    return unicodedata.normalize("NFC", " ".join(_tone_last(word) for word in words))


def _tone_last(word: str) -> str:
    tones = sorted(mark for mark in word if mark in _TONES)
    return "".join([*(c for c in word if c not in _TONES), *tones])


def normal_ref(text: str) -> str | None:
    """Return a road number in its official form, or None when the text is not one.

    Expressways have two digits (CT.07), the others no leading zero; ring roads no dot (VĐ5).

    Examples
    --------
    >>> normal_ref("Quốc lộ 1A"), normal_ref("TL293"), normal_ref("đường tỉnh 398b")
    ('QL.1', 'ĐT.293', 'ĐT.398B')
    >>> normal_ref("cầu Triều") is None
    True
    """
    match = _REF.fullmatch(fold(text))
    if match is None:
        return None
    kind, number, letter = _REF_CLASSES[match[1]], match[2], match[3].upper()
    dot = "" if kind == "VĐ" else "."
    ref = f"{kind}{dot}{number.zfill(2) if kind == 'CT' else number}{letter}"
    return _OLD_REFS.get(ref, ref)


def split_refs(text: str) -> tuple[str, ...]:
    """Return the road numbers in a field that may hold several, each once, in order.

    Examples
    --------
    >>> split_refs("QL 37;QL.17")
    ('QL.37', 'QL.17')
    """
    refs = (normal_ref(part) for part in _REF_BREAK.split(text))
    return tuple(dict.fromkeys(ref for ref in refs if ref is not None))
