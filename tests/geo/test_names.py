"""Normal forms of names and road references."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from geo.names import (
    bridge_keys,
    bridge_names,
    fold,
    normal_name,
    normal_ref,
    refs_in,
    split_refs,
)

VIETNAMESE = st.text(
    "aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệóòỏõọốồổỗộúùủũụýỳ –-’.QLĐT19"
)


@given(st.text())
@example("\u0345ͅ")
@example("İstanbul ŉ ǰ")
def test_the_forms_change_nothing_the_second_time(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert normal_name(normal_name(text)) == normal_name(text)


@given(VIETNAMESE)
def test_the_unicode_form_does_not_count(text: str) -> None:
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        other = unicodedata.normalize(form, text)
        assert fold(other) == fold(text)
        assert normal_name(other) == normal_name(text)
        assert normal_ref(other) == normal_ref(text)


@given(VIETNAMESE)
def test_folded_text_is_plain(text: str) -> None:
    assert all(ord(c) < 128 or c == "’" for c in fold(text))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Đường sắt Kép-Cái Lân", "Đường sắt Kép – Cái Lân"),
        ("Đường sắt Bắc–Nam", "ĐƯỜNG SẮT BẮC NAM"),
        ("Đường sắt\u00a0Kép – Lưu Xá", "Đường sắt  Kép\u2011Lưu Xá "),
        ("cầu Hoà Sơn", "Cầu Hòa Sơn"),
        ("Ðồng Việt", "Đồng Việt"),
    ],
)
def test_spellings_of_one_name_are_equal(one: str, other: str) -> None:
    assert normal_name(one) == normal_name(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hòa Sơn", "Hoa Sơn"),
        ("Đường sắt Kép – Lưu Xá", "Đường sắt Kép – Cái Lân"),
        ("Đông Triều", "Đồng Triều"),
        ("Lân", "Lan"),
    ],
)
def test_different_names_stay_different(one: str, other: str) -> None:
    assert normal_name(one) != normal_name(other)


@pytest.mark.parametrize(
    ("text", "ref"),
    [
        ("QL.37", "QL.37"),
        ("QL37", "QL.37"),
        ("ql 37", "QL.37"),
        ("Quốc lộ 37", "QL.37"),
        ("Quốc\u00a0lộ 1A", "QL.1"),
        ("QL.1", "QL.1"),
        ("QL.1B", "QL.1B"),
        ("QL.4B", "QL.4B"),
        ("QL.38B", "QL.38B"),
        ("đường QL.18A", "QL.18"),
        ("ĐT.293", "ĐT.293"),
        ("ÐT.293", "ĐT.293"),
        ("DT293", "ĐT.293"),
        ("TL293", "ĐT.293"),
        ("tỉnh lộ 293", "ĐT.293"),
        ("đường tỉnh 398B", "ĐT.398B"),
        ("Đường tỉnh 398b", "ĐT.398B"),
        ("ĐT-289C", "ĐT.289C"),
        ("CT.07", "CT.07"),
        ("CT7", "CT.07"),
        ("cao tốc CT.07", "CT.07"),
        ("Quốc lộ CT.07", None),
        ("QL1", "QL.1"),
        ("Ql. 1", "QL.1"),
        ("QL-1A", "QL.1"),
        ("QL. 1 A", "QL.1"),
        ("Quốc Lộ số 1", "QL.1"),
        ("Q.L.37", "QL.37"),
        ("QL\u00b737", "QL.37"),
        ("ＱＬ３７", "QL.37"),
        ("đường tỉnh lộ 293", "ĐT.293"),
        ("Tỉnh lộ số 293", "ĐT.293"),
        ("Đường tỉnh ĐT.293", "ĐT.293"),
        ("Đ.T 293", "ĐT.293"),
        ("ĐT.242B", "ĐT.242B"),
        ("ĐT.398-B", "ĐT.398B"),
        ("(QL.37)", "QL.37"),
        ("QL.37.", "QL.37"),
        ("ĐT.293 (TL.293)", "ĐT.293"),
        ("TL.398B(HD)", "ĐT.398B"),
        ("HL.12", "HL.12"),
        ("CT.01", "CT.01"),
        ("ĐCT.07", "CT.07"),
        ("đường cao tốc số 7", "CT.07"),
        ("QL.l7", "QL.17"),
        ("QL.I7", "QL.17"),
        ("ĐT.O293", "ĐT.293"),
        ("AH1", None),
        ("AH.1", None),
        ("QL.1 cũ", None),
        ("QL.37 (đoạn tránh)", None),
        ("Vành đai 3.5", None),
        ("QL.37;QL.17", None),
        ("CT.39", "CT.39"),
        ("ĐH.98A", "ĐH.98A"),
        ("VĐ5", "VĐ5"),
        ("Đường Vành đai 5", "VĐ5"),
        ("37", None),
        ("QL", None),
        ("QL.0", None),
        ("cầu Triều", None),
        ("", None),
    ],
)
def test_references_in_official_form(text: str, ref: str | None) -> None:
    assert normal_ref(text) == ref
    if ref is not None:
        assert normal_ref(ref) == ref


@given(
    st.sampled_from(["QL", "ĐT", "CT", "ĐH", "VĐ"]),
    st.integers(1, 9999),
    st.sampled_from(["", "B", "C", "D"]),
)
def test_every_reference_survives_any_writing(kind: str, number: int, letter: str) -> None:
    ref = normal_ref(f"{kind}.{number}{letter}")
    assert ref is not None
    for text in (
        f"{kind}{number}{letter}",
        f"{kind.lower()} {number} {letter}",
        f"{kind}-0{number}{letter}",
    ):
        assert normal_ref(text.strip()) == ref


@pytest.mark.parametrize(
    ("text", "refs"),
    [
        ("QL 37;QL.17", ("QL.37", "QL.17")),
        ("ĐT.293/DT293/TL293", ("ĐT.293",)),
        ("QL.37; AH1 ;QL.1A", ("QL.37", "QL.1")),
        ("QL.37 và QL.17", ("QL.37", "QL.17")),
        ("Quốc lộ 37 (ĐT.188)", ("QL.37", "ĐT.188")),
        ("QL.37 – QL.17", ()),
        ("", ()),
    ],
)
def test_a_field_may_hold_several_references(text: str, refs: tuple[str, ...]) -> None:
    assert split_refs(text) == refs


@pytest.mark.parametrize(
    ("text", "refs"),
    [
        ("QL\u00a037", ("QL.37",)),
        ("Đường Vành đai V", ("VĐ5",)),
        ("Vành đai 5 vùng Thủ đô", ("VĐ5",)),
        (unicodedata.normalize("NFD", "Đường tỉnh 398B"), ("ĐT.398B",)),
        ("QL-1A; QL 17", ("QL.1", "QL.17")),
        ("Tuyến tránh QL.37", ()),
    ],
)
def test_references_as_osm_writes_them(text: str, refs: tuple[str, ...]) -> None:
    assert split_refs(text) == refs


@pytest.mark.parametrize(
    ("text", "refs"),
    [
        ("Cầu mới tại ngầm Tam Kha trên QL.17", ("QL.17",)),
        ("ĐT.261C nối ĐT.294, QL 37", ("ĐT.261C", "ĐT.294", "QL.37")),
        ("QL.279X2, quyết định 1908/QĐ", ()),
        ("ĐT: 0204 3854 317", ()),
        ("theo Quốc lộ số 37 và ĐT.398-B", ("QL.37", "ĐT.398B")),
    ],
)
def test_references_in_a_text(text: str, refs: tuple[str, ...]) -> None:
    assert refs_in(text) == refs


@pytest.mark.parametrize(
    ("text", "refs"),
    [
        ("QL37-QL17", ("QL.37", "QL.17")),
        ("QL.1A - AH1", ("QL.1",)),
        ("QL-1A;ĐT.398-B", ("QL.1", "ĐT.398B")),
    ],
)
def test_a_dash_parts_numbers_in_a_field_for_them(text: str, refs: tuple[str, ...]) -> None:
    assert split_refs(text, dashed=True) == refs


@pytest.mark.parametrize(
    ("text", "bare", "same"),
    [
        ("cầu  Đồng\u00a0Việt", False, True),
        ("Cầu Đồng Việt (Bắc Giang - Hải Dương)", False, True),
        (unicodedata.normalize("NFD", "Đồng Việt"), True, True),
        ("Đồng Việt", False, False),
        ("Cầu Đồng Việt 2", False, False),
        ("Cầu Đông Việt", True, False),
    ],
)
def test_spellings_of_a_bridge(text: str, bare: bool, same: bool) -> None:
    wanted = bridge_keys("Đồng Việt", bare=True)
    assert (not set(wanted).isdisjoint(bridge_keys(text, bare=bare))) is same


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Cầu Hòa Sơn và tuyến đường Hiệp Hòa – Phổ Yên", ("Hòa Sơn",)),
        ("Cầu Triều, đường dẫn và trục Bắc – Nam", ("Triều",)),
        ("Cầu Hải Hưng (Đoàn Kết) và đường dẫn", ("Hải Hưng", "Đoàn Kết")),
        ("Cầu thay ngầm Tam Kha", ()),
        ("Cầu và đường dẫn cảng Mỹ An", ()),
    ],
)
def test_the_proper_name_of_a_bridge(text: str, names: tuple[str, ...]) -> None:
    assert bridge_names(text) == names
