"""The five agreements: nothing left over; and drafts of what the registry does not hold."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from ruamel.yaml import YAML

from geo.__main__ import main
from geo.agreements.coverage import cover
from geo.agreements.document import Document, read_document
from geo.agreements.drafts import drafts
from geo.cli import agreement_commands
from tests.geo.traces import registry


@pytest.fixture(autouse=True)
def known_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the commands use the registry that other tests have read already."""
    monkeypatch.setattr(agreement_commands, "load_registry", registry)


def test_nothing_in_the_agreements_is_left_over(shared: Path) -> None:
    paths = sorted((shared / "agreements").glob("*.txt"))
    covered = cover(map(read_document, paths), registry())
    assert len(paths) == 5
    assert len(covered) > 100
    assert [one.mention.text for one in covered if not one.links] == []


def test_new_link_becomes_a_draft_and_a_known_one_a_report() -> None:
    text = (
        "Tỉnh Nghệ An đang thi công cầu Vàm Xanh dài 560 m nối xã Tân Kỳ, tỉnh Nghệ An với xã "
        "Kỳ Tân, tỉnh Hà Tĩnh, phấn đấu hoàn thành trong năm 2027. "
        "Cầu Hòa Sơn (Bắc Giang) đã hoàn thành."
    )
    found = drafts(cover([Document("doc", text)], registry()), registry())
    (project,) = found["projects"]
    assert project["id"] == "cau-vam-xanh"
    assert project["name"] == {"vi": "cầu Vàm Xanh", "en": ""}
    assert (project["mode"], project["action"], project["route"]) == ("bridge", "build", [])
    assert project["stated_lengths"][0]["km"] == 0.56
    assert [side["province"] for side in project["sides"]] == ["40", "42"]
    assert project["sides"][0]["deadline"]["by"] == "2027-12-31"
    assert project["sides"][0]["reports"][0]["status"] == "construction"
    assert project["sides"][0]["reports"][0]["date"] is None
    (report,) = found["reports"]
    assert (report["project"], report["status"]) == ("cau-hoa-son", "completed")
    assert report["cite"] == "doc:1"


def test_what_a_link_joins_is_not_the_link() -> None:
    said = "Rào kín gầm cầu thuộc đường cao tốc Hà Nội - Hải Phòng (Hải Phòng)."
    (covered,) = cover([Document("news", said)], registry())
    assert {link.entry: link.sure for link in covered.links}["ql18-ct-hn-hp"] is False


def test_a_bridges_approach_is_not_the_whole_road_that_it_joins() -> None:
    said = "Quốc lộ 37 đoạn qua tỉnh Bắc Giang đã hoàn thành. Cầu Đồng Việt (Bắc Giang) đã xong."
    road, bridge = cover([Document("minutes", said)], registry())
    assert "cau-dong-viet" not in {link.entry for link in road.sure}
    assert "cau-dong-viet" in {link.entry for link in bridge.sure}


def test_an_expressway_is_not_the_new_roads_between_two() -> None:
    said = "Cao tốc Hà Nội - Thái Nguyên (Thái Nguyên) tạm cấm xe tải."
    (covered,) = cover([Document("news", said)], registry())
    assert [link.entry for link in covered.sure] == ["ct-ha-noi-thai-nguyen"]


def test_roads_that_are_only_ends_become_no_draft() -> None:
    text = "Xây đường nối ĐT.901 với QL.902 và cảng Vàm Đỏ."
    found = drafts(cover([Document("doc", text)], registry()), registry())
    assert [project["id"] for project in found["projects"]] == ["dt-901-ql-902"]
    assert found["projects"][0]["read_from"]["ends"] == ["ĐT.901", "QL.902"]


def test_drafts_tell_each_side_its_own() -> None:
    said = (
        "Cầu Vàm Xanh nối hai tỉnh: phần phía tỉnh Bắc Giang đã hoàn thành, "
        "phần phía tỉnh Lạng Sơn đang thi công, hoàn thành trong năm 2027."
    )
    found = drafts(cover([Document("minutes", said)], registry()), registry())
    sides = {side["province"]: side for side in found["projects"][0]["sides"]}
    told = {code: [report["status"] for report in side["reports"]] for code, side in sides.items()}
    assert told == {"24": ["completed"], "20": ["construction"]}
    assert "deadline" not in sides["24"]
    assert sides["20"]["deadline"]["by"] == "2027-12-31"
    assert sides["20"]["part"]["vi"] == "phần phía tỉnh Lạng Sơn"


def test_reports_are_of_the_side_that_is_told_of() -> None:
    said = "QL.279 đoạn qua tỉnh Bắc Giang đã hoàn thành, đoạn qua tỉnh Lạng Sơn đang thi công."
    found = drafts(cover([Document("minutes", said)], registry()), registry())
    reports = [(one["provinces"], one["status"]) for one in found["reports"]]
    assert reports == [(["24"], "completed"), (["20"], "construction")]


def test_another_province_answers_for_its_own_side_alone() -> None:
    said = "Cầu Vàm Xanh nối tỉnh Nghệ An với tỉnh Hà Tĩnh do UBND tỉnh Nghệ An làm chủ đầu tư."
    found = drafts(cover([Document("minutes", said)], registry()), registry())
    sides = {side["province"]: side["responsible"] for side in found["projects"][0]["sides"]}
    assert sides["40"] == ["nghe-an"]
    assert sides["42"] == []


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "minutes.txt"
    path.write_text("Khởi công cầu Vàm Xanh.\nNâng cấp QL.37 (Bắc Giang).\n", encoding="utf-8")
    return path


def test_extract_prints_one_object_a_line(document: Path) -> None:
    result = CliRunner().invoke(main, ["extract", str(document), "--json"])
    assert result.exit_code == 0
    first, second = map(json.loads, result.output.splitlines())
    assert (first["document"], first["line"], first["name"]) == ("minutes", 1, "Vàm Xanh")
    assert (second["start"], second["refs"]) == (33, ["QL.37"])


def test_extract_writes_drafts(document: Path, tmp_path: Path) -> None:
    out = tmp_path / "drafts.yaml"
    result = CliRunner().invoke(main, ["extract", str(document), "--out", str(out)])
    assert result.exit_code == 0
    assert "1 new project(s)" in result.output
    written = YAML(typ="safe").load(out.read_text(encoding="utf-8"))
    assert written["projects"][0]["cites"] == ["minutes:1"]


def test_coverage_lists_what_is_linked_to_none(document: Path) -> None:
    result = CliRunner().invoke(main, ["coverage", str(document)])
    assert result.exit_code == 0
    assert "1 linked to none:\nminutes:1: bridge: cầu Vàm Xanh" in result.output
    rows = CliRunner().invoke(main, ["coverage", str(document), "--json"]).output.splitlines()
    assert [bool(json.loads(row)["links"]) for row in rows] == [False, True]


def test_two_provinces_alone_name_no_line_surely() -> None:
    text = (
        "Các đoạn cao tốc đã thông xe:\n(1) Lạng Sơn - Bắc Giang (64 km);\n(2) Kép - Lưu Xá (56 km)"
    )
    covered = cover([Document("bao-cao", text)], registry())
    called = {one.mention.text: one for one in covered}
    assert called["Lạng Sơn - Bắc Giang"].links
    assert called["Lạng Sơn - Bắc Giang"].sure == ()
