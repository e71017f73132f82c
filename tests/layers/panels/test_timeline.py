"""The history as a table: days, sides, words."""

import datetime as dt
import re

from geo.pipeline import Linkage, Trace
from layers.panels.timeline import timeline
from layers.texts import Language, Texts

ENGLISH = Texts(Language.EN)
APART = "huu-lung-dt245-my-an"


def rows(html: str) -> list[list[str]]:
    bodies = re.findall(r"<tr.*?</tr>", html)
    cells = [re.findall(r"<t[hd].*?</t[hd]>", body) for body in bodies]
    return [[" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in row] for row in cells]


def test_each_day_says_what_each_side_was(linkage: Linkage) -> None:
    head, first, second, last = rows(timeline(linkage.registry.projects[APART], linkage, ENGLISH))
    assert head == ["Day", "Lạng Sơn", "Bắc Giang"]
    assert first == ["20 Nov 2023", "4 approved", "unknown"]
    assert second == ["2 May 2024 ◆ 2 steps apart", "4 approved", "6 substantially complete"]
    assert last[0] == "up to 1 Jun 2025 ◆ 2 steps apart"
    assert last[1:] == ["4 approved", "6 substantially complete"]


def test_a_side_that_did_not_report_still_stands_where_it_was(linkage: Linkage) -> None:
    html = timeline(linkage.registry.projects["ql279"], linkage, ENGLISH)
    assert any("still approved" in row for row in rows(html))
    assert '<span class="gr-unseen">still approved</span>' in html


def test_every_project_has_a_row_a_day_and_a_cell_a_side(linkage: Linkage, texts: Texts) -> None:
    for project in linkage.registry.projects.values():
        for row in rows(timeline(project, linkage, texts)):
            assert len(row) == 1 + len(project.sides)
            assert all(row)


def test_before_any_report_there_is_no_history(traced: Trace) -> None:
    early = traced.at(dt.date(2000, 1, 1))
    assert timeline(early.registry.projects[APART], early, ENGLISH) == ""
