"""How documents are named to a reader."""

import datetime as dt

import pytest

from geo.model import Agreement, Citation, OutsideSource, StatusReport
from geo.registry.citations import (
    agreement_label,
    basis_label,
    citation_label,
    date_text,
    outside_label,
    report_label,
)
from tests.geo.traces import registry

TEXT = {"vi": "Biên bản", "en": "Memorandum"}


def agreement(**more: object) -> Agreement:
    fields = {
        "id": "x",
        "kind": "memorandum",
        "title": TEXT,
        "date": "2023-04-05",
        "parties": ["24"],
    }
    return Agreement.model_validate(fields | more)


@pytest.mark.parametrize("month", range(1, 13))
def test_date_is_written_as_each_language_does(month: int) -> None:
    text = date_text(dt.date(2023, month, 9))
    assert text.vi == f"9/{month}/2023"
    assert text.en == dt.date(2023, month, 9).strftime("9 %b %Y")


def test_number_names_an_agreement_and_else_its_title() -> None:
    numbered = agreement_label(agreement(number="12-BB/TU"))
    assert (numbered.vi, numbered.en) == ("12-BB/TU, 5/4/2023", "12-BB/TU, 5 Apr 2023")
    titled = agreement_label(agreement())
    assert (titled.vi, titled.en) == ("Biên bản, 5/4/2023", "Memorandum, 5 Apr 2023")


def test_draft_is_called_one_wherever_it_is_cited() -> None:
    draft = agreement(kind="draft", number="12")
    assert agreement_label(draft).vi == "DỰ THẢO 12, 5/4/2023"
    cite = citation_label(Citation(agreement="x", line=7), {"x": draft})
    assert (cite.vi, cite.en) == ("DỰ THẢO 12, 5/4/2023, dòng 7", "DRAFT 12, 5 Apr 2023, line 7")


def test_only_the_draft_of_the_registry_is_called_one() -> None:
    labels = {key: agreement_label(one).vi for key, one in registry().agreements.items()}
    assert [key for key, label in labels.items() if "DỰ THẢO" in label] == ["hd-hy"]


def test_report_is_cited_by_its_origin() -> None:
    note = {"date": "2023-01-01", "status": "study", "note": TEXT}
    inside = StatusReport.model_validate(note | {"cite": "x:7"})
    assert report_label(inside, {"x": agreement()}).en == "Memorandum, 5 Apr 2023, line 7"
    source = OutsideSource(
        publisher="Báo Bắc Giang",
        date=dt.date(2024, 8, 9),
        title="Thông xe cầu",
        url="https://example.vn/cau",
    )
    outside = StatusReport.model_validate(note | {"source": source})
    assert report_label(outside, {}) == outside_label(source)
    assert (
        outside_label(source).vi == "Nguồn ngoài văn bản: Báo Bắc Giang, 9/8/2024: “Thông xe cầu”"
    )
    english = "Outside the agreements: Báo Bắc Giang, 9 Aug 2024: “Thông xe cầu”"
    assert outside_label(source).en == english
    assert basis_label(source, {}) == outside_label(source)
    assert basis_label(None, {}).vi == "chia theo địa giới, văn bản không nói"
