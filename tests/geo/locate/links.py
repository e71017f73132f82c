"""Invented links between two square provinces, in the real registry's agreements and units.

Bắc Giang (24) lies west of 106.5°E, Lạng Sơn (20) east of it; places stand on one parallel.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import geopandas as gpd
from shapely import box
from shapely.geometry.base import BaseGeometry

from geo.model import ContextItem, Project, Text
from geo.osm.source import OsmWays
from geo.provinces import Boundaries
from geo.registry import Registry
from geo.registry.places import Place
from tests.geo.traces import registry

LAT = 21.5
TEXT = {"vi": "chữ", "en": "text"}


def place(key: str, lon: float, lat: float = LAT, provinces: tuple[str, ...] = ("24",)) -> Place:
    """Make a place; its name is its key in capitals."""
    name = Text(vi=key.upper(), en=f"{key.upper()} en")
    return Place(key, name, lon, lat, "town", (), provinces, "test", None, 500)


PLACES = {
    one.key: one
    for one in (
        place("a", 106.1),
        place("b", 106.3),
        place("gr-x", 106.5, provinces=("24", "20")),
        place("c", 106.6, provinces=("20",)),
        place("d", 106.9, provinces=("20",)),
        place("north", 106.1, 21.9),
    )
}


def side(
    province: str,
    *responsible: str,
    stretch: tuple[str, str] | None = None,
    reports: Sequence[str] = (),
    by: str | None = None,
) -> dict[str, object]:
    """Describe a side; a report is written ``2023-01-31 study``."""
    written = [dict(zip(("date", "status"), text.split(), strict=True)) for text in reports]
    return {
        "province": province,
        "part": TEXT,
        "responsible": list(responsible) or [{"24": "bac-giang", "20": "lang-son"}[province]],
        "basis": "bg-ls:61",
        "stretch": stretch,
        "deadline": {"by": by, "said": TEXT, "cite": "bg-ls:61"} if by else None,
        "reports": [report | {"cite": "bg-ls:61", "note": TEXT} for report in written],
    }


def link(*sides: dict[str, object], project_id: str = "x", **more: object) -> Project:
    """Make a road from a to d, by default with one plain side a province."""
    fields = {
        "id": project_id,
        "name": TEXT,
        "mode": "road",
        "action": "build",
        "route": ["a", "b", "c", "d"],
        "cites": ["bg-ls:61"],
        "sides": list(sides) or [side("24"), side("20")],
    }
    return Project.model_validate(fields | more)


DIKE = ContextItem.model_validate(
    {
        "id": "dike",
        "name": TEXT,
        "mode": "dike",
        "what": TEXT,
        "provinces": ["24"],
        "cites": ["bg-ls:61"],
    }
)


def registry_of(*projects: Project, places: Mapping[str, Place] = PLACES) -> Registry:
    """Make a registry with these projects alone."""
    return replace(
        registry(),
        projects={one.id: one for one in projects},
        context={DIKE.id: DIKE},
        places=places,
    )


def boundaries(**areas: BaseGeometry) -> Boundaries:
    """Make boundaries from ``p24=polygon`` keywords; the two squares when none is given."""
    shapes = areas or {"p20": box(106.5, 21, 107, 22), "p24": box(106, 21, 106.5, 22)}
    codes = [name.removeprefix("p") for name in shapes]
    frame = gpd.GeoDataFrame(
        {
            "province_code": codes,
            "province_name": [registry().units.signing[code] for code in codes],
        },
        geometry=list(shapes.values()),
        crs=4326,
    )
    return Boundaries(frame, Text(vi="thử", en="test"), is_sketch=False)


def osm_ways(frame: gpd.GeoDataFrame) -> OsmWays:
    """Ways as a source hands them on that does not say of which day they are."""
    return OsmWays(frame, None, Text(vi="thử", en="test"))
