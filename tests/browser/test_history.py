"""Back, forward, reload and a closed lid: the address and the page always agree."""

from contextlib import suppress
from pathlib import Path

import geopandas as gpd
import pytest
from playwright.sync_api import Browser

from geo.registry import load_registry
from layers.panels.tables import TABLES
from layers.texts import Language, Texts
from tests.browser.conftest import PATIENCE_MS, Open, Seen, free_port, serving, watched

WALK = ("overview", "compare", "table", "help", "download", "data")


def page_of(seen: Seen) -> str:
    """The page that the menu has chosen."""
    chosen = seen.page.locator('.st-key-page [role="radio"][aria-checked="true"]')
    chosen.wait_for(timeout=PATIENCE_MS)
    named = {seen.texts(f"page.{name}"): name for name in ("map", "slides", *WALK)}
    return named[chosen.inner_text().strip()]


def entries(seen: Seen) -> int:
    """Count the entries of the browser's own list, the one that Back walks through.

    Not the page's ``history.length``: when a frame's document arrives while the page is busy,
    Chromium sets that number back to what it was when the document was sent, and a ``pushState``
    made meanwhile stays uncounted there, though it is an entry.
    """
    told = seen.page.context.new_cdp_session(seen.page)
    try:
        return len(told.send("Page.getNavigationHistory")["entries"])
    finally:
        told.detach()


def await_entries(seen: Seen, count: int) -> None:
    """Wait for a count: the browser keeps it in another process than the page."""
    with suppress(AssertionError):
        seen.wait_until(lambda: entries(seen) == count)
    assert entries(seen) == count, seen.page.url


def arrive(seen: Seen, page: str) -> None:
    seen.wait_until(lambda: page_of(seen) == page)
    seen.settle()
    asked = "page=" in seen.page.url
    assert (f"page={page}" in seen.page.url) if page != "map" else not asked


def test_each_page_is_one_entry_and_back_shows_it(open_page: Open, texts: Texts) -> None:
    seen = open_page(texts=texts, filters=False)
    seen.wait_for_map()
    before = entries(seen)
    for number, page in enumerate(WALK, start=1):
        seen.go(page)
        arrive(seen, page)
        await_entries(seen, before + number)
    for page in [*WALK[-2::-1], "map"]:  # six Backs
        seen.page.go_back()
        arrive(seen, page)
    await_entries(seen, before + len(WALK))
    seen.wait_for_map()
    for page in WALK[:3]:
        seen.page.go_forward()
        arrive(seen, page)
    seen.go("help")  # a new way from here, on which the old ones ahead are gone
    arrive(seen, "help")
    await_entries(seen, before + 4)
    seen.page.go_back()
    arrive(seen, WALK[2])
    seen.assert_quiet()


def test_what_a_page_asked_for_is_there_when_it_is_opened_again(
    open_page: Open, texts: Texts
) -> None:
    """Also after two other pages: Streamlit forgets what was asked on a page not shown."""
    seen = open_page(query="?page=compare&a=22&b=24", texts=texts, filters=False)
    arrive(seen, "compare")
    for page in ("table", "help", "data", "compare"):
        seen.go(page)
        arrive(seen, page)
    assert "a=22&b=24" in seen.page.url
    assert "Quảng Ninh" in seen.page.locator(".st-key-gr-compare, .stAlert").first.inner_text()
    seen.assert_quiet()


def test_back_gives_filters_project_and_language_back(open_page: Open, texts: Texts) -> None:
    seen = open_page(texts=texts)
    seen.wait_for_map()
    seen.page.locator(".st-key-choose-ql279 button").click()
    seen.page.locator(".gr-panel").wait_for(timeout=PATIENCE_MS)
    seen.settle()
    seen.page.locator(".st-key-missed label").first.click()
    seen.wait_until(lambda: "missed=1" in seen.page.url)
    seen.settle()
    other = Language.EN if texts.language == Language.VI else Language.VI
    mine = seen.texts
    seen.speak(other)
    seen.page.go_back()
    seen.texts = mine
    seen.page.get_by_text(texts("app.subtitle")).first.wait_for(timeout=PATIENCE_MS)
    seen.settle()
    switch = seen.page.locator(".st-key-missed input")
    assert switch.is_checked()
    seen.page.go_back()
    seen.wait_until(lambda: not switch.is_checked())
    seen.page.locator(".gr-panel").wait_for(timeout=PATIENCE_MS)
    seen.page.go_back()
    seen.page.locator(".st-key-choose-ql279 button").wait_for(timeout=PATIENCE_MS)
    seen.wait_until(lambda: "project=" not in seen.page.url)
    seen.settle()
    seen.page.go_forward()
    seen.page.locator(".gr-panel").wait_for(timeout=PATIENCE_MS)
    seen.assert_quiet()


