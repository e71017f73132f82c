"""How long a reader waits: ``python -m tests.benchmarks.first_map`` prints it.

Cold build: ``python -m geo build`` as a process. First map: from the start of the server, and
from opening the page in headless Chromium, to the first line painted. Filter change: from the
click on "only projects out of step" to the repainted map, and back.
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import QUIET, ROOT, find_chromium, serving

ROUNDS = 5
LINES = ".gr-line"


@contextmanager
def timed(times: list[float]) -> Iterator[None]:
    started = time.perf_counter()
    yield
    times.append(time.perf_counter() - started)


def cold_build() -> list[float]:
    times: list[float] = []
    for _ in range(ROUNDS):
        with timed(times):
            subprocess.run(
                [sys.executable, "-m", "geo", "build"], cwd=ROOT, check=True, capture_output=True
            )
    return times


def wait_for_lines(page: Page, *, other_than: int) -> int:
    """Wait until the number of painted lines is another one; return it."""
    lines = page.frame_locator('iframe[title^="streamlit_folium"]').locator(LINES)
    while (count := lines.count()) in (0, other_than):
        page.wait_for_timeout(5)
    return count


def in_browser() -> dict[str, list[float]]:
    first: list[float] = []
    again: list[float] = []
    changes: list[float] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(QUIET))
        started = time.perf_counter()
        with serving() as address:
            for round_number in range(ROUNDS):
                page = browser.new_page()
                with timed(again):
                    page.goto(address)
                    count = wait_for_lines(page, other_than=0)
                if round_number == 0:
                    first.append(time.perf_counter() - started)
                    again.clear()
                page.wait_for_timeout(1000)
                for _ in range(2):
                    with timed(changes):
                        page.locator(".st-key-mismatches label").click()
                        count = wait_for_lines(page, other_than=count)
                    page.wait_for_timeout(500)
                page.close()
        browser.close()
    return {"server start to first map": first, "page to map": again, "filter change": changes}


def main() -> None:
    figures = {"cold build": cold_build()} | in_browser()
    for name, times in figures.items():
        low, middle, high = min(times), statistics.median(times), max(times)
        print(f"{name:28}{middle:7.2f} s   (min {low:.2f}, max {high:.2f}, {len(times)} runs)")


if __name__ == "__main__":
    main()
