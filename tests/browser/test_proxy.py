"""A server behind nginx, which signs people in and says by a header who they are."""

import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page

from geo.registry import load_registry
from geo.store.attachments import Files
from geo.store.database import Database
from geo.store.log import Register
from geo.store.people import Person, Role
from tests.browser.conftest import PATIENCE_MS, find_chromium, serving
from tests.browser.front import find_nginx, nginx_before
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

AN = "an@bacninh.vn"
HEADERS = {"X-Forwarded-Email": "email", "X-Forwarded-User": "name"}


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
    find_nginx()
    folder = tmp_path_factory.mktemp("proxy")
    database = folder / "register.sqlite"
    register = Register(Database(str(database)), Files(folder / "a"), load_registry(FROZEN))
    register.put_person(OPERATOR, Person("An", Role.REPORTER, AN, "2025:24"))
    env = {
        "GIAPRANH_DATABASE": str(database),
        "STREAMLIT_SERVER_TRUSTED_USER_HEADERS": json.dumps(HEADERS),
    }
    session = secrets.token_hex(16)
    with (
        serving(env=env) as app,
        nginx_before([app], folder, session=session, email=AN) as front,
    ):
        yield Proxied(app, front, register, session)
    register.database.close()


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
