"""What a newcomer meets: the tour, the buttons on the map, the chooser, help, and a phone."""

import pytest

from layers.pages import PAGES
from layers.texts import Texts
from tests.browser.conftest import PATIENCE_MS, Open, Seen

PHONE = (390, 844)
INSIDE = """(element) => {
  const box = element.getBoundingClientRect();
  return box.left >= 0 && box.right <= window.innerWidth;
}"""


def test_the_tour_is_shown_once(open_page: Open, texts: Texts) -> None:
    seen = open_page(texts=texts, filters=False)
    seen.wait_for_map()
    assert seen.map.locator(".gr-tour").count() == 0  # this browser was here before
    forget = "window.localStorage.removeItem('giap-ranh-toured')"
    seen.page.add_init_script(f"if (!window.sessionStorage.kept) {{ {forget} }}")
    seen.page.reload()
    card = seen.map.locator(".gr-tour")
    card.wait_for(timeout=PATIENCE_MS)
    for step in (1, 2, 3):
        assert texts(f"tour.{step}") in card.inner_text()
        card.get_by_role("button").first.click()
    assert card.count() == 0
    assert seen.page.evaluate("window.localStorage.getItem('giap-ranh-toured')") == "1"
    seen.assert_quiet()


def test_the_map_goes_back_to_the_whole_region(open_page: Open, texts: Texts) -> None:
    seen = open_page(texts=texts, filters=False)
    seen.wait_for_map()
    button = seen.map.get_by_role("button", name=texts("map.region"))
    button.wait_for(timeout=PATIENCE_MS)
    before = seen.in_map("return map.getZoom()")
    seen.in_map("map.setView([21.9, 106.9], 12, {animate: false}); return 0")
    button.click()
    seen.wait_until(lambda: seen.in_map("return map.getZoom()") == before)
    seen.map.get_by_role("button", name=texts("map.full")).click()
    seen.wait_until(lambda: seen.page.evaluate("Boolean(document.fullscreenElement)"))
    seen.page.evaluate("document.exitFullscreen()")
    seen.assert_quiet()


OVERLAP = """() => {
  // Where two projects' lines lie within reach of one click.
  const map = window.map, lines = map.giapRanh.lines;
  const points = (layer) => layer.getLatLngs().flat(2).filter((at) => at.lat);
  for (const one of lines) {
    if (!one.layer.getLatLngs) continue;
    for (const at of points(one.layer)) {
      const point = map.latLngToLayerPoint(at);
      const near = lines.filter((other) => other.id !== one.id && other.layer.closestLayerPoint
        && (other.layer.closestLayerPoint(point) || { distance: 99 }).distance < 5);
      if (near.length) {
        one.layer.fire("click", { latlng: at }, true);
        return [one.id, ...new Set(near.map((other) => other.id))];
      }
    }
  }
  return [];
}"""


def test_where_lines_overlap_it_asks_which(open_page: Open, texts: Texts) -> None:
    seen = open_page(texts=texts, filters=False)
    seen.wait_for_map()
    here = seen.map.locator("body").evaluate(OVERLAP)
    assert len(here) >= 2
    chooser = seen.map.locator(".gr-which")
    chooser.wait_for(timeout=PATIENCE_MS)
    assert texts("map.which") in chooser.inner_text()
    assert set(here) <= set(
        chooser.locator("button").evaluate_all("found => found.map((one) => one.dataset.project)")
    )
    assert seen.page.locator(".gr-panel").count() == 0
    chooser.locator(f'button[data-project="{here[1]}"]').click()
    seen.page.locator(".gr-panel").wait_for(timeout=PATIENCE_MS)
    seen.wait_until(lambda: f"project={here[1]}" in seen.page.url)  # written after the panel
    seen.assert_quiet()


@pytest.mark.parametrize("filters", [False, True], ids=["filters shut", "filters open"])
def test_the_menu_is_one_row_on_a_projector(open_page: Open, texts: Texts, filters: bool) -> None:
    seen = open_page(texts=texts, filters=filters)
    seen.wait_for_map()
    assert box_of(seen, ".st-key-page")["height"] <= 40
    assert seen.page.locator(".st-key-page").get_by_role("radio").count() == len(PAGES)
    box = seen.page.locator(".st-key-gr-map iframe").first.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 720
    seen.assert_quiet()


def box_of(seen: Seen, selector: str) -> dict[str, float]:
    box = seen.page.locator(selector).first.bounding_box()
    assert box is not None
    return {"y": box["y"], "width": box["width"], "height": box["height"]}


