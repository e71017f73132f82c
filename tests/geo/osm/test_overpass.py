"""The real client against a loopback server that answers, and fails, as Overpass does."""

import datetime as dt
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import osmium
import osmnx
import pandas as pd
import pytest
import shapely
from osmium.osm.mutable import Node, Relation, Way

from geo import settings
from geo.model import Mode, Text
from geo.osm import _http
from geo.osm.extract import read_ways
from geo.osm.overpass import Overpass
from geo.osm.source import FetchError, NoConnectionError, Region, merged, tiles, within
from tests.overpass_server import Fault, Server, World, overpass_server

REGION = Region("here", Text(vi="đây", en="here"), (106.0, 21.0, 107.5, 22.0))


@pytest.fixture
def server() -> Iterator[Server]:
    with overpass_server() as running:
        yield running


def client(server: Server, slept: list[float] | None = None, **more: str) -> Overpass:
    values = {"GIAPRANH_OVERPASS_URL": server.url, "GIAPRANH_OVERPASS_TIMEOUT": "5"} | more
    sleep: Callable[[float], None] = (slept if slept is not None else []).append
    return Overpass(settings.current(values), sleep=sleep)


def as_extract(world: World, path: Path) -> Path:
    with osmium.SimpleWriter(str(path)) as writer:
        for number, at in world.nodes.items():
            tags = world.tagged.get(number, {})
            writer.add_node(Node(id=number, location=at, tags=tags))
        for number, (refs, tags) in world.ways.items():
            writer.add_way(Way(id=number, nodes=refs, tags=tags))
        for number, (members, tags) in world.relations.items():
            rows = [("w", way, "") for way in members]
            writer.add_relation(Relation(id=number, members=rows, tags=tags))
    return path


def test_overpass_and_an_extract_of_one_world_give_one_frame(
    server: Server, tmp_path: Path
) -> None:
    fetched = client(server).ways(REGION)
    path = as_extract(server.world, tmp_path / "world.osm.pbf")
    read = merged([within(read_ways(path), REGION)])
    pd.testing.assert_frame_equal(
        fetched.frame.drop(columns=["geometry", "node_ids"]),
        read.drop(columns=["geometry", "node_ids"]),
    )
    for ours, theirs in zip(fetched.frame["node_ids"], read["node_ids"], strict=True):
        np.testing.assert_array_equal(ours, theirs)
    assert shapely.equals_exact(fetched.frame.geometry, read.geometry, tolerance=0).all()
    assert fetched.dated == dt.date(2026, 10, 31)
    assert set(fetched.frame["way_id"]) == {100, 101, 102, 103, 8, 105}
    assert (fetched.frame.set_index("way_id").loc[[100, 101], "route_ref"] == "QL.37").all()


def test_tiles_together_give_what_one_box_gives(server: Server) -> None:
    overpass = client(server)
    parts = [overpass.ways(tile).frame for tile in tiles([REGION.bbox])]
    whole = overpass.ways(REGION).frame
    pd.testing.assert_frame_equal(
        merged(parts).drop(columns=["geometry", "node_ids"]),
        whole.drop(columns=["geometry", "node_ids"]),
    )


def test_ground_without_ways_is_an_answer_too(server: Server) -> None:
    sea = Region("sea", Text(vi="biển", en="sea"), (110.0, 18.0, 110.5, 18.5))
    found = client(server).ways(sea).frame
    assert found.empty
    assert list(found.columns) == list(client(server).ways(REGION).frame.columns)


def test_the_server_is_asked_politely(server: Server) -> None:
    client(server, GIAPRANH_CONTACT="so.gtvt@example.vn").ways(REGION)
    client(server, GIAPRANH_OVERPASS_RATE_LIMIT="no").ways(REGION, modes=[Mode.RAIL])
    assert server.status_asked == 1
    assert "GiapRanh" in server.headers[0]["User-Agent"]
    assert "so.gtvt@example.vn" in server.headers[0]["User-Agent"]
    assert server.most_at_once == 1
    assert "highway" in server.queries[0]
    assert "highway" not in server.queries[1]


def test_osmnx_is_left_as_it_was(server: Server) -> None:
    before = {name: getattr(osmnx.settings, name) for name in dir(osmnx.settings)}
    resolver = socket.getaddrinfo
    client(server).ways(REGION)
    server.faults[1] = Fault.BAD_QUERY
    with pytest.raises(FetchError):
        client(server).ways(REGION)
    assert {name: getattr(osmnx.settings, name) for name in dir(osmnx.settings)} == before
    assert socket.getaddrinfo is resolver


@pytest.mark.parametrize("fault", [Fault.CUT, Fault.HTML, Fault.DROP])
def test_a_passing_fault_is_waited_out(server: Server, fault: Fault) -> None:
    server.faults = {0: fault, 1: fault}
    slept: list[float] = []
    found = client(server, slept).ways(REGION)
    assert len(found.frame) == 6
    assert len(server.queries) == 3
    assert sum(slept) == 15 + 30  # each pause twice the one before


def test_who_was_told_that_it_is_too_much_waits_half_a_minute_at_least(server: Server) -> None:
    server.faults = {0: Fault.TOO_MANY}
    slept: list[float] = []
    client(server, slept).ways(REGION)
    assert sum(slept) == 30


