import base64
import datetime as dt
import re

from geo.model import Status
from geo.modes import PROJECT_MODES
from geo.pipeline import Linkage, Trace
from layers import palette
from layers.app.filters import Choice, shown
from layers.app.heading import heading
from layers.panels.listing import disc_of, groups, why_empty
from layers.texts import Texts


def test_an_empty_list_says_why_it_is(traced: Trace, english: Texts) -> None:
    early = traced.at(dt.date(2022, 3, 1))
    assert "agreed by the day" in english(why_empty(shown(early, Choice())))
    assert "filters" in english(why_empty(shown(early, Choice(words="Timbuktu"))))


def test_every_project_is_listed_once(linkage: Linkage, texts: Texts) -> None:
    listed = list(groups(shown(linkage, Choice()), texts))
    assert [group.mode for group in listed] == linkage.registry.modes
    ids = [project_id for group in listed for project_id, _ in group.lines]
    assert sorted(ids) == sorted(linkage.registry.projects)


def test_a_line_names_the_project_and_every_sides_status(linkage: Linkage, english: Texts) -> None:
    lines = dict(
        line for group in groups(shown(linkage, Choice()), english) for line in group.lines
    )
    assert lines["dt242"].startswith(2 * disc_of(Status.STUDY) + " ")
    assert "area" in lines["link-ct-hn-ls-ct-hn-tn"]
    out_of_step = set(linkage.projects.loc[linkage.projects["mismatch"], "project_id"])
    assert {key for key, line in lines.items() if "out of step" in line} == out_of_step


def test_a_status_is_the_disc_of_the_map_in_its_colour() -> None:
    for status in Status:
        read = re.fullmatch(r"!\[(.)\]\(data:image/svg\+xml;base64,(.+)\)", disc_of(status))
        assert read is not None
        assert read[1] == palette.STATUS_MARK[status]
        assert palette.STATUS_COLOUR[status] in base64.b64decode(read[2]).decode()


def test_signs_of_markdown_are_escaped(linkage: Linkage, english: Texts) -> None:
    lines = dict(
        line for group in groups(shown(linkage, Choice()), english) for line in group.lines
    )
    assert "ĐT\\.245" in lines["huu-lung-dt245-my-an"]


def test_out_of_step_comes_first(linkage: Linkage, english: Texts) -> None:
    for group in groups(shown(linkage, Choice()), english):
        flags = ["out of step" in line for _, line in group.lines]
        assert flags == sorted(flags, reverse=True)


def test_the_heading_counts_what_is_shown(linkage: Linkage, english: Texts) -> None:
    everything = heading(shown(linkage, Choice()), english)
    assert "<b>45</b> projects" in everything
    assert "as known on 1 Jun 2025" in everything
    nothing = heading(shown(linkage, Choice(words="Timbuktu")), english)
    assert "<b>0</b> projects" in nothing
    assert "gr-alarm" not in nothing


def test_the_nearest_name_comes_first(linkage: Linkage, texts: Texts) -> None:
    """A bridge of the very name comes before roads that lead past a place of that name."""
    for words, wanted in (
        ("cầu Hòa Sơn", "cau-hoa-son"),
        ("hoa son", "cau-hoa-son"),
        ("QL.279", "ql279"),
        ("ql 279", "ql279"),
    ):
        first = next(groups(shown(linkage, Choice(words=words)), texts))
        assert first.lines[0][0] == wanted, words


def test_without_words_the_order_is_that_of_the_modes(linkage: Linkage, texts: Texts) -> None:
    modes = [group.mode for group in groups(shown(linkage, Choice()), texts)]
    assert modes == [mode for mode in PROJECT_MODES if mode in modes]
