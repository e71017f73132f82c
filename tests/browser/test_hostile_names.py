"""The real app on a registry whose every name would do harm if anything on the way read it."""

import csv
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
import yaml

from tests.browser.conftest import Open, find_chromium, serving
from tests.data import EXAMPLE

HARM = (
    """<script>window.top.harmed = 1</script><img src=x onerror="window.top.harmed = 1">'"""
    """"{{ 1 // 0 }} {% raw %} ${harmed} `x` $a^2$ :red[x] [l](javascript:alert(1)) *b* _i_"""
)
"""Runs as HTML, fails as a template, and is another text as Markdown or a formula."""
PAGES = ("map&project=cau-lam", "overview", "compare", "table", "changes", "slides")


def _harmful(node: Any) -> Any:
    if isinstance(node, dict):
        return {
            key: f"{value} {HARM}"
            if key in ("vi", "en") and isinstance(value, str)
            else _harmful(value)
            for key, value in node.items()
        }
    return [_harmful(item) for item in node] if isinstance(node, list) else node


@pytest.fixture(scope="module")
def hostile_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    find_chromium()
    data = tmp_path_factory.mktemp("hostile") / "data"
    copytree(EXAMPLE, data)
    for path in [*data.glob("*.yaml"), *(data / "projects").glob("*.yaml")]:
        read = _harmful(yaml.safe_load(path.read_text(encoding="utf-8")))
        path.write_text(yaml.safe_dump(read, allow_unicode=True), encoding="utf-8")
    _spoil_places(data / "places.csv")
    with serving("--data", str(data)) as address:
        yield address


def _spoil_places(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    with path.open("w", encoding="utf-8", newline="") as stream:
        table = csv.DictWriter(stream, list(rows[0]))
        table.writeheader()
        for row in rows:
            names = {name: f"{row[name]} {HARM}" for name in ("name_vi", "name_en")}
            table.writerow(row | names)


@pytest.mark.parametrize("page", PAGES)
def test_no_name_does_anything(open_page: Open, hostile_address: str, page: str) -> None:
    seen = open_page(hostile_address, query=f"?page={page}", filters=False)
    seen.page.locator(".gr-heading").wait_for()
    seen.settle()
    if page in ("compare", "changes") or page.startswith("map"):
        seen.page.locator('iframe[title^="streamlit_folium"]').wait_for()
        seen.map.locator(".gr-units").first.wait_for(state="attached")
    seen.page.wait_for_timeout(500)
    assert seen.page.evaluate("window.harmed") is None
    seen.assert_quiet()
    if page.startswith("map"):
        assert "{{ 1 // 0 }} {% raw %} ${harmed}" in seen.page.locator(".gr-panel h2").inner_text()
