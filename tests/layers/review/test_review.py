"""A review from the upload to the registry's own file; it survives whatever is closed meanwhile."""

import datetime as dt
import json
import shutil
from pathlib import Path

import pytest

from geo.agreements.coverage import cover
from geo.agreements.document import Document
from geo.agreements.mention import MentionKind
from geo.duty.status import side_state
from geo.errors import InputError
from geo.model import Side, Status
from geo.pipeline import Trace
from geo.registry import Registry, load_registry
from geo.registry.imported import Imported, imported_yaml, save_imported, withdraw_imported
from geo.registry.places import PlaceRow
from geo.store.attachments import Files
from geo.store.database import Database
from geo.store.folding import fold as fold_entries
from geo.store.log import Register
from layers.review.entry import agreement_entry, agreement_faults
from layers.review.findings import FindingSort
from layers.review.journal import Journal
from layers.review.reviewed import without_own
from layers.review.row import review_row, wanted
from layers.review.sketch_map import sketch_map
from layers.texts import Texts
from tests.data import FROZEN
from tests.geo.store.said import EDITOR
from tests.layers.review.imports import DOCUMENT, TEXT, Desk

BRIDGE, REPORT = "project-cau-ben-thu", "report-ql279"


@pytest.fixture
def desk(traced: Trace, tmp_path: Path) -> Desk:
    return Desk(tmp_path / "reviews", traced.registry)


def test_each_finding_is_sorted_and_written_in_both_languages(desk: Desk, texts: Texts) -> None:
    review = desk.review
    assert desk.finding(BRIDGE).sort is FindingSort.PROJECT
    assert desk.finding(REPORT).sort is FindingSort.REPORT
    assert sum(len(one.mentions) for one in review.findings) == len(desk.covered)
    rows = [review_row(one, review.covered, "", review.registry, texts) for one in review.findings]
    assert "Bến Thử" in rows[0]
    assert texts("import.new") in rows[0]
    assert 'href="#gr-line-4"' in rows[0]
    report = review_row(desk.finding(REPORT), review.covered, "accepted", review.registry, texts)
    assert texts("status.construction") in report
    assert texts.pick(review.registry.projects["ql279"].name) in report
    assert f"✓ {texts('import.state.accepted')}" in report


def test_what_is_unknown_is_asked_for_in_the_readers_language(desk: Desk, texts: Texts) -> None:
    desk.review.accept(desk.finding(BRIDGE), texts)
    review = desk.review
    assert review.state(desk.finding(BRIDGE)) == ""
    assert review.opened is not None
    assert review.opened.id == BRIDGE
    faults = review.faults(review.opened, texts)
    assert texts("import.fault.route") in faults
    desk.fill(BRIDGE, provinces=["24"], action=None, refs="đường 5", mode="power")
    faults = desk.review.faults(desk.finding(BRIDGE), texts)
    for key in ("action", "kv", "side.responsible"):
        assert texts(f"import.fault.{key}") in faults
    assert texts("import.fault.side") not in faults  # its province is chosen
    assert texts("import.fault.ref", ref="đường 5") in faults
    desk.fill(BRIDGE, id="ql279", sides={"24": {"responsible": ["lang-son"]}})
    faults = desk.review.faults(desk.finding(BRIDGE), texts)
    assert texts("import.fault.taken", id="ql279") in faults
    assert any("Lạng Sơn" in fault and "Bắc Giang" in fault for fault in faults)


def complete(desk: Desk, texts: Texts) -> None:
    sides = {
        code: {"responsible": [own]} for code, own in (("24", "bac-giang"), ("20", "lang-son"))
    }
    desk.fill(BRIDGE, **{"from": "ga-kep", "provinces": ["24", "20"], "sides": sides})
    desk.review.accept(desk.finding(BRIDGE), texts)
    desk.review.accept(desk.finding(REPORT), texts)


