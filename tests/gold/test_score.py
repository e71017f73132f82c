"""The measure itself, on mentions made by hand."""

from dataclasses import dataclass

import pytest

from geo.agreements.mention import MentionedDeadline, SideTold
from tests.gold.annotations import GoldDocument, GoldMention, GoldStatus
from tests.gold.matching import core_start, match, overlap
from tests.gold.score import Reading, Score, misses, read, row, total

TEXT = "Nâng cấp tuyến QL.4 và 4B; xây cầu Phao; đường dây 110kV A - B; cảng Cái."


@dataclass(frozen=True)
class Given:
    start: int
    end: int
    kind: str
    refs: tuple[str, ...] = ()
    status: str | None = None
    from_place: str | None = None
    to_place: str | None = None
    deadline: MentionedDeadline | None = None
    sides: tuple[SideTold, ...] = ()

    def status_of(self, province: str) -> str | None:
        own = [side.status for side in self.sides if side.province == province]
        return own[0] if own else self.status


def given(words: str, kind: str, *refs: str, status: str | None = None) -> Given:
    start = TEXT.index(words)
    return Given(start, start + len(words), kind, refs, status)


def gold_mention(
    number: int, words: str, kind: str, *refs: str, optional: str | None = None
) -> GoldMention:
    start = TEXT.index(words)
    return GoldMention(
        number, 1, start, start + len(words), kind, refs=frozenset(refs), optional=optional
    )


MENTIONS = (
    gold_mention(1, "QL.4", "road", "QL.4"),
    gold_mention(2, "4B", "road", "QL.4B"),
    gold_mention(3, "cầu Phao", "bridge"),
    gold_mention(4, "đường dây 110kV A - B", "power", optional="for the test"),
    gold_mention(5, "cảng Cái", "port"),
)
STATUSES = (
    GoldStatus("one", "24", 1, ("planned",), (1, 2)),
    GoldStatus("two", "24", 1, ("study", "proposed"), (3,)),
    GoldStatus("three", "24", 1, ("approved",), (4,)),
)
GOLD = GoldDocument("made.txt", "made", len(TEXT), "", MENTIONS, STATUSES)
PERFECT = [
    given("QL.4", "road", "QL.4"),
    given("4B", "road", "QL.4B", status="planned"),
    given("cầu Phao", "bridge", status="proposed"),
    given("đường dây 110kV A - B", "power", status="approved"),
]


def read_as(*found: Given) -> Reading:
    """Read the made document with a reader that finds just these."""
    return read(GOLD, TEXT, lambda _: found)


def test_overlap_is_intersection_over_union() -> None:
    assert overlap((0, 10), (0, 10)) == 1
    assert overlap((0, 10), (5, 15)) == pytest.approx(1 / 3)
    assert overlap((0, 5), (5, 9)) == overlap((0, 5), (7, 9)) == 0


@pytest.mark.parametrize(
    ("text", "core"),
    [
        ("tuyến QL.4", "QL.4"),
        ("Các tuyến đường tỉnh 7", "đường tỉnh 7"),
        ("dự án công trình cầu Phao", "cầu Phao"),
        ("02 tuyến cao tốc A - B", "cao tốc A - B"),
        ("cầu Phao", "cầu Phao"),
        ("tuyến", "tuyến"),
    ],
)
def test_sorting_words_do_not_count(text: str, core: str) -> None:
    assert text[core_start(text, 0, len(text)) :] == core


def test_perfect_reading() -> None:
    score = read_as(*PERFECT).score()
    assert score == Score(3, 3, 0, 3, 2, 2, 3, 3)
    assert (score.recall, score.precision, score.exact_refs, score.statuses) == (1, 1, 1, 1)


def test_empty_reading() -> None:
    score = read_as().score()
    assert (score.recall, score.precision, score.statuses) == (0, 1, 0)
    assert score.required == 3


def test_sorting_word_and_long_span_still_match() -> None:
    found = [given("tuyến QL.4", "road"), given("cầu Phao; đường dây 110kV", "bridge")]
    assert match(TEXT, MENTIONS, found).pairs == {0: 0, 2: 1}


def test_another_kind_is_a_miss_and_an_invention() -> None:
    score = read_as(given("cầu Phao", "road")).score()
    assert (score.hits, score.invented) == (0, 1)


def test_a_second_finding_of_one_mention_is_an_invention() -> None:
    score = read_as(*PERFECT, given("Phao", "bridge")).score()
    assert (score.hits, score.invented) == (3, 1)


@pytest.mark.parametrize("kind", ["road", "power", "other"])
def test_optional_mention_is_neither_right_nor_wrong(kind: str) -> None:
    score = read_as(given("đường dây 110kV A - B", kind)).score()
    assert (score.required, score.hits, score.invented) == (3, 0, 0)


def test_unmeasured_kinds_do_not_count() -> None:
    for kind, invented in (("port", 0), ("waterway", 0), ("road", 1)):
        assert read_as(given("cảng Cái", kind)).score().invented == invented


def test_closest_match_wins() -> None:
    found = [given("QL.4 và 4B", "road", "QL.4"), given("4B", "road"), given("QL.4", "road")]
    assert match(TEXT, MENTIONS, found).pairs == {0: 2, 1: 1}


def test_wrong_refs_and_statuses_are_counted_and_told() -> None:
    found = [given("QL.4", "road", "QL.4", "QL.4B"), given("cầu Phao", "bridge", status="planned")]
    reading = read_as(*found)
    score = reading.score()
    assert (score.exact_refs, score.exact_refs_of_numbered) == (0.5, 0)
    assert score.statuses == 0
    told = "\n".join(misses(reading))
    assert "missed    line 1: road '4B'" in told
    assert "['QL.4'], found ['QL.4', 'QL.4B']" in told
    assert "two, side 24: study or proposed, found ['planned']" in told
    assert "three, side 24: approved, found nothing" in told


def test_inventions_are_told() -> None:
    reading = read_as(*PERFECT, given("cảng Cái", "bridge"))
    assert list(misses(reading)) == ["  invented  line 1: bridge 'cảng Cái'"]


def test_scores_add_up() -> None:
    one = read_as(*PERFECT).score()
    none = read_as().score()
    both = total([one, none])
    assert (both.recall, both.precision, both.statuses) == (0.5, 1, 0.5)
    assert " ".join(row("all", both).split()) == "all 6 0.500 1.000 1.000 1.000 6 0.500 1.000 0"
