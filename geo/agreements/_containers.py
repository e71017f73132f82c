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
        raise InputError(
            f"not a Word file that can be opened ({type(error).__name__})",
            where=where,
            allowed=".docx without a password",
            remedy="open it in Word or LibreOffice and save it anew, or as text",
            vi="Không mở được tệp Word (hỏng hoặc có mật khẩu). "
            "Hãy mở bằng Word hay LibreOffice rồi lưu lại, hoặc lưu thành .txt.",
        ) from None


def _check_archive(raw: bytes, where: str) -> None:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MOST_UNPACKED or len(parts) > _MOST_PARTS:
        raise InputError(
            f"unpacks to {unpacked / 2**20:.0f} MiB in {len(parts)} parts",
            where=where,
            allowed=f"up to {MOST_UNPACKED // 2**20} MiB in {_MOST_PARTS} parts",
            remedy="save the document without its pictures, or as text",
            vi=f"Tệp bung ra quá lớn ({unpacked / 2**20:.0f} MiB). "
            "Hãy lưu lại không kèm ảnh, hoặc lưu thành .txt.",
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
        raise InputError(
            f"not a PDF file that can be opened ({type(error).__name__})",
            where=where,
            remedy="open it in a PDF viewer, print it to a new PDF and try that",
            vi="Không mở được tệp PDF (hỏng hoặc có mật khẩu). "
            "Hãy mở bằng trình xem PDF, in ra tệp PDF mới rồi thử lại.",
        ) from None
    if sum(map(_letters, texts)) < _LEAST_ON_A_PAGE * max(pages, 1):
        raise InputError(
            f"{pages} page(s) without a text layer: a scan",
            where=where,
            remedy="run OCR (text recognition) for Vietnamese on it first",
            vi="Tệp PDF là bản quét, không có lớp chữ. Hãy nhận dạng chữ (OCR) trước.",
        )
    return "\n".join(texts)


def _page_count(reader: PdfReader, where: str) -> int:
    if reader.is_encrypted and reader.decrypt("") is PasswordType.NOT_DECRYPTED:
        raise _locked(where)
    pages = len(reader.pages)
    if pages > _MOST_PAGES:
        raise InputError(
            f"{pages} pages",
            where=where,
            allowed=f"up to {_MOST_PAGES}",
            remedy="split the document",
            vi=f"Tệp có {pages} trang, quá {_MOST_PAGES} trang. Hãy chia nhỏ văn bản.",
        )
    return pages


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))


def _locked(where: str) -> InputError:
    return InputError(
        "the PDF file is encrypted",
        where=where,
        allowed="PDF without a password",
        remedy="save it without a password",
    )
