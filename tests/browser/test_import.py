"""Importing a document in the browser: reviewed, reloaded in the midst, saved, seen on the map."""

import os
import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect

from geo.agreements.document import Document
from geo.registry import load_registry
from geo.store.attachments import Files
from geo.store.causality import living
from geo.store.database import Database
from geo.store.entry import EntryKind
from geo.store.log import Register
from layers.review.journal import Journal
from layers.texts import Language, Texts
from tests.browser.conftest import PATIENCE_MS, Open, Seen, find_chromium, serving
from tests.data import FROZEN
from tests.layers.review.imports import TEXT

MISSED = "5. Mở lối mòn qua\nđèo Thử, do tỉnh Bắc Giang đang thi công.\n"


def picture(seen: Seen, name: str) -> None:
    """Keep a screenshot where GIAPRANH_SHOTS points, to be looked at by a person."""
    folder = os.environ.get("GIAPRANH_SHOTS")
    if folder:
        seen.page.screenshot(path=str(Path(folder) / f"{name}.png"))


def choose(seen: Seen, label: str, typed: str) -> None:
    """Choose from a list by typing, as a person without Vietnamese keys does."""
    box = seen.page.locator(".st-key-gr-import-form").get_by_role("combobox", name=label).first
    box.click()
    box.press_sequentially(typed)
    seen.page.get_by_role("option").first.click()
    seen.page.keyboard.press("Tab")  # Escape would clear the choice
    seen.settle()


def test_a_document_is_reviewed_added_to_and_reloaded(open_page: Open, tmp_path: Path) -> None:
    seen = open_page(query="?page=import")
    document = tmp_path / "bien-ban-thu.txt"
    document.write_text(TEXT + MISSED, encoding="utf-8")
    seen.page.locator('[data-testid="stFileUploader"]').wait_for(timeout=3 * PATIENCE_MS)
    seen.page.locator('input[type="file"]').set_input_files(document)
    seen.page.locator(".gr-doc mark").first.wait_for(timeout=PATIENCE_MS)
    seen.wait_until(lambda: "doc=" in seen.page.url)
    assert '<script>alert("x")' in seen.page.locator(".gr-doc").inner_text()
    seen.page.get_by_text("Thêm mục máy bỏ sót").click()
    words = seen.page.locator(".st-key-import-add-words input")
    words.fill("lối mòn không có")
    words.press("Tab")
    seen.settle()
    add = seen.page.get_by_role("button", name="Thêm và điền tiếp")
    add.click()
    seen.page.get_by_text("Không thấy những chữ ấy").wait_for(timeout=PATIENCE_MS)
    words.fill("lối mòn qua đèo thử")
    words.press("Tab")
    seen.settle()
    add.click()
    form = seen.page.locator(".st-key-gr-import-form")
    form.wait_for(timeout=PATIENCE_MS)
    assert "tuyến cần ít nhất hai địa điểm" in form.inner_text()
    assert seen.page.locator(".gr-doc mark.gr-mark-open").count() == 2  # it runs over a line's end
    choose(seen, "Hình dạng", "điểm")
    choose(seen, "Tại", "ga kep")
    form.locator(".gr-sketch-map").wait_for(timeout=PATIENCE_MS)
    seen.page.reload()  # in the midst of it
    form.locator(".gr-sketch-map").wait_for(timeout=PATIENCE_MS)
    picture(seen, "import-form-vi")
    choose(seen, "Bên chịu trách nhiệm", "tinh bac giang")
    assert "✎ thêm tay" in seen.page.locator(".gr-finding").first.inner_text()
    seen.page.get_by_role("button", name="Nhận", exact=True).first.click()
    form.wait_for(state="detached", timeout=PATIENCE_MS)
    assert "Đã nhận (1)" in seen.page.locator(".st-key-import_list").inner_text()
    seen.speak(Language.EN)
    save = seen.page.get_by_role("button", name="Save into the data")
    save.wait_for(timeout=PATIENCE_MS)
    assert save.is_enabled()
    picture(seen, "import-save-en")
    seen.assert_quiet()


