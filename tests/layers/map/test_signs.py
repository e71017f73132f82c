import base64
import itertools
import re
import xml.etree.ElementTree as ET

import pytest

from geo.model import Grade, Mode, Status
from layers import palette
from layers.map import signs


def test_signs_are_well_formed_and_carry_the_colour() -> None:
    for status in Status:
        for drawn in (
            signs.disc(status),
            signs.structure(Mode.POWER, status, Grade.C, 24),
            signs.structure(Mode.BRIDGE, status, Grade.A, 24),
        ):
            ET.fromstring(drawn)  # noqa: S314 - our own drawing
            assert palette.STATUS_COLOUR[status] in drawn


@pytest.mark.parametrize("upright", [True, False])
@pytest.mark.parametrize("mismatch", [True, False])
def test_a_crossing_shows_both_sides(upright: bool, mismatch: bool) -> None:
    for one, other in itertools.permutations(Status, 2):
        drawn = signs.crossing(one, other, upright=upright, mismatch=mismatch, size=20)
        ET.fromstring(drawn)  # noqa: S314 - our own drawing
        first = drawn.index(palette.STATUS_COLOUR[one])
        assert first < drawn.index(palette.STATUS_COLOUR[other])


def test_a_mismatch_differs_in_shape_and_carries_both_marks() -> None:
    plain, alarming = (
        signs.crossing(Status.APPROVED, Status.COMPLETED, upright=False, mismatch=m, size=20)
        for m in (False, True)
    )
    assert "<circle" in plain
    assert "<circle" not in alarming
    assert ">4</text>" in alarming
    assert ">6</text>" in alarming
    assert palette.ALARM in alarming
    assert palette.ALARM not in plain


def test_a_face_whose_name_is_no_word_of_css_is_quoted() -> None:
    """Without quotes a name that ends in a digit voids the whole list, and digits get serifs."""
    picture = base64.b64decode(signs.disc_address(Status.APPROVED).partition("base64,")[2])
    faces = ET.fromstring(picture).attrib["font-family"].split(",")  # noqa: S314 - our own drawing
    words = re.compile(r"'[^']+'|-?[A-Za-z_][\w-]*(?: [A-Za-z_][\w-]*)*")
    assert [face for face in faces if not words.fullmatch(face.strip())] == []
