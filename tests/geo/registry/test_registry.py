"""Broken registries: every kind of fault with its own message, file and line.

Each case is one small edit of a copy of the real data folder, cut down to a few projects so
that it loads fast.
"""

import re
import shutil
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import geo.registry.rows
from geo.agreements import vocabulary
from geo.errors import InputError, RegistryError
from geo.model import Citation, Mode, Status
from geo.registry import VOCABULARY, load_registry
from geo.registry.rows import read_rows
from geo.yaml_document import YamlItems
from tests.data import FROZEN
from tests.geo.traces import registry

KEPT = {
    "projects/roads.yaml": ["ql17-phon-xuong-thai-nguyen", "ql279", "huu-lung-dt245-my-an"],
    "projects/bridges.yaml": ["my-an-ql31-ql1", "cau-dong-viet", "cau-hai-hung"],
    "projects/rails.yaml": ["rail-kep-luu-xa"],
    "projects/power.yaml": ["power-500-hiep-hoa-thai-nguyen"],
    "context.yaml": ["ql1-km0-km114", "waterway-song-cau"],
}
ROADS, BRIDGES, RAILS, POWER, CONTEXT = KEPT


@pytest.fixture(scope="session")
def small_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the data folder with a few projects of each mode."""
    folder = tmp_path_factory.mktemp("registry") / "data"
    shutil.copytree(FROZEN, folder)
    for name, kept in KEPT.items():
        head, *rows = (folder / name).read_text(encoding="utf-8").split("\n  - id: ")
        own = [row for row in rows if row.splitlines()[0] in kept]
        assert len(own) == len(kept), name
        (folder / name).write_text("\n  - id: ".join([head, *own]) + "\n", encoding="utf-8")
    return folder


@pytest.fixture
def data(small_data: Path, tmp_path: Path) -> Path:
    """A copy to break."""
    return shutil.copytree(small_data, tmp_path / "data")


@pytest.fixture(autouse=True)
def parse_what_is_not_broken_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Most files are the same in every case: parse them once, for speed alone."""

    def nodes(path: Path, key: str, optional: Collection[str]) -> dict[str, YamlItems]:
        if not path.is_file():
            return parse(path, key, optional)
        known = PARSED.setdefault(path.name, {})
        content = path.read_bytes()
        if content not in known:
            known[content] = parse(path, key, optional)
        return known[content]

    parse = geo.registry.rows._nodes
    monkeypatch.setattr(geo.registry.rows, "_nodes", nodes)


PARSED: dict[str, dict[bytes, dict[str, YamlItems]]] = {}


@dataclass(frozen=True)
class Case:
    """One edit of one file, and the fault it makes.

    ``at`` is a text on the line that the fault must name: the first such behind the edit, or
    the only one of the file; with an empty one the fault names no line.
    """

    kind: str
    file: str
    old: str
    new: str
    message: str
    at: str
    others: bool = False
    """Whether further faults follow, from an id that is gone."""


def break_file(data: Path, file: str, old: str, new: str) -> int:
    """Replace the first ``old``; return where in the new text."""
    path = data / file
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{file} no longer holds {old!r}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text.index(old)


def place_of(data: Path, case: Case, edit: int) -> str:
    """``file:line`` that the fault must name."""
    path = data / case.file
    if not case.at:
        return str(path)
    text = path.read_text(encoding="utf-8")
    index = text.index(case.at, 0 if text.count(case.at) == 1 else edit)
    return f"{path}:{text.count(chr(10), 0, index) + 1}"


