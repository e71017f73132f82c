"""An extract of another place is said to be one, before anything else is."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from geo.__main__ import main


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIAPRANH_CACHE", str(tmp_path))
    monkeypatch.setenv("GIAPRANH_DATABASE", str(tmp_path / "register.sqlite"))


@pytest.mark.parametrize(("name", "is_elsewhere"), [("realroads/krems", True), ("rail", False)])
def test_it_is_said_of_an_extract_of_another_country(
    shared: Path, name: str, is_elsewhere: bool
) -> None:
    file = shared / "osm" / f"{name}.osm.pbf"
    done = CliRunner().invoke(
        main, ["--language", "en", "inspect", "huu-lung-dt245-my-an", "--osm", str(file)]
    )
    assert done.exit_code == 0, done.output
    assert ("lie elsewhere" in done.stderr) is is_elsewhere
