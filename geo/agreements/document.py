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

from geo.errors import InputError
from geo.provinces._attribute_text import READINGS

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


def _containers() -> Any:
    """Load what reads Word and PDF files; it takes a second, and texts do without."""
    return import_module("geo.agreements._containers")


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
            f"not a document that can be read ({suffix or 'no suffix'})",
            where=where,
            allowed=", ".join(SUFFIXES),
            remedy="save it as one of these",
            vi=f"Không đọc được loại tệp này ({suffix or 'không có đuôi'}). "
            f"Hãy lưu thành {', '.join(SUFFIXES)}.",
        )
    raw = _bytes(path)
    if suffix == ".docx":
        text = _containers().docx_text(raw, where)
    elif suffix == ".pdf":
        text = _containers().pdf_text(raw, where)
    else:
        text = decoded(raw, where)
    if not text.strip("\x00 \n\t"):
        raise InputError(
            "the document holds no text",
            where=where,
            remedy="run OCR (text recognition) on it first if it is a scan",
            vi="Tệp không có chữ nào. Nếu là bản quét, hãy nhận dạng chữ (OCR) trước.",
        )
    return Document(path.stem, text)


def _bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size <= LARGEST:
            return path.read_bytes()
    except OSError as error:
        raise InputError(
            f"cannot be read: {error.strerror or error}",
            where=str(path),
            remedy="check the path and the permissions",
            vi="Không mở được tệp. Hãy kiểm tra đường dẫn và quyền đọc.",
        ) from None
    raise InputError(
        f"too large ({size / 2**20:.0f} MiB)",
        where=str(path),
        allowed=f"up to {LARGEST // 2**20} MiB",
        remedy="split the document",
        vi=f"Tệp quá lớn ({size / 2**20:.0f} MiB; tối đa {LARGEST // 2**20} MiB). "
        "Hãy chia nhỏ văn bản.",
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
        raise InputError(
            "not a text file",
            where=where,
            allowed="text in UTF-8, UTF-16, Windows-1258 or TCVN3",
            remedy="save it anew as UTF-8",
            vi="Đây không phải tệp văn bản. Hãy lưu lại dưới dạng UTF-8.",
        )
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
