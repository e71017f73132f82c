"""Printing needs a Chromium; without one there is one clear message."""

import subprocess
from pathlib import Path

import pytest

from geo.errors import InputError
from layers.show.pdf import find_chromium, print_pdf


def program(folder: Path, text: str) -> Path:
    path = folder / "chromium"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def test_the_setting_goes_before_the_usual_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = program(tmp_path, "exit 0")
    monkeypatch.setenv("GIAPRANH_CHROMIUM", str(own))
    assert find_chromium() == own
    monkeypatch.delenv("GIAPRANH_CHROMIUM")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_chromium() == own


def test_without_a_browser_the_message_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("GIAPRANH_CHROMIUM", raising=False)
    with pytest.raises(InputError, match=r"GIAPRANH_CHROMIUM.*Ctrl\+P") as caught:
        print_pdf("<p>x</p>")
    assert "Ctrl+P" in caught.value.told("vi")
    monkeypatch.setenv("GIAPRANH_CHROMIUM", "nowhere")
    with pytest.raises(InputError, match="'nowhere', which is not there"):
        print_pdf("<p>x</p>")


@pytest.mark.parametrize(
    ("text", "words"), [("exit 3", "exit code 3"), ("exit 0", "it wrote no file")]
)
def test_a_browser_that_fails_is_named(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        print_pdf("<p>x</p>", chromium=program(tmp_path, text))


def test_the_browser_gets_a_profile_of_its_own_and_no_network_talk(tmp_path: Path) -> None:
    said = tmp_path / "said"
    body = (
        f'echo "$@" > {said}; for a in "$@"; do case $a in --print-to-pdf=*) '
        "printf %%PDF > ${a#*=};; esac; done"
    )
    assert print_pdf("<p>x</p>", chromium=program(tmp_path, body)) == b"%PDF"
    arguments = said.read_text()
    for option in ("--headless", "--user-data-dir=", "--disable-background-networking"):
        assert option in arguments


def test_a_browser_that_hangs_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def hang(*_: object, **__: object) -> None:
        raise subprocess.TimeoutExpired("chromium", 1)

    monkeypatch.setattr(subprocess, "run", hang)
    with pytest.raises(InputError, match="no answer"):
        print_pdf("<p>x</p>", chromium=tmp_path)
