"""One row of a file of the registry: its fields, and what they say together."""

from pathlib import Path

import pytest

from geo.errors import RegistryError
from geo.registry import load_registry
from tests.geo.registry.broken import (
    BRIDGES,
    CONTEXT,
    POWER,
    RAILS,
    ROADS,
    Case,
    assert_fault_is_named,
    break_file,
    faults_of,
)

CASES = [
    # ---- a field
    Case(
        "missing field",
        ROADS,
        "        responsible: [bo-gtvt]\n",
        "",
        r"'ql17-phon-xuong-thai-nguyen': sides\.0\.responsible: Field required — add the field",
        '      - province: "24"\n        part:\n          vi: Đoạn từ thị trấn Phồn Xương',
    ),
    Case(
        "source without an address",
        ROADS,
        "              url: https://thegioitiepthi.danviet.vn/quang-ninh-tap-trung",
        "              address: https://thegioitiepthi.danviet.vn/quang-ninh-tap-trung",
        r"'ql279': sides\.0\.reports\.1\.source\.url: Field required — add the field",
        "            source:\n              publisher: Thế giới tiếp thị (Dân Việt)",
        others=True,
    ),
    Case(
        "same works as an unknown project",
        ROADS,
        "        responsible: [bo-gtvt]\n",
        "        responsible: [bo-gtvt]\n        same_works: nowhere\n",
        r"'nowhere' tells of no works of province '24' itself — name the project",
        "same_works: nowhere",
    ),
    Case(
        "same works as a project without that province",
        ROADS,
        "        responsible: [bo-gtvt]\n",
        "        responsible: [bo-gtvt]\n        same_works: cau-hai-hung\n",
        "'cau-hai-hung' tells of no works of province '24' itself — name the project",
        "same_works: cau-hai-hung",
    ),
    Case(
        "unknown field",
        BRIDGES,
        "        deadline:",
        "        dead_line:",
        r"sides\.0\.dead_line: Extra inputs .*correct the field's spelling",
        "        dead_line:",
    ),
    Case(
        "wrong word",
        RAILS,
        "status: proposed",
        "status: propsed",
        r"reports\.0\.status: .*'proposed', 'study'.* got 'propsed' — use one of the allowed",
        "status: propsed",
    ),
    Case(
        "no such day",
        RAILS,
        "date: 2023-03-29",
        "date: 2023-02-30",
        r"reports\.0\.date: .*got '2023-02-30'",
        "date: 2023-02-30",
    ),
    Case("not a date", RAILS, "date: 2023-03-29", "date: hôm qua", "valid date", "date: hôm qua"),
    Case(
        "malformed citation",
        RAILS,
        "basis: bg-tn:77",
        "basis: bg-tn dòng 77",
        "'bg-tn dòng 77' is not a citation; write document:line",
        "basis: bg-tn dòng 77",
    ),
    Case(
        "line 0 cited",
        RAILS,
        "basis: bg-tn:77",
        "basis: bg-tn:0",
        "greater than or",
        "basis: bg-tn:0",
    ),
    Case(
        "unquoted province code",
        RAILS,
        'province: "24"',
        "province: 24",
        r"sides\.0\.province: .*valid string, got 24 — .*codes in quotes",
        "province: 24",
    ),
    Case(
        "province code of three digits",
        RAILS,
        'province: "24"',
        'province: "240"',
        r"sides\.0\.province: .*got '240' — .*two digits in quotes",
        'province: "240"',
    ),
    Case(
        "empty text",
        RAILS,
        "vi: Đường sắt Kép – Lưu Xá",
        'vi: " "',
        r"name\.vi: .*at least 1 character",
        'vi: " "',
    ),
    Case(
        "capital letters in an id",
        RAILS,
        "- id: rail-kep-luu-xa",
        "- id: Rail_Kep",
        "'Rail_Kep': id: .*write ids in small letters",
        "- id: Rail_Kep",
    ),
    Case(
        "nobody answers",
        RAILS,
        "responsible: [duong-sat-viet-nam]",
        "responsible: []",
        r"sides\.0\.responsible: .*at least 1 item",
        "responsible: []",
    ),
    Case(
        "length of nothing",
        ROADS,
        "- km: 62.5",
        "- km: -62.5",
        r"stated_lengths\.0\.km: .*greater than 0, got -62\.5",
        "- km: -62.5",
    ),
    # ---- one row
    Case(
        "report with cite and source",
        BRIDGES,
        "            source:\n              publisher: Báo Hải Dương",
        "            cite: kl352:44\n            source:\n              publisher: Báo Hải Dương",
        r"sides\.0\.reports\.1: .*exactly one origin: 'cite' .* or 'source'",
        "- date: 2024-08-09",
    ),
    Case(
        "report without origin",
        RAILS,
        "            cite: bg-tn:77\n            note",
        "            note",
        "exactly one origin",
        "          - date: 2023-03-29\n            status: proposed\n            note",
    ),
    Case(
        "voltage on a road",
        ROADS,
        "    mode: road\n",
        "    mode: road\n    kv: 110\n",
        "'kv' does not fit the mode 'road' — give 'kv' .* exactly when the mode is power",
        "    kv: 110",
    ),
    Case(
        "power without voltage",
        POWER,
        "    kv: 500\n",
        "",
        "'kv' does not fit the mode 'power' — give 'kv' .* exactly when the mode is power",
        "    mode: power",
    ),
    Case(
        "mode of context among projects",
        ROADS,
        "    mode: road\n",
        "    mode: dike\n",
        "mode 'dike' is not a project's — move it to context.yaml, or use one of: road, bridge",
        "    mode: dike",
    ),
    Case(
        "id of a context row too",
        CONTEXT,
        "  - id: waterway-song-cau\n",
        "  - id: ql279\n",
        "context 'ql279' is the id of a project too — rename one of the two",
        "  - id: ql279",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.kind)
def test_fault_is_named_with_file_line_and_remedy(data: Path, case: Case) -> None:
    assert_fault_is_named(data, case)


def test_two_faults_of_one_row_are_both_reported(data: Path) -> None:
    break_file(data, RAILS, "action: restore", "action: repair")
    break_file(data, RAILS, 'province: "19"', "province: 19")
    assert [fault.said("en").what.split(": ")[1] for fault in faults_of(data)] == [
        "action",
        "sides.1.province",
    ]


def test_message_lists_every_fault_and_how_many(data: Path) -> None:
    break_file(data, RAILS, "basis: bg-tn:77", "basis: bg-nt:77")
    break_file(data, ROADS, 'refs: ["QL.17"]', 'refs: ["QL 17"]')
    with pytest.raises(RegistryError, match=r"^2 fault\(s\) in the registry") as caught:
        load_registry(data)
    assert len(str(caught.value).splitlines()) == 3