def test_what_was_accepted_joins_the_registry(desk: Desk, texts: Texts, tmp_path: Path) -> None:
    complete(desk, texts)
    again = Desk(tmp_path / "reviews", desk.registry, key=desk.key).review  # as after a restart
    assert again.state(desk.finding(BRIDGE)) == "accepted"
    assert again.incomplete(texts) == []
    assert again.agreement == {"id": "bien-ban-thu", "date": "2025-02-01"}
    assert agreement_faults(again.agreement_form, again.registry, texts) == []
    (report,) = again.accepted_reports()
    assert (report["project"], report["status"], report["cite"]) == (
        "ql279",
        "construction",
        "bien-ban-thu:6",
    )
    projects = again.accepted_projects()
    text = imported_yaml(
        "thử",
        dt.date(2025, 3, 1),
        agreements=[agreement_entry(again.agreement_form)],
        projects=projects,
    )
    data = tmp_path / "data"
    shutil.copytree(FROZEN, data)
    save_imported(text, data, "thử", dt.date(2025, 3, 1))
    made = load_registry(data).projects["cau-ben-thu"]
    assert made.sides[0].deadline is not None
    assert made.sides[0].deadline.by == dt.date(2026, 12, 31)
    assert [str(cite) for cite in made.cites] == ["bien-ban-thu:4"]
    again.mark_saved(Imported("imported.yaml", text))
    assert desk.review.accepted_projects() == []
    assert desk.review.state(desk.finding(BRIDGE)) == "saved"


def test_a_report_after_its_document_is_refused(desk: Desk, texts: Texts) -> None:
    desk.fill(REPORT, date="2025-02-02")
    assert desk.review.faults(desk.finding(REPORT), texts) == [texts("import.fault.after")]
    desk.fill(REPORT, project=None)
    assert desk.review.faults(desk.finding(REPORT), texts) == [texts("import.fault.project")]
    assert desk.review.state(desk.finding(REPORT)) == ""
    desk.fill(REPORT, project="ql279", date=None, provinces=[])
    assert desk.review.faults(desk.finding(REPORT), texts) == [texts("import.fault.side")]


def test_rejecting_and_taking_what_was_only_named_for_new(desk: Desk, texts: Texts) -> None:
    named = next(one for one in desk.review.findings if one.sort is FindingSort.NAMED)
    assert wanted(named, "", "named")
    desk.review.make_new(named)
    opened = desk.review.opened
    assert opened is not None
    assert opened.sort is FindingSort.PROJECT
    desk.review.set_state(opened, "rejected")
    assert desk.review.opened is None
    assert wanted(desk.finding(named.id), "rejected", "rejected")


def test_two_pages_on_one_document_do_not_undo_each_other(desk: Desk) -> None:
    first, second = desk.review, desk.review
    first.set_state(desk.finding(BRIDGE), "rejected")
    second.set_state(desk.finding(REPORT), "rejected")
    states = [desk.review.state(desk.finding(one)) for one in (BRIDGE, REPORT)]
    assert states == ["rejected", "rejected"]


@pytest.mark.parametrize("key", ["", "../../etc/passwd", "0" * 64, "A" * 64, "0" * 63 + "/"])
def test_a_strange_key_finds_nothing(key: str, tmp_path: Path) -> None:
    assert Journal(tmp_path).document(key) is None


def test_a_document_is_kept_as_it_is_and_a_damaged_review_is_said(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    odd = Document("tên \udcff", TEXT + "\x00\ud800")
    key = journal.keep(odd)
    assert journal.document(key) == odd
    journal.change(key, "items", "x", state="accepted")
    assert json.loads((tmp_path / f"{key}.review.json").read_text("utf-8"))["items"]["x"]
    (tmp_path / f"{key}.review.json").write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match="cannot be read") as raised:
        journal.review(key)
    assert "không đọc được" in raised.value.told("vi")


