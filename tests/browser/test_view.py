"""The view stands in the address, and follows the slider, the mismatches and the search."""

import datetime as dt

import pytest

from geo.registry import load_registry
from layers.texts import Texts
from tests.browser.conftest import PATIENCE_MS, Open, Seen
from tests.data import FROZEN

POSITION = "const c = map.getCenter(); return [c.lat, c.lng, map.getZoom()];"
ADDRESS = "?units=today&date=2024-06-01&project=ql279&modes=road&at=21.3,106.9,10"


def shown_lines(seen: Seen) -> int:
    return seen.map.locator(".gr-line").count()


def test_an_address_restores_the_whole_view(open_page: Open, texts: Texts) -> None:
    seen = open_page(query=ADDRESS, texts=texts)
    seen.page.locator(".gr-panel h2").wait_for(timeout=PATIENCE_MS)
    assert "279" in seen.page.locator(".gr-panel h2").inner_text()
    day = texts.date(dt.date(2024, 6, 1))
    assert day in seen.page.locator(".gr-heading").inner_text()
    seen.map.locator('.leaflet-container[data-units="today"]').wait_for(timeout=PATIENCE_MS)
    seen.map.locator(".gr-chosen > span").wait_for(state="attached", timeout=PATIENCE_MS)
    assert seen.in_map(POSITION) == pytest.approx([21.3, 106.9, 10], abs=0.01)
    assert texts("mode.road") in seen.page.locator(".st-key-modes").inner_text()
    seen.assert_quiet()


def test_a_project_that_is_not_shown_is_said_to_be_unknown_later_or_filtered_out(
    open_page: Open, texts: Texts
) -> None:
    registry = load_registry(FROZEN)
    name = texts.pick(registry.projects["ql279"].name)
    agreed = texts.date(registry.agreed["ql279"])
    for query, told in (
        ("?project=khong-co", texts("absent.unknown", id="khong-co")),
        ("?project=ql279&date=2020-01-01", texts("absent.later", name=name, day=agreed)),
        ("?project=ql279&modes=rail", texts("absent.filtered", name=name)),
    ):
        seen = open_page(query=query, texts=texts, filters=False)
        said = seen.page.locator('[data-testid="stAlert"]')
        said.get_by_text(told).wait_for(timeout=PATIENCE_MS)
        untrue = said.get_by_text(texts("list.empty"))
        assert untrue.count() == 0
        assert seen.page.locator(".gr-panel").count() == 0
        seen.assert_quiet()
    seen.page.locator(".st-key-absent-reset button").click()
    seen.page.locator(".gr-panel h2").wait_for(timeout=PATIENCE_MS)
    seen.assert_quiet()


def test_what_the_reader_does_goes_into_the_address(open_page: Open, address: str) -> None:
    seen = open_page()
    seen.wait_for_map()
    assert "?" not in seen.page.url
    seen.page.locator(".st-key-choose-ql279 button").click()
    seen.wait_until(lambda: "project=ql279" in seen.page.url)
    seen.map.locator(".gr-chosen > span").wait_for(timeout=PATIENCE_MS)
    seen.in_map("map.setView([21.31, 106.81], 10.5, {animate: false}); return 0")
    seen.wait_until(lambda: "at=21.31" in seen.page.url)
    seen.page.get_by_text("English", exact=True).click()
    seen.wait_until(lambda: "lang=en" in seen.page.url and "at=21.31" in seen.page.url)
    again = open_page(query=seen.page.url.removeprefix(f"{address}/"))
    again.page.locator(".gr-panel").wait_for(timeout=PATIENCE_MS)
    again.map.locator(".gr-chosen > span").wait_for(state="attached", timeout=PATIENCE_MS)
    assert again.in_map(POSITION) == pytest.approx([21.31, 106.81, 10.5], abs=0.01)
    seen.assert_quiet()
    again.assert_quiet()


def test_the_slider_goes_through_the_days_of_reports(open_page: Open, texts: Texts) -> None:
    seen = open_page(texts=texts)
    seen.wait_for_map()
    heading = seen.page.locator(".gr-heading")
    slider = seen.page.get_by_role("slider", name=texts("filter.moment"))
    slider.focus()
    seen.page.keyboard.press("Home")
    seen.wait_until(lambda: texts.date(dt.date(2022, 2, 22)) in heading.inner_text())
    seen.wait_until(lambda: "date=2022-02-22" in seen.page.url)
    slider.focus()
    seen.page.keyboard.press("ArrowRight")
    seen.wait_until(lambda: texts.date(dt.date(2022, 3, 10)) in heading.inner_text())
    seen.assert_quiet()


def test_mismatches_are_spelt_out_at_their_crossings(open_page: Open, texts: Texts) -> None:
    seen = open_page(texts=texts)
    seen.wait_for_map()
    assert seen.map.locator(".gr-apart").count() == 0
    seen.page.locator(".st-key-mismatches label").click()
    seen.map.locator(".gr-apart").first.wait_for(state="attached", timeout=PATIENCE_MS)
    words = "\n".join(seen.map.locator(".gr-apart").all_inner_texts())
    assert f"Lạng Sơn: {texts('status.proposed')}" in words
    assert f"Bắc Giang: {texts('status.construction')}" in words
    seen.assert_quiet()


def test_lines_on_one_road_are_drawn_side_by_side(open_page: Open) -> None:
    """Kép – Hạ Long and Yên Viên – Cái Lân share their rails east of Phả Lại."""
    seen = open_page()
    seen.wait_for_map()
    apart = """
        const rings = {};
        map.eachLayer((layer) => {
          const made = layer.toGeoJSON && layer.toGeoJSON();
          const id = made && made.properties && made.properties.project_id;
          if (!id || !id.startsWith("rail-") || !layer._rings) return;
          (rings[id] = rings[id] || []).push(...layer._rings.flat());
        });
        const one = rings["rail-yen-vien-cai-lan"], other = rings["rail-kep-ha-long"];
        const last = other[other.length - 1];
        return Math.min(...one.map((point) => Math.hypot(point.x - last.x, point.y - last.y)));
    """
    assert seen.in_map(apart) >= 5 - 1e-6
    seen.assert_quiet()
