"""Two reporters and a reader on one server: a real OpenID Connect provider vouches for them."""

import json
import secrets
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, WebSocketRoute, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from geo.registry import load_registry
from geo.store.attachments import Files
from geo.store.database import Database
from geo.store.log import Register
from geo.store.people import Person, Role, Visitor
from layers.texts import Language, Texts
from tests.browser.conftest import FAULT, PATIENCE_MS, Open, find_chromium, free_port, serving
from tests.data import FROZEN

PROJECT = "huu-lung-dt245-my-an"
LANG_SON, BAC_GIANG = "2008:20", "2008:24"
TEXTS = Texts(Language.VI)
OPERATOR = Visitor.operator("Người vận hành")
PEOPLE = {"an@bacninh.vn": "An", "binh@langson.vn": "Bình", "doc@hanoi.vn": "Độc giả"}


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """The OpenID Connect provider, with three people it knows."""
    port = free_port()
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)]
    for email, name in PEOPLE.items():
        claims = {"sub": email, "email": email, "name": name, "email_verified": True}
        command += ["--user-claims", json.dumps(claims)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    at = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + 60
        while True:
            try:
                urlopen(f"{at}/.well-known/openid-configuration", timeout=5).close()  # noqa: S310
                break
            except (URLError, ConnectionError):
                assert time.monotonic() < until, "the provider did not start"
                time.sleep(0.2)
        yield at
    finally:
        process.terminate()
        process.wait(timeout=20)


@dataclass(frozen=True)
class Office:
    """A server with a register that people sign in to."""

    address: str
    register: Register


@contextmanager
def opened_office(provider: str, folder: Path, **env: str) -> Iterator[Office]:
    """A server whose readers sign in with the provider."""
    find_chromium()
    database = folder / "register.sqlite"
    register = Register(
        Database(str(database)), Files(folder / "attachments"), load_registry(FROZEN)
    )
    for email, province in (("an@bacninh.vn", "2025:24"), ("binh@langson.vn", LANG_SON)):
        register.put_person(OPERATOR, Person(PEOPLE[email], Role.REPORTER, email, province))
    port = free_port()
    said = folder / "secrets.toml"
    said.write_text(
        f"""[auth]
redirect_uri = "http://127.0.0.1:{port}/oauth2callback"
cookie_secret = "{secrets.token_hex(32)}"
client_id = "giap-ranh"
client_secret = "{secrets.token_hex(16)}"
server_metadata_url = "{provider}/.well-known/openid-configuration"
""",
        encoding="utf-8",
    )
    env |= {"GIAPRANH_DATABASE": str(database), "STREAMLIT_SECRETS_FILES": str(said)}
    with serving(env=env, port=port) as address:
        yield Office(address, register)
    register.database.close()


@pytest.fixture(scope="module")
def office(provider: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with opened_office(provider, tmp_path_factory.mktemp("office")) as opened:
        yield opened


SignIn = Callable[[str | None], Page]


@contextmanager
def arriving(office: Office, chromium: Browser) -> Iterator[SignIn]:
    """Open the project in a browser of one's own, signed in as somebody or as nobody."""
    contexts = []

    def signed_in(email: str | None) -> Page:
        context = chromium.new_context()
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.goto(f"{office.address}/?project={PROJECT}")
        if email is not None:
            page.locator(".st-key-gr-top .st-key-sign-in button").click()  # no filters opened
            page.locator('input[name="sub"]').first.wait_for()
            page.locator(f'button[value="{email}"], input[value="{email}"]').first.click()
            page.locator(".st-key-sign-out button").wait_for()
            page.goto(f"{office.address}/?project={PROJECT}")
            page.locator(".st-key-sign-out button").wait_for()
        page.locator(".gr-panel").wait_for()
        return page

    yield signed_in
    for context in contexts:
        context.close()


@pytest.fixture
def arrive(office: Office, chromium: Browser) -> Iterator[SignIn]:
    with arriving(office, chromium) as signed_in:
        yield signed_in


def pencils(page: Page) -> list[str]:
    page.locator(".gr-panel").wait_for()
    page.wait_for_timeout(500)
    return page.locator('[class*="st-key-pencil"]').all_inner_texts()


def choose_status(page: Page, status: str) -> None:
    page.locator(".st-key-entry-status input").first.click()
    page.get_by_role("option", name=TEXTS(f"status.{status}"), exact=True).click()
    page.locator(".gr-preview").wait_for()


def save(page: Page) -> None:
    page.locator(".st-key-entry-save button").click()


def open_pencil(page: Page) -> None:
    page.locator('[class*="st-key-pencil"] button').first.click()
    page.locator(".st-key-entry-save").wait_for()


def test_each_updates_his_own_side_and_the_other_sees_it_at_the_next_click(
    office: Office, arrive: SignIn
) -> None:
    binh, an, reader, nobody = map(
        arrive, ["binh@langson.vn", "an@bacninh.vn", "doc@hanoi.vn", None]
    )
    assert "Lạng Sơn" in pencils(binh)[0]
    assert len(pencils(binh)) == 1
    assert "Bắc Giang" in pencils(an)[0]
    assert len(pencils(an)) == 1
    assert pencils(reader) == pencils(nobody) == []
    open_pencil(binh)
    choose_status(binh, "suspended")
    save(binh)
    binh.locator(".gr-panel").get_by_text("Bình báo cáo").first.wait_for()
    an.get_by_role("button", name=TEXTS("panel.back")).click()
    an.locator(f".st-key-choose-{PROJECT} button").click()
    an.locator(".gr-panel").get_by_text("Bình báo cáo").first.wait_for()
    (entry,) = office.register.entries()
    assert (entry.author, entry.email, entry.side) == ("Bình", "binh@langson.vn", LANG_SON)


def test_a_second_window_is_shown_what_came_in_the_meantime_and_asked(
    office: Office, arrive: SignIn
) -> None:
    first, second = arrive("an@bacninh.vn"), arrive("an@bacninh.vn")
    open_pencil(first)
    open_pencil(second)
    choose_status(first, "construction")
    choose_status(second, "operating")
    save(first)
    first.locator(".gr-panel").get_by_text("An báo cáo").first.wait_for()
    before = len(office.register.entries())
    save(second)
    second.get_by_role("alert").get_by_text(TEXTS("status.construction")).wait_for()
    assert len(office.register.entries()) == before
    save(second)  # he has seen it now, and says so
    second.locator(".st-key-entry-save").wait_for(state="detached")
    assert office.register.entries()[-1].payload.status == "operating"


def test_who_loses_his_role_with_the_form_open_is_refused(office: Office, arrive: SignIn) -> None:
    page = arrive("binh@langson.vn")
    open_pencil(page)
    choose_status(page, "completed")
    office.register.put_person(
        OPERATOR, Person("Bình", Role.REPORTER, "binh@langson.vn", "2025:22")
    )
    try:
        before = len(office.register.entries())
        save(page)
        page.get_by_text("không có quyền ghi").first.wait_for()
        assert len(office.register.entries()) == before
    finally:
        office.register.put_person(
            OPERATOR, Person("Bình", Role.REPORTER, "binh@langson.vn", LANG_SON)
        )


def test_a_session_ends_and_what_was_filled_in_is_refused(
    provider: str, chromium: Browser, tmp_path: Path
) -> None:
    hours = 60 / 3600  # long enough to sign in and open the form on a busy machine
    with (
        opened_office(provider, tmp_path, GIAPRANH_SESSION_HOURS=f"{hours}") as office,
        arriving(office, chromium) as arrive,
    ):
        page = arrive("binh@langson.vn")
        open_pencil(page)
        choose_status(page, "completed")
        page.wait_for_timeout(hours * 3_600_000)
        save(page)
        page.get_by_text("không có quyền ghi").first.wait_for()
        assert office.register.entries() == []
        page.goto(f"{office.address}/?project={PROJECT}")
        page.get_by_text(TEXTS("door.expired")).wait_for()
        assert pencils(page) == []


def forging(page: Page, forge: Callable[[WidgetState], bool]) -> list[str]:
    """Change what the page sends, as who writes his own client can; gives what was changed."""
    changed: list[str] = []

    def between(route: WebSocketRoute) -> None:
        server = route.connect_to_server()

        def pass_on(message: str | bytes) -> None:
            assert isinstance(message, bytes)
            sent = BackMsg.FromString(message)
            changed.extend(
                state.id for state in sent.rerun_script.widget_states.widgets if forge(state)
            )
            server.send(sent.SerializeToString())

        route.on_message(pass_on)
        server.on_message(route.send)

    page.route_web_socket("**/_stcore/stream", between)
    page.reload()
    page.locator(".gr-panel").wait_for()
    return changed


def test_another_sides_pencil_that_the_page_does_not_show_opens_nothing(
    office: Office, arrive: SignIn
) -> None:
    def forge(state: WidgetState) -> bool:
        is_pencil = f"pencil-{LANG_SON}" in state.id and state.trigger_value
        if is_pencil:
            state.id = state.id.replace(LANG_SON, BAC_GIANG)
        return is_pencil

    page = arrive("binh@langson.vn")
    changed = forging(page, forge)
    before = office.register.entries()
    page.locator('[class*="st-key-pencil"] button').first.click()
    page.wait_for_timeout(4000)
    assert len(changed) == 1
    assert page.locator(".st-key-entry-save").count() == 0
    assert office.register.entries() == before


def test_a_status_that_there_is_not_writes_nothing(office: Office, arrive: SignIn) -> None:
    def forge(state: WidgetState) -> bool:
        is_chosen = state.id.endswith("-entry-status") and bool(state.string_value)
        if is_chosen:
            state.string_value = "đã nghiệm thu"
        return is_chosen

    page = arrive("binh@langson.vn")
    changed = forging(page, forge)
    before = office.register.entries()
    open_pencil(page)
    page.locator(".st-key-entry-status input").first.click()
    page.get_by_role("option", name=TEXTS("status.completed"), exact=True).click()
    page.wait_for_timeout(4000)
    if page.locator(".st-key-entry-save button").is_enabled():
        save(page)
        page.wait_for_timeout(4000)
    assert changed
    assert office.register.entries() == before
    assert page.locator(FAULT).count() == 0


def test_signed_out_nobody_writes(office: Office, arrive: SignIn) -> None:
    page = arrive("binh@langson.vn")
    page.locator(".st-key-gr-top .st-key-sign-out button").click()
    page.wait_for_url("**/end_session**")  # the provider asks whether to end its session as well
    page.goto(f"{office.address}/?project={PROJECT}")
    page.locator(".st-key-sign-in button").wait_for()
    assert pencils(page) == []


def test_on_ones_own_machine_a_name_is_enough_and_an_entry_can_be_undone(
    open_page: Open, address: str
) -> None:
    seen = open_page(query=f"project={PROJECT}")
    page = seen.page
    page.set_default_timeout(PATIENCE_MS)
    page.locator(".gr-panel").wait_for()
    open_pencil(page)
    choose_status(page, "suspended")
    save(page)
    page.get_by_text("chưa có tên người ghi").first.wait_for()
    page.get_by_label(TEXTS("entry.author")).fill("Nguyễn Văn Thử")
    page.get_by_label(TEXTS("entry.note_vi"), exact=True).fill("chờ vốn")
    save(page)
    page.locator(".gr-panel").get_by_text("Nguyễn Văn Thử báo cáo").first.wait_for()
    seen.go("log")
    expect(page.locator(".gr-log tbody tr").first).to_contain_text("chờ vốn")
    seen.go("map")
    open_pencil(page)
    page.locator('[class*="st-key-undo-"] button').first.click()
    page.locator(".st-key-entry-save").wait_for(state="detached")
    expect(page.locator(".gr-panel")).not_to_contain_text("Nguyễn Văn Thử")
    seen.assert_quiet()


def test_a_form_goes_out_is_filled_in_and_handed_in(
    open_page: Open, address: str, tmp_path: Path
) -> None:
    seen = open_page(query="page=data", size=(1280, 2400))
    page = seen.page
    page.set_default_timeout(PATIENCE_MS)
    page.locator(".st-key-form-province").wait_for()
    seen.settle()
    page.locator(".st-key-form-province input").first.click()
    page.get_by_role("option").get_by_text("Lạng Sơn").click()
    with page.expect_download() as download:
        page.locator(".st-key-form-download button").click()
    file = tmp_path / "phieu.xlsx"
    download.value.save_as(file)
    book = load_workbook(file)
    sheet = book.active
    assert sheet is not None
    sheet["F5"], sheet["G5"], sheet["H5"] = "tạm dừng", "4/5/2026", "chờ vốn từ phiếu"
    book.save(file)
    page.locator(".st-key-form-file input[type=file]").set_input_files(file)
    page.get_by_text(TEXTS("form.rows", count=1)).wait_for()
    page.get_by_label(TEXTS("entry.author")).fill("Trần Thị Phiếu")
    page.get_by_label(TEXTS("entry.author")).press("Tab")
    seen.settle()
    page.locator(".st-key-form-save button").click()
    page.get_by_text(TEXTS("form.saved", count=1)).wait_for()
    seen.go("log")
    expect(page.locator(".gr-log tbody tr").first).to_contain_text("chờ vốn từ phiếu")
    seen.assert_quiet()
