"""Under a tracer: no file is opened but the program's, its data's and temporary ones; no socket."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from layers.pages import PAGES
from tests.doors.bombs import equal_rows
from tests.doors.canary import areas, attacks, canary_at

ROOT = Path(__file__).parents[2]
OF_THE_SYSTEM = ("/dev/", "/etc/", "/lib", "/proc/", "/run/", "/sys/", "/usr/", "/bin")
"""What every process of Python reads: libraries, locale, names of hosts and zones."""
OPENED = re.compile(r'open(?:at)?\((?:AT_FDCWD, )?"([^"]*)".*\) = \d')
CONNECTED = re.compile(r"connect\(\d+, \{sa_family=AF_INET6?, .*")
READ_ALL = """
import sys
from pathlib import Path
from geo.errors import InputError
from geo.provinces.checked_file import check_file
from geo.registry import load_registry
table = load_registry().units
for path in sorted(Path(sys.argv[1]).iterdir()):
    try:
        check_file(path, table)
    except InputError:
        print(path.name)
"""


def traced(folder: Path, *command: str) -> tuple[str, list[str]]:
    """Run Python under strace; gives what it printed and the calls it made."""
    if shutil.which("strace") is None:
        assert not os.environ.get("CI"), "the check installs strace"
        pytest.skip("strace is not installed: it is what traces")
    calls = folder / "calls"
    own = {"TMPDIR": str(folder / "tmp"), "GIAPRANH_CACHE": str(folder / "kept")}
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
            for name, make in attacks(canary).items():
                make(folder / "files" / name)
            said, calls = traced(folder, "-c", READ_ALL, str(folder / "files"))
            assert "vrt.geojson" in said
            assert list(strangers(calls, folder)) == []
            assert [call for call in calls if CONNECTED.search(call)] == []
            assert canary.asked == []


PAGES_AND_UPLOADS = """
import sys
from pathlib import Path
from streamlit.testing.v1 import AppTest
from geo.errors import InputError
from geo.confined import confined
from geo.agreements.document import read_document
from geo.provinces import sketch_boundaries
from geo.provinces.checked_file import examine
from geo.registry import DATA_DIR, load_registry
from layers.app.dropped_packs import take_in
from layers.pages import PAGES

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
        if path.suffix == ".zip":
            take_in(path.read_bytes(), path.parent / "dropped")
        elif path.suffix == ".txt":
            confined(read_document, path, where=path.name)
        else:
            confined(examine, path, registry.units, outlines, outlines, where=path.name)
        print("read", path.name)
    except InputError as refused:
        print("refused", path.name)
"""


def test_pages_and_uploads_open_nothing_else_and_connect_to_nothing(tmp_path: Path) -> None:
    given = [tmp_path / name for name in ("well.gpkg", "vrt.geojson", "text.txt", "pack.zip")]
    areas().to_file(given[0])
    with canary_at(tmp_path / "away") as canary:
        attacks(canary)["vrt.geojson"](given[1])
    given[2].write_text("Đầu tư cầu Bến Thử, QL.37.", encoding="utf-8")
    equal_rows(given[3], rows=10)
    said, calls = traced(tmp_path, "-c", PAGES_AND_UPLOADS, *map(str, given))
    assert set(PAGES) <= set(said.split())
    assert "read well.gpkg\nrefused vrt.geojson\nread text.txt\nrefused pack.zip" in said
    assert not any(str(canary.file) in call for call in calls if OPENED.search(call))
    # Streamlit's own settings, and matplotlib's list of the system's fonts.
    homes = [Path(name).expanduser() for name in ("~/.streamlit", "~/.cache/matplotlib")]
    assert list(strangers(calls, tmp_path, *homes)) == []
    assert [call for call in calls if CONNECTED.search(call)] == []
