"""What many readers cost: ``python -m tests.benchmarks.readers``.

One process of the app, and readers who are WebSocket clients that say what a browser says. First
1, 10, 30 and 50 of them have the map open: the server's memory, and the time from a click on a
filter to the end of the script that it starts, where each clicks after a pause of ``--pause``
seconds in the mean; and where all click at once. Then one reader changes a filter 300 times, and
100 readers come and go, twice: the second time shows what the first has not filled already.
Streamlit keeps a session for two minutes after its page is closed, and 128 such at most.

The browser's own work (half a second a map) is not in these times: see
``python -m tests.benchmarks.viewer``.
"""

import asyncio
import os
import random
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import click
import psutil
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from websockets.asyncio.client import ClientConnection, connect

from tests.browser.conftest import serving

DAYS = ("2023/06/01", "2024/06/01", "2024/12/31", "2025/12/31")
SWITCHES = ("mismatches", "possible", "missed", "outdated")
_END = "script_finished"
FORGOTTEN_S = 125
"""Seconds after which Streamlit has let go of a session whose page was closed."""


@dataclass(frozen=True)
class Asked:
    """What is to be measured; seconds between two clicks of a reader in the mean."""

    readers: tuple[int, ...]
    pause: float
    rounds: int
    changes: int
    visits: int


class Reader:
    """A page of the app that is open."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._ids: dict[str, str] = {}
        self._on: dict[str, bool] = {}

    @classmethod
    async def come(cls, address: str) -> "Reader":
        """Open the page and wait until it stands there."""
        url = f"{address.replace('http', 'ws', 1)}/_stcore/stream"
        socket = await connect(url, subprotocols=["streamlit"], max_size=None)  # type: ignore[list-item]
        reader = cls(socket)
        await reader._run(WidgetStates())
        return reader

    async def go(self) -> None:
        await self._socket.close()

    async def switch(self, name: str) -> float:
        """Turn a filter on or off; seconds until the script has ended."""
        self._on[name] = not self._on.get(name, False)
        return await self._change(WidgetState(id=self._ids[name], bool_value=self._on[name]))

    async def choose_day(self, day: str) -> float:
        state = WidgetState(id=self._ids["as_of"])
        state.string_array_value.data.append(day)
        return await self._change(state)

    async def _change(self, state: WidgetState) -> float:
        return await self._run(WidgetStates(widgets=[state]))

    async def _run(self, states: WidgetStates) -> float:
        started = time.perf_counter()
        asked = BackMsg(rerun_script=ClientState(widget_states=states))
        await self._socket.send(asked.SerializeToString())
        while True:
            message = ForwardMsg.FromString(await self._socket.recv(decode=False))
            kind = message.WhichOneof("type")
            if kind == "delta":
                self._note(message)
            elif message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY and kind == _END:
                return time.perf_counter() - started

    def _note(self, message: ForwardMsg) -> None:
        """Remember under which id a widget is known that the program calls by its key."""
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        part: Any = getattr(element, kind) if kind else None
        id_ = getattr(part, "id", "")
        if isinstance(id_, str) and id_.count("-") >= 2:
            self._ids[id_.split("-", 2)[2]] = id_


class Server:
    """The process that serves, seen from outside."""

    def __init__(self) -> None:
        (self._process,) = psutil.Process().children()

    @property
    def mb(self) -> float:
        return float(self._process.memory_info().rss) / 1e6

    @property
    def cpu_s(self) -> float:
        times = self._process.cpu_times()
        return float(times.user + times.system)


def said(seconds: list[float]) -> str:
    return f"{statistics.median(seconds):7.2f}{max(seconds):9.2f}"


async def clicks_in_turn(readers: list[Reader], pause: float, rounds: int) -> list[float]:
    """Every reader clicks now and then, as people do."""
    chance = random.Random(len(readers))  # noqa: S311 - no secret

    async def one(reader: Reader, pauses: Iterator[float]) -> list[float]:
        found = []
        for wait in pauses:
            await asyncio.sleep(wait)
            found.append(await reader.switch("mismatches"))
        return found

    waits = [[chance.uniform(0, 2 * pause) for _ in range(rounds)] for _ in readers]
    found = await asyncio.gather(*(one(r, iter(w)) for r, w in zip(readers, waits, strict=True)))
    return [seconds for of_one in found for seconds in of_one]


async def many(address: str, server: Server, asked: Asked) -> None:
    """Print memory and click times by number of readers."""
    print(f"{'readers':>8}{'server MB':>11}{'a reader':>10}   now and then, s       all at once, s")
    print(f"{'':>29}    median  slowest      median  slowest")
    readers: list[Reader] = []
    first = 0.0
    for size in asked.readers:
        while len(readers) < size:
            readers.append(await Reader.come(address))
        in_turn = await clicks_in_turn(readers, asked.pause, asked.rounds)
        at_once = list(await asyncio.gather(*(reader.switch("possible") for reader in readers)))
        first = first or server.mb
        each = (server.mb - first) / (size - 1) if size > 1 else 0
        print(f"{size:>8}{server.mb:>11.0f}{each:>9.1f}    {said(in_turn)}     {said(at_once)}")
    for reader in readers:
        await reader.go()


async def changes(address: str, server: Server, count: int) -> None:
    """Print memory while one reader changes filters."""
    reader = await Reader.come(address)
    for number in range(count + 1):
        if number % max(count // 6, 1) == 0:
            print(f"{number:>8} changes of a filter: {server.mb:7.0f} MB", flush=True)
        if number % 3:
            await reader.switch(SWITCHES[number % len(SWITCHES)])
        else:
            await reader.choose_day(DAYS[number // 3 % len(DAYS)])
    await reader.go()


async def visits(address: str, server: Server, count: int) -> None:
    """Print memory while readers come and go, and when the last are forgotten."""
    for number in range(1, count + 1):
        reader = await Reader.come(address)
        await reader.switch("missed")
        await reader.go()
        if number % max(count // 4, 1) == 0:
            print(f"{number:>8} came and went:       {server.mb:7.0f} MB", flush=True)
    await asyncio.sleep(FORGOTTEN_S)
    await (await Reader.come(address)).go()
    print(f"{'':>8} and are forgotten:    {server.mb:7.0f} MB", flush=True)


async def measure(address: str, asked: Asked) -> None:
    server = Server()
    await (await Reader.come(address)).go()  # the first one waits until all is located and cut
    await many(address, server, asked)
    await changes(address, server, asked.changes)
    for _ in range(2):
        await visits(address, server, asked.visits)
    print(f"processor time of the server: {server.cpu_s:.0f} s")


@click.command()
@click.option("--readers", multiple=True, type=int, default=(1, 10, 30, 50), show_default=True)
@click.option("--pause", default=10.0, show_default=True, help="Seconds between clicks.")
@click.option("--rounds", default=4, show_default=True, help="Clicks of each reader.")
@click.option("--changes", default=300, show_default=True, help="Of a filter.")
@click.option("--visits", default=100, show_default=True, help="Readers who come and go.")
def main(**asked: Any) -> None:
    """Print the tables."""
    load = ", ".join(f"{load:.1f}" for load in os.getloadavg())
    click.echo(f"{os.cpu_count()} cores, load average {load}")
    with serving() as address:
        asyncio.run(measure(address, Asked(**asked)))


if __name__ == "__main__":
    main()