def test_the_sketch_goes_through_the_chosen_places(traced: Trace, texts: Texts) -> None:
    places, outlines = traced.registry.places, traced.boundaries.frame
    line = sketch_map(["ga-kep", "ga-luu-xa"], "line", places, outlines, texts)
    assert "stroke-dasharray" in line
    assert texts.pick(places["ga-luu-xa"].name) in line
    assert line.count("<circle") == 2
    point = sketch_map(["ga-kep"], "point", places, outlines, texts)
    assert "stroke-dasharray" not in point
    assert 'fill-opacity=".15"' in sketch_map(["ga-kep"], "area", places, outlines, texts)
    assert DOCUMENT.name not in line


BOARDS = """BIÊN BẢN, ngày 01 tháng 02 năm 2025

1. Ban Quản lý dự án 85 nghiên cứu đầu tư cầu Bến Lội; Tổng công ty VEC ủng hộ.
2. Tỉnh Phú Yên đầu tư xây dựng cầu Vàm Lớn.
3. Mở lối mòn qua
đèo Nà Pheo, đang thi công.
"""


@pytest.fixture
def boards(traced: Trace, tmp_path: Path) -> Desk:
    return Desk(tmp_path / "reviews", traced.registry, Document("bb", BOARDS))


def test_a_party_that_the_registry_lacks_is_offered_and_saved_along(
    boards: Desk, texts: Texts, tmp_path: Path
) -> None:
    loi, vam = "project-cau-ben-loi", "project-cau-vam-lon"
    boards.fill(loi, **{"from": "ga-kep", "provinces": ["24"]})
    boards.fill(vam, **{"from": "ga-kep", "provinces": ["54"]})
    for one in (loi, vam):
        assert boards.review.faults(boards.finding(one), texts) == []
        boards.review.accept(boards.finding(one), texts)
    boards.journal.change(boards.key, "agreement", parties=["24"])
    boards.journal.change(boards.key, "parties", "ban-quan-ly-du-an-85", kind="ministry")
    review = boards.review
    assert review.incomplete(texts) == []
    board, committee = review.accepted_parties()
    assert (board["name"]["vi"], board["kind"]) == ("Ban Quản lý dự án 85", "ministry")
    assert (committee["province"], committee["name"]["vi"]) == ("54", "UBND tỉnh Phú Yên")
    text = imported_yaml(
        "thử",
        dt.date(2025, 3, 1),
        agreements=[agreement_entry(review.agreement_form)],
        projects=review.accepted_projects(),
        parties=review.accepted_parties(),
    )
    shutil.copytree(FROZEN, tmp_path / "data")
    save_imported(text, tmp_path / "data", "thử", dt.date(2025, 3, 1))
    saved = load_registry(tmp_path / "data")
    assert saved.projects["cau-ben-loi"].sides[0].responsible == ("ban-quan-ly-du-an-85",)
    assert saved.parties["phu-yen"].province == "54"


def test_a_party_that_nobody_knows_is_refused_by_its_id(boards: Desk, texts: Texts) -> None:
    sides = {"24": {"responsible": ["hoi-ai-do"]}}
    boards.fill("project-cau-ben-loi", **{"from": "ga-kep", "provinces": ["24"], "sides": sides})
    faults = boards.review.faults(boards.finding("project-cau-ben-loi"), texts)
    assert faults == [texts("import.fault.party", id="hoi-ai-do")]


def test_what_was_missed_is_pointed_at_and_reviewed(boards: Desk, texts: Texts) -> None:
    boards.review.add(BOARDS, 5, "lối mòn qua đèo nà pheo", MentionKind.ROAD)
    opened = boards.review.opened
    assert opened is not None
    assert (opened.sort, opened.by_hand, opened.draft["name"]["vi"]) == (
        FindingSort.PROJECT,
        True,
        "lối mòn qua đèo Nà Pheo",
    )
    assert opened.draft["told"]["status"] == "construction"
    review = boards.review
    row = review_row(opened, review.covered, "", review.registry, texts)
    assert f"✎ {texts('import.by_hand')}" in row
    assert 'href="#gr-line-5"' in row
    found = [one.mention.text for one in review.covered]
    assert "lối mòn qua\nđèo Nà Pheo" in found
    boards.fill(
        opened.id,
        **{
            "action": "build",
            "located": "point",
            "from": "ga-kep",
            "provinces": ["24"],
            "sides": {"24": {"responsible": ["bac-giang"]}},
        },
    )
    boards.review.accept(opened, texts)
    (made,) = boards.review.accepted_projects()
    assert made["cites"] == ["bb:5"]
    # the text says the status of no province: it is our reading that it is Bắc Giang's
    assert [r["reading"] for r in made["sides"][0]["reports"]] == ["inferred"]
    boards.review.set_state(opened, "rejected")
    boards.review.add(BOARDS, 5, "lối mòn qua đèo nà pheo", MentionKind.ROAD)  # asked for once more
    assert boards.review.state(opened) == ""


