"""The overview's figures are those of the linkage; its lists name who is meant."""

import pytest

from geo.pipeline import Linkage
from layers.app.filters import Choice, shown
from layers.panels.overview import missed, out_of_step, standings, without_news
from layers.texts import Language, Texts

VI = Texts(Language.VI)


def test_every_kilometre_of_a_named_province_is_counted_once(linkage: Linkage) -> None:
    found = standings(shown(linkage, Choice()))
    named = linkage.pieces[linkage.pieces["province_code"].isin([one.code for one in found])]
    assert sum(one.total_km for one in found) == pytest.approx(named["length_km"].sum())
    assert sum(one.total_sides for one in found) == len(linkage.sides)


def test_the_worst_mismatch_comes_first_and_all_are_listed(linkage: Linkage) -> None:
    everything = shown(linkage, Choice())
    lines = out_of_step(everything, VI)
    assert {project for project, _ in lines} == set(
        linkage.projects.loc[linkage.projects["mismatch"], "project_id"]
    )
    steps = linkage.projects.set_index("project_id")["mismatch_steps"]
    apart = [steps[project] for project, _ in lines]
    assert apart == sorted(apart, reverse=True)


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
