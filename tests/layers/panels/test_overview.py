"""The overview's figures are those of the linkage; its lists name who is meant."""

import re

import pytest

from geo.pipeline import Linkage
from layers.app.filters import Choice, shown
from layers.panels.overview import (
    bar,
    missed,
    out_of_step,
    outdated,
    possibly_out_of_step,
    standings,
    uneven,
    unreported,
)
from layers.texts import Language, Texts

VI = Texts(Language.VI)


def test_every_kilometre_of_a_named_province_is_counted_once(linkage: Linkage) -> None:
    found = standings(shown(linkage, Choice()))
    counted = linkage.pieces[linkage.pieces["counted"]]
    named = counted[counted["province_code"].isin([one.code for one in found])]
    assert sum(one.total_km for one in found) == pytest.approx(named["length_km"].sum())
    assert sum(one.total_sides for one in found) == len(linkage.sides)


def test_the_worst_mismatch_comes_first_and_all_are_listed(linkage: Linkage) -> None:
    everything = shown(linkage, Choice())
    projects = linkage.projects.set_index("project_id")
    for lines, flag, steps in (
        (out_of_step(everything, VI), "mismatch", "mismatch_steps"),
        (possibly_out_of_step(everything, VI), "possible_mismatch", "possible_steps"),
    ):
        listed = [project for project, _ in lines]
        assert lines or not projects[flag].any()
        assert projects.loc[listed, flag].all()
        assert projects.loc[listed, "corridor"].is_unique
        assert list(projects.loc[listed, steps]) == sorted(
            projects.loc[listed, steps], reverse=True
        )
        for project, line in lines:
            met = linkage.meetings[linkage.meetings["project_id"] == project]
            assert all(met.loc[met[flag], name].map(line.__contains__).any() for name in _ENDS)
    apart = set(projects.loc[projects["mismatch"], "corridor"])
    assert apart == {projects.loc[p, "corridor"] for p, _ in out_of_step(everything, VI)}


_ENDS = ("from_name", "to_name")


def test_what_may_be_overdue_is_listed_apart_and_drafts_are_marked(linkage: Linkage) -> None:
    lines = missed(shown(linkage, Choice()), VI, certain=False)
    sides = linkage.sides[linkage.sides["possibly_missed"]]
    assert len(lines) == len(sides) > 0
    for project, line in lines:
        of_draft = sides.loc[sides["project_id"] == project, "deadline_draft"].any()
        assert ("DỰ THẢO" in line) == of_draft


def test_missed_deadlines_are_sides_with_their_day(linkage: Linkage) -> None:
    lines = missed(shown(linkage, Choice()), VI)
    assert len(lines) == int(linkage.sides["missed"].sum()) > 0
    assert all("hạn " in line for _, line in lines)


def test_only_what_is_filtered_is_listed(linkage: Linkage) -> None:
    late = shown(linkage, Choice(only_missed=True))
    assert {row["project_id"] for row in late.projects} == {
        project for project, _ in missed(late, VI)
    }
    for asked, listed in (
        (Choice(only_unreported=True), unreported),
        (Choice(only_outdated=True), outdated),
    ):
        seen = shown(linkage, asked)
        found = {project for project, _ in listed(seen, VI)}
        assert found
        assert {row["project_id"] for row in seen.projects} == found
    possible = {row["project_id"] for row in shown(linkage, Choice(only_possible=True)).projects}
    flags = linkage.projects.set_index("project_id")["possible_mismatch"]
    assert possible == set(flags[flags].index)
    assert 0 < len(late.projects) < len(linkage.projects)


def test_no_report_and_an_old_report_are_two_things(linkage: Linkage) -> None:
    """A side without any report stands in one list, one with an old report in the other."""
    everything = shown(linkage, Choice())
    sides = linkage.sides
    for lines, news in ((unreported(everything, VI), "none"), (outdated(everything, VI), "old")):
        ids = [project for project, _ in lines]
        assert len(ids) == len(set(ids)) > 0
        assert set(ids) == set(sides.loc[sides["news"] == news, "project_id"])
    assert all("chưa có báo cáo" in line for _, line in unreported(everything, VI))
    ages = [re.search(r"(\d+) năm", line) for _, line in outdated(everything, VI)]
    assert all(ages)


def test_uneven_stretches_of_one_province_are_listed_apart_from_mismatches(
    linkage: Linkage,
) -> None:
    everything = shown(linkage, Choice())
    apart = {project for project, _ in out_of_step(everything, VI)}
    lines = dict(uneven(everything, VI))
    assert "ql279" in lines
    assert "ql279" not in apart
    told = linkage.projects[linkage.projects["project_id"] == "ql279"]
    (steps,) = told["uneven_steps"].tolist()
    assert f"cách nhau {steps} bước" in lines["ql279"]


def test_kilometres_of_a_sketch_carry_about(linkage: Linkage) -> None:
    """The bundled outlines and places make every line a sketch."""
    for one in standings(shown(linkage, Choice())):
        assert one.about == set(one.km)
        assert ("≈" in bar(one, one.total_km, VI)) == bool(one.km)
