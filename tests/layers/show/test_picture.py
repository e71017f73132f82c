"""The picture to print: an A3 sheet, true to scale, labels that cover nothing."""

import datetime as dt
import io
import re
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
import shapely
from matplotlib.font_manager import findfont, get_font
from PIL import Image
from pyproj import Geod

from geo.model import Status
from geo.pipeline import Linkage
from geo.registry import Units
from layers import palette
from layers.app.filters import Choice, Shown, bounds_of, narrowed, shown
from layers.paper.boxes import Box, TakenBoxes
from layers.paper.frame import FONT, blank, framed
from layers.paper.furniture import draw_furniture, scale_km
from layers.paper.labels import draw_labels
from layers.paper.signs import draw_signs
from layers.show.picture import PictureLook, map_svg, png, svg
from layers.texts import Language, Texts

APART = "huu-lung-dt245-my-an"
SOME = {APART, "cau-hoa-son", "power-110-bac-giang-lang-son"}


@pytest.fixture(scope="module")
def some(linkage: Linkage) -> Shown:
    return narrowed(shown(linkage, Choice()), SOME)


def colours(picture: Image.Image) -> set[tuple[int, ...]]:
    return set(map(tuple, np.asarray(picture.convert("RGB")).reshape(-1, 3).tolist()))


def rgb(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))


def test_the_sheet_is_a3_at_the_wanted_resolution(some: Shown, english: Texts) -> None:
    picture = Image.open(io.BytesIO(png(some, PictureLook(english), dpi=100)))
    assert picture.size == (round(420 / 25.4 * 100) - 1, round(297 / 25.4 * 100))
    assert picture.info["dpi"] == pytest.approx((100, 100), abs=0.1)
    seen = colours(picture)
    statuses = {Status(piece["status"]) for piece in some.pieces}
    for colour in (palette.ALARM, *(palette.STATUS_COLOUR[status] for status in statuses)):
        assert rgb(colour) in seen, colour


def test_the_svg_is_the_same_each_time_and_names_no_host(some: Shown, texts: Texts) -> None:
    drawn = svg(some, PictureLook(texts), title="A & B")
    assert svg(some, PictureLook(texts), title="A & B") == drawn
    root = ElementTree.fromstring(drawn)  # noqa: S314 - our own text
    assert root.attrib["width"] == "1190.551181pt"
    links = [value for node in root.iter() for key, value in node.attrib.items() if "href" in key]
    assert links
    assert all(link.startswith("#") for link in links)


@pytest.mark.parametrize("units", list(Units))
def test_a_map_for_a_slide_writes_its_letters_as_text(
    traced_at: "dict[Units, Linkage]", units: Units, texts: Texts
) -> None:
    seen = shown(traced_at[units], Choice())
    drawn = map_svg(seen, PictureLook(texts, chosen=APART), (150, 100), px=0.8)
    words = "".join(ElementTree.fromstring(drawn).itertext())  # noqa: S314 - our own text
    assert "ĐT.245 · QL.31" in words
    assert re.search(r"L\s+Ạ\s+N\s+G\s+S\s+Ơ\s+N", words)
    assert palette.ALARM.lower() in drawn
    assert len(drawn) < 150_000


@pytest.fixture(scope="module")
def traced_at(traced: object) -> "dict[Units, Linkage]":
    return {units: traced.at(dt.date(2025, 6, 1), units) for units in Units}  # type: ignore[attr-defined]


def test_lengths_on_the_sheet_are_true_to_scale() -> None:
    frame = framed(blank(420, 297), (10, 40, 400, 230), (105.4, 20.4, 108.1, 22.4), px=0.8)
    geod = Geod(ellps="WGS84")
    for one, other in (((105.5, 20.5), (108.0, 22.3)), ((105.4, 22.4), (106.0, 22.4))):
        points = np.hypot(
            *np.subtract(frame.on_sheet(*frame.at(*one)), frame.on_sheet(*frame.at(*other)))
        )
        metres = geod.inv(*one, *other)[2]
        assert points * frame.metres_per_point == pytest.approx(metres, rel=1e-3)
    point = shapely.Point(106.3, 21.2)
    there = frame.unproject(frame.project(point))
    assert there.distance(point) < 1e-9


