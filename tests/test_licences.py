"""Every dependency stands under a licence that is on the list; what is not has a plan."""

from pathlib import Path

import pytest

from tests.licences import PLANS, STATED_ELSEWHERE, Row, asked, faults, installed

OPERATIONS = (Path(__file__).parents[1] / "OPERATIONS.md").read_text(encoding="utf-8")
ROWS = list(installed())


def test_all_that_is_installed_is_allowed() -> None:
    assert len(ROWS) > len(asked())
    assert faults(ROWS) == []


def test_what_is_abandoned_is_still_needed_and_said() -> None:
    names = {row.name for row in ROWS}
    for name in PLANS:
        assert name in names, f"{name} is gone: strike its plan"
        assert name in OPERATIONS


def test_what_is_stated_elsewhere_is_needed() -> None:
    names = {row.name.lower().replace("_", "-") for row in ROWS}
    assert set(STATED_ELSEWHERE) <= names


@pytest.mark.parametrize(
    ("licence", "allowed"),
    [
        ("MIT", True),
        ("MIT AND PSF-2.0", True),
        ("GPL-3.0-only OR MIT", True),
        ("GPL-3.0-only", False),
        ("MIT AND GPL-3.0-only", False),
        ("", False),
    ],
)
def test_the_check_finds_what_is_not(licence: str, allowed: bool) -> None:
    assert (faults([Row("a", "1", licence)]) == []) is allowed
