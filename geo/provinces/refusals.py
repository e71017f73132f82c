"""What is said of a file whose coordinates cannot be placed, by everything that reads one."""

from pathlib import Path

import geopandas as gpd

from geo.errors import InputError


def no_crs(path: Path) -> InputError:
    """The file does not say what its coordinates mean."""
    return InputError("provinces.no_crs", where=str(path))


def wrong_crs(frame: gpd.GeoDataFrame, path: Path) -> InputError:
    """The file says something that its coordinates contradict."""
    stated = frame.crs.name if frame.crs is not None else ""
    return InputError("provinces.crs", where=str(path), stated=stated)
