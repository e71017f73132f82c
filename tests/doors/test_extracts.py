"""An extract that ends the process that reads it is one message here."""

import os
import subprocess
import sys
from pathlib import Path

import osmium
import pytest
from osmium.osm.mutable import Node, Way

from geo.confined import apart
from geo.errors import InputError
from geo.model import Text
from geo.osm.extract_source import Extract
from geo.sources.network_streams import staged_osm
from tests.doors.elsewhere import counts, falls_after
from tests.fuzz.kinds import Workshop
from tests.fuzz.run import make

ENDS = (441, 1800)
"""Cases of seed 11: pyosmium 4.3 reads outside of each one's blocks."""


@pytest.fixture(scope="module")
def spoiled(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    shop = Workshop(tmp_path_factory.mktemp("shop"))
    found = {}
    for case in ENDS:
        folder = tmp_path_factory.mktemp(f"case-{case}")
        found[case] = make(shop, "extracts", 11, case, folder)
    return found


@pytest.mark.parametrize("case", ENDS)
def test_what_ends_pyosmium_is_one_message(spoiled: dict[int, Path], case: int) -> None:
    with pytest.raises(InputError) as refused:
        Extract(spoiled[case]).ways()
    assert refused.value.where == str(spoiled[case])
    assert "đọc tệp bị đứt giữa chừng" in refused.value.told("vi")


@pytest.mark.parametrize(
    ("language", "asked", "said"),
    [
        ("vi", ["build", "--osm", "EXTRACT", "--out", "out"], "bị đứt giữa chừng"),
        ("en", ["refresh", "--osm", "EXTRACT"], "reading it broke off"),
        ("vi", ["cut", "EXTRACT", "--tags", "highway", "--out", "out"], "bị đứt giữa chừng"),
    ],
)
def test_the_command_line_says_so(
    spoiled: dict[int, Path], tmp_path: Path, language: str, asked: list[str], said: str
) -> None:
    given = {"EXTRACT": str(spoiled[ENDS[0]]), "out": str(tmp_path / "out")}
    command = [sys.executable, "-m", "geo", "--language", language]
    ended = subprocess.run(
        command + [given.get(one, one) for one in asked],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"GIAPRANH_CACHE": str(tmp_path / "cache")},
    )
    (line,) = filter(None, ended.stderr.split("\n"))
    assert ended.returncode == 2
    assert said in line
    assert given["EXTRACT"] in line
    assert not (tmp_path / "out").exists()


def test_a_network_that_ends_pyosmium_is_one_message(
    spoiled: dict[int, Path], tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="broke off"):
        staged_osm(spoiled[ENDS[0]], {"highway": ""}, tmp_path, rows=10)


def test_it_says_how_far_it_is_and_ends_when_told() -> None:
    heard: list[tuple[int, int]] = []
    assert apart(counts, 5, where="x", tell=lambda done, of: heard.append((done, of))) == 5
    assert heard == [(done, 5) for done in range(5)]

    def enough(done: int, _: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        apart(counts, 10**9, where="x", tell=enough)
    with pytest.raises(InputError, match=r"broke off \(code -"):
        apart(falls_after, 2, where="x", tell=lambda *_: None)


def test_progress_and_gaps_come_through(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "edge.osm.pbf"
    with osmium.SimpleWriter(str(path)) as writer:
        for number in (1, 2, 3, 4):
            writer.add_node(Node(id=number, location=(106 + number / 100, 21)))
        writer.add_way(Way(id=7, nodes=[1, 2, 99, 3, 4], tags={"highway": "primary"}))
    shares: list[float] = []

    def tell(share: float, _: Text) -> None:
        shares.append(share)

    assert Extract(path).ways(progress=tell).frame["way_id"].to_list() == [7, 7]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert len(shares) > 2
    assert "edge.osm.pbf: 1 ways are cut and 0 left out" in caplog.text
    assert capfd.readouterr() == ("", "")
