"""The strip: complete, legible, with nothing on top of anything else, in both languages."""

import datetime as dt
import io
import re
import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from typing import NamedTuple

import pytest
from PIL import Image, ImageChops

from geo.export.tables import PIECES
from geo.model import Located
from geo.pipeline import Linkage, Trace
from geo.registry import Units
from layers import palette
from layers.app.filters import all_rows
from layers.map.label import piece_tooltip
from layers.show.lettering import width_px
from layers.show.raster import png
from layers.strip.drawing import MARGIN_PX, WIDTH_PX, picture, strip
from layers.texts import Language, Texts

VIETNAMESE, ENGLISH = Texts(Language.VI), Texts(Language.EN)
SVG = "{http://www.w3.org/2000/svg}"
APART = "huu-lung-dt245-my-an"
LATE = dt.date(2026, 7, 1)


class Box(NamedTuple):
    words: str
    left: float
    top: float
    right: float
    bottom: float


def boxes(svg: str) -> list[Box]:
    """Where each text of the strip itself (not of the signs on it) stands."""
    return list(_boxes(ET.fromstring(svg), 0.0, 0.0))  # noqa: S314 - our own drawing


def _boxes(node: ET.Element, dx: float, dy: float) -> Iterator[Box]:
    moved = re.match(r"translate\((\S+) (\S+)\)", node.get("transform", ""))
    if moved:
        dx, dy = dx + float(moved[1]), dy + float(moved[2])
    for child in node:
        if child.tag == f"{SVG}text":
            yield _box(child, dx, dy)
        elif child.tag != f"{SVG}svg":
            yield from _boxes(child, dx, dy)


def _box(node: ET.Element, dx: float, dy: float) -> Box:
    words, size = "".join(node.itertext()), float(node.get("font-size", "0"))
    assert size >= 14, words
    width = width_px(words, size, bold=node.get("font-weight") == "700")
    x, y = dx + float(node.get("x", "0")), dy + float(node.get("y", "0"))
    left = x - {"start": 0, "middle": width / 2, "end": width}[node.get("text-anchor", "start")]
    return Box(words, left, y - 0.75 * size, left + width, y + 0.2 * size)


def words_of(svg: str) -> str:
    return " ".join(box.words for box in boxes(svg)).replace("\u00a0", " ")


def checked(project_id: str, linkage: Linkage, texts: Texts, *, highest: float = 1280) -> str:
    svg = strip(project_id, linkage, texts)
    assert unicodedata.is_normalized("NFC", svg)
    found = boxes(svg)
    for one, other in combinations(found, 2):
        apart = (
            one.right <= other.left
            or other.right <= one.left
            or one.bottom <= other.top
            or other.bottom <= one.top
        )
        assert apart, (project_id, one, other)
    height = float(svg.partition('height="')[2].partition('"')[0])
    for box in found:
        assert box.left >= MARGIN_PX - 1, (project_id, box)
        assert box.right <= WIDTH_PX - MARGIN_PX + 10, (project_id, box)
        assert box.bottom <= height, (project_id, box)
    assert height <= highest
    return svg


@pytest.mark.parametrize(("texts", "units"), [(VIETNAMESE, Units.SIGNING), (ENGLISH, Units.TODAY)])
def test_every_project_has_a_strip_on_which_nothing_collides(
    traced: Trace, texts: Texts, units: Units
) -> None:
    linkage = traced.at(LATE, units)
    for project in linkage.registry.projects.values():
        svg = checked(project.id, linkage, texts)
        said = words_of(svg)
        head = texts.pick(project.name).split()
        assert " ".join(head[:3]) in said
        sides = linkage.sides[linkage.sides["project_id"] == project.id]
        for province, status in zip(sides["province_name"], sides["status"], strict=True):
            assert province in said, (project.id, province)
            assert texts(f"status.{status}") in said
            assert palette.STATUS_COLOUR[status] in svg
        assert "None" not in said
        assert "nan" not in re.findall(r"\bnan\b", said)


def test_crossings_stand_with_their_kilometre_and_the_nearest_place(linkage: Linkage) -> None:
    said = words_of(strip(APART, linkage, VIETNAMESE))
    crossing = linkage.crossings[linkage.crossings["project_id"] == APART].iloc[0]
    assert "Lạng Sơn – Bắc Giang" in said
    assert f"km {VIETNAMESE.number(crossing['km'], 1)}, cách" in said
    assert crossing["nearest_place"] in said


def test_a_mismatch_is_a_lozenge_and_words(linkage: Linkage) -> None:
    svg = strip(APART, linkage, ENGLISH)
    assert "The sides are 2 steps apart" in words_of(svg)
    assert svg.count(palette.ALARM) >= 3
    assert palette.ALARM not in strip("dt289-dt245", linkage, ENGLISH)


def test_stated_lengths_stand_under_measured_ones_with_their_verdict(linkage: Linkage) -> None:
    found = boxes(strip("ql279", linkage, VIETNAMESE))
    stated = [box for box in found if box.words.startswith("văn bản: ")]
    measured = [box for box in found if box.words.startswith("đo trên sơ đồ: ")]
    assert len(stated) == len(measured) == 5
    assert any("62,5 km. Chưa kết luận" in box.words for box in stated)
    for said in stated:
        assert any(abs(said.top - box.bottom) < 14 and box.top < said.top for box in measured)


