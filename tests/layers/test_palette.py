"""The palette keeps its promises: contrast, order, and sight without red or green cones."""

import itertools
import re
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from geo.model import Grade, Mode, Status
from layers import palette
from layers.modes import stroke

ASSETS = Path(palette.__file__).with_name("assets")
ORDERED = [status for status in Status if status.step is not None]

# Machado, Oliveira & Fernandes 2009, severity 1, for linear RGB.
SIGHT = {
    "normal": np.eye(3),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
}
# Ottosson 2020: linear sRGB → cone response → Oklab.
TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
TO_OKLAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def linear(colour: str) -> NDArray[np.float64]:
    encoded = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """WCAG 2.1 contrast ratio."""
    light, dark = sorted(
        (float(linear(c) @ [0.2126, 0.7152, 0.0722]) for c in (one, other)), reverse=True
    )
    return (light + 0.05) / (dark + 0.05)


def oklab(colour: str, sight: str) -> NDArray[np.float64]:
    seen = np.clip(SIGHT[sight] @ linear(colour), 0, 1)
    return TO_OKLAB @ np.cbrt(TO_LMS @ seen)


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("status", Status)
def test_every_status_stands_out_from_the_paper(status: Status) -> None:
    assert contrast(palette.STATUS_COLOUR[status], palette.PAPER) >= 3  # WCAG 1.4.11


@pytest.mark.parametrize("status", Status)
def test_every_mark_reads_on_its_disc(status: Status) -> None:
    assert contrast(palette.STATUS_COLOUR[status], palette.MARK_COLOUR[status]) >= 4.5


@pytest.mark.parametrize("ink", [palette.INK, palette.QUIET_INK, palette.ALARM])
@pytest.mark.parametrize("ground", [palette.PAPER, palette.SEA_OF_OTHERS])
def test_text_reads_on_the_ground(ink: str, ground: str) -> None:
    assert contrast(ink, ground) >= 4.5  # WCAG 1.4.3


@pytest.mark.parametrize(
    ("sight", "apart"), [("normal", 0.14), ("deuteranopia", 0.10), ("protanopia", 0.10)]
)
def test_statuses_differ_for_every_sight(sight: str, apart: float) -> None:
    for one, other in itertools.combinations(Status, 2):
        distance = np.linalg.norm(
            oklab(palette.STATUS_COLOUR[one], sight) - oklab(palette.STATUS_COLOUR[other], sight)
        )
        assert distance >= apart, (one, other, distance)


def test_progress_grows_darker() -> None:
    lightness = [oklab(palette.STATUS_COLOUR[status], "normal")[0] for status in ORDERED]
    assert all(np.diff(lightness) < -0.015)


def test_every_status_has_its_own_mark_and_every_grade_its_own_dash() -> None:
    assert len({palette.STATUS_MARK[status] for status in Status}) == len(Status)
    assert [palette.STATUS_MARK[status] for status in ORDERED] == list("1234567")
    drawn = [palette.GRADE_DASH[grade] for grade in Grade if grade is not Grade.OWN]
    assert len(set(drawn)) == len(drawn)
    assert palette.GRADE_DASH[Grade.OWN] == palette.GRADE_DASH[Grade.A] == ()


def test_widths_grow_with_voltage() -> None:
    widths = [stroke(Mode.POWER, kv).width for kv in (110, 220, 500)]
    assert widths == sorted(set(widths))
    assert stroke(Mode.RAIL).core > 0
    assert stroke(Mode.ROAD).core == 0


@pytest.mark.parametrize("sheet", ["map.css", "page.css"])
def test_style_sheets_use_only_the_palette(sheet: str) -> None:
    known = {
        value.upper()
        for value in vars(palette).values()
        if isinstance(value, str) and re.fullmatch(r"#[0-9A-Fa-f]{6}", value)
    } | {colour.upper() for colour in palette.STATUS_COLOUR.values()}
    written = re.findall(r"#[0-9A-Fa-f]{6}\b", (ASSETS / sheet).read_text(encoding="utf-8"))
    assert written
    assert {colour.upper() for colour in written} <= known
