"""What is new on OpenStreetMap: proposed with its evidence, never entered."""

import datetime as dt
import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from geo.__main__ import main
from geo.model import Mode, Status, StatusReport
from geo.osm._gathered import Gathered, Positions, to_frame
from geo.pipeline import Trace, trace
from geo.views.osm_watch import Watched, last_seen, news, remember, seen_now
from tests.geo.locate.links import boundaries, link, osm_ways, registry_of

DAY = dt.date(2026, 11, 1)
NODES = 17
"""Along the parallel of the places, every 0.05 degrees from the first to the last."""


def looked(*kinds: str, first_id: int = 100, cut: int = 4) -> tuple[Watched, Trace]:
    """What is seen of a road whose quarters are of these kinds, in pieces of so many steps."""
    gathered = Gathered([Mode.ROAD])
    ids = np.arange(NODES, dtype=np.int64)
    for start in range(0, NODES - 1, cut):
        nodes = ids[start : start + cut + 1]
        tags = {"highway": kinds[start * len(kinds) // (NODES - 1)], "ref": "QL.37"}
        gathered.add_way(first_id + start, tags.get, nodes)
    x = 1_061_000_000 + ids * 500_000
    at = Positions(ids, x, np.full(NODES, 215_000_000), np.ones(NODES, dtype=bool))
    ways = osm_ways(to_frame(gathered, at))
    project = link(refs=["QL.37"])
    made = trace(registry_of(project), boundaries(), ways=ways)
    return seen_now(made, ways), made


def test_what_opens_and_what_is_begun_is_proposed_side_by_side() -> None:
    before, _ = looked("primary", "construction", "proposed", "proposed")
    now, made = looked("primary", "primary", "construction", "proposed")
    found = list(news(before, now, made, DAY))
    assert [(one.province, one.status) for one in found] == [
        ("20", Status.CONSTRUCTION),
        ("24", Status.OPERATING),
    ]
    assert [one.way_ids for one in found] == [(108,), (104,)]
    for one in found:
        assert one.km == pytest.approx(20.7, abs=0.2)
        report = StatusReport.model_validate(one.report())
        assert (report.date, report.reading.value) == (DAY, "inferred")
        assert str(one.way_ids[0]) in report.note.vi
        assert "20,7 km" in report.note.vi


def test_ways_that_mappers_cut_and_join_are_no_news() -> None:
    before, _ = looked("primary", "primary", "construction", "construction")
    now, made = looked("primary", "primary", "construction", "construction", first_id=900, cut=2)
    assert list(news(before, now, made, DAY)) == []


def test_what_was_not_watched_has_no_past_and_what_was_seen_is_remembered(tmp_path: Path) -> None:
    now, made = looked("primary", "primary", "construction", "proposed")
    path = tmp_path / "watched.json"
    assert last_seen(path) is None
    remember(path, now)
    kept = last_seen(path)
    assert kept == now
    assert list(news(kept, now, made, DAY)) == []
    path.write_text("{", encoding="utf-8")
    assert last_seen(path) is None


def test_what_appears_of_a_watched_project_is_news_and_of_a_new_project_is_none() -> None:
    now, made = looked("construction", "construction", "construction", "construction")
    (project,) = now
    assert {one.status for one in news({project: {}}, now, made, DAY)} == {Status.CONSTRUCTION}
    assert list(news({}, now, made, DAY)) == []


def test_what_is_not_on_osm_yet_is_watched() -> None:
    now, _ = looked("footway", "footway", "footway", "footway")
    assert list(now.values()) == [{}]


def test_ways_of_another_country_are_not_remembered(
    tmp_path: Path, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIAPRANH_CACHE", str(tmp_path))
    monkeypatch.setenv("GIAPRANH_DATABASE", str(tmp_path / "register.sqlite"))
    file = shared / "osm" / "realroads" / "krems.osm.pbf"
    done = CliRunner().invoke(main, ["--language", "en", "watch", "--seen", "--osm", str(file)])
    assert done.exit_code == 2
    assert "lie elsewhere" in done.stderr
    assert not (tmp_path / "watched.json").exists()


def test_the_command_remembers_first_and_tells_until_it_was_seen(
    tmp_path: Path, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIAPRANH_CACHE", str(tmp_path))
    monkeypatch.setenv("GIAPRANH_DATABASE", str(tmp_path / "register.sqlite"))
    asked = ["watch", "--json", "--osm", str(shared / "osm" / "rail.osm.pbf")]

    def told(*more: str) -> list[dict[str, object]]:
        done = CliRunner().invoke(main, [*asked, *more])
        assert done.exit_code == 0, done.output
        found: list[dict[str, object]] = json.loads(done.stdout)
        return found

    assert told() == []
    path = tmp_path / "watched.json"
    kept = json.loads(path.read_text(encoding="utf-8"))
    assert kept, "projects on OpenStreetMap are watched"
    stages = next(
        stages for own in kept.values() for stages in own.values() if stages["open"]["km"] > 1
    )
    stages["open"] = {"km": 0.0, "ways": []}
    path.write_text(json.dumps(kept), encoding="utf-8")
    (one,) = told()
    assert one["way_ids"]
    assert told("--seen") == [one]
    assert told() == []


def test_without_ways_it_is_one_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIAPRANH_CACHE", str(tmp_path))
    done = CliRunner().invoke(main, ["watch"])
    assert done.exit_code == 2
    assert "geo refresh" in done.output