def test_a_box_that_is_too_slow_twice_is_asked_in_quarters(server: Server) -> None:
    server.faults = {0: Fault.TIMEOUT, 1: Fault.TIMEOUT}
    assert len(client(server).ways(REGION).frame) == 6
    assert len(server.queries) == 2 + 4


def test_a_box_that_is_not_answered_in_time_is_asked_in_quarters(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_http, "_GRACE_S", 0.2)
    server.slow = {0: 3.0}
    assert len(client(server, GIAPRANH_OVERPASS_TIMEOUT="1").ways(REGION).frame) == 6
    assert len(server.queries) == 1 + 4


def test_a_server_without_a_limit_is_asked_at_once(server: Server) -> None:
    server.turns = "Rate limit: 0\nCurrently running queries (pid, space limit, time limit):"
    slept: list[float] = []
    assert len(client(server, slept).ways(REGION).frame) == 6
    assert (server.status_asked, sum(slept)) == (1, 0)


@pytest.mark.parametrize("turns", ["<html>", "Slot available after: never, in x seconds.", ""])
def test_a_status_that_tells_nothing_is_passed_over(server: Server, turns: str) -> None:
    server.turns = turns
    slept: list[float] = []
    assert len(client(server, slept).ways(REGION).frame) == 6
    assert sum(slept) == 0


TURNS = """Rate limit: 2
Slot available after: 2026-10-31T20:37:30Z, in 968 seconds.
Slot available after: 2026-10-31T20:47:30Z, in 1568 seconds.
Currently running queries (pid, space limit, time limit, start time):"""


def test_our_turn_is_waited_for_with_progress_and_a_way_out(server: Server) -> None:
    server.turns = TURNS
    slept: list[float] = []
    told: list[str] = []
    client(server, slept).ways(REGION, progress=lambda _, what: told.append(what.en))
    assert (sum(slept), max(slept), server.status_asked) == (968, 1, 1)
    assert "server busy, waiting 968 s" in told

    class CancelledError(Exception):
        pass

    def cancel(_: float, what: Text) -> None:
        if "waiting" in what.en:
            raise CancelledError

    with pytest.raises(CancelledError):
        client(server).ways(REGION, progress=cancel)
    assert len(server.queries) == 1


def test_a_turn_that_is_far_off_is_not_waited_for(server: Server) -> None:
    server.turns = "Rate limit: 2\nSlot available after: 9999-01-01T00:00:00Z, in 99999999 seconds."
    slept: list[float] = []
    with pytest.raises(FetchError, match="GIAPRANH_OVERPASS_RATE_LIMIT=no") as refused:
        client(server, slept).ways(REGION)
    assert "chưa đến lượt" in refused.value.told("vi")
    assert (slept, server.queries) == ([], [])


def test_the_server_may_ask_for_a_longer_pause(server: Server) -> None:
    server.faults, server.retry_after = {0: Fault.TOO_MANY}, "77"
    slept: list[float] = []
    client(server, slept).ways(REGION)
    assert sum(slept) == 77
    assert max(slept) <= 1  # in steps, so that a user can cancel


@pytest.mark.parametrize("fault", [Fault.TOO_MANY, Fault.CUT, Fault.HTML])
def test_a_lasting_fault_is_said_after_the_last_try(server: Server, fault: Fault) -> None:
    server.faults = dict.fromkeys(range(99), fault)
    with pytest.raises(FetchError, match=r"no usable answer in 3 tries") as caught:
        client(server, GIAPRANH_OVERPASS_TRIES="3").ways(REGION)
    assert len(server.queries) == 3
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("fault", [Fault.BAD_QUERY, Fault.FOREIGN])
def test_a_refusal_is_not_asked_again(server: Server, fault: Fault) -> None:
    server.faults = {0: fault}
    with pytest.raises(FetchError, match="it refused"):
        client(server).ways(REGION)
    assert len(server.queries) == 1


def test_what_is_too_much_is_asked_in_quarters(server: Server) -> None:
    server.faults = {0: Fault.REMARK, 2: Fault.REMARK}
    found = client(server).ways(REGION)
    assert len(server.queries) == 9  # 1 + 4, one of them in 4
    assert set(found.frame["way_id"]) == {100, 101, 102, 103, 8, 105}
    assert found.frame["way_id"].is_unique


def test_a_server_that_always_gives_up_is_not_asked_for_ever(server: Server) -> None:
    server.faults = dict.fromkeys(range(99), Fault.REMARK)
    with pytest.raises(FetchError, match="gave up"):
        client(server).ways(REGION)
    assert len(server.queries) == 4


def test_without_a_network_it_is_said_in_one_sentence() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/api"
    for address in (url, "http://overpass.invalid/api"):
        values = {"GIAPRANH_OVERPASS_URL": address}
        overpass = Overpass(settings.current(values), sleep=lambda _: None)
        with pytest.raises(NoConnectionError, match="no connection to the server") as caught:
            overpass.ways(REGION)
        assert "\n" not in str(caught.value)


def test_a_user_can_cancel_while_the_server_is_busy(server: Server) -> None:
    server.faults = {0: Fault.TOO_MANY}
    told: list[str] = []

    class CancelledError(Exception):
        pass

    def progress(share: float, what: Text) -> None:
        told.append(what.en)
        if "waiting" in what.en:
            raise CancelledError

    with pytest.raises(CancelledError):
        client(server).ways(REGION, progress=progress)
    assert told == ["here", "server busy, waiting 30 s"]
    assert len(server.queries) == 1
