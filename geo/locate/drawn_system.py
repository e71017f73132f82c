"""In which coordinate system a drawing is: stated, said by the reader, or proposed by its place.

VN-2000 files travel without a label, in the zone of any province. Every zone in use is tried: the
ends of the project's route say which of them fits. What fits is proposed, never assumed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

from geo.arrays import Floats
from geo.crs import WGS84
from geo.errors import InputError
from geo.locate.drawing import Drawing
from geo.locate.location import Places
from geo.model import Project
from geo.plane import Plane
from geo.provinces.datum import vn2000_to_wgs84
from geo.provinces.meridians import checked_meridian, meridian_text, tm3

NEAR_M: Final = 1_000.0
"""How far beyond a place's precision a line may end, metres: a gazetteer's town is its middle. By
judgement, not measured."""
_VN2000: Final = CRS.from_epsg(4756)
_OTHERS: Final = (
    ("EPSG:4326", "WGS 84, độ"),
    ("EPSG:4756", "VN-2000, độ"),
    ("EPSG:3405", "VN-2000 / UTM 48N"),
    ("EPSG:3406", "VN-2000 / UTM 49N"),
    ("EPSG:32648", "WGS 84 / UTM 48N"),
    ("EPSG:32649", "WGS 84 / UTM 49N"),
)
_SWAPPED: Final = "yx:"


@dataclass(frozen=True)
class DrawnSystem:
    """A coordinate system and the order of its numbers; ``key`` is what ``--crs`` takes."""

    key: str
    name: str
    crs: CRS
    is_swapped: bool = False

    def to_wgs84(self, xy: Floats) -> Floats:
        """(lon, lat), EPSG:4326, shape (n, 2); infinite where a number lies outside."""
        one, two = (xy[:, 1], xy[:, 0]) if self.is_swapped else (xy[:, 0], xy[:, 1])
        geodetic = self.crs.geodetic_crs
        try:
            if geodetic is not None and geodetic.equals(_VN2000, ignore_axis_order=True):
                lon, lat = _transformer(self.crs, _VN2000).transform(one, two)
                lat, lon = vn2000_to_wgs84().transform(lat, lon)
            else:
                lon, lat = _transformer(self.crs, WGS84).transform(one, two)
        except ProjError:
            return np.full_like(xy, np.inf)
        return np.column_stack([lon, lat])


@cache
def _transformer(one: CRS, other: CRS) -> Transformer:
    return Transformer.from_crs(one, other, always_xy=True)


@dataclass(frozen=True)
class SystemFit:
    """How a drawing lies to a project's places when it is read in a system."""

    system: DrawnSystem
    worst_m: float
    """The largest distance of an end of the route, beyond its precision, metres."""


def stated_system(wkt: str) -> DrawnSystem:
    """The system that a file states."""
    crs = CRS.from_wkt(wkt)
    authority = crs.to_authority()
    return DrawnSystem(":".join(authority) if authority else crs.name, crs.name, crs)


def asked_system(given: str) -> DrawnSystem:
    """The system that a reader names: a central meridian of VN-2000, or what PROJ knows.

    Raises
    ------
    InputError
        When there is none of that name.

    Examples
    --------
    >>> asked_system("107.25").crs.to_epsg(), asked_system("yx:EPSG:3405").is_swapped
    (9215, True)
    """
    name, is_swapped = given.removeprefix(_SWAPPED), given.startswith(_SWAPPED)
    try:
        if name.replace(".", "", 1).isdecimal() and float(name) < 180:
            return _zone(checked_meridian(float(name)), is_swapped=is_swapped)
        if not name.upper().startswith("EPSG:"):
            raise InputError("align.crs", where="--crs", given=given[:60])
        crs = CRS.from_user_input(name)
    except CRSError:
        raise InputError("align.crs", where="--crs", given=given[:60]) from None
    if not (crs.is_geographic or crs.is_projected):  # heights, or seen from the earth's middle
        raise InputError("align.crs", where="--crs", given=given[:60])
    return DrawnSystem(given, crs.name, crs, is_swapped)


def _zone(meridian: float, *, is_swapped: bool = False) -> DrawnSystem:
    key = f"{_SWAPPED if is_swapped else ''}{meridian:g}"
    name = f"VN-2000 / TM-3 {meridian_text(meridian)}"
    return DrawnSystem(key, name, tm3(meridian), is_swapped)


def fitting(
    drawing: Drawing, project: Project, places: Places, meridians: Iterable[float]
) -> list[SystemFit]:
    """The systems in which a drawing passes the ends of a project's route, the best first."""
    plain = [_zone(meridian) for meridian in sorted(set(meridians))]
    plain += [DrawnSystem(key, name, CRS.from_user_input(key)) for key, name in _OTHERS]
    swapped = [
        DrawnSystem(f"{_SWAPPED}{one.key}", f"{one.name} (y, x)", one.crs, is_swapped=True)
        for one in plain
    ]
    found = [SystemFit(one, beyond_m(drawing, one, project, places)) for one in (*plain, *swapped)]
    return sorted((fit for fit in found if fit.worst_m <= NEAR_M), key=lambda fit: fit.worst_m)


def beyond_m(drawing: Drawing, system: DrawnSystem, project: Project, places: Places) -> float:
    """How far, beyond its precision, an end of the route lies from the drawing; metres."""
    lines = [system.to_wgs84(piece.xy) for piece in drawing.pieces]
    lonlat = np.concatenate(lines)
    if not np.isfinite(lonlat).all() or not _is_near_viet_nam(lonlat):
        return float("inf")
    ends = [places[key] for strand in project.route for key in (strand[0], strand[-1])]
    return max(distances_m(lines, (place.lon, place.lat)) - place.precision_m for place in ends)


def distances_m(lines: Sequence[Floats], lonlat: tuple[float, float]) -> float:
    """The distance of a position from the nearest of some lines, metres."""
    plane = Plane.at(*lonlat)
    flat = shapely.MultiLineString([plane.flat(line) for line in lines])
    return float(flat.distance(shapely.Point(0.0, 0.0)))


def _is_near_viet_nam(lonlat: Floats) -> bool:
    low, high = lonlat.min(axis=0), lonlat.max(axis=0)
    return bool(low[0] >= 102 and low[1] >= 8 and high[0] <= 118 and high[1] <= 23.5)
