"""Under a tracer: no file is opened but the program's, its data's and temporary ones; no socket."""

import datetime as dt
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from geo.export.update_form import update_form
from geo.registry import load_registry
from geo.store.attachments import Files
from geo.store.database import Database
from geo.store.exchange import packed
from geo.store.log import Register
from layers.pages import PAGES
from tests.doors.bombs import equal_rows
from tests.doors.canary import MARK, areas, attacks, canary_at
from tests.doors.papers import papers
from tests.geo.store.said import EDITOR, PDF, note

ROOT = Path(__file__).parents[2]
OF_THE_SYSTEM = ("/dev/", "/etc/", "/lib", "/proc", "/run/", "/sys/", "/usr/", "/bin")
"""What every process of Python reads: libraries, locale, names of hosts and zones."""
OPENED = re.compile(r'open(?:at)?\((?:AT_FDCWD, )?"([^"]*)".*\) = \d')
CONNECTED = re.compile(r"connect\(\d+, \{sa_family=AF_INET6?, .*")
READ_ALL = """
import datetime as dt
import sys
from pathlib import Path
from geo.agreements.document import read_document
from geo.errors import InputError
from geo.export.taken_form import taken_form
from geo.locate.drawing import read_drawing
from geo.osm.pack import open_pack
from geo.provinces.checked_file import check_file
from geo.registry import load_registry
from layers.show.deck import read_deck
registry, folder = load_registry(), Path(sys.argv[1])
readers = {
    ".docx": read_document,
    ".pdf": read_document,
    ".xlsx": lambda path: taken_form(
        path.read_bytes(), registry, name=path.name, today=dt.date(2026, 5, 5)
    ),
    ".yaml": lambda path: read_deck(path, registry),
    ".gpx": read_drawing,
    ".dxf": read_drawing,
    ".zip": lambda path: open_pack(path, folder.parent / "packs"),
}
for path in sorted(path for path in folder.iterdir() if path.name not in sys.argv[2:]):
    read = readers.get(path.suffix, lambda path: check_file(path, registry.units))
    try:
        print("read", path.name, read(path))
    except InputError as refused:
        print("refused", path.name, refused)
"""
BESIDE = ("gdalrc", "osmconf.ini", "proj.db", "proj.ini", "gcs.csv", "pcs.override.csv")
"""What GDAL and PROJ look for in their own folders, and never beside what is uploaded."""
HARMLESS = {
    *("entity.docx", "template.docx", "entity.xlsx", "laughs.xlsx", "formula.xlsx"),
    *("entity.gpx", "reference.dxf"),
}
"""What is read without that by which it would reach out."""


DECK = "title: Họp\nlanguage: vi\nunits: signing\nprojects:\n- cau-hoa-son\n"
"""A list of slides."""


def entries_with_an_attachment(folder: Path) -> bytes:
    """What another installation hands over."""
    folder.mkdir(exist_ok=True)
    database = Database(str(folder / "other.sqlite"))
    other = Register(database, Files(folder / "attachments"), load_registry())
    other.append(EDITOR, [note("từ nơi khác")], [PDF])
    content = packed(other)
    database.close()
    return content


