"""Provinces: the polygons of a date's units, that lines are cut by."""

from geo.provinces.boundaries import Boundaries
from geo.provinces.boundary_file import read_boundary_file
from geo.provinces.sketch import sketch_boundaries

__all__ = ["Boundaries", "read_boundary_file", "sketch_boundaries"]
