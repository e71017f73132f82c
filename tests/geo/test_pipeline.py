"""The linkage of the real registry: as sketches everywhere, and on the reference with OSM."""

import datetime as dt
from dataclasses import fields, replace
from functools import cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pandera.errors
import pytest
import shapely
from pyproj import Geod
from shapely import Point

from geo.duty.meetings import out_of_step
from geo.duty.status import side_state
from geo.export.geojson import feature_collection
from geo.locate import locate_all
from geo.model import EntrySource, Grade, Located, Mode, StatedLength, Status, StatusReport, Text
from geo.pipeline import Linkage, Trace, build
from geo.registry import Units
from geo.schema import ADDS_UP_TO, CONTRACT, PIECES, checked
from geo.views.summary import summarise
from tests.frames import each_row
from tests.geo.locate.links import boundaries, link, registry_of, side
from tests.geo.traces import reference_trace, registry, sketch, sketch_trace

GEOD = Geod(ellps="WGS84")
BEFORE, THEN, LATER = dt.date(2021, 12, 31), dt.date(2024, 1, 1), dt.date(2025, 11, 22)
"""Before any document; a day between them; a day after the last report."""


@pytest.fixture(params=["sketch", "reference"])
def trace(request: pytest.FixtureRequest) -> Trace:
    """Both traces; that of the reference skips where the material beside is absent."""
    if request.param == "sketch":
        return sketch_trace()
    return reference_trace(request.getfixturevalue("shared"))


@cache
def at(day: dt.date, units: Units = Units.SIGNING) -> Linkage:
    return sketch_trace().at(day, units)


def of(frame: pd.DataFrame, project_id: str) -> pd.DataFrame:
    return frame[frame["project_id"] == project_id].reset_index(drop=True)


# ---- what every linkage holds to


def test_all_45_projects_are_there(trace: Trace) -> None:
    linkage = trace.at(THEN)
    assert list(linkage.projects["project_id"]) == list(registry().projects)
    assert len(linkage.projects) == 45
    assert set(linkage.pieces["project_id"]) == set(registry().projects)
    assert len(linkage.context) == 16
    assert not linkage.projects.geometry.is_empty.any()


def test_lengths_add_up_to_the_line(trace: Trace) -> None:
    """The oracle measures each project's own line, vertex by vertex."""
    sums = trace.pieces.groupby("project_id")["length_km"].sum()
    for project_id, location in trace.locations.items():
        if location.geometry.geom_type in ("LineString", "MultiLineString"):
            whole = GEOD.geometry_length(location.geometry) / 1000
            assert abs(sums[project_id] - whole) <= ADDS_UP_TO * whole, project_id
        else:
            assert sums[project_id] == 0, project_id


def test_geometry_of_pieces_is_as_long_as_they_say(trace: Trace) -> None:
    lines = trace.pieces[trace.pieces.geom_type == "LineString"]
    measured = [GEOD.geometry_length(line) / 1000 for line in lines.geometry]
    # a cut inside a segment is straight in degrees, its length geodesic: millimetres apart
    assert np.allclose(measured, lines["length_km"], rtol=0, atol=1e-5)


def test_pieces_follow_each_other(trace: Trace) -> None:
    for project_id, own in trace.pieces.groupby("project_id", sort=False):
        assert list(own["part"]) == list(range(len(own)))
        assert list(own["piece_id"]) == [f"{project_id}#{part}" for part in own["part"]]
        assert own["from_km"].iloc[0] == 0
        assert (own["from_km"].to_numpy()[1:] == own["to_km"].to_numpy()[:-1]).all()
        lengths = own["to_km"] - own["from_km"]
        assert np.allclose(own["length_km"], lengths, rtol=0, atol=1e-9)


def test_neighbouring_pieces_share_their_end(trace: Trace) -> None:
    for project_id, own in trace.pieces.groupby("project_id"):
        if trace.locations[str(project_id)].geometry.geom_type == "LineString":
            ends = shapely.get_point(own.geometry.to_numpy(), -1)[:-1]
            starts = shapely.get_point(own.geometry.to_numpy(), 0)[1:]
            assert (ends == starts).all(), project_id


