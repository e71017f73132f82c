"""The frozen registry as it is read; what is wrong with broken ones stands in ``test_*_faults``."""

from pathlib import Path
from typing import Any

import pytest

from geo.agreements import vocabulary
from geo.model import Citation, Mode, Status
from geo.registry import VOCABULARY, load_registry
from geo.registry.rows import read_rows
from tests.geo.registry.broken import BRIDGES, KEPT, POWER, RAILS, ROADS
from tests.geo.traces import registry


def test_frozen_registry_has_no_fault() -> None:
    found = registry()
    assert len(found.projects) == 45
    assert len(found.context) == 16
    assert len(found.agreements) == 5
    assert found.modes == [Mode.ROAD, Mode.BRIDGE, Mode.RAIL, Mode.POWER]
    report = found.projects["rail-kep-luu-xa"].sides[0].reports[0]
    assert (report.date.isoformat(), report.status) == ("2023-03-29", Status.PROPOSED)


def test_small_copy_has_no_fault(data: Path) -> None:
    assert set(load_registry(data).projects) == {
        project for name in (ROADS, BRIDGES, RAILS, POWER) for project in KEPT[name]
    }


def test_the_files_of_words_are_those_that_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    read = []

    def noted(path: Path, key: str, *rest: Any) -> list[Any]:
        read.append(key)
        return read_rows(path, key, *rest)

    monkeypatch.setattr(vocabulary, "read_rows", noted)
    vocabulary.load_vocabulary()
    assert sorted(read) == sorted(VOCABULARY)


def test_a_document_that_only_names_a_project_is_not_the_day_it_was_agreed_on() -> None:
    held = registry()
    project = held.projects["my-an-ql31-ql1"]
    first = min(held.agreements.values(), key=lambda agreement: agreement.date)
    assert first.date < held.agreed_on(project)
    named = Citation(agreement=first.id, line=1)
    also_named = project.model_copy(update={"cites": (named, *project.cites)})
    assert held.agreed_on(also_named) == held.agreed_on(project)
    only_named = project.model_copy(
        update={"cites": (named,), "sides": (), "stated_lengths": ()},
    )
    assert held.agreed_on(only_named) == first.date
