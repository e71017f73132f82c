"""The data page's tables: grades then and now, sources in use and beside."""

import datetime as dt
import re
import time
from pathlib import Path

import pytest

from geo.model import Grade, Mode, Text
from geo.osm.cache import CacheKind, Described
from geo.pipeline import Linkage, Trace
from geo.sources.inputs import Chosen, Origin
from layers.app.dropped_packs import MOST_KEPT, find, take_in
from layers.app.streamlit_words import uploader_words
from layers.app.work import Work
from layers.panels.data_panel import beside, in_use, names
from layers.panels.grades_table import grades_of, grades_table, moved
from layers.texts import Texts
from tests.geo.osm.test_cache import fetched
from tests.geo.osm.test_pack import cache, pack

__all__ = ["cache", "fetched", "pack"]

MODES = {"a": Mode.ROAD, "b": Mode.ROAD, "c": Mode.RAIL}
BEFORE = {"a": Grade.C, "b": Grade.C, "c": Grade.D}
NOW = {"a": Grade.A, "b": Grade.C, "c": Grade.B}
WAYS = Described(
    kind=CacheKind.WAYS,
    source=Text(vi="OSM <thử>", en="OSM <test>"),
    credit=Text(vi="ODbL", en="ODbL"),
    oldest=dt.date(2026, 10, 1),
    newest=dt.date(2026, 10, 31),
    counts={"road": 1234},
    files=2,
    size=3_400_000,
)


def cells(html: str) -> list[list[int]]:
    rows = re.findall(r"<tr><th scope=\"row\">(.*?)</tr>", html)
    return [[int(cell) for cell in re.findall(r">(\d+)</td>", row)] for row in rows]


def test_grades_are_counted_by_mode_then_and_now(texts: Texts) -> None:
    alone = cells(grades_table(NOW, None, MODES, texts))
    assert alone == [[1, 0, 0, 1, 0], [0, 0, 1, 0, 0], [1, 0, 1, 1, 0]]
    html = grades_table(NOW, BEFORE, MODES, texts)
    assert [row[5:] for row in cells(html)] == alone
    assert cells(html)[-1][:5] == [0, 0, 0, 2, 1]
    assert texts("grades.refresh.before") in html
    assert html.count("gr-changed") == 2 + 2 + 4


def test_what_moved_is_named(texts: Texts) -> None:
    said = re.sub(r"<[^>]+>", "", moved(NOW, BEFORE, {"a": "QL.1 <A>", "b": "B", "c": "C"}, texts))
    assert "C → A (1) QL.1 &lt;A&gt;" in said
    assert "D → B (1) C" in said
    assert texts("grades.none_moved") in moved(NOW, NOW, {"a": "A"}, texts)


def test_sources_are_named_with_date_licence_and_amount(
    traced: Trace, linkage: Linkage, texts: Texts
) -> None:
    sketch = Chosen(traced.boundaries, Origin.SKETCH)
    none = Work(traced, Chosen(None, Origin.SKETCH), sketch)
    assert texts("data.none.all") in in_use(none, texts)
    work = Work(traced, Chosen(None, Origin.FETCHED, (WAYS,)), sketch)
    html = in_use(work, texts)
    assert texts("data.none.all") not in html
    assert "&lt;" in html
    for said in (texts.date(dt.date(2026, 10, 31)), "ODbL", texts.number(3.4, 1), "234"):
        assert said in html
    assert beside([(Origin.FETCHED, WAYS)], work, texts) == ""
    assert texts("origin.pack") in beside([(Origin.PACK, WAYS)], work, texts)
    assert list(names(linkage, texts)) == list(grades_of(traced))


def test_dropped_packs_are_found_again_and_the_oldest_go(pack: Path, tmp_path: Path) -> None:
    folder = tmp_path / "dropped"
    first = take_in(pack.read_bytes(), folder)
    assert find(first.name, folder) == first
    for wrong in ("", "../cache", "0" * 32):
        assert find(wrong, folder) is None
    for number in range(MOST_KEPT):
        copy = folder / f"{number:032x}"
        copy.mkdir()
        (copy / "manifest.json").write_text("{}", encoding="utf-8")
    time.sleep(0.01)
    again = take_in(pack.read_bytes(), folder)  # the newest now, though unpacked first
    assert find(again.name, folder) == first
    assert len(list(folder.glob("*/manifest.json"))) == MOST_KEPT


@pytest.mark.parametrize("words", ['"}</style><script>', "Chọn tệp"])
def test_the_uploaders_words_cannot_leave_their_string(
    english: Texts, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    monkeypatch.setattr(Texts, "__call__", lambda *_, **__: words)
    sheet = uploader_words(english, 200)
    assert sheet.count("<") == 2
    assert sheet.count("::after{content:") == 3
