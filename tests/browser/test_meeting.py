"""A whole meeting of two provinces in the browser, and the next one three months later."""

import datetime as dt
import io
from collections.abc import Iterator
from pathlib import Path

import docx
import pptx
import pytest
from playwright.sync_api import Browser, Page, expect

from geo.model import EntrySource, Status, StatusReport, Text
from geo.registry import load_registry
from geo.store.attachments import Files
from geo.store.database import Database
from geo.store.entry import Draft, EntryKind
from geo.store.log import Register
from geo.store.people import Visitor
from layers.texts import Language, Texts
from tests.browser.conftest import FAULT, PATIENCE_MS, find_chromium, free_port, serving
from tests.data import FROZEN

VI = Texts(Language.VI)
LANG_SON = "2008:20"
CONCLUDED = ("Hoàn thành nền đường", "Trao đổi hồ sơ thiết kế", "Báo cáo hai UBND tỉnh")


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("meeting") / "register.sqlite"


@pytest.fixture(scope="module")
def page(chromium: Browser, database: Path) -> Iterator[Page]:
    find_chromium()
    env = {"GIAPRANH_DATABASE": str(database)}
    with serving(env=env, port=free_port()) as address:
        context = chromium.new_context(viewport={"width": 1280, "height": 900})
        opened = context.new_page()
        opened.set_default_timeout(PATIENCE_MS)
        expect.set_options(timeout=PATIENCE_MS)
        opened.goto(f"{address}/?page=meeting")
        yield opened
        context.close()


def settled(page: Page) -> None:
    page.locator('[data-test-script-state="notRunning"]').wait_for()
    page.wait_for_timeout(300)  # what was just sent begins
    page.locator('[data-test-script-state="notRunning"]').wait_for()
    expect(page.locator(FAULT)).to_have_count(0)


def write_day(page: Page, label: str, day: dt.date) -> None:
    group = page.get_by_role("group", name=label, exact=True).first
    parts = (f"{day.day:02d}", f"{day.month:02d}", f"{day.year}")
    for part, digits in zip(group.get_by_role("spinbutton").all(), parts, strict=True):
        part.click()
        page.keyboard.type(digits, delay=40)
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")  # a calendar, where one opened
    page.get_by_role("heading", name=VI("meeting.heading")).click()
    settled(page)


def tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=VI(f"meeting.tab.{name}")).click()


def write(page: Page, label: str, words: str) -> None:
    field = page.get_by_label(label, exact=True).first
    field.fill(words)
    field.press("Tab")
    settled(page)


def choose(page: Page, key: str, words: str) -> None:
    page.locator(f".st-key-{key} input").first.click()
    page.locator(f".st-key-{key} input").first.fill(words)
    page.get_by_role("option", name=words, exact=True).first.wait_for()
    page.keyboard.press("Enter")
    settled(page)


def taken(page: Page, name: str) -> bytes:
    settled(page)
    with page.expect_download() as waited:
        page.locator(f".st-key-meeting-{name} button").click()
    return Path(waited.value.path()).read_bytes()


def test_a_meeting_is_held_written_down_and_followed_by_the_next(
    page: Page, database: Path
) -> None:
    _call(page)
    _conclude(page)
    _take_papers(page)
    _time_goes_by(database)
    _meet_again(page)


def _call(page: Page) -> None:
    """An agenda is proposed from what the two provinces share, and kept without a button."""
    write(page, VI("entry.author"), "Nguyễn Thư Ký")
    page.locator(".st-key-meeting-new button").click()
    write(page, VI("meeting.title"), "Hội nghị Bắc Giang – Lạng Sơn")
    write(page, VI("meeting.host"), "UBND tỉnh Lạng Sơn")
    field = page.get_by_label(VI("meeting.parties")).first
    for province in ("Bắc Giang", "Lạng Sơn"):
        field.fill(province)
        page.get_by_role("option", name=province, exact=True).wait_for()
        field.press("Enter")
        settled(page)
    page.keyboard.press("Escape")
    page.locator(".st-key-meeting-suggest button").first.click()
    rows = page.locator(".st-key-gr-deck [class*=st-key-gr-meeting-row]")
    expect(rows.first).to_be_visible()
    settled(page)
    page.reload()
    expect(page.get_by_label(VI("meeting.title")).first).to_have_value(
        "Hội nghị Bắc Giang – Lạng Sơn"
    )
    expect(rows.first).to_be_visible()


