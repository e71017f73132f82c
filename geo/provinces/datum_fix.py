"""Moving a file to where the datum check says its borders should lie."""

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from pyproj.enums import TransformDirection

from geo.arrays import Floats
from geo.crs import WGS84
from geo.errors import InputError
from geo.plane import metres_per_degree
from geo.provinces.datum import DatumVerdict, Verdict, vn2000_to_wgs84
from geo.provinces.whole_file import write_whole_file


def corrected(
    frame: gpd.GeoDataFrame, verdict: DatumVerdict, *, translate: bool = False
) -> gpd.GeoDataFrame:
    """The frame moved to where its borders should lie.

    Parameters
    ----------
    frame
        What the verdict was given on.
    verdict
        For the two VN-2000 verdicts every vertex goes through the datum transformation.
    translate
        Move a file with another shift too, by the estimate's opposite. Nobody knows why such a
        file is shifted, so it is moved only on demand.

    Returns
    -------
    geopandas.GeoDataFrame
        Every row and column, in the CRS of ``frame``, whose label is now true.

    Raises
    ------
    ValueError
        When the frame has no CRS, the verdict gives nothing to correct by, or ``translate`` is
        not asked for.
    """
    if frame.crs is None:
        raise ValueError("the frame has no CRS; call .set_crs(...) with the one its file states")
    moved = frame.to_crs(WGS84)
    match verdict.verdict:
        case Verdict.VN2000_LABELLED_WGS84:
            moved = _transformed(moved)
        case Verdict.WGS84_LABELLED_VN2000:
            moved = _transformed(moved, TransformDirection.INVERSE)
        case Verdict.OTHER_SHIFT if translate:
            moved = _translated(moved, verdict)
        case _:
            raise ValueError(f"verdict {verdict.verdict}: nothing to correct by")
    return moved.to_crs(frame.crs)


def _translated(frame: gpd.GeoDataFrame, verdict: DatumVerdict) -> gpd.GeoDataFrame:
    assert verdict.shift_east_m is not None
    assert verdict.shift_north_m is not None
    back = -np.array([verdict.shift_east_m, verdict.shift_north_m])
    return _with_vertices(frame, lambda xy: xy + back / metres_per_degree(xy[:, 1]))


def write_corrected(
    frame: gpd.GeoDataFrame,
    verdict: DatumVerdict,
    out: Path,
    *,
    where: Path,
    translate: bool = False,
) -> bool:
    """Write the corrected file, unless there is nothing to correct.

    Parameters
    ----------
    frame, verdict
        What was checked, and what was found.
    out
        A name ending in .gpkg or .geojson.
    where
        The file that was checked, for the messages.
    translate
        Move a file with another shift too.

    Returns
    -------
    bool
        Whether a file was written; not when the verdict is `ok`.

    Raises
    ------
    InputError
        When the verdict does not say how to correct the file, or it cannot be written.
    """
    if verdict.verdict is Verdict.OK:
        return False
    if verdict.verdict is Verdict.CANNOT_TELL:
        raise InputError("provinces.no_verdict", where=str(where))
    if verdict.verdict is Verdict.OTHER_SHIFT and not translate:
        raise InputError("provinces.other_shift", where=str(where))
    write_whole_file(corrected(frame, verdict, translate=translate), out)
    return True


def _transformed(
    frame: gpd.GeoDataFrame, direction: TransformDirection = TransformDirection.FORWARD
) -> gpd.GeoDataFrame:
    """Every vertex of a frame in EPSG:4326 from VN-2000 to WGS 84, or back, the label kept."""

    def moved(xy: Floats) -> Floats:
        # EPSG's axes: latitude first.
        lat, lon = vn2000_to_wgs84().transform(xy[:, 1], xy[:, 0], direction=direction)
        return np.column_stack([lon, lat])

    return _with_vertices(frame, moved)


def _with_vertices(frame: gpd.GeoDataFrame, moved: Callable[[Floats], Floats]) -> gpd.GeoDataFrame:
    """The frame with other positions; heights, where there are any, stay."""

    def xyz(coordinates: Floats) -> Floats:
        return np.column_stack([moved(coordinates[:, :2]), coordinates[:, 2:]])

    old = frame.geometry.to_numpy()
    flat, high = shapely.transform(old, moved), shapely.transform(old, xyz, include_z=True)
    new = np.where(shapely.has_z(old), high, flat)
    return frame.set_geometry(gpd.GeoSeries(new, index=frame.index, crs=frame.crs))
