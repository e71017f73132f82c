"""Whether Word and PowerPoint would open a file, and how LibreOffice lays it out."""

import shutil
import subprocess
from pathlib import Path

import pytest
from openxml_audit import OpenXmlValidator


def faults_of(file: Path) -> list[str]:
    """What the rules of Office Open XML find wrong with a file."""
    return [str(fault) for fault in OpenXmlValidator().validate(file).errors]


def pages_of(file: Path, folder: Path) -> list[str]:
    """The text of each page that LibreOffice makes of a file."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("no LibreOffice: install the packages libreoffice-writer, libreoffice-impress")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [
        office,
        profile,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder),
        str(file),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    paper = folder / f"{file.stem}.pdf"
    read = ["pdftotext", "-layout", str(paper), "-"]
    said = subprocess.run(read, check=True, capture_output=True, timeout=60).stdout.decode()
    return said.split("\f")[:-1]
