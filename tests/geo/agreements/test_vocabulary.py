"""The vocabulary's files, and what is said of faults in them."""

import shutil
import unicodedata
from pathlib import Path

import pytest

from geo.agreements.reading import Reader
from geo.agreements.vocabulary import load_vocabulary
from geo.errors import RegistryError
from geo.registry import DATA_DIR

FILES = sorted((DATA_DIR / "vocabulary").iterdir())


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_file_explains_itself(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert unicodedata.is_normalized("NFC", text)
    assert max(map(len, text.splitlines())) <= 130


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(DATA_DIR / "vocabulary", tmp_path / "vocabulary")
    return tmp_path


def test_faults_are_named_with_file_and_line(folder: Path) -> None:
    path = folder / "vocabulary" / "statuses.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("status: suspended", "status: sleeping"), encoding="utf-8")
    line = text[: text.index("status: suspended")].count("\n") + 1
    with pytest.raises(RegistryError, match=rf"statuses\.yaml:{line}: .*status"):
        load_vocabulary(folder)


def test_a_word_can_be_added_without_programming(folder: Path) -> None:
    path = folder / "vocabulary" / "links.yaml"
    with path.open("a", encoding="utf-8") as file:
        file.write(
            "\n  - id: cable-car\n    kind: other\n    words: [cáp treo]\n    named_by: [name]\n"
        )
    reader = Reader(load_vocabulary(folder))
    assert [m.text for m in reader.read("đi cáp treo Bà Nà")] == ["cáp treo Bà Nà"]
