"""The archive of communes: fetched once, going on where it was stopped, never another's file."""

import hashlib
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests

from geo.osm.cache import Cache
from geo.provinces._download import OtherFileError, Wanted, downloaded
from geo.provinces.fetched import fetched_boundaries
from tests.download_server import Site, download_site
from tests.geo.sources.test_refresh import commune_archive

CONTENT = bytes(range(256)) * 2_000
HALF = len(CONTENT) // 2


def blob(content: bytes) -> str:
    head = f"blob {len(content)}\0".encode()
    return hashlib.sha1(head + content, usedforsecurity=False).hexdigest()


def wanted(
    site: Site, content: bytes = CONTENT, *, most: int = 10**7, most_s: float = 60
) -> Wanted:
    return Wanted(site.url, blob(content), most_bytes=most, timeout_s=5, most_s=most_s)


def quiet(_: int, __: int) -> None:
    """Tell nobody."""


def cut_short(site: Site, folder: Path) -> None:
    """Fetch the first half."""
    site.ends_at = HALF
    with pytest.raises(requests.exceptions.RequestException):
        downloaded(wanted(site), folder, quiet)
    site.ends_at, site.sent = None, 0


def test_it_arrives_whole_and_tells_how_far_it_is(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    with download_site(Site(CONTENT, pause_s=0.05)) as site:
        path = downloaded(wanted(site), tmp_path, lambda *now: told.append(now))
    assert path.read_bytes() == CONTENT
    assert [there for there, _ in told] == sorted(there for there, _ in told)
    assert 0 < told[0][0] < len(CONTENT)
    assert told[-1] == (len(CONTENT), len(CONTENT))
    assert len(told) >= 3


def test_what_was_cut_short_goes_on_where_it_stopped(tmp_path: Path) -> None:
    with download_site(Site(CONTENT)) as site:
        cut_short(site, tmp_path)
        told: list[tuple[int, int]] = []
        path = downloaded(wanted(site), tmp_path, lambda *now: told.append(now))
    assert path.read_bytes() == CONTENT
    assert site.sent == len(CONTENT) - HALF, "only the rest"
    assert (site.asked[1]["Range"], site.asked[1]["If-Range"]) == (f"bytes={HALF}-", '"one"')
    assert told[-1] == (len(CONTENT), len(CONTENT))


def test_what_is_there_is_not_asked_for(tmp_path: Path) -> None:
    with download_site(Site(CONTENT)) as site:
        downloaded(wanted(site), tmp_path, quiet)
        assert downloaded(wanted(site), tmp_path, quiet).read_bytes() == CONTENT
    assert len(site.asked) == 1


@pytest.mark.parametrize("change", ["tag", "no ranges", "weak tag", "no tag"])
def test_a_site_that_sends_the_whole_again_is_taken_at_its_word(
    tmp_path: Path, change: str
) -> None:
    with download_site(Site(CONTENT)) as site:
        if "tag" in change and change != "tag":
            site.tag = 'W/"one"' if change == "weak tag" else ""
        cut_short(site, tmp_path)
        if change == "tag":
            site.tag = '"two"'
        if change == "no ranges":
            site.knows_ranges = False
        path = downloaded(wanted(site), tmp_path, quiet)
    assert path.read_bytes() == CONTENT
    whole = change in ("tag", "no ranges")
    assert site.sent == (len(CONTENT) if whole else len(CONTENT) - HALF)
    assert ("If-Range" in site.asked[1]) is ("tag" not in change or change == "tag")


def test_a_beginning_of_another_file_is_found_out_and_fetched_anew(tmp_path: Path) -> None:
    """The site's mark stayed the same, its file did not: the id of the whole tells."""
    with download_site(Site(CONTENT)) as site:
        cut_short(site, tmp_path)
        (part,) = tmp_path.glob("*.part")
        part.write_bytes(b"\0" * HALF)
        assert downloaded(wanted(site), tmp_path, quiet).read_bytes() == CONTENT
    assert [("Range" in asked) for asked in site.asked] == [False, True, False]


def test_a_part_longer_than_the_file_is_fetched_anew(tmp_path: Path) -> None:
    with download_site(Site(CONTENT)) as site:
        cut_short(site, tmp_path)
        (part,) = tmp_path.glob("*.part")
        part.write_bytes(CONTENT + b"more")
        assert downloaded(wanted(site), tmp_path, quiet).read_bytes() == CONTENT


def test_another_file_is_refused_and_not_kept(tmp_path: Path) -> None:
    with download_site(Site(CONTENT)) as site, pytest.raises(OtherFileError):
        downloaded(wanted(site, b"another"), tmp_path, quiet)
    assert len(site.asked) == 1
    assert list(tmp_path.iterdir()) == []


def test_parts_of_other_files_are_cleared_away(tmp_path: Path) -> None:
    with download_site(Site(CONTENT)) as site:
        cut_short(site, tmp_path)
        site.content = b"another"
        downloaded(wanted(site, b"another"), tmp_path, quiet)
    assert {path.stem for path in tmp_path.iterdir()} == {blob(b"another")}


def test_too_large_too_slow_and_elsewhere_are_refused(tmp_path: Path) -> None:
    with download_site(Site(CONTENT)) as site:
        with pytest.raises(requests.exceptions.RequestException, match="more than 1,000 bytes"):
            downloaded(wanted(site, most=1_000), tmp_path / "large", quiet)
        site.pause_s = 0.05
        with pytest.raises(requests.exceptions.RequestException, match="does not come to its end"):
            downloaded(wanted(site, most_s=0.3), tmp_path / "slow", quiet)
        (part,) = (tmp_path / "slow").glob("*.part")
        assert 0 < part.stat().st_size < len(CONTENT), "what came is kept for the next attempt"
        site.sends_on = "http://stranger.invalid/communes.zip"
        with pytest.raises(requests.exceptions.RequestException, match=r"stranger\.invalid"):
            downloaded(wanted(site), tmp_path / "elsewhere", quiet)


class _Stop(Exception):  # noqa: N818
    """What a reader who cancels makes the progress raise."""


def test_who_cancels_keeps_what_came(tmp_path: Path) -> None:
    def told(there: int, _: int) -> None:
        if there:
            raise _Stop

    with download_site(Site(CONTENT, pause_s=0.05)) as site:
        with pytest.raises(_Stop):
            downloaded(wanted(site), tmp_path, told)
        (part,) = tmp_path.glob("*.part")
        there = part.stat().st_size
        site.pause_s, site.sent = 0.0, 0
        assert downloaded(wanted(site), tmp_path, quiet).read_bytes() == CONTENT
    assert 0 < there < len(CONTENT)
    assert site.asked[-1]["Range"] == f"bytes={there}-"


def test_the_command_killed_in_the_middle_goes_on(tmp_path: Path) -> None:
    """SIGKILL while the archive drips in; the same command then fetches the rest and uses it."""
    data = commune_archive()
    command = [sys.executable, "-m", "geo", "refresh", "--boundaries"]
    with download_site(Site(data)) as site:
        around = os.environ | {
            "GIAPRANH_CACHE": str(tmp_path),
            "GIAPRANH_BOUNDARIES_URL": site.url,
            "GIAPRANH_BOUNDARIES_BLOB": blob(data),
            "GIAPRANH_OVERPASS_URL": "http://127.0.0.1:9/api",  # boundaries come first
        }
        site.pause_s = 0.02
        killed = subprocess.Popen(command, env=around, stderr=subprocess.DEVNULL)
        incoming = tmp_path / "incoming" / f"{blob(data)}.part"
        until = time.monotonic() + 60
        while not (incoming.is_file() and incoming.stat().st_size > len(data) // 4):
            assert time.monotonic() < until
            assert killed.poll() is None
            time.sleep(0.01)
        killed.send_signal(signal.SIGKILL)
        killed.wait(20)
        there = incoming.stat().st_size
        assert there < len(data)
        before = -1
        while before != site.sent:  # what was on its way to the killed one is not the next one's
            before = site.sent
            time.sleep(0.3)
        site.pause_s, site.sent = 0.0, 0
        again = subprocess.run(command, env=around, capture_output=True, text=True, check=False)
    assert site.sent == len(data) - there
    assert again.returncode == 2, "the ways have no server"
    assert "127.0.0.1:9" in again.stderr
    kept = fetched_boundaries(Cache(tmp_path))
    assert kept is not None
    assert kept.communes is not None
    assert re.search(r"\d+ communes of the official map", kept.source.en)
    assert not incoming.exists()