def test_what_is_pointed_at_may_be_a_project_of_the_registry(boards: Desk, texts: Texts) -> None:
    text = "Mở rộng đường 279."
    desk = Desk(boards.journal.folder, boards.registry, Document("bb2", text))
    desk.review.add("Mở rộng QL.279", 1, "ql.279", MentionKind.ROAD)
    project = desk.journal.review(desk.key)["added"]["8-14"]["project"]
    assert project == "ql279"
    opened = desk.review.opened
    assert opened is not None
    assert opened.sort is FindingSort.REPORT
    assert texts("import.fault.status") in desk.review.faults(opened, texts)


@pytest.mark.parametrize(
    ("line", "words", "message"),
    [
        (99, "", "văn bản không có dòng 99"),
        (1, "cầu Không Có", "không thấy"),
        (2, " ", "1 đến 200"),
        (1, "BIÊN " * 60, "không thấy"),
    ],
)
def test_what_does_not_stand_there_cannot_be_added(
    boards: Desk, line: int, words: str, message: str
) -> None:
    with pytest.raises(InputError) as raised:
        boards.review.add(BOARDS, line, words, MentionKind.ROAD)
    assert message in raised.value.told("vi")
    assert boards.journal.review(boards.key) == {}


def test_a_place_that_the_reader_adds_is_saved_with_the_import(
    desk: Desk, texts: Texts, tmp_path: Path
) -> None:
    row = PlaceRow.model_validate(
        {
            "id": "ben-thu-moi",
            "name": {"vi": "Bến Thử", "en": "Bến Thử"},
            "lon": 106.4,
            "lat": 21.4,
            "kind": "town",
            "provinces": ["24"],
            "source": "typed",
            "precision_m": 100,
        }
    )
    desk.review.add_place(row)
    sides = {
        code: {"responsible": [own]} for code, own in (("24", "bac-giang"), ("20", "lang-son"))
    }
    desk.fill(BRIDGE, **{"from": "ben-thu-moi", "provinces": ["24", "20"], "sides": sides})
    desk.review.accept(desk.finding(BRIDGE), texts)
    review = desk.review
    assert [one["id"] for one in review.accepted_places()] == ["ben-thu-moi"]
    text = imported_yaml(
        "thử",
        dt.date(2025, 3, 1),
        agreements=[agreement_entry(review.agreement_form)],
        projects=review.accepted_projects(),
        places=review.accepted_places(),
    )
    data = tmp_path / "data"
    shutil.copytree(FROZEN, data)
    save_imported(text, data, "thử", dt.date(2025, 3, 1))
    found = load_registry(data)
    assert found.places["ben-thu-moi"].precision_m == 100
    assert found.projects["cau-ben-thu"].places == ("ben-thu-moi",)


TWO_SIDES = """KẾT LUẬN, ngày 03 tháng 3 năm 2025

QL.279: phía tỉnh Bắc Giang đã hoàn thành; phía tỉnh Lạng Sơn đang thi công.
"""


