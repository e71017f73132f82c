"""Documents in: formats, encodings, and files that are damaged, locked, huge or hostile."""

import io
import random
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner
from pypdf import PdfReader, PdfWriter

from geo.__main__ import main
from geo.agreements import _office_files, document, read_mentions
from geo.agreements.document import read_document
from geo.encodings import TCVN3
from geo.errors import InputError

TEXT = "Hai tỉnh thống nhất đầu tư nâng cấp đường tỉnh 293 và cầu Vàm Xanh trong năm 2026.\n" * 3
MUTATIONS = 1_000
"""The benchmark makes ten times as many."""


def pdf_of(text: str) -> bytes:
    """A one-page PDF with a text layer, written by hand: the letters of ASCII only."""
    stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % o for o in offsets)
    return bytes(out + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % start)


def docx_of(*paragraphs: str) -> bytes:
    word, out = docx.Document(), io.BytesIO()
    for paragraph in paragraphs:
        word.add_paragraph(paragraph)
    word.add_table(1, 2).rows[0].cells[1].text = "QL.37"
    word.save(out)
    return out.getvalue()


def encrypted() -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    writer.append(PdfReader(io.BytesIO(pdf_of("secret"))))
    writer.encrypt("word", algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()


def tcvn3(text: str) -> bytes:
    back = {letter: byte for byte, letter in TCVN3.items()}
    return bytes(back.get(c, ord(c)) for c in text)


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: text.encode(),
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("utf-16"),
        lambda text: text.encode("utf-16-le"),
        lambda text: text.replace("\n", "\r\n").encode(),
        tcvn3,
    ],
    ids=["utf-8", "with BOM", "utf-16", "utf-16 without BOM", "Windows line ends", "TCVN3"],
)
def test_encodings(tmp_path: Path, encode: Callable[[str], bytes]) -> None:
    (tmp_path / "a.txt").write_bytes(encode(TEXT))
    assert read_document(tmp_path / "a.txt").text == TEXT


def windows_1258(letter: str) -> bytes:
    """One letter: as it is where the code page has it, else with its tone behind it."""
    try:
        return letter.encode("cp1258")
    except UnicodeEncodeError:
        marks = unicodedata.normalize("NFD", letter)
        tone = next(mark for mark in marks if mark in "\u0300\u0301\u0303\u0309\u0323")
        return (unicodedata.normalize("NFC", marks.replace(tone, "")) + tone).encode("cp1258")


def test_windows_1258(tmp_path: Path) -> None:
    typed = "của các tỉnh, cầu Hà Thố, đường tỉnh 293"
    (tmp_path / "a.txt").write_bytes(b"".join(map(windows_1258, typed)))
    read = read_document(tmp_path / "a.txt").text
    assert [m.refs or m.name for m in read_mentions(read)] == ["Hà Thố", ("ĐT.293",)]


def test_word(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(docx_of("Xây cầu Hòa Sơn", "và QL.18"))
    text = read_document(tmp_path / "a.docx").text
    assert [m.text for m in read_mentions(text)] == ["cầu Hòa Sơn", "QL.18", "QL.37"]
    assert [m.line for m in read_mentions(text)] == [1, 2, 3]


def test_pdf(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf_of("The provinces widen highway QL.37 and QL.18 soon"))
    text = read_document(tmp_path / "a.pdf").text
    assert [m.refs for m in read_mentions(text)] == [("QL.37",), ("QL.18",)]


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", bytes(129 * 2**20))
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.doc", lambda: b"x", r"\.doc.*allowed: \.txt, \.md, \.docx, \.pdf"),
        ("none.txt", None, "cannot be read: No such file"),
        ("a.txt", lambda: b"", "holds no text"),
        ("a.txt", lambda: bytes(1000), "holds no text"),
        ("a.txt", lambda: bytes(range(256)) * 20, "not a text file"),
        ("a.docx", lambda: b"not a zip", "not a Word file"),
        ("a.docx", bomb, "unpacks to 129 MiB"),
        ("a.pdf", lambda: b"%PDF-1.4 nothing", "not a PDF file"),
        ("a.pdf", encrypted, "encrypted"),
        ("a.pdf", lambda: pdf_of(""), "without a text layer: a scan.*OCR"),
    ],
)
def test_bad_file_is_refused_with_one_message(
    tmp_path: Path, name: str, content: Callable[[], bytes] | None, message: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content())
    with pytest.raises(InputError, match=message):
        read_document(tmp_path / name)
    result = CliRunner().invoke(main, ["extract", str(tmp_path / name), "--json"])
    assert result.exit_code == 2
    assert result.output.count("\n") == 1


def test_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "LARGEST", 10)
    (tmp_path / "a.txt").write_text("x" * 11)
    with pytest.raises(InputError, match="too large"):
        read_document(tmp_path / "a.txt")


def test_word_file_of_too_many_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_office_files, "_MOST_PARTS", 3)
    (tmp_path / "a.docx").write_bytes(docx_of("x"))
    with pytest.raises(InputError, match="parts"):
        read_document(tmp_path / "a.docx")


def mutated(raw: bytes, chance: random.Random) -> bytes:
    """Cut, shuffle, repeat, overwrite, and write NULs into a file."""
    data = bytearray(raw)
    for _ in range(chance.randint(1, 4)):
        at, to = sorted(chance.randrange(len(data) + 1) for _ in range(2))
        change = chance.randrange(6)
        if change == 0:
            del data[at:to]
        elif change == 1:
            data[at:at] = data[at:to]
        elif change == 2:
            data[at : at + 8] = chance.randbytes(8)
        elif change == 3:
            data[at:at] = bytes(chance.randint(1, 50))
        elif change == 4:
            data = data[to:] + data[at:to] + data[:at]
        else:
            data[at:to] = bytes(data[at:to])[::-1]
    return bytes(data)


def test_mutations_never_crash(tmp_path: Path) -> None:
    chance = random.Random(20260101)  # noqa: S311
    originals = {
        ".txt": [TEXT.encode(), TEXT.encode("utf-16"), tcvn3(TEXT)],
        ".docx": [docx_of("Xây cầu Hòa Sơn", "và QL.18")],
        ".pdf": [pdf_of("The provinces widen highway QL.37 soon"), encrypted()],
    }
    read = 0
    for number in range(MUTATIONS):
        suffix = chance.choices(list(originals), [18, 1, 1])[0]
        path = tmp_path / f"{number}{suffix}"
        path.write_bytes(mutated(chance.choice(originals[suffix]), chance))
        try:
            text = read_document(path).text
        except InputError:
            continue
        read += 1
        for mention in read_mentions(text):
            assert text[mention.start : mention.end] == mention.text
    assert read > MUTATIONS / 4
