"""What stands at which kilometre of a line."""

import datetime as dt
from itertools import pairwise

import pytest

from geo.model import Located
from geo.registry import Units
from geo.views.straightened import Straightened, straightened
from tests.geo.traces import sketch_trace

DATE = dt.date(2026, 7, 1)


def straight(project_id: str, units: Units = Units.SIGNING) -> Straightened:
    return straightened(project_id, sketch_trace().at(DATE, units))


def test_runs_cover_every_line_without_gap_or_overlap() -> None:
    linkage = sketch_trace().at(DATE)
    lengths = linkage.projects.set_index("project_id")["length_km"]
    for project in linkage.registry.projects.values():
        found = straightened(project.id, linkage)
        assert bool(found.strands) is (project.located is Located.LINE)
        if not found.strands:
            continue
        assert found.length_km == pytest.approx(lengths[project.id])
        for strand in found.strands:
            assert strand.runs[0].from_km == strand.from_km
            assert strand.runs[-1].to_km == strand.to_km
            for before, after in pairwise(strand.runs):
                assert before.to_km == pytest.approx(after.from_km)
            for run in strand.runs:
                assert run.parts[0].from_km == run.from_km
                assert run.parts[-1].to_km == run.to_km


def test_every_crossing_stands_on_one_strand() -> None:
    linkage = sketch_trace().at(DATE)
    for project_id, rows in linkage.crossings.groupby("project_id"):
        strands = straightened(str(project_id), linkage).strands
        found = [border.km for strand in strands for border in strand.borders]
        assert sorted(found) == sorted(rows["km"])


def test_separate_roads_are_strands_that_begin_and_end_at_their_places() -> None:
    strands = straight("ql-hd-hy").strands
    route = sketch_trace().registry.projects["ql-hd-hy"].route
    places = sketch_trace().registry.places
    assert len(strands) == 3
    for strand, keys in zip(strands, route, strict=True):
        named = [mark.name for mark in strand.landmarks]
        assert named[0] == places[keys[0]].name
        assert named[-1] == places[keys[-1]].name


def test_a_place_that_names_its_crossing_is_not_written_twice() -> None:
    (strand,) = straight("ql279").strands
    (border,) = strand.borders
    assert border.nearest.vi == "Đèo Hạ My"
    assert "Đèo Hạ My" not in [mark.name.vi for mark in strand.landmarks]
    # The line ends at the next border, which it does not cross: the place says so.
    assert strand.landmarks[-1].name.vi.startswith("Giáp ranh Bắc Giang – Lạng Sơn")


def test_bridges_of_other_projects_are_found_by_their_place() -> None:
    projects = sketch_trace().registry.projects
    (strand,) = straight("lien-ket-tn-bg-vp").strands
    assert strand.borders[0].bridges == (projects["cau-hoa-son"].name,)
    assert strand.borders[1].bridges == ()
    (highway,) = straight("ql17-phon-xuong-thai-nguyen").strands
    named = {mark.name for mark in highway.landmarks if mark.is_bridge}
    assert named == {projects["cau-tam-kha"].name}


def test_a_stretch_given_to_the_other_side_is_a_run_of_its_own() -> None:
    (strand,) = straight("cau-hai-hung").strands
    assert [(run.province, run.side, run.answering) for run in strand.runs] == [
        ("Hưng Yên", 0, "Hưng Yên"),
        ("Hải Dương", 0, "Hưng Yên"),
        ("Hải Dương", 1, "Hải Dương"),
    ]


def test_stated_lengths_lie_where_they_were_measured() -> None:
    (strand,) = straight("ql279").strands
    assert len(strand.measures) == 5
    for measure in strand.measures:
        assert measure.to_km - measure.from_km == pytest.approx(measure.measured_km)


def test_former_borders_name_the_provinces_of_the_signing() -> None:
    (strand,) = straight("ct-noi-bai-ha-long", Units.TODAY).strands
    former = [border for border in strand.borders if border.former]
    assert [(border.before, border.after) for border in former] == [("Bắc Ninh", "Bắc Giang")]
    assert not any(border.former for border in straight("ct-noi-bai-ha-long").strands[0].borders)


def test_an_unknown_project_is_refused() -> None:
    with pytest.raises(KeyError, match="no-such"):
        straight("no-such")
