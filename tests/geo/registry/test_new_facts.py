"""New facts turn no test red, a broken one turns only what it breaks: tried on copies."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.data import LIVE

ROOT = Path(__file__).resolve().parents[3]
MARK = "\npytestmark = pytest.mark.live\n"
ADDED = {
    "agreements.yaml": """
  - id: bb-moi
    kind: memorandum
    title: {vi: Biên bản mới, en: A new memorandum}
    date: 2025-05-20
    parties: ["24", "20"]
""",
    "parties.yaml": """
  - id: ban-moi
    kind: corporation
    name: {vi: Ban quản lý mới, en: A new management board}
""",
    "places.csv": """\
cho-moi,Chợ Mới,New market,106.25,21.38,town,Lạng Giang,24,own estimate of a test,,2000,
""",
    "projects/roads.yaml": """
  - id: duong-moi-1
    name: {vi: Đường Chợ Mới – Kép, en: Chợ Mới – Kép road}
    mode: road
    action: build
    route: [cho-moi, kep]
    cites: [bb-moi:3]
    sides:
      - province: "24"
        part: {vi: cả đường, en: all of it}
        responsible: [ban-moi]
        basis: bb-moi:3
  - id: duong-moi-2
    name: {vi: Đường Kép – Chợ Mới, en: Kép – Chợ Mới road}
    mode: road
    action: widen
    route: [kep, cho-moi]
    cites: [bb-moi:4]
    sides:
      - province: "24"
        part: {vi: cả đường, en: all of it}
        responsible: [bac-giang]
        basis: bb-moi:4
""",
}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(LIVE, tmp_path / "data"))


def outcome(data: Path) -> tuple[int, int]:
    """How many tests of the live data fail and pass on another folder."""
    held = [str(p) for p in (ROOT / "tests").rglob("test_*.py") if MARK in p.read_text("utf-8")]
    assert len(held) >= 3
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", "-p", "no:cacheprovider", *held],
        cwd=ROOT,
        env={**os.environ, "GIAPRANH_LIVE": str(data)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    count = {what: int(n) for n, what in re.findall(r"(\d+) (failed|passed|error)", done.stdout)}
    assert "error" not in count, done.stdout
    return count.get("failed", 0), count.get("passed", 0)


def test_an_agreement_with_two_projects_by_data_alone_leaves_the_check_green(copy: Path) -> None:
    for name, added in ADDED.items():
        path = copy / name
        text = path.read_text(encoding="utf-8").rstrip("\n")
        path.write_text(f"{text}\n{added}", encoding="utf-8")
    failed, passed = outcome(copy)
    assert failed == 0
    assert passed > 40


def test_a_broken_place_is_one_fault_not_hundreds(copy: Path) -> None:
    path = copy / "places.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("tram-110-bac-giang,", "tram-500-hiep-hoa,", 1), encoding="utf-8")
    failed, passed = outcome(copy)
    assert 1 <= failed <= 3
    assert passed > 40
