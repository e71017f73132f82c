"""What is named in a sentence, and what is not: tricky forms, of our own invention."""

import unicodedata
from typing import Any

import pytest

from geo.agreements import Mention, MentionKind, read_mentions


def only(text: str) -> Mention:
    (mention,) = read_mentions(text)
    return mention


def named(text: str) -> list[tuple[str, str]]:
    return [(m.kind.value, m.text) for m in read_mentions(text)]


@pytest.mark.parametrize(
    ("text", "refs"),
    [
        ("mở rộng quốc lộ 3B và 3C", [("QL.3B",), ("QL.3C",)]),
        ("trên Quốc lộ 12, 15, 48 qua Nghệ An", [("QL.12",), ("QL.15",), ("QL.48",)]),
        ("nâng cấp ĐT.242, ĐT.248", [("ĐT.242",), ("ĐT.248",)]),
        ("các tuyến ĐT 290, 295B", [("ĐT.290",), ("ĐT.295B",)]),
        ("các quốc lộ gồm: 5, 10 và 38B đi qua tỉnh", [("QL.5",), ("QL.10",), ("QL.38B",)]),
        ("quốc lộ 5 và 2 cầu tạm", [("QL.5",)]),
        ("QL.18, 10 km đầu tuyến", [("QL.18",)]),
        ("quốc lộ 1A, năm 2023", [("QL.1",)]),
        ("quốc lộ 49 A Lưới", [("QL.49",)]),
        ("Quốc lộ 1 A đoạn qua thị xã", [("QL.1",)]),
        ("ÐT.293 và ql18", [("ĐT.293",), ("QL.18",)]),
        ("tỉnh lộ số 08, ĐH.97A", [("ĐT.8",), ("ĐH.97A",)]),
        ("đường vành đai V, Vành đai 3,5", [("VĐ5",), ("VĐ3.5",)]),
        ("quốc\nlộ 37", [("QL.37",)]),
        ("QL.37² nối", [("QL.37",)]),
        ("tuyến QL.1/QL.5", [("QL.1",), ("QL.5",)]),
    ],
)
def test_road_numbers(text: str, refs: list[tuple[str, ...]]) -> None:
    assert [m.refs for m in read_mentions(text)] == refs


@pytest.mark.parametrize(
    "text",
    [
        "Nghị quyết số 11-NQ/TW, Quyết định 1454/QĐ-TTg, số 37/KH-UBND, Chỉ thị 29/CT-TTg",
        "Thông tư 12/2020/TT-BGTVT và Nghị quyết 57/2022/QH15",
        "ĐT: 0204.385.123, tỷ lệ TL 1/500, căn hộ CT4A2, DT 1200 m2",
        "yêu cầu Bắc Giang, nhu cầu Hà Nội, toàn cầu, cung - cầu Việt Nam",
        "người dân Cầu Giấy, sông Cầu, thị trấn Cầu Diễn, huyện Cầu Kè",
        "kết nối cung - cầu lao động, là cầu nối giữa hai tỉnh, giải cầu lông",
        "đường lối đổi mới, đường dây nóng 0904, con đường phát triển, đường kính 20 cm",
        "Công ty CP Mía đường Lam Sơn, nhà máy Đường Quảng Ngãi",
        "đường dây đánh bạc Hà Nội - Hải Phòng bị triệt phá",
        "họp trực tuyến Hà Nội - Lạng Sơn, tuyên truyền, chính quyền điện tử",
        "hành lang kinh tế Lạng Sơn - Hà Nội - Hải Phòng",
        "Tổng công ty Đường sắt Việt Nam, Cục Đường bộ Việt Nam",
        "các tuyến giao thông nối hai tỉnh, các tuyến đường nối tỉnh Hà Nam với tỉnh Nam Định",
        "đi đường biển, đường bộ, đường hàng không",
        "",
        "\x00\x00",
    ],
)
def test_names_no_link(text: str) -> None:
    assert named(text) == []


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("cầu Bến Thủy 2 vừa thông xe", [("bridge", "cầu Bến Thủy 2")]),
        ("Cầu Nhật Tân dài 3,9 km", [("bridge", "Cầu Nhật Tân")]),
        ("từ sau mô cầu Hải Hưng", [("bridge", "cầu Hải Hưng")]),
        ("cầu sông Hàn; cầu số 3", [("bridge", "cầu sông Hàn"), ("bridge", "cầu số 3")]),
        ("cầu vượt nút giao Mai Dịch", [("bridge", "cầu vượt nút giao Mai Dịch")]),
        (
            "xây các cầu Đồng Việt, Như Nguyệt và Xương Giang",
            [("bridge", "cầu Đồng Việt"), ("bridge", "Như Nguyệt"), ("bridge", "Xương Giang")],
        ),
        ("CẦU HẢI HƯNG VÀ ĐƯỜNG DẪN SẮP XONG", [("bridge", "CẦU HẢI HƯNG")]),
        ("cao tốc Pháp Vân - Cầu Giẽ", [("road", "cao tốc Pháp Vân - Cầu Giẽ")]),
        ("xa lộ Hà Nội", [("road", "xa lộ Hà Nội")]),
        ("trên đường 30/4 và đường Võ Nguyên Giáp", [
            ("road", "đường 30/4"), ("road", "đường Võ Nguyên Giáp"),
        ]),
        ("tuyến tránh thành phố Vinh", [("road", "tuyến tránh thành phố Vinh")]),
        ("Đường bộ ven biển tỉnh Thái Bình", [("road", "Đường bộ ven biển")]),
        (
            "02 tuyến cao tốc Hà Nội - Lạng Sơn và Hà Nội - Thái Nguyên",
            [("road", "tuyến cao tốc Hà Nội - Lạng Sơn"), ("road", "Hà Nội - Thái Nguyên")],
        ),
        ("đường sắt Kép – Lưu Xá", [("rail", "đường sắt Kép – Lưu Xá")]),
        ("tuyến metro số 1", [("rail", "tuyến metro số 1")]),
        ("ĐZ 220kV Bắc Mê - Hà Giang", [("power", "ĐZ 220kV Bắc Mê - Hà Giang")]),
        ("TBA 110 kV Tân Phước", [("power", "TBA 110 kV Tân Phước")]),
        ("cảng Cái Mép - Thị Vải", [("port", "cảng Cái Mép - Thị Vải")]),
        ("luồng sông Hậu", [("waterway", "luồng sông Hậu")]),
        ("sân bay Long Thành", [("other", "sân bay Long Thành")]),
    ],
)  # fmt: skip
def test_named_things(text: str, mentions: list[tuple[str, str]]) -> None:
    assert named(text) == mentions


