"""The overview's figures are those of the linkage; its lists name who is meant."""

import pytest

from geo.pipeline import Linkage
from layers.app.filters import Choice, shown
from layers.panels.overview import (
    missed,
    out_of_step,
    possibly_out_of_step,
    standings,
    without_news,
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
    unclear = shown(linkage, Choice(only_unclear=True))
    assert {row["project_id"] for row in unclear.projects} == {
        project for project, _ in without_news(unclear, VI)
    }
    assert 0 < len(late.projects) < len(linkage.projects)
