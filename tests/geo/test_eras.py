"""Units belong to a date: agreements before and after 1 July 2025, and the ground they speak of.

Bắc Ninh of 2008 (27) lies west of 106.2°E, Bắc Giang (24) between there and 106.5°E, Lạng Sơn (20)
east of it; Bắc Ninh of today (2025:24) is the first two. The road runs along 21.5°N.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box

from geo.cut.at_hand import lacked
from geo.errors import RegistryError
from geo.model import Agreement, Party, PartyKind, Project, Text
from geo.pipeline import Linkage, build
from geo.provinces import Boundaries
from geo.registry import Registry, Units, load_registry
from geo.sources.fetching import needed_tiles
from geo.sources.regions import needed_provinces
from geo.views.plain_text import summary_text
from geo.views.summary import summarise
from tests.frames import each_row
from tests.geo.locate.links import PLACES, TEXT, link, registry_of, side
from tests.geo.traces import registry

AREAS = {
    "20": box(106.5, 21, 107, 22),
    "24": box(106.2, 21, 106.5, 22),
    "27": box(105.9, 21, 106.2, 22),
}
DAY = dt.date(2026, 11, 1)
NEW = "cam-ket-2025"
OWN = PLACES | {key: replace(PLACES[key], provinces=("27",)) for key in ("a", "north")}


def drawn(*codes: str) -> Boundaries:
    """Boundaries of these units; today's Bắc Ninh whole where its key is given."""
    shapes = AREAS | {"2025:24": box(105.9, 21, 106.5, 22)}
    units = registry().units
    frame = gpd.GeoDataFrame(
        {
            "province_code": list(codes),
            "province_name": [units.name_in(Units.SIGNING, code) for code in codes],
        },
        geometry=[shapes[code] for code in codes],
        crs=4326,
    )
    return Boundaries(frame, Text(vi="thử", en="test"), is_sketch=False)


def of_both_eras(*projects: Project) -> Registry:
    """The projects, with a commitment of November 2025 and the party that signed it."""
    known = registry_of(*projects, places=OWN)
    signed = Agreement.model_validate(
        {
            "id": NEW,
            "kind": "memorandum",
            "title": TEXT,
            "date": "2025-11-20",
            "parties": ["2025:24", "20"],
        }
    )
    party = Party(
        id="bac-ninh-2025",
        kind=PartyKind.PROVINCE,
        name=Text(vi="UBND tỉnh Bắc Ninh", en="Bắc Ninh Provincial People's Committee"),
        province="2025:24",
    )
    return replace(
        known,
        agreements={**known.agreements, NEW: signed},
        parties={**known.parties, party.id: party},
    )


def today_side(**more: object) -> dict[str, object]:
    """The side of Bắc Ninh of today, by the commitment of 2025."""
    return side("2025:24", "bac-ninh-2025") | {"basis": f"{NEW}:5"} | more


def linkage(project: Project, *codes: str, units: Units = Units.SIGNING) -> Linkage:
    return build(of_both_eras(project), drawn(*codes), as_of=DAY, units=units)


def km_by(frame: gpd.GeoDataFrame, column: str) -> dict[str, float]:
    """Kilometres by what a column says, to a metre."""
    sums = frame.groupby(column)["length_km"].sum()
    return {str(key): round(float(km), 3) for key, km in sums.items()}


def of_2025() -> Project:
    north_south = side("20") | {"basis": f"{NEW}:5"}
    return link(today_side(), north_south, cites=[f"{NEW}:5"])


# ---- what a code means


def test_a_code_is_of_the_documents_day() -> None:
    units = registry().units
    assert units.key_on(dt.date(2023, 3, 29), "24") == "24"
    assert units.key_on(dt.date(2025, 11, 20), "24") == "2025:24"
    assert units.key_on(dt.date(2023, 3, 29), "2025:24") == "2025:24"
    assert units.key_on(dt.date(2025, 11, 20), "20") == "20"  # Lạng Sơn was not merged
    assert units.keys_on(dt.date(2025, 11, 20))["2025:24"] == "Bắc Ninh"
    assert len(units.keys_on(dt.date(2025, 11, 20))) == 34
    assert len(units.keys_on(dt.date(2025, 6, 30))) == 63


def test_ground_lies_in_what_it_became_and_not_the_other_way_round() -> None:
    units = registry().units
    assert units.holds("2025:24", "24")
    assert not units.holds("24", "2025:24")
    assert units.holding("24", ["2025:24", "24", "20"]) == ["24", "2025:24"]
    assert units.is_merged("24")
    assert not units.is_merged("2025:24")
    assert units.oldest_key("2025:46") == "2025:46"  # Huế was called Thừa Thiên Huế
    assert units.oldest_key("2025:40") == "40"


