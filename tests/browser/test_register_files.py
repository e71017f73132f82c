"""What goes with entries, and from one installation to another: files, backups, own lines."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import expect

from geo.registry import load_registry
from geo.store.attachments import Files
from geo.store.database import Database
from geo.store.entry import Draft, EntryKind, OwnLine
from geo.store.exchange import packed, take_in
from geo.store.log import Register
from layers.texts import Language, Texts
from tests.browser.conftest import PATIENCE_MS, Open, Seen, serving
from tests.browser.test_access import axe, faults
from tests.browser.test_register import choose_status, open_pencil, save
from tests.data import FROZEN
from tests.geo.store.said import EDITOR, LANG_SON, PDF, PROJECT, note, source, status

__all__ = ["axe"]

TEXTS = Texts(Language.VI)
PAGE = b"%PDF-1.4\n<html><script>document.title = 'run'</script></html>"
"""A file that a browser would run if it were told that it is a page."""


@contextmanager
def register_in(folder: Path) -> Iterator[Register]:
    database = Database(str(folder / "register.sqlite"))
    yield Register(database, Files(folder / "attachments"), load_registry(FROZEN))
    database.close()


@contextmanager
def server_on(folder: Path) -> Iterator[str]:
    with serving(env={"GIAPRANH_DATABASE": str(folder / "register.sqlite")}) as address:
        yield address


def shown(open_page: Open, address: str, query: str, **how: object) -> Seen:
    seen = open_page(address, query=query, filters=False, **how)
    seen.page.set_default_timeout(2 * PATIENCE_MS)
    return seen


def attach(seen: Seen, name: str, content: bytes) -> None:
    """Save a status with a file."""
    page = seen.page
    page.locator(".gr-panel").wait_for()
    open_pencil(page)
    choose_status(page, "suspended")
    page.get_by_label(TEXTS("entry.author")).fill("Nguyễn Văn Thử")
    file = {"name": name, "mimeType": "application/pdf", "buffer": content}
    page.locator(".st-key-entry-files input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_text(name).first.wait_for()
    seen.settle()
    save(page)


def test_a_file_is_attached_and_given_back_as_a_file_never_as_a_page(
    open_page: Open, tmp_path: Path
) -> None:
    with server_on(tmp_path) as address:
        seen = shown(open_page, address, f"project={PROJECT}")
        page = seen.page
        attach(seen, "x.pdf", b"<html></html>")
        page.get_by_text("hãy đính kèm tệp khác").first.wait_for()
        page.reload()
        attach(seen, "công văn <b>.pdf", PAGE)
        page.locator(".st-key-entry-save").wait_for(state="detached")
        seen.go("log")
        page.locator(".st-key-log-file input").first.click()
        page.get_by_role("option").first.click()
        with page.expect_download() as waiting:
            page.locator(".st-key-log-file-download button").click()
        assert Path(waiting.value.path()).read_bytes() == PAGE
        with urlopen(waiting.value.url) as answer:  # noqa: S310 - our own address
            assert answer.headers.get_content_type() == "application/octet-stream"
            assert "attachment" in answer.headers["Content-Disposition"]
        seen.assert_quiet()
    with register_in(tmp_path) as register:
        kinds = [entry.kind for entry in register.entries()]
    assert kinds == [EntryKind.STATUS, EntryKind.ATTACHMENT]  # what was refused left nothing


def test_a_backup_is_taken_in_elsewhere_once(open_page: Open, tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    for folder in (here, there):
        folder.mkdir()
    with register_in(here) as register:
        register.append(EDITOR, [status(note="từ máy kia")], [PDF])
    with server_on(here) as address:
        seen = shown(open_page, address, "page=data")
        with seen.page.expect_download() as waiting:
            seen.page.locator(".st-key-register-backup button").click()
        backup = tmp_path / "backup.zip"
        waiting.value.save_as(backup)
        seen.assert_quiet()
    with server_on(there) as address:
        for new in (2, 0):
            seen = shown(open_page, address, "page=data")
            field = seen.page.locator(".st-key-register-file input[type=file]")
            field.set_input_files(backup)
            seen.page.get_by_text(TEXTS("register.taken", entries=2, new=new)).wait_for()
        seen.go("log")
        expect(seen.page.locator(".gr-log")).to_contain_text("từ máy kia")
        seen.assert_quiet()
    with register_in(there) as register:
        assert len(register.entries()) == 2


def filled(folder: Path) -> None:
    """A register of two machines that contradict each other, with a file and a withdrawal."""
    other = folder / "other"
    other.mkdir()
    with register_in(folder) as here, register_in(other) as there:
        first, _ = here.append(EDITOR, [status()], [PDF])
        there.append(EDITOR, [status(note="nói khác")])
        here.append(EDITOR, [note("cần họp", side=LANG_SON)])
        here.withdraw(EDITOR, here.append(EDITOR, [note("nhầm")])[0].id, "ghi nhầm")
        take_in(here, EDITOR, packed(there), name="other.zip")
        assert first in here.entries()


@pytest.mark.parametrize("size", [(1280, 720), (390, 844)], ids=["screen", "phone"])
def test_a_filled_change_log_has_no_serious_fault(
    open_page: Open, axe: str, texts: Texts, size: tuple[int, int], tmp_path: Path
) -> None:
    filled(tmp_path)
    with server_on(tmp_path) as address:
        seen = shown(open_page, address, "page=log", texts=texts, size=size)
        seen.page.locator(".gr-log tbody tr").first.wait_for()
        seen.settle()
        assert seen.page.locator(".gr-log tbody tr").count() == 6
        assert faults(seen.page, axe) == []


def test_the_forms_provinces_lie_on_a_projectors_screen(open_page: Open, address: str) -> None:
    seen = shown(open_page, address, "page=data", size=(1280, 720))
    field = seen.page.locator(".st-key-form-province input").first
    field.click()
    field.press_sequentially("lang s")
    option = seen.page.get_by_role("option").get_by_text("Lạng Sơn")
    option.wait_for()
    box = option.bounding_box()
    assert box is not None
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= 720
    field.press("Enter")
    seen.page.locator(".st-key-form-download button").wait_for()
    seen.assert_quiet()


def test_a_departments_own_line_is_drawn_and_told_of(
    open_page: Open, texts: Texts, tmp_path: Path
) -> None:
    registry = load_registry(FROZEN)
    ends = [registry.places[key] for key in registry.projects[PROJECT].places]
    strand = tuple((place.lon, place.lat) for place in (ends[0], ends[-1]))
    line = OwnLine(strands=(strand,), source=source(document="Hồ sơ thiết kế"))
    with register_in(tmp_path) as register:
        register.append(
            EDITOR, [Draft(kind=EntryKind.LINE, project=PROJECT, side=None, payload=line)]
        )
    with server_on(tmp_path) as address:
        seen = shown(open_page, address, f"project={PROJECT}", texts=texts)
        panel = seen.page.locator(".gr-panel")
        expect(panel).to_contain_text("Hồ sơ thiết kế", timeout=2 * PATIENCE_MS)
        seen.map.locator(".gr-line.gr-grade-HS").first.wait_for(state="attached")
        seen.assert_quiet()