@pytest.mark.parametrize("units", Units)
def test_every_piece_names_who_and_why_in_both_languages(trace: Trace, units: Units) -> None:
    pieces = trace.at(THEN, units).pieces
    for column in ("responsible", "responsible_en", "basis", "basis_en"):
        assert pieces[column].str.strip().str.len().gt(0).all(), column
    assert (pieces["basis"] != pieces["basis_en"]).all()
    assert (pieces["responsible"] != pieces["responsible_en"]).all()


def test_pieces_of_a_side_name_its_parties(trace: Trace) -> None:
    pieces = trace.at(THEN).pieces
    own = pieces[pieces["side"] >= 0]
    assert len(own) > 80
    for row in each_row(own):
        side = registry().projects[row.project_id].sides[row.side]
        parties = [registry().parties[party].name for party in side.responsible]
        assert row.responsible == "; ".join(name.vi for name in parties)
        assert row.responsible_en == "; ".join(name.en for name in parties)
        assert f"dòng {side.basis.line}" in row.basis
        assert f"line {side.basis.line}" in row.basis_en


def test_ground_of_a_side_is_answered_for_by_a_side(trace: Trace) -> None:
    """Nobody is called a stranger to an agreement that names them."""
    nobody = trace.pieces[trace.pieces["side"] < 0]
    for row in each_row(nobody):
        sides = registry().projects[row.project_id].sides
        assert row.signing_code not in {side.province for side in sides}, row.piece_id


def test_pieces_lie_in_their_province(trace: Trace) -> None:
    frame = trace.boundaries.frame.set_index("province_code").geometry
    lines = trace.pieces[trace.pieces["length_km"] > 0.2]
    for row in each_row(lines[~lines["border_running"]]):
        middle = row.geometry.interpolate(0.5, normalized=True)
        if row.signing_code is None:
            assert not frame.contains(middle).any(), row.piece_id
        else:
            assert frame[row.signing_code].distance(middle) < 1e-9, row.piece_id


def test_status_of_a_piece_is_that_of_its_side(trace: Trace) -> None:
    linkage = trace.at(LATER)
    sides = linkage.sides.set_index(["project_id", "side"])
    for row in each_row(linkage.pieces):
        if row.side < 0:
            assert (row.status, row.status_date, row.is_old) == ("unknown", None, False)
        else:
            expected = sides.loc[(row.project_id, row.side)]
            assert row.status == expected["status"]
            assert row.status_date == expected["status_date"]
            assert row.is_old == expected["is_old"]


def test_sides_hold_the_kilometres_of_their_pieces(trace: Trace) -> None:
    linkage = trace.at(THEN)
    assert len(linkage.sides) == sum(len(p.sides) for p in registry().projects.values())
    sums = linkage.pieces[linkage.pieces["side"] >= 0].groupby(["project_id", "side"])["length_km"]
    assert linkage.sides["length_km"].sum() == pytest.approx(sums.sum().sum())
    for row in each_row(linkage.sides[linkage.sides["length_km"] > 0]):
        assert row.length_km == pytest.approx(sums.sum()[row.project_id, row.side])


# ---- crossings


def test_crossings_lie_on_the_sketched_border_and_on_the_line() -> None:
    frame = sketch().frame.set_index("province_code").geometry
    found = sketch_trace().crossings
    assert len(found) > 40
    for row in each_row(found):
        for code in (row.signing_from, row.signing_to):
            assert frame[code].boundary.distance(row.geometry) <= 1e-7, row
        line = sketch_trace().locations[row.project_id].geometry
        assert line.distance(row.geometry) <= 1e-9


