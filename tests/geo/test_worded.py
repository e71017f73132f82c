"""What is computed carries facts; the catalogue has the words, made where they are shown."""

import ast
from pathlib import Path

import pytest

from geo.errors import Wording, Wordings
from geo.model import Text

ROOT = Path(__file__).resolve().parents[2]
COMPUTED = [
    *sorted((ROOT / "geo" / "locate").glob("*.py")),
    *sorted((ROOT / "geo" / "duty").glob("*.py")),
    ROOT / "geo" / "pipeline.py",
]


@pytest.mark.parametrize("path", COMPUTED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_no_sentence_is_composed_where_something_is_computed(path: Path) -> None:
    called = {
        getattr(node.func, "id", getattr(node.func, "attr", ""))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    }
    assert not called & {"Text", "sentence", "listed"}


def test_phrases_and_texts_stand_one_behind_the_other_in_each_language() -> None:
    place = Text(vi="ga Kép", en="Kép station")
    said = Wordings([Wording("locate.unchecked"), place], between=", ")
    assert said.pick("vi") == "chưa đối chiếu với OSM, ga Kép"
    assert said.pick("en") == str(said) == "not checked against OSM, Kép station"
    whole = Wording("locate.sentence", parts=said)
    assert (whole.vi, whole.en) == (f"{said.vi}.", f"{said.en}.")
