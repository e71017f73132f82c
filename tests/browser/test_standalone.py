"""Files that are opened from a disk, in a browser that has no network."""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page

from geo.export.signs import STATUSES
from geo.model import Status
from geo.pipeline import Linkage, build
from geo.registry import load_registry
from geo.sources.inputs import bundled_outlines
from layers.app.filters import Choice, shown
from layers.map.lanes import lanes
from layers.show.deck import Deck
from layers.show.pdf import print_pdf
from layers.show.slides import slides
from layers.show.standalone import standalone
from tests.browser.conftest import VIETNAMESE, find_chromium

APART = "huu-lung-dt245-my-an"
ON_MAP = """() => {
    const ids = new Set();
    window.giapRanhMap.eachLayer((layer) => {
      const made = layer.toGeoJSON && layer.toGeoJSON();
      const id = made && made.properties && made.properties.project_id;
      if (id) ids.add(id);
    });
    return [...ids];
}"""
WHERE = """(id) => {
    let at = null;
    window.giapRanhMap.eachLayer((layer) => {
      const made = layer.getLatLngs && layer.toGeoJSON();
      if (!made || !made.properties || made.properties.project_id !== id) return;
      const line = layer.getLatLngs().flat(3);
      const [a, b] = [line[line.length - 2], line[line.length - 1]];
      at = window.giapRanhMap.latLngToContainerPoint(
        [a.lat * .3 + b.lat * .7, a.lng * .3 + b.lng * .7]);
    });
    return [at.x, at.y];
}"""


@pytest.fixture(scope="module")
def linkage() -> Linkage:
    registry = load_registry()
    outlines = bundled_outlines(registry)
    return build(registry, outlines, as_of=dt.date(2025, 6, 1))


@pytest.fixture
def offline(chromium: Browser) -> Iterator[Page]:
    """A page without a network; whatever it asks for, or complains of, fails the test."""
    context = chromium.new_context(viewport={"width": 1280, "height": 720})
    context.set_offline(True)
    page = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert len({url.partition("#")[0] for url in asked if url.startswith("file:")}) == 1
    assert complaints == []
    context.close()


def ids(page: Page) -> set[str]:
    return set(page.evaluate(ON_MAP))


def test_the_one_file_page_from_a_disk(offline: Page, linkage: Linkage, tmp_path: Path) -> None:
    file = tmp_path / "Bản đồ giáp ranh.html"
    seen = shown(linkage, Choice())
    file.write_text(standalone(seen, lanes=lanes(linkage.pieces)), encoding="utf-8")
    everything = set(linkage.registry.projects)
    offline.goto(file.as_uri())
    offline.locator(".gr-line").first.wait_for()
    assert ids(offline) == everything
    rows = offline.locator("#gr-projects button")
    assert rows.count() == len(everything)

    # The list, the map and the panel choose the same.
    offline.locator(f"[data-project={APART}]").click()
    assert offline.locator("#gr-chosen h2").is_visible()
    assert offline.locator("#gr-chosen .gr-side h4").all_inner_texts() == ["Lạng Sơn", "Bắc Giang"]
    assert offline.locator(".gr-chosen > span").is_visible()
    offline.keyboard.press("Enter")  # back, which has the focus
    assert rows.first.is_visible()
    at = offline.evaluate(WHERE, APART)
    offline.locator("#gr-map-frame").click(position={"x": at[0], "y": at[1]})
    offline.locator(f'.gr-which [data-project="{APART}"]').click()  # other lines lie there too
    assert offline.locator("#gr-chosen h2").is_visible()

    # Both languages are in the file.
    offline.get_by_role("button", name="English").click()
    assert offline.locator("html").get_attribute("lang") == "en"
    assert "apart" in offline.locator("#gr-chosen header").inner_text()
    offline.get_by_role("button", name="All projects").click()

    # Search without diacritics; filters; things only named.
    offline.locator("#gr-words").fill("cau hoa son")
    assert "cau-hoa-son" in ids(offline)
    assert len(ids(offline)) < 5
    offline.locator("#gr-words").fill("")
    offline.locator("#gr-filters summary").click()
    offline.get_by_label("Railway").check()
    assert ids(offline) == {
        key for key, project in linkage.registry.projects.items() if project.mode == "rail"
    }
    offline.get_by_label("Railway").uncheck()
    offline.get_by_label("Only projects out of step").check()
    assert 0 < len(ids(offline)) == rows.count() < 20
    assert offline.locator(".gr-apart").count() > 0
    offline.get_by_label("Only projects out of step").uncheck()
    shapes = offline.locator(".leaflet-gr-context-pane path")
    before = shapes.count()
    offline.get_by_label("Show things only named").check()
    assert shapes.count() > before == 0

    # On a phone nothing scrolls sideways.
    offline.set_viewport_size({"width": 390, "height": 844})
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert offline.evaluate(overflow) <= 0