def test_crossings_are_between_neighbouring_pieces(trace: Trace) -> None:
    for row in each_row(trace.crossings):
        own = of(trace.pieces, row.project_id)
        assert row.km <= own["to_km"].iloc[-1]
        around = own[(own["from_km"] - 0.5 <= row.km) & (row.km <= own["to_km"] + 0.5)]
        assert {row.signing_from, row.signing_to} <= set(around["signing_code"])
        assert row.signing_from != row.signing_to
        # the kilometre is that of the place, measured along the line
        ends = [shapely.get_point(shape, -1) for shape in own.geometry]
        near = np.argmin([abs(km - row.km) for km in own["to_km"]])
        assert GEOD.inv(ends[near].x, ends[near].y, row.geometry.x, row.geometry.y)[2] <= 500


def test_sketch_crosses_at_the_border_places_of_its_recipe() -> None:
    """The places of kind border are vertices of the outlines: the cut is exactly there."""
    for project in registry().projects.values():
        if project.located is not Located.LINE:
            continue
        places = [registry().places[key] for key in project.places]
        expected = {(p.lon, p.lat) for p in places[1:-1] if p.kind == "border"}
        own = of(sketch_trace().crossings, project.id)
        found = {(round(p.x, 7), round(p.y, 7)) for p in own["geometry"]}
        assert expected <= found, project.id


def test_sketch_crosses_what_its_recipe_crosses_whatever_the_borders(shared: Path) -> None:
    """Straight lines weave over a real border: that says nothing of the road they stand for."""

    def passages(trace: Trace) -> dict[str, list[str]]:
        sketched = [key for key, at in trace.locations.items() if at.source == "sketch"]
        return {
            key: [f"{row.signing_from}>{row.signing_to}" for row in each_row(own)]
            for key in sketched
            if len(own := of(trace.crossings, key))
        }

    there, here = passages(reference_trace(shared)), passages(sketch_trace())
    assert len(there) > 30
    assert there == {key: here[key] for key in there}


def test_nearest_place_is_the_nearest_and_has_a_name(trace: Trace) -> None:
    named = {k: p for k, p in registry().places.items() if not k.startswith("gr-")}
    for row in each_row(trace.crossings):
        metres = {
            key: GEOD.inv(row.geometry.x, row.geometry.y, p.lon, p.lat)[2]
            for key, p in named.items()
        }
        assert row.nearest_place_m == round(min(metres.values()))
        assert metres[row.nearest_place_key] == min(metres.values())
        assert row.nearest_place == named[row.nearest_place_key].name.vi


# ---- named projects


def test_hung_yen_answers_for_the_bridge_as_far_as_the_far_abutment(trace: Trace) -> None:
    pieces = of(trace.at(THEN).pieces, "cau-hai-hung")
    assert list(pieces["signing_code"]) == ["33", "30", "30"]
    assert list(pieces["side"]) == [0, 0, 1]
    assert pieces["responsible"].tolist() == [
        "UBND tỉnh Hưng Yên",
        "UBND tỉnh Hưng Yên",
        "UBND tỉnh Hải Dương",
    ]
    abutment = trace.locations["cau-hai-hung"].place_km["mo-cau-hai-hung-hd"]
    assert pieces["to_km"].iloc[1] == pytest.approx(abutment, abs=1e-6)
    assert pieces["length_km"].iloc[1] > 0.1, "the cut is not at the border"
    assert pieces["basis"].str.contains("DỰ THẢO").all()
    (crossing,) = each_row(of(trace.crossings, "cau-hai-hung"))
    assert crossing.km == pytest.approx(pieces["to_km"].iloc[0])


def test_ql279_begins_with_what_quang_ninh_pays_itself(trace: Trace) -> None:
    pieces = of(trace.at(THEN).pieces, "ql279")
    km = trace.locations["ql279"].place_km
    first = pieces.iloc[0]
    assert (first["side"], first["responsible"]) == (0, "UBND tỉnh Quảng Ninh")
    assert first["to_km"] == pytest.approx(km["hoanh-bo"], abs=1e-6)
    rest = pieces[pieces["part"] > 0]
    assert set(rest["responsible"]) == {"Bộ Giao thông vận tải"}
    assert set(rest["side"]) == {1, 2}
    assert rest[rest["side"] == 1]["signing_code"].eq("22").all()
    assert rest[rest["side"] == 2]["signing_code"].eq("24").all()


