"""Every mismatch is read from where two sides meet, and from nowhere else."""

import datetime as dt
from dataclasses import replace

import pytest
from shapely import box

from geo.duty.meetings import corridors, out_of_step, possibly_out_of_step
from geo.model import Project
from geo.pipeline import Linkage, build
from geo.registry import Units
from geo.schema import CROSSINGS
from tests.geo.locate.links import boundaries, link, registry_of, side

DAY = dt.date(2024, 12, 31)
DONE, APPROVED = ["2024-01-01 completed"], ["2024-01-01 approved"]


def linkage(*projects: Project, units: Units = Units.SIGNING) -> Linkage:
    return build(registry_of(*projects), boundaries(), as_of=DAY, units=units)


def inferred(one: dict[str, object]) -> dict[str, object]:
    reports = one["reports"]
    assert isinstance(reports, list)
    return one | {"reports": [report | {"reading": "inferred"} for report in reports]}


def row(found: Linkage, project_id: str = "x") -> dict[str, object]:
    table = found.projects.set_index("project_id")
    return dict(table.loc[project_id])


def test_sides_that_meet_at_a_crossing_are_out_of_step() -> None:
    found = linkage(link(side("24", reports=DONE), side("20", reports=APPROVED)))
    (met,) = found.meetings.itertuples()
    (crossing,) = found.crossings.itertuples()
    assert (met.kind, met.km) == ("crossing", crossing.km)
    assert (crossing.steps, crossing.stated, crossing.mismatch) == (2, True, True)
    assert (row(found)["mismatch"], row(found)["mismatch_steps"]) == (True, 2)


def test_one_inferred_side_makes_it_possible_only() -> None:
    found = linkage(link(inferred(side("24", reports=DONE)), side("20", reports=APPROVED)))
    (crossing,) = found.crossings.itertuples()
    assert (crossing.mismatch, crossing.possible_mismatch, crossing.stated) == (False, True, False)
    told = row(found)
    assert (told["mismatch"], told["possible_mismatch"], told["possible_steps"]) == (False, True, 2)
    rows = found.projects.to_dict("records")
    assert (out_of_step(rows), possibly_out_of_step(rows)) == ([], ["x"])


def test_stretches_that_do_not_touch_are_not_out_of_step_but_uneven() -> None:
    """The first of two stretches of one province is far from the border."""
    sides = (
        side("24", stretch=("a", "b"), reports=["2024-01-01 construction"]),
        side("24", "bo-gtvt", stretch=("b", "gr-x"), reports=["2024-01-01 proposed"]),
        side("20", reports=["2024-01-01 proposed"]),
    )
    found = linkage(link(*sides, route=["a", "b", "gr-x", "c", "d"]))
    told = row(found)
    assert (told["mismatch"], told["mismatch_steps"], told["uneven_steps"]) == (False, 0, 4)
    assert not found.crossings["mismatch"].any()


def test_where_one_side_builds_across_the_border_the_works_meet_behind_it() -> None:
    sides = (
        side("24", stretch=("a", "c"), reports=DONE),
        side("20", stretch=("c", "d"), reports=APPROVED),
    )
    (crossing,) = linkage(link(*sides)).crossings.itertuples()
    assert (crossing.side_from, crossing.side_to, crossing.mismatch) == (0, 1, True)


def test_sides_of_a_point_share_it() -> None:
    sides = (side("24", reports=DONE), side("20", reports=APPROVED))
    found = linkage(link(*sides, mode="bridge", located="point", route=["gr-x"]))
    (met,) = found.meetings.itertuples()
    assert met.kind == "point"
    assert row(found)["mismatch"]
    assert found.crossings.empty


def test_sides_of_an_area_do_not_meet() -> None:
    sides = (side("24", reports=DONE), side("20", reports=APPROVED))
    found = linkage(link(*sides, located="area"))
    assert found.meetings.empty
    assert not row(found)["mismatch"]


def pair() -> tuple[Project, Project]:
    west = link(side("24", reports=DONE), project_id="x", pair="y", route=["a", "b"])
    east = link(side("20", reports=APPROVED), project_id="y", pair="x", route=["c", "d"])
    return west, east


def test_a_pair_is_out_of_step_and_counted_once() -> None:
    found = linkage(*pair())
    assert list(found.meetings["kind"]) == ["pair", "pair"]
    assert row(found, "x")["mismatch"]
    assert row(found, "y")["mismatch"]
    assert out_of_step(found.projects.to_dict("records")) == ["x"]


def test_works_told_of_twice_count_once() -> None:
    same = side("24", reports=DONE) | {"same_works": "x"}
    other = link(same, side("20", reports=APPROVED), project_id="z")
    found = linkage(link(side("24", reports=DONE), side("20", reports=APPROVED)), other)
    assert corridors(found.registry) == {"x": "x", "z": "x"}
    assert out_of_step(found.projects.to_dict("records")) == ["x"]
    counted = found.pieces.query("counted").groupby("project_id")["signing_code"].agg(set)
    assert dict(counted) == {"x": {"20", "24"}, "z": {"20"}}
    assert not found.sides.query("project_id == 'z'")["counted"].iloc[0]


def test_a_corridor_that_is_out_of_step_is_not_possibly_so_as_well() -> None:
    same = side("24", reports=DONE) | {"same_works": "x"}
    maybe = link(same, inferred(side("20", reports=APPROVED)), project_id="z")
    found = linkage(link(side("24", reports=DONE), side("20", reports=APPROVED)), maybe)
    rows = found.projects.to_dict("records")
    assert (out_of_step(rows), possibly_out_of_step(rows)) == (["x"], [])


def test_within_one_unit_of_today_nobody_is_out_of_step() -> None:
    """Bắc Giang and Bắc Ninh (27) are one since July 2025."""
    squares = boundaries(p24=box(106, 21, 106.5, 22), p27=box(106.5, 21, 107, 22))
    both = link(side("24", reports=DONE), side("27", "bo-gtvt", reports=APPROVED))
    then, now = (
        build(registry_of(both), squares, as_of=DAY, units=units)
        for units in (Units.SIGNING, Units.TODAY)
    )
    assert row(then)["mismatch"]
    assert not row(now)["mismatch"]
    assert not now.crossings["mismatch"].any()


def test_nothing_is_known_before_the_first_report() -> None:
    early = build(
        registry_of(link(side("24", reports=DONE), side("20", reports=APPROVED))),
        boundaries(),
        as_of=dt.date(2023, 1, 1),
    )
    (crossing,) = early.crossings.itertuples()
    assert (crossing.steps, crossing.mismatch, crossing.possible_mismatch) == (0, False, False)


@pytest.mark.parametrize("day", [dt.date(2024, 5, 1), dt.date(2024, 5, 2)])
def test_what_the_documents_named_by_a_day_is_told(day: dt.date) -> None:
    """The document that names the link is of 2 May 2024."""
    found = build(registry_of(link()), boundaries(), as_of=day)
    assert row(found)["agreed_on"] == dt.date(2024, 5, 2)
    assert row(found)["agreed"] == (day >= dt.date(2024, 5, 2))


def test_frames_without_rows_keep_their_types() -> None:
    found = linkage(link(route=["a", "b"]))
    empty = replace(found, meetings=found.meetings)
    assert CROSSINGS.whole.validate(empty.crossings).empty
    assert empty.meetings.empty