def write(folder: Path, date: str, *, codes: Sequence[str] = ("24", "20")) -> Path:
    """A registry of one document and one road between two provinces."""
    (folder / "projects").mkdir()
    (folder / "projects" / "imported.yaml").write_text(
        f"""\
agreements:
  - {{id: doc, kind: memorandum, title: {{vi: a, en: a}}, date: {date}, parties: ["24", "20"]}}
parties:
  - {{id: p, kind: ministry, name: {{vi: Bộ, en: Ministry}}}}
projects:
  - id: x
    name: {{vi: x, en: x}}
    mode: road
    action: build
    route: [a, b]
    cites: [doc:1]
    sides:
      - {{province: "{codes[0]}", part: {{vi: a, en: a}}, responsible: [p]}}
      - {{province: "{codes[1]}", part: {{vi: a, en: a}}, responsible: [p]}}
""",
        encoding="utf-8",
    )
    head = "key,name_vi,name_en,lon,lat,kind,district,province,source,geonames_id,precision_m,note"
    rows = ("a,A,A,106.3,21.5,town,,2025:24,own,,500,", "b,B,B,106.6,21.5,town,,20,own,,500,")
    (folder / "places.csv").write_text("\n".join((head, *rows)), encoding="utf-8")
    return folder


@pytest.mark.parametrize(("date", "key"), [("2023-01-01", "24"), ("2025-11-20", "2025:24")])
def test_a_file_is_read_by_its_documents_date(date: str, key: str, tmp_path: Path) -> None:
    found = load_registry(write(tmp_path, date))
    assert [one.province for one in found.projects["x"].sides] == [key, "20"]
    assert found.agreements["doc"].parties == (key, "20")
    assert found.places["a"].provinces == ("2025:24",)


@pytest.mark.parametrize("code", ["2025:99", "1990:24", "99"])
def test_a_unit_that_there_is_not_is_a_fault(code: str, tmp_path: Path) -> None:
    with pytest.raises(RegistryError, match=code):
        load_registry(write(tmp_path, "2025-11-20", codes=(code, "20")))


# ---- three cases


def test_an_agreement_of_2025_speaks_of_the_34() -> None:
    signing = linkage(of_2025(), "20", "24", "27")
    assert list(signing.pieces["province_code"]) == ["2025:24", "2025:24", "20"]
    assert list(signing.pieces["unit_name"]) == ["Bắc Ninh", "Bắc Ninh", "Lạng Sơn"]
    assert list(signing.pieces["side"]) == [0, 0, 1]
    assert list(signing.crossings["former"]) == [True, False]
    assert not signing.meetings[signing.meetings["from_province"] == "20"]["mismatch"].any()
    today = linkage(of_2025(), "20", "24", "27", units=Units.TODAY)
    assert list(today.pieces["province_name"]) == ["Bắc Ninh", "Bắc Ninh", "Lạng Sơn"]
    assert list(today.sides["responsible"]) == ["UBND tỉnh Bắc Ninh", "UBND tỉnh Lạng Sơn"]
    assert km_by(today.pieces, "side") == km_by(signing.pieces, "side")


def test_a_road_that_both_eras_name_has_the_sides_of_both() -> None:
    project = link(side("24"), side("20"), today_side(), cites=["bg-ls:61", f"{NEW}:5"])
    signing = linkage(project, "20", "24", "27")
    assert list(signing.pieces["province_code"]) == ["2025:24", "24", "20"]
    assert list(signing.pieces["side"]) == [2, 0, 1]
    assert not signing.crossings["former"].iloc[1]
    today = linkage(project, "20", "24", "27", units=Units.TODAY)
    assert list(today.pieces["unit_name"]) == ["Bắc Ninh", "Bắc Ninh", "Lạng Sơn"]
    assert list(today.crossings["former"]) == [True, False]
    assert sum(km_by(today.pieces, "province_code").values()) == pytest.approx(
        today.projects["length_km"].sum(), abs=0.002
    )