def test_railways_are_on_real_ways_where_they_are(shared: Path) -> None:
    projects = reference_trace(shared).at(THEN).projects.set_index("project_id")
    grades = projects["grade"]
    assert {grades["rail-ha-noi-dong-dang"], grades["rail-kep-ha-long"]} <= {"A", "B"}
    assert grades["rail-kep-luu-xa"] == "C"
    assert "đi vòng" in str(projects.loc["rail-kep-luu-xa", "grade_reason"])
    assert "detour" in str(projects.loc["rail-kep-luu-xa", "grade_reason_en"])
    on_osm = projects["grade"].isin(["A", "B"])
    assert projects["own_share"].notna().equals(on_osm)
    assert set(projects.loc[on_osm, "mode"]) == {Mode.RAIL.value}


def test_without_osm_all_is_sketch_or_area() -> None:
    projects = at(THEN).projects
    areas = {p.id for p in registry().projects.values() if p.located is Located.AREA}
    assert set(projects.loc[projects["grade"] == Grade.D.value, "project_id"]) == areas
    assert set(projects["grade"]) == {"C", "D"}
    assert projects["own_share"].isna().all()


# ---- dates


def test_before_any_document_everything_is_unknown(trace: Trace) -> None:
    linkage = trace.at(BEFORE)
    assert set(linkage.pieces["status"]) == {"unknown"}
    assert linkage.pieces["status_date"].isna().all()
    assert not linkage.pieces["is_old"].any()
    assert not linkage.projects["mismatch"].any()
    assert not linkage.crossings["mismatch"].any()
    assert not linkage.projects["missed_deadline"].any()


@pytest.mark.parametrize("day", [BEFORE, THEN, LATER, dt.date(2031, 1, 1)])
def test_status_is_that_of_the_newest_report_up_to_the_day(day: dt.date) -> None:
    for row in each_row(at(day).sides):
        side = registry().projects[row.project_id].sides[row.side]
        dates = [report.date for report in side.reports if report.date <= day]
        assert row.status_date == max(dates, default=None)
        assert (row.status == "unknown") == (not dates)
        assert row.is_old == bool(dates and (day - max(dates)).days > 365)
        if dates:
            state = side_state(side, day)
            assert (row.status, row.stated) == (state.status.value, state.is_stated)
            assert (row.news, row.age_days) == (state.news.value, (day - max(dates)).days)


@pytest.mark.parametrize("day", [BEFORE, THEN, LATER, dt.date(2031, 1, 1)])
def test_missed_deadlines_are_those_that_passed_undone(day: dt.date) -> None:
    """Some by what a later report states, the others possibly; no deadline is both."""
    expected = {
        project.id
        for project in registry().projects.values()
        for side in project.sides
        if side.deadline
        and side.deadline.by < day
        and not any(r.date <= day and r.status.is_done for r in side.reports)
    }
    projects = at(day).projects
    certain = set(projects.loc[projects["missed_deadline"], "project_id"])
    possible = set(projects.loc[projects["possibly_missed"], "project_id"])
    assert certain | possible == expected
    assert not certain & possible
    late = at(day).sides.query("missed or possibly_missed")
    assert set(late["project_id"]) == expected
    assert not (late["missed"] & late["possibly_missed"]).any()
    assert all(deadline < day for deadline in late["deadline"])


def test_a_deadline_of_a_draft_is_marked_as_one() -> None:
    sides = at(LATER).sides
    for row in each_row(sides[sides["deadline"].notna()]):
        deadline = registry().projects[row.project_id].sides[row.side].deadline
        assert deadline is not None
        assert row.deadline_draft == registry().agreements[deadline.cite.agreement].is_draft
    assert sides["deadline_draft"].any()


