"""Rules that a project keeps to by itself."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from geo.model import Mode, Project
from geo.modes import PROJECT_MODES
from geo.registry.rows import Row
from geo.registry.rules import broken_rules
from geo.yaml_document import yaml_document
from tests.geo.traces import registry

TEXT = {"vi": "a", "en": "a"}


def project(**changed: Any) -> Project:
    return Project.model_validate(
        {
            "id": "x",
            "name": TEXT,
            "mode": "road",
            "action": "build",
            "route": ["a", "b", "c"],
            "cites": ["kl352:1"],
            "sides": [{"province": "24", "part": TEXT, "responsible": ["bac-giang"]}],
        }
        | changed
    )


def said(**changed: Any) -> list[str]:
    """Keys of the messages about a project."""
    row = Row(project(**changed), yaml_document("id: x", where="x.yaml"), Path("x.yaml"))
    return [fault.key for fault in broken_rules(row, registry().agreements)]


def side(**given: Any) -> dict[str, Any]:
    return {"province": "24", "part": TEXT, "responsible": ["bac-giang"]} | given


def report(day: dt.date, **given: Any) -> dict[str, Any]:
    return {"date": day, "status": "study", "cite": "kl352:1", "note": TEXT} | given


@pytest.mark.parametrize("mode", Mode)
def test_only_links_are_projects_and_only_power_has_a_voltage(mode: Mode) -> None:
    row = PROJECT_MODES.get(mode)
    if row is None:
        assert said(mode=mode) == ["registry.context_mode"]
        return
    assert (said(mode=mode) == []) is not row.has_voltage
    assert (said(mode=mode, kv=110) == []) is row.has_voltage


def test_all_that_does_not_fit_is_said_at_once() -> None:
    assert len(said(mode="dike", sides=[side(basis="kl352:2", stretch=["c", "a"])])) == 3


@pytest.mark.parametrize(("first", "second", "fits"), [(1, 2, True), (2, 2, True), (2, 1, False)])
def test_reports_stand_in_the_order_of_their_dates(first: int, second: int, fits: bool) -> None:
    reports = [report(dt.date(2022, 1, day)) for day in (first, second)]
    assert (said(sides=[side(reports=reports)]) == []) is fits


@pytest.mark.parametrize(
    ("route", "fits"),
    [(["a", "b", "c"], True), (["c", "b", "a"], False), ([["a", "b"], ["b", "c"]], False)],
)
def test_stretches_and_lengths_run_along_one_strand(route: list[Any], fits: bool) -> None:
    length = {"km": 1, "of": TEXT, "cite": "kl352:1", "between": ["a", "c"]}
    for changed in ({"sides": [side(stretch=["a", "c"])]}, {"stated_lengths": [length]}):
        assert (said(route=route, **changed) == []) is fits


def test_a_publication_is_found_at_a_safe_address() -> None:
    source = {"publisher": "Báo", "date": "2022-01-01", "title": "a", "url": "http://a.vn/1"}
    outside = report(dt.date(2022, 1, 1), cite=None, source=source)
    for changed in ({"sides": [side(reports=[outside])]}, {"sources": [source]}):
        assert said(**changed) == ["registry.address"]