def test_a_report_is_entered_on_the_side_that_the_text_speaks_of(
    traced: Trace, texts: Texts, tmp_path: Path
) -> None:
    desk = Desk(tmp_path / "reviews", traced.registry, Document("kl", TWO_SIDES))
    for finding in desk.review.findings:
        if finding.sort is FindingSort.REPORT:
            desk.review.accept(finding, texts)
    made = [draft for _, drafts in desk.review.report_drafts() for draft in drafts]
    told = {(draft.side, draft.payload.status.value, draft.payload.reading) for draft in made}
    assert told == {("2008:24", "completed", "stated"), ("2008:20", "construction", "stated")}
    assert {draft.payload.source.line for draft in made} == {3}
    assert {draft.payload.source.date for draft in made} == {dt.date(2025, 3, 3)}
    database = Database(str(tmp_path / "register.sqlite"))
    register = Register(database, Files(tmp_path / "files"), traced.registry)
    for finding, drafts in desk.review.report_drafts():
        entered = register.append(EDITOR, drafts)
        desk.review.mark_entered(finding, [entry.id for entry in entered])
    assert desk.review.accepted_reports() == []
    registry = fold_entries(traced.registry, register.entries()).registry
    state = {side.province: side_state(side, dt.date(2025, 6, 1)) for side in sides(registry)}
    assert (state["24"].status, state["20"].status) == (Status.COMPLETED, Status.CONSTRUCTION)
    assert desk.review.report_drafts() == []
    saved = next(one for one in desk.review.findings if desk.review.state(one) == "saved")
    desk.review.set_state(saved, "rejected")
    gone = desk.review.withdrawn_entries()
    assert len(gone) == 2  # one of each side
    for entry in gone:
        register.withdraw(EDITOR, entry)
    desk.review.mark_withdrawn()
    assert desk.review.withdrawn_entries() == []
    database.close()


def sides(registry: Registry) -> tuple[Side, ...]:
    return registry.projects["ql279"].sides


def test_a_document_that_the_registry_holds_is_recognised_with_its_reports(
    traced: Trace, tmp_path: Path
) -> None:
    held = next(one for one in traced.registry.agreements.values() if one.number)
    day = f"ngày {held.date.day} tháng {held.date.month} năm {held.date.year}"
    text = f"Số: {held.number}\n{day}\n\nQL.279 đang thi công.\n"
    desk = Desk(tmp_path, traced.registry, Document("ban-quet-12", text))
    assert desk.review.agreement_form["known"] == held.id
    assert desk.review.agreement == {"id": held.id, "date": held.date.isoformat()}
    other = Desk(tmp_path, traced.registry, Document("x", text.replace("tháng", "quý")))
    assert other.review.agreement_form["known"] is None


def test_reports_that_the_registry_has_from_the_document_are_held(
    traced: Trace, tmp_path: Path
) -> None:
    side, report = next(
        (side, report)
        for project in traced.registry.projects.values()
        for side in project.sides
        for report in side.reports
        if report.cite and project.id == "ql279"
    )
    assert report.cite is not None
    name = traced.registry.units.unit(side.province).name
    text = "\n" * (report.cite.line - 1) + f"QL.279 trên địa bàn tỉnh {name} {SAYS[report.status]}."
    desk = Desk(tmp_path, traced.registry, Document(report.cite.agreement, text))
    (found,) = [one for one in desk.review.findings if one.sort is FindingSort.REPORT]
    assert desk.review.state(found) == "held"
    assert wanted(found, "held", "saved")
    moved = Desk(tmp_path, traced.registry, Document(report.cite.agreement, "\n" + text))
    (found,) = [one for one in moved.review.findings if one.sort is FindingSort.REPORT]
    assert moved.review.state(found) == ""


SAYS = {
    Status.CONSTRUCTION: "đang thi công",
    Status.COMPLETED: "đã hoàn thành",
    Status.PROPOSED: "đề nghị đầu tư",
    Status.STUDY: "đang nghiên cứu",
    Status.APPROVED: "đã được phê duyệt",
}

AFTER_MERGER = """BIÊN BẢN
Giữa tỉnh Bắc Ninh và tỉnh Thái Nguyên, ngày 12 tháng 11 năm 2025

Xây dựng cầu Bến Mới nối tỉnh Bắc Ninh với tỉnh Thái Nguyên do UBND tỉnh Bắc Ninh làm chủ đầu tư.
"""