@pytest.mark.parametrize(
    ("text", "ends", "via"),
    [
        ("đường nối ĐT.293 với QL.18", ("ĐT.293", "QL.18"), ()),
        ("đường từ thị trấn Chũ đến ga Bản Chắt", ("thị trấn Chũ", "ga Bản Chắt"), ()),
        ("cao tốc Châu Đốc - Cần Thơ - Sóc Trăng", ("Châu Đốc", "Sóc Trăng"), ("Cần Thơ",)),
        ("tuyến Mục đi đèo Kiếm", ("Mục", "đèo Kiếm"), ()),
        ("Quốc lộ 1 từ Vinh qua Cầu Giát đến Hoàng Mai", ("Vinh", "Hoàng Mai"), ("Cầu Giát",)),
        ("QL.279 đoạn Tân Sơn - Biển Động", ("Tân Sơn", "Biển Động"), ()),
        ("cầu Sơn nối xã Hợp Thịnh, tỉnh Bắc Giang với Phổ Yên", ("xã Hợp Thịnh", "Phổ Yên"), ()),
        ("trục Bắc - Nam tỉnh Hải Dương", (None, None), ()),
        ("tuyến metro số 1 (Bến Thành - Suối Tiên)", ("Bến Thành", "Suối Tiên"), ()),
    ],
)  # fmt: skip
def test_ends(text: str, ends: tuple[str | None, str | None], via: tuple[str, ...]) -> None:
    mention = read_mentions(text)[0]
    assert (mention.from_place, mention.to_place) == ends
    assert mention.via == via


def test_link_names_three_things() -> None:
    link, first, last = read_mentions("sẽ làm đường nối ĐT.293 với QL.18 trong năm 2025")
    assert link.text == "đường nối ĐT.293 với QL.18"
    assert link.refs == ()
    assert first.parent == last.parent == (link.start, link.end)
    assert (first.refs, last.refs) == (("ĐT.293",), ("QL.18",))
    assert first.status is None


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Hai tỉnh đề nghị Bộ Xây dựng sớm nâng cấp QL.31.", "proposed"),
        ("Hiện nay hai tỉnh đang nghiên cứu đề nghị nâng cấp QL.31.", "study"),
        ("Thống nhất bổ sung vào quy hoạch tỉnh tuyến QL.31.", "planned"),
        ("Ngày 5/6, UBND tỉnh phê duyệt dự án xây dựng cầu Vàm Xanh.", "approved"),
        ("Đẩy nhanh tiến độ thi công cầu Vàm Xanh.", "construction"),
        ("Cầu Vàm Xanh đã cơ bản hoàn thành.", "completed"),
        ("Cầu Vàm Xanh được đưa vào khai thác từ tháng trước.", "operating"),
        ("Dự án cầu Vàm Xanh tạm dừng do thiếu vốn.", "suspended"),
        ("Sau khi cầu Vàm Xanh hoàn thành, giao thông sẽ thuận lợi.", None),
        ("Phấn đấu hoàn thành cầu Vàm Xanh trong năm 2026.", None),
        ("Các tuyến đi qua cầu Vàm Xanh.", None),
        ("Về cầu Vàm Xanh: nhà thầu đã vào việc. Đến nay dự án đã cơ bản hoàn thành.", "completed"),
    ],
)
def test_status(text: str, status: str | None) -> None:
    assert only(text).status == status


def test_each_of_two_has_its_own_status() -> None:
    first, second = read_mentions("Cầu Vàm Xanh đang thi công, cầu Vàm Đỏ đã hoàn thành.")
    assert (first.status, second.status) == ("construction", "completed")


