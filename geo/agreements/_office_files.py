"""The text of Word and PDF files, and what is said of those that give none."""

import io
import logging
import struct
import zipfile
import zlib
from collections.abc import Iterator

import docx
from docx.document import Document as WordDocument
from docx.opc.exceptions import OpcError
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.table import Table
from pypdf import PasswordType, PdfReader
from pypdf.errors import PyPdfError

from geo.errors import InputError

MOST_UNPACKED = 128 * 2**20
"""Bytes that a Word file may unpack to."""
_MOST_PARTS = 20_000
_MOST_PAGES = 3_000
_LEAST_ON_A_PAGE = 25
"""Letters; a scan with a stamp or two has fewer on average."""
_DAMAGE = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    NotImplementedError,
    OSError,
    RecursionError,
    RuntimeError,
    SyntaxError,  # lxml's
    TypeError,
    ValueError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)
"""What the libraries raise on damaged files besides their own errors."""


def docx_text(raw: bytes, where: str) -> str:
    """Return paragraphs and table rows of a Word file, one a line, then its footnotes.

    Raises
    ------
    InputError
        When the file is damaged, encrypted or unpacks to too much.
    """
    try:
        _check_archive(raw, where)
        return "\n".join(_lines(docx.Document(io.BytesIO(raw))))
    except InputError:
        raise
    except (OpcError, *_DAMAGE) as error:
        raise InputError("agreements.word", where=where, reason=type(error).__name__) from None


def _check_archive(raw: bytes, where: str) -> None:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MOST_UNPACKED or len(parts) > _MOST_PARTS:
        raise InputError(
            "agreements.unpacks",
            where=where,
            mib=unpacked / 2**20,
            parts=len(parts),
            most=MOST_UNPACKED // 2**20,
            most_parts=_MOST_PARTS,
        )


def _lines(document: WordDocument) -> Iterator[str]:
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                yield " | ".join(dict.fromkeys(cell.text for cell in row.cells))
        else:
            yield block.text
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/footnotes") and not relation.is_external:
            for paragraph in parse_xml(relation.target_part.blob).iter(qn("w:p")):
                yield "".join(run.text or "" for run in paragraph.iter(qn("w:t")))


def pdf_text(raw: bytes, where: str) -> str:
    """Return the text layer of a PDF file, page after page.

    Raises
    ------
    InputError
        When the file is damaged, encrypted, too long, or has no text layer.
    """
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it tells of every mended detail
    try:
        reader = PdfReader(io.BytesIO(raw))
        pages = _page_count(reader, where)
        texts = [page.extract_text() for page in reader.pages]
    except InputError:
        raise
    except (PyPdfError, *_DAMAGE) as error:
        if "crypt" in f"{type(error).__name__} {error}".lower():
            raise _locked(where) from None
        raise InputError("agreements.pdf", where=where, reason=type(error).__name__) from None
    if sum(map(_letters, texts)) < _LEAST_ON_A_PAGE * max(pages, 1):
        raise InputError("agreements.scan", where=where, pages=pages)
    return "\n".join(texts)


def _page_count(reader: PdfReader, where: str) -> int:
    if reader.is_encrypted and reader.decrypt("") is PasswordType.NOT_DECRYPTED:
        raise _locked(where)
    pages = len(reader.pages)
    if pages > _MOST_PAGES:
        raise InputError("agreements.pages", where=where, pages=pages, most=_MOST_PAGES)
    return pages


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))


def _locked(where: str) -> InputError:
    return InputError("agreements.encrypted", where=where)
