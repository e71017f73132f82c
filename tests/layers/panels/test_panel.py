import datetime as dt
import re
from dataclasses import replace
from html import escape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from geo.agreements.passages import documents_in
from geo.model import OutsideSource, Project
from geo.pipeline import Linkage, Trace
from geo.registry import Units
from layers.app.filters import all_rows
from layers.map.label import crossing_tooltip
from layers.panels.panel import panel
from layers.texts import Language, Texts
from tests.layers.conftest import AS_OF

VIETNAMESE, ENGLISH = Texts(Language.VI), Texts(Language.EN)
IN_STEP = "dt289-dt245"
OUT_OF_STEP = "huu-lung-dt245-my-an"


class Balance(HTMLParser):
    """Complains of tags that do not close in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, _: object) -> None:
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def words(html: str) -> str:
    parser = Balance()
    parser.feed(html)
    assert parser.open == []
    return " ".join(" ".join(parser.words).split())


def test_every_project_has_a_panel_in_both_languages(linkage: Linkage, texts: Texts) -> None:
    for project in linkage.registry.projects.values():
        html = panel(project.id, linkage, texts)
        said = words(html)
        assert texts.pick(project.name) in said
        assert html.count('<section class="gr-side">') == len(project.sides)
        assert "None" not in said
        assert "nan" not in re.findall(r"\bnan\b", said)
        for side in project.sides:
            assert " ".join(texts.pick(side.part).split()) in said


def test_the_sides_have_the_same_rows(linkage: Linkage) -> None:
    html = panel("ql279", linkage, ENGLISH)
    sides = html.split('<section class="gr-side">')[1:]
    rows = [tuple(re.findall(r"<dt>(.*?)</dt>", side)) for side in sides]
    assert len(rows) > 2
    assert len(set(rows)) == 1
    assert len(rows[0]) == 5  # the style sheet spans this many rows and the heading


@pytest.mark.parametrize(
    ("texts", "citation"),
    [
        (VIETNAMESE, "352-KL/TUQN-TUBG-TUHD, 10/3/2022, dòng 50"),
        (ENGLISH, "352-KL/TUQN-TUBG-TUHD, 10 Mar 2022, line 50"),
    ],
)
def test_a_citation_names_document_date_and_line(
    linkage: Linkage, texts: Texts, citation: str
) -> None:
    assert citation in words(panel("ql279", linkage, texts))


def drafted(linkage: Linkage) -> Project:
    return linkage.registry.projects["cau-hai-hung"]


def test_a_draft_is_marked_wherever_it_is_cited(linkage: Linkage) -> None:
    html = panel("cau-hai-hung", linkage, VIETNAMESE)
    cited = words(html).count(linkage.registry.agreements["hd-hy"].title.vi + ", 4/8/2023")
    assert cited > 2
    deadlines = sum(side.deadline is not None for side in drafted(linkage).sides)
    assert html.count('<b class="gr-draft">DỰ THẢO</b>') == cited + deadlines > deadlines
    assert "gr-draft" not in panel(IN_STEP, linkage, VIETNAMESE)


def test_mismatch_and_missed_deadline_lead_the_panel(linkage: Linkage) -> None:
    apart = linkage.projects.set_index("project_id")["mismatch_steps"]
    head = panel(OUT_OF_STEP, linkage, ENGLISH).split("</header>")[0]
    if apart[OUT_OF_STEP] >= 2:
        assert f"{apart[OUT_OF_STEP]} steps apart" in head
    assert "gr-alarm" not in panel(IN_STEP, linkage, ENGLISH).split("</header>")[0]
    missed = linkage.sides[linkage.sides["missed"]].iloc[0]["project_id"]
    html = panel(missed, linkage, ENGLISH)
    assert "A deadline was missed" in html.split("</header>")[0]
    assert "MISSED" in html.split("</header>")[1]


def test_old_reports_are_marked_when_they_become_old(traced: Trace) -> None:
    date = dt.date(2024, 5, 2)
    fresh = traced.at(date + dt.timedelta(days=365))
    stale = traced.at(date + dt.timedelta(days=366))
    assert "gr-old" not in panel("dt242", fresh, ENGLISH)
    assert "report over a year old" in panel("dt242", stale, ENGLISH)


def test_a_report_from_outside_is_shown_as_such(traced: Trace) -> None:
    late = traced.at(dt.date(2026, 11, 1))
    outside = [
        (project.id, report.source)
        for project in late.registry.projects.values()
        for side in project.sides
        for report in side.reports
        if isinstance(report.source, OutsideSource)
    ]
    assert outside
    for project_id, source in outside:
        html = panel(project_id, late, ENGLISH)
        assert "OUTSIDE SOURCE" in html
        assert source.publisher in words(html)


def test_before_any_report_nothing_is_claimed(traced: Trace) -> None:
    early = traced.at(dt.date(2020, 1, 1))
    html = panel("ql279", early, ENGLISH)
    assert ENGLISH("report.none") in html
    assert "352-KL" in html  # what was agreed is still cited as the basis


def test_the_history_stops_at_the_chosen_day(traced: Trace) -> None:
    html = panel("ql31-bac-giang-ban-chat", traced.at(dt.date(2024, 1, 1)), ENGLISH)
    assert "2 May 2024" not in html.split("</dl>")[0].split("Length")[0]


def test_todays_units_name_the_signing_ones_beside(traced: Trace) -> None:
    html = panel("ql279", traced.at(AS_OF, Units.TODAY), ENGLISH)
    assert "Bắc Ninh <small>Bắc Giang before 1 July 2025</small>" in html


def test_a_crossing_to_which_a_sketch_leads_is_about_there(linkage: Linkage) -> None:
    """In the panel and where the pointer finds it."""
    texts = Texts(Language.EN)
    crossing = next(row for row in all_rows(linkage).crossings if row["project_id"] == "ql279")
    said = f"≈ {texts.number(crossing['km'], 1)}"
    assert f"Km {said}, " in panel("ql279", linkage, texts)
    assert f"km {said}" in crossing_tooltip(crossing, linkage, texts)


def test_a_former_border_is_not_called_a_crossing(traced: Trace) -> None:
    today = traced.at(AS_OF, Units.TODAY)
    former = today.crossings[today.crossings["former"]]
    for project_id in former["project_id"].unique():
        html = panel(project_id, today, ENGLISH)
        after = html.split("Across former borders", 1)[1].split("</section>")[0]
        own = former[former["project_id"] == project_id]
        assert after.count("former border ") == after.count("<li>") == len(own)
        rest = today.crossings["project_id"].eq(project_id).sum() - len(own)
        before = html.split("Border crossings")[1].split("</section>")[0] if rest else ""
        assert before.count("<li>") == rest
    assert "Across former borders" not in panel(
        former["project_id"].iloc[0], traced.at(AS_OF), ENGLISH
    )


def test_stated_lengths_stand_beside_measured_ones(linkage: Linkage) -> None:
    said = words(panel("ql279", linkage, VIETNAMESE))
    assert "62,5 km" in said
    assert "57,0 km" in said


def test_texts_from_data_are_escaped(linkage: Linkage) -> None:
    project = linkage.registry.projects[IN_STEP]
    evil = project.name.model_copy(update={"vi": "<script>alert(1)</script>"})
    side = project.sides[0].model_copy(update={"part": evil})
    changed = project.model_copy(
        update={"name": evil, "refs": ("<i>",), "note": evil, "sides": (side, *project.sides[1:])}
    )
    registry = replace(linkage.registry, projects={**linkage.registry.projects, IN_STEP: changed})
    html = panel(IN_STEP, replace(linkage, registry=registry), VIETNAMESE)
    assert "<script" not in html
    assert "<i>" not in html
    assert html.count("&lt;script&gt;") >= 3


def test_an_unknown_project_is_refused(linkage: Linkage) -> None:
    with pytest.raises(KeyError, match="no-such"):
        panel("no-such", linkage, ENGLISH)


def test_documents_show_their_kind_their_years_and_where_they_do_not_agree(traced: Trace) -> None:
    html = panel("cau-hai-hung", traced.at(AS_OF), VIETNAMESE)
    draft = traced.registry.agreements["hd-hy"]
    assert "dự thảo, chưa ký" in html
    assert "giai đoạn 2023–2025" in html
    assert draft.discrepancies
    for found in draft.discrepancies:
        assert escape(found.text.vi) in html


def test_a_citation_opens_its_passage_where_the_text_is_at_hand(
    linkage: Linkage, tmp_path: Path
) -> None:
    cited = linkage.registry.projects["ql279"].cites[0]
    lines = [f"dòng {number}" for number in range(1, cited.line)]
    lines += ["Nâng cấp đoạn Hoàn Bồ <b>ngay</b>", "sau " * 80]
    (tmp_path / f"{cited.agreement}.txt").write_text("\n".join(lines), encoding="utf-8")
    documents = documents_in(tmp_path, linkage.registry)
    html = panel("ql279", linkage, VIETNAMESE, documents)
    words(html)
    assert "<mark>Hoàn Bồ</mark> &lt;b&gt;ngay&lt;/b&gt;" in html
    assert f"<p>dòng {cited.line - 1}</p>" in html
    assert " sau …</p>" in html
    without = panel("ql279", linkage, VIETNAMESE)
    assert "<mark>" not in without
    assert "gr-passage" not in without
