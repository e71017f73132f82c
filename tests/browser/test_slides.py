"""The slides on a projector: nothing of any side is too small to be read."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from geo.pipeline import build
from geo.provinces import sketch_boundaries
from geo.registry import DATA_DIR, load_registry
from layers.show.deck import Deck
from layers.show.slides import slides
from layers.texts import Language
from tests.layers.conftest import AS_OF

SMALLEST_PX = 13.0
"""What somebody in the third row reads at 1280 × 720."""
SIZES = """() => [...document.querySelectorAll(".gr-slide")].map(slide => {
  slide.classList.add("gr-now");
  const held = slide.querySelector(".gr-two, .gr-lines");
  const words = held ? [...held.querySelectorAll("dd, td, li")] : [];
  const sizes = words.map(one => parseFloat(getComputedStyle(one).fontSize));
  const found = {
    slide: slide.dataset.of || slide.innerText.slice(0, 40),
    size: Math.min(99, ...sizes),
    hidden: held ? held.scrollHeight - held.clientHeight : 0,
  };
  slide.classList.remove("gr-now");
  return found;
})"""


@pytest.mark.parametrize("language", list(Language))
def test_every_side_can_be_read(chromium: Browser, tmp_path: Path, language: Language) -> None:
    registry = load_registry()
    outlines = sketch_boundaries(DATA_DIR / "provinces" / "sketch.yaml", registry.places)
    linkage = build(registry, outlines, as_of=AS_OF)
    show = tmp_path / "show.html"
    deck = Deck(language=language, projects=tuple(registry.projects))
    show.write_text(slides(deck, linkage), encoding="utf-8")
    page = chromium.new_page(viewport={"width": 1280, "height": 720})
    page.goto(show.as_uri())
    found = page.evaluate(SIZES)
    page.close()
    assert len(found) > len(registry.projects)
    small = [one for one in found if one["size"] < SMALLEST_PX or one["hidden"] > 1]
    assert small == []
