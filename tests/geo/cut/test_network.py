"""Cutting any network: every row is cut or listed, whatever parts it comes in."""

from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import GeometryCollection, LineString, MultiLineString, Point, box

from geo.cut.network import (
    OUTSIDE,
    CutNetwork,
    Ground,
    NoLinesError,
    added_up,
    cut_network,
    kilometres,
)

TWO = gpd.GeoDataFrame(
    {"province_code": ["24", "20"], "province_name": ["Bắc Giang", "Lạng Sơn"]},
    geometry=[box(106, 21, 106.5, 22), box(106.5, 21, 107, 22)],
    crs=4326,
)
GROUND = Ground.of(TWO)


def network(*shapes: Any, crs: int | None = 4326, **columns: list[object]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns or {"ref": [str(n) for n in range(len(shapes))]},
                            geometry=list(shapes), crs=crs)  # fmt: skip


ACROSS = LineString([(106.4, 21.5), (106.6, 21.5)])


def test_every_row_is_cut_or_listed() -> None:
    with np.errstate(invalid="ignore"):
        broken = LineString([(106.1, 21.1), (np.nan, 21.2)])
    rows = network(
        ACROSS,
        None,
        LineString(),
        Point(106.1, 21.1),
        box(106, 21, 106.1, 21.1),
        broken,
        GeometryCollection([ACROSS]),
        MultiLineString([[(106.1, 21.1), (106.2, 21.1)], [(106.6, 21.1), (106.7, 21.1)]]),
        LineString([(106.4, 21.5, 7), (106.6, 21.5, 9)]),
        LineString([(108, 16), (108.1, 16)]),
    )
    cut = cut_network(rows, GROUND, first_row=100)
    assert dict(zip(cut.left_out["row"], cut.left_out["reason"], strict=True)) == {
        101: "empty",
        102: "empty",
        103: "point",
        104: "polygon",
        105: "coordinates",
        106: "collection",
    }
    codes = cut.pieces.groupby("row")["province_code"].agg(list).to_dict()
    assert codes == {100: ["24", "20"], 107: ["24", "20"], 108: ["24", "20"], 109: [None]}
    assert not cut.pieces.geometry.has_z.any()


def test_borders_are_where_one_line_passes_over() -> None:
    apart = MultiLineString([[(106.4, 21.1), (106.5, 21.1)], [(106.5, 21.3), (106.6, 21.3)]])
    cut = cut_network(network(ACROSS, apart, LineString(ACROSS.coords[::-1])), GROUND)
    assert list(cut.borders["row"]) == [0, 2]
    assert list(cut.borders["from_province"]) == ["24", "20"]
    assert list(cut.borders["to_province"]) == ["20", "24"]
    assert list(cut.borders.geometry.x) == pytest.approx([106.5, 106.5])
    assert list(cut.borders["at_m"]) == pytest.approx(list(cut.pieces["to_m"].iloc[[0, 4]]))


def test_columns_of_the_input_stay_even_where_their_names_are_taken() -> None:
    rows = network(ACROSS, length_m=[1.0], province_code=["ours"], row=["a"], ref=["QL.1"])
    pieces = cut_network(rows.rename_geometry("shape"), GROUND).pieces
    assert list(pieces["length_m_in"]) == [1.0, 1.0]
    assert list(pieces["province_code_in"]) == ["ours", "ours"]
    assert list(pieces["row_in"]) == ["a", "a"]
    assert list(pieces["row"]) == [0, 0]
    assert pieces.geometry.name == "geometry"


def test_another_crs_is_brought_into_degrees() -> None:
    vn2000 = network(ACROSS).to_crs(9210)
    here, there = cut_network(vn2000, GROUND).pieces, cut_network(network(ACROSS), GROUND).pieces
    assert list(here["province_code"]) == list(there["province_code"])
    assert list(here["length_m"]) == pytest.approx(list(there["length_m"]), rel=1e-4)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (network(ACROSS, crs=None), "no coordinate system"),
        (network(LineString([(21.5, 106.4), (21.5, 106.6)])), "21.5"),
        (network(LineString([(400_000, 2_300_000), (401_000, 2_300_000)]), crs=4326), "2300000"),
    ],
)
def test_network_that_is_nowhere_here_is_refused(rows: gpd.GeoDataFrame, message: str) -> None:
    with pytest.raises(NoLinesError, match=message):
        cut_network(rows, GROUND)


def test_network_without_any_line_is_all_left_out() -> None:
    cut = cut_network(network(Point(106, 21), None), GROUND)
    assert len(cut.pieces) == len(cut.borders) == 0
    assert list(cut.left_out["reason"]) == ["point", "empty"]
    assert kilometres(cut.pieces, ["ref"]).empty


def test_kilometres_are_added_up_by_province_and_columns_outside_last() -> None:
    rows = network(
        ACROSS, ACROSS, LineString([(105.9, 21.5), (106.1, 21.5)]), ref=["QL.1", None, "QL.1"]
    )
    cut = cut_network(rows, GROUND)
    table = kilometres(cut.pieces, ["ref"])
    assert list(table["province_code"]) == ["20", "20", "24", "24", OUTSIDE]
    assert table["km"].sum() == pytest.approx(cut.pieces["length_m"].sum() / 1000)
    assert table.loc[table["ref"].isna(), "pieces"].tolist() == [1, 1]
    with pytest.raises(KeyError, match="nope"):
        kilometres(cut.pieces, ["ref", "nope"])


# ---- the same in any parts

POINTS = st.tuples(st.floats(105.8, 107.2), st.floats(20.8, 22.2))


@settings(max_examples=40)
@given(
    st.lists(st.lists(POINTS, min_size=2, max_size=6, unique=True), min_size=1, max_size=8),
    st.data(),
)
def test_parts_change_nothing(paths: list[list[tuple[float, float]]], data: st.DataObject) -> None:
    rows = network(*map(LineString, paths))
    whole = cut_network(rows, GROUND)
    cuts = sorted(data.draw(st.sets(st.integers(1, len(paths)), max_size=4)) | {0, len(paths)})
    parts = [
        cut_network(rows.iloc[low:high], GROUND, first_row=low) for low, high in pairwise(cuts)
    ]
    same(whole, parts)
    both = added_up([kilometres(part.pieces) for part in parts])
    expected = kilometres(whole.pieces)
    assert list(both["province_code"]) == list(expected["province_code"])
    assert list(both["km"]) == pytest.approx(list(expected["km"]), rel=1e-9)


def same(whole: CutNetwork, parts: list[CutNetwork]) -> None:
    pieces = pd.concat([part.pieces for part in parts], ignore_index=True)
    assert list(pieces["row"]) == list(whole.pieces["row"])
    assert list(pieces["province_code"].fillna("")) == list(
        whole.pieces["province_code"].fillna("")
    )
    assert np.allclose(pieces["length_m"], whole.pieces["length_m"], rtol=1e-9)
    assert shapely.equals_exact(
        pieces.geometry.to_numpy(), whole.pieces.geometry.to_numpy(), tolerance=1e-12
    ).all()
    assert sum(len(part.borders) for part in parts) == len(whole.borders)
