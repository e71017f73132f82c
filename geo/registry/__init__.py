"""The registry: the files of ``data/`` → one validated model."""

from geo.registry.registry import VOCABULARY, Registry, load_registry
from geo.registry.units import Units, UnitTable, read_units
from geo.settings import DATA_DIR

__all__ = [
    "DATA_DIR",
    "VOCABULARY",
    "Registry",
    "UnitTable",
    "Units",
    "load_registry",
    "read_units",
]
