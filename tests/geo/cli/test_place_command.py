"""Places added by ``python -m geo place``."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from geo.__main__ import main
from geo.registry import load_registry


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    made = run("new", folder, "--provinces", "Nghệ An,Hà Tĩnh")
    assert made.exit_code == 0, made.output
    return folder


def run(command: str, *arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["--language", "en", command, *map(str, arguments)])


def test_a_place_is_found_by_name_and_stands_behind_the_others(data: Path) -> None:
    (data / "places.csv").write_text(
        (data / "places.csv").read_text("utf-8")
        + "x,X,X,105.7,18.7,town,,40,own,,500,kept by hand",
        encoding="utf-8",
    )
    before = (data / "places.csv").read_text("utf-8")
    for key in ("vinh", "vinh-2"):
        done = run("place", "--data", data, "Vinh", "--province", "Nghệ An")
        assert done.exit_code == 0, done.output
        assert done.output.startswith(f"{key}: 18.6")
    assert (data / "places.csv").read_text("utf-8").startswith(before)
    places = load_registry(data).places
    assert places["vinh"].provinces == ("40",)
    assert (places["vinh"].source, places["vinh"].precision_m) == ("GeoNames", 2000)
    assert places["x"].note == "kept by hand"


def test_metres_of_a_zone_are_taken_with_their_source(data: Path) -> None:
    asked = ("--province", "40", "--at", "2064954, 599106", "--meridian", "104.75")
    asked = ("--province", "2008:40", *asked[2:])
    refused = run("place", "--data", data, "Cầu Thử", *asked)
    assert refused.exit_code == 2
    assert "--source" in refused.output
    done = run("place", "--data", data, "Cầu Thử", *asked, "--source", "Hồ sơ", "--precision", "20")
    assert done.exit_code == 0, done.output
    place = load_registry(data).places["cau-thu"]
    assert (round(place.lon, 2), round(place.lat, 2), place.precision_m) == (105.69, 18.67, 20)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (["Không Có", "--province", "Nghệ An"], "no such name in Nghệ An"),
        (
            ["Xa", "--province", "Nghệ An", "--at", "21.28, 106.2", "--source", "x"],
            "outside Nghệ An",
        ),
        (["Xa", "--province", "Nghệ An", "--at", "Vinh", "--source", "x"], "no pair of"),
        (["Xa", "--province", "Xứ Lạ"], "Xứ Lạ"),
    ],
)
def test_what_cannot_be_added_is_one_message(data: Path, asked: list[str], message: str) -> None:
    before = (data / "places.csv").read_bytes()
    done = run("place", "--data", data, *asked)
    assert done.exit_code == 2
    assert message in done.output
    assert (data / "places.csv").read_bytes() == before


def test_a_folder_in_use_is_said_without_an_option_there_is_not(data: Path) -> None:
    again = run("new", data, "--provinces", "Nghệ An")
    assert again.exit_code == 2
    assert "holds a registry already" in again.output
    assert "--overwrite" not in again.output
