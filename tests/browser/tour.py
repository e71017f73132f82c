"""Take the README's pictures anew: ``python -m tests.browser.tour``.

Every page in both languages, on a projector's screen (1280 × 720) beside a phone's (390 × 844),
as one picture each in ``layers/assets/tour``; and, where the material beside the project is, a
project on real OpenStreetMap geometry cut at real borders. Look at them before you commit them.
"""

import io

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from layers.pages import PAGES
from layers.texts import Language
from tests.browser.conftest import QUIET, ROOT, find_chromium, serving
from tests.gold.score import SHARED

FOLDER = ROOT / "layers" / "assets" / "tour"
SIZES = ((1280, 720), (390, 844))
CHOSEN = "bo-ha-dong-bac-ben-luong"
REAL = "rail-kep-ha-long"
BORDERS, RAILWAYS = "reference/provinces_63.gpkg", "osm/rail.osm.pbf"
TOURED = "giap-ranh-toured"
GAP = 24
PAPER = "#DDD8CC"
COLOURS = 256
LONGEST_MS = 120_000


def settled(page: Page) -> None:
    """Wait until the page has drawn all it has."""
    page.locator(".gr-heading").wait_for(timeout=LONGEST_MS)
    idle = """() => !document.querySelector('[data-test-script-state="running"]')
        && !document.querySelector('[data-stale="true"], [data-testid="stSpinner"],'
            + ' [data-testid="stSkeleton"]')"""
    page.wait_for_function(idle, timeout=LONGEST_MS)
    frames = page.locator('iframe[title^="streamlit_folium"]')
    for frame in range(frames.count()):
        lines = frames.nth(frame).content_frame.locator(".gr-line")
        lines.first.wait_for(state="attached", timeout=LONGEST_MS)
    page.wait_for_timeout(2000)


def as_before(page: Page) -> None:
    """Let the browser be one that was here before: no tour lies over the map."""
    page.add_init_script(f"window.localStorage.setItem('{TOURED}', '1')")


def taken(browser: Browser, address: str) -> Image.Image:
    """Take one page on both screens, side by side."""
    shots = []
    for width, height in SIZES:
        page = browser.new_page(viewport={"width": width, "height": height})
        as_before(page)
        page.goto(address)
        settled(page)
        shots.append(Image.open(io.BytesIO(page.screenshot())))
        page.close()
    whole = Image.new(
        "RGB",
        (sum(shot.width for shot in shots) + GAP, max(shot.height for shot in shots)),
        PAPER,
    )
    left = 0
    for shot in shots:
        whole.paste(shot, (left, 0))
        left += shot.width + GAP
    return whole


def kept(picture: Image.Image, name: str) -> None:
    """Write a picture small."""
    small = picture.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, kmeans=3)
    small.save(FOLDER / f"{name}.png", optimize=True)


def take_real(browser: Browser) -> None:
    """Take a project on real geometry, with its credits."""
    files = ("--boundaries", SHARED / BORDERS, "--osm", SHARED / RAILWAYS)
    with serving(*map(str, files)) as address:
        for language in Language:
            page = browser.new_page(viewport={"width": SIZES[0][0], "height": SIZES[0][1]})
            as_before(page)
            page.goto(f"{address}/?project={REAL}&lang={language}")
            settled(page)
            kept(Image.open(io.BytesIO(page.screenshot())), f"real-{language}")
            page.close()


def main() -> None:
    """Take them all."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with serving() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(QUIET))
        if (SHARED / RAILWAYS).exists():
            take_real(browser)
        for language in Language:
            for name in PAGES:
                query = f"?page={name}&lang={language}"
                if name == "map":
                    query += f"&project={CHOSEN}"
                kept(taken(browser, f"{address}/{query}"), f"{name}-{language}")
        browser.close()


if __name__ == "__main__":
    main()