def test_old_reports_are_marked_from_the_day_after_a_year() -> None:
    def old(day: dt.date) -> bool:
        return bool(of(at(day).pieces, "ql279")["is_old"].iloc[0])

    assert not old(dt.date(2023, 2, 22))
    assert old(dt.date(2023, 2, 23))


def test_mismatch_of_a_crossing_is_that_of_its_two_statuses() -> None:
    order = ["proposed", "study", "planned", "approved", "construction", "completed", "operating"]
    crossings = at(LATER).crossings
    assert (crossings["mismatch"] | crossings["possible_mismatch"]).any()
    for row in each_row(crossings):
        known = row.status_from in order and row.status_to in order
        steps = abs(order.index(row.status_from) - order.index(row.status_to)) if known else 0
        assert row.steps == steps
        assert row.mismatch == (steps >= 2 and row.stated)
        assert row.possible_mismatch == (steps >= 2 and not row.stated)


@pytest.mark.parametrize("units", Units)
@pytest.mark.parametrize("day", [BEFORE, THEN, LATER])
def test_every_mismatch_of_a_project_is_read_from_where_its_sides_meet(
    day: dt.date, units: Units
) -> None:
    linkage = at(day, units=units)
    met = linkage.meetings
    for row in each_row(linkage.projects):
        own = met[met["project_id"] == row.project_id]
        assert row.mismatch == own["mismatch"].any()
        assert row.possible_mismatch == (own["possible_mismatch"].any() and not row.mismatch)
    at_borders = met[met["kind"] == "crossing"]
    assert len(at_borders) == len(linkage.crossings)
    assert at_borders["mismatch"].sum() == linkage.crossings["mismatch"].sum()


# ---- units


def test_units_of_today_rename_and_move_nothing(trace: Trace) -> None:
    then, now = trace.at(LATER), trace.at(LATER, Units.TODAY)
    units = registry().units
    for before, after in zip(each_row(then.pieces), each_row(now.pieces), strict=True):
        assert before.province_code == before.signing_code == after.signing_code
        if before.signing_code is None:
            assert (after.province_code, after.province_name) == (None, None)
        else:
            assert after.province_code == units.successor[before.signing_code]
            assert after.unit_name == units.today[after.province_code]
            assert before.unit_name == before.province_name == before.province_name_en
            assert before.province_name == units.signing[before.signing_code]
            is_renamed = after.unit_name != after.signing_name
            said = f"{after.unit_name} ({after.signing_name} trước 01/7/2025)"
            assert after.province_name == (said if is_renamed else after.unit_name)
    renamed = ["province_code", "province_name", "province_name_en", "unit_name"]
    renamed += ["responsible", "responsible_en", "basis", "basis_en"]
    for column in ("basis", "basis_en"):
        pairs = zip(then.pieces[column], now.pieces[column], strict=True)
        assert all(after.startswith(before) for before, after in pairs), "facts stay, more is said"
    bac_giang = now.pieces[now.pieces["responsible"].str.contains("Bắc Giang")]
    assert bac_giang["responsible"].str.startswith("UBND tỉnh Bắc Ninh (kế thừa").all()
    assert bac_giang["basis"].str.contains("kế thừa từ 1/7/2025").all()
    assert not then.pieces["basis"].str.contains("kế thừa").any()
    same = [column for column in then.pieces.columns if column not in renamed]
    pd.testing.assert_frame_equal(then.pieces[same], now.pieces[same])
    pd.testing.assert_frame_equal(pd.DataFrame(then.projects), pd.DataFrame(now.projects))
    assert list(then.sides["length_km"]) == list(now.sides["length_km"])
    assert set(now.sides["province_code"]) <= set(units.today)
    assert list(then.sides["signing_code"]) == list(now.sides["signing_code"])