def test_a_border_inside_the_merger_is_a_former_border_and_accuses_nobody() -> None:
    apart = [side("27", "bac-ninh", reports=["2023-01-31 operating"])]
    apart += [side("24", reports=["2023-01-31 study"]), side("20", reports=["2023-01-31 study"])]
    project = link(*apart)
    known = of_both_eras(project)
    party = Party(id="bac-ninh", kind=PartyKind.PROVINCE, name=Text(vi="b", en="b"), province="27")
    known = replace(known, parties={**known.parties, "bac-ninh": party})
    signing, today = (
        build(known, drawn("20", "24", "27"), as_of=DAY, units=units)
        for units in (Units.SIGNING, Units.TODAY)
    )
    assert list(signing.crossings["former"]) == [False, False]
    assert bool(signing.projects["mismatch"].iloc[0])
    assert list(today.crossings["former"]) == [True, False]
    assert not today.projects["mismatch"].iloc[0]


# ---- where borders are not at hand


def test_without_a_sides_borders_the_line_is_uncut_and_nobody_is_accused() -> None:
    project = link(
        side("24", reports=["2023-01-31 operating"]), side("20", reports=["2023-01-31 study"])
    )
    found = linkage(project, "24", "27")
    assert lacked(found.registry, ["24", "27"]) == {"x": ["20"]}
    (piece,) = each_row(found.pieces)
    assert piece.province_code is None
    assert piece.side == -1
    assert "Chưa có ranh giới" in piece.basis
    assert piece.length_km == pytest.approx(found.projects["length_km"].iloc[0])
    assert list(found.sides["length_km"]) == [0.0, 0.0]
    assert found.crossings.empty
    assert not found.projects["mismatch"].any()


def test_borders_of_today_alone_cut_where_they_tell_the_sides_apart() -> None:
    found = linkage(link(), "2025:24", "20")
    assert list(found.pieces["side"]) == [0, 1]
    assert list(found.pieces["unit_name"]) == ["Bắc Ninh", "Lạng Sơn"]
    inside = link(side("27", "bo-gtvt"), side("24"))
    assert lacked(of_both_eras(inside), ["2025:24", "20"]) == {"x": ["27", "24"]}


# ---- today's kilometres


_ENDS = st.sampled_from(["a", "b", "c", "d", "north"])
_ROUTES = st.lists(_ENDS, min_size=2, max_size=5).filter(
    lambda keys: all(one != other for one, other in pairwise(keys))
)
_SIDES = st.lists(st.sampled_from(["20", "24", "27", "2025:24"]), min_size=1, unique=True)
_DRAWN = st.sets(st.sampled_from(["20", "24", "27"]), min_size=1)


@settings(max_examples=25)
@given(route=_ROUTES, codes=_SIDES, shown=_DRAWN, is_new=st.booleans())
def test_todays_kilometres_are_the_sums_of_their_predecessors(
    route: list[str], codes: list[str], shown: set[str], is_new: bool
) -> None:
    sides = [side(code, "bo-gtvt") for code in codes]
    project = link(*sides, route=route, cites=[f"{NEW}:5" if is_new else "bg-ls:61"])
    known = of_both_eras(project)
    then, now = (
        build(known, drawn(*sorted(shown)), as_of=DAY, units=units)
        for units in (Units.SIGNING, Units.TODAY)
    )
    units = known.units
    summed: dict[str, float] = {}
    for piece in each_row(then.pieces):
        if piece.province_code is not None:
            key = units.today_code(piece.province_code)
            summed[key] = summed.get(key, 0.0) + piece.length_km
    outside = then.pieces.loc[then.pieces["province_code"].isna(), "length_km"].sum()
    assert km_by(now.pieces, "province_code") == {k: round(v, 3) for k, v in summed.items()}
    whole = float(now.projects["length_km"].iloc[0])
    assert sum(summed.values()) + outside == pytest.approx(whole, rel=1e-9)


def test_what_is_missing_comes_first_with_the_command_that_brings_it() -> None:
    found = linkage(link(), "24", "27")
    first, second, third, *_ = summary_text(summarise(found), found).splitlines()
    assert first == "CHƯA CÓ RANH GIỚI: Lạng Sơn; 1 công trình vẽ liền, chưa chia cho các phía."
    assert second.startswith("NO BORDERS YET: Lạng Sơn; 1 project(s)")
    assert "python -m geo refresh --boundaries" in third


def test_tiles_are_found_for_provinces_that_no_outline_shows(tmp_path: Path) -> None:
    known = of_both_eras(link(side("40", "bo-gtvt"), side("42", "bo-gtvt")))
    assert needed_provinces(known) == ("40", "42")
    tiles = needed_tiles(known, data=tmp_path)  # a registry without an outline of its own
    assert any(
        west < 105.7 < east and south < 18.7 < north
        for west, south, east, north in (tile.bbox for tile in tiles)
    )  # Vinh
