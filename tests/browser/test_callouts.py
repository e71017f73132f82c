"""Callouts of mismatches: measured on the screen, at four zooms and on three screens.

The measure is the browser's own: every line is followed along its drawn path.
"""

import datetime as dt
from collections.abc import Iterator

import pytest

from geo.model import EntrySource, Reading, Status, StatusReport, Text
from geo.registry import load_registry
from geo.store.attachments import Files
from geo.store.database import Database
from geo.store.entry import Draft, EntryKind
from geo.store.log import Register
from geo.store.people import Visitor
from layers.texts import Texts
from tests.browser.conftest import PATIENCE_MS, Open, Seen, free_port, serving
from tests.data import FROZEN

SCREENS = [(1280, 720), (1920, 1080), (390, 844)]
DAY = "2025-06-01"
"""A day with mismatches on more than one project."""

CROWD = """
  // As if the sides were out of step at every crossing.
  const drawn = map.giapRanh.drawn;
  for (const sign of drawn.given.signs.filter((one) => one.fixed && one.rank === 5)) {
    drawn.given.labels.push({ at: sign.at, places: [sign.at], kind: "gr-apart", rank: 3,
      beside: 17, html: "<span><i>A</i><i>B: <b>C</b></i><i>Đường: <b>kiến nghị</b></i></span>" });
  }
  drawn.group.clearLayers();
  giapRanh.update(map, drawn.group, drawn.given);
  return drawn.given.labels.filter((one) => one.beside).length;
"""

MEASURE = """
  const whole = map.getContainer().getBoundingClientRect();
  const box = (one) => {
    const found = one.getBoundingClientRect();
    return [found.left - whole.left, found.top - whole.top,
      found.right - whole.left, found.bottom - whole.top];
  };
  const shown = (one) => getComputedStyle(one).visibility !== "hidden"
    && getComputedStyle(one).display !== "none";
  const all = (selector) => [...document.querySelectorAll(selector)].filter(shown);
  const onLines = [];
  for (const path of document.querySelectorAll("path.gr-line")) {
    const at = path.getScreenCTM();
    for (let far = 0; far <= path.getTotalLength(); far += 4) {
      const point = path.getPointAtLength(far).matrixTransform(at);
      onLines.push([point.x - whole.left, point.y - whole.top]);
    }
  }
  return {
    view: [whole.width, whole.height],
    callouts: all(".gr-apart > span").map(box),
    numbers: all(".gr-numbered").map((one) => one.dataset.number),
    key: all(".gr-numbers").map(box), rows: all(".gr-numbers li").length,
    signs: all(".gr-sign svg").map(box),
    words: all(".gr-label:not(.gr-apart):not(.gr-hidden) > span").map(box),
    controls: all(".leaflet-control").map(box),
    lines: onLines,
    apart: map.giapRanh.drawn.given.labels.filter((one) => one.beside).map((one) => (
      one.places.map((at) => map.latLngToContainerPoint(at)).map((at) => [at.x, at.y]))),
  };
"""
Box = list[float]