def test_borders_inside_a_unit_of_today_are_former(trace: Trace) -> None:
    then, now = trace.at(LATER), trace.at(LATER, Units.TODAY)
    assert not then.crossings["former"].any()
    assert len(then.crossings) == len(now.crossings)
    pairs = now.crossings["signing_from"] + now.crossings["signing_to"]
    inside = pairs.isin(["2427", "2724", "3031", "3130"])
    assert inside.any(), "lines cross from Bắc Ninh to Bắc Giang of before"
    assert now.crossings["former"].equals(inside)
    assert (now.crossings.loc[inside, "from_name"] == "Bắc Ninh").all()
    assert summarise(now)["former_crossings"] == inside.sum()
    assert summarise(now)["crossings"] == len(now.crossings) - inside.sum()


def test_boundaries_are_in_the_units_asked_for() -> None:
    assert at(THEN).boundaries is sketch()
    today = at(THEN, Units.TODAY).boundaries
    assert set(today.frame["province_name"]) <= set(registry().units.today.values())
    assert today.is_sketch


# ---- one trace, many views


def frames(holder: Trace | Linkage) -> dict[str, pd.DataFrame]:
    return {
        field.name: getattr(holder, field.name)
        for field in fields(holder)
        if isinstance(getattr(holder, field.name), pd.DataFrame)
    }


def test_views_leave_the_trace_as_it_is() -> None:
    before = {name: frame.copy() for name, frame in frames(sketch_trace()).items()}
    first = sketch_trace().at(LATER, Units.TODAY)
    sketch_trace().at(BEFORE)
    again = sketch_trace().at(LATER, Units.TODAY)
    for name, frame in frames(sketch_trace()).items():
        pd.testing.assert_frame_equal(pd.DataFrame(frame), pd.DataFrame(before[name]))
    for name, frame in frames(first).items():
        pd.testing.assert_frame_equal(pd.DataFrame(frame), pd.DataFrame(frames(again)[name]))


def test_changing_a_view_does_not_change_the_next() -> None:
    first = sketch_trace().at(THEN)
    expected = first.pieces.copy()
    first.pieces["responsible"] = "?"
    first.pieces.loc[:, "side"] = -1
    first.crossings.loc[:, "km"] = 0.0
    again = sketch_trace().at(THEN)
    pd.testing.assert_frame_equal(pd.DataFrame(again.pieces), pd.DataFrame(expected))
    assert (again.crossings["km"] > 0).any()


def test_build_is_trace_and_at_in_one() -> None:
    project = link(side("24", reports=["2024-01-01 study"]), side("20"))
    linkage = build(registry_of(project), boundaries(), as_of=LATER, units=Units.TODAY)
    expected = {
        "province_name": ["Bắc Ninh (Bắc Giang trước 01/7/2025)", "Lạng Sơn"],
        "province_name_en": ["Bắc Ninh (Bắc Giang before 1 July 2025)", "Lạng Sơn"],
        "unit_name": ["Bắc Ninh", "Lạng Sơn"],
    }
    for frame in (linkage.pieces, linkage.sides):
        assert {name: list(frame[name]) for name in expected} == expected
    properties = feature_collection(linkage.pieces, columns=CONTRACT["pieces"])["features"][0]
    assert properties["properties"]["province_name"] == expected["province_name"][0]
    assert list(linkage.pieces["status"]) == ["study", "unknown"]
    assert (linkage.as_of, linkage.units) == (LATER, Units.TODAY)


def test_locations_do_not_depend_on_the_order_of_projects() -> None:
    projects = list(registry().projects.values())
    forward = locate_all(projects, registry().places)
    backward = locate_all(projects[::-1], registry().places)
    assert all(forward[key].geometry.equals(backward[key].geometry) for key in forward)


# ---- the schema


