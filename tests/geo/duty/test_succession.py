"""Who answers today for what was given to a body that has since been merged."""

from geo.duty.succession import named_in, passed_on
from geo.registry import Units
from tests.geo.traces import registry


def test_names_of_the_signing_are_those_of_the_documents() -> None:
    name = named_in(Units.SIGNING, ["hai-duong", "bo-gtvt"], registry())
    assert name.vi == "UBND tỉnh Hải Dương; Bộ Giao thông vận tải"


def test_successor_names_its_predecessor() -> None:
    name = named_in(Units.TODAY, ["hai-duong", "bo-gtvt"], registry())
    assert name.vi == (
        "UBND thành phố Hải Phòng (kế thừa UBND tỉnh Hải Dương); "
        "Bộ Xây dựng (kế thừa Bộ Giao thông vận tải)"
    )
    assert name.en.startswith("Hải Phòng City People's Committee (successor of Hải Dương")


def test_name_that_went_on_with_a_larger_province_is_said_once() -> None:
    assert named_in(Units.TODAY, ["thai-nguyen"], registry()).vi == "UBND tỉnh Thái Nguyên"
    act = passed_on(["thai-nguyen"], registry())
    assert act is not None
    assert act.vi.startswith("kế thừa từ 1/7/2025: Nghị quyết 202/2025/QH15")


def test_province_that_was_not_merged_goes_on() -> None:
    assert named_in(Units.TODAY, ["lang-son"], registry()).vi == "UBND tỉnh Lạng Sơn"
    assert passed_on(["lang-son", "evn"], registry()) is None


def test_each_act_is_named_once() -> None:
    act = passed_on(["bac-giang", "hai-duong", "bo-gtvt"], registry())
    assert act is not None
    assert act.en.count("Resolution 202/2025/QH15") == 1
    assert act.en.count("Resolution 176/2025/QH15") == 1
