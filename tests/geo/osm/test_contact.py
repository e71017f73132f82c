"""Whom a server's operators may write to: asked once, sent with every request."""

import os
import subprocess
import sys
from pathlib import Path

from geo import settings
from geo.osm.contact import keep_contact, kept_contact, with_contact
from geo.osm.overpass import Overpass
from tests.geo.sources.test_refresh import TILES, environment
from tests.overpass_server import overpass_server


def test_what_was_said_once_goes_with_every_request(tmp_path: Path) -> None:
    with overpass_server() as server:
        current = settings.current(environment(server, tmp_path))
        assert kept_contact(current) is None
        keep_contact(current, " so-xd@example.vn\n ")
        Overpass(with_contact(current)).ways(TILES[0])
        assert "(so-xd@example.vn)" in server.headers[-1]["User-Agent"]
        stated = settings.current(environment(server, tmp_path, GIAPRANH_CONTACT="b@example.vn"))
        assert with_contact(stated).contact == "b@example.vn"


def test_an_empty_answer_is_one(tmp_path: Path) -> None:
    current = settings.current({"GIAPRANH_CACHE": str(tmp_path)})
    keep_contact(current, "")
    assert kept_contact(current) == ""


def test_a_person_is_asked_once_and_a_script_never(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "geo", "refresh", "--region", "Bắc Giang"]
    with overpass_server() as server:
        more = environment(server, tmp_path, GIAPRANH_LANGUAGE="en")
        said = [asked(command, os.environ | more, keys) for keys in (b"a@example.vn\n", b"")]
        assert ["E-mail" in text for text in said] == [True, False]
        assert all("(a@example.vn)" in one["User-Agent"] for one in server.headers)
        script = environment(server, tmp_path / "other", GIAPRANH_LANGUAGE="en")
        assert "E-mail" not in asked(command, os.environ | script, None)


def asked(command: list[str], env: dict[str, str], keys: bytes | None) -> str:
    """Run a command with a terminal for its input, or none; gives what it says on the side."""
    ours, theirs = os.openpty()
    try:
        if keys:
            os.write(ours, keys)
        source = theirs if keys is not None else subprocess.DEVNULL
        done = subprocess.run(command, env=env, stdin=source, capture_output=True, check=True)
    finally:
        os.close(ours)
        os.close(theirs)
    return done.stderr.decode()
