"""Two processes of the app behind nginx, on one register, as OPERATIONS.md sets up an office."""

import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from geo.registry import load_registry
from geo.store.attachments import Files
from geo.store.database import Database
from geo.store.log import Register
from geo.store.people import Person, Role
from tests.browser.conftest import FAULT, PATIENCE_MS, find_chromium, serving
from tests.browser.front import SERVED_BY, find_nginx, nginx_before
from tests.browser.test_proxy import AN, HEADERS
from tests.browser.test_register import (
    OPERATOR,
    PROJECT,
    TEXTS,
    choose_status,
    open_pencil,
    save,
)
from tests.data import FROZEN

MANY = 30
"""So many browsers do not all get the same process: one time in half a milliard."""


@dataclass
class Visit:
    """A browser's page, and which processes answered it."""

    page: Page
    served_by: list[str] = field(default_factory=list)

    @property
    def process(self) -> str:
        return self.served_by[-1]


@dataclass(frozen=True)
class TwoProcesses:
    """The processes by the name under which nginx knows them; ``stop`` ends one."""

    front: str
    stop: dict[str, Callable[[], None]]
    register: Register
    session: str


@pytest.fixture
def office(tmp_path: Path) -> Iterator[TwoProcesses]:
    find_chromium()
    find_nginx()
    database = tmp_path / "register.sqlite"
    register = Register(Database(str(database)), Files(tmp_path / "a"), load_registry(FROZEN))
    register.put_person(OPERATOR, Person("An", Role.REPORTER, AN, "2025:24"))
    env = {
        "GIAPRANH_CACHE": str(tmp_path / "cache"),
        "GIAPRANH_DATABASE": str(database),
        "STREAMLIT_SERVER_TRUSTED_USER_HEADERS": json.dumps(HEADERS),
    }
    session = secrets.token_hex(16)
    with ExitStack() as running:
        alone = [running.enter_context(ExitStack()) for _ in range(2)]
        apps = [one.enter_context(serving(env=env)) for one in alone]
        front = running.enter_context(nginx_before(apps, tmp_path, session=session, email=AN))
        names = [app.removeprefix("http://") for app in apps]
        stop = {name: one.close for name, one in zip(names, alone, strict=True)}
        yield TwoProcesses(front, stop, register, session)
    register.database.close()


@pytest.fixture
def visit(office: TwoProcesses, chromium: Browser) -> Iterator[Callable[..., Visit]]:
    """Come with a browser of one's own, to another process than ``apart_from``'s."""
    contexts = []

    def asked(is_an: bool) -> Visit:
        context = chromium.new_context()
        contexts.append(context)
        if is_an:
            cookie = {"name": "session", "value": office.session, "url": office.front}
            context.add_cookies([cookie])  # type: ignore[list-item]  # a dict is taken, too
        made = Visit(context.new_page())
        made.page.set_default_timeout(PATIENCE_MS)
        made.page.on("response", lambda answer: made.served_by.append(answer.headers[SERVED_BY]))
        made.page.goto(f"{office.front}/_stcore/health")
        return made

    def arrived(*, is_an: bool = False, apart_from: Visit | None = None) -> Visit:
        found = asked(is_an)
        for _ in range(MANY):
            if apart_from is None or found.process != apart_from.process:
                break
            found = asked(is_an)
        found.page.goto(f"{office.front}/?project={PROJECT}")
        found.page.locator(".gr-panel").wait_for()
        return found

    yield arrived
    for context in contexts:
        context.close()


def test_what_is_saved_with_one_process_is_seen_with_the_other_and_outlives_it(
    office: TwoProcesses, visit: Callable[..., Visit]
) -> None:
    an = visit(is_an=True)
    reader = visit(apart_from=an)
    assert set(an.served_by).isdisjoint(reader.served_by)

    open_pencil(an.page)
    choose_status(an.page, "suspended")
    save(an.page)
    reported = an.page.locator(".gr-panel").get_by_text("An báo cáo").first
    reported.wait_for()
    seen = reader.page.locator(".gr-panel").get_by_text("An báo cáo").first
    assert not seen.is_visible()
    reader.page.get_by_role("button", name=TEXTS("panel.back")).click()
    reader.page.locator(f".st-key-choose-{PROJECT} button").click()
    seen.wait_for()
    assert set(an.served_by).isdisjoint(reader.served_by), "each stays with his process"

    office.stop[an.process]()
    answer = an.page.reload()
    reported.wait_for()
    assert answer
    assert answer.headers[SERVED_BY].endswith(reader.process), "the other one took over"
    open_pencil(an.page)
    choose_status(an.page, "construction")
    save(an.page)
    an.page.locator(".st-key-entry-save").wait_for(state="detached")
    assert [entry.author for entry in office.register.entries()] == ["An", "An"]
    assert an.page.locator(FAULT).count() == 0