def test_on_a_phone_a_chosen_project_is_seen_at_once(open_page: Open, texts: Texts) -> None:
    seen = open_page(size=PHONE, texts=texts)
    seen.wait_for_map()
    menu = box_of(seen, ".st-key-page")
    assert menu["height"] <= 48  # one row, to be pushed sideways
    button = box_of(seen, '[data-testid="stExpandSidebarButton"]')
    assert button["width"] >= 80  # named, not an arrow alone
    seen.page.locator('[class*="st-key-choose-"] button').first.evaluate("row => row.click()")
    seen.page.locator(".gr-panel").wait_for(timeout=PATIENCE_MS)
    panel = box_of(seen, ".st-key-gr-side-panel")
    assert 0 < panel["y"] < PHONE[1] - 200
    assert panel["y"] + panel["height"] == pytest.approx(PHONE[1], abs=2)
    assert seen.page.evaluate("window.scrollY") == 0
    seen.assert_quiet()


def test_on_a_phone_the_page_one_is_on_is_in_sight_in_the_menu(open_page: Open) -> None:
    seen = open_page(query="?page=help", size=PHONE, filters=False)
    chosen = seen.page.locator('.st-key-page [aria-checked="true"]')
    for page in ("help", "log", "map"):
        if page != "help":
            seen.go(page)
        seen.page.get_by_role("radio", name=seen.texts(f"page.{page}"), checked=True).wait_for()
        seen.wait_until(lambda: chosen.evaluate(INSIDE))
    seen.assert_quiet()


@pytest.mark.parametrize("size", [(1280, 720), PHONE])
def test_what_this_is_stands_at_every_width(
    open_page: Open, texts: Texts, size: tuple[int, int]
) -> None:
    seen = open_page(size=size, texts=texts, filters=False)
    assert texts("app.subtitle") in seen.page.locator(".gr-heading").inner_text(timeout=PATIENCE_MS)
    seen.go("help")
    said = seen.page.locator(".gr-help").inner_text(timeout=PATIENCE_MS)
    for key in ("help.statuses.how", "help.apart.how", "help.grade.C", "status.suspended"):
        assert texts(key) in said
    seen.assert_quiet()


CUT_HEADINGS = """() => [...document.querySelectorAll('.stMain [data-testid="stHeading"]')]
  .filter((heading) => {
    const box = heading.querySelector("h2, h3").getBoundingClientRect();
    const middle = box.left + Math.min(box.width, 60) / 2;
    const seen = [box.top + 2, box.bottom - 2].map((y) => document.elementFromPoint(middle, y));
    const inView = box.top > 0 && box.bottom < window.innerHeight;
    return inView && !seen.every((element) => element && heading.contains(element));
  }).map((heading) => heading.innerText)"""


@pytest.mark.parametrize("size", [(1280, 720), PHONE])
def test_no_heading_is_covered(open_page: Open, size: tuple[int, int]) -> None:
    """By what follows it: each is what one meets at its upper and at its lower edge."""
    seen = open_page(size=size, filters=False)
    for page in PAGES:
        seen.go(page)
        seen.page.wait_for_timeout(300)
        assert seen.page.evaluate(CUT_HEADINGS) == [], page
    seen.assert_quiet()


@pytest.mark.parametrize(
    ("size", "share"), [((1280, 720), 0.55), ((1920, 1080), 0.55), (PHONE, 0.7)]
)
def test_the_map_has_most_of_the_screen(
    open_page: Open, size: tuple[int, int], share: float
) -> None:
    seen = open_page(size=size, filters=False)
    seen.wait_for_map()
    box = seen.page.locator(".st-key-gr-map iframe").first.bounding_box()
    assert box is not None
    height = min(box["y"] + box["height"], size[1]) - box["y"]
    assert box["width"] * height >= share * size[0] * size[1]


def test_a_table_s_columns_take_one_row_until_one_turns_to_them(open_page: Open) -> None:
    seen = open_page(query="?page=table", filters=False)
    seen.page.locator('[data-testid="stDataFrame"]').wait_for(timeout=PATIENCE_MS)
    field = '[class*="st-key-columns-"]'
    low = box_of(seen, field)["height"]
    assert low <= 80
    seen.page.locator(f"{field} input").focus()
    assert box_of(seen, field)["height"] > low
    seen.assert_quiet()


def test_a_status_in_a_list_has_its_colour(open_page: Open) -> None:
    seen = open_page(filters=False)
    row = seen.page.locator('[class*="st-key-choose-"] button').first
    row.wait_for(timeout=PATIENCE_MS)
    discs = row.locator("img").evaluate_all(
        "found => found.map((one) => [one.naturalWidth > 0, one.width >= 16, one.alt])"
    )
    assert [disc[:2] for disc in discs] == [[True, True]] * len(discs)
    assert len(discs) >= 2
    assert row.inner_text().strip()[:1] not in {"!", "❶"}