def test_line_above_a_list_governs_it() -> None:
    text = "Hai tỉnh đề nghị:\n- Nâng cấp QL.31.\n- Mở rộng QL.37."
    assert [(m.status, m.action, m.line) for m in read_mentions(text)] == [
        ("proposed", "upgrade", 2),
        ("proposed", "widen", 3),
    ]


@pytest.mark.parametrize(
    ("said", "by"),
    [
        ("hoàn thành trước năm 2026", "2025-12-31"),
        ("phấn đấu hoàn thành trong quý II/2026", "2026-06-30"),
        ("dự kiến thông xe vào ngày 30/4/2026", "2026-04-30"),
        ("hoàn thành trong tháng 2/2028", "2028-02-29"),
        ("hoàn thành trong giai đoạn 2026 - 2030", "2030-12-31"),
        ("đã hoàn thành năm 2020", None),
        ("hoàn thành ngày 31/2/2026", None),
    ],
)
def test_deadline(said: str, by: str | None) -> None:
    deadline = only(f"Xây dựng cầu Vàm Xanh, {said}.").deadline
    assert (deadline.by.isoformat() if deadline else None) == by


def test_lengths_are_kilometres_of_something() -> None:
    road = only("QL.37 dài 62,5 km, trong đó trên địa bàn tỉnh Bắc Giang dài 1.200 m, rộng 12 m.")
    assert [length.km for length in road.lengths] == [62.5, 1.2]
    assert "Bắc Giang" in road.lengths[1].of


def test_who_answers() -> None:
    text = "Tỉnh Hưng Yên xây dựng cầu Vàm Xanh; đề nghị Bộ Giao thông vận tải nâng cấp QL.38."
    assert [m.responsible for m in read_mentions(text)] == [("hung-yen",), ("bo-gtvt",)]


def test_voltage_and_kind() -> None:
    line = read_mentions("đường dây 500 kV mạch kép Quảng Trạch - Phố Nối")[0]
    assert (line.kind, line.voltage, line.from_place) == (MentionKind.POWER, 500, "Quảng Trạch")


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_offsets_are_exact_in_the_text_as_read(form: Any) -> None:
    typed = "**Xây** cầu Hòa\u00a0Sơn<sup>1</sup> và\ntuyến đường\nsắt Kép–Lưu Xá²"
    text = unicodedata.normalize(form, typed)
    mentions = read_mentions(text)
    assert [m.kind.value for m in mentions] == ["bridge", "rail"]
    for mention in mentions:
        assert text[mention.start : mention.end] == mention.text
        assert mention.name is not None
        assert unicodedata.is_normalized("NFC", mention.name)
    assert mentions[0].name == "Hòa Sơn"
    assert mentions[1].line == 2


def test_json_has_the_promised_fields() -> None:
    row = only("cầu Hòa Sơn").as_json()
    assert list(row)[:6] == ["text", "start", "end", "line", "kind", "refs"]
    assert {"name", "from_place", "to_place"} <= set(row)


HEAD = "SỞ GIAO THÔNG VẬN TẢI TỈNH THANH HẢI"


@pytest.mark.parametrize(
    "between",
    [f"\n\n{HEAD}\n\n", f"\n\n12\n\n{HEAD}\n", f"\n{HEAD}          13\n\n", f"\f{HEAD}\n\n"],
)
def test_running_head_inside_a_sentence_is_skipped(between: str) -> None:
    text = f"{HEAD}\n\nNâng cấp QL.37 đoạn từ xã Tân Kỳ{between}đến cầu Vàm Xanh."
    road, *_ = mentions = read_mentions(text)
    assert (road.from_place, road.to_place) == ("xã Tân Kỳ", "cầu Vàm Xanh")
    assert all(text[m.start : m.end] == m.text for m in mentions)


def test_running_head_that_names_a_link_is_read() -> None:
    text = (
        "Dự án cầu Vàm Xanh\n\nNâng cấp QL.37 đoạn từ xã Tân Kỳ\n\nDự án cầu Vàm Xanh\n\nđến Vinh."
    )
    assert [m.name for m in read_mentions(text) if m.kind == "bridge"] == ["Vàm Xanh"] * 2


@pytest.mark.parametrize(
    ("text", "refs"),
    [
        ("Nâng cấp hương lộ 2 và 10 qua huyện", ["HL.2", "HL.10"]),
        ("Huyện bê tông hóa HL.80B, ĐX.07", ["HL.80B", "ĐX.7"]),
        ("đường xã 12 nối QL.lA", ["ĐX.12", "QL.1"]),
        ("vụ ĐX 2024 được mùa, hộp thư HL 0912 345 678", []),
    ],
)
def test_roads_of_communes(text: str, refs: list[str]) -> None:
    assert [ref for m in read_mentions(text) for ref in m.refs] == refs


@pytest.mark.parametrize(
    "text", ["Ban Quản lý dự án 85 thi công cầu Vàm Xanh", "Ban QL dự án 85 xây cầu Vàm Xanh"]
)
def test_project_boards_answer(text: str) -> None:
    assert [body[-5:] for body in read_mentions(text)[0].responsible] == ["an-85"]
