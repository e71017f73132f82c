"""Which OSM ways carry a project's names or references."""

from collections.abc import Callable, Collection
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.arrays import Bools
from geo.crs import GEOD
from geo.locate.location import Places
from geo.model import Project
from geo.names import core_name, normal_ref, refs_in, split_names, split_refs
from geo.osm.tags import ROUTE_COLUMNS

NAME_COLUMNS = (
    "name",
    "name:vi",
    "alt_name",
    "old_name",
    "official_name",
    "int_name",
    "bridge:name",
    ROUTE_COLUMNS[1],
)
REF_COLUMNS = ("ref", "nat_ref", "reg_ref", "loc_ref", "int_ref", "old_ref", ROUTE_COLUMNS[0])


def own_refs(project: Project) -> frozenset[str]:
    """The road numbers that are the project's own.

    A link that is called "Đường nối A – B" names the roads it joins; none of them is the link.
    """
    if core_name(project.name.vi).startswith(core_name("nối ")):
        return frozenset()
    return frozenset(ref for ref in map(normal_ref, project.refs) if ref is not None)


def strand_refs(project: Project, places: Places) -> tuple[frozenset[str], ...]:
    """The numbers that each strand of the route follows.

    Of a project's several numbers a strand has those alone that its border places name
    ("Giáp ranh Hải Dương – Hưng Yên: QL.38"); where they name none, all.
    """
    refs = own_refs(project)
    borders = [
        [places[k].name.vi for k in keys if places[k].kind == "border"] for keys in project.route
    ]
    named = [frozenset(ref for name in names for ref in refs_in(name)) & refs for names in borders]
    return tuple(own or refs for own in named)


def own_names(project: Project) -> frozenset[str]:
    """The names the project may have on OSM, in :func:`geo.names.core_name` form."""
    full = project.name.vi
    names = (full, full.split(" (", maxsplit=1)[0], *project.osm_names)
    return frozenset(core_name(name) for name in names)


def own_ways(project: Project, ways: gpd.GeoDataFrame) -> Bools:
    """Flag the ways that carry one of the project's names or references.

    Names and references count in any of OSM's fields for them, those of route relations
    included, all in normal form; a reference counts also where it stands as a name
    ("Quốc lộ 37").
    """
    return ways_called(ways, names=own_names(project), refs=own_refs(project))


def ways_called(ways: gpd.GeoDataFrame, *, names: Collection[str], refs: Collection[str]) -> Bools:
    """Flag the ways that carry one of the names (core form) or references (normal form)."""
    wanted, numbers = set(names), set(refs)

    def is_named(text: str) -> bool:
        return not wanted.isdisjoint(split_names(text)) or not numbers.isdisjoint(
            split_refs(text, tailed=True)
        )

    def is_numbered(text: str) -> bool:
        return not numbers.isdisjoint(split_refs(text, dashed=True))

    own = np.zeros(len(ways), dtype=bool)
    for column in REF_COLUMNS:
        if column in ways and numbers:
            own |= holds(ways[column], is_numbered)
    for column in NAME_COLUMNS:
        if column in ways:
            own |= holds(ways[column], is_named)
    return own


BORNE_SHARE: Final = 0.3
"""A number that this share of a name's ways bear, by length, is the named road's. By judgement: OSM
has the number on some of a road's ways and the name on others."""


def borne_numbers(ways: gpd.GeoDataFrame, own: Bools) -> frozenset[str]:
    """The road numbers that the ways of a project's name bear, those of district roads apart."""
    named = ways[own]
    metres = np.array([GEOD.geometry_length(line) for line in named.geometry])
    columns = [column for column in (*REF_COLUMNS, *NAME_COLUMNS) if column in named]
    borne: dict[str, float] = {}
    for row, length in zip(named[columns].itertuples(index=False), metres, strict=True):
        for ref in {ref for text in row if text for ref in split_refs(text)}:
            borne[ref] = borne.get(ref, 0.0) + float(length)
    least = BORNE_SHARE * metres.sum()
    return frozenset(
        ref for ref, length in borne.items() if length >= least and not _is_district(ref)
    )


def local_roads(ways: gpd.GeoDataFrame) -> Bools:
    """Flag the ways that bear the number of a district road and no greater one."""
    district, greater = np.zeros((2, len(ways)), dtype=bool)
    for column in (*REF_COLUMNS, *NAME_COLUMNS):
        if column in ways:
            district |= holds(ways[column], lambda text: any(map(_is_district, split_refs(text))))
            greater |= holds(
                ways[column], lambda text: not all(map(_is_district, split_refs(text)))
            )
    flags: Bools = district & ~greater
    return flags


def _is_district(ref: str) -> bool:
    return ref.startswith("ĐH")


def holds(texts: "pd.Series[str]", test: Callable[[str], bool]) -> Bools:
    """Flag the rows whose text passes, testing each different text once."""
    passing = [text for text in texts.unique() if text and test(text)]
    return np.array(texts.isin(passing), dtype=bool)


def mentioned_refs(text: str) -> tuple[str, ...]:
    """Return the road numbers after "trên" (on).

    A bridge "trên QL.17" lies on that road; one "nối QL.37" only joins it.

    Examples
    --------
    >>> mentioned_refs("Cầu mới tại ngầm Tam Kha trên QL.17"), mentioned_refs("nối QL.37")
    (('QL.17',), ())
    """
    _, on, rest = text.partition(" trên ")
    return refs_in(rest) if on else ()
