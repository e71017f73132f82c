"""Who answers for which stretch, and what is given as the reason."""

import pytest

from geo.duty.basis import basis_text
from geo.duty.responsibility import (
    NOBODY,
    Duty,
    Rule,
    beyond_borders,
    duty,
    entered,
    over_a_gap,
    stretch_cuts,
)
from geo.errors import InBoth
from tests.geo.locate.links import link, registry_of, side
from tests.geo.traces import registry

KM = {"a": 0.0, "b": 20.0, "c": 50.0, "d": 80.0}


def answers(*sides: dict[str, object], province: str | None, km: float, **at: float) -> Duty:
    project = link(*sides)
    return duty(project, province, km, at or KM, registry_of(project))


def basis(found: Duty, *sides: dict[str, object]) -> InBoth:
    """The basis in words, of a link with these sides."""
    project = link(*sides)
    return basis_text(project, found, registry_of(project))


@pytest.mark.parametrize(("province", "number"), [("24", 0), ("20", 1)])
def test_each_side_answers_for_its_ground(province: str, number: int) -> None:
    found = answers(province=province, km=10)
    name = registry().units.signing[province]
    assert found.side == number
    assert [registry().parties[party].province for party in found.parties] == [province]
    said = basis(found)
    assert said.vi.startswith(f"Đoạn nằm trên địa bàn {name}: 2689-BC/BCSĐ, 2/5/2024, dòng")
    assert said.en.startswith(f"The piece lies in {name}: 2689-BC/BCSĐ, 2 May 2024, line 61")


def test_several_parties_are_all_named() -> None:
    found = answers(side("24", "bac-giang", "bo-gtvt"), side("20"), province="24", km=1)
    assert found.parties == ("bac-giang", "bo-gtvt")


@pytest.mark.parametrize(("km", "number"), [(10, 0), (19.9, 0), (20.1, 1), (60, 1)])
def test_stretches_of_one_province_follow_each_other(km: float, number: int) -> None:
    sides = (side("24", stretch=("a", "b")), side("24", "bo-gtvt", stretch=("b", "d")), side("20"))
    assert answers(*sides, province="24", km=km).side == number


def test_stretch_may_be_named_from_either_end() -> None:
    assert answers(side("24", stretch=("b", "a")), side("20"), province="24", km=10).side == 0


def test_stretch_says_so_in_its_basis() -> None:
    sides = (side("24", stretch=("a", "b")), side("20"))
    said = basis(answers(*sides, province="24", km=10), *sides)
    assert said.vi.startswith("Văn bản giao đoạn A – B cho phía Bắc Giang: 2689-BC/BCSĐ")
    assert said.en.startswith("The document gives A en – B en to the Bắc Giang side: 2689")


@pytest.mark.parametrize("is_told", [True, False])
def test_only_an_agreement_gives_a_stretch(is_told: bool) -> None:
    """A cut that the register chose, or that the press tells of, is given by no document."""
    page = {"publisher": "Báo", "date": "2024-01-01", "title": "Tin", "url": "https://bao.vn/1"}
    own = side("24", stretch=("a", "b")) | {"basis": page if is_told else None}
    sides = (own, side("20"))
    said = basis(answers(*sides, province="24", km=10), *sides)
    source = "Nguồn ngoài văn bản: Báo" if is_told else "chia theo địa giới, văn bản không nói"
    assert said.vi.startswith(f"Đoạn A – B thuộc phía Bắc Giang: {source}")
    assert "document gives" not in said.en


BRIDGE = (side("24", stretch=("a", "c")), side("20", stretch=("c", "d")))
"""The first side builds as far as c, over the border."""


@pytest.mark.parametrize(
    ("province", "km", "number"), [("24", 10, 0), ("20", 40, 0), ("20", 60, 1), ("24", 60, 1)]
)
def test_neighbours_stretch_reaches_over_the_border(province: str, km: float, number: int) -> None:
    assert answers(*BRIDGE, province=province, km=km).side == number


def test_own_ground_beats_a_neighbours_stretch() -> None:
    assert answers(BRIDGE[0], side("20"), province="20", km=40).side == 1


def test_own_stretch_beats_a_neighbours_stretch() -> None:
    both = (side("24", stretch=("a", "d")), side("20", stretch=("b", "d")))
    assert answers(*both, province="20", km=60).side == 1
    assert answers(*both, province="24", km=60).side == 0


