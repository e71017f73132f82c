"""Files of the registry that cannot be read, are absent, or that nobody reads."""

import re
from pathlib import Path

import pytest

from geo.model import Mode
from geo.registry import load_registry
from tests.geo.registry.broken import (
    CONTEXT,
    KEPT,
    POWER,
    RAILS,
    ROADS,
    Case,
    assert_fault_is_named,
    break_file,
    faults_of,
)

CASES = [
    # ---- the file
    Case("not YAML", ROADS, "    mode: road", "    mode: [road", "not valid YAML", "action:"),
    Case("tab", RAILS, "    mode: rail", "\tmode: rail", "not valid YAML.*a tab", "\tmode: rail"),
    Case(
        "repeated key",
        RAILS,
        "    mode: rail\n",
        "    mode: rail\n    mode: road\n",
        'duplicate key "mode" — check',
        "    mode: road",
    ),
    Case(
        "wrong top level",
        RAILS,
        "\nprojects:",
        "\nroads:",
        r"the top level holds \['roads'\] — allowed: 'projects:'",
        "# Railway projects",
    ),
    Case(
        "two things at the top",
        RAILS,
        "\nprojects:",
        "\n2024: x\nprojects:",
        r"the top level holds \['2024', 'projects'\]",
        "# Railway projects",
    ),
    Case(
        "not a list", RAILS, "projects:\n  - id", "projects:\n    id", "is not a list", "projects:"
    ),
    Case(
        "row not a block",
        "parties.yaml",
        "  - id: evn\n",
        "  - evn\n  - id: evn\n",
        r"row 11 of 'parties' is 'evn' — write a block",
        "  - evn\n",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.kind)
def test_fault_is_named_with_file_line_and_remedy(data: Path, case: Case) -> None:
    assert_fault_is_named(data, case)


def test_all_faults_of_all_files_are_reported_at_once_in_order(data: Path) -> None:
    break_file(data, POWER, "action: build", "action: bauen")
    break_file(data, CONTEXT, "dong-mo, huu-lung", "dong-mo, huu-lum")
    break_file(data, ROADS, 'refs: ["QL.17"]', 'refs: ["QL 17"]')
    break_file(data, ROADS, "- km: 29.5", "- km: 0")
    break_file(data, RAILS, "\nprojects:", "\nrails:")
    break_file(data, "places.csv", "tram-110-bac-giang,", "tram-500-hiep-hoa,")
    faults = faults_of(data)
    assert [Path(fault.where.rpartition(":")[0]).name for fault in faults] == [
        "context.yaml",
        "places.csv",
        "power.yaml",
        "rails.yaml",
        "roads.yaml",
        "roads.yaml",
    ]
    lines = [int(fault.where.rpartition(":")[2]) for fault in faults[-2:]]
    assert lines == sorted(lines)


def test_a_file_may_be_absent_unless_somebody_names_what_it_would_hold(data: Path) -> None:
    (data / "context.yaml").unlink()
    load_registry(data)
    (data / "parties.yaml").unlink()
    (data / "places.csv").unlink()
    parties, places = faults_of(data)
    assert parties.where == str(data / "parties.yaml")
    assert "the file is missing, and 10 key(s) are nowhere else: bac-giang" in str(parties)
    assert places.where == str(data / "places.csv")


def test_empty_file_is_a_fault(data: Path) -> None:
    (data / POWER).write_text("", encoding="utf-8")
    assert [fault.said("en").what for fault in faults_of(data)] == ["the top level holds no field"]


@pytest.mark.parametrize("file", [RAILS, "agreements.yaml"])
def test_file_in_another_encoding_is_a_fault(data: Path, file: str) -> None:
    text = (data / file).read_text(encoding="utf-8")
    (data / file).write_bytes(text.encode("latin-1", errors="replace") + b"# \xe9\n")
    faults = [fault for fault in faults_of(data) if fault.where == str(data / file)]
    assert len(faults) == 1
    assert re.search(r"not UTF-8 text \(byte \d+\) — save it as UTF-8", str(faults[0]))


def test_control_character_is_a_fault(data: Path) -> None:
    break_file(data, RAILS, "mode: rail", "mode: ra\x07il")
    assert [fault.where for fault in faults_of(data)] == [str(data / RAILS)]


def test_a_file_of_any_name_may_hold_projects_of_any_mode(data: Path) -> None:
    both = [(data / name).read_text(encoding="utf-8") for name in (RAILS, POWER)]
    (data / RAILS).unlink()
    (data / POWER).unlink()
    rows = [text.split("\nprojects:\n")[1] for text in both]
    (data / "projects" / "bac-ninh.yaml").write_text(
        "projects:\n" + "\n".join(rows), encoding="utf-8"
    )
    found = load_registry(data)
    assert [*found.projects][-2:] == [*KEPT[RAILS], *KEPT[POWER]]
    assert found.modes == [Mode.ROAD, Mode.BRIDGE, Mode.RAIL, Mode.POWER]


@pytest.mark.parametrize(
    "name",
    [
        "bac-ninh.yaml",
        "projects/2026/bac-ninh.yaml",
        "projects/bac-ninh.yml",
        "projects/BAC-NINH.YAML",
        "vocabulary/verbs.yaml",
        "provinces/outlines.yaml",
    ],
)
def test_a_file_that_nobody_reads_is_a_fault(data: Path, name: str) -> None:
    path = data / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("projects: []\n", encoding="utf-8")
    (fault,) = faults_of(data)
    assert fault.where == str(path)
    assert fault.key == "registry.unread"


def test_what_an_editor_hides_is_left_alone(data: Path) -> None:
    (data / "projects" / "._roads.yaml").write_bytes(b"\x00\x05")
    (data / ".backup").mkdir()
    (data / ".backup" / "roads.yaml").write_text("?", encoding="utf-8")
    assert load_registry(data).projects


def test_a_folder_without_projects_is_a_fault(data: Path) -> None:
    for path in (data / "projects").iterdir():
        path.unlink()
    assert [fault.key for fault in faults_of(data)] == ["registry.no_projects"]
