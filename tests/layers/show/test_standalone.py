"""The one-file page: all that is shown is in it, in both languages, and no host is named."""

import base64
import gzip
import hashlib
import json
import re
import unicodedata
from html import unescape
from typing import Any

import pytest

from geo.pipeline import Linkage
from layers.app.filters import Choice, Shown, narrowed, shown
from layers.map.draw import Viewing, scene
from layers.map.inlined import ValueTable, leaflet_sheet
from layers.panels.panel import panel
from layers.show.standalone import standalone
from layers.texts import Language, Texts

APART = "huu-lung-dt245-my-an"
SOME = {APART, "cau-hoa-son", "ql279"}
MOST_BYTES = 1_500_000


@pytest.fixture(scope="module")
def some(linkage: Linkage) -> Shown:
    return narrowed(shown(linkage, Choice()), SOME)


@pytest.fixture(scope="module")
def file(some: Shown) -> str:
    return standalone(some)


def unpacked(file: str) -> Any:
    found = re.search(r'id="gr-data">([^<]+)</script>', file)
    assert found is not None
    return json.loads(gzip.decompress(base64.b64decode(found.group(1))))


def whole(node: Any, data: Any) -> Any:
    """As the page's script does: shared values back where their numbers stand."""
    if isinstance(node, dict):
        return {
            key: data["table"][value]
            if key in data["shared"] and isinstance(value, int)
            else whole(value, data)
            for key, value in node.items()
        }
    return [whole(item, data) for item in node] if isinstance(node, list) else node


def test_the_whole_registry_fits_in_a_mail(linkage: Linkage) -> None:
    file = standalone(shown(linkage, Choice()))
    assert len(file.encode("utf-8")) < MOST_BYTES / 3
    data = unpacked(file)
    assert {project["id"] for project in data["projects"]} == set(linkage.registry.projects)
    assert unicodedata.is_normalized("NFC", file)


def test_only_what_is_shown_is_in_the_file(file: str, linkage: Linkage) -> None:
    data = unpacked(file)
    assert {project["id"] for project in data["projects"]} == SOME
    written = json.dumps(data["languages"], ensure_ascii=False)
    for project in linkage.registry.projects.values():
        assert (project.id in SOME) == (f'"{project.id}"' in written)


@pytest.mark.parametrize("language", list(Language))
def test_panels_and_looks_are_the_apps_own(
    file: str, some: Shown, linkage: Linkage, language: Language
) -> None:
    texts = Texts(language)
    data = unpacked(file)
    written = data["languages"][language.value]["projects"]
    assert set(written) == SOME
    assert written[APART]["panel"] == panel(APART, linkage, texts)
    for state, chosen in (("plain", None), ("chosen", APART), ("faded", "")):
        viewing = Viewing(texts=texts, chosen=chosen, spell_out_mismatches=state != "faded")
        drawn = json.loads(json.dumps(scene(narrowed(some, {APART}), viewing, "")))
        assert drawn["shapes"]
        for part in ("shapes", "signs", "labels"):
            assert whole(written[APART][state][part], data) == drawn[part], (state, part)


def test_the_policy_lets_run_what_is_in_the_file_and_nothing_else(file: str) -> None:
    scripts = re.findall(r"<script>(.*?)</script>", file, flags=re.DOTALL)
    hashes = {base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in scripts}
    found = re.search(r'Content-Security-Policy" content="([^"]+)"', file)
    assert found is not None
    policy = unescape(found.group(1))
    assert len(hashes) == 3
    assert set(re.findall(r"'sha256-([^']+)'", policy)) == hashes
    assert "default-src 'none'" in policy
    assert "connect-src 'none'" in policy
    assert "http" not in policy


def test_nothing_is_loaded_from_anywhere(file: str) -> None:
    loads = re.findall(r"<(?:link|img|iframe|script)[^>]*(?:src|href)=[^>]*>", file)
    assert loads == []
    targets = set(re.findall(r"url\(['\"]?(\w*:?[^)]{0,12})", file))
    assert targets
    assert all(target.startswith(("data:", "#")) for target in targets)
    assert "sourceMappingURL" not in file


def test_the_same_map_is_the_same_file(some: Shown, file: str) -> None:
    assert standalone(some) == file


def test_pictures_of_the_style_sheet_are_inside() -> None:
    assert leaflet_sheet().count("url(data:image/png;base64,") >= 3


def test_a_shared_value_is_stored_once() -> None:
    table = ValueTable({"style"})
    thin = table.without([{"style": {"a": 1}}, {"style": {"a": 1}, "at": [{"style": None}]}])
    assert thin == [{"style": 0}, {"style": 0, "at": [{"style": None}]}]
    assert table.values == [{"a": 1}]
