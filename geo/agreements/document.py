"""A document file → its text, exactly as the offsets of its mentions count it.

Text files are decoded (UTF-8, UTF-16, Windows-1258, TCVN3), a byte order mark is left out and
line ends are one line feed each, as Python's own reading of text files has it. Word files give
their paragraphs and tables in order, then the footnotes; PDF files the text layer page by page.
"""

import codecs
import re
import unicodedata
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from geo.encodings import READINGS
from geo.errors import InputError, Wording

LARGEST = 64 * 2**20
"""Bytes of a file that is read."""
SUFFIXES = (".txt", ".md", ".docx", ".pdf")
_FREQUENT = re.compile(
    r"(?<!\w)(?:của|và|các|được|tỉnh|đường|không|người|những|đến|với|trên|đầu tư|năm|ngày)(?!\w)"
)
"""Words that a Vietnamese text cannot do without: only the right decoding shows them."""
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1f\ufffd]")
_SAMPLE = 200_000
_MOST_DAMAGE = 0.05
"""Share of unreadable characters from which a file is no text."""


def _office_files() -> Any:
    """Load what reads Word and PDF files; it takes a second, and texts do without."""
    return import_module("geo.agreements._office_files")


@dataclass(frozen=True, slots=True)
class Document:
    """A document's name (the file's, without suffix) and text."""

    name: str
    text: str


def read_document(path: Path) -> Document:
    """Read a .txt, .md, .docx or .pdf file.

    Raises
    ------
    InputError
        When the file is missing, too large, of another kind, damaged or encrypted, holds no
        text, or is a scan without a text layer.
    """
    where = str(path)
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise InputError(
            "agreements.suffix",
            where=where,
            suffix=suffix or Wording("agreements.no_suffix"),
            suffixes=", ".join(SUFFIXES),
        )
    raw = _bytes(path)
    if suffix == ".docx":
        text = _office_files().docx_text(raw, where)
    elif suffix == ".pdf":
        text = _office_files().pdf_text(raw, where)
    else:
        text = decoded(raw, where)
    if not text.strip("\x00 \n\t"):
        raise InputError("agreements.empty", where=where)
    return Document(path.stem, text)


def _bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size <= LARGEST:
            return path.read_bytes()
    except OSError as error:
        raise InputError(
            "agreements.unreadable", where=str(path), reason=error.strerror or error
        ) from None
    raise InputError(
        "agreements.too_large", where=str(path), mib=size / 2**20, most=LARGEST // 2**20
    )


def decoded(raw: bytes, where: str) -> str:
    """Return the text of a text file, in the encoding under which it is Vietnamese.

    Raises
    ------
    InputError
        When the bytes are no text in any of them.
    """
    text = _decode(raw).replace("\r\n", "\n").replace("\r", "\n")
    sample = text[:_SAMPLE]
    if len(_CONTROL.findall(sample)) > _MOST_DAMAGE * len(sample) + 2:
        raise InputError("agreements.not_text", where=where)
    return text


def _decode(raw: bytes) -> str:
    if raw.startswith(codecs.BOM_UTF8):
        return raw[3:].decode("utf-8", errors="replace")
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw.decode("utf-16", errors="replace")
    head = raw[:_SAMPLE]
    for codec, zeros in (("utf-16-le", head[1::2]), ("utf-16-be", head[::2])):
        if zeros.count(0) > len(zeros) * 0.3 and zeros.count(0) < len(zeros):
            return raw.decode(codec, errors="replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        best = max(READINGS, key=lambda name: _vietnamese(READINGS[name](head)))
        return READINGS[best](raw)


def _vietnamese(text: str) -> int:
    return len(_FREQUENT.findall(unicodedata.normalize("NFC", text).lower()))
