"""Vietnamese names and road references in one normal form each.

Three forms for three uses: :func:`fold` to search as people type, :func:`normal_name` to
tell whether two names are the same, :func:`normal_ref` for road numbers.
"""

import re
import unicodedata
from functools import lru_cache

_KEPT = 50_000
"""How many texts of the map are kept in normal form: every project asks for the same ones."""
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
    "dct": "CT",
    "duong huyen": "ĐH",
    "huyen lo": "ĐH",
    "dh": "ĐH",
    "duong vanh dai": "VĐ",
    "vanh dai": "VĐ",
    "vd": "VĐ",
    "huong lo": "HL",
    "hl": "HL",
    "duong xa": "ĐX",
    "dx": "ĐX",
}
_CLASS = "|".join(
    r"\.? ?".join(words) if len(words) < 4 else words  # Q.L 37, Đ.T 293
    for words in sorted(_REF_CLASSES, key=len, reverse=True)
)
_AS_NUMBER = r"[ .:_·-]*(?:so[ .:]*)?"
"""What stands between a class and its number: nothing, "QL.37", "QL-37", "Quốc lộ số 37"."""
_REF = re.compile(
    rf"(?:duong )?(?:(?P<long>{_CLASS})[ .:]+)?(?P<kind>{_CLASS}){_AS_NUMBER}"
    r"(?P<number>n[12]|0*[1-9]\d{0,3})(?:[ -]?(?P<letter>h\d|[a-z]))?"
)
_REF_INSIDE = re.compile(
    rf"(?<![a-z0-9])(?P<kind>{_CLASS}){_AS_NUMBER}"
    # a longer number with a zero in front is a telephone's ("ĐT" is also "điện thoại")
    r"(?:0(?=\d(?!\d)))?(?P<number>n[12]|[1-9]\d{0,3})(?:-?(?P<letter>h\d|[a-z]))?(?![a-z0-9]|\.\d)"
)
_MISREAD = re.compile(
    rf"(?<![a-z0-9])(?P<before>(?:{_CLASS})[ .:_·-]*)"
    r"(?P<number>[lio\d]*\d[lio\d]*)(?=[a-hk]?(?![a-z0-9]))"
)
_DIGITS = str.maketrans("lio", "110")
_RING = re.compile(r"(?:duong )?(?:vanh dai|vd)[ .-]*(?:([1-9])|(i{1,3}|iv|v))(?: vung thu do)?")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5}
_REF_BREAK = re.compile(r"[;,/|+&\n]")
_AND = re.compile(r" va ")
_DASH = re.compile(rf" ?- ?(?=(?:{_CLASS}|ah)[ .:]*\d)")
_NOTE = re.compile(r"(?P<ref>[^()]+?) ?\((?P<note>[^()]+)\)")
_OTHER_ALIGNMENT = re.compile(r"\b(?:tranh|cu|moi|nhanh|du kien|quy hoach)\b")
"""Notes that say that a number's road is not meant: a bypass, the old or a planned course."""
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


def slug(name: str) -> str:
    """Write a name as an id: small letters, no diacritics, dashes between words.

    Examples
    --------
    >>> slug("Bắc Giang")
    'bac-giang'
    """
    return fold(name).replace(" ", "-")


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
    refs = split_refs(text) if _REF_BREAK.search(text) is None else ()
    return refs[0] if len(refs) == 1 else None


def _one_ref(folded: str) -> str | None:
    if ring := _RING.fullmatch(folded):
        return f"VĐ{ring[1] or _ROMAN[ring[2]]}"
    match = _REF.fullmatch(folded)
    if match is None or (match["long"] and _class_of(match["long"]) != _class_of(match["kind"])):
        return None
    return _official(match)


def _class_of(words: str) -> str:
    return _REF_CLASSES.get(words) or _REF_CLASSES[re.sub(r"[. ]", "", words)]