def test_an_agreement_after_the_merger_speaks_of_the_units_of_its_day(
    traced: Trace, texts: Texts, tmp_path: Path
) -> None:
    desk = Desk(tmp_path / "r", traced.registry, Document("bb-2025", AFTER_MERGER))
    review = desk.review
    assert set(review.agreement_form["parties"]) == {"2025:24", "2025:19"}
    assert "2025:24" in review.units
    assert "24" not in review.units
    bridge = "project-cau-ben-moi"
    form = review.form(desk.finding(bridge))
    assert set(form["provinces"]) == {"2025:24", "2025:19"}
    desk.fill(bridge, **{"from": "ga-kep", "located": "point"})
    parties = review.new_parties
    named = {one["province"]: key for key, one in parties.items() if "province" in one}
    assert {"2025:24", "2025:19"} <= set(named)
    assert named["2025:24"] in form["sides"]["2025:24"]["responsible"]
    desk.fill(bridge, sides={"2025:19": {"responsible": [named["2025:19"]]}})
    assert desk.review.faults(desk.finding(bridge), texts) == []
    desk.review.accept(desk.finding(bridge), texts)
    text = written(desk)
    data = Path(shutil.copytree(FROZEN, tmp_path / "data"))
    save_imported(text, data, "bb-2025", dt.date(2025, 11, 13))
    saved = load_registry(data)
    assert [side.province for side in saved.projects["cau-ben-moi"].sides] == ["2025:24", "2025:19"]


def written(desk: Desk) -> str:
    review = desk.review
    return imported_yaml(
        desk.document.name,
        dt.date(2025, 11, 13),
        agreements=[agreement_entry(review.agreement_form)],
        projects=review.kept_projects(),
        parties=review.accepted_parties(),
        places=review.accepted_places(),
    )


def test_what_was_saved_is_corrected_withdrawn_and_taken_again(
    desk: Desk, texts: Texts, tmp_path: Path
) -> None:
    complete(desk, texts)
    data = Path(shutil.copytree(FROZEN, tmp_path / "data"))
    day = dt.date(2025, 11, 13)
    first = Imported(save_imported(written(desk), data, "thử", day).name, written(desk))
    desk.review.mark_saved(first, day)
    again = Desk(tmp_path / "reviews", load_registry(data), key=desk.key)
    again.covered = cover([again.document], without_own(again.registry, again.review.kept))
    assert again.review.state(again.finding(BRIDGE)) == "saved"
    assert again.review.imported == first
    again.review.reopen(again.finding(BRIDGE))
    again.fill(BRIDGE, name_vi="Cầu Bến Thử mới")
    assert again.review.incomplete(texts) == []  # its own id is not taken
    second = Imported(
        save_imported(written(again), data, "thử", day, instead_of=first).name, written(again)
    )
    assert second.name == first.name
    again.review.mark_saved(second)
    assert load_registry(data).projects["cau-ben-thu"].name.vi == "Cầu Bến Thử mới"
    again.review.set_state(again.finding(BRIDGE), "rejected")
    assert again.review.kept_projects() == []
    withdraw_imported(second, data)
    assert "cau-ben-thu" not in load_registry(data).projects
    again.review.mark_saved(None)
    assert again.review.imported is None


def test_a_file_that_was_changed_by_hand_is_not_written_over(
    desk: Desk, texts: Texts, tmp_path: Path
) -> None:
    complete(desk, texts)
    data = Path(shutil.copytree(FROZEN, tmp_path / "data"))
    path = save_imported(written(desk), data, "thử", dt.date(2025, 11, 13))
    mine = Imported(path.name, written(desk))
    path.write_text(written(desk) + "# sửa tay\n", encoding="utf-8")
    for change in (
        lambda: save_imported(written(desk), data, "thử", dt.date(2025, 11, 13), instead_of=mine),
        lambda: withdraw_imported(mine, data),
    ):
        with pytest.raises(InputError, match="changed by hand"):
            change()
    assert path.read_text("utf-8").endswith("# sửa tay\n")
