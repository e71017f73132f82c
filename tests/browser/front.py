"""nginx before the app, with the configuration of OPERATIONS.md and an office's own sign-in."""

import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from tests.browser.conftest import free_port
from tests.geo.export.programs import must_be_there
from tests.test_office import block_of

SERVED_BY = "x-served-by"
"""Header of an answer: the process that gave it."""
AROUND = """daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
worker_processes 1;
events {{ worker_connections 128; }}
http {{
    add_header X-Served-By $upstream_addr;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    map $cookie_session $email {{ default ""; "{session}" "{email}"; }}
    map $cookie_session $user {{ default ""; "{session}" "An"; }}
    {block}
}}
"""


def find_nginx() -> str:
    """Path of nginx; without one the tests skip, but never in CI."""
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    must_be_there(found, "nginx")
    return str(found)


@contextmanager
def nginx_before(apps: Sequence[str], folder: Path, *, session: str, email: str) -> Iterator[str]:
    """Run nginx before processes of the app; who has the cookie ``session`` is An.

    Its log is ``access.log`` in the folder. Gives its address.
    """
    program, port = find_nginx(), free_port()
    block = block_of("/etc/nginx/conf.d/giap-ranh.conf")
    servers = "\n".join(f"    server {app.removeprefix('http://')};" for app in apps)
    for said, here in (
        ("listen 80;", f"listen 127.0.0.1:{port};"),
        ("    server 127.0.0.1:8501;\n    server 127.0.0.1:8502;", servers),
        ("/var/log/nginx/giap-ranh.log", f"{folder}/access.log"),
        ("map $remote_user", "map $email"),  # the office's own sign-in
        ("default $remote_user", "default $email"),
        ("-Email $remote_user", "-Email $email"),
        ("-User $remote_user", "-User $user"),
    ):
        assert said in block, said
        block = block.replace(said, here)
    configuration = folder / "nginx.conf"
    whole = AROUND.format(folder=folder, session=session, email=email, block=block)
    configuration.write_text(whole, encoding="utf-8")
    process = subprocess.Popen([program, "-p", str(folder), "-c", str(configuration)])
    front = f"http://127.0.0.1:{port}"
    try:
        _wait_for(front, process)
        yield front
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_for(front: str, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 60
    while True:
        assert process.poll() is None, "nginx ended"
        try:
            urlopen(f"{front}/_stcore/health", timeout=5).close()  # noqa: S310 - our own address
        except (URLError, HTTPError, ConnectionError, TimeoutError):
            assert time.monotonic() < until, "nginx did not start"
            time.sleep(0.2)
        else:
            return