def touch(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def assert_clear(seen: Seen) -> int:
    """Hold every callout in view to the rules; gives how many are written out."""
    found = seen.in_map(MEASURE)
    width, height = found["view"]
    others = found["signs"] + found["words"] + found["controls"] + found["key"]
    assert [word for word in found["words"] for key in found["key"] if touch(word, key)] == []
    for place, one in enumerate(found["callouts"]):
        assert one[0] >= 0, "off the screen"
        assert one[1] >= 0, "off the screen"
        assert one[2] <= width, "off the screen"
        assert one[3] <= height, "off the screen"
        beside = found["callouts"][:place] + others
        assert [other for other in beside if touch(one, other)] == []
        on_it = [at for at in found["lines"] if touch(one, [*at, *at])]
        assert on_it == [], "a callout lies on a line"
    in_view = [
        places
        for places in found["apart"]
        if any(0 <= x <= width and 0 <= y <= height for x, y in places)
    ]
    assert len(found["callouts"]) + len(found["numbers"]) == len(in_view)
    assert found["rows"] == len(found["numbers"])
    assert sorted(map(int, found["numbers"])) == list(range(1, found["rows"] + 1))
    return len(found["callouts"])


@pytest.mark.parametrize("size", SCREENS, ids=str)
@pytest.mark.parametrize("crowded", [False, True], ids=["today", "crowded"])
def test_callouts_cover_nothing(open_page: Open, size: tuple[int, int], crowded: bool) -> None:
    seen = open_page(size=size, query="" if crowded else f"?date={DAY}&mismatches=1", filters=False)
    seen.wait_for_map()
    if crowded:
        assert seen.in_map(CROWD) > 30
    written = 0
    for zoom in (8, 9, 10.5, 12):
        seen.in_map(
            "const at = map.giapRanh.drawn.given.labels.find((one) => one.places && one.beside).at;"
            f"map.setView(at, {zoom}, {{animate: false}}); return 0"
        )
        seen.page.wait_for_timeout(300)
        written += assert_clear(seen)
    assert written > 0
    # Away from all crossings nothing is written.
    seen.in_map("map.setView([20.4, 104.5], 11, {animate: false}); return 0")
    seen.page.wait_for_timeout(300)
    assert seen.map.locator(".gr-apart:not(.gr-hidden)").count() == 0
    assert seen.map.locator(".gr-numbers").count() == 0
    seen.assert_quiet()


def test_where_there_is_no_room_a_number_and_a_key(open_page: Open, texts: Texts) -> None:
    """On a map of a hand's width no callout fits, and none is lost."""
    seen = open_page(size=(390, 844), query=f"?date={DAY}&mismatches=1", texts=texts)
    seen.map.locator(".gr-apart").first.wait_for(state="attached", timeout=PATIENCE_MS)
    seen.in_map(
        "map.getContainer().style.cssText += ';width:190px !important;height:150px !important';"
        "map.invalidateSize({animate: false});"
        "const at = map.giapRanh.drawn.given.labels.find((one) => one.beside).at;"
        "map.setView(at, 11, {animate: false}); return 0"
    )
    key = seen.map.locator(".gr-numbers")
    key.wait_for(timeout=PATIENCE_MS)
    assert f"Lạng Sơn: {texts('status.proposed')}" in key.inner_text()
    assert seen.map.locator(".gr-numbered").first.get_attribute("data-number") == "1"


@pytest.fixture(scope="module")
def inferred(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server whose register holds a status that somebody gathered: it may be out of step."""
    folder = tmp_path_factory.mktemp("inferred")
    database = Database(str(folder / "register.sqlite"))
    register = Register(database, Files(folder / "attachments"), load_registry(FROZEN))
    told = StatusReport(
        date=dt.date.today(),
        status=Status.CONSTRUCTION,
        reading=Reading.INFERRED,
        note=Text(vi="đang thi công", en="under construction"),
        source=EntrySource(by="?", date=dt.date.today()),
    )
    about = {"project": "dt330-deo-kiem", "side": "2008:22"}
    draft = Draft(kind=EntryKind.STATUS, payload=told, **about)
    register.append(Visitor.operator("Người vận hành"), [draft])
    database.close()
    env = {"GIAPRANH_DATABASE": str(folder / "register.sqlite")}
    with serving(env=env, port=free_port()) as address:
        yield address


def test_a_possible_mismatch_says_that_it_is_only_possible(
    open_page: Open, inferred: str, texts: Texts
) -> None:
    seen = open_page(at=inferred, query="?project=dt330-deo-kiem", texts=texts, filters=False)
    callout = seen.map.locator(".gr-apart")
    callout.first.wait_for(state="attached", timeout=PATIENCE_MS)
    assert callout.count() == 1  # of the chosen project alone
    assert texts("list.possible") in callout.inner_text()
    assert "gr-possible" in (callout.get_attribute("class") or "")
