"""The bundled outlines: drawn by hand at 0.01° for first runs without a network.

The file stores borders as arcs between named nodes, each arc once, with the province on its
left and right. Neighbours therefore share their vertices exactly, and there can be neither
gap nor overlap.
"""

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import geopandas as gpd
import shapely
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from geo.data_files import text_of
from geo.errors import InputError, Wording
from geo.model import ProvinceCode, Text
from geo.provinces.boundaries import Boundaries
from geo.registry.places import Place
from geo.yaml_document import yaml_document

LonLat = Annotated[tuple[float, float], Field()]


class _PlaceVertex(BaseModel):
    model_config = ConfigDict(extra="forbid")
    place: str


class _Arc(BaseModel):
    model_config = ConfigDict(extra="ignore", populate_by_name=True)
    left: ProvinceCode | None
    right: ProvinceCode | None
    start: str = Field(alias="from")
    end: str = Field(alias="to")
    via: list[LonLat | _PlaceVertex] = []


class _Unit(BaseModel):
    model_config = ConfigDict(extra="ignore")
    name: str
    label: LonLat


class _Sketch(BaseModel):
    model_config = ConfigDict(extra="ignore")
    nodes: dict[str, LonLat]
    arcs: list[_Arc]
    provinces: dict[ProvinceCode, _Unit]


SOURCE = Text(
    vi="Phác thảo vẽ tay 0,01° kèm theo phần mềm, không phải ranh giới pháp lý",
    en="Hand-drawn outlines at 0.01° bundled with the software, not legal boundaries",
)


def sketch_boundaries(path: Path, places: Mapping[str, Place]) -> Boundaries:
    """Build the bundled outlines.

    Parameters
    ----------
    path
        The outlines (``sketch.yaml``): nodes, arcs and provinces, degrees in EPSG:4326.
    places
        The gazetteer: places of kind ``border`` are vertices of the outlines.

    Raises
    ------
    InputError
        When the file is missing or damaged, names an unknown node or place, its arcs do not
        close around every province, or have another province beside them than they say.
    """
    sketch = _read(path)
    lines = [_arc_line(arc, sketch, places, path) for arc in sketch.arcs]
    faces = shapely.get_parts(shapely.polygonize(lines))
    codes, names, polygons = [], [], []
    for code, unit in sorted(sketch.provinces.items()):
        own = [face for face in faces if face.covers(shapely.Point(unit.label))]
        if len(own) != 1:
            raise InputError("provinces.arcs_open", where=str(path), name=unit.name, code=code)
        codes.append(code)
        names.append(unit.name)
        polygons.append(own[0])
    frame = gpd.GeoDataFrame(
        {"province_code": codes, "province_name": names}, geometry=polygons, crs="EPSG:4326"
    )
    _check_sides(sketch.arcs, lines, frame, path)
    return Boundaries(frame, SOURCE, is_sketch=True)


_ASIDE_DEG = 1e-5
"""A metre beside an arc: less than any vertex is from the next."""


def _check_sides(
    arcs: list[_Arc], lines: list[shapely.LineString], frame: gpd.GeoDataFrame, path: Path
) -> None:
    """Hold the arcs to the provinces that they say lie on their left and right."""
    index = frame.sindex
    codes = frame["province_code"].tolist()
    for arc, line in zip(arcs, lines, strict=True):
        (x, y), (to_x, to_y) = line.coords[:2]
        length = math.hypot(to_x - x, to_y - y)
        for side, stated, turn in (("left", arc.left, 1), ("right", arc.right, -1)):
            aside = shapely.Point(
                (x + to_x) / 2 - turn * _ASIDE_DEG * (to_y - y) / length,
                (y + to_y) / 2 + turn * _ASIDE_DEG * (to_x - x) / length,
            )
            found = [codes[row] for row in index.query(aside, predicate="intersects")]
            if found != ([stated] if stated else []):
                raise InputError(
                    "provinces.arc_sides",
                    where=str(path),
                    start=arc.start,
                    end=arc.end,
                    found=" + ".join(found) or Wording("provinces.none"),
                    side=Wording(f"provinces.{side}"),
                    stated=stated or Wording("provinces.none"),
                )


def _read(path: Path) -> _Sketch:
    text = text_of(path, missing="provinces.outlines_missing")
    document = yaml_document(text, where=str(path))
    try:
        return _Sketch.model_validate(document)
    except ValidationError as error:
        raise InputError(
            "provinces.outlines", where=str(path), reason=str(error).splitlines()[0]
        ) from None


def _arc_line(
    arc: _Arc, sketch: _Sketch, places: Mapping[str, Place], path: Path
) -> shapely.LineString:
    xy: list[tuple[float, float]] = []
    try:
        xy.append(sketch.nodes[arc.start])
        for vertex in arc.via:
            if isinstance(vertex, _PlaceVertex):
                place = places[vertex.place]
                xy.append((place.lon, place.lat))
            else:
                xy.append(vertex)
        xy.append(sketch.nodes[arc.end])
    except KeyError as error:
        raise InputError(
            "provinces.arc_name", where=str(path), start=arc.start, end=arc.end, name=error.args[0]
        ) from None
    return shapely.LineString(xy)