def test_first_of_two_stretches_in_one_place_counts() -> None:
    both = (side("24", stretch=("a", "c")), side("24", "bo-gtvt", stretch=("a", "d")))
    assert answers(*both, side("20"), province="24", km=10).side == 0


@pytest.mark.parametrize(("km", "number"), [(21, 0), (34, 0), (36, 1), (49, 1)])
def test_own_ground_between_own_stretches_goes_to_the_nearest(km: float, number: int) -> None:
    sides = (side("24", stretch=("a", "b")), side("24", "bo-gtvt", stretch=("c", "d")), side("20"))
    found = answers(*sides, province="24", km=km)
    assert found.side == number
    said = basis(found, *sides)
    assert said.vi.startswith("Trên địa bàn Bắc Giang, ngoài các đoạn văn bản nêu")
    assert said.en.startswith("In Bắc Giang outside the stretches")


def test_stretch_whose_places_are_not_on_the_line_claims_nothing() -> None:
    sides = (side("24", stretch=("a", "b")), side("20"))
    found = answers(*sides, province="20", km=10, a=0.0)
    assert found.side == 1
    assert answers(*sides, province="24", km=10, a=0.0).rule is Rule.NEAREST_STRETCH


def test_ground_of_others_goes_to_the_party_of_all_sides() -> None:
    sides = (side("24", "bo-gtvt"), side("20", "bo-gtvt"))
    found = answers(*sides, province="27", km=10)
    assert found.side == NOBODY
    assert found.parties == ("bo-gtvt",)
    said = basis(found, *sides)
    assert said.vi.startswith("Bắc Ninh không phải là một bên của văn bản; cùng bên")
    assert said.en.startswith("Bắc Ninh is not a party to the agreement; the party that")


@pytest.mark.parametrize(
    "sides",
    [
        (side("24"), side("20")),
        (side("24", "bo-gtvt"), side("20", "evn")),
        (side("24", "bac-giang"),),
        (side("24", "bo-gtvt", "bac-giang"), side("20", "bo-gtvt", "bac-giang")),
    ],
    ids=["provinces", "two bodies", "one province", "mixed"],
)
def test_ground_of_others_is_nobodys_when_no_body_answers_for_all(
    sides: tuple[dict[str, object], ...],
) -> None:
    found = answers(*sides, province="27", km=10)
    assert found.side == NOBODY
    assert found.parties == ()
    assert basis(found, *sides).vi == "Bắc Ninh không phải là một bên của văn bản"


def test_ground_of_no_province_is_said_to_be_outside() -> None:
    found = answers(province=None, km=10)
    assert (found.side, basis(found).en) == (NOBODY, "Outside the parties' ground")


def test_beyond_borders_keeps_the_duty_and_says_why() -> None:
    found = answers(province="24", km=10)
    beyond = beyond_borders(found)
    assert (beyond.side, beyond.parties) == (found.side, found.parties)
    said, within = basis(beyond), basis(found)
    assert said.vi == f"Ngoài ranh giới các tỉnh trong tệp, tính theo đoạn kề: {within.vi}"
    assert said.en == f"Outside every province of the file, taken with the next piece: {within.en}"


def test_cuts_are_the_ends_of_stretches_once_each_in_order() -> None:
    project = link(side("20", stretch=("c", "d")), side("24", stretch=("a", "c")))
    assert stretch_cuts(project, KM) == [0.0, 50.0, 80.0]
    assert stretch_cuts(project, {"c": 50.0}) == [50.0]
    assert stretch_cuts(link(), KM) == []


@pytest.mark.parametrize(("metres", "said"), [(0.2, "1 m"), (1.4, "1 m"), (36.0, "36 m")])
def test_a_gap_is_told_in_metres(metres: float, said: str) -> None:
    found = over_a_gap(answers(province="24", km=10), metres)
    assert f"gồm {said} hở" in basis(found).vi
    assert f"with {said} of a gap" in basis(found).en
    assert basis(found).vi.startswith(basis(answers(province="24", km=10)).vi)


def test_what_the_register_gave_to_others_is_cited_alone() -> None:
    project = link()
    found = entered(1, project.sides[1])
    assert (found.side, found.parties, found.ground) == (1, ("lang-son",), "20")
    assert basis(found).en == "2689-BC/BCSĐ, 2 May 2024, line 61"


def test_every_rule_has_words_of_its_own() -> None:
    sides = (side("24", stretch=("a", "b")), side("20"))
    said = {basis(Duty(0, (), rule, "24"), *sides).en for rule in Rule}
    assert len(said) == len(Rule)
