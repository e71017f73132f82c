"""What the model allows and refuses by itself."""

import datetime as dt

import pytest
from pydantic import ValidationError

from geo.model import (
    Agreement,
    Citation,
    ContextItem,
    Party,
    Project,
    Status,
    StatusReport,
    Text,
    Validity,
)

TEXT = {"vi": "chữ", "en": "text"}
SIDE = {"province": "24", "part": TEXT, "responsible": ["bac-giang"], "basis": "kl352:44"}


def project(**more: object) -> Project:
    fields = {
        "id": "ql-x",
        "name": TEXT,
        "mode": "road",
        "action": "build",
        "route": ["a", "b"],
        "cites": ["kl352:44"],
        "sides": [SIDE],
    }
    return Project.model_validate(fields | more)


def report(**more: object) -> StatusReport:
    fields = {"date": "2023-01-31", "status": "study", "cite": "kl352:44", "note": TEXT}
    return StatusReport.model_validate(fields | more)


def agreement(**more: object) -> Agreement:
    fields = {"id": "x", "kind": "report", "title": TEXT, "date": "2023-01-31", "parties": ["24"]}
    return Agreement.model_validate(fields | more)


def test_status_order_is_that_of_the_words() -> None:
    steps = [status.step for status in Status]
    assert steps == [0, 1, 2, 3, 4, 5, 6, None, None]
    assert [status for status in Status if status.is_done] == [Status.COMPLETED, Status.OPERATING]


@pytest.mark.parametrize("written", ["kl352:50", " kl352:50 "])
def test_citation_is_read_from_its_short_form(written: str) -> None:
    cite = Citation.model_validate(written)
    assert (cite.agreement, cite.line) == ("kl352", 50)
    assert str(cite) == "kl352:50"


@pytest.mark.parametrize(
    "written", ["kl352", "kl352:", "kl352:5a", "KL352:5", "kl352:-1", "", ":5"]
)
def test_malformed_citation_is_refused(written: str) -> None:
    with pytest.raises(ValidationError, match="is not a citation; write document:line"):
        Citation.model_validate(written)


def test_citation_counts_lines_from_one() -> None:
    with pytest.raises(ValidationError, match="greater than or equal to 1"):
        Citation.model_validate("kl352:0")


def test_facts_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        project().id = "other"  # type: ignore[misc]  # that it fails is the test


def test_texts_are_stripped_and_may_not_be_empty() -> None:
    assert Text(vi=" chữ ", en="text").vi == "chữ"
    with pytest.raises(ValidationError, match="at least 1 character"):
        Text(vi="  ", en="text")


def test_simple_route_is_one_strand() -> None:
    assert project(route=["a", "b", "c"]).route == (("a", "b", "c"),)
    assert project(route=[["a", "b"], ["b", "c"]]).route == (("a", "b"), ("b", "c"))


def test_places_are_named_once_in_order() -> None:
    assert project(route=[["c", "a"], ["a", "b"]]).places == ("c", "a", "b")


@pytest.mark.parametrize(
    ("route", "located", "fits"),
    [
        ([], "line", False),
        (["a"], "line", False),
        ([["a", "b"], ["c"]], "line", False),
        (["a", "b"], "line", True),
        (["a"], "point", True),
        (["a"], "area", True),
        ([], "point", False),
    ],
)
def test_route_is_long_enough_for_its_shape(route: list[object], located: str, fits: bool) -> None:
    if fits:
        assert project(route=route, located=located).route
    else:
        with pytest.raises(ValidationError, match=f"a {located} needs a route of at least"):
            project(route=route, located=located)


def test_project_has_a_side_and_a_citation() -> None:
    for field in ("sides", "cites"):
        with pytest.raises(ValidationError, match=f"{field}\n.*at least 1 item"):
            project(**{field: []})


SOURCE = {"publisher": "Báo", "date": "2023-02-01", "title": "Tin", "url": "https://bao.vn/1"}


def test_report_has_exactly_one_origin() -> None:
    assert report().cite == Citation(agreement="kl352", line=44)
    outside = report(cite=None, source=SOURCE)
    assert outside.source is not None
    assert outside.source.date == dt.date(2023, 2, 1)
    for origin in ({"cite": None}, {"source": SOURCE}):
        with pytest.raises(ValidationError, match="exactly one origin"):
            report(**origin)


@pytest.mark.parametrize("lacking", ["title", "url"])
def test_outside_source_can_be_followed(lacking: str) -> None:
    with pytest.raises(ValidationError, match=f"{lacking}\n  Field required"):
        report(cite=None, source={k: v for k, v in SOURCE.items() if k != lacking})
    with pytest.raises(ValidationError, match="should match pattern"):
        report(cite=None, source=SOURCE | {"url": "báo in"})


@pytest.mark.parametrize(("kind", "draft"), [("draft", True), ("memorandum", False)])
def test_draft_is_one(kind: str, draft: bool) -> None:
    assert agreement(kind=kind).is_draft is draft


def test_agreement_has_a_party_with_a_code_of_two_digits() -> None:
    assert agreement(parties=["06"]).parties == ("06",)
    for parties, message in (([], "at least 1 item"), (["6"], "pattern"), ([24], "valid string")):
        with pytest.raises(ValidationError, match=message):
            agreement(parties=parties)


@pytest.mark.parametrize(
    ("kind", "province", "fits"),
    [
        ("province", "24", True),
        ("province", None, False),
        ("ministry", "24", False),
        ("corporation", None, True),
    ],
)
def test_party_of_kind_province_names_it(kind: str, province: str | None, fits: bool) -> None:
    fields = {"id": "x", "kind": kind, "name": TEXT, "province": province}
    if fits:
        assert Party.model_validate(fields).province == province
    else:
        with pytest.raises(ValidationError, match="give 'province' exactly when 'kind' is"):
            Party.model_validate(fields)


def test_years_are_years() -> None:
    assert Validity(first_year=2023).last_year is None
    with pytest.raises(ValidationError, match="greater than or equal to 1990"):
        Validity(first_year=23)


def test_context_needs_no_route() -> None:
    item = ContextItem.model_validate(
        {
            "id": "x",
            "name": TEXT,
            "mode": "dike",
            "what": TEXT,
            "provinces": ["30"],
            "cites": ["a:1"],
        }
    )
    assert (item.route, item.places) == ((), ())
