"""Documents that LibreOffice or text recognition makes readable; both are the real ones."""

import io
import shutil
import subprocess
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner

from geo.__main__ import main
from geo.agreements.conversion import read_any, readable_suffixes
from geo.agreements.document import read_document
from geo.agreements.reading import read_mentions
from geo.confined import confined
from geo.errors import InputError
from tests.geo.agreements.test_document import docx_of, pdf_of

_MANIFEST = """<?xml version="1.0"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
<manifest:file-entry manifest:full-path="/"
  manifest:media-type="application/vnd.oasis.opendocument.text"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
</manifest:manifest>"""
_CONTENT = """<?xml version="1.0"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
 xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.3">
<office:body><office:text><text:p>Hai tỉnh xây cầu Hòa Sơn và QL.18.</text:p>{more}</office:text>
</office:body></office:document-content>"""
_LINKED = """<text:p><draw:frame><draw:image xlink:href="{address}"
 xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"/></draw:frame></text:p>"""


def odt_of(more: str = "") -> bytes:
    """An OpenDocument text, as other programs write it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
        archive.writestr("content.xml", _CONTENT.format(more=more))
    return out.getvalue()


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """A server on this machine: its address, and what it was asked for."""
    paths: list[str] = []

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_GET  # noqa: N815 — the library's names

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", paths
    server.shutdown()
    server.server_close()


def test_open_document_text_runs_and_fetches_nothing(
    tmp_path: Path, asked: tuple[str, list[str]]
) -> None:
    address, paths = asked
    given = tmp_path / "biên bản.odt"
    given.write_bytes(odt_of(_LINKED.format(address=f"{address}/linked.png")))
    document = read_any(given, lambda at: confined(read_document, at, where=given.name))
    assert document.name == "biên bản"
    assert [m.text for m in read_mentions(document.text)] == ["cầu Hòa Sơn", "QL.18"]
    assert paths == []


def test_old_word_file(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(docx_of("Xây cầu Hòa Sơn", "và QL.18"))
    office = str(shutil.which("soffice"))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        [
            office,
            profile,
            "--headless",
            "--convert-to",
            "doc",
            "--outdir",
            tmp_path,
            tmp_path / "a.docx",
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    assert (tmp_path / "a.doc").read_bytes().startswith(b"\xd0\xcf\x11\xe0")
    result = CliRunner().invoke(main, ["extract", str(tmp_path / "a.doc"), "--json"])
    assert result.exit_code == 0
    assert '"text": "cầu Hòa Sơn"' in result.output
    assert '"document": "a"' in result.output


@pytest.mark.parametrize("name", ["a.doc", "a.odt"])
def test_what_only_has_the_name_is_not_given_to_libreoffice(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"cau Hoa Son")
    with pytest.raises(InputError, match="LibreOffice cannot open it"):
        read_any(tmp_path / name)


def test_without_libreoffice_the_command_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.odt").write_bytes(odt_of())
    assert ".odt" in readable_suffixes()
    monkeypatch.setenv("PATH", str(tmp_path))
    assert ".odt" not in readable_suffixes()
    with pytest.raises(InputError, match="soffice"):
        read_any(tmp_path / "a.odt")


def test_scan_without_recognition_names_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf_of(""))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InputError, match="ocrmypdf -l vie"):
        read_any(tmp_path / "a.pdf")


def test_scan_goes_through_the_recognition_that_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a stand-in on the path that writes what such a program writes."""
    (tmp_path / "a.pdf").write_bytes(pdf_of(""))
    layer = tmp_path / "layer.pdf"
    layer.write_bytes(pdf_of("The provinces widen highway QL.37 and QL.18 soon"))
    programs = tmp_path / "programs"
    programs.mkdir()
    for name, does in (
        ("tesseract", 'echo "List of languages"; echo vie'),
        ("ocrmypdf", f'for last; do :; done; test "$2" = vie && cp "{layer}" "$last"'),
    ):
        (programs / name).write_text(f"#!/bin/sh\n{does}\n", encoding="utf-8")
        (programs / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    document = read_any(tmp_path / "a.pdf")
    assert [m.refs for m in read_mentions(document.text)] == [("QL.37",), ("QL.18",)]
