"""Every upload through a real browser, the server traced: what it opens and whom it calls."""

import datetime as dt
import os
import re
import shutil
from pathlib import Path

import pytest

from geo.export.update_form import update_form
from geo.registry import load_registry
from tests.browser.conftest import PATIENCE_MS, VIETNAMESE, Open, Seen, serving
from tests.browser.test_own_line import pick
from tests.data import FROZEN
from tests.doors.bombs import equal_rows
from tests.doors.canary import areas, attacks, canary_at
from tests.doors.papers import papers
from tests.doors.test_tracer import (
    CONNECTED,
    DECK,
    OPENED,
    READ_APART,
    entries_with_an_attachment,
    strangers,
)
from tests.geo.store.said import PDF, PROJECT

BOUND = re.compile(r"bind\(\d+, \{sa_family=AF_INET6?, .*")


def watcher(calls: Path) -> list[str]:
    if shutil.which("strace") is None:
        assert not os.environ.get("CI"), "the check installs strace"
        pytest.skip("strace is not installed: it is what traces")
    # -D: the app stays our child, which is told to end.
    return [
        "strace",
        "-D",
        "-f",
        "-qq",
        "-s400",
        "-etrace=open,openat,connect,bind,listen",
        f"-o{calls}",
    ]


def hand_in(seen: Seen, key: str, path: Path, answer: str, text: str = "") -> None:
    """Put a file into an uploader, and wait for what the page says of it."""
    chooser = seen.page.locator(f".st-key-{key} input[type=file]")
    chooser.wait_for(state="attached", timeout=4 * PATIENCE_MS)
    chooser.set_input_files(path)
    seen.page.locator(answer, has_text=text).first.wait_for(timeout=4 * PATIENCE_MS)
    seen.settle()


def attach(seen: Seen, path: Path) -> None:
    """Say that a side's works stand still, on a paper."""
    seen.page.set_default_timeout(4 * PATIENCE_MS)
    seen.page.locator('[class*="st-key-pencil"] button').first.click()
    seen.page.get_by_label(VIETNAMESE("entry.author")).fill("Trần Thị Thử")
    note = seen.page.locator(".st-key-entry-note-vi textarea")
    note.fill("tạm dừng")
    note.press("Tab")
    hand_in(seen, "entry-files", path, ".st-key-entry-files", path.name)
    seen.page.locator(".st-key-entry-save button:enabled").click()
    seen.page.locator(".st-key-entry-save").wait_for(state="detached")


def test_no_upload_opens_or_calls_anything_else(open_page: Open, tmp_path: Path) -> None:
    names = (
        "well.gpkg",
        "vrt.geojson",
        "text.txt",
        "pack.zip",
        "form.xlsx",
        "list.yaml",
        "e.zip",
        "p.pdf",
        "second.gpkg",
        "vrt.dxf",
    )
    well, vrt, text, pack, form, deck, entries, paper, second, line = (
        tmp_path / name for name in names
    )
    areas().to_file(well)
    shutil.copy(well, second)
    text.write_text("Đầu tư cầu Bến Thử, QL.37.", encoding="utf-8")
    equal_rows(pack, rows=10)
    form.write_bytes(update_form("2008:24", load_registry(), [], as_of=dt.date(2026, 5, 5)))
    deck.write_text(DECK, encoding="utf-8")
    entries.write_bytes(entries_with_an_attachment(tmp_path / "away"))
    paper.write_bytes(PDF.content)
    own = tmp_path / "own"
    for folder in ("tmp", "cache"):
        (own / folder).mkdir(parents=True)
    env = {
        "TMPDIR": str(own / "tmp"),
        "GIAPRANH_CACHE": str(own / "cache"),
        "GIAPRANH_DATABASE": str(own / "register.sqlite"),
    }
    calls = tmp_path / "calls"
    with canary_at(tmp_path / "away") as canary:
        attacks(canary)["vrt.geojson"](vrt)
        papers(canary)["vrt.dxf"](line)
        with serving(env=env, under=watcher(calls)) as at:
            seen = open_page(at, query="?page=data")
            hand_in(seen, "own-file", well, ".gr-own")
            hand_in(seen, "own-second", second, ".st-key-own-second", second.name)
            hand_in(seen, "own-file", vrt, ".gr-own", VIETNAMESE("own.refused"))
            pick(seen, "line-project", load_registry(FROZEN).projects[PROJECT].name.vi)
            hand_in(seen, "line-file", line, ".st-key-own-line", VIETNAMESE("line.refused"))
            hand_in(seen, "pack-file", pack, ".gr-own", VIETNAMESE("pack.refused"))
            taken = VIETNAMESE("register.taken", entries=2, new=2)
            hand_in(seen, "register-file", entries, ".stAlert", taken)
            hand_in(seen, "form-file", form, ".gr-own", VIETNAMESE("form.rows", count=0))
            seen.go("import")
            hand_in(seen, "import-file", text, ".gr-doc")
            seen.go("slides")
            hand_in(seen, "deck-file", deck, ".st-key-deck-use")
            attach(open_page(at, query=f"?project={PROJECT}"), paper)
        assert canary.asked == []
    made = calls.read_text(encoding="utf-8", errors="replace").splitlines()
    assert len(list((own / "attachments").glob("*/*"))) == 1  # the same by either way
    # All but the paper, of which nothing is read but how it begins; the text is also compared.
    assert len([call for call in made if READ_APART.search(call)]) >= len(names)
    assert any("well" in call or ".gpkg" in call for call in made if OPENED.search(call))
    assert not any(str(canary.file) in call for call in made if OPENED.search(call))
    homes = [Path(name).expanduser() for name in ("~/.streamlit", "~/.cache/matplotlib")]
    assert list(strangers(made, own, *homes)) == []
    assert [call for call in made if CONNECTED.search(call)] == []
    assert len({call for call in made if " listen(" in call}) == 1  # once and again on one socket
    # urllib3 asks the system whether it has IPv6 by taking any port of ::1, and leaves it.
    ours = (f'htons({at.rpartition(":")[2]}), sin_addr=inet_addr("127.0.0.1")', "htons(0)")
    assert all(any(one in call for one in ours) for call in made if BOUND.search(call))
