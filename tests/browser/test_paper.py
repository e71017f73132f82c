"""Ctrl+P on the map page: map, legend and what stands beside them on one sheet of A4."""

import io
import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from geo.model import Status
from layers import palette
from layers.texts import Texts
from tests.browser.conftest import PATIENCE_MS, Open, Seen

A4_POINTS = (595, 842)
LONGEST = "ql279"
"""The project of most sides."""


def printed(seen: Seen, folder: Path) -> tuple[str, Image.Image]:
    """Print as a reader does, without background graphics; gives the words and the picture."""
    file = folder / "paper.pdf"
    content = seen.page.pdf(prefer_css_page_size=True, print_background=False)
    file.write_bytes(content)
    told = subprocess.run(["pdfinfo", file], capture_output=True, text=True, check=True).stdout
    assert [line.split()[1] for line in told.splitlines() if line.startswith("Pages:")] == ["1"]
    (size,) = [line.split()[2:5] for line in told.splitlines() if line.startswith("Page size:")]
    assert (float(size[0]), float(size[2])) == pytest.approx(A4_POINTS, abs=1)
    words = subprocess.run(["pdftotext", file, "-"], capture_output=True, text=True, check=True)
    picture = subprocess.run(
        ["pdftoppm", "-png", "-r", "60", file], capture_output=True, check=True
    )
    return " ".join(words.stdout.split()), Image.open(io.BytesIO(picture.stdout)).convert("RGB")


def words_of(seen: Seen, selector: str) -> list[str]:
    """Every word that a reader sees of a part of the page."""
    return seen.page.locator(selector).first.inner_text().split()


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no poppler-utils")
@pytest.mark.parametrize("query", [f"?project={LONGEST}", ""], ids=["panel", "list"])
def test_one_sheet_holds_all(open_page: Open, tmp_path: Path, query: str) -> None:
    seen = open_page(query=query, filters=False)
    seen.map.locator(".gr-line").first.wait_for(state="attached", timeout=2 * PATIENCE_MS)
    seen.settle()
    seen.page.wait_for_timeout(1000)  # the map has looked at the project
    before = seen.in_map("return [map.getZoom(), map.getSize().x, map.getSize().y]")
    words, picture = printed(seen, tmp_path)
    assert seen.texts("legend.statuses") in words
    assert seen.texts("credit.sketch") in words  # on the map
    beside = ".gr-panel" if query else ".st-key-gr-list"
    wanted = [word for word in words_of(seen, beside) if word.isalpha()]
    missing = [word for word in wanted[-40:] + wanted[:40] if word not in words]
    assert missing == []
    seen_colours = {colour for _, colour in picture.getcolors(10**6) or []}
    orange = palette.STATUS_COLOUR[Status.PROPOSED]
    assert any(_near(colour, orange) for colour in seen_colours)
    # Nothing reaches the edge of the sheet, and the screen is as it was.
    edge = [picture.getpixel((picture.width - 3, y)) for y in range(picture.height)]
    assert set(edge) == {(255, 255, 255)}
    seen.wait_until(
        lambda: seen.in_map("return [map.getZoom(), map.getSize().x, map.getSize().y]") == before
    )
    seen.assert_quiet()


def _near(colour: object, wanted: str) -> bool:
    assert isinstance(colour, tuple)
    parts = [int(wanted[i : i + 2], 16) for i in (1, 3, 5)]
    return all(abs(one - other) < 24 for one, other in zip(colour, parts, strict=True))


def test_what_steers_is_not_printed(open_page: Open, tmp_path: Path, texts: Texts) -> None:
    seen = open_page(texts=texts, filters=False)
    seen.wait_for_map()
    words, _ = printed(seen, tmp_path)
    assert texts("page.overview") not in words
    assert texts("fetch.offer") not in words
    seen.page.locator(".st-key-gr-top").wait_for(timeout=PATIENCE_MS)
