"""The slide show: a title, then a project a slide, in the speaker's order, from one file."""

import base64
import datetime as dt
import re
from xml.etree import ElementTree

import pytest

from geo.pipeline import Linkage, Trace
from geo.registry import Units
from geo.views.straightened import straightened
from layers.show.deck import Deck
from layers.show.slides import slides
from layers.strip.band import strip_band
from layers.texts import Language, Texts

APART = "huu-lung-dt245-my-an"
ORDER = ("ql279", APART)


@pytest.fixture(scope="module", params=list(Language))
def language(request: pytest.FixtureRequest) -> Language:
    return Language(request.param)


@pytest.fixture(scope="module")
def show(linkage: Linkage, language: Language) -> str:
    deck = Deck(title="A <b> & c", language=language, projects=ORDER)
    return slides(deck, linkage)


def test_projects_come_in_the_speakers_order(show: str, language: Language) -> None:
    assert re.findall(r'data-project="([^"]+)"', show) == list(ORDER)
    assert re.findall(r"<b>(\d+ / \d+)</b>", show) == [f"{number} / 6" for number in range(1, 7)]
    assert f'<html lang="{language.value}">' in show


def test_the_title_slide_says_what_is_known_when(show: str, language: Language) -> None:
    title = show.partition("data-project")[0]
    assert "<h1>A &lt;b&gt; &amp; c</h1>" in title
    day = {"vi": "tình hình đến 1/6/2025", "en": "as known on 1 Jun 2025"}[language.value]
    assert day in title
    assert "2689" in title


def test_both_sides_stand_with_status_party_and_source(
    show: str, linkage: Linkage, language: Language
) -> None:
    texts = Texts(language)
    slide = show.partition(f'data-project="{APART}"')[2]
    sides = linkage.sides[linkage.sides["project_id"] == APART]
    assert re.findall(r"<h3>([^<]+)</h3>", slide) == list(sides["province_name"])
    for status in sides["status"]:
        assert texts(f"status.{status}") in slide
    for km in sides["length_km"]:
        assert f"<b>≈ {texts.km(km)}</b>" in slide, "without OpenStreetMap it is a sketch"
    assert texts("panel.lead.mismatch", steps=2) in slide
    assert slide.count('class="gr-cite"') >= 4


def test_each_map_is_a_drawing_inside_the_file(show: str) -> None:
    images = re.findall(r'src="data:image/svg\+xml;base64,([^"]+)"', show)
    assert len(images) == 2 * len(ORDER)
    for image in images:
        assert ElementTree.fromstring(base64.b64decode(image)).tag.endswith("svg")  # noqa: S314 - our own
    assert not re.search(r'(?:src|href)="(?!data:)', show)


def test_a_merged_province_is_named_once_with_what_it_was(traced: Trace) -> None:
    linkage = traced.at(dt.date(2025, 6, 1), Units.TODAY)
    show = slides(Deck(units=Units.TODAY, projects=(APART,)), linkage)
    assert re.findall(r"<h3>(.+?)</h3>", show) == [
        "Lạng Sơn",
        "Bắc Ninh <small>Bắc Giang trước 01/7/2025</small>",
    ]


def test_the_band_is_low_enough_for_a_slide(linkage: Linkage, language: Language) -> None:
    for project_id in linkage.registry.projects:
        band = strip_band(project_id, linkage, Texts(language))
        if not band:
            continue
        drawn = ElementTree.fromstring(band)  # noqa: S314 - our own
        # As wide as a slide, 60 em; there are 14 em for it on paper, 10.6 on a screen.
        share = int(drawn.attrib["height"]) / int(drawn.attrib["width"])
        assert share <= (18 if len(straightened(project_id, linkage).strands) > 1 else 14.8) / 60
        words = " ".join("".join(node.itertext()) for node in drawn.iter())
        for border in straightened(project_id, linkage).strands[0].borders:
            assert border.after in words, project_id


def test_one_agreement_may_be_named(linkage: Linkage) -> None:
    key = list(linkage.registry.agreements)[-1]
    show = slides(Deck(agreement=key, projects=("cau-hoa-son",)), linkage)
    opening = show.partition("data-project")[0]
    assert opening.count("<li>") == 1
    assert show.count("data:image/svg+xml") == 2


def test_a_project_without_a_line_has_no_strip(linkage: Linkage) -> None:
    points = [
        key for key, project in linkage.registry.projects.items() if project.located == "area"
    ]
    assert points
    assert slides(Deck(projects=tuple(points[:1])), linkage).count("data:image/svg+xml") == 1