def test_the_page_on_paper_keeps_its_colours_and_the_whole_panel(
    offline: Page, linkage: Linkage, tmp_path: Path
) -> None:
    """Printed as a reader does it: background graphics off, the legend and details folded."""
    file = tmp_path / "map.html"
    file.write_text(standalone(shown(linkage, Choice()), lanes=lanes(linkage.pieces)), "utf-8")
    offline.goto(file.as_uri())
    offline.locator(".gr-line").first.wait_for()
    offline.locator("#gr-key summary").click()
    offline.locator(f"[data-project={APART}]").click()
    before = offline.evaluate("[window.giapRanhMap.getZoom(), window.innerWidth]")
    printed = offline.pdf(prefer_css_page_size=True, print_background=False)
    offline.wait_for_function("!document.documentElement.classList.contains('gr-paper')")
    assert offline.evaluate("[window.giapRanhMap.getZoom(), window.innerWidth]") == before
    assert not offline.locator("#gr-key").evaluate("key => key.open"), "the screen is as it was"

    with pypdfium2.PdfDocument(printed) as pdf:
        assert pdf[0].get_size() == pytest.approx((595, 842), abs=1)
        text = "".join(pdf[page].get_textpage().get_text_bounded() for page in range(len(pdf)))
        first = pdf[0].render(scale=2).to_numpy()
    said = re.sub(r"\s", "", text)
    panel = offline.locator("#gr-chosen > div")
    offline.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    for words in panel.inner_text().splitlines():
        assert re.sub(r"\s", "", words) in said, words
    for words in offline.locator("#gr-key > div").inner_text().splitlines():
        assert re.sub(r"\s", "", words) in said, words
    rgb = first[:, :, 2::-1]
    on_map = rgb[: round(0.6 * len(rgb))]  # the legend and the panel come below
    millimetre = rgb.shape[1] / 210
    for status in linkage.pieces.set_index("project_id").loc[[APART], "status"]:
        colour = bytes.fromhex(STATUSES[Status(status)].colour[1:])
        _, columns = (on_map == tuple(colour)).all(axis=2).nonzero()
        assert len(columns), status
        assert columns.max() - columns.min() > 20 * millimetre, "what is chosen fills the frame"


def test_the_slide_show_from_a_disk_and_on_paper(
    offline: Page, linkage: Linkage, tmp_path: Path
) -> None:
    order = (APART, "ql279", "cau-hoa-son")
    show = slides(Deck(title="Phiên họp", projects=order), linkage, lanes=lanes(linkage.pieces))
    file = tmp_path / "trình chiếu.html"
    file.write_text(show, encoding="utf-8")
    offline.goto(file.as_uri())
    now = offline.locator(".gr-slide:visible")
    assert now.locator("h1").inner_text() == "Phiên họp"
    offline.keyboard.press("ArrowRight")
    assert now.locator("h2").inner_text() == VIETNAMESE("slides.agenda")
    for number, project_id in zip((3, 4, 6), order, strict=True):
        offline.keyboard.press("ArrowRight")
        if number == 6:  # behind the one of many sides, what is noted of them
            name = linkage.registry.projects["ql279"].name.vi
            assert now.locator("h2").inner_text() == VIETNAMESE("slides.notes", name=name)
            offline.keyboard.press("ArrowRight")
        assert now.count() == 1
        assert now.get_attribute("data-project") == project_id
        assert f"{number} / 7" in now.locator("footer").inner_text()
        assert now.locator("img").first.evaluate("image => image.naturalWidth") > 300
        held = "sides => sides.scrollHeight - sides.clientHeight"
        assert now.locator(".gr-two").evaluate(held) <= 1  # nothing is cut off
    offline.keyboard.press("ArrowRight")
    assert now.locator("h2").inner_text() == VIETNAMESE("slides.to_settle")
    offline.keyboard.press("ArrowRight")  # the last stays
    assert now.locator("h2").inner_text() == VIETNAMESE("slides.to_settle")
    offline.keyboard.press("Home")
    assert now.locator("h1").is_visible()
    offline.keyboard.press("f")
    offline.wait_for_function("document.fullscreenElement !== null")
    printed = print_pdf(show, chromium=Path(find_chromium()))
    with pypdfium2.PdfDocument(printed) as pdf:
        assert len(pdf) == len(order) + 4
        assert pdf[0].get_size() == pytest.approx((842, 595), abs=1)
        words = [pdf[page].get_textpage().get_text_bounded() for page in range(len(pdf))]
    for page, project_id in zip((2, 3, 5), order, strict=True):
        name = linkage.registry.projects[project_id].name.vi
        assert name.split(" – ", maxsplit=1)[0].replace(" ", "") in re.sub(r"\s", "", words[page])
