"""Communes out of the archive of the official map: a folder a province, a file a commune.

The archive's outlines of whole provinces are VN-2000 under a WGS 84 label and are not touched;
its communes are WGS 84.
"""

import json
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import shapely

from geo.crs import WGS84
from geo.errors import InputError
from geo.limits import check
from geo.provinces.communes import commune_name
from geo.provinces.united import areas_of, fitted
from geo.registry.communes import communes
from geo.registry.units import UnitTable

_MEMBER: Final = re.compile(r"(?:^|/)([0-9]{2})_[^/]*/wards/([0-9]{5})_[^/]*\.geojson$")
"""Today's province and the commune's code."""
_MOST_OF_A_COMMUNE: Final = 20 * 10**6
"""Bytes of one file; the largest of 2026 has some 2 MB."""
_FINE_DEG: Final = 0.00005
"""About 5 m: the official map draws a vertex every metre or two, and two sources differ by ten
times that. Simplified as one coverage, so that neighbours go on sharing their borders."""


def communes_in(path: Path, provinces: Collection[str], table: UnitTable) -> gpd.GeoDataFrame:
    """Read the communes of some of today's provinces, all of them or none.

    Parameters
    ----------
    path
        The archive.
    provinces
        Codes of today's units.
    table
        Which of the 63 a commune's code belonged to.

    Returns
    -------
    GeoDataFrame
        As :func:`geo.provinces.communes.commune_frame` has it.

    Raises
    ------
    InputError
        When the archive is damaged, holds too much, or lacks communes of a province.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            rows = list(_communes(archive, provinces, path))
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, KeyError, TypeError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError("provinces.archive_damaged", where=str(path), reason=str(error)) from None
    _check_complete(Counter(province for province, *_ in rows), provinces, path)
    shapes = areas_of(np.array([shape for *_, shape in rows], dtype=object))
    fine = shapely.coverage_simplify(fitted(shapes), _FINE_DEG)
    old = [table.communes.province_of(int(code)) for _, code, *_ in rows]
    names = [commune_name(code, name) for _, code, name, _ in rows]
    frame = gpd.GeoDataFrame(
        {
            "commune_code": [code for _, code, *_ in rows],
            "commune_name": [name.vi for name in names],
            "commune_name_en": [name.en for name in names],
            "province_code": old,
            "province_name": [table.signing.get(code or "") for code in old],
        },
        geometry=areas_of(fine),
        crs=WGS84,
    )
    return frame.sort_values("commune_code", ignore_index=True)


def _communes(
    archive: zipfile.ZipFile, provinces: Collection[str], path: Path
) -> Iterator[tuple[str, str, str, shapely.Geometry]]:
    members = [(_MEMBER.search(entry.filename), entry) for entry in archive.infolist()]
    check("members", len(members), where=str(path))
    wanted = [(found, entry) for found, entry in members if found and found[1] in provinces]
    check("unpacked", sum(entry.file_size for _, entry in wanted), where=str(path))
    for found, entry in wanted:
        if entry.file_size > _MOST_OF_A_COMMUNE:
            raise ValueError(f"{entry.filename} has {entry.file_size:,} bytes")
        name, shape = _commune(json.loads(archive.read(entry)))
        yield found[1], found[2], name, shape


def _commune(content: dict[str, Any]) -> tuple[str, shapely.Geometry]:
    (feature,) = content["features"]
    properties = feature["properties"]
    name = " ".join(str(properties.get("fullName") or properties["name"]).split())
    return name, shapely.geometry.shape(feature["geometry"])


def _check_complete(found: Counter[str], provinces: Collection[str], path: Path) -> None:
    """Hold the number of communes to the official list; a few are given other codes there."""
    lacking = _fewer_than_listed(found, provinces)
    if lacking:
        raise InputError(
            "provinces.communes_missing",
            where=str(path),
            missing=sum(lacking.values()),
            provinces=", ".join(sorted(lacking)),
        )


def lacking_communes(codes: Iterable[str], provinces: Collection[str]) -> dict[str, int]:
    """How many communes of today's provinces the official list has and these codes do not."""
    listed = {commune.code: commune.province for commune in communes()}
    return _fewer_than_listed(Counter(listed.get(code, "") for code in set(codes)), provinces)


def _fewer_than_listed(found: Counter[str], provinces: Collection[str]) -> dict[str, int]:
    listed = Counter(commune.province for commune in communes())
    return {code: listed[code] - found[code] for code in provinces if found[code] < listed[code]}