def _official(match: re.Match[str]) -> str:
    kind, letter = _class_of(match["kind"]), match["letter"] or ""
    number = match["number"].lstrip("0").upper()
    dot = "" if kind == "VĐ" else "."
    ref = f"{kind}{dot}{number.zfill(2) if kind == 'CT' else number}{letter.upper()}"
    return _OLD_REFS.get(ref, ref)


def _read_right(folded: str) -> str:
    """Put digits where a scan has letters in a number: QL.l7, QL.I7, ĐT.O293."""
    return _MISREAD.sub(lambda m: m["before"] + m["number"].translate(_DIGITS), folded)


@lru_cache(maxsize=_KEPT)
def split_refs(text: str, *, dashed: bool = False, tailed: bool = False) -> tuple[str, ...]:
    """Return the road numbers in a field that may hold several, each once, in order.

    Parameters
    ----------
    dashed
        Whether a dash parts numbers too, as it does in a field for numbers; in a name,
        "ĐT.293 – QL.18" is a road between the two.
    tailed
        Whether a street may stand behind a number, as in the name of a way: "Quốc lộ 37 - Đường
        Sao Đỏ".

    Examples
    --------
    >>> split_refs("QL 37;QL.17"), split_refs("QL37-QL17", dashed=True)
    (('QL.37', 'QL.17'), ('QL.37', 'QL.17'))
    >>> split_refs("Quốc lộ 37 (Đường Nguyễn Trãi)"), split_refs("QL.37 (đoạn tránh)")
    (('QL.37',), ())
    >>> split_refs("Quốc lộ 37 - Đường Sao Đỏ", tailed=True), split_refs("QL.37 - Đường Sao Đỏ")
    (('QL.37',), ())
    """
    parts = [p for part in _REF_BREAK.split(text) for p in _AND.split(_read_right(fold(part)))]
    if dashed:
        parts = [piece for part in parts for piece in _DASH.split(part)]
    if tailed:
        parts = [_without_street(part.strip()) for part in parts]
    refs = (_one_ref(piece) for part in parts for piece in _with_note(part.strip(" .[]")))
    return tuple(dict.fromkeys(ref for ref in refs if ref is not None))


_STREET_BEHIND = re.compile(r"(?P<ref>[^()-]+?) ?- ?(?P<street>(?:duong|pho|dai lo) [^()]+)")


def _without_street(part: str) -> str:
    """A number without the street behind it, which is no other road and no other course of it."""
    match = _STREET_BEHIND.fullmatch(part)
    if match is None or _one_ref(match["street"]) or _OTHER_ALIGNMENT.search(match["street"]):
        return part
    return match["ref"]


def _with_note(part: str) -> tuple[str, ...]:
    """A number and what stands in brackets behind it; nothing where that says it is not meant."""
    if part.startswith("(") and part.endswith(")"):
        return (part[1:-1],)
    match = _NOTE.fullmatch(part)
    if match is None:
        return (part,)
    return () if _OTHER_ALIGNMENT.search(match["note"]) else (match["ref"], match["note"])


def refs_in(text: str) -> tuple[str, ...]:
    """Return the road numbers that stand in a running text, each once, in order.

    Examples
    --------
    >>> refs_in("Cầu và đường dẫn cảng Mỹ An – QL.31 – Quốc lộ 1A")
    ('QL.31', 'QL.1')
    >>> refs_in("trong quý I, tại khu CT4A2; ĐT: 0204 3854")
    ()
    """
    folded = _read_right(fold(text))
    return tuple(dict.fromkeys(_official(match) for match in _REF_INSIDE.finditer(folded)))


_GENERIC_WORDS = ("tuyến đường", "tuyến", "đường")
_NAME_BREAK = re.compile(r"[;|\n]")