def test_contract_columns_are_in_the_frames() -> None:
    for name, columns in CONTRACT.items():
        frame = getattr(at(THEN), name)
        assert isinstance(frame, gpd.GeoDataFrame)
        assert set(columns) <= set(frame.columns)
        assert frame.crs == "EPSG:4326"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"status": "done"}, "status"),
        ({"grade": "E"}, "grade"),
        ({"mode": "dike"}, "mode"),
        ({"responsible": ""}, "responsible"),
        ({"province_code": "6"}, "province_code"),
        ({"length_km": -1.0}, "length_km"),
        ({"part": 1}, "do not follow each other"),
        ({"from_km": 5.0}, "do not follow each other"),
        ({"more": 1}, "more"),
    ],
)
def test_frame_that_breaks_the_schema_is_refused(change: dict[str, Any], message: str) -> None:
    good = at(THEN).pieces
    assert len(checked(good, PIECES.whole)) == len(good)
    with pytest.raises(pandera.errors.SchemaErrors, match=message):
        checked(good.assign(**change), PIECES.whole)


def test_summary_counts_what_the_frames_hold(trace: Trace) -> None:
    linkage = trace.at(LATER)
    summary = summarise(linkage)
    assert summary["projects"] == 45
    assert summary["context_items"] == 16
    assert sum(sum(grades.values()) for grades in summary["by_mode"].values()) == 45
    assert {mode: sum(g.values()) for mode, g in summary["by_mode"].items()} == {
        "road": 29,
        "bridge": 7,
        "rail": 4,
        "power": 5,
    }
    counted = linkage.pieces[linkage.pieces["counted"]]
    assert summary["length_km"] == pytest.approx(counted["length_km"].sum(), abs=1e-3)
    assert summary["pieces"] == len(linkage.pieces)
    assert summary["boundaries_are_a_sketch"] == (trace is sketch_trace())
    assert summary["mismatches"] == out_of_step(linkage.projects.to_dict("records"))
    assert summary["mismatches"]


def test_point_projects_are_drawn_at_their_place() -> None:
    (piece,) = each_row(of(at(THEN).pieces, "cau-tam-kha"))
    place = registry().places["ngam-tam-kha"]
    assert piece.geometry == Point(place.lon, place.lat)
    assert (piece.length_km, piece.side, piece.signing_code) == (0, 0, "24")


# ---- what people added since


def test_what_was_added_reaches_every_frame_without_a_new_trace() -> None:
    source = EntrySource(by="An", date=dt.date(2026, 5, 5))
    project = registry().projects["huu-lung-dt245-my-an"]
    words = Text(vi="đoạn tuyến", en="the stretch")
    length = StatedLength(km=3.5, of=words, cite=source)
    report = StatusReport(
        date=dt.date(2026, 5, 4), status=Status.OPERATING, note=words, source=source
    )
    first = project.sides[0].model_copy(
        update={"reports": (report,), "responsible": ("bo-gtvt",), "basis": source}
    )
    changed = project.model_copy(
        update={"sides": (first, *project.sides[1:]), "stated_lengths": (length,)}
    )
    now = replace(registry(), projects={**registry().projects, project.id: changed})
    traced = sketch_trace()
    linkage = traced.at(dt.date(2026, 6, 1), registry=now)
    pieces = of(linkage.pieces, project.id)
    own = pieces[pieces["side"] == 0]
    assert set(own["status"]) == {"operating"}
    assert set(own["basis"]) == {"An báo cáo, 5/5/2026"}
    assert set(own["responsible"]) == {registry().parties["bo-gtvt"].name.vi}
    assert of(linkage.sides, project.id)["status"][0] == "operating"
    assert list(of(linkage.stated, project.id)["km"]) == [3.5]
    same = [name for name in ("geometry", "length_km") if name in pieces]
    before = of(traced.at(dt.date(2026, 6, 1)).pieces, project.id)
    assert all(pieces[name].equals(before[name]) for name in same)
    others = linkage.pieces[linkage.pieces["project_id"] != project.id]
    unchanged = traced.at(dt.date(2026, 6, 1)).pieces
    assert others.equals(unchanged[unchanged["project_id"] != project.id])
