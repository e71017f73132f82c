"""Provinces: the units of a date, and the polygons they are cut by."""

from geo.provinces.boundaries import Boundaries
from geo.provinces.boundary_file import read_boundary_file
from geo.provinces.sketch import sketch_boundaries
from geo.provinces.units import Units, UnitTable, read_units

__all__ = [
    "Boundaries",
    "UnitTable",
    "Units",
    "read_boundary_file",
    "read_units",
    "sketch_boundaries",
]
