"""The real app on a port of its own, and a browser that may ask no other host."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO
from urllib.error import URLError
from urllib.parse import parse_qsl, urlencode
from urllib.request import urlopen

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    FrameLocator,
    Page,
    Playwright,
    Request,
    Response,
    sync_playwright,
)

from layers.texts import Language, Texts
from tests.browser.runs import Run, Runs

ROOT = Path(__file__).resolve().parents[2]
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Nobody but this machine is reached: no name is looked up, no other number is routed.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
PATIENCE_MS = 60_000
FAULT = '[data-testid="stException"], .gr-fault'
"""What nobody may ever see: Streamlit's red box, and our own sentence in its place."""
LEAST_BESIDE_PX = 1000
"""Where a screen is narrower, the filters lie over the page."""
VIETNAMESE = Texts(Language.VI)


def find_chromium() -> str:
    """Path of the browser; without one the tests skip, but never on the build machine."""
    named = [os.environ.get("GIAPRANH_CHROMIUM"), "chromium", "chromium-browser", "google-chrome"]
    found = next(filter(None, (shutil.which(name) for name in named if name)), None)
    if found is None:
        reason = "no Chromium: install the package chromium, or set GIAPRANH_CHROMIUM"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@contextmanager
def serving(
    *arguments: str,
    env: Mapping[str, str] | None = None,
    script: str = "app.py",
    port: int | None = None,
    log: Path | None = None,
    under: Sequence[str] = (),
) -> Iterator[str]:
    """Run the app as a person does, without what a developer has fetched; gives its address.

    What it logs goes into ``log``; ``under`` is a program that watches it.
    """
    with TemporaryDirectory(prefix="giap-ranh-cache-") as cache:
        around = (
            os.environ
            | {"GIAPRANH_CACHE": cache, "GIAPRANH_DATABASE": f"{cache}/register.sqlite"}
            | dict(env or {})
        )
        out = (log or Path(os.devnull)).open("wb")
        with out, _process(script, arguments, around, out, port or free_port(), under) as address:
            yield address


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _process(
    script: str,
    arguments: Sequence[str],
    env: Mapping[str, str],
    log: BinaryIO,
    port: int,
    under: Sequence[str] = (),
) -> Iterator[str]:
    command = [*under, sys.executable, "-m", "streamlit", "run", script]
    command += ["--server.headless=true", f"--server.port={port}", "--server.address=127.0.0.1"]
    command += ["--", *arguments] if arguments else []
    process = subprocess.Popen(command, cwd=ROOT, env=dict(env), stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/_stcore/health", process)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_for(url: str, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if process.poll() is not None:
            pytest.fail(f"the app ended with code {process.returncode}")
        try:
            with urlopen(url, timeout=5):  # noqa: S310 - our own address
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    pytest.fail("the app did not start within a minute")


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    find_chromium()
    with serving() as at:
        yield at


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    find_chromium()
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    with playwright.chromium.launch(executable_path=find_chromium(), args=list(QUIET)) as browser:
        yield browser


@pytest.fixture(params=list(Language), ids=str)
def texts(request: pytest.FixtureRequest) -> Texts:
    """What the reader sees, in each language."""
    return Texts(request.param)


@dataclass
class Seen:
    """A page under watch: whatever should not happen is written down."""

    page: Page
    texts: Texts
    runs: Runs
    foreign: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def map(self) -> FrameLocator:
        return self.page.frame_locator('iframe[title^="streamlit_folium"]')

    def in_map(self, script: str) -> Any:
        """Evaluate in the map's frame, where ``map`` is the Leaflet map."""
        return self.map.locator("body").evaluate(f"() => {{ const map = window.map; {script} }}")

    def wait_for_map(self) -> None:
        maps = self.page.locator('iframe[title^="streamlit_folium"]')
        self.wait_until(lambda: maps.count() == 1)  # that of the page before may still be there
        self.map.locator(".gr-line").first.wait_for(timeout=PATIENCE_MS)

    def show_filters(self) -> None:
        """Press the button that the filters lie behind, unless they stand open."""
        button = self.page.locator('[data-testid="stExpandSidebarButton"]')
        bar = self.page.locator('[data-testid="stSidebar"][data-collapsed="false"]')
        button.or_(bar).first.wait_for(timeout=PATIENCE_MS)
        if button.count():
            button.click()
        bar.wait_for(timeout=PATIENCE_MS)
        self.page.wait_for_timeout(400)  # it slides in, and what stands beside moves

    def go(self, page: str) -> None:
        """Turn to a page by the menu, and wait until it stands there."""
        name = self.texts(f"page.{page}")
        self.page.locator(".st-key-page").get_by_role("radio", name=name, exact=True).click()
        self.settle()

    def speak(self, language: Language) -> None:
        """Change the language."""
        self.texts = Texts(language)
        name = self.texts(f"language.{language}")
        self.page.locator(".st-key-language").get_by_role("radio", name=name, exact=True).click()
        self.settle()

    def settle(self) -> None:
        """Wait until the server has answered and Streamlit has put away what it showed before."""
        self.page.wait_for_timeout(150)
        self.wait_until(lambda: self.runs.last is Run.ENDED)
        self.page.evaluate("() => new Promise((done) => setTimeout(done, 50))")  # it is taken in
        self.wait_until(lambda: self.page.locator('[data-stale="true"]').count() == 0)
        running = self.page.locator('[data-test-script-state="running"]')
        self.wait_until(lambda: running.count() == 0)
        self.assert_no_fault()

    def assert_no_fault(self) -> None:
        assert self.page.locator(FAULT).all_inner_texts() == []

    def wait_until(self, test: Callable[[], bool]) -> None:
        until = time.monotonic() + PATIENCE_MS / 1000
        while not test():
            assert time.monotonic() < until, "waited in vain"
            self.page.wait_for_timeout(100)

    def assert_quiet(self) -> None:
        assert (self.foreign, self.failed, self.errors) == ([], [], [])
        self.assert_no_fault()


Open = Callable[..., Seen]


@pytest.fixture(scope="session")
def profile(
    playwright: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BrowserContext]:
    """One for all pages, on disk: only there Chromium keeps the scripts that it has compiled."""
    with playwright.chromium.launch_persistent_context(
        tmp_path_factory.mktemp("profile"), executable_path=find_chromium(), args=list(QUIET)
    ) as context:
        # Each tab begins as a browser that was here before, and remembers nothing else.
        context.add_init_script(
            "if (window === window.top) window.localStorage.clear();"
            "window.localStorage.setItem('giap-ranh-toured', '1')"
        )
        yield context


def watched(page: Page, home: str, texts: Texts) -> Seen:
    """Write down what a page of the app at ``home`` asks for and what goes wrong in it."""
    seen = Seen(page, texts, Runs(page))

    def request(asked: Request) -> None:
        if not asked.url.startswith((home, "data:", "blob:")):
            seen.foreign.append(asked.url)

    def response(answer: Response) -> None:
        if answer.status >= 400:
            seen.failed.append(answer.url)

    def failed(asked: Request) -> None:
        if asked.failure != "net::ERR_ABORTED":  # the page itself went on before it was answered
            seen.failed.append(asked.url)

    def console(message: ConsoleMessage) -> None:
        if message.type == "error":
            seen.errors.append(message.text)

    page.on("request", request)
    page.on("response", response)
    page.on("requestfailed", failed)
    page.on("console", console)
    page.on("pageerror", lambda error: seen.errors.append(str(error)))
    return seen


@pytest.fixture
def open_page(profile: BrowserContext, address: str) -> Iterator[Open]:
    """Open the app in a tab of its own; ``online`` answers where other hosts are blocked.

    ``filters`` opens them, as a reader who filters does; on a phone they would cover the page.
    """
    pages = []

    def opened(
        at: str | None = None,
        size: tuple[int, int] = (1280, 720),
        online: bool = False,
        query: str = "",
        texts: Texts = VIETNAMESE,
        filters: bool = True,
    ) -> Seen:
        home = at or address
        page = profile.new_page()
        pages.append(page)
        page.set_viewport_size({"width": size[0], "height": size[1]})
        if online:
            page.route(
                lambda url: not url.startswith(home), lambda route: route.fulfill(status=204)
            )
        seen = watched(page, home, texts)
        asked = parse_qsl(query.removeprefix("?"))
        if texts.language != VIETNAMESE.language:
            asked.append(("lang", texts.language))
        page.goto(f"{home}/?{urlencode(asked)}" if asked else home)
        if filters and size[0] >= LEAST_BESIDE_PX:
            seen.show_filters()
        return seen

    yield opened
    for page in pages:
        page.close()
    profile.clear_cookies(name="giap-ranh-background")


@pytest.fixture
def chromium_page(profile: BrowserContext) -> Iterator[Page]:
    """A tab that nobody watches."""
    page = profile.new_page()
    yield page
    page.close()