def test_what_is_no_document_gets_one_message(open_page: Open, tmp_path: Path) -> None:
    seen = open_page(query=f"?page=import&doc={'0' * 64}", size=(390, 844))
    seen.page.get_by_text("không giữ văn bản của địa chỉ ấy").wait_for(timeout=PATIENCE_MS)
    hostile = tmp_path / "<b>hong.docx"
    hostile.write_bytes(b"PK\x03\x04 not a document")
    seen.page.locator('input[type="file"]').set_input_files(hostile)
    seen.page.get_by_text("Không mở được tệp Word").wait_for(timeout=PATIENCE_MS)
    assert seen.page.locator(".gr-own-alarm").count() == 1
    assert seen.page.locator('[data-testid="stException"]').count() == 0
    seen.assert_quiet()


def test_several_documents_and_pasted_text(open_page: Open, tmp_path: Path) -> None:
    seen = open_page(query="?page=import")
    papers = [tmp_path / f"van-ban-{number}.txt" for number in (1, 2)]
    for number, paper in enumerate(papers, start=1):
        paper.write_text(f"Hai tỉnh xây cầu Hòa Sơn {number}.", encoding="utf-8")
    seen.page.locator('[data-testid="stFileUploader"]').wait_for(timeout=3 * PATIENCE_MS)
    seen.page.locator('input[type="file"]').set_input_files(papers)
    marked = seen.page.locator(".gr-doc mark").first
    marked.get_by_text("cầu Hòa Sơn 1").wait_for(timeout=PATIENCE_MS)
    seen.page.get_by_role("combobox", name="Các văn bản nộp cùng lúc").first.click()
    seen.page.get_by_role("option", name="van-ban-2").click()
    marked.get_by_text("cầu Hòa Sơn 2").wait_for(timeout=PATIENCE_MS)
    seen.page.get_by_role("button", name="Văn bản khác").click()
    seen.page.get_by_text("Dán chữ", exact=True).click()
    words = seen.page.locator(".st-key-import-paste textarea")
    words.fill("Tỉnh đang mở rộng quốc lộ 37.")
    words.press("Tab")
    seen.settle()
    seen.page.get_by_role("button", name="Đọc chữ đã dán").click()
    marked.get_by_text("quốc lộ 37").wait_for(timeout=PATIENCE_MS)
    seen.assert_quiet()


def test_what_was_accepted_is_saved_and_on_the_map(open_page: Open, tmp_path: Path) -> None:
    find_chromium()
    data = Path(shutil.copytree(FROZEN, tmp_path / "data"))
    journal = Journal(tmp_path / "cache" / "reviews")
    key = journal.keep(Document("bien-ban-thu", TEXT))
    form = {"from": "ga-kep", "provinces": ["24"], "sides": {"24": {"responsible": ["bac-giang"]}}}
    journal.change(key, "items", "project-cau-ben-thu", state="accepted", form=form)
    with serving(f"--data={data}", env={"GIAPRANH_CACHE": str(tmp_path / "cache")}) as app:
        seen = open_page(app, query=f"?page=import&doc={key}", texts=Texts(Language.EN))
        save = seen.page.get_by_role("button", name="Save into the data")
        save.click(timeout=3 * PATIENCE_MS)  # this app's first page: all is located only now
        said = seen.page.get_by_text("the map and tables use it")
        said.wait_for(timeout=3 * PATIENCE_MS)  # all is checked in a copy, then located anew
        assert len(list((data / "projects").glob("imported-*-bien-ban-thu.yaml"))) == 1
        seen.page.locator(".st-key-words input").fill("Bến Thử")
        seen.page.keyboard.press("Enter")
        seen.go("map")
        seen.page.locator(".st-key-choose-cau-ben-thu").wait_for(timeout=PATIENCE_MS)
        seen.assert_quiet()


SIDES = """KẾT LUẬN, ngày 03 tháng 3 năm 2025

QL.279: phía tỉnh Bắc Giang đã hoàn thành; phía tỉnh Lạng Sơn đang thi công.
"""