def traced(folder: Path, *command: str) -> tuple[str, list[str]]:
    """Run Python under strace; gives what it printed and the calls it made."""
    if shutil.which("strace") is None:
        assert not os.environ.get("CI"), "the check installs strace"
        pytest.skip("strace is not installed: it is what traces")
    calls = folder / "calls"
    own = {
        "TMPDIR": str(folder / "tmp"),
        "GIAPRANH_CACHE": str(folder / "kept"),
        "GIAPRANH_DATABASE": str(folder / "register" / "register.sqlite"),
    }
    (folder / "tmp").mkdir()
    watched = ["strace", "-f", "-qq", "-s400", "-etrace=open,openat,connect", f"-o{calls}"]
    done = subprocess.run(
        [*watched, sys.executable, *command],
        cwd=ROOT,
        env=os.environ | own,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout, calls.read_text(encoding="utf-8", errors="replace").splitlines()


READ_APART = re.compile(r'/asked\.pickle", O_RDONLY')
"""A process of its own takes up what it is to read."""


def strangers(calls: list[str], *own: Path) -> Iterator[str]:
    """Files opened that are none of the system's, the packages', the program's or ``own``."""
    homes = [ROOT, Path(sys.prefix), Path(sys.base_prefix), *own]
    allowed = (*OF_THE_SYSTEM, *(f"{home.resolve()}" for home in homes), *map(str, homes))
    for call in calls:
        found = OPENED.search(call)
        if found and found[1].startswith("/") and not found[1].startswith(allowed):
            yield found[1]


def test_a_build_opens_nothing_else_and_connects_to_nothing(tmp_path: Path) -> None:
    _, calls = traced(tmp_path, "-m", "geo", "build", "--out", str(tmp_path / "out"))
    assert any("sketch.yaml" in call for call in calls)
    assert list(strangers(calls, tmp_path)) == []
    assert [call for call in calls if CONNECTED.search(call)] == []


def test_no_attack_opens_the_canary_or_connects() -> None:
    with (
        tempfile.TemporaryDirectory(prefix="canary-") as away,
        tempfile.TemporaryDirectory() as own,
    ):
        folder = Path(own)
        (folder / "files").mkdir()
        with canary_at(Path(away)) as canary:
            made = attacks(canary) | papers(canary)
            for name, make in made.items():
                make(folder / "files" / name)
            for name in BESIDE:
                (folder / "files" / name).write_text("[x]", encoding="utf-8")
            said, calls = traced(folder, "-c", READ_ALL, str(folder / "files"), *BESIDE)
            ends = dict(line.split()[1::-1] for line in said.splitlines() if _is_end(line))
            assert set(made) <= set(ends)
            assert {name for name, end in ends.items() if end == "read"} == HARMLESS
            assert MARK not in said
            assert list(strangers(calls, folder)) == []
            assert [call for call in calls if CONNECTED.search(call)] == []
            beside = [call for call in calls if any(f'/files/{name}"' in call for name in BESIDE)]
            assert beside == []
            assert canary.asked == []
            assert not canary.written.exists()


def _is_end(line: str) -> bool:
    return line.startswith(("read ", "refused "))


PAGES_AND_UPLOADS = """
import datetime as dt
import sys
from pathlib import Path
from streamlit.testing.v1 import AppTest
from geo.errors import InputError
from geo.confined import confined
from geo.agreements.document import read_document
from geo.locate.drawing import read_drawing
from geo.provinces import sketch_boundaries
from geo.provinces.checked_file import examine
from geo.registry import DATA_DIR, load_registry
from geo.store.exchange import add, handed
from layers.app.dropped_packs import take_in
from layers.app.work import WorkOptions, register, taken_rows
from layers.pages import PAGES
from layers.show.deck import deck_of
from tests.geo.store.said import EDITOR, OPERATOR, PDF, note

given = [Path(name) for name in sys.argv[1:]]
del sys.argv[1:]
app = AppTest.from_file("app.py", default_timeout=120)
for page in PAGES:
    app.query_params["page"] = page
    app.session_state["page"] = page
    app.run()
    assert not app.exception, (page, app.exception)
    print(page)
registry = load_registry()
outlines = sketch_boundaries(DATA_DIR / "provinces" / "sketch.yaml", registry.places)
for path in given:
    try:
        if path.name == "entries.zip":
            there = register(WorkOptions(DATA_DIR))
            print(add(there, OPERATOR, confined(handed, path.read_bytes(), path.name, where="")))
        elif path.suffix == ".zip":
            take_in(path.read_bytes(), path.parent / "dropped")
        elif path.suffix == ".xlsx":
            taken_rows(WorkOptions(DATA_DIR), path.name, path.read_bytes(), dt.date(2026, 5, 5))
        elif path.suffix == ".gpx":
            confined(read_drawing, path, where=path.name)
        elif path.suffix == ".yaml":
            confined(deck_of, path.read_bytes(), path.name, registry, where=path.name)
        elif path.suffix == ".txt":
            confined(read_document, path, where=path.name)
        else:
            confined(examine, path, registry.units, outlines, outlines, where=path.name)
        print("read", path.name)
    except InputError as refused:
        print("refused", path.name)
there = register(WorkOptions(DATA_DIR))
print("attached", len(there.append(EDITOR, [note("ghi chú")], [PDF])))
"""


def test_pages_and_uploads_open_nothing_else_and_connect_to_nothing(tmp_path: Path) -> None:
    names = ("well.gpkg", "vrt.geojson", "text.txt", "pack.zip", "form.xlsx", "list.yaml")
    given = [tmp_path / name for name in (*names, "entries.zip", "line.gpx")]
    areas().to_file(given[0])
    with canary_at(tmp_path / "away") as canary:
        attacks(canary)["vrt.geojson"](given[1])
    given[2].write_text("Đầu tư cầu Bến Thử, QL.37.", encoding="utf-8")
    equal_rows(given[3], rows=10)
    given[4].write_bytes(update_form("2008:24", load_registry(), [], as_of=dt.date(2026, 5, 5)))
    given[5].write_text(DECK, encoding="utf-8")
    given[6].write_bytes(entries_with_an_attachment(tmp_path / "away"))
    areas().boundary.to_file(given[7], driver="GPX", layer="tracks")
    # At its very first start matplotlib looks through the system for fonts.
    subprocess.run([sys.executable, "-c", "import matplotlib.font_manager"], check=True)
    said, calls = traced(tmp_path, "-c", PAGES_AND_UPLOADS, *map(str, given))
    assert set(PAGES) <= set(said.split())
    ends = [line for line in said.splitlines() if _is_end(line)]
    refused = {"vrt.geojson", "pack.zip"}
    assert ends == [f"{'refused' if p.name in refused else 'read'} {p.name}" for p in given]
    assert "TakenIn(entries=2, new=2, files=1)" in said
    assert "attached 2" in said
    assert len([call for call in calls if READ_APART.search(call)]) == len(given)
    assert any("/attachments/" in call for call in calls if OPENED.search(call))
    assert not any(str(canary.file) in call for call in calls if OPENED.search(call))
    # Streamlit's own settings, and matplotlib's list of the system's fonts.
    homes = [Path(name).expanduser() for name in ("~/.streamlit", "~/.cache/matplotlib")]
    assert list(strangers(calls, tmp_path, *homes)) == []
    assert [call for call in calls if CONNECTED.search(call)] == []
