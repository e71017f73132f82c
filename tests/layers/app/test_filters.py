import datetime as dt

import pytest

from geo.collation import sort_key
from geo.model import Grade, Mode, Status
from geo.pipeline import Linkage, Trace
from layers.app.filters import Choice, provinces_of, shown
from layers.app.heading import heading
from layers.texts import Language, Texts

ALL = 45


def ids(linkage: Linkage, choice: Choice) -> set[str]:
    return {row["project_id"] for row in shown(linkage, choice).projects}


def test_no_choice_shows_everything(linkage: Linkage) -> None:
    seen = shown(linkage, Choice())
    assert len(seen.projects) == ALL
    assert len(seen.pieces) == len(linkage.pieces) == len(seen.meets) == len(seen.matching)


@pytest.mark.parametrize("words", ["cau hoa son", "CẦU HÒA SƠN", "Hòa Sơn", "  cầu   Hoà Sơn "])
def test_words_are_found_with_and_without_diacritics(linkage: Linkage, words: str) -> None:
    assert "cau-hoa-son" in ids(linkage, Choice(words=words))


@pytest.mark.parametrize("words", ["QL.279", "ql279", "hạ my", "ha my"])
def test_words_are_found_in_numbers_and_places(linkage: Linkage, words: str) -> None:
    assert "ql279" in ids(linkage, Choice(words=words))


def test_words_that_stand_together_are_preferred(linkage: Linkage) -> None:
    dong_son = "bo-ha-dong-bac-ben-luong"
    assert dong_son in ids(linkage, Choice(words="Đông Sơn"))
    assert dong_son not in ids(linkage, Choice(words="Sơn Động"))
    assert "cau-hoa-son" in ids(linkage, Choice(words="Phổ Yên cầu"))


def test_words_that_stand_nowhere_find_nothing(linkage: Linkage) -> None:
    assert ids(linkage, Choice(words="Timbuktu")) == set()


@pytest.mark.parametrize("mode", [Mode.ROAD, Mode.BRIDGE, Mode.RAIL, Mode.POWER])
def test_mode(linkage: Linkage, mode: Mode) -> None:
    wanted = {p.id for p in linkage.registry.projects.values() if p.mode is mode}
    assert ids(linkage, Choice(modes=frozenset({mode}))) == wanted != set()


def test_agreement(linkage: Linkage) -> None:
    wanted = {
        project.id
        for project in linkage.registry.projects.values()
        if any(cite.agreement == "hd-hy" for cite in project.cites)
    }
    assert ids(linkage, Choice(agreements=frozenset({"hd-hy"}))) == wanted != set()


def test_grade(linkage: Linkage) -> None:
    assert ids(linkage, Choice(grades=frozenset({Grade.D}))) == {"link-ct-hn-ls-ct-hn-tn"}


def test_province_and_status_must_meet_on_one_side(linkage: Linkage) -> None:
    both = Choice(provinces=frozenset({"24"}), statuses=frozenset({Status.CONSTRUCTION}))
    building = {
        row["project_id"]
        for frame in (linkage.sides, linkage.pieces)
        for _, row in frame.iterrows()
        if row["province_code"] == "24" and row["status"] == "construction"
    }
    assert ids(linkage, both) == building != set()


def test_a_project_is_shown_whole_but_only_what_answers_meets(linkage: Linkage) -> None:
    seen = shown(linkage, Choice(words="ql279", provinces=frozenset({"22"})))
    pieces = [row for row in seen.pieces if row["project_id"] == "ql279"]
    assert {row["province_code"] for row in pieces} > {"22"}
    meeting = [row for row in pieces if row["piece_id"] in seen.meets]
    assert {row["province_code"] for row in meeting} == {"22"}
    assert set(seen.matching["province_code"]) == {"22"}


def test_only_mismatches(linkage: Linkage) -> None:
    wanted = set(linkage.projects.loc[linkage.projects["mismatch"], "project_id"])
    assert ids(linkage, Choice(only_mismatches=True)) == wanted != set()


def test_what_was_agreed_on_later_is_not_shown_but_counted(traced: Trace) -> None:
    early = traced.at(dt.date(2023, 6, 1))
    seen = shown(early, Choice())
    agreed = early.projects.set_index("project_id")["agreed"]
    assert {row["project_id"] for row in seen.projects} == set(agreed[agreed].index)
    assert {row["project_id"] for row in seen.later} == set(agreed[~agreed].index)
    assert len(seen.projects) + len(seen.later) == ALL
    assert seen.later
    assert {row["project_id"] for row in seen.pieces} <= set(agreed[agreed].index)
    told = {language: heading(seen, Texts(language)) for language in Language}
    assert f"{len(seen.later)} công trình thỏa thuận sau ngày này" in told[Language.VI]
    assert f"{len(seen.later)} projects agreed on later" in told[Language.EN]


def test_what_is_asked_for_by_name_is_shown_before_it_was_agreed_on(traced: Trace) -> None:
    early = traced.at(dt.date(2023, 6, 1))
    (later, *_) = shown(early, Choice()).later
    seen = shown(early, Choice(even=frozenset({later["project_id"]})))
    assert later["project_id"] in {row["project_id"] for row in seen.projects}


def test_later_counts_only_what_would_answer(traced: Trace) -> None:
    early = traced.at(dt.date(2023, 6, 1))
    assert shown(early, Choice(words="Timbuktu")).later == ()


def test_between_two_provinces_stands_what_joins_them(linkage: Linkage) -> None:
    pair = frozenset({"24", "20"})
    touched: dict[str, set[str]] = {}
    for frame in (linkage.sides, linkage.pieces):
        for key, code in zip(frame["project_id"], frame["province_code"], strict=True):
            touched.setdefault(key, set()).add(code)
    between = ids(linkage, Choice(provinces=pair, between=True))
    assert between == {key for key, codes in touched.items() if pair <= codes} != set()
    assert between < ids(linkage, Choice(provinces=pair))
    three = frozenset({"24", "20", "19"})
    joined = ids(linkage, Choice(provinces=three, between=True))
    assert joined == {key for key, codes in touched.items() if len(codes & three) > 1}
    one = frozenset({"24"})
    assert ids(linkage, Choice(provinces=one, between=True)) == ids(linkage, Choice(provinces=one))


def test_provinces_stand_in_their_vietnamese_order(linkage: Linkage) -> None:
    names = list(provinces_of(linkage).values())
    assert names.index("Hải Dương") < names.index("Hưng Yên")
    assert names == sorted(names, key=sort_key)
