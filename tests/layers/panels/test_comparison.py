"""Two provinces side by side."""

import math
from dataclasses import replace

import pytest

from geo.pipeline import Linkage
from layers.app.filters import Choice, narrowed, shown
from layers.panels.comparison import as_table, closest, provinces_of, shared, sides_cell, total_km
from layers.texts import Language, Texts

BAC_GIANG, LANG_SON = "24", "20"


def test_both_provinces_have_a_side_of_everything_shared(linkage: Linkage) -> None:
    found = shared(shown(linkage, Choice()), BAC_GIANG, LANG_SON)
    ids = {one.project["project_id"] for one in found}
    assert {"huu-lung-dt245-my-an", "ql279"} <= ids
    for one in found:
        assert {side["province_code"] for side in one.first} == {BAC_GIANG}
        assert {side["province_code"] for side in one.second} == {LANG_SON}
        met = linkage.meetings[linkage.meetings["project_id"] == one.project["project_id"]]
        pair = {BAC_GIANG, LANG_SON}
        between = met[met["from_province"].isin(pair) & met["to_province"].isin(pair)]
        assert one.is_mismatch == between["mismatch"].any()
    steps = [one.steps for one in found]
    assert steps == sorted(steps, reverse=True)


def test_it_begins_with_the_two_that_share_most(linkage: Linkage) -> None:
    everything = shown(linkage, Choice())
    first, second = closest(linkage) or pytest.fail("no pair")
    most = len(shared(everything, first, second))
    codes = list(provinces_of(linkage))
    assert most == max(len(shared(everything, a, b)) for a in codes for b in codes if a < b)


def test_where_no_project_has_two_provinces_nothing_is_compared(linkage: Linkage) -> None:
    alone = linkage.sides.drop_duplicates("project_id")
    assert closest(replace(linkage, sides=alone)) is None


def test_a_side_is_written_with_length_date_and_who(linkage: Linkage) -> None:
    found = shared(shown(linkage, Choice()), BAC_GIANG, LANG_SON)
    one = next(one for one in found if one.project["project_id"] == "huu-lung-dt245-my-an")
    cell = sides_cell(one.first, Texts(Language.EN))
    assert "Bắc Giang" in cell
    assert f"{one.first[0]['length_km']:.1f} km" in cell
    assert total_km(one.first) == sum(s["length_km"] for s in one.first if s["counted"])


def test_narrowed_keeps_pieces_crossings_and_projects_together(linkage: Linkage) -> None:
    kept = narrowed(shown(linkage, Choice()), {"ql279"})
    for rows in (kept.projects, kept.pieces, kept.crossings):
        assert {row["project_id"] for row in rows} == {"ql279"}
    assert kept.meets == {row["piece_id"] for row in kept.pieces}


def test_a_comparison_is_a_table_a_row_each_project(linkage: Linkage) -> None:
    found = shared(shown(linkage, Choice()), BAC_GIANG, LANG_SON)
    texts = Texts(Language.VI)
    table = as_table(found, ("Bắc Giang", "Lạng Sơn"), linkage, texts)
    assert len(table) == len(found) > 0
    for (_, row), one in zip(table.iterrows(), found, strict=True):
        assert (row["Lệch (bước)"], row["Có thể lệch (bước)"]) == (one.steps, one.possible_steps)
        for name, sides in (("Bắc Giang", one.first), ("Lạng Sơn", one.second)):
            assert texts(f"status.{sides[0]['status']}") in row[f"{name}: Tiến độ"]
            km = total_km(sides) or math.nan
            assert row[f"{name}: Chiều dài (km)"] == pytest.approx(km, abs=5e-4, nan_ok=True)
            assert row[f"{name}: ≈"] == ("≈" if total_km(sides) else ""), "all is a sketch here"
            if sides[0]["status_date"] is not None:
                assert "2689-BC/BCSĐ" in row[f"{name}: Nguồn"] or "http" in row[f"{name}: Nguồn"]
            assert row[f"{name}: Bên chịu trách nhiệm"]
        assert "GeoNames" in row["Dữ liệu"]