def core_name(text: str) -> str:
    """Return :func:`normal_name` without a leading generic word; not for showing.

    OpenStreetMap writes "Đường cao tốc Nội Bài - Hạ Long" where an agreement has "cao tốc Nội
    Bài – Hạ Long". "Đường sắt" (railway) is a word of its own and stays.

    Examples
    --------
    >>> core_name("Đường cao tốc Nội Bài - Hạ Long") == core_name("cao tốc Nội Bài – Hạ Long")
    True
    >>> core_name("Đường sắt Kép – Hạ Long") == core_name("Kép – Hạ Long")
    False
    """
    name = normal_name(text)
    if name.startswith(_RAILWAY):
        return name
    for generic in _GENERIC_KEYS:
        if name.startswith(generic):
            return name.removeprefix(generic)
    return name


_RAILWAY = normal_name("đường sắt")
_GENERIC_KEYS = tuple(f"{normal_name(words)} " for words in _GENERIC_WORDS)


@lru_cache(maxsize=_KEPT)
def split_names(text: str) -> tuple[str, ...]:
    """Return the names in a field that may hold several, each once, in :func:`core_name` form.

    Examples
    --------
    >>> len(split_names("Đường Lê Lợi; Quốc lộ 31"))
    2
    """
    names = (core_name(part) for part in _NAME_BREAK.split(text))
    return tuple(dict.fromkeys(name for name in names if name))


_BRIDGE = re.compile(
    r"^cầu (?!và\b|thay\b)(.+?)(?: \(([^)]*)\))?(?: (?:và|trên|thay|qua|nối)\b.*|,.*)?$",
    re.IGNORECASE,
)


def bridge_names(text: str) -> tuple[str, ...]:
    """Return the proper names of the bridge that a text begins with, without "cầu".

    Examples
    --------
    >>> bridge_names("Cầu Hải Hưng (Đoàn Kết) và đường dẫn")
    ('Hải Hưng', 'Đoàn Kết')
    >>> bridge_names("Cầu và đường dẫn cảng Mỹ An"), bridge_names("QL.37")
    ((), ())
    """
    match = _BRIDGE.match(unicodedata.normalize("NFC", text).strip())
    return tuple(name.strip() for name in match.groups() if name) if match else ()


_BRIDGE_WORD = normal_name("cầu")


def bridge_keys(text: str, *, bare: bool = False) -> tuple[str, ...]:
    """Return keys equal for two spellings of a bridge's name; not for showing.

    Parameters
    ----------
    bare
        Whether the text is a bridge's name even without "cầu", as in the field for it.

    Examples
    --------
    >>> bridge_keys("Cầu Hải Hưng (Đoàn Kết)") == bridge_keys("Hải Hưng; Đoàn Kết", bare=True)
    True
    >>> bridge_keys("Hải Hưng")
    ()
    """
    found: list[str] = []
    for part in _NAME_BREAK.split(text):
        match = _NOTE.fullmatch(part.strip())
        word, _, proper = normal_name(match["ref"] if match else part).partition(" ")
        if word != _BRIDGE_WORD:
            proper = f"{word} {proper}".strip() if bare else ""
        if proper:
            found += [proper, normal_name(match["note"])] if match else [proper]
    return tuple(dict.fromkeys(found))


_SUBSTATION_WORDS = re.compile(r"\b(?:tram bien ap|tram bien the|tram|tba|substation)\b")
_VOLTAGE_WORDS = re.compile(r"\b\d{2,3}(?:/\d{2,3})* ?kv\b")


def substation_key(text: str) -> str:
    """Return a key equal for two spellings of one substation's name; not for showing.

    "Trạm biến áp 500 kV Hiệp Hòa", "TBA 500kV Hiệp Hoà" and "Hiệp Hòa" are one. Diacritics do
    not count: substations' names are often typed without them; the place tells them apart.

    Examples
    --------
    >>> substation_key("TBA 500kV Hiệp Hoà") == substation_key("Trạm biến áp 500 kV Hiệp Hòa")
    True
    >>> substation_key("Trạm 220 kV Phú Bình 2")
    'phu binh 2'
    """
    bare = _SUBSTATION_WORDS.sub(" ", _VOLTAGE_WORDS.sub(" ", fold(text)))
    return " ".join(re.sub(r"[-.,()]", " ", bare).split())