@pytest.mark.parametrize("project_id", ["cau-tam-kha", "substation-500-thai-nguyen"])
def test_a_project_that_is_one_point_has_a_map_of_what_is_around_it(
    linkage: Linkage, texts: Texts, project_id: str
) -> None:
    seen = shown(linkage, Choice())
    assert np.ptp(np.reshape(bounds_of(seen, project_id), (2, 2)), axis=0).tolist() == [0, 0]
    drawn = map_svg(seen, PictureLook(texts, chosen=project_id), (150, 100), px=0.8)
    words = "".join(ElementTree.fromstring(drawn).itertext())  # noqa: S314 - our own text
    assert "2 km" in words
    assert "T\u00a0H\u00a0Á\u00a0I" in words.replace(" ", "\u00a0")


def test_arrow_and_scale_bar_stand_where_no_line_passes(texts: Texts) -> None:
    bounds = (105.4, 20.4, 108.1, 22.4)
    for lines, lefts in (([], (0, 0)), ([Box(0, 0, 400, 700)], (900, 900))):
        frame = framed(blank(420, 297), (10, 40, 400, 230), bounds, px=0.8)
        taken = TakenBoxes(400 / 25.4 * 72, 230 / 25.4 * 72)
        draw_furniture(frame, texts, taken, lines=lines)
        for box, left in zip(taken.boxes, lefts, strict=True):
            assert box.left >= left
            assert box.right <= (taken.width if left else 400)


def test_no_label_covers_the_dot_of_a_town(linkage: Linkage, texts: Texts) -> None:
    taken = TakenBoxes(100, 100, dots=[Box(10, 10, 16, 16)])
    assert not taken.is_free(Box(12, 0, 40, 12), inside=True)
    seen = shown(linkage, Choice())
    frame = framed(
        blank(420, 297), (10, 40, 400, 230), linkage.pieces.total_bounds.tolist(), px=0.8
    )
    taken = TakenBoxes(400 / 25.4 * 72, 230 / 25.4 * 72)
    draw_labels(frame, seen, texts, chosen=None, taken=taken)
    assert len(taken.dots) > 20
    for dot in taken.dots:
        assert not any(dot.meets(box) for box in taken.boxes)


def test_no_label_covers_another_or_a_sign(linkage: Linkage, texts: Texts) -> None:
    seen = shown(linkage, Choice())
    frame = framed(
        blank(420, 297), (10, 40, 400, 230), linkage.pieces.total_bounds.tolist(), px=0.8
    )
    taken = TakenBoxes(400 / 25.4 * 72, 230 / 25.4 * 72)
    draw_signs(frame, seen, chosen=None, taken=taken)
    fixed = len(taken.boxes)
    draw_labels(frame, seen, texts, chosen=None, taken=taken)
    labels = taken.boxes[fixed:]
    assert len(labels) > 30
    for number, box in enumerate(labels):
        assert box.left >= 0
        assert box.top <= taken.height
        assert not any(box.meets(other) for other in taken.boxes[: fixed + number])


def test_the_face_writes_every_name(linkage: Linkage) -> None:
    registry = linkage.registry
    named: list[Any] = [
        *registry.projects.values(),
        *registry.places.values(),
        *registry.context.values(),
    ]
    letters = set("".join(thing.name.vi + thing.name.en for thing in named))
    letters |= set("".join(palette.STATUS_MARK.values()))
    for weight in ("normal", "bold"):
        face = get_font(findfont(f"{FONT}:weight={weight}"))
        missing = {letter for letter in letters if not face.get_char_index(ord(letter))}
        assert missing == set()


@pytest.mark.parametrize(("most", "km"), [(37.0, 20.0), (50.0, 50.0), (0.9, 0.5), (3.0, 2.0)])
def test_the_scale_bar_is_a_round_length(most: float, km: float) -> None:
    assert scale_km(most) == km


def test_touching_boxes_do_not_meet() -> None:
    taken = TakenBoxes(100, 100)
    taken.add(Box(0, 0, 10, 10))
    assert taken.is_free(Box(10, 0, 20, 10), inside=True)
    assert not taken.is_free(Box(9, 9, 20, 20), inside=True)
    assert taken.first_free([Box(-1, 50, 9, 60), Box(50, 50, 60, 60)]) == Box(50, 50, 60, 60)
    assert Texts(Language.VI)("map.north") == "B"
