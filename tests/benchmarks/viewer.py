"""From a click on a filter to the repainted map: ``python -m tests.benchmarks.viewer``.

This app's map and the same layers in a plain ``st_folium(m)`` made anew at each run, side by side
in one browser, at 1, 10 and 50 times today's projects. Repainted is when the number of painted
lines is the filtered one and a frame has been drawn. ``--rounds`` clicks there and back.
"""

import statistics
import time

import click
from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from tests.browser.conftest import QUIET, find_chromium, serving

APP = "tests/benchmarks/viewer_app.py"
TIMES = (1, 10, 50)
LIMIT_S = 180


def painted(page: Page) -> int:
    """Count the painted lines; 0 while a map is being made."""
    frame = page.query_selector('iframe[title^="streamlit_folium"]')
    inside = frame.content_frame() if frame else None
    try:
        return inside.locator("path.gr-line").count() if inside else 0
    except PlaywrightError:  # the frame is just being replaced
        return 0


def wait_for_change(page: Page, before: int) -> int:
    """Wait until the count is another one, stays so for a moment, and is on the screen."""
    until = time.monotonic() + LIMIT_S
    while (count := painted(page)) in (0, before) or count != painted(page):
        if time.monotonic() > until:
            raise TimeoutError(f"not repainted within {LIMIT_S} s")
        page.wait_for_timeout(5)
    page.evaluate("() => new Promise((done) => requestAnimationFrame(done))")
    return count


def clicks(browser: Browser, which: str, times: int, rounds: int) -> list[float]:
    with serving(which, str(times), script=APP) as address:
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        page.goto(address, timeout=LIMIT_S * 1000)
        count = wait_for_change(page, 0)
        found = []
        for _ in range(2 * rounds):
            page.wait_for_timeout(1500)
            count = painted(page)
            started = time.perf_counter()
            page.locator(".st-key-mismatches label").click()
            wait_for_change(page, count)
            found.append(time.perf_counter() - started)
        page.close()
    return found


@click.command()
@click.option("--rounds", default=3, show_default=True)
@click.option("--times", multiple=True, type=int, default=TIMES, show_default=True)
def main(rounds: int, times: tuple[int, ...]) -> None:
    """Print the medians, their ratio, and how each grows."""
    click.echo(f"{'projects':>10}{'this app':>12}{'plain':>12}{'ratio':>8}")
    first: dict[str, float] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(QUIET))
        for many in times:
            middle = {
                which: statistics.median(clicks(browser, which, many, rounds))
                for which in ("ours", "plain")
            }
            first = first or middle
            grown = {which: middle[which] / first[which] for which in middle}
            click.echo(
                f"{many:>9}×{middle['ours']:>10.2f} s{middle['plain']:>10.2f} s"
                f"{middle['plain'] / middle['ours']:>7.1f}×"
                f"   grown {grown['ours']:.1f}× against {grown['plain']:.1f}×"
            )
        browser.close()


if __name__ == "__main__":
    main()
