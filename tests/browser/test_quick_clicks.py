"""Who clicks faster than the server answers loses nothing."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import PATIENCE_MS, serving


def test_each_of_several_quick_clicks_counts_and_what_was_written_before_them(
    chromium_page: Page,
) -> None:
    with serving(script="tests/browser/quick_app.py") as address:
        chromium_page.goto(address)
        buttons = [
            chromium_page.locator(f".st-key-{name} button") for name in ("one", "two", "three")
        ]
        buttons[-1].wait_for(timeout=PATIENCE_MS)
        chromium_page.locator(".st-key-field input").fill("!")
        for button in buttons:
            button.click(timeout=PATIENCE_MS)
            chromium_page.wait_for_timeout(150)
        noted = chromium_page.get_by_text("noted:")
        for each in ("field!", "one", "two", "three"):
            expect(noted).to_contain_text(each, timeout=PATIENCE_MS)
