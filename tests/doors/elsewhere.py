"""What the tests call in the other process; it imports little, so that it begins soon."""

import os
import signal
import socket
import subprocess
from pathlib import Path

from geo.confined import Tell
from geo.errors import InputError, RegistryError, Wording


def told(what: str) -> str:
    return f"{what} {os.environ.get('https_proxy', '')}{os.environ.get('NO_PROXY', '')}"


def refuses(where: str) -> None:
    raise RegistryError([InputError("osm.pack", where=where, why=Wording("osm.pack_twice"))])


def greedy() -> int:
    return len(bytes(3 * 10**9))


def endless() -> None:
    while True:
        pass


def broken() -> None:
    raise KeyError("column")


def falls() -> None:
    os.abort()


def calls_out(port: int) -> None:
    socket.create_connection(("127.0.0.1", port))


def starts() -> None:
    subprocess.run(["true"], check=True)


def leaves(path: str) -> str:
    (Path(os.environ["TMPDIR"]) / "left").write_bytes(b"x")
    return os.environ["TMPDIR"]


def counts(most: int, tell: Tell) -> int:
    for done in range(most):
        tell(done, most)
    return most


def falls_after(most: int, tell: Tell) -> None:
    counts(most, tell)
    os.kill(os.getpid(), signal.SIGSEGV)
