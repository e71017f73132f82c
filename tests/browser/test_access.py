"""Everybody can use every page: axe-core finds no serious fault, and the keyboard reaches all.

axe-core comes from the npm registry, pinned by checksum, and is kept between runs.
"""

import os
from pathlib import Path
from typing import Any

import pooch
import pytest
import requests
from playwright.sync_api import Page

from layers.pages import PAGES
from layers.texts import Texts
from tests.browser.conftest import PATIENCE_MS, Open, Seen

AXE = "https://registry.npmjs.org/axe-core/-/axe-core-4.14.1.tgz"
AXE_SHA256 = "e6b0ce02b84d892e2e33e403485e7f3d6c29e2be6df65daf44d89ba564139745"
SCREEN, PHONE = (1280, 720), (390, 844)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
STREAMLITS_OWN = ["[data-testid='stDataFrame'] canvas"]
"""Drawn by Streamlit's grid, which mirrors its cells in a table of its own for screen readers."""


@pytest.fixture(scope="session")
def axe() -> str:
    try:
        unpacked = pooch.retrieve(
            AXE,
            known_hash=f"sha256:{AXE_SHA256}",
            path=pooch.os_cache("giapranh-tests"),
            processor=pooch.Untar(members=["package/axe.min.js"]),
            progressbar=False,
        )
    except requests.ConnectionError:
        reason = "axe-core cannot be fetched: no npm registry"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return Path(unpacked[0]).read_text(encoding="utf-8")


def faults(page: Page, axe: str) -> list[str]:
    """Serious and critical faults of the page and of the frames in it."""
    found: list[str] = []
    for frame in page.frames:
        if frame.url == "about:blank":
            continue
        frame.evaluate(axe)
        result: dict[str, Any] = frame.evaluate(
            """([rules, own]) => axe.run({exclude: own.map((one) => [one])}, {
                runOnly: {type: "tag", values: rules}, iframes: false,
            })""",
            [RULES, STREAMLITS_OWN],
        )
        found += [
            f"{one['id']} ({one['impact']}): {node['html'][:160]}"
            for one in result["violations"]
            if one["impact"] in {"serious", "critical"}
            for node in one["nodes"][:3]
        ]
    return found


def wait_for_page(seen: Seen, name: str) -> None:
    seen.page.locator(".gr-heading").wait_for(timeout=2 * PATIENCE_MS)
    seen.settle()
    if name in {"map", "compare"}:
        seen.map.locator(".gr-line").first.wait_for(state="attached", timeout=PATIENCE_MS)


@pytest.mark.parametrize("size", [SCREEN, PHONE])
def test_no_page_has_a_serious_fault(
    open_page: Open, axe: str, texts: Texts, size: tuple[int, int]
) -> None:
    seen = open_page(query="?project=ql279", texts=texts, size=size)
    found = {}
    for name in PAGES:
        seen.go(name)
        wait_for_page(seen, name)
        found[name] = faults(seen.page, axe)
    assert found == {name: [] for name in PAGES}


def test_the_keyboard_reaches_a_project_and_what_its_panel_offers(open_page: Open) -> None:
    seen = open_page()
    seen.wait_for_map()
    seen.page.locator(".st-key-words input").focus()
    button = ".st-key-choose-ql279 button"
    for _ in range(60):
        seen.page.keyboard.press("Tab")
        if seen.page.locator(button).evaluate("node => node === document.activeElement"):
            break
    else:
        pytest.fail("Tab never reached the project")
    seen.page.keyboard.press("Enter")
    seen.page.locator(".gr-panel").wait_for(timeout=PATIENCE_MS)
    seen.assert_quiet()
