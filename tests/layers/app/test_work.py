"""What the app works with: data that were fetched, unless they are damaged."""

from pathlib import Path

import pytest

from geo.osm.cache import Cache
from geo.osm.source import OsmWays
from geo.sources.inputs import Origin
from layers.app.work import WorkOptions, usable, worked
from layers.texts import Language, Texts
from tests.data import FROZEN
from tests.geo.osm.test_cache import fetched, keep

__all__ = ["fetched"]


def test_damaged_data_are_left_out_and_said_until_they_are_whole(
    tmp_path: Path, fetched: OsmWays, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIAPRANH_CACHE", str(tmp_path))
    keep(Cache(tmp_path), fetched)
    (file,) = (tmp_path / "files").iterdir()
    whole = file.read_bytes()
    file.write_bytes(whole[:-1])
    given, fault = usable(WorkOptions(FROZEN))
    assert fault is not None
    said = {Texts(language).fault(fault) for language in Language}
    assert len(said) == 2
    assert not any(str(tmp_path) in words for words in said)
    assert worked(given).ways.origin is Origin.SKETCH
    file.write_bytes(whole)
    given, fault = usable(WorkOptions(FROZEN))
    assert fault is None
    assert worked(given).ways.origin is Origin.FETCHED
    assert len(given.stamp) == 16
