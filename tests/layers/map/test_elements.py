"""What reaches the browser: a base map that stays the same, and links to no other host."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from streamlit_folium import _get_feature_group_string, _get_map_string, generate_js_hash

from geo.pipeline import Linkage, Trace
from layers.app.filters import Choice, shown
from layers.map.base_map import base_payload
from layers.map.draw import Viewing, scene
from layers.map.elements import base_map, scene_group
from layers.map.leaflet import OfflineMap
from layers.map.leaflet_files import FILES
from layers.texts import Language, Texts


@pytest.fixture
def base(traced: Trace) -> dict[str, object]:
    frame = traced.boundaries.frame
    return base_payload({"signing": frame}, traced.registry.places, frame.total_bounds.tolist())


def script(built: OfflineMap) -> str:
    built.get_root().render()
    return str(_get_map_string(built))


def test_leaflet_comes_from_beside_the_app_and_nothing_else_is_loaded() -> None:
    built = OfflineMap()
    links = [url for _, url in (*built.default_js, *built.default_css)]
    assert [url.rsplit("/", 1)[1] for url in links] == ["leaflet.js", "leaflet.css"]
    assert all(url.startswith("../") for url in links)
    assert all((FILES / name).is_file() for name in ("leaflet.js", "leaflet.css"))


def test_the_page_names_no_other_host(base: dict[str, object], linkage: Linkage) -> None:
    built = base_map(base)
    group = scene_group(scene(shown(linkage, Choice()), Viewing(Texts(Language.VI)), ""))
    written = script(built) + _get_feature_group_string(group, built)
    root: Any = built.get_root()
    header = root.header.render()
    linked = re.findall(r'(?:src|href)="([^"]+)"', header)
    assert linked
    assert all(url.startswith("../") for url in linked)
    hosts = set(re.findall(r"https?://([^/\"']+)", written)) - {"www.w3.org"}
    assert hosts == set()


def test_the_base_map_is_the_same_to_streamlit_folium_every_time(
    base: dict[str, object], linkage: Linkage
) -> None:
    first, second = base_map(base), base_map(json.loads(json.dumps(base)))
    hashes = [generate_js_hash(script(each), "map") for each in (first, second)]
    assert hashes[0] == hashes[1]


def test_a_scene_names_the_map_and_the_group_it_is_drawn_in(
    base: dict[str, object], linkage: Linkage
) -> None:
    built = base_map(base)
    script(built)
    group = scene_group(scene(shown(linkage, Choice()), Viewing(Texts(Language.VI)), ""))
    written = _get_feature_group_string(group, built)
    assert "giapRanh.update(map_div, feature_group_feature_group_0," in written


def test_no_text_can_end_the_script() -> None:
    group = scene_group({"html": "</script><b>"})
    drawn: Any = next(iter(group._children.values()))
    payload = drawn.payload
    assert "</script>" not in payload
    assert json.loads(payload)["table"] == ["</script><b>"]


PROGRAM = "{{ cycler.__init__.__globals__.os.mkdir('FOLDER') }} {% no such %} {#"
"""What a server would do that reads a name as a template."""


def test_no_name_is_a_program_on_the_server(tmp_path: Path) -> None:
    folder = tmp_path / "made"
    name = PROGRAM.replace("FOLDER", str(folder))
    built: Any = base_map({"labels": [name]})
    group = scene_group({"labels": [{"tooltip": name}]})
    page: Any = built.get_root()
    page.render()  # as st_folium does, one after the other
    built.render()
    written = [page.header.render(), _get_map_string(built)]
    written.append(_get_feature_group_string(group, built))
    page.render()
    assert not folder.exists()
    assert sum(json.dumps(name) in text for text in written) == 2


def test_what_signs_have_alike_is_sent_once(linkage: Linkage) -> None:
    whole = scene(shown(linkage, Choice()), Viewing(Texts(Language.VI)), "")
    drawn: Any = next(iter(scene_group(whole)._children.values()))
    sent = json.loads(drawn.payload)
    for part in ("shapes", "signs", "labels"):
        for given, wanted in zip(sent[part], whole[part], strict=True):
            put_back = {
                key: sent["table"][value] if key in sent["shared"] and value is not None else value
                for key, value in given.items()
            }
            assert put_back == json.loads(json.dumps(wanted, default=float))
    once = [json.dumps(value, sort_keys=True) for value in sent["table"]]
    assert len(set(once)) == len(once) < len(whole["signs"]) + 4 * len(whole["shapes"])
