"""The panel's strip, history and passages, in a real browser."""

from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from PIL import Image
from pypdf import PdfReader

from geo.registry import load_registry
from layers.texts import Texts
from tests.browser.conftest import PATIENCE_MS, Open, Seen, serving

APART = "huu-lung-dt245-my-an"


def open_project(seen: Seen, project_id: str) -> None:
    seen.wait_for_map()
    seen.page.locator(f".st-key-choose-{project_id} button").click()
    seen.page.locator(".gr-panel").wait_for(timeout=PATIENCE_MS)
    seen.settle()


def two_columns_line_up(seen: Seen) -> bool:
    """Whether what the two sides say of the same thing stands at one height."""
    tops = [
        side.locator("dt").evaluate_all("terms => terms.map((t) => t.getBoundingClientRect().top)")
        for side in seen.page.locator(".gr-side").all()
    ]
    return len(tops) == 2 and len(tops[0]) > 2 and tops[0] == pytest.approx(tops[1], abs=1)


def test_the_strip_opens_wide_and_is_downloaded_as_svg_and_png(
    open_page: Open, tmp_path: Path, texts: Texts
) -> None:
    seen = open_page(texts=texts)
    open_project(seen, APART)
    assert seen.page.locator(".gr-timeline tbody tr").count() == 3
    assert two_columns_line_up(seen)
    seen.page.locator(".st-key-strip button").click()
    drawn = seen.page.locator("img.gr-strip")
    drawn.wait_for(timeout=PATIENCE_MS)
    box = drawn.bounding_box()
    assert box is not None
    assert box["width"] > 1100
    assert drawn.evaluate("image => image.complete && image.naturalWidth") == 1280
    assert texts("status.approved") in (drawn.get_attribute("alt") or "")
    for kind in ("svg", "png"):
        with seen.page.expect_download() as waiting:
            seen.page.locator(f".st-key-strip-{kind} button").click()
        path = tmp_path / f"strip.{kind}"
        waiting.value.save_as(path)
        assert waiting.value.suggested_filename.startswith(f"giap-ranh-{APART}-")
    assert (tmp_path / "strip.svg").read_text(encoding="utf-8").startswith("<svg ")
    with Image.open(tmp_path / "strip.png") as raster:
        assert raster.width == 2560
    seen.page.get_by_role("dialog").get_by_role("button", name="Close").press("Enter")
    drawn.wait_for(state="detached", timeout=PATIENCE_MS)
    seen.assert_quiet()


def test_the_sheet_is_taken_as_word_and_as_one_printed_page(
    open_page: Open, tmp_path: Path, texts: Texts
) -> None:
    seen = open_page(texts=texts)
    open_project(seen, APART)
    seen.page.locator(".st-key-sheet button").first.click()
    with seen.page.expect_download() as waiting:
        seen.page.locator(".st-key-sheet-docx button").click()
    waiting.value.save_as(tmp_path / "sheet.docx")
    said = [paragraph.text for paragraph in docx.Document(str(tmp_path / "sheet.docx")).paragraphs]
    assert f"{seen.page.url.partition('?')[0]}?" in said[-1], "the address of the view"
    assert f"project={APART}" in said[-1]
    seen.page.locator(".st-key-sheet-pdf button").click()
    taken = seen.page.locator(".st-key-sheet-pdf-take button")
    taken.wait_for(timeout=PATIENCE_MS)
    with seen.page.expect_download() as waiting:
        taken.click()
    waiting.value.save_as(tmp_path / "sheet.pdf")
    assert len(PdfReader(tmp_path / "sheet.pdf").pages) == 1
    seen.assert_quiet()


@pytest.fixture(scope="module")
def with_texts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app of a reader who has a document's text."""
    folder = tmp_path_factory.mktemp("texts")
    cited = load_registry().projects[APART].cites[0]
    text = "\n" * (cited.line - 1) + "Dòng thử: khu công nghiệp Hữu Lủng.\n"
    (folder / f"{cited.agreement}.txt").write_text(text, encoding="utf-8")
    with serving(env={"GIAPRANH_AGREEMENTS": str(folder)}) as at:
        yield at


def test_a_citation_opens_its_passage(open_page: Open, with_texts: str, texts: Texts) -> None:
    seen = open_page(at=with_texts, size=(390, 844), texts=texts)
    open_project(seen, APART)
    lid = seen.page.locator(".gr-passage summary >> visible=true").first
    lid.focus()
    seen.page.keyboard.press("Enter")
    seen.page.locator(".gr-passage mark >> visible=true").first.wait_for(timeout=PATIENCE_MS)
    assert "Hữu Lủng" in seen.page.locator(".gr-passage mark >> visible=true").all_inner_texts()
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert seen.page.evaluate(overflow) <= 0
    seen.assert_quiet()