def faults_of(data: Path) -> tuple[InputError, ...]:
    with pytest.raises(RegistryError) as caught:
        load_registry(data)
    assert isinstance(caught.value, RegistryError)
    return caught.value.faults


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
    # ---- what a project says of itself
    Case(
        "basis that is not cited",
        RAILS,
        "basis: bg-tn:77",
        "basis: bg-tn:78",
        "'rail-kep-luu-xa': bg-tn:78 is not among the project's cites — add bg-tn:78",
        "basis: bg-tn:78",
    ),
    Case(
        "report that is not cited",
        RAILS,
        "            cite: bg-tn:77",
        "            cite: bg-tn:78",
        "bg-tn:78 is not among the project's cites",
        "            cite: bg-tn:78",
    ),
    Case(
        "deadline that is not cited",
        BRIDGES,
        "          cite: bg-ls:73",
        "          cite: bg-ls:74",
        "bg-ls:74 is not among the project's cites",
        "          cite: bg-ls:74",
    ),
    Case(
        "stretch against the route",
        BRIDGES,
        "stretch: [mo-cau-hai-hung-hd, duong-dan-cau-hai-hung-hd]",
        "stretch: [duong-dan-cau-hai-hung-hd, mo-cau-hai-hung-hd]",
        "does not run along the route — name two places of one strand, in the order of the route",
        "stretch: [duong-dan-cau-hai-hung-hd",
    ),
    Case(
        "address that can be changed on the way",
        BRIDGES,
        "url: https://baohaiduong.vn",
        "url: http://baohaiduong.vn",
        "the address 'http://baohaiduong.vn.*' — write it with https://",
        "url: http://",
    ),
    Case(
        "route too short",
        RAILS,
        "route: [ga-kep, ga-bo-ha, ga-mo-trang, gr-rail-kep-luu-xa-bg-tn, hop-tien, ga-khuc-rong,"
        " ga-luu-xa]",
        "route: [ga-kep]",
        r"a line needs a route of at least 2 place\(s\)",
        "  - id: rail-kep-luu-xa",
    ),
    Case(
        "province party without province",
        "parties.yaml",
        '    province: "33"\n',
        "",
        "'hung-yen': .*give 'province' exactly when 'kind' is province",
        "  - id: hung-yen",
    ),
    Case(
        "ministry with province",
        "parties.yaml",
        "    kind: ministry\n",
        '    kind: ministry\n    province: "24"\n',
        "'bo-gtvt': .*give 'province' exactly when",
        "  - id: bo-gtvt",
    ),
    Case(
        "text not NFC",
        RAILS,
        "vi: Đường sắt Kép – Lưu Xá",
        "vi: " + unicodedata.normalize("NFD", "Đường sắt Kép – Lưu Xá"),
        "is not in Unicode NFC — type the text anew",
        "vi: " + unicodedata.normalize("NFD", "Đường sắt"),
    ),
    Case(
        "list item not NFC",
        RAILS,
        'osm_names: ["Đường sắt Kép',
        'osm_names: ["' + unicodedata.normalize("NFD", "Đường sắt Kép"),
        "is not in Unicode NFC",
        "osm_names:",
    ),
    # ---- one row and the others
    Case(
        "unknown agreement",
        RAILS,
        "basis: bg-tn:77",
        "basis: bg-nt:77",
        "'rail-kep-luu-xa': the agreement 'bg-nt' is not registered — use one of: bg-ls, bg-tn",
        "basis: bg-nt:77",
    ),
    Case(
        "unknown agreement of a discrepancy",
        BRIDGES,
        "cites: [hd-hy:3, hd-hy:49]",
        "cites: [hd-hy:3, hd-yh:49]",
        "the agreement 'hd-yh' is not registered",
        "cites: [hd-hy:3, hd-yh:49]",
    ),
    Case(
        "report on an unknown agreement",
        "agreements.yaml",
        "about: bg-tn\n",
        "about: bg-xx\n",
        "agreements 'bg-tn-news': about 'bg-xx' is not registered",
        "about: bg-xx",
    ),
    Case(
        "unknown party",
        RAILS,
        "responsible: [duong-sat-viet-nam]",
        "responsible: [duong-sat]",
        "the party 'duong-sat' is not registered — add it to data/parties.yaml",
        "responsible: [duong-sat]",
    ),
    Case(
        "party of the other province",
        BRIDGES,
        "responsible: [hai-duong]",
        "responsible: [hung-yen]",
        "'hung-yen' answers alone for a side of province '30'",
        "responsible: [hung-yen]",
    ),
    Case(
        "unknown place",
        RAILS,
        "route: [ga-kep, ga-bo-ha",
        "route: [ga-kep, ga-bo-hạ",
        r"route\.0\.1: .*got 'ga-bo-hạ' — write ids in small letters",
        "route: [ga-kep",
    ),
    Case(
        "place key on a second line of the route",
        ROADS,
        "            tp-thai-nguyen]",
        "            TP-thai-nguyen]",
        r"route\.0\.7: .*got 'TP-thai-nguyen'",
        "            TP-thai-nguyen]",
    ),
    Case(
        "unknown place on a second line of the route",
        ROADS,
        "            tp-thai-nguyen]",
        "            tp-thai]",
        "the place 'tp-thai' is not in the gazetteer",
        "            tp-thai]",
    ),
    Case(
        "place of no gazetteer",
        CONTEXT,
        "dong-mo, huu-lung",
        "dong-mo, huu-lum",
        "context 'ql1-km0-km114': the place 'huu-lum' is not in the gazetteer — add it to data/pl",
        "huu-lum",
    ),
    Case(
        "place twice running",
        RAILS,
        "route: [ga-kep, ",
        "route: [ga-kep, ga-kep, ",
        "a place follows itself on the route",
        "route: [ga-kep, ga-kep",
    ),
    Case(
        "stretch off the route",
        ROADS,
        "stretch: [quang-hanh, hoanh-bo]",
        "stretch: [kep, hoanh-bo]",
        "'ql279': the place 'kep' is not on the route — use two of: quang-hanh, hoanh-bo, tan-dan",
        "stretch: [kep, hoanh-bo]",
    ),
    Case(
        "length between places off the route",
        ROADS,
        "between: [quang-hanh, deo-ha-my]",
        "between: [quang-hanh, kep]",
        "the place 'kep' is not on the route",
        "between: [quang-hanh, kep]",
    ),
    Case(
        "unknown province",
        RAILS,
        'province: "24"',
        'province: "99"',
        "no province has the code '99' — look the code up",
        'province: "99"',
    ),
    Case(
        "unknown province of context",
        CONTEXT,
        'provinces: ["20", "24"]',
        'provinces: ["20", "03"]',
        "no province has the code '03'",
        'provinces: ["20", "03"]',
    ),
    Case(
        "unknown province of an agreement",
        "agreements.yaml",
        'parties: ["30", "33"]',
        'parties: ["30", "03"]',
        "agreements 'hd-hy': no province has the code '03'",
        'parties: ["30", "03"]',
    ),
    Case(
        "unknown province of a party",
        "parties.yaml",
        'province: "26"',
        'province: "03"',
        "parties 'vinh-phuc': no province has the code '03'",
        'province: "03"',
    ),
    Case(
        "pair unknown",
        RAILS,
        "    action: restore\n",
        "    action: restore\n    pair: rail-luu-xa-kep\n",
        "the pair 'rail-luu-xa-kep' is unknown — both projects of a pair must name each other",
        "    pair:",
    ),
    Case(
        "pair not mutual",
        RAILS,
        "    action: restore\n",
        "    action: restore\n    pair: ql279\n",
        "the pair 'ql279' does not name it",
        "    pair: ql279",
    ),
    Case(
        "reference not in normal form",
        ROADS,
        'refs: ["QL.17"]',
        'refs: ["QL 17"]',
        "the reference 'QL 17' is not in normal form — write 'QL.17'",
        'refs: ["QL 17"]',
    ),
    Case(
        "reference that is none",
        ROADS,
        'refs: ["QL.17"]',
        'refs: ["đường mới"]',
        "the reference 'đường mới' is not in normal form — write it as QL.37",
        'refs: ["đường mới"]',
    ),
    Case(
        "two sides of a province",
        RAILS,
        'province: "19"',
        'province: "24"',
        "two sides of province '24' without a stretch — give each the 'stretch'",
        'province: "24"\n        part:\n          vi: Từ giáp ranh',
    ),
    Case(
        "report younger than its document",
        RAILS,
        "date: 2023-03-29",
        "date: 2023-03-30",
        "a report of 2023-03-30 from a document of 2023-03-29 — a document cannot report",
        "date: 2023-03-30",
    ),
    Case(
        "report younger than its newspaper",
        BRIDGES,
        "- date: 2024-08-09",
        "- date: 2024-08-10",
        "a report of 2024-08-10 from a document of 2024-08-09",
        "- date: 2024-08-10",
    ),
    Case(
        "project in the wrong file",
        ROADS,
        "    mode: road\n",
        "    mode: bridge\n",
        "'ql17-phon-xuong-thai-nguyen' has the mode 'bridge' — move it to projects/bridges.yaml",
        "    mode: bridge",
    ),
    Case(
        "id twice",
        "parties.yaml",
        "  - id: evn\n",
        "  - id: bo-gtvt\n",
        "parties 'bo-gtvt' stands twice — rename or delete one",
        "  - id: bo-gtvt\n    kind: corporation",
        others=True,
    ),
    Case(
        "project id in two files",
        RAILS,
        "  - id: rail-kep-luu-xa\n",
        "  - id: ql279\n",
        "rails 'ql279' stands twice",
        "  - id: ql279\n",
    ),
    # ---- the gazetteer
    Case(
        "longitude and latitude swapped",
        "places.csv",
        "106.285,21.413",
        "21.413,106.285",
        "place 'ga-kep': lon is '21.413' — allowed: a number from 102 to 118 — .*longitude before",
        "21.413,106.285",
    ),
    Case(
        "latitude out of range",
        "places.csv",
        "106.285,21.413",
        "106.285,214.13",
        "place 'ga-kep': lat is '214.13' — allowed: a number from 8 to 23.5",
        "106.285,214.13",
    ),
    Case(
        "longitude with a comma",
        "places.csv",
        "106.285,21.413",
        '"106,285",21.413',
        "lon is '106,285' — .*decimal point",
        '"106,285"',
    ),
    Case(
        "place key twice",
        "places.csv",
        "ga-bo-ha,",
        "ga-kep,",
        "place key 'ga-kep' stands twice — give each place a key of its own",
        "ga-kep,Ga Bố Hạ",
        others=True,
    ),
    Case(
        "no precision",
        "places.csv",
        "from the town and the railway's course,,1000,",
        "from the town and the railway's course,,vài trăm,",
        "place 'ga-kep': precision_m is 'vài trăm' — .*how well the place is known",
        "vài trăm",
    ),
    Case(
        "false precision",
        "places.csv",
        "from the town and the railway's course,,1000,",
        "from the town and the railway's course,,0,",
        "precision_m is '0' — allowed: a number from 1 to 50000",
        ",,0,",
    ),
    Case(
        "unknown province of a place",
        "places.csv",
        "station,Lạng Giang,24,",
        "station,Lạng Giang,03,",
        "place 'ga-kep': no province has the code '03' — look the code up",
        "station,Lạng Giang,03,",
    ),
    Case(
        "province without its zero",
        "places.csv",
        "station,Lạng Giang,24,",
        "station,Lạng Giang,6,",
        "place 'ga-kep': province is '6' — allowed: one two-digit code",
        "station,Lạng Giang,6,",
    ),
    Case(
        "border with one province",
        "places.csv",
        "24|20,",
        "24|24,",
        "province is '24|24' — .*two different ones",
        "24|24,",
    ),
    Case(
        "place without a source",
        "places.csv",
        "24,own estimate from the town and the railway's course,,1000",
        "24,,,1000",
        "place 'ga-kep': source is empty — fill it in",
        "24,,,1000",
    ),
    Case(
        "comma outside quotes",
        "places.csv",
        "GeoNames gives whole minutes only",
        "GeoNames gives minutes, no seconds",
        "place 'kep': the row is too long, ' no seconds' is left over — put a text .* in quotes",
        "GeoNames gives minutes, no",
    ),
    Case(
        "GeoNames number that is none",
        "places.csv",
        "GeoNames,1579752,",
        "GeoNames,15797x2,",
        "place 'kep': geonames_id is '15797x2' — allowed: the number",
        "15797x2",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.kind)
