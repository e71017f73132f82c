"""Who clicks faster than the server answers loses nothing."""

from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import PATIENCE_MS, find_chromium, serving


def test_each_of_several_quick_clicks_counts_and_what_was_written_before_them(
    profile: BrowserContext,
) -> None:
    find_chromium()
    with serving(script="tests/browser/quick_app.py") as address:
        page = profile.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.goto(address)
        buttons = [page.locator(f".st-key-{name} button") for name in ("one", "two", "three")]
        buttons[-1].wait_for()
        page.locator(".st-key-field input").fill("!")
        for button in buttons:
            button.click()
            page.wait_for_timeout(150)
        noted = page.get_by_text("noted:")
        for each in ("field!", "one", "two", "three"):
            expect(noted).to_contain_text(each, timeout=PATIENCE_MS)
        page.close()
