"""What is typed and chosen: dates, calendars, select boxes, in the reader's language."""

import datetime as dt
import re
import unicodedata
from contextlib import suppress

import pytest
from playwright.sync_api import Locator, Page, Route

from layers.texts import Language, Texts
from tests.browser.conftest import PATIENCE_MS, Open, Seen, watched

SELECTS = {
    "map": ("provinces", "statuses", "agreements", "modes", "grades"),
    "compare": ("compare_a", "compare_b"),
    "slides": ("deck-add",),
    "download": ("files-province-signing",),
    "data": ("form-province",),
}
"""Boxes to choose from, by the page that they stand on."""


def test_enter_takes_a_typed_date(open_page: Open, texts: Texts) -> None:
    seen = open_page(texts=texts)
    seen.wait_for_map()
    field = seen.page.locator(".st-key-as_of")
    field.get_by_role("spinbutton").first.click()
    seen.page.keyboard.type("01062024")
    seen.page.keyboard.press("Enter")
    day = texts.date(dt.date(2024, 6, 1))
    seen.wait_until(lambda: day in seen.page.locator(".gr-heading").inner_text())
    seen.wait_until(lambda: "date=2024-06-01" in seen.page.url)
    seen.assert_quiet()


def test_a_calendar_speaks_the_language_and_begins_on_monday(open_page: Open, texts: Texts) -> None:
    seen = open_page(query="?date=2024-06-01", texts=texts)
    seen.wait_for_map()
    assert_calendar_speaks(seen)


@pytest.mark.parametrize("late", ["Html", "DateInput"])
def test_a_calendar_speaks_the_language_whatever_arrives_last(
    chromium_page: Page, address: str, texts: Texts, late: str
) -> None:
    """On a slow line the page's script, or the field, may come when all else is done."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    chromium_page.route(re.compile(rf"/{late}\.[^/]+\.js$"), hold)
    seen = watched(chromium_page, address, texts)
    chromium_page.goto(f"{address}/?date=2024-06-01&lang={texts.language}")
    seen.show_filters()
    seen.wait_for_map()
    seen.settle()
    assert held
    for route in held:
        route.continue_()
    assert_calendar_speaks(seen)
    seen.assert_quiet()


def test_a_calendar_follows_a_changed_language(open_page: Open) -> None:
    seen = open_page(query="?date=2024-06-01")
    for language in (Language.EN, Language.VI):
        seen.wait_for_map()
        seen.speak(language)
        assert_calendar_speaks(seen)
        seen.page.keyboard.press("Escape")


def assert_calendar_speaks(seen: Seen) -> None:
    """Open the calendar of the day; wait for the page's script, which a quick reader is before."""
    seen.page.locator(".st-key-as_of button").first.click(timeout=PATIENCE_MS)
    days = seen.page.get_by_role("grid").first.locator("th")
    days.first.wait_for(timeout=PATIENCE_MS)
    with suppress(AssertionError):
        seen.wait_until(lambda: re.match(r"T2|Th 2|M", days.first.inner_text()) is not None)
    named = days.all_inner_texts()
    assert re.match(r"T2|Th 2|M", named[0]), named
    assert re.match(r"CN|S", named[-1]), named
    around = seen.page.locator('[role="dialog"], [data-baseweb="popover"]').last.inner_text()
    assert ("háng 6" in around) is (seen.texts.language is Language.VI)
    assert ("June" in around) is (seen.texts.language is Language.EN)


def drawn_words(option: Locator) -> str:
    """What an option says, by the style sheet where that says it."""
    return str(
        option.evaluate(
            """one => [one, ...one.querySelectorAll("*")].map((part) =>
              getComputedStyle(part, "::after").content.replace(/^"|"$/g, ""))
              .filter((said) => said && said !== "none" && said !== "normal").join(" ")"""
        )
    )


def test_a_select_box_speaks_the_language(open_page: Open, texts: Texts) -> None:
    seen = open_page(texts=texts)
    seen.wait_for_map()
    field = seen.page.locator(".st-key-provinces input")
    field.click()
    option = seen.page.get_by_role("option").first
    option.wait_for(timeout=PATIENCE_MS)
    assert drawn_words(option) == texts("select.all")
    field.press_sequentially("a")
    seen.wait_until(lambda: drawn_words(option) == texts("select.matches"))
    field.press_sequentially("zzz")
    seen.wait_until(lambda: drawn_words(option) == texts("select.nothing"))
    seen.assert_quiet()


def bare(words: str) -> str:
    decomposed = dict.fromkeys(range(0x300, 0x370))
    return unicodedata.normalize("NFD", words.lower()).translate(decomposed).replace("đ", "d")


@pytest.mark.parametrize(("page", "keys"), SELECTS.items())
def test_every_select_box_finds_without_diacritics(
    open_page: Open, page: str, keys: tuple[str, ...]
) -> None:
    seen = open_page(query=f"?page={page}", size=(1280, 2400))  # all of it in view
    seen.page.locator(".gr-heading").wait_for(timeout=PATIENCE_MS)
    seen.settle()
    for key in keys:
        found_bare(seen, key)
    seen.assert_quiet()


def found_bare(seen: Seen, key: str) -> None:
    """Type an option's words without their marks; it is among those that are left."""
    field = seen.page.locator(f".st-key-{key} input").first
    field.click(timeout=PATIENCE_MS)
    options = seen.page.get_by_role("option")
    options.first.wait_for(timeout=PATIENCE_MS)
    marked = [words for words in options.all_inner_texts() if bare(words) != words.lower()]
    assert marked, key
    wanted = marked[-1]
    field.fill(bare(wanted)[:20])
    seen.wait_until(lambda: wanted in options.all_inner_texts())
    field.press("Escape")
    field.press("Tab")