def make_list(seen: Seen, title: str) -> list[str]:
    """Put a list of slides together by clicks; gives its projects in their order."""
    seen.go("slides")
    name = seen.page.get_by_role("textbox", name=seen.texts("slides.name"))
    name.fill(title)
    name.press("Enter")
    seen.settle()
    registry = load_registry()
    for key in ("ql279", "cau-hoa-son", "dt342"):
        field = seen.page.locator(".st-key-deck-add input")
        field.fill(seen.texts.pick(registry.projects[key].name))
        field.press("Enter")
        seen.page.locator(f".st-key-deck-x-{key}").wait_for(timeout=PATIENCE_MS)
        seen.settle()
    seen.page.locator(".st-key-deck-down-ql279 button:visible").click()
    seen.wait_until(lambda: listed(seen) == ["cau-hoa-son", "ql279", "dt342"])
    seen.settle()
    return listed(seen)


def listed(seen: Seen) -> list[str]:
    rows = seen.page.locator('[class*="st-key-gr-deck-row-"]').evaluate_all(
        "rows => rows.map((row) => [...row.classList]"
        ".find((name) => name.startsWith('st-key-gr-deck-row-')))"
    )
    return [str(row).removeprefix("st-key-gr-deck-row-") for row in rows]


def test_a_reload_keeps_the_list_of_slides_and_its_preview_the_language(
    open_page: Open, texts: Texts
) -> None:
    seen = open_page(texts=texts, filters=False)
    seen.wait_for_map()
    order = make_list(seen, "Họp tháng 12")
    seen.page.reload()
    seen.wait_until(lambda: listed(seen) == order)
    name = seen.page.get_by_role("textbox", name=texts("slides.name"))
    seen.wait_until(lambda: name.input_value() == "Họp tháng 12")
    seen.settle()
    seen.page.get_by_role("button", name=texts("slides.show")).click()
    frame = seen.page.frame_locator(".st-key-gr-deck-show iframe")
    frame.locator(".gr-slide").first.wait_for(state="attached", timeout=PATIENCE_MS)
    other = Language.EN if texts.language == Language.VI else Language.VI
    seen.speak(other)
    said = frame.locator("html").get_attribute("lang")
    seen.wait_until(lambda: frame.locator("html").get_attribute("lang") == other.value)
    assert said is not None
    name = seen.page.get_by_role("textbox", name=seen.texts("slides.name"))
    seen.wait_until(lambda: name.input_value() == "Họp tháng 12")
    assert listed(seen) == order
    # The list stands among the recent ones, and is taken up again from there.
    seen.go("map")
    lists = open_page(query="?page=slides", texts=texts, filters=False)
    lists.page.locator(".st-key-deck-recent summary").click(timeout=PATIENCE_MS)
    lists.page.locator('[class*="st-key-deck-open-"] button:visible').first.click()
    lists.wait_until(lambda: listed(lists) == order)
    seen.assert_quiet()
    lists.assert_quiet()


def test_a_reload_keeps_the_online_background_and_no_address_gives_it_away(
    open_page: Open, texts: Texts, chromium: Browser, address: str
) -> None:
    seen = open_page(online=True, texts=texts)
    seen.wait_for_map()
    seen.page.locator(".st-key-background").get_by_text("OpenStreetMap").click()
    seen.wait_until(lambda: len(seen.foreign) > 0)
    seen.settle()
    seen.foreign.clear()
    seen.page.reload()
    seen.wait_for_map()
    seen.wait_until(lambda: len(seen.foreign) > 0)
    assert {url.split("/")[2] for url in seen.foreign} == {"tile.openstreetmap.org"}
    with chromium.new_context() as somebody_else:
        other = watched(somebody_else.new_page(), address, texts)
        other.page.goto(seen.page.url)
        other.wait_for_map()
        other.assert_quiet()
    seen.show_filters()
    seen.page.locator(".st-key-background").get_by_text(texts("background.none")).click()
    seen.settle()
    seen.foreign.clear()
    seen.page.reload()
    seen.wait_for_map()
    seen.settle()
    assert seen.foreign == []


