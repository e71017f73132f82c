"""The words behind a citation, from a folder of the reader's own."""

from pathlib import Path

import pytest

from geo.agreements.passages import documents_in, mark, phrases
from geo.errors import InputError
from geo.model import Citation, Status
from geo.settings import current
from tests.geo.traces import registry

INVENTED = "Mở đầu.\n\n- Tuyến đường Hữu Lủng, tỉnh lộ 245 đã được PHÊ DUYỆT.\n\nKết thúc.\n"
CITE = Citation(agreement="kl352", line=3)


def marked(line: str, *wanted: str) -> list[str]:
    return [part.words for part in mark(line, wanted) if part.marked]


@pytest.mark.parametrize(
    ("line", "wanted", "found"),
    [
        ("đi xã Cẩm Sơn rồi", "Cấm Sơn", ["Cẩm Sơn"]),
        ("phường Hoàn Bồ", "Hoành Bồ", ["Hoàn Bồ"]),
        ("ĐƯỜNG TỈNH 342", "342", ["342"]),
        ("theo QL37 và QL.37", "QL.37", ["QL.37"]),
        ("khu công nghịêp, khu công nghiêpp", "công nghiệp", ["công nghịêp", "công nghiêpp"]),
        ("Phú Thọ", "Phú Thái", []),
        ("km 3420", "342", []),
        ("a\u0300 ba\u0306\u0301c giang", "Bắc Giang", ["bắc giang"]),
    ],
)
def test_marks_forgive_what_scans_do_and_nothing_else(
    line: str, wanted: str, found: list[str]
) -> None:
    assert marked(line, wanted) == found


def test_marking_loses_no_letter_and_joins_what_touches() -> None:
    line = "tuyến Hữu Lũng – Mỹ An, đã phê duyệt"
    parts = list(mark(line, ["Hữu Lũng", "Lũng – Mỹ An", "phê duyệt"]))
    assert "".join(part.words for part in parts) == line
    assert [part.words for part in parts if part.marked] == ["Hữu Lũng – Mỹ An", "phê duyệt"]


def test_a_passage_is_the_cited_line_and_the_next_ones_with_words(tmp_path: Path) -> None:
    (tmp_path / "kl352.txt").write_text(INVENTED, encoding="utf-8")
    documents = documents_in(tmp_path, registry())
    project = registry().projects["huu-lung-dt245-my-an"]
    wanted = phrases(project, registry(), Status.APPROVED)
    found = documents.passage(CITE, wanted)
    assert found is not None
    assert (found.before, found.after) == (("Mở đầu.",), ("Kết thúc.",))
    assert [part.words for part in found.line if part.marked] == ["Hữu Lủng", "đã được PHÊ DUYỆT"]
    assert documents.passage(Citation(agreement="kl352", line=2), wanted) is None
    assert documents.passage(Citation(agreement="kl352", line=99), wanted) is None
    assert documents.passage(Citation(agreement="bg-tn", line=3), wanted) is None


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["kl352.txt", "2022-03-10_x_conclusion.txt"], "kl352.txt"),
        (["2022-03-10_x_conclusion.txt"], "2022-03-10_x_conclusion.txt"),
        (["2022-03_x_conclusion.txt"], "2022-03_x_conclusion.txt"),
        (["2022-03-10_x_report.txt", "2022-03-11_x_conclusion.txt"], None),
        (["2022-03-10_a_conclusion.txt", "2022-03-10_b_conclusion.txt"], None),
        (["kl352.docx"], None),
    ],
)
def test_a_file_is_found_by_its_id_or_by_date_and_kind(
    tmp_path: Path, names: list[str], found: str | None
) -> None:
    for name in names:
        (tmp_path / name).write_text(INVENTED, encoding="utf-8")
    file = documents_in(tmp_path, registry()).files.get("kl352")
    assert (file.name if file else None) == found


def test_every_citation_of_the_registry_has_its_line_in_the_shared_texts(shared: Path) -> None:
    documents = documents_in(shared / "agreements", registry())
    assert set(documents.files) == set(registry().agreements)
    reports = [
        (project, report)
        for project in registry().projects.values()
        for side in project.sides
        for report in side.reports
        if report.cite is not None
    ]
    unmarked = []
    for project, report in reports:
        assert report.cite is not None
        found = documents.passage(report.cite, phrases(project, registry(), report.status))
        assert found is not None, (project.id, report.cite)
        if not any(part.marked for part in found.line):
            unmarked.append((project.id, str(report.cite)))
    assert len(unmarked) <= len(reports) // 20, unmarked


def test_a_folder_that_is_not_there_and_a_file_that_is_no_text_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="GIAPRANH_AGREEMENTS"):
        documents_in(tmp_path / "absent", registry())
    (tmp_path / "kl352.txt").write_bytes("Giáp".encode("utf-16"))
    with pytest.raises(InputError, match=r"kl352\.txt"):
        documents_in(tmp_path, registry()).passage(CITE, ["x"])


def test_the_folder_is_a_setting() -> None:
    assert current({}).agreements is None
    assert current({"GIAPRANH_AGREEMENTS": "/texts"}).agreements == Path("/texts")