def test_fault_is_named_with_file_line_and_remedy(data: Path, case: Case) -> None:
    edit = break_file(data, case.file, case.old, case.new)
    faults = faults_of(data)
    own = [fault for fault in faults if re.search(case.message, str(fault))]
    assert own, "\n".join(map(str, faults))
    assert own[0].where == place_of(data, case, edit)
    assert own[0].said("vi").remedy
    assert case.others or len(faults) == len(own) == 1


def test_cases_are_of_many_kinds() -> None:
    kinds = [case.kind for case in CASES]
    assert len(set(kinds)) == len(kinds) >= 20


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


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("places.csv", b"key,name_vi\nkep,K\xe9p\n", r"not UTF-8 text \(byte 17\)"),
        ("places.csv", b"key,name_vi,lon,lat\n", r"column\(s\) missing: name_en, kind, district"),
        ("places.csv", b"", r"column\(s\) missing: key,"),
    ],
)
def test_table_that_cannot_be_read_stops_at_once(
    data: Path, file: str, content: bytes, message: str
) -> None:
    (data / file).write_bytes(content)
    with pytest.raises(InputError, match=message) as caught:
        load_registry(data)
    assert caught.value.where.split(":")[0] == str(data / file)


# ---- every file below the folder is read, or said not to be


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
