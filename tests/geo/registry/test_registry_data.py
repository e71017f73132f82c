"""The registry's data files against the model, the inventory and the agreements themselves.

The checks that need the agreements' texts or the inventory use the ``shared`` fixture and are
skipped where that folder is absent; the rest need nothing but the repository.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel
from ruamel.yaml import YAML

from geo.model import (
    Agreement,
    Citation,
    ContextItem,
    Located,
    Named,
    OutsideSource,
    Party,
    Project,
    Status,
    Text,
)
from geo.registry import load_registry
from tests.data import LIVE as DATA

pytestmark = pytest.mark.live
ELSEWHERE = {*(DATA / "provinces").iterdir(), *(DATA / "vocabulary").iterdir()}
"""Files with tests of their own."""
FILES = sorted({*DATA.rglob("*.yaml")} - ELSEWHERE)
MODELS: dict[str, type[BaseModel]] = {
    "agreements": Agreement,
    "parties": Party,
    "projects": Project,
    "context": ContextItem,
}
LETTERS = {"BG": "24", "TN": "19", "LS": "20", "QN": "22", "HD": "30", "HY": "33", "VP": "26"}
TEXTS = {
    "kl352": "2022-03-10_quang-ninh_bac-giang_hai-duong_conclusion.txt",
    "bg-tn": "2023-03-29_bac-giang_thai-nguyen_memorandum.txt",
    "bg-tn-news": "2023-03_bac-giang_thai-nguyen_news.txt",
    "bg-ls": "2024-05-02_bac-giang_lang-son_report.txt",
    "hd-hy": "2023-08-04_hai-duong_hung-yen_draft-memorandum.txt",
}
RUN = 12
"""Consecutive words in common from which a text counts as copied."""

REFS_EXCEPTIONS = {
    "ct-noi-bai-ha-long": "the conclusion gives no road number; CT.05 of the inventory is unsure",
    "dt291-tay-yen-tu-ql279": "QL.279 is what the road joins, not this road",
}
CITES_EXCEPTIONS = {
    ("irrigation-bac-hung-hai", "hd-hy:81"): "line 81 is on culture; the system is in 75, 101, 111",
}


CONTENT: dict[Path, dict[str, list[dict[str, Any]]]] = {
    path: YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8")) for path in FILES
}


def _rows(key: str) -> list[Any]:
    return [
        MODELS[key].model_validate(row)
        for content in CONTENT.values()
        for row in content.get(key, [])
    ]


def _by_id(key: str) -> dict[str, Any]:
    return {row.id: row for row in _rows(key)}


PROJECTS: dict[str, Project] = _by_id("projects")
CONTEXT: dict[str, ContextItem] = _by_id("context")
AGREEMENTS: dict[str, Agreement] = _by_id("agreements")
PARTIES: dict[str, Party] = _by_id("parties")


def _walk(value: object) -> Iterator[object]:
    """Yield the value and everything inside it."""
    yield value
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _walk(getattr(value, name))
    elif isinstance(value, tuple):
        for item in value:
            yield from _walk(item)


def _citations(row: BaseModel) -> set[str]:
    return {str(item) for item in _walk(row) if isinstance(item, Citation)}


def _all_rows() -> list[BaseModel]:
    return [*AGREEMENTS.values(), *PARTIES.values(), *PROJECTS.values(), *CONTEXT.values()]


def _own_texts(row: BaseModel) -> Iterator[str]:
    for item in _walk(row):
        if isinstance(item, Text):
            yield from (item.vi, item.en)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFC", text).casefold())


def _runs(text: str) -> set[tuple[str, ...]]:
    words = _words(text)
    return {tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1)}


# ---- the files by themselves


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_file_is_readable_text(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# "), "a header comment explains the fields"
    assert unicodedata.is_normalized("NFC", text)
    long = [n for n, x in enumerate(text.splitlines(), 1) if len(x) > 110 and "url: " not in x]
    assert not long
    assert not re.search(r"(^|\s)[&*][a-z]\w*\s*$", text, re.MULTILINE), "no anchors"


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_file_has_known_lists(path: Path) -> None:
    together = {"agreements", "parties"} if path.parent.name == "projects" else set()
    assert len(CONTENT[path].keys() - together) == 1
    assert set(CONTENT[path]) <= set(MODELS)


def test_the_registry_has_no_fault() -> None:
    assert load_registry(DATA).projects.keys() == PROJECTS.keys()


def test_outside_source_can_be_followed() -> None:
    """One page is one source: its publisher, day and title are the same wherever it is cited."""
    outside = {
        item for row in _all_rows() for item in _walk(row) if isinstance(item, OutsideSource)
    }
    assert outside
    assert all(source.url.startswith("https://") for source in outside)
    assert len({source.url for source in outside}) == len(outside)


PRESS = re.compile(r"(?<!\w)(báo |trang (của )?|bài )|newspaper|the press|a page of", re.IGNORECASE)


def test_what_the_press_says_in_a_note_has_its_source() -> None:
    for project in PROJECTS.values():
        if project.note and PRESS.search(
            project.note.vi.replace("báo cáo", "").replace("Báo cáo", "")
        ):
            reported = any(r.source for side in project.sides for r in side.reports)
            assert project.sources or reported, project.id


def test_a_status_from_a_page_without_a_day_says_how_its_day_was_found() -> None:
    """What is dated by derivation says so; the days are those of the notes."""
    derived = {
        "cau-trieu": "năm suy từ",
        "cau-hoa-son": "năm suy từ",
        "huu-lung-dt245-my-an": "năm suy từ",
    }
    for key, words in derived.items():
        notes = [r.note.vi for side in PROJECTS[key].sides for r in side.reports if r.source]
        assert notes
        assert all(words in note for note in notes), key


def test_only_what_is_stated_by_name_accuses() -> None:
    """Nineteen sides once cited a line that names nobody for them."""
    territorial = {
        (project.id, side.province)
        for project in PROJECTS.values()
        for side in project.sides
        if side.basis is None
    }
    named_nobody = {
        *(("dt294d", "19"), ("dt294b", "19"), ("dt261c-dt294", "24")),
        *(("dt265-binh-long-bac-giang", "24"), ("lien-ket-tn-bg-vp", "24")),
        *(("lien-ket-tn-bg-vp", "26"), ("dt289-dt245", "24"), ("dt289c-dt250", "24")),
        *(("dt292c-ben-luong", "20"), ("dt292c-ben-luong", "24"), ("dt293c-my-an", "20")),
        *(("dt294c-dong-tien", "20"), ("dt294c-dong-tien", "24"), ("dt242", "20")),
        *(("dt242", "24"), ("dt292d", "20"), ("dt292d", "24")),
        *(("cau-trieu", "22"), ("cau-trieu", "30")),
    }
    assert named_nobody <= territorial


def test_cau_hai_hung_is_split_at_the_abutment() -> None:
    hung_yen, hai_duong = PROJECTS["cau-hai-hung"].sides
    assert (hung_yen.province, hai_duong.province) == ("33", "30")
    assert hung_yen.stretch is not None
    assert hai_duong.stretch is not None
    assert hung_yen.stretch[1] == hai_duong.stretch[0] == "mo-cau-hai-hung-hd"


@pytest.mark.parametrize(
    ("project", "province", "date", "status"),
    [
        ("ql279", "22", dt.date(2022, 2, 22), Status.APPROVED),
        ("huu-lung-dt245-my-an", "20", dt.date(2023, 11, 20), Status.APPROVED),
        ("my-an-ql31-ql1", "24", dt.date(2024, 5, 2), Status.COMPLETED),
        ("vanh-dai-5", "19", dt.date(2023, 3, 29), Status.CONSTRUCTION),
        ("vanh-dai-5", "24", dt.date(2022, 3, 10), Status.PLANNED),
        ("dt289c-dt250", "20", dt.date(2024, 5, 2), Status.PROPOSED),
    ],
)
def test_dated_facts(project: str, province: str, date: dt.date, status: Status) -> None:
    sides = [side for side in PROJECTS[project].sides if side.province == province]
    reported = {(report.date, report.status) for side in sides for report in side.reports}
    assert (date, status) in reported


def test_deadline_of_my_an_is_the_first_quarter_of_2024() -> None:
    deadline = PROJECTS["my-an-ql31-ql1"].sides[0].deadline
    assert deadline is not None
    assert deadline.by == dt.date(2024, 3, 31)


# ---- against the inventory


@pytest.fixture(scope="module")
def inventory(shared: Path) -> dict[str, dict[str, dict[str, Any]]]:
    text = (shared / "INVENTORY.yaml").read_text(encoding="utf-8")
    content = YAML(typ="safe", pure=True).load(text)
    return {key: {row["id"]: row for row in content[key]} for key in ("projects", "context")}


def _inventory_cites(row: dict[str, Any]) -> set[str]:
    """Citations of an inventory row; a remark in brackets after a line number is dropped."""
    if "docs" in row:
        return {":".join(doc.split()[:2]) for doc in row["docs"]}
    lines = row.get("lines", [row["line"]] if "line" in row else [])
    return {f"{row['doc']}:{str(line).split()[0]}" for line in lines}


def _last_day(deadline: object) -> dt.date:
    """Last day of an inventory deadline: 'before 2025' ends with 2024, '2022-2023' with 2023."""
    last = int(re.findall(r"\d{4}", str(deadline))[-1])
    return dt.date(last - 1 if "before" in str(deadline) else last, 12, 31)


def test_every_row_of_the_inventory_is_there(inventory: Any) -> None:
    assert inventory["projects"].keys() <= PROJECTS.keys()
    assert inventory["context"].keys() <= CONTEXT.keys()


def test_modes_voltages_and_points_are_those_of_the_inventory(inventory: Any) -> None:
    for key, row in inventory["projects"].items():
        project = PROJECTS[key]
        assert (project.mode, project.kv) == (row["mode"], row.get("kv")), key
        assert not row.get("point") or project.located is Located.POINT, key
    for key, row in inventory["context"].items():
        assert CONTEXT[key].mode == row["mode"], key


def test_sides_are_those_of_the_inventory(inventory: Any) -> None:
    for key, row in inventory["projects"].items():
        expected = {LETTERS[letters] for letters in row["sides"]}
        assert {side.province for side in PROJECTS[key].sides} == expected, key


def test_references_are_those_of_the_inventory(inventory: Any) -> None:
    for kind, rows in (("projects", PROJECTS), ("context", CONTEXT)):
        for key, row in inventory[kind].items():
            named: Named = rows[key]
            same = set(named.refs) == set(row.get("refs", []))
            assert same != (key in REFS_EXCEPTIONS), key


def test_kilometre_posts_are_those_of_the_inventory(inventory: Any) -> None:
    for key, row in inventory["context"].items():
        assert CONTEXT[key].km_posts == row.get("stated_km_posts"), key


def test_places_cited_by_the_inventory_are_cited(inventory: Any) -> None:
    for kind, rows in (("projects", PROJECTS), ("context", CONTEXT)):
        for key, row in inventory[kind].items():
            cites = {str(cite) for cite in rows[key].cites}
            for cite in _inventory_cites(row):
                assert (cite in cites) != ((key, cite) in CITES_EXCEPTIONS), (key, cite)


def test_stated_kilometres_are_those_of_the_inventory(inventory: Any) -> None:
    for key, row in inventory["projects"].items():
        stated = sorted(length.km for length in PROJECTS[key].stated_lengths)
        assert stated == sorted(row.get("stated_km", {}).values()), key


def test_deadlines_of_the_inventory_are_there(inventory: Any) -> None:
    with_deadline = {key for key, row in inventory["projects"].items() if "deadline" in row}
    assert len(with_deadline) == 7
    for key in with_deadline:
        days = {side.deadline.by for side in PROJECTS[key].sides if side.deadline}
        assert days == {_last_day(inventory["projects"][key]["deadline"])}, key


def test_statuses_of_the_inventory_are_reported(inventory: Any) -> None:
    words = {status.value: status for status in Status} | {"complete": Status.COMPLETED}
    for key, row in inventory["projects"].items():
        expected = {words[w] for w in re.findall(r"[a-z]+", row["status"]) if w in words}
        reports = [r for side in PROJECTS[key].sides for r in side.reports if r.cite]
        assert expected <= {report.status for report in reports}, key


# ---- against the agreements


@pytest.fixture(scope="module")
def agreement_lines(shared: Path) -> dict[str, list[str]]:
    folder = shared / "agreements"
    texts = {key: (folder / name).read_text(encoding="utf-8") for key, name in TEXTS.items()}
    return {key: text.splitlines() for key, text in texts.items()}


def test_every_cited_line_exists_and_says_something(agreement_lines: dict[str, list[str]]) -> None:
    cites = {cite for row in _all_rows() for cite in _citations(row)}
    for key, line in (cite.split(":") for cite in cites):
        if key not in agreement_lines:
            continue  # of a document that came later; its text is not beside the project
        assert int(line) <= len(agreement_lines[key]), (key, line)
        assert _words(agreement_lines[key][int(line) - 1]), (key, line)


# What a cited line says where it has neither a number nor a two-syllable name of the project.
OTHER_WORDS = {
    ("ql-hd-hy", "hd-hy:115"): "quoc lo",
    ("ct-noi-bai-ha-long", "kl352:48"): "4 lan xe",
    ("waterway-song-cau", "bg-tn:87"): "song cau",
    ("waterway-cau-thuong-luc-nam", "kl352:58"): "nao vet",
    ("waterway-cau-thuong-luc-nam", "kl352:60"): "cac cang ben",
    ("vanh-dai-5", "bg-tn:49"): "vanh dai v",
    ("bus-hd-hy", "hd-hy:51"): "xe buyt",
    ("dike-luoc", "hd-hy:113"): "de ta song luoc",
    ("ql1-km0-km114", "bg-ls:43"): "quoc lo 1a",
    ("ql1-km0-km114", "bg-ls:71"): "ql1",
    ("waterway-quang-ninh-hai-duong", "kl352:60"): "quang ninh",
    ("waterway-hai-duong-hung-yen", "hd-hy:103"): "duong thuy noi dia",
    ("waterway-hai-duong-hung-yen", "hd-hy:113"): "giao thong duong thuy",
}


def _folded(text: str) -> str:
    """The words of a text without case and diacritics, which the scan often misreads."""
    letters = unicodedata.normalize("NFD", " ".join(_words(text))).replace("đ", "d")
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _marks(row: Named) -> list[str]:
    """Names of two capitalised syllables and road numbers, by which a line shows its subject."""
    names = re.findall(r"(?=\b([^\W\d_]+ [^\W\d_]+)\b)", row.name.vi)
    proper = [name for name in names if all(word[0].isupper() for word in name.split())]
    return [_folded(mark) for mark in (*proper, *(ref.split(".")[-1] for ref in row.refs))]


def test_every_cited_line_is_about_the_project(agreement_lines: dict[str, list[str]]) -> None:
    for row in (*PROJECTS.values(), *CONTEXT.values()):
        for cite in row.cites:
            if cite.agreement not in agreement_lines:
                continue
            line = f" {_folded(agreement_lines[cite.agreement][cite.line - 1])} "
            other = OTHER_WORDS.get((row.id, str(cite)))
            marks = [other] if other else _marks(row)
            assert any(f" {mark} " in line for mark in marks), (row.id, str(cite), marks)


def test_no_sentence_of_an_agreement_is_copied(agreement_lines: dict[str, list[str]]) -> None:
    written = {run for lines in agreement_lines.values() for run in _runs(" ".join(lines))}
    for row in _all_rows():
        for text in _own_texts(row):
            assert not _runs(text) & written, text


def test_a_copied_sentence_would_be_found(agreement_lines: dict[str, list[str]]) -> None:
    lines = agreement_lines["bg-ls"]
    written = _runs(" ".join(lines))
    words = lines[160].split()
    assert _runs(" ".join(words[:RUN]).upper()) & written
    assert not _runs(" ".join(words[: RUN - 1])) & written
