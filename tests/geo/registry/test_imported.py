"""Imported entries join the registry whole, or nothing is written."""

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import pytest

from geo.errors import InputError, RegistryError
from geo.files import LOCK
from geo.registry import load_registry
from geo.registry.imported import imported_yaml, save_imported
from tests.data import FROZEN

DAY = dt.date(2025, 3, 4)
AGREEMENT = {
    "id": "bb-moi",
    "kind": "memorandum",
    "title": {"vi": "Biên bản mới: “thử”", "en": "A new memorandum"},
    "date": "2025-02-01",
    "parties": ["24", "20"],
}


def project(**changed: Any) -> dict[str, Any]:
    return {
        "id": "cau-moi",
        "name": {"vi": "Cầu mới: số 1", "en": "New bridge"},
        "mode": "bridge",
        "action": "build",
        "located": "point",
        "route": [["ga-kep"]],
        "cites": ["bb-moi:3"],
        "sides": [
            {
                "province": "24",
                "part": {"vi": "cả cầu", "en": "all of it"},
                "responsible": ["bac-giang"],
                "basis": "bb-moi:3",
                "reports": [],
            }
        ],
    } | changed


def text_of(**changed: Any) -> str:
    return imported_yaml("b\nb", DAY, agreements=[AGREEMENT], projects=[project(**changed)])


@pytest.fixture
def data(tmp_path: Path) -> Path:
    shutil.copytree(FROZEN, tmp_path / "data")
    return tmp_path / "data"


def files(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file() and path.name != LOCK)
    return {str(path): path.read_bytes() for path in found}


def test_a_saved_file_is_read_with_the_rest_and_nothing_else_is_touched(data: Path) -> None:
    before = files(data)
    path = save_imported(text_of(), data, "Biên bản / ../2025", DAY)
    assert path == data / "projects" / "imported-2025-03-04-bien-ban-2025.yaml"
    registry = load_registry(data)
    assert registry.projects["cau-moi"].name.vi == "Cầu mới: số 1"
    assert registry.agreements["bb-moi"].title.vi == "Biên bản mới: “thử”"
    after = files(data)
    assert set(after) - set(before) == {str(path)}
    assert all(after[name] == content for name, content in before.items())


def test_a_name_that_is_taken_is_left_alone(data: Path) -> None:
    first = save_imported(text_of(), data, "bb", DAY)
    kept = first.read_bytes()
    other = imported_yaml(
        "bb", DAY, agreements=[], projects=[project(id="cau-khac", mode="road", located="area")]
    )
    second = save_imported(other, data, "bb", DAY)
    assert second.name == "imported-2025-03-04-bb-2.yaml"
    assert first.read_bytes() == kept
    assert {"cau-moi", "cau-khac"} <= set(load_registry(data).projects)


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"id": "ql279"}, "stands twice"),
        ({"route": [["khong-co"]]}, "not in the gazetteer"),
        ({"cites": ["khong-co:1"]}, "is not registered"),
        ({"refs": ["QL37"]}, "not in normal form"),
        ({"kv": 110}, "kilovolts"),
    ],
)
def test_with_a_fault_nothing_is_written(data: Path, changed: dict[str, Any], fault: str) -> None:
    before = files(data)
    with pytest.raises(RegistryError, match=fault) as raised:
        save_imported(text_of(**changed), data, "bb", DAY)
    assert files(data) == before
    assert all(one.where.startswith(str(data)) for one in raised.value.faults)


def test_a_broken_imported_file_is_reported_once(data: Path) -> None:
    (data / "projects" / "imported-x.yaml").write_text("projects: [\n", encoding="utf-8")
    with pytest.raises(RegistryError) as raised:
        load_registry(data)
    assert [Path(one.where.split(":")[0]).name for one in raised.value.faults] == [
        "imported-x.yaml"
    ]


def test_without_a_folder_one_message(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        save_imported(text_of(), tmp_path / "none", "bb", DAY)
