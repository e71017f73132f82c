"""What is new on OpenStreetMap for the projects: proposals for a person, never a status by itself.

A road that was planned appears there as under construction, one under construction opens, a bridge
is drawn. What was seen last is kept beside the fetched data; what has come since is proposed, with
the ways as evidence. Kilometres are compared, not ways: mappers cut and join these every day.
"""

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pandas as pd
import shapely

from geo.crs import GEOD
from geo.files import write_together
from geo.model import Mode, Project, Reading, Status, Text
from geo.modes import PROJECT_MODES
from geo.osm.source import OsmWays
from geo.pipeline import Trace

LEAST_NEW_KM: Final = 0.3
"""So much more of a project counts as new; less is a line drawn more carefully."""
LEAST_BRIDGE_KM: Final = 0.03
_BUILDING: Final = frozenset({"construction"})
_NOT_THERE: Final = frozenset({"proposed", "disused", "abandoned"})

Stages = dict[str, dict[str, Any]]
"""By stage ("construction", "open", "bridge"): ``km``, and ``ways``, their ids."""
Watched = dict[str, dict[str, Stages]]
"""By project and province (code of the 63); none of these where OpenStreetMap has nothing yet."""

_STATUS: Final[Mapping[str, Status]] = {
    "construction": Status.CONSTRUCTION,
    "open": Status.OPERATING,
    "bridge": Status.COMPLETED,
}
_WORDS: Final[Mapping[str, Text]] = {
    "construction": Text(vi="đang thi công", en="under construction"),
    "open": Text(vi="đã có đường cho xe đi", en="a way that traffic uses"),
    "bridge": Text(vi="đã có cầu", en="a bridge"),
}


@dataclass(frozen=True)
class OsmNews:
    """A status that OpenStreetMap suggests for one side, and the ways that do."""

    project: Project
    province: str
    stage: str
    km: float
    way_ids: tuple[int, ...]
    dated: dt.date

    @property
    def status(self) -> Status:
        """What would be reported."""
        return _STATUS[self.stage]

    def report(self) -> dict[str, Any]:
        """A row for the side's ``reports``, to be read, corrected and entered by a person."""
        ids = ", ".join(map(str, self.way_ids[:_NAMED])) + (", …" if self.way_ids[_NAMED:] else "")
        said, km = _WORDS[self.stage], round(self.km, 1)
        comma = str(km).replace(".", ",")
        return {
            "date": self.dated.isoformat(),
            "status": self.status.value,
            "reading": Reading.INFERRED.value,
            "source": {
                "title": "OpenStreetMap",
                "publisher": "OpenStreetMap contributors",
                "date": self.dated.isoformat(),
                "url": f"https://www.openstreetmap.org/way/{self.way_ids[0]}",
            },
            "note": {
                "vi": f"Trên OpenStreetMap {said.vi} thêm {comma} km (đường {ids}).",
                "en": f"On OpenStreetMap {km} km more are {said.en} (ways {ids}).",
            },
        }


_NAMED: Final = 12


def seen_now(trace: Trace, ways: OsmWays) -> Watched:
    """What OpenStreetMap has of each project by now, by province."""
    areas = trace.boundaries.frame.set_index("province_code").geometry
    found: Watched = {}
    for project in trace.registry.projects.values():
        location = trace.locations[project.id]
        if not location.way_ids:
            found[project.id] = {}
            continue
        mode = PROJECT_MODES[project.mode].runs_on
        rows = ways.frame[
            (ways.frame["mode"] == mode.value) & ways.frame["way_id"].isin(location.way_ids)
        ]
        sides = {side.province.rpartition(":")[2] for side in project.sides}
        found[project.id] = {
            province: _stages(project, rows, areas[province])
            for province in sorted(sides & set(areas.index))
        }
    return found


def _stages(project: Project, rows: gpd.GeoDataFrame, area: shapely.Geometry) -> Stages:
    inside = shapely.intersection(rows.geometry.to_numpy(), area)
    km = pd.Series([GEOD.geometry_length(line) / 1000 for line in inside], index=rows.index)
    building, planned = rows["kind"].isin(_BUILDING), rows["kind"].isin(_NOT_THERE)
    stages = {"construction": building, "open": ~building & ~planned}
    if project.mode is Mode.BRIDGE:
        stages["bridge"] = ~building & ~planned & ~rows["bridge"].isin(["", "no"])
    return {
        stage: {
            "km": round(float(km[there].sum()), 3),
            "ways": sorted(set(rows["way_id"][there & (km > 0)].tolist())),
        }
        for stage, there in stages.items()
    }


def news(before: Watched, now: Watched, trace: Trace, dated: dt.date) -> Iterator[OsmNews]:
    """What is new since; a project that was not watched before has no news.

    Parameters
    ----------
    dated
        The day of the data.
    """
    for project_id, provinces in now.items():
        if project_id not in before:
            continue
        project = trace.registry.projects[project_id]
        for province, stages in provinces.items():
            then = before[project_id].get(province, {})
            for stage, found in stages.items():
                last = then.get(stage, {"km": 0.0, "ways": []})
                more = found["km"] - last["km"]
                if more < (LEAST_BRIDGE_KM if stage == "bridge" else LEAST_NEW_KM):
                    continue
                ids = tuple(way for way in found["ways"] if way not in set(last["ways"]))
                ids = ids or tuple(found["ways"])  # the same way, open by now or drawn further
                yield OsmNews(project, province, stage, more, ids, dated)


def last_seen(path: Path) -> Watched | None:
    """What was seen last; None where nobody looked yet, or the file is damaged."""
    try:
        kept: Watched = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return kept


def remember(path: Path, seen: Watched) -> None:
    """Keep what was seen, to compare with the next time.

    Raises
    ------
    InputError
        When it cannot be written.
    """
    write_together({path: json.dumps(seen, ensure_ascii=False, indent=1).encode()})
