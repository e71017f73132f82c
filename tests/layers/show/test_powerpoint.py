"""The show as PowerPoint: the order and words of the HTML slides, tables that can be edited."""

import datetime as dt
import io
import os
from pathlib import Path
from typing import Any

import pptx
import pytest
from matplotlib.font_manager import FontProperties, findfont
from matplotlib.textpath import TextPath
from PIL import Image
from pptx.enum.shapes import MSO_SHAPE_TYPE
from pptx.util import Emu, Mm

from geo.export.record import Record
from geo.model import Status
from geo.pipeline import Linkage
from geo.store.entry import Conference
from geo.views.change_kind import ChangeKind
from geo.views.changes import Difference
from layers.app.filters import Choice, narrowed, shown
from layers.show.deck import Deck
from layers.show.powerpoint import changes_powerpoint, powerpoint
from layers.show.slides import slides
from layers.texts import Language, Texts
from tests.geo.export.office_files import faults_of, pages_of

APART = "huu-lung-dt245-my-an"
ORDER = ("ql279", APART)


@pytest.fixture(scope="module", params=list(Language))
def deck(request: pytest.FixtureRequest) -> Deck:
    return Deck(title="Họp & bàn", language=Language(request.param), projects=ORDER)


@pytest.fixture(scope="module")
def file(deck: Deck, linkage: Linkage, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("show") / f"show-{deck.language}.pptx"
    path.write_bytes(powerpoint(deck, linkage))
    return path


def texts_of(slide: Any) -> str:
    framed = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    tables = [shape.table for shape in slide.shapes if shape.has_table]
    return "\n".join([*framed, *(cell.text for table in tables for cell in table.iter_cells())])


def test_powerpoint_would_open_it(file: Path) -> None:
    assert faults_of(file) == []


def test_slides_come_in_the_order_of_the_html_show(
    file: Path, deck: Deck, linkage: Linkage
) -> None:
    texts = Texts(deck.language)
    made = list(pptx.Presentation(str(file)).slides)
    names = [texts.pick(linkage.registry.projects[key].name) for key in ORDER]
    noted = texts("slides.notes", name=names[0])
    heads = [
        deck.title,
        texts("slides.agenda"),
        names[0],
        noted,
        names[1],
        texts("slides.to_settle"),
    ]
    assert len(made) == len(heads) == slides(deck, linkage).count('<section class="gr-slide')
    for slide, head in zip(made, heads, strict=True):
        assert str(head) in texts_of(slide)


def test_a_title_stays_on_its_line(file: Path) -> None:
    try:  # as wide as Arial, letter by letter
        face = FontProperties(fname=findfont("Liberation Sans:bold", fallback_to_default=False))
    except ValueError:
        assert not os.environ.get("CI"), "the check installs fonts-liberation"
        pytest.skip("Liberation Sans is not installed: it is what titles are measured with")
    for slide in pptx.Presentation(str(file)).slides:
        for shape in slide.shapes:
            runs = shape.text_frame.paragraphs[0].runs if shape.has_text_frame else []
            if runs and runs[0].font.bold and shape.height < Mm(20):
                size = runs[0].font.size.pt
                drawn = TextPath((0, 0), runs[0].text, prop=face, size=size).get_extents().width
                assert drawn < Emu(shape.width).pt, runs[0].text


def test_both_sides_are_a_table_with_their_status(file: Path, deck: Deck, linkage: Linkage) -> None:
    texts = Texts(deck.language)
    slide = pptx.Presentation(str(file)).slides[4]
    (table,) = (shape.table for shape in slide.shapes if shape.has_table)
    own = linkage.sides[linkage.sides["project_id"] == APART]
    for column, (_, side) in enumerate(own.iterrows(), start=1):
        assert table.cell(0, column).text.startswith(side["unit_name"])
        assert texts(f"status.{side['status']}") in table.cell(1, column).text
        assert texts.km(side["length_km"]) in table.cell(2, column).text


def test_many_sides_are_rows_and_what_is_noted_of_them_follows(
    file: Path, deck: Deck, linkage: Linkage
) -> None:
    texts = Texts(deck.language)
    own = linkage.sides[linkage.sides["project_id"] == "ql279"]
    shown, noted = list(pptx.Presentation(str(file)).slides)[2:4]
    (table,) = (shape.table for shape in shown.shapes if shape.has_table)
    assert [table.cell(row, 0).text for row in range(1, len(own) + 1)] == list(own["unit_name"])
    for row, status in enumerate(own["status"], start=1):
        assert texts(f"status.{status}") in table.cell(row, 1).text
    for unit in own["unit_name"]:
        assert f"{unit}: " in texts_of(noted)


def test_maps_and_strips_are_sharp_pictures_with_words(file: Path) -> None:
    made = list(pptx.Presentation(str(file)).slides)
    for slide in (made[2], made[4]):
        pictures = [s for s in slide.shapes if s.shape_type == MSO_SHAPE_TYPE.PICTURE]
        assert len(pictures) == 2
        for picture in pictures:
            assert picture._element._nvXxPr.cNvPr.get("descr")
            width = Image.open(io.BytesIO(picture.image.blob)).width
            assert width / (picture.width / 914_400) >= 195, "200 dots an inch"


def test_a_meeting_adds_what_changed_and_what_was_concluded(deck: Deck, linkage: Linkage) -> None:
    texts = Texts(deck.language)
    day = dt.date(2025, 6, 1)
    said = Conference(title="Họp", date=day, as_of=day, since=dt.date(2024, 6, 1), agenda=ORDER)
    record = Record(said, linkage)
    made = pptx.Presentation(io.BytesIO(powerpoint(deck, linkage, record=record))).slides
    heads = [texts_of(slide) for slide in made]
    assert texts("slides.changed.since", day=texts.date(dt.date(2024, 6, 1))) in heads[2]
    assert texts("slides.concluded.none") in heads[-1]
    assert texts("slides.concluded.none") in slides(deck, linkage, record=record)


def test_what_changed_is_a_map_and_a_list(deck: Deck, linkage: Linkage, tmp_path: Path) -> None:
    texts, since = Texts(deck.language), dt.date(2024, 6, 1)
    found = [Difference(APART, ChangeKind.FORWARD, 0, Status.PLANNED, Status.CONSTRUCTION)]
    seen = narrowed(shown(linkage, Choice()), {APART})
    path = tmp_path / "changes.pptx"
    path.write_bytes(changes_powerpoint(since, found, seen, texts))
    assert faults_of(path) == []
    drawn, listed = pptx.Presentation(str(path)).slides
    title = texts("slides.changed.since", day=texts.date(since))
    assert [title in texts_of(slide) for slide in (drawn, listed)] == [True, True]
    assert [s.shape_type for s in drawn.shapes].count(MSO_SHAPE_TYPE.PICTURE) == 1
    assert texts("status.construction") in texts_of(listed)


def test_libreoffice_shows_every_slide(file: Path, tmp_path: Path) -> None:
    assert len(pages_of(file, tmp_path)) == len(pptx.Presentation(str(file)).slides)
