"""A server behind nginx, which signs people in and says by a header who they are."""

import json
import secrets
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page

from geo.registry import load_registry
from geo.store.attachments import Files
from geo.store.database import Database
from geo.store.log import Register
from geo.store.people import Person, Role
from tests.browser.conftest import PATIENCE_MS, find_chromium, free_port, serving
from tests.browser.test_register import (
    BAC_GIANG,
    OPERATOR,
    PROJECT,
    TEXTS,
    choose_status,
    open_pencil,
    pencils,
    save,
)
from tests.data import FROZEN
from tests.test_office import block_of

AN = "an@bacninh.vn"
HEADERS = {"X-Forwarded-Email": "email", "X-Forwarded-User": "name"}
NGINX = """daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
worker_processes 1;
events {{ worker_connections 128; }}
http {{
    access_log off;
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


@dataclass(frozen=True)
class Proxied:
    """An app, the proxy before it, the register, and the session that is An's."""

    app: str
    front: str
    register: Register
    session: str


@pytest.fixture(scope="module")
def proxied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxied]:
    find_chromium()
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if nginx is None:
        pytest.skip("no nginx on this machine")
    folder = tmp_path_factory.mktemp("proxy")
    database = folder / "register.sqlite"
    register = Register(Database(str(database)), Files(folder / "a"), load_registry(FROZEN))
    register.put_person(OPERATOR, Person("An", Role.REPORTER, AN, "2025:24"))
    env = {
        "GIAPRANH_DATABASE": str(database),
        "STREAMLIT_SERVER_TRUSTED_USER_HEADERS": json.dumps(HEADERS),
    }
    port, session = free_port(), secrets.token_hex(16)
    with serving(env=env) as app:
        configuration = folder / "nginx.conf"
        block = block_of("/etc/nginx/conf.d/giap-ranh.conf")
        for given, here in (
            ("listen 80;", f"listen 127.0.0.1:{port};"),
            ("http://127.0.0.1:8501", app),
            ("-Email $remote_user", "-Email $email"),  # the office's own sign-in
            ("-User $remote_user", "-User $user"),
        ):
            assert given in block
            block = block.replace(given, here)
        said = NGINX.format(folder=folder, session=session, email=AN, block=block)
        configuration.write_text(said, encoding="utf-8")
        process = subprocess.Popen([nginx, "-p", str(folder), "-c", str(configuration)])
        front = f"http://127.0.0.1:{port}"
        try:
            _wait_for(front, process)
            yield Proxied(app, front, register, session)
        finally:
            process.terminate()
            process.wait(timeout=20)
    register.database.close()


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


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context()
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    yield page
    context.close()


def test_who_the_proxy_vouches_for_writes_his_own_side(proxied: Proxied, page: Page) -> None:
    page.context.add_cookies([{"name": "session", "value": proxied.session, "url": proxied.front}])
    page.goto(f"{proxied.front}/?project={PROJECT}")
    page.locator(".gr-panel").wait_for()
    (pencil,) = pencils(page)
    assert "Bắc Giang" in pencil
    open_pencil(page)
    choose_status(page, "suspended")
    save(page)
    page.locator(".gr-panel").get_by_text("An báo cáo").first.wait_for()
    (entry,) = proxied.register.entries()
    assert (entry.author, entry.email, entry.side) == ("An", AN, BAC_GIANG)


def test_a_header_that_the_reader_sends_himself_does_not_pass(proxied: Proxied, page: Page) -> None:
    page.context.set_extra_http_headers(dict.fromkeys(HEADERS, AN))
    page.goto(f"{proxied.front}/?project={PROJECT}")
    assert pencils(page) == []
    assert page.locator(".gr-top", has_text=AN).count() == 0


def test_without_the_proxy_nobody_writes_though_the_app_is_on_this_machine(
    proxied: Proxied, page: Page
) -> None:
    page.goto(f"{proxied.app}/?project={PROJECT}&page=data")
    page.get_by_text(TEXTS("writing.role")).first.wait_for()
    page.goto(f"{proxied.app}/?project={PROJECT}")
    assert pencils(page) == []
