"""The sketched rivers: what a file of them may say, and what those of the data folder do say."""

import shutil
from itertools import pairwise
from pathlib import Path

import pytest
import shapely

from geo.errors import RegistryError
from geo.registry import DATA_DIR, load_registry
from tests.data import FROZEN

GOOD = "rivers:\n  - id: cau\n    name: {vi: sông Cầu, en: Cầu river}\n"


def folder(tmp_path: Path, rivers: str) -> Path:
    data = tmp_path / "data"
    shutil.copytree(FROZEN, data)
    (data / "provinces" / "rivers.yaml").write_text(rivers, encoding="utf-8")
    return data


def test_rivers_are_read_and_a_folder_may_have_none(tmp_path: Path) -> None:
    assert load_registry(FROZEN).rivers == {}
    read = load_registry(folder(tmp_path, GOOD + "    course: [[106, 21], [106.5, 21.2]]\n"))
    assert read.rivers["cau"].course == ((106, 21), (106.5, 21.2))


@pytest.mark.parametrize(
    "course", ["[[106, 21]]", "[[106, 21], [1060, 21]]", "[[106, 21], [.nan, 2]]"]
)
def test_a_faulty_course_is_told_with_file_and_line(tmp_path: Path, course: str) -> None:
    with pytest.raises(RegistryError) as raised:
        load_registry(folder(tmp_path, f"{GOOD}    course: {course}\n"))
    assert "rivers.yaml:4" in str(raised.value)


@pytest.mark.live
def test_rivers_are_coarse_and_end_in_a_river_or_leave_the_region() -> None:
    """None ends in the middle of a field, and none jumps."""
    rivers = load_registry(DATA_DIR).rivers
    lines = {key: shapely.LineString(river.course) for key, river in rivers.items()}
    assert {"cau", "thuong", "luc-nam", "thai-binh", "luoc", "hong", "duong"} <= set(lines)
    ends_elsewhere = {"bach-dang", "thai-binh", "hong", "ky-cung"}  # the sea, and China
    for key, river in rivers.items():
        for vertex in river.course:
            assert [round(degrees, 2) for degrees in vertex] == list(vertex), key
        steps = [shapely.Point(a).distance(shapely.Point(b)) for a, b in pairwise(river.course)]
        assert max(steps) < 0.16, key
        mouth = shapely.Point(river.course[-1])
        into = [other for other in lines if other != key and lines[other].distance(mouth) < 1e-9]
        assert bool(into) is (key not in ends_elsewhere), key
