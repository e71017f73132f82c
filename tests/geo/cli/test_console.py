"""Consoles of other encodings, closed pipes, a full disk: a message at most, never a traceback."""

import json
import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from geo.cli.console import nearest_in

ROOT = Path(__file__).resolve().parents[3]
NAME = "Cầu Hòa Sơn và tuyến đường Hiệp Hòa – Phổ Yên"
INSPECT = "-m geo inspect cau-hoa-son"


def shell(command: str, encoding: str = "utf-8") -> "subprocess.CompletedProcess[bytes]":
    """Run ``python …`` in a shell of its own."""
    done = subprocess.run(
        ["bash", "-c", command.replace("python", sys.executable, 1)],
        cwd=ROOT,
        capture_output=True,
        check=False,
        timeout=120,
        env={**os.environ, "PYTHONIOENCODING": encoding},
    )
    assert b"Traceback" not in done.stderr
    assert b"Exception ignored" not in done.stderr
    return done


@pytest.mark.parametrize("text", [NAME, "≈ 12,3 km × 107°15′ “đã” ‖ ◆"])
@pytest.mark.parametrize("encoding", ["cp1252", "cp1258", "ascii", "cp437", "utf-8"])
def test_letters_come_as_near_as_the_encoding_has_them(text: str, encoding: str) -> None:
    written = text.encode(encoding, nearest_in(encoding)).decode(encoding)
    bare = {letter for letter in text if letter.isascii()}
    assert bare <= set(written)
    if encoding in ("cp1258", "utf-8") and text == NAME:
        assert unicodedata.normalize("NFC", written) == NAME
    if encoding == "ascii" and text == NAME:
        assert written == "Cau Hoa Son va tuyen duong Hiep Hoa - Pho Yen"


def test_old_console_prints_without_a_traceback() -> None:
    done = shell(f"python {INSPECT}", "cp1258")
    assert done.returncode == 0
    assert unicodedata.normalize("NFC", done.stdout.decode("cp1258")).startswith(NAME)


def test_json_is_whole_in_every_encoding() -> None:
    done = shell(f"python {INSPECT} --json", "cp1252")
    assert json.loads(done.stdout.decode("ascii"))["name_vi"] == NAME


def test_closed_pipe_ends_quietly() -> None:
    done = shell(f"python {INSPECT} | head -1; exit ${{PIPESTATUS[0]}}")
    assert done.stdout.decode().strip() == NAME
    assert done.returncode in (0, 1)


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (f"python {INSPECT} > /dev/full", 2),
        ("python -m geo inspect nothing 2> /dev/full", 2),
        (f"python {INSPECT} >&-", 0),
        (f"python {INSPECT} 2>&-", 0),
    ],
)
def test_full_or_missing_console_is_told_at_most(command: str, code: int) -> None:
    done = shell(command)
    assert done.returncode == code
    if command.endswith("> /dev/full") and "2>" not in command:
        assert "No space left" in done.stderr.decode()
