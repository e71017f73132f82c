"""Boundary files as people hand them on, made from the material beside the project.

Each maker takes the folder of that material and writes one file; what is right of it stands in
``test_border_cases.py``.
"""

import json
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from geo.names import fold
from geo.provinces.meridians import tm3
from tests.geo.traces import registry

TABLE = registry().units
Make = Callable[[Path, Path], Path]
FINE_DEG = 0.0005


@cache
def the_63(shared: Path) -> gpd.GeoDataFrame:
    """Code, name and, simplified to 50 m for speed, geometry."""
    frame = gpd.read_file(shared / "reference" / "provinces_63.gpkg")
    frame["code"] = frame["code"].astype(str)
    frame["name"] = frame["code"].map(TABLE.signing)
    return frame.set_geometry(shapely.simplify(frame.geometry.to_numpy(), FINE_DEG), crs=4326)


@cache
def the_34(shared: Path) -> gpd.GeoDataFrame:
    frame = the_63(shared)
    code = frame["code"].map(TABLE.successor)
    made = frame.assign(code=code).dissolve("code", as_index=False)[["code", "geometry"]]
    return made.assign(name=made["code"].map(TABLE.today))


@cache
def communes(shared: Path) -> gpd.GeoDataFrame:
    frame = gpd.read_file(shared / "reference" / "communes_2025_region.gpkg")
    coarse = shapely.coverage_simplify(frame.geometry.to_numpy(), FINE_DEG)
    return frame.set_geometry(coarse, crs=4326)


@cache
def districts(shared: Path) -> gpd.GeoDataFrame:
    return gpd.read_file(shared / "reference" / "districts_region.gpkg")


def written(frame: gpd.GeoDataFrame, path: Path) -> Path:
    frame.to_file(path)
    return path


def of(
    source: Callable[[Path], gpd.GeoDataFrame], name: str = "b.gpkg"
) -> Callable[[Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame]], Make]:
    """A maker that changes one of the frames above and writes it."""

    def changing(change: Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame]) -> Make:
        return lambda shared, folder: written(change(source(shared)), folder / name)

    return changing


def renamed(spell: Callable[[str], str]) -> Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame]:
    return lambda frame: frame.assign(name=frame["name"].map(spell))


def swapped(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return frame.set_geometry(
        shapely.transform(frame.geometry.to_numpy(), lambda xy: xy[:, ::-1]), crs=frame.crs
    )


def in_zone(meridian: float, labelled: float) -> Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame]:
    """Metres of one zone under the label of another."""
    return lambda frame: frame.to_crs(tm3(meridian)).set_crs(tm3(labelled), allow_override=True)


def numbered(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """As a GIS leaves it: a running number, an area, and no word."""
    plain = frame[["geometry"]].copy()
    plain.insert(0, "OBJECTID", np.arange(1, len(frame) + 1))
    return plain.assign(SHAPE_Area=0.1)


def in_collections(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    wrapped = [
        shapely.GeometryCollection([shape, shapely.centroid(shape)]) for shape in frame.geometry
    ]
    return frame.set_geometry(wrapped, crs=frame.crs)


def folder_of_files(shared: Path, folder: Path) -> Path:
    """A commune a file, as the public tree has it."""
    inside = folder / "24_bac_ninh" / "wards"
    inside.mkdir(parents=True)
    own = communes(shared).query("province_code == '24'")
    for number in range(len(own)):
        row = own.iloc[[number]]
        row.to_file(inside / f"{row['code'].iloc[0]}.geojson")
    return folder


def zip_of_files(shared: Path, folder: Path) -> Path:
    inside, out = folder / "tree", folder / "tree.zip"
    inside.mkdir()
    folder_of_files(shared, inside)
    with zipfile.ZipFile(out, "w") as archive:
        for file in sorted(inside.rglob("*.geojson")):
            archive.write(file, file.relative_to(inside))
    return out


def topojson(shared: Path, folder: Path) -> Path:
    """One arc a province, no system stated."""
    frame = the_63(shared)
    arcs: list[list[list[float]]] = []
    objects: list[dict[str, object]] = []
    for name, shape in zip(frame["name"], frame.geometry, strict=True):
        largest = max(shapely.get_parts(shape), key=shapely.area)
        objects.append({"type": "Polygon", "arcs": [[len(arcs)]], "properties": {"ten": name}})
        arcs.append(shapely.get_coordinates(largest.exterior).tolist())
    collection = {"type": "GeometryCollection", "geometries": objects}
    made = {"type": "Topology", "objects": {"tinh": collection}, "arcs": arcs}
    path = folder / "b.topojson"
    path.write_text(json.dumps(made), encoding="utf-8")
    return path


def world_and_provinces(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The 63 among areas of the neighbours, a third of all rows."""
    abroad = gpd.GeoDataFrame(
        {"code": [None] * 30, "name": [f"Quảng Tây {number}" for number in range(30)]},
        geometry=[shapely.box(108 + i / 10, 22.5, 108.1 + i / 10, 23) for i in range(30)],
        crs=4326,
    )
    return gpd.GeoDataFrame(pd.concat([frame, abroad], ignore_index=True), crs=4326)


def with_variant_names(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Ten districts; one has its province's name among its variants."""
    own = frame.iloc[:10].copy()
    variants = ["x"] * 10
    variants[3] = "Hải Dương"
    return own.assign(NAME_2=own["name"], NAME_1=own["province"].map(TABLE.signing)).assign(
        VARNAME_3=variants
    )[["VARNAME_3", "NAME_2", "NAME_1", "geometry"]]


def as_gadm(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Columns and spellings as GADM has them: names without spaces, variants without marks."""
    return frame[["geometry"]].assign(
        GID_1=[f"VNM.{number}_1" for number in range(1, len(frame) + 1)],
        COUNTRY="Vietnam",
        NAME_1=frame["name"].str.replace(" ", ""),
        VARNAME_1=frame["name"].map(fold).str.title(),
        TYPE_1="Tỉnh",
        ENGTYPE_1="Province",
    )


USER_TM3_ON_WGS84 = CRS.from_proj4(
    "+proj=tmerc +lat_0=0 +lon_0=107 +k=0.9999 +x_0=500000 +y_0=0 +datum=WGS84 +units=m"
)
