"""Outlines made from arcs: two invented provinces, and what may be wrong with their file."""

from pathlib import Path

import pytest
import shapely
from shapely import Point, box

from geo.errors import InputError
from geo.model import Text
from geo.provinces import sketch_boundaries
from geo.registry.places import Place

GR = Place("gr", Text(vi="g", en="g"), 106.5, 21.456, "border", (), ("24", "20"), "test", None, 100)
OUTLINES = """\
note: {vi: chữ, en: text}
provinces:
  '24': {name: Bắc Giang, label: [106.2, 21.5]}
  '20': {name: Lạng Sơn, label: [106.8, 21.5]}
nodes:
  south: [106.5, 21]
  north: [106.5, 22]
arcs:
  - {left: '24', right: '20', from: south, to: north, via: [{place: gr}]}
  - {left: null, right: '24', from: south, to: north, via: [[106, 21], [106, 22]]}
  - {left: '20', right: null, from: south, to: north, via: [[107, 21], [107, 22]]}
"""


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "sketch.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_provinces_fill_their_arcs_and_share_the_border_place(tmp_path: Path) -> None:
    found = sketch_boundaries(write(tmp_path, OUTLINES), {"gr": GR})
    assert list(found.frame["province_code"]) == ["20", "24"]
    assert list(found.frame["province_name"]) == ["Lạng Sơn", "Bắc Giang"]
    assert found.frame.crs == "EPSG:4326"
    assert found.is_sketch
    east, west = found.frame.geometry
    assert west.equals(box(106, 21, 106.5, 22))
    assert east.equals(box(106.5, 21, 107, 22))
    for polygon in (east, west):
        assert [106.5, 21.456] in shapely.get_coordinates(polygon).tolist()
    assert west.intersection(east).area == 0


def test_border_follows_its_place(tmp_path: Path) -> None:
    moved = Place(
        "gr", GR.name, 106.6, 21.5, "border", (), GR.provinces, GR.source, None, GR.precision_m
    )
    frame = sketch_boundaries(write(tmp_path, OUTLINES), {"gr": moved}).frame
    assert all(Point(106.6, 21.5).touches(polygon) for polygon in frame.geometry)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("from: south", "from: sauth", "the arc sauth → north names 'sauth', which is not known"),
        (
            "{left: '24', right: '20'",
            "{left: '20', right: '24'",
            "the arc south → north has 24 on its left, not 20",
        ),
        (
            "{left: null, right: '24'",
            "{left: '20', right: '24'",
            "the arc south → north has nothing on its left, not 20",
        ),
        ("right: null", "right: '24'", "has nothing on its right, not 24"),
        ("{place: gr}", "{place: gx}", "the arc south → north names 'gx'.*place of places.csv"),
        ("label: [106.2, 21.5]", "label: [105, 21.5]", r"do not close around Bắc Giang \(24\)"),
        ("[[107, 21], [107, 22]]}", "[[107, 21]]}\n  - {left: null", "not valid YAML"),
        ("'20': {name", "'2': {name", r"cannot be read \(.* — restore the file"),
        ("[107, 21]", "[107]", r"cannot be read \("),
        (OUTLINES.splitlines(keepends=True)[-1], "", r"do not close around Lạng Sơn \(20\)"),
        ("nodes:", "nodes: x", "not valid YAML"),
        ("arcs:", "arks:", r"cannot be read \("),
        ("place: gr", "plaice: gr", r"cannot be read \("),
    ],
)
def test_damaged_outlines_are_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in OUTLINES
    path = write(tmp_path, OUTLINES.replace(old, new, 1))
    with pytest.raises(InputError, match=message) as caught:
        sketch_boundaries(path, {"gr": GR})
    assert caught.value.where.startswith(str(path))  # and the line, where YAML says it


def test_outlines_that_are_missing_or_not_text_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the outlines are missing — restore it"):
        sketch_boundaries(tmp_path / "none.yaml", {})
    path = tmp_path / "latin.yaml"
    path.write_bytes(b"note: \xe0\n")
    with pytest.raises(InputError, match="not UTF-8 text"):
        sketch_boundaries(path, {})
