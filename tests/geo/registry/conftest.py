"""A small registry to break."""

import shutil
from collections.abc import Collection
from pathlib import Path

import pytest

import geo.registry.rows
from geo.yaml_document import YamlItems
from tests.geo.registry.broken import small_copy


@pytest.fixture(scope="session")
def small_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the data folder with a few projects of each mode."""
    return small_copy(tmp_path_factory.mktemp("registry") / "data")


@pytest.fixture
def data(small_data: Path, tmp_path: Path, parse_what_is_not_broken_once: None) -> Path:
    """A copy to break."""
    return shutil.copytree(small_data, tmp_path / "data")


@pytest.fixture
def parse_what_is_not_broken_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Most files are the same in every case: parse them once, for speed alone."""

    def nodes(path: Path, key: str, optional: Collection[str]) -> dict[str, YamlItems]:
        if not path.is_file():
            return parse(path, key, optional)
        known = PARSED.setdefault(path.name, {})
        content = path.read_bytes()
        if content not in known:
            known[content] = parse(path, key, optional)
        return known[content]

    parse = geo.registry.rows._nodes
    monkeypatch.setattr(geo.registry.rows, "_nodes", nodes)


PARSED: dict[str, dict[bytes, dict[str, YamlItems]]] = {}
