"""How mappers write references and names: many ways for one."""

import unicodedata
from typing import Any

import numpy as np

Tags = dict[str, str]


def choose(random: np.random.Generator, *options: str) -> str:
    return str(options[random.integers(len(options))])


def ref_text(random: np.random.Generator, ref: str) -> str:
    """One of the spellings of QL.37 seen on maps."""
    if ref.startswith("VĐ"):
        return choose(random, ref, "VĐ 5", "Vành đai 5", "Vành đai V")
    kind, number = ref.split(".")
    if kind == "ĐT":
        kind = choose(random, "ĐT", "ĐT", "DT", "TL", unicodedata.normalize("NFD", "ĐT"))
    sep = choose(random, ".", "", " ", "\u00a0", "-")
    if ref in ("QL.1", "QL.5", "QL.18"):
        number += choose(random, "", "A")
    return f"{kind}{sep}{number}"


def ref_name(random: np.random.Generator, ref: str) -> str:
    """The reference written out as a name."""
    if ref.startswith("VĐ"):
        return choose(random, "Đường Vành đai 5", "Vành đai V")
    kind, number = ref.split(".")
    long = {"QL": ("Quốc lộ", "Quốc Lộ"), "ĐT": ("Đường tỉnh", "Tỉnh lộ", "ĐT")}.get(
        kind, ("Cao tốc", "Đường cao tốc")
    )
    return f"{choose(random, *long)} {number}"


def name_text(random: np.random.Generator, name: str) -> str:
    """One of the spellings of a name: dashes, spaces, case, Unicode form."""
    text = name.replace(" – ", choose(random, " – ", " - ", "-", "–", " — "))
    text = text.replace(" ", choose(random, " ", " ", " ", "\u00a0"))
    if random.random() < 0.3:
        text = text[:1].upper() + text[1:]
    if random.random() < 0.2:
        text = text.replace("òa", "oà").replace("óa", "oá")
    form: Any = choose(random, "NFC", "NFC", "NFD")
    return unicodedata.normalize(form, text)


STREETS = ("Đường Lê Lợi", "Đường Hùng Vương", "Đường 3 tháng 2", "Đường Trần Phú", "Phố Mới")


def road_label(random: np.random.Generator, refs: list[str], names: list[str]) -> Tags:
    """Tags that say which road a way is, written in one of the usual ways."""
    if not refs:
        key = choose(random, "name", "name", "name", "name:vi", "alt_name", "official_name")
        return {key: name_text(random, names[0])} if names else {}
    tags = _by_number(random, refs)
    if names and random.random() < 0.8:
        tags["alt_name" if "name" in tags else "name"] = name_text(random, names[0])
    return tags


def _by_number(random: np.random.Generator, refs: list[str]) -> Tags:
    written = choose(random, ";", "; ", ",").join(ref_text(random, ref) for ref in refs)
    style = random.random()
    if style < 0.62:
        tags = {"ref": written}
        if random.random() < 0.3:
            tags["name"] = choose(random, *STREETS)
        return tags
    if style < 0.82:
        return {"name": "; ".join(ref_name(random, ref) for ref in refs)}
    if style < 0.88:
        return {"ref": "AH" + str(random.integers(1, 20)), "nat_ref": written}
    if style < 0.93:
        return {"old_ref": written}
    if style < 0.97:
        return {"int_ref": written}
    return {"name": "National road", "name:vi": ref_name(random, refs[0])}


def substation_name(random: np.random.Generator, core: str, kv: int) -> str:
    text = choose(
        random,
        f"Trạm biến áp {kv} kV {core}",
        f"Trạm biến áp {kv}kV {core}",
        f"TBA {kv}kV {core}",
        f"Trạm {kv}KV {core}",
        f"Trạm biến áp {core}",
    )
    return name_text(random, text)