def shown_columns(seen: Seen) -> str:
    return seen.page.locator('[class*="st-key-columns-"]').first.inner_text()


def test_a_reload_keeps_the_columns_of_each_table(open_page: Open, texts: Texts) -> None:
    seen = open_page(query="?page=table&table=crossings", texts=texts, filters=False)
    field = seen.page.locator('[class*="st-key-columns-crossings"] input')
    field.click(timeout=PATIENCE_MS)
    field.press("Backspace")
    field.press("Backspace")
    seen.wait_until(lambda: "cols=crossings" in seen.page.url)
    seen.settle()
    few = shown_columns(seen)
    assert few
    seen.page.reload()
    seen.wait_until(lambda: shown_columns(seen) == few)
    other = seen.page.locator(".st-key-table").get_by_role(
        "radio", name=texts.pick(TABLES["pieces"].title)
    )
    other.click()
    seen.settle()
    assert shown_columns(seen) != few
    seen.page.locator(".st-key-table").get_by_role(
        "radio", name=texts.pick(TABLES["crossings"].title)
    ).click()
    seen.wait_until(lambda: shown_columns(seen) == few)
    seen.assert_quiet()


def test_two_tabs_do_not_take_each_other_s_view(open_page: Open, texts: Texts) -> None:
    one, other = (open_page(texts=texts, filters=False) for _ in range(2))
    one.wait_for_map()
    other.wait_for_map()
    one.go("overview")
    order = make_list(other, "Hai thẻ")
    one.go("slides")
    assert listed(one) == []
    one.page.go_back()
    arrive(one, "overview")
    other.page.reload()
    other.wait_until(lambda: listed(other) == order)
    one.assert_quiet()
    other.assert_quiet()


@pytest.fixture
def kept_place(tmp_path: Path) -> dict[str, str]:
    return {
        "GIAPRANH_CACHE": str(tmp_path / "cache"),
        "GIAPRANH_DATABASE": str(tmp_path / "register.sqlite"),
    }


@pytest.fixture
def boundary_file(shared: Path, tmp_path: Path) -> Path:
    frame = gpd.read_file(shared / "reference" / "provinces_63.gpkg")
    frame = frame[frame["code"].isin(["06", "19", "20", "22", "24", "26", "27", "30", "31", "33"])]
    path = tmp_path / "ranh-gioi.gpkg"
    frame.to_file(path)
    return path


def with_own_boundaries(seen: Seen, path: Path) -> None:
    """Choose a file of one's own, and see that a reload keeps it."""
    seen.go("data")
    chooser = seen.page.locator('.st-key-own-file input[type="file"]')
    chooser.set_input_files(path)
    seen.page.locator(".st-key-own-use button").click(timeout=4 * PATIENCE_MS)
    stop = seen.page.locator(".st-key-own-stop button")
    stop.wait_for(timeout=4 * PATIENCE_MS)
    seen.settle()
    seen.page.reload()
    stop.wait_for(timeout=4 * PATIENCE_MS)
    seen.settle()


def test_own_boundaries_and_the_list_outlive_reload_and_server(
    open_page: Open, kept_place: dict[str, str], boundary_file: Path
) -> None:
    """A lid closed over night: the server is another one when it is opened again."""
    port = free_port()
    left = []
    with serving(env=kept_place, port=port) as at:
        for language in Language:
            seen = open_page(at, texts=Texts(language), filters=False)
            seen.wait_for_map()
            order = make_list(seen, f"Qua đêm {language}")
            with_own_boundaries(seen, boundary_file)
            left.append((seen, order, seen.page.url))
    with serving(env=kept_place, port=port):
        for seen, order, url in left:
            seen.page.goto(url)
            seen.page.locator(".st-key-own-stop button").wait_for(timeout=4 * PATIENCE_MS)
            assert boundary_file.stem in seen.page.locator(".st-key-own-boundaries").inner_text()
            seen.go("slides")
            seen.wait_until(lambda seen=seen, order=order: listed(seen) == order)  # type: ignore[misc]
            assert seen.foreign == []