def test_a_bridge_on_the_border_is_named(linkage: Linkage) -> None:
    name = linkage.registry.projects["cau-hoa-son"].name.vi
    assert " ".join(name.split()[:3]) in words_of(strip("lien-ket-tn-bg-vp", linkage, VIETNAMESE))


def test_a_stretch_on_other_ground_is_labelled_by_who_answers(linkage: Linkage) -> None:
    """In the strip, the tooltip and the table of pieces alike; its kilometres are of a sketch."""
    said = words_of(strip("cau-hai-hung", linkage, VIETNAMESE))
    label = "Hưng Yên (trên địa bàn Hải Dương)"
    assert label in said
    assert "≈ 0,2 km (km" in said
    piece = next(row for row in all_rows(linkage).pieces if row["piece_id"] == "cau-hai-hung#1")
    assert label in piece_tooltip(piece, linkage, VIETNAMESE)
    table = PIECES.frame(linkage).set_index("piece_id")
    names = ["side_name_vi", "province_name"]
    assert list(table.loc["cau-hai-hung#1", names]) == ["Hưng Yên", "Hải Dương"]


def test_former_borders_are_drawn_otherwise_in_todays_units(traced: Trace) -> None:
    project_id = "ct-noi-bai-ha-long"
    before = strip(project_id, traced.at(LATE), ENGLISH)
    today = strip(project_id, traced.at(LATE, Units.TODAY), ENGLISH)
    assert "Former border" not in words_of(before)
    assert "Former border Bắc Ninh – Bắc Giang" in words_of(today)
    assert "former border" in words_of(today)
    assert 'stroke-dasharray="9 4 2 4"' in today


def test_old_reports_and_missed_deadlines_are_said(traced: Trace) -> None:
    said = words_of(strip("cau-hai-hung", traced.at(LATE), ENGLISH))
    assert "report over a year old" in said
    assert "Deadline: DRAFT 31 Dec 2025 – POSSIBLY MISSED" in said
    early = words_of(strip("cau-hai-hung", traced.at(dt.date(2023, 9, 1)), ENGLISH))
    assert "report over a year old" not in early
    assert "MISSED" not in early


def test_without_a_line_the_strip_says_so(linkage: Linkage, texts: Texts) -> None:
    for project in linkage.registry.projects.values():
        said = words_of(strip(project.id, linkage, texts))
        has_line = project.located is Located.LINE
        assert (texts("strip.no_line")[:40] in said) is not has_line


def test_strands_are_drawn_under_each_other(linkage: Linkage) -> None:
    found = boxes(strip("ql-hd-hy", linkage, ENGLISH))
    heads = [box for box in found if re.match(r"Line \d: ", box.words)]
    assert [box.words[:7] for box in heads] == ["Line 1:", "Line 2:", "Line 3:"]
    assert sorted(box.top for box in heads) == [box.top for box in heads]


def test_a_wider_strip_keeps_its_letters(linkage: Linkage) -> None:
    svg = strip(APART, linkage, ENGLISH, width=1900)
    assert 'width="1900"' in svg
    assert max(box.right for box in boxes(svg)) > 1500


def test_what_comes_from_data_is_escaped(linkage: Linkage) -> None:
    project = linkage.registry.projects[APART]
    evil = project.name.model_copy(update={"vi": '<b> & "\x07Tên', "en": "<b> &"})
    changed = project.model_copy(update={"name": evil, "refs": ("<i>",)})
    registry = replace(linkage.registry, projects={**linkage.registry.projects, APART: changed})
    svg = strip(APART, replace(linkage, registry=registry), VIETNAMESE)
    assert "<b>" not in svg
    assert "<i>" not in svg
    assert '<b> & "Tên' in words_of(svg)
    page = picture(svg)
    assert page.count('"') == 6  # class, alt and source, and nothing broken out of them


def test_an_unknown_project_is_refused(linkage: Linkage) -> None:
    with pytest.raises(KeyError, match="no-such"):
        strip("no-such", linkage, ENGLISH)


def test_the_png_holds_the_letters_without_any_font_of_the_machine(linkage: Linkage) -> None:
    svg = strip(APART, linkage, VIETNAMESE)
    drawn = Image.open(io.BytesIO(png(svg, width=1280))).convert("L")
    assert drawn.width == 1280
    title = next(box for box in boxes(svg) if box.words.startswith("Đường KCN"))
    area = tuple(map(int, title[1:]))
    inked = ImageChops.invert(drawn.crop(area)).getbbox()  # type: ignore[arg-type]
    assert inked is not None
    assert inked[2] > 0.85 * (area[2] - area[0])
    blank = re.sub(r"<text.*?</text>", "", svg)
    without = Image.open(io.BytesIO(png(blank, width=1280))).convert("L")
    assert ImageChops.invert(without.crop(area)).getbbox() is None  # type: ignore[arg-type]
