"""Every fact with its source; a stated status stands on a line that says so."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from geo.__main__ import main
from geo.agreements.passages import Documents, documents_in
from geo.model import Project, Reading
from geo.views.facts import Fact, FactSort, clauses, facts, names_of, unsaid
from tests.data import LIVE, live_registry

pytestmark = pytest.mark.live

REGISTRY = live_registry()
EVERY = list(facts(REGISTRY))


@pytest.fixture(scope="module")
def documents(shared: Path) -> Documents:
    return documents_in(shared / "agreements", REGISTRY)


def test_every_side_has_a_basis_and_every_report_and_deadline_is_a_fact() -> None:
    sides = [side for project in REGISTRY.projects.values() for side in project.sides]
    of = {sort: [fact for fact in EVERY if fact.sort is sort] for sort in FactSort}
    assert len(of[FactSort.BASIS]) == len(sides)
    assert len(of[FactSort.DEADLINE]) == sum(side.deadline is not None for side in sides)
    assert len(of[FactSort.STATUS]) == sum(len(side.reports) for side in sides)


def test_what_is_stated_has_a_source_and_what_no_text_says_is_inferred() -> None:
    for fact in EVERY:
        assert fact.cites or fact.source or fact.reading is Reading.INFERRED, fact
        if fact.sort is FactSort.BASIS:
            assert (fact.reading is Reading.INFERRED) == (not fact.cites and not fact.source)


def test_every_stated_status_stands_on_a_line_that_names_the_project_and_says_so(
    documents: Documents,
) -> None:
    lacking = {
        (fact.project.id, str(fact.cites[0]), what)
        for fact in EVERY
        for what in unsaid(fact, REGISTRY, documents)
    }
    assert lacking == set()
    stated = [f for f in EVERY if f.sort is FactSort.STATUS and f.reading is Reading.STATED]
    assert all(clauses(fact, documents) for fact in stated if fact.cites)


def changed(project_id: str, status: str, cite: str, **more: object) -> Fact:
    """Make the fact that a project's first side would be with another report."""
    project = REGISTRY.projects[project_id]
    side = project.sides[0].model_dump(exclude={"reports"})
    note = {"vi": "chữ", "en": "text"}
    side["reports"] = [{"date": "2024-05-02", "status": status, "cite": cite, "note": note} | more]
    fields = project.model_dump(exclude={"sides"}) | {"sides": [side]}
    made = Project.model_validate(fields)
    registry = REGISTRY.__class__(**{**vars(REGISTRY), "projects": {made.id: made}})
    return next(fact for fact in facts(registry) if fact.sort is FactSort.STATUS)


@pytest.mark.parametrize(
    ("project", "status", "cite", "lacks"),
    [
        ("dt342", "completed", "kl352:44", ["a word for completed"]),
        ("cau-hoa-son", "construction", "bg-ls:67", ["the project's name or number"]),
        ("lien-ket-tn-bg-vp", "planned", "bg-ls:67", ["the project's name or number", "a word"]),
        ("rail-kep-luu-xa", "operating", "bg-tn:81", ["the project's name or number", "a word"]),
        ("dt289c-dt250", "planned", "bg-ls:67", ["a word for planned"]),
        ("dt289c-dt250", "proposed", "bg-ls:159", []),
    ],
)
def test_a_status_that_its_line_does_not_say_is_found(
    documents: Documents, project: str, status: str, cite: str, lacks: list[str]
) -> None:
    found = unsaid(changed(project, status, cite), REGISTRY, documents)
    assert len(found) == len(lacks)
    assert all(got.startswith(want) for got, want in zip(found, lacks, strict=True))


def test_an_antecedent_holds_what_the_line_leaves_out(documents: Documents) -> None:
    fact = changed("dt289c-dt250", "planned", "bg-ls:67", antecedent="bg-ls:61")
    assert unsaid(fact, REGISTRY, documents) == []


def test_what_is_inferred_need_not_be_said(documents: Documents) -> None:
    assert (
        unsaid(changed("dt342", "completed", "kl352:44", reading="inferred"), REGISTRY, documents)
        == []
    )


def test_a_project_is_named_by_its_numbers_and_its_proper_names() -> None:
    assert names_of(REGISTRY.projects["dt289-dt245"])[:2] == ["289", "245"]
    assert all(names_of(project) for project in REGISTRY.projects.values())


def test_command_lists_them_with_the_words_of_the_lines(
    shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIAPRANH_AGREEMENTS", str(shared / "agreements"))
    monkeypatch.setenv("GIAPRANH_DATA", str(LIVE))
    answer = CliRunner().invoke(main, ["facts"])
    assert answer.exit_code == 0
    counted = answer.stdout.strip().splitlines()[-1]
    assert counted.startswith(f"{len(EVERY)} facts: ")
    assert counted.endswith("; 0 stated whose lines do not say so")
    assert all(
        f"\n{project.id}: {project.name.vi}" in answer.stdout
        for project in REGISTRY.projects.values()
    )
    assert "«đang triển khai thực hiện»" in answer.stdout
    assert "chia theo địa giới, văn bản không nói" in answer.stdout


def test_command_needs_no_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GIAPRANH_AGREEMENTS", raising=False)
    monkeypatch.setenv("GIAPRANH_DATA", str(LIVE))
    answer = CliRunner().invoke(main, ["facts", "cau-dong-viet", "--json"])
    assert answer.exit_code == 0
    rows = [json.loads(line) for line in answer.stdout.splitlines()]
    assert {row["project"] for row in rows} == {"cau-dong-viet"}
    assert {row["fact"] for row in rows} == {"basis", "status"}
    assert all(row["words"] == [] for row in rows)
    outside = [row for row in rows if not row["cites"]]
    assert outside
    assert all("https://" in row["origin"] for row in outside)


def test_command_knows_its_projects() -> None:
    answer = CliRunner().invoke(main, ["facts", "cau-nowhere"])
    assert answer.exit_code == 2
    assert "cau-nowhere" in answer.stderr
