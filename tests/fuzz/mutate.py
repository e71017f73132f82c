"""Ways to spoil bytes, texts and trees of values; the same random numbers spoil the same way."""

import copy
import json
import math
import random
import re
from collections.abc import Callable
from typing import Any, Final

_BYTES: Final = (0, 1, 0x7F, 0x80, 0xFE, 0xFF)
_WORDS: Final = (
    b"\x00\x00\x00\x00",
    b"\xff\xff\xff\xff",
    b"\xff\xff\xff\x7f",
    b"\x7f\xff\xff\xff",
    b"\x00\x00\x00\x80",
)
ODD: Final = (
    *("", "~", "null", "true", "nan", ".nan", ".inf", "-.inf", "1e999", "-1", "0x", "0o9", "1_0"),
    *("9" * 30, "1" * 5_000, "2024-02-30", "2024-13-01", "9999-12-31", "2025:24", "24", "00"),
    *("!!int abc", "!!float x", "!!timestamp 99", "!!binary x", "!!set", "!!omap", "!!null x"),
    *("!!python/object/apply:os.system [id]", "!x", "!<tag:x>", "&a *a", "*none", "&a [*a]"),
    *("<<: *x", "<<: 7", "? x", "|", ">", "- - - -", "[", "{", "]", "}", "'", '"', "%x", "@x", "`"),
    *("[]", "{}", "[[]]", "{a: {b: c}}", "a: b: c", "#", ",", ";", "\t", "\x00", "\x85", "\u2028"),
    *("e\u0302\u0301", "\u202e", "\ufeff", "\U0001f600", "Bắc Giang", "../../x", "a" * 70_000),
)
"""Texts that stand in no file that is well."""
_VALUES: Final[tuple[Any, ...]] = (
    *(None, True, 0, -1, 1e308, -1e308, math.nan, math.inf, 2**63, 10**400, "", "x", [], {}, [[]]),
    *([None], [[[[]]]], {"type": 7}, [0, 0], [[0, 0]], [["a", "b"]], "9" * 400, "Point", "Polygon"),
)


def spoiled_bytes(data: bytes, chance: random.Random) -> bytes:
    """Change some bytes, put some in, take some out, or cut the rest off."""
    found = bytearray(data)
    for _ in range(chance.choice((1, 1, 1, 2, 4, 16))):
        at = chance.randrange(len(found) + 1)
        match chance.randrange(8):
            case 0 | 1:
                found[at : at + 1] = bytes([chance.randrange(256)])
            case 2:
                found[at : at + 1] = bytes([chance.choice(_BYTES)])
            case 3:
                found[at : at + 4] = chance.choice(_WORDS)
            case 4:
                found[at:at] = found[at : at + chance.randrange(1, 40)]
            case 5:
                del found[at : at + chance.randrange(1, 40)]
            case 6:
                other = chance.randrange(len(found) + 1)
                found[at : at + 32] = found[other : other + 32]
            case _ if chance.random() < 0.2:
                del found[at:]
    return bytes(found)


def spoiled_text(text: str, chance: random.Random) -> str:
    """Put something odd in the place of a word, move lines about, or spoil bytes."""
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        text = chance.choice(_OF_TEXT)(text, chance)
    return text


def _odd_word(text: str, chance: random.Random) -> str:
    words = list(re.finditer(r"[^\s:,\[\]{}\"'<>]+", text))
    if not words:
        return chance.choice(ODD)
    word = chance.choice(words)
    return text[: word.start()] + chance.choice(ODD) + text[word.end() :]


def _odd_mark(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + chance.choice(ODD) + text[at + chance.randrange(3) :]


def _moved_lines(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    match chance.randrange(4):
        case 0:
            del lines[at]
        case 1:
            lines.insert(at, lines[other])
        case 2:
            lines[at], lines[other] = lines[other], lines[at]
        case _:
            lines[at] = " " * chance.randrange(6) + lines[at].lstrip()
    return "\n".join(lines)


def _nested(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + chance.choice("[{(-<") * chance.choice((50, 2_000)) + text[at:]


def _raw(text: str, chance: random.Random) -> str:
    return spoiled_bytes(text.encode(), chance).decode("utf-8", "replace")


_OF_TEXT: Final[tuple[Callable[[str, random.Random], str], ...]] = (
    *(_odd_word,) * 6,
    *(_odd_mark,) * 2,
    *(_moved_lines,) * 3,
    *(_nested,),
    *(_raw,) * 2,
)


def encoded(text: str, chance: random.Random) -> bytes:
    """Bytes of a text, mostly UTF-8, now and then with something that is none."""
    data = text.encode("utf-8", "replace")
    return spoiled_bytes(data, chance) if chance.random() < 0.1 else data


def spoiled_tree(tree: Any, chance: random.Random) -> Any:
    """Put an odd value somewhere in a tree of values, or take a value out or double it."""
    found = json.loads(json.dumps(tree))
    for _ in range(chance.choice((1, 1, 2, 3))):
        place = _somewhere(found, chance)
        if place is None:
            return copy.deepcopy(chance.choice(_VALUES))
        node, step = place
        match chance.randrange(4):
            case 0:
                del node[step]
            case 1 if isinstance(node, list):
                node.insert(step, copy.deepcopy(node[step]))
            case _:
                node[step] = copy.deepcopy(chance.choice(_VALUES))
    return found


def _somewhere(tree: Any, chance: random.Random) -> tuple[Any, Any] | None:
    node, step, found = tree, None, None
    while isinstance(node, dict | list) and node:
        step = (
            chance.choice(sorted(node)) if isinstance(node, dict) else chance.randrange(len(node))
        )
        found, node = (node, step), node[step]
        if chance.random() < 0.15:
            break
    return found
