"""The five agreements are read as careful reading has them (tests/gold)."""

from pathlib import Path

import pytest

from geo.agreements import read_mentions
from tests.gold.score import Reading, Score, misses, read_all, total


@pytest.fixture(scope="module")
def readings(shared: Path) -> list[Reading]:
    return read_all(read_mentions, shared)


@pytest.fixture(scope="module")
def score(readings: list[Reading]) -> Score:
    return total(reading.score() for reading in readings)


def told(readings: list[Reading], what: str) -> str:
    """List what went wrong, to be read when a share is too low."""
    lines = [
        f"{reading.gold.agreement} {line.strip()}"
        for reading in readings
        for line in misses(reading)
        if line.strip().startswith(what)
    ]
    return "\n".join(lines)


def test_hardly_anything_is_missed(score: Score, readings: list[Reading]) -> None:
    assert score.recall >= 0.97, told(readings, "missed")


def test_hardly_anything_is_invented(score: Score, readings: list[Reading]) -> None:
    assert score.precision >= 0.95, told(readings, "invented")


def test_references_are_exact(score: Score, readings: list[Reading]) -> None:
    assert score.exact_refs >= 0.98, told(readings, "refs")
    assert score.exact_refs_of_numbered >= 0.98, told(readings, "refs")


def test_statuses_of_sides_are_right(score: Score, readings: list[Reading]) -> None:
    assert score.statuses >= 0.9, told(readings, "status")


def test_mentions_say_where_they_stand(readings: list[Reading]) -> None:
    for reading in readings:
        for mention in read_mentions(reading.text):
            assert reading.text[mention.start : mention.end] == mention.text
            assert reading.text.count("\n", 0, mention.start) + 1 == mention.line
