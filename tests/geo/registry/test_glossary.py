"""One term a thing, in both languages: the glossary of CONTRIBUTING.md against every text."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tests.data import LIVE

pytestmark = pytest.mark.live

ROOT = Path(__file__).parents[3]
FILES = sorted([*LIVE.glob("*.yaml"), *(LIVE / "projects").glob("*.yaml")])


def rows() -> list[tuple[str, list[str], list[str], list[str]]]:
    """Term, its English, and what is never written, of each row of the table."""
    section = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("## Glossary")[1]
    table = [line for line in section.split("\n## ")[0].splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in table]
    return [(vi, words(en), words(not_vi), words(not_en)) for vi, en, not_vi, not_en in cells[1:]]


def words(cell: str) -> list[str]:
    return [word.strip().casefold() for word in cell.split(";") if word.strip()]


def texts() -> Iterator[tuple[str, str, str]]:
    """Every text in both languages, and where it stands."""
    for path in (*FILES, ROOT / "layers" / "texts.yaml"):
        yield from _pairs(YAML(typ="safe", pure=True).load(path.read_text("utf-8")), path.name)
    with (LIVE / "places.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            yield f"places.csv {row['key']}", row["name_vi"], row["name_en"]


def _pairs(value: object, where: str) -> Iterator[tuple[str, str, str]]:
    if isinstance(value, dict):
        if set(value) == {"vi", "en"}:
            yield where, str(value["vi"]), str(value["en"])
            return
        where = f"{where} {value['id']}" if "id" in value else where
        for key, inner in value.items():
            yield from _pairs(inner, where if isinstance(inner, list) else f"{where} {key}")
    elif isinstance(value, list):
        for inner in value:
            yield from _pairs(inner, where)


TEXTS = list(texts())
ROWS = rows()


def test_the_glossary_and_the_texts_are_read() -> None:
    assert len(ROWS) > 15
    assert len(TEXTS) > 1000
    assert ("khu công nghiệp", ["industrial park"], [], ["industrial zone"]) in ROWS


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_term_has_one_translation(row: tuple[str, list[str], list[str], list[str]]) -> None:
    term, english, _, _ = row
    for where, vi, en in TEXTS:
        if english and term.casefold() in vi.casefold():
            assert any(word in en.casefold() for word in english), (where, vi, en)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_what_offices_do_not_write_stands_nowhere(
    row: tuple[str, list[str], list[str], list[str]],
) -> None:
    _, _, not_vi, not_en = row
    for where, vi, en in TEXTS:
        assert not [word for word in not_vi if word in vi.casefold()], (where, vi)
        assert not [word for word in not_en if word in en.casefold()], (where, en)
