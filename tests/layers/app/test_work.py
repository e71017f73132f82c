"""What the app works with: data that were fetched unless they are damaged, entries as they come."""

import datetime as dt
import shutil
from pathlib import Path

import pytest
from geopandas.testing import assert_geodataframe_equal

from geo.errors import InputError
from geo.model import Deadline, Status, Text
from geo.osm.cache import Cache
from geo.osm.source import OsmWays
from geo.registry import Units
from geo.sources.inputs import Origin
from geo.store.entry import Cut, Draft, EntryKind, OwnLine, PlaceGiven, Responsibility
from geo.store.moments import end_of
from layers.app.work import (
    WorkOptions,
    ground,
    known,
    lanes_of,
    linkage_at,
    read_ways,
    register,
    reload_data,
    traced,
    usable,
    with_entries,
    worked,
)
from layers.texts import Language, Texts
from tests.data import FROZEN
from tests.geo.osm.test_cache import fetched, keep
from tests.geo.osm.test_extract import KEP, LONLAT, write
from tests.geo.store.said import DAY, EDITOR, LANG_SON, PROJECT, note, source, status
from tests.geo.traces import registry

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


def test_a_file_of_the_registry_that_changes_or_goes_is_seen_at_the_next_click(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIAPRANH_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("GIAPRANH_DATABASE", str(tmp_path / "register.sqlite"))
    data = tmp_path / "data"
    shutil.copytree(FROZEN, data)
    first, _ = usable(WorkOptions(data))
    assert usable(WorkOptions(data))[0] == first
    name = known(first).registry.projects[PROJECT].name.vi
    file = next(path for path in (data / "projects").iterdir() if name in path.read_text("utf-8"))
    file.write_text(file.read_text("utf-8").replace(name, "Tên đã sửa"), encoding="utf-8")
    edited, _ = usable(WorkOptions(data))
    assert known(edited).registry.projects[PROJECT].name.vi == "Tên đã sửa"
    seen = linkage_at(edited, DAY, Units.SIGNING)
    assert seen.projects.set_index("project_id").loc[PROJECT, "name_vi"] == "Tên đã sửa"
    (data / "agreements.yaml").unlink()
    with pytest.raises(InputError):
        usable(WorkOptions(data))


def test_what_was_traced_is_kept_and_read_by_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIAPRANH_CACHE", str(tmp_path))
    monkeypatch.setenv("GIAPRANH_DATABASE", str(tmp_path / "register.sqlite"))
    given, _ = usable(WorkOptions(FROZEN))
    first = linkage_at(given, DAY, Units.SIGNING)
    (file,) = (tmp_path / "traces").iterdir()
    reload_data()  # as a new process begins: nothing in memory
    with monkeypatch.context() as context:
        context.setattr("layers.app.work.trace", None)  # whoever traced anew would fail
        again = linkage_at(given, DAY, Units.SIGNING)
    assert again is not first
    assert again.registry is known(given).registry
    assert_geodataframe_equal(again.pieces, first.pieces)
    assert again.locations.keys() == first.locations.keys()
    file.write_bytes(file.read_bytes()[:-1])  # damaged: made anew
    reload_data()
    assert_geodataframe_equal(linkage_at(given, DAY, Units.SIGNING).pieces, first.pieces)


def test_an_extract_is_read_with_a_bar_the_first_time_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIAPRANH_CACHE", str(tmp_path))
    path = write(tmp_path / "rail.osm.pbf", {10: ([1, 2], KEP)}, LONLAT)
    said: list[float] = []
    given = WorkOptions(FROZEN, osm=path).stamped()
    read_ways(given, lambda share, _: said.append(share))
    assert said
    assert said[-1] == 1.0
    told = len(said)
    read_ways(given, lambda share, _: said.append(share))
    assert len(said) == told


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> WorkOptions:
    """A register with one report, and the options to see it with."""
    monkeypatch.setenv("GIAPRANH_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("GIAPRANH_DATABASE", str(tmp_path / "register.sqlite"))
    register(WorkOptions(FROZEN)).append(EDITOR, [status(Status.STUDY)])
    return with_entries(WorkOptions(FROZEN))


def status_of(given: WorkOptions) -> str:
    sides = linkage_at(given, DAY, Units.SIGNING).sides.set_index(["project_id", "signing_code"])
    return str(sides["status"].loc[[(PROJECT, LANG_SON.partition(":")[2])]].item())


def deadline() -> Draft:
    said = Deadline(by=DAY, said=Text(vi="x", en="x"), cite=source())
    return Draft(kind=EntryKind.DEADLINE, project=PROJECT, side=LANG_SON, payload=said)


def party() -> Draft:
    said = Responsibility(responsible=("lang-son",), source=source())
    return Draft(kind=EntryKind.PARTY, project=PROJECT, side=LANG_SON, payload=said)


@pytest.mark.parametrize("draft", [status(), deadline(), party(), note("x")], ids=lambda d: d.kind)
def test_an_entry_that_moves_nothing_locates_and_cuts_nothing_anew(
    written: WorkOptions, draft: Draft
) -> None:
    before, base, side_by_side = traced(written), ground(written), lanes_of(written)
    linkage = linkage_at(written, DAY, Units.SIGNING)
    register(written).append(EDITOR, [draft])
    now = with_entries(WorkOptions(FROZEN))
    assert linkage_at(now, DAY, Units.SIGNING) is not linkage
    assert traced(now) is before
    assert ground(now) is base
    assert lanes_of(now) is side_by_side


def test_a_backup_that_was_put_back_is_noticed(written: WorkOptions, tmp_path: Path) -> None:
    here = register(written).database
    backup = {file: file.read_bytes() for file in tmp_path.glob("register.sqlite*")}
    register(written).append(EDITOR, [status(Status.COMPLETED)])
    assert status_of(with_entries(WorkOptions(FROZEN))) == "completed"
    here.close()
    for file, content in backup.items():
        file.write_bytes(content)
    register(written).append(EDITOR, [status(Status.PLANNED)])
    assert status_of(with_entries(WorkOptions(FROZEN))) == "planned"


def place() -> Draft:
    old = registry().places[registry().projects[PROJECT].places[0]]
    said = PlaceGiven(
        key=old.key,
        name=old.name,
        lon=old.lon,
        lat=old.lat + 0.01,
        sort=old.kind,
        provinces=(LANG_SON,),
        precision_m=50,
        source=source(),
    )
    return Draft(kind=EntryKind.PLACE, payload=said)


def line() -> Draft:
    places = [registry().places[key] for key in registry().projects[PROJECT].places]
    strand = ((places[0].lon, places[0].lat), (places[-1].lon, places[-1].lat))
    said = OwnLine(strands=(strand,), source=source())
    return Draft(kind=EntryKind.LINE, project=PROJECT, payload=said)


def cut() -> Draft:
    keys = registry().projects[PROJECT].places
    said = Cut(stretch=(keys[0], keys[-1]), source=source())
    return Draft(kind=EntryKind.CUT, project=PROJECT, side=LANG_SON, payload=said)


@pytest.mark.parametrize("draft", [place(), line(), cut()], ids=lambda d: d.kind)
def test_an_entry_that_moves_something_does(written: WorkOptions, draft: Draft) -> None:
    before = traced(written)
    (entry,) = register(written).append(EDITOR, [draft])
    moved = with_entries(WorkOptions(FROZEN))
    assert traced(moved) is not before
    register(written).append(EDITOR, [status()])
    assert traced(with_entries(WorkOptions(FROZEN))) is traced(moved)
    register(written).withdraw(EDITOR, entry.id)
    assert traced(with_entries(WorkOptions(FROZEN))) is before


def test_another_readers_entry_is_seen_at_the_next_click_and_not_when_looking_back(
    written: WorkOptions,
) -> None:
    assert status_of(written) == "study"
    register(written).append(EDITOR, [status(Status.COMPLETED)])
    now = with_entries(WorkOptions(FROZEN))
    assert status_of(now) == "completed"
    yesterday = end_of(dt.date.today() - dt.timedelta(days=1))
    past = with_entries(WorkOptions(FROZEN, known_at=yesterday))
    assert status_of(past) not in ("study", "completed")
    assert linkage_at(past, DAY, Units.SIGNING).known_at == yesterday
    assert status_of(past.of_now) == "completed"
