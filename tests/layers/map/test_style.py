import itertools

import pytest

from geo.model import Grade, Mode, Status
from layers import palette
from layers.map import style
from layers.map.classify import Emphasis, Look, emphasis_of


def look(**changes: object) -> Look:
    plain = {
        "status": Status.PLANNED,
        "grade": Grade.C,
        "mode": Mode.ROAD,
        "kv": None,
        "emphasis": Emphasis.PLAIN,
    }
    return Look(**{**plain, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize("status", Status)
def test_colour_says_the_status(status: Status) -> None:
    assert style.line(look(status=status))["color"] == palette.STATUS_COLOUR[status]


def test_dash_says_the_grade() -> None:
    dashes = {grade: style.line(look(grade=grade))["dashArray"] for grade in Grade}
    assert dashes[Grade.A] is dashes[Grade.OWN] is None
    assert len(set(dashes.values())) == len(Grade) - 1


def test_modes_are_told_apart_by_width_or_core() -> None:
    looks = [look(mode=Mode.ROAD), look(mode=Mode.BRIDGE), look(mode=Mode.RAIL)]
    looks += [look(mode=Mode.POWER, kv=kv) for kv in (110, 220, 500)]
    drawn = [(style.line(each)["weight"], style.core(each) is None) for each in looks]
    assert len(set(drawn)) == len(drawn)


def test_emphasis() -> None:
    faded, plain, chosen = (
        look(emphasis=e) for e in (Emphasis.FADED, Emphasis.PLAIN, Emphasis.CHOSEN)
    )
    assert style.line(faded)["opacity"] < 0.5 < style.line(plain)["opacity"]
    assert style.line(chosen)["weight"] > style.line(plain)["weight"]
    assert [len(style.halos(each)) for each in (faded, plain, chosen)] == [0, 1, 2]


def test_halos_reach_beyond_what_lies_on_them() -> None:
    for each in (look(emphasis=Emphasis.CHOSEN), look(mode=Mode.RAIL)):
        widths = [halo["weight"] for halo in style.halos(each)] + [style.line(each)["weight"]]
        assert all(below > above for below, above in itertools.pairwise(widths))


def test_an_area_is_hatched_in_its_status() -> None:
    area = style.area(look(grade=Grade.D, status=Status.STUDY))
    assert area["fillColor"] == f"url(#{style.hatch_id(Status.STUDY)})"
    assert f'id="{style.hatch_id(Status.STUDY)}"' in style.hatches()


@pytest.mark.parametrize(
    ("chosen", "answers", "expected"),
    [
        (None, True, Emphasis.PLAIN),
        (None, False, Emphasis.FADED),
        ("ql279", True, Emphasis.CHOSEN),
        ("ql279", False, Emphasis.CHOSEN),
        ("dt342", True, Emphasis.FADED),
    ],
)
def test_what_was_chosen_stands_out(chosen: str | None, answers: bool, expected: Emphasis) -> None:
    assert emphasis_of("ql279", chosen=chosen, answers=answers) is expected
