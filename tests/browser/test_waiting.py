"""Who comes while the server is at work for others hears his place; who brings too much, so."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import BrowserContext, FilePayload, Page

from geo.limits import LIMITS
from layers.texts import Texts
from tests.browser.conftest import PATIENCE_MS, find_chromium, serving

SAID = '[data-testid="stAlert"]'


@pytest.fixture(scope="module")
def busy() -> Iterator[str]:
    find_chromium()
    with serving(script="tests/browser/busy_app.py") as address:
        yield address


def come(profile: BrowserContext, address: str, **asked: str) -> Page:
    page = profile.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{address}/?{urlencode(asked)}")
    return page


def test_a_reader_hears_his_place_and_moves_up(
    profile: BrowserContext, busy: str, tmp_path: Path, texts: Texts
) -> None:
    until, language = tmp_path / "enough", str(texts.language)
    pages = {}
    for place in (1, 2, 3):
        asked = {"until": str(until)} if place == 1 else {}
        page = come(profile, busy, lang=language, name=f"{place} {until}", **asked)
        page.locator(SAID, has_text=texts("waiting.place", place=place)).wait_for()
        pages[place] = page
    pages.pop(2).close()  # who leaves makes room
    pages[3].locator(SAID, has_text=texts("waiting.place", place=2)).wait_for()
    until.touch()
    for page in pages.values():
        page.get_by_text("is done").wait_for()
        assert page.locator(SAID).count() == 0
        page.locator(".st-key-again button").click()  # what was kept lets nobody wait
        page.wait_for_timeout(500)
        page.get_by_text("is done").wait_for()
        assert page.locator(SAID).count() == 0
        page.close()


@pytest.fixture(scope="module")
def narrow() -> Iterator[str]:
    find_chromium()
    with serving(script="tests/browser/narrow_app.py") as address:
        yield address


def test_a_page_holds_so_much_and_takes_more_when_something_is_put_away(
    profile: BrowserContext, narrow: str, texts: Texts
) -> None:
    page = come(profile, narrow, lang=str(texts.language))
    choose = page.locator(".st-key-files input[type=file]")

    def file(name: str) -> FilePayload:
        return {"name": name, "mimeType": "text/plain", "buffer": b"x" * 2_000}

    choose.set_input_files([file("1.txt"), file("2.txt")])
    page.get_by_text("2 here").wait_for()
    zone = page.locator('[data-testid="stFileUploader"]')
    choose.set_input_files([file("3.txt")])
    refused = zone.locator('[data-testid="stFileUploaderFileError"], [aria-invalid="true"]')
    refused.first.wait_for()
    assert page.get_by_text("2 here").count() == 1
    other = come(profile, narrow, lang=str(texts.language))  # what one holds bounds no other
    other.locator(".st-key-files input[type=file]").set_input_files([file("4.txt")])
    other.get_by_text("1 here").wait_for()
    for one in (page, other):
        one.close()
    assert LIMITS["uploads_held"].most >= 2 * 200 * 2**20, "two of the largest, to be compared"
