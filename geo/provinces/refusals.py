"""What is said of a file whose coordinates cannot be placed, by everything that reads one."""

from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import numpy as np

from geo.errors import InputError
from geo.registry.places import AROUND_VIET_NAM


def no_crs(path: Path) -> InputError:
    """The file does not say what its coordinates mean."""
    return InputError("provinces.no_crs", where=str(path))


def wrong_crs(frame: gpd.GeoDataFrame, path: Path) -> InputError:
    """The file says something that its coordinates contradict."""
    stated = frame.crs.name if frame.crs is not None else ""
    if _has_swapped_axes(frame):
        return InputError("provinces.axes", where=str(path), stated=stated)
    return InputError("provinces.crs", where=str(path), stated=stated)


def _has_swapped_axes(frame: gpd.GeoDataFrame) -> bool:
    """Whether the numbers lie in Viet Nam when read as latitude, longitude."""
    low, high = np.reshape(frame.total_bounds, (2, 2))
    return bool(
        (AROUND_VIET_NAM[:2] <= low[::-1]).all() and (high[::-1] <= AROUND_VIET_NAM[2:]).all()
    )


def poor(like: float, path: Path) -> InputError:
    """The provinces are the right ones, but drawn kilometres off."""
    return InputError("provinces.poor", where=str(path), percent=100 * like)


def elsewhere(labels: Mapping[str, float], path: Path) -> InputError:
    """Provinces are named, but not one has its ground under it; kilometres off by name."""
    return InputError(
        "provinces.elsewhere", where=str(path), count=len(labels), far=max(labels.values())
    )
