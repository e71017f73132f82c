"""Every page, table, toggle and download is opened; none shows a red box."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from layers.app.filters import SWITCHES
from layers.pages import PAGES
from layers.panels.tables import TABLES
from layers.texts import Texts
from tests.browser.conftest import FAULT, PATIENCE_MS, Open, Seen, find_chromium, serving

DOWNLOADS = '[data-testid="stDownloadButton"] button:enabled:visible'


def open_all(seen: Seen) -> None:
    """Open every lid on the page."""
    for lid in seen.page.locator(".stMain details:not([open]) > summary").all():
        lid.click()
    seen.settle()


def take_all(seen: Seen) -> int:
    """Press every download of the page; each gives a file with something in it."""
    buttons = seen.page.locator(".stMain").locator(DOWNLOADS)
    for number in range(buttons.count()):
        with seen.page.expect_download(timeout=PATIENCE_MS) as waiting:
            buttons.nth(number).click()
        assert Path(waiting.value.path()).stat().st_size > 0
        seen.settle()
    return buttons.count()


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_from_its_address(open_page: Open, texts: Texts, page: str) -> None:
    """On a day when little was reported yet, in the units that came later."""
    seen = open_page(query=f"?page={page}&units=today&date=2023-06-01&context=1", texts=texts)
    seen.page.locator(".gr-heading").wait_for(timeout=PATIENCE_MS)
    seen.settle()
    open_all(seen)
    seen.assert_quiet()


def test_everything_is_opened_by_clicks(open_page: Open, texts: Texts) -> None:
    seen = open_page(texts=texts)
    seen.wait_for_map()
    for toggle in (*SWITCHES, "context"):
        switch = seen.page.locator(f".st-key-{toggle} label").first
        for _ in range(2):
            switch.click()
            seen.settle()
    with seen.page.expect_download(timeout=PATIENCE_MS):
        seen.page.locator(".st-key-download button").click()
    for page in PAGES:
        seen.go(page)
        open_all(seen)
        if page == "table":
            for table in TABLES.values():
                name = texts.pick(table.title)
                seen.page.locator(".st-key-table").get_by_role("radio", name=name).click()
                seen.settle()
                take_all(seen)
        elif page == "slides":
            seen.page.locator(".st-key-deck-add-mismatches button").click()
            seen.settle()
            assert take_all(seen) >= 2
        else:
            take_all(seen)
        seen.assert_quiet()


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """An app in which something goes wrong, and its log."""
    find_chromium()
    log = tmp_path_factory.mktemp("faulty") / "log"
    with serving(script="tests/browser/faulty_app.py", log=log) as address:
        yield address, log


@pytest.mark.parametrize("where", ["script", "callback"])
def test_a_fault_is_one_sentence_with_a_number_of_the_log(
    chromium_page: Page, texts: Texts, where: str, faulty: tuple[str, Path]
) -> None:
    address, log = faulty
    before = len(log.read_text(encoding="utf-8"))
    chromium_page.goto(f"{address}/?lang={texts.language}")
    chromium_page.locator(f".st-key-{where} button").click()
    box = chromium_page.locator(FAULT)
    box.wait_for(timeout=PATIENCE_MS)
    said = box.inner_text()
    assert texts("fault.title") in said
    (number,) = re.findall(r"\d{4}-\d{6}-[0-9a-f]{4}", said)
    assert chromium_page.locator('[data-testid="stException"]').count() == 0
    assert "private" not in chromium_page.locator("body").inner_text()
    written = log.read_text(encoding="utf-8")[before:]
    assert number in written
    assert "a private path" in written


@pytest.fixture(scope="module")
def without_projects(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app on a registry that holds nothing yet."""
    find_chromium()
    data = tmp_path_factory.mktemp("empty") / "data"
    (data / "projects").mkdir(parents=True)
    (data / "projects" / "roads.yaml").write_text("projects: []\n", encoding="utf-8")
    with serving(f"--data={data}") as address:
        yield address


def test_a_registry_without_projects_opens(
    open_page: Open, texts: Texts, without_projects: str
) -> None:
    seen = open_page(without_projects, texts=texts, filters=False)
    for page in PAGES:
        seen.go(page)
        seen.page.locator(".gr-heading").wait_for(timeout=PATIENCE_MS)
        open_all(seen)
        seen.assert_quiet()
