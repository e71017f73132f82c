"""The coordinate system a file states, understood: VN-2000 under any of its names.

A ``.prj`` written by ESRI, MapInfo or a surveyor's program names VN-2000 without an EPSG code.
PROJ knows some of the names and for the others assumes that the datum is WGS 84, which leaves
everything 225 m off without a word. Here such a system is rebuilt on EPSG:4756, and the way to
WGS 84 is always EPSG:6960.
"""

import re
import warnings

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.crs import ProjectedCRS
from pyproj.exceptions import CRSError, ProjError

from geo.crs import WGS84
from geo.errors import Worded, Wording
from geo.provinces.datum import vn2000_to_wgs84
from geo.registry.places import AROUND_VIET_NAM

VN2000 = CRS.from_epsg(4756)

_VN2000_NAME = re.compile(r"vn[\W_]*2000|viet[\W_]*nam[\W_]*2000", re.IGNORECASE)
_HANOI_NAME = re.compile(r"ha[\W_]*noi[\W_]*1972", re.IGNORECASE)
_VN2000_SHIFT_M = np.array([-191.904, -39.303, -111.450])
"""Translation of EPSG:6960; every published set for VN-2000 lies within some metres of it."""
_SAME_SHIFT_M = 10.0
_ZONE_SCALE = 0.9999
"""Of the 3° zones of VN-2000 (Thông tư 973/2001/TT-TCĐC); no other system in use in the country
has it."""

_DEGREES = Wording("provinces.crs_degrees")
_NAMED = Wording("provinces.crs_named")
_BY_SHIFT = Wording("provinces.crs_by_shift")
_BY_ZONE = Wording("provinces.crs_by_zone")
_HANOI = Wording("provinces.crs_hanoi")
_CONTRADICTION = Wording("provinces.crs_contradiction")
_UNKNOWN = Wording("provinces.crs_unknown")


def understood(crs: CRS) -> tuple[CRS, Worded | None]:
    """The system that a stated one means, and what a reader must know of how that was found.

    Parameters
    ----------
    crs
        As the file states it; x before y (longitude before latitude).

    Examples
    --------
    >>> understood(CRS.from_epsg(9214))[1] is None
    True
    """
    if crs.is_bound and crs.source_crs is not None:
        return _with_shift(crs, crs.source_crs)
    if _is_known_vn2000(crs):
        return crs, None
    titled = _VN2000_NAME.search(crs.name) is not None
    if _VN2000_NAME.search(_datum_names(crs)) or (titled and _is_nameless(crs)):
        return _on_vn2000(crs), _NAMED
    if _is_nameless(crs):
        return (_on_vn2000(crs), _BY_ZONE) if _scale(crs) == _ZONE_SCALE else (crs, _UNKNOWN)
    is_hanoi = _HANOI_NAME.search(_datum_names(crs))
    return crs, _HANOI if is_hanoi else _CONTRADICTION if titled else None


def _with_shift(crs: CRS, plain: CRS) -> tuple[CRS, Worded | None]:
    """A system that brings its own shift to WGS 84 (TOWGS84)."""
    if _VN2000_NAME.search(f"{plain.name} {_datum_names(plain)}"):
        return _on_vn2000(plain), _NAMED
    if _has_vn2000_shift(crs):
        return _on_vn2000(plain), _BY_SHIFT
    # By way of a PROJ string, for PROJ does not use the shift of a WKT without names.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # that names get lost: there are none
        return CRS.from_proj4(crs.to_proj4()), None


def assumed(frame: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, Worded | None]:
    """A frame without a system, read as WGS 84 where its numbers are degrees in Viet Nam.

    TopoJSON, and many a Shapefile without its .prj, state none.
    """
    low, high = np.reshape(frame.total_bounds, (2, 2))
    inside = (AROUND_VIET_NAM[:2] <= low).all() and (high <= AROUND_VIET_NAM[2:]).all()
    return (frame.set_crs(WGS84), _DEGREES) if inside else (frame, None)


def to_wgs84(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Move a frame to EPSG:4326; from VN-2000 by EPSG:6960 and nothing else.

    Raises
    ------
    pyproj.exceptions.ProjError
        When there is no way from the frame's CRS.
    ValueError
        When the frame has no CRS.
    """
    if frame.crs is None:
        raise ValueError("the frame has no CRS; call .set_crs(...) with the one it was made in")
    if not _is_known_vn2000(CRS(frame.crs)):
        return frame.to_crs(WGS84)
    plain = Transformer.from_crs(frame.crs, VN2000, always_xy=True)

    def move(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        lon, lat = plain.transform(*xy.T)
        new_lat, new_lon = vn2000_to_wgs84().transform(lat, lon)
        return np.column_stack([new_lon, new_lat])

    moved = shapely.transform(shapely.force_2d(frame.geometry.to_numpy()), move)
    return frame.set_geometry(gpd.GeoSeries(moved, index=frame.index, crs=WGS84))


def _is_known_vn2000(crs: CRS) -> bool:
    base = crs.geodetic_crs
    return base is not None and base.to_epsg(min_confidence=90) == 4756 and base.name == "VN-2000"


def _datum_names(crs: CRS) -> str:
    base = crs.geodetic_crs
    if base is None:
        return ""
    return f"{base.name} {base.datum.name if base.datum else ''}"


def _is_nameless(crs: CRS) -> bool:
    """Whether nothing but an ellipsoid is stated, and that of WGS 84."""
    base = crs.geodetic_crs
    if base is None or base.datum is None or base.ellipsoid is None:
        return False
    unnamed = re.search(r"unknown|unnamed|user|not.specified|based.on", base.datum.name, re.I)
    return unnamed is not None and abs(base.ellipsoid.semi_major_metre - 6378137) < 0.5


def _has_vn2000_shift(crs: CRS) -> bool:
    operation = crs.coordinate_operation
    shift = np.array(list(operation.towgs84 if operation else [])[:3])
    return len(shift) == 3 and bool((np.abs(shift - _VN2000_SHIFT_M) < _SAME_SHIFT_M).all())


def _scale(crs: CRS) -> float | None:
    operation = crs.coordinate_operation
    for parameter in operation.params if operation else []:
        if parameter.name.startswith("Scale factor"):
            return round(float(parameter.value), 6)
    return None


def _on_vn2000(crs: CRS) -> CRS:
    """The same projection on VN-2000."""
    if crs.is_geographic or crs.coordinate_operation is None:
        return VN2000
    try:
        made = ProjectedCRS(conversion=crs.coordinate_operation, geodetic_crs=VN2000, name=crs.name)
    except CRSError as error:  # a projection that PROJ cannot put on another datum
        raise ProjError(str(error)) from None
    return CRS(made)
