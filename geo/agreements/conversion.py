"""A document that other programs of the machine make readable, where they are there.

Old Word and OpenDocument files go through LibreOffice; a scan goes through text recognition,
OCRmyPDF or Tesseract with Vietnamese. Each runs in a folder of its own, with an upload's limits.
"""

import shutil
import subprocess
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

from geo.agreements.document import SUFFIXES, Document, read_document
from geo.confined import run_program
from geo.errors import InputError
from geo.files import scratch

Reads: TypeAlias = Callable[[Path], Document]
"""What reads a file of a kind that needs no other program."""

OFFICE_SUFFIXES = (".doc", ".odt")
_SCANNED = "agreements.scan"
_OLE, _RICH_TEXT, _ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf", b"PK\x03\x04"
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop></item>
</oor:items>
"""
"""LibreOffice runs nothing of a document, and fetches nothing that it links to."""
_DOTS_PER_INCH = "200"


def readable_suffixes() -> tuple[str, ...]:
    """Ends of the files that can be read on this machine."""
    return (*SUFFIXES, *OFFICE_SUFFIXES) if _office() else SUFFIXES


def read_any(path: Path, read: Reads = read_document, *, where: str | None = None) -> Document:
    """Read a document, through another program where it needs one.

    Parameters
    ----------
    read
        Reads what is readable by itself, and what the other program made of the rest.
    where
        The file's name, for messages.

    Raises
    ------
    InputError
        As :func:`read_document` does; when the program that a file needs is not there, or makes
        nothing of it.
    """
    told = where or str(path)
    if path.suffix.lower() in OFFICE_SUFFIXES:
        with scratch() as folder:
            return Document(path.stem, read(_as_word(path.resolve(), folder, told)).text)
    try:
        return read(path)
    except InputError as fault:
        if fault.key != _SCANNED or not _recogniser():
            raise
    with scratch() as folder:
        return Document(path.stem, read(_recognised(path.resolve(), folder, told)).text)


def _office() -> str | None:
    return shutil.which("soffice") or shutil.which("libreoffice")


def _as_word(path: Path, folder: Path, where: str) -> Path:
    """What LibreOffice makes of a file, as .docx."""
    program = _office()
    if program is None:
        raise InputError("agreements.no_office", where=where, suffix=path.suffix)
    if not _is_office_file(path):
        raise InputError("agreements.office", where=where)
    user = folder / "profile" / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
    given = folder / f"given{path.suffix.lower()}"
    shutil.copyfile(path, given)
    profile = f"-env:UserInstallation={user.parent.as_uri()}"
    made = folder / "given.docx"
    run_program(
        [
            program,
            profile,
            "--headless",
            "--convert-to",
            "docx",
            "--outdir",
            str(folder),
            str(given),
        ],
        folder,
        where,
    )
    if not made.exists():
        raise InputError("agreements.office", where=where)
    return made


def _is_office_file(path: Path) -> bool:
    """Whether the content is of the kind that the name says; LibreOffice opens anything."""
    try:
        with path.open("rb") as file:
            head = file.read(len(_OLE))
        if path.suffix.lower() == ".doc":
            return head.startswith((_OLE, _RICH_TEXT))
        with zipfile.ZipFile(path) as archive:
            return head.startswith(_ZIP) and "content.xml" in archive.namelist()
    except (OSError, zipfile.BadZipFile):
        return False


def _recogniser() -> str | None:
    """The program that recognises Vietnamese text on this machine."""
    if not (tesseract := shutil.which("tesseract")):
        return None
    known = subprocess.run(  # noqa: S603 — asks for the languages
        [tesseract, "--list-langs"], capture_output=True, text=True, timeout=20, check=False
    )
    if "vie" not in known.stdout.split():
        return None
    return shutil.which("ocrmypdf") or (tesseract if shutil.which("pdftoppm") else None)


def _recognised(path: Path, folder: Path, where: str) -> Path:
    """The text of a scan: a PDF with a text layer, or a text file."""
    program = str(_recogniser())
    if Path(program).name == "ocrmypdf":
        made = folder / "made.pdf"
        steps: Sequence[Sequence[str]] = [
            [program, "-l", "vie", "--skip-text", "--jobs", "1", str(path), str(made)],
        ]
    else:
        made, pictures = folder / "made.txt", folder / "pictures.txt"
        to_pictures = [str(shutil.which("pdftoppm")), "-gray", "-r", _DOTS_PER_INCH]
        run_program([*to_pictures, str(path), str(folder / "page")], folder, where)
        pages = sorted(folder.glob("page-*.pgm"))
        pictures.write_text("\n".join(map(str, pages)), encoding="utf-8")
        steps = [[program, str(pictures), str(made.with_suffix("")), "-l", "vie"]]
    for step in steps:
        run_program(step, folder, where)
    if not made.exists():
        raise InputError("agreements.recognised", where=where, program=Path(program).name)
    return made
