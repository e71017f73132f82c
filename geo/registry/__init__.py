"""The registry: the files of ``data/`` → one validated model."""

from geo.registry.registry import IMPORTED_FILES, PROJECT_FILES, Registry, load_registry
from geo.registry.units import Units, UnitTable, read_units
from geo.settings import DATA_DIR

__all__ = [
    "DATA_DIR",
    "IMPORTED_FILES",
    "PROJECT_FILES",
    "Registry",
    "UnitTable",
    "Units",
    "load_registry",
    "read_units",
]