def test_reports_are_entered_on_their_sides_and_withdrawn(open_page: Open, tmp_path: Path) -> None:
    document = tmp_path / "ket-luan.txt"
    document.write_text(SIDES, encoding="utf-8")
    where = {"GIAPRANH_DATABASE": str(tmp_path / "register.sqlite")}
    with serving(f"--data={FROZEN}", env=where) as app:
        seen = open_page(app, query="page=import", filters=False)
        page = seen.page
        page.set_default_timeout(3 * PATIENCE_MS)
        page.locator('[data-testid="stFileUploader"]').wait_for()
        page.locator('input[type="file"]').set_input_files(document)
        page.locator('[class*="st-key-import-accept-report-ql279"] button').first.click()
        name = page.get_by_label(seen.texts("entry.author"))
        name.fill("Nguyễn Văn Nhập")
        name.press("Tab")
        seen.settle()
        page.locator(".st-key-import-save button").click()
        page.get_by_text("bản đồ và các bảng đã dùng").first.wait_for()
        assert counted(tmp_path) == {("2008:24", "completed"), ("2008:20", "construction")}
        seen.go("log")
        page.locator(".gr-log").get_by_text("Nguyễn Văn Nhập").first.wait_for()
        seen.go("import")
        page.locator(".st-key-import_list").get_by_role("radio", name="Đã lưu").click()
        page.locator('[class*="st-key-import-withdraw-report-ql279"] button').first.click()
        seen.settle()
        page.locator(".st-key-import-save button").click()
        page.get_by_text("bản đồ và các bảng đã dùng").first.wait_for()
        assert counted(tmp_path) == set()
        seen.assert_quiet()


def counted(folder: Path) -> set[tuple[str | None, str]]:
    """Side and status of the reports of the register that count."""
    database = Database(str(folder / "register.sqlite"))
    entries = Register(database, Files(folder / "attachments"), load_registry(FROZEN)).entries()
    database.close()
    return {(e.side, e.payload.status) for e in living(entries)[0] if e.kind == EntryKind.STATUS}


TWO_SIDES = """KẾT LUẬN, ngày 03 tháng 3 năm 2026

1. **Xây dựng cầu Tân Thử**: phía tỉnh Bắc Giang dài 11,2 km do UBND tỉnh Bắc Giang làm
chủ đầu tư đã hoàn thành; phía tỉnh Lạng Sơn dài 7,3 km do Ban Quản lý dự án 6 làm
chủ đầu tư đang thi công, hoàn thành trong năm 2027.
"""


@pytest.mark.parametrize("language", Language)
def test_each_side_is_a_row_and_its_facts_can_be_corrected(
    open_page: Open, tmp_path: Path, language: Language
) -> None:
    seen = open_page(query="?page=import", texts=Texts(language))
    document = tmp_path / "hai-phia.txt"
    document.write_text(TWO_SIDES, encoding="utf-8")
    seen.page.locator('[data-testid="stFileUploader"]').wait_for(timeout=3 * PATIENCE_MS)
    seen.page.locator('input[type="file"]').set_input_files(document)
    seen.page.locator(".gr-doc mark").first.wait_for(timeout=PATIENCE_MS)
    assert "**" not in seen.page.locator(".gr-doc").inner_text()
    assert "**" not in seen.page.locator(".gr-finding").first.inner_text()
    seen.page.locator('[class*="st-key-import-correct-project-"] button').first.click()
    form = seen.page.locator(".st-key-gr-import-form")
    form.wait_for(timeout=PATIENCE_MS)
    picture(seen, f"import-sides-{language.value}")
    words = form.inner_text()
    assert words.index("Bắc Giang") < words.index("Lạng Sơn")
    lengths = form.get_by_role("textbox", name=seen.texts("import.lengths"))
    assert [line[:3] for line in lengths.input_value().split("\n")] == ["11,", "7,3"]
    assert "Ban Quản lý dự án 6" in words
    stretches = form.get_by_role("textbox", name=seen.texts("import.part_vi"))
    stretch = stretches.last
    stretch.fill("Đoạn Bản Thử - Đèo Thử")
    stretch.press("Tab")
    seen.settle()
    lengths.fill("7,9 đoạn qua tỉnh Lạng Sơn")
    lengths.press("Tab")
    seen.settle()
    seen.page.reload()
    form.wait_for(timeout=PATIENCE_MS)
    stretches.last.wait_for(timeout=PATIENCE_MS)
    expect(stretches.last).to_have_value("Đoạn Bản Thử - Đèo Thử", timeout=PATIENCE_MS)
    assert stretches.count() == 2
    expect(lengths).to_have_value(re.compile(r"^7,9"), timeout=PATIENCE_MS)
    picture(seen, f"import-corrected-{language.value}")
    seen.assert_quiet()