def _conclude(page: Page) -> None:
    tab(page, "show")
    show = page.frame_locator(".st-key-gr-deck-show iframe")
    expect(show.locator(".gr-slide.gr-now h1")).to_have_text("Hội nghị Bắc Giang – Lạng Sơn")
    pane = page.locator(".st-key-conclusion-text textarea")
    expect(pane).to_have_count(0)
    second = _second_screen(page)
    page.keyboard.press("End")  # what is to be settled, which is no project's
    last = show.locator(".gr-slide.gr-now")
    expect(second.locator(".gr-slide.gr-now footer b")).to_have_text(last.locator("b").inner_text())
    projects = show.locator(".gr-slide[data-project]").evaluate_all(
        "slides => slides.map(slide => slide.dataset.project)"
    )
    page.keyboard.press("Home")
    while show.locator(".gr-slide.gr-now").get_attribute("data-project") != projects[-1]:
        page.keyboard.press("ArrowRight")
    expect(second.locator(f'.gr-now[data-project="{projects[-1]}"]')).to_be_visible()
    page.keyboard.press("k")
    expect(pane).to_be_focused()
    name = load_registry(FROZEN).projects[projects[-1]].name.vi
    expect(page.locator(".st-key-conclusion-project input")).to_have_value(name)
    for words in CONCLUDED:
        page.locator(".st-key-conclusion-text textarea").fill(words)
        page.locator(".st-key-conclusion-who input").fill("Ban QLDA")
        page.get_by_role("button", name=VI("conclusion.save")).click()
        expect(page.get_by_text(f"– {words}")).to_be_visible()
        expect(page.locator(".st-key-conclusion-text textarea")).to_have_value("")
        settled(page)
    # The show is drawn anew with the conclusions; the slide stays, and the second screen has them.
    expect(show.locator(".gr-list-slide").last).to_contain_text(CONCLUDED[-1])
    expect(show.locator(f'.gr-now[data-project="{projects[-1]}"]')).to_be_visible()
    expect(second.locator(f'.gr-now[data-project="{projects[-1]}"]')).to_be_visible()
    show.locator(".gr-slide.gr-now h2").click()  # no link of it
    page.keyboard.press("End")
    expect(show.locator(".gr-slide.gr-now")).to_contain_text(CONCLUDED[-1])
    expect(second.locator(".gr-slide.gr-now")).to_contain_text(CONCLUDED[-1])
    second.close()


def _second_screen(page: Page) -> Page:
    page.frame_locator(".st-key-gr-deck-show iframe").locator(".gr-slide.gr-now").click()
    with page.context.expect_page() as opened:
        page.keyboard.press("w")
    return opened.value


def _take_papers(page: Page) -> None:
    tab(page, "papers")
    minutes = docx.Document(io.BytesIO(taken(page, "minutes")))
    cells = [c.text for table in minutes.tables for row in table.rows for c in row.cells]
    assert set(CONCLUDED) <= set(cells)
    assert "UBND TỈNH LẠNG SƠN" in cells[0]
    slides = pptx.Presentation(io.BytesIO(taken(page, "powerpoint"))).slides
    last = "\n".join(s.text_frame.text for s in slides[len(slides) - 1].shapes if s.has_text_frame)
    assert all(words in last for words in CONCLUDED)
    assert taken(page, "slides").startswith(b"<!DOCTYPE html>")
    assert docx.Document(io.BytesIO(taken(page, "notice"))).tables


def _time_goes_by(database: Path) -> None:
    """A side reports, as it would before the next meeting."""
    where = Database(str(database))
    register = Register(where, Files(database.parent / "attachments"), load_registry(FROZEN))
    told = StatusReport(
        date=dt.date.today(),
        status=Status.COMPLETED,
        note=Text(vi="xong", en="done"),
        source=EntrySource(by="?", date=dt.date.today()),
    )
    draft = Draft(
        kind=EntryKind.STATUS, project="huu-lung-dt245-my-an", side=LANG_SON, payload=told
    )
    register.append(Visitor.operator("Lạng Sơn"), [draft])
    where.close()


def _meet_again(page: Page) -> None:
    """The next meeting begins with what changed and what is open."""
    tab(page, "agenda")
    page.locator(".st-key-meeting-new button").click()
    expect(page.get_by_label(VI("meeting.title")).first).to_have_value(VI("meeting.untitled"))
    later = dt.date.today() + dt.timedelta(days=90)
    write_day(page, VI("meeting.date"), later)
    yesterday = dt.date.today() - dt.timedelta(days=1)
    write_day(page, VI("meeting.since"), yesterday)
    suggest = page.locator(".st-key-meeting-suggest button").first
    # what is or may be out of step, and what changed since
    expect(suggest).to_contain_text(VI("meeting.suggest", count=3))
    suggest.click()
    settled(page)
    tab(page, "tasks")
    table = page.locator(".gr-log table").last
    for words in CONCLUDED:
        expect(table).to_contain_text(words)
    choose(page, "task-close", CONCLUDED[0])
    write(page, VI("task.how"), "đã xong trước hạn")
    page.locator(".st-key-task-close-now button").click()
    expect(table).to_contain_text("đã xong trước hạn")
    tab(page, "show")
    show = page.frame_locator(".st-key-gr-deck-show iframe")
    changed = show.locator(".gr-list-slide", has_text="Thay đổi từ ngày")
    expect(changed.first).to_contain_text("hoàn thành")
    tab(page, "papers")
    minutes = docx.Document(io.BytesIO(taken(page, "minutes")))
    text = "\n".join(p.text for p in minutes.paragraphs)
    assert "Việc còn phải làm từ các kỳ trước" in text
    assert "Thay đổi từ ngày" in text
