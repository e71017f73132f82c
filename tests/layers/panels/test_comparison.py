"""Two provinces side by side."""

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
    steps = [one.project["mismatch_steps"] for one in found]
    assert steps == sorted(steps, reverse=True)


def test_it_begins_with_the_two_that_share_most(linkage: Linkage) -> None:
    everything = shown(linkage, Choice())
    first, second = closest(linkage)
    most = len(shared(everything, first, second))
    codes = list(provinces_of(linkage))
    assert most == max(len(shared(everything, a, b)) for a in codes for b in codes if a < b)


def test_a_side_is_written_with_length_date_and_who(linkage: Linkage) -> None:
    found = shared(shown(linkage, Choice()), BAC_GIANG, LANG_SON)
    one = next(one for one in found if one.project["project_id"] == "huu-lung-dt245-my-an")
    cell = sides_cell(one.first, Texts(Language.EN))
    assert "Bắc Giang" in cell
    assert f"{one.first[0]['length_km']:.1f} km" in cell
    assert total_km(one.first) == one.first[0]["length_km"]


def test_narrowed_keeps_pieces_crossings_and_projects_together(linkage: Linkage) -> None:
    kept = narrowed(shown(linkage, Choice()), {"ql279"})
    for rows in (kept.projects, kept.pieces, kept.crossings):
        assert {row["project_id"] for row in rows} == {"ql279"}
    assert kept.meets == {row["piece_id"] for row in kept.pieces}


def test_a_comparison_is_a_table_a_row_each_project(linkage: Linkage) -> None:
    found = shared(shown(linkage, Choice(only_mismatches=True)), BAC_GIANG, LANG_SON)
    table = as_table(found, ("Bắc Giang", "Lạng Sơn"), Texts(Language.VI))
    assert len(table) == len(found) > 0
    row = table[table["Công trình"].str.contains("KCN Hữu Lũng")].iloc[0]
    assert row["Lệch (bước)"] == 2
    assert row["Lạng Sơn: Tiến độ"] == "đã phê duyệt"
    assert row["Bắc Giang: Tiến độ"] == "(cơ bản) hoàn thành"
    assert row["Bắc Giang: Chiều dài (km)"] > 0
    assert row["Bắc Giang: Bên chịu trách nhiệm"]
