"""A real PostgreSQL for the tests: a cluster of its own on loopback, run by nobody of rank."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

DEBIANS = "/usr/lib/postgresql"


def find_initdb() -> Path:
    """The newest installed server's initdb; without one the tests skip, but never in CI."""
    found = shutil.which("initdb")
    installed = sorted(Path(DEBIANS).glob("*/bin/initdb"))
    if found is None and not installed:
        reason = "no PostgreSQL server: install the package postgresql"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return Path(found) if found else installed[-1]


@contextmanager
def cluster() -> Iterator[str]:
    """Make and run a cluster; gives the URL of its server, to which a database's name is added.

    The server refuses root: there it is run by ``nobody``.
    """
    initdb = find_initdb()
    top = Path(tempfile.mkdtemp(prefix="giap-ranh-pg-"))
    is_root = os.geteuid() == 0
    if is_root:
        nobody = pwd.getpwnam("nobody")
        os.chown(top, nobody.pw_uid, nobody.pw_gid)
    user = "nobody" if is_root else None

    def run(*command: str) -> None:
        subprocess.run(
            command,
            check=True,
            user=user,
            cwd=top,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
            stdout=subprocess.DEVNULL,
        )

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    control = str(initdb.with_name("pg_ctl"))
    data = str(top / "data")
    quick = "-c fsync=off -c shared_buffers=16MB -c max_connections=120"
    options = f"-p {port} -h 127.0.0.1 -k {top} {quick}"
    try:
        run(str(initdb), "-D", data, "-U", "giapranh", "-A", "trust", "-E", "UTF8", "--no-sync")
        run(control, "-D", data, "-w", "-l", str(top / "log"), "-o", options, "start")
        try:
            yield f"postgresql://giapranh@127.0.0.1:{port}"
        finally:
            run(control, "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(top, ignore_errors=True)
