"""What joins two provinces: the filter, what the map looks at and the heading counts; a search."""

import pytest

from layers.texts import Texts
from tests.browser.conftest import Open, Seen
from tests.browser.test_app import FITTED, choose, projects_on_map

PAIR = ("Bắc Giang", "Lạng Sơn")


def counted(seen: Seen) -> int:
    """The projects that the heading counts."""
    return int(seen.page.locator(".gr-counts b").first.inner_text())


def listed(seen: Seen) -> list[str]:
    """The projects of the list beside the map, in its order."""
    rows = seen.page.locator('[class*="st-key-choose-"]').evaluate_all(
        "rows => rows.map((row) => [...row.classList]"
        ".find((name) => name.startsWith('st-key-choose-')))"
    )
    return [str(row).removeprefix("st-key-choose-") for row in rows]


def test_between_two_provinces_and_in_one_of_them(open_page: Open, texts: Texts) -> None:
    seen = open_page(texts=texts)
    seen.wait_for_map()
    for name in PAIR:
        choose(seen, "provinces", name)
        seen.settle()
    in_one = projects_on_map(seen)
    seen.page.locator(".st-key-between").get_by_role("radio").last.click()
    seen.wait_until(lambda: 0 < len(projects_on_map(seen)) < len(in_one))
    seen.settle()
    joining = projects_on_map(seen)
    assert joining < in_one
    assert "between=1" in seen.page.url
    seen.wait_until(lambda: counted(seen) == len(set(listed(seen))))
    assert joining <= set(listed(seen))
    is_all_in_view, apart = seen.in_map(FITTED)
    assert is_all_in_view
    assert apart <= 0.25  # a step of the zoom
    seen.go("compare")
    seen.assert_quiet()


@pytest.mark.parametrize("words", ["cầu Hòa Sơn", "cau hoa son"])
def test_the_nearest_name_comes_first(open_page: Open, words: str) -> None:
    seen = open_page()
    seen.wait_for_map()
    field = seen.page.locator(".st-key-words input")
    field.fill(words)
    field.press("Enter")
    seen.wait_until(lambda: 0 < len(listed(seen)) < 45)
    seen.settle()
    assert listed(seen)[0] == "cau-hoa-son"
    seen.assert_quiet()
