"""The official list of today's communes; its library takes a tenth of a second to load."""

from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vietnam_provinces import Ward


def official_wards() -> "Iterator[Ward]":
    """Every commune: its code and name, and its province's code."""
    found: Iterator[Ward] = import_module("vietnam_provinces").Ward.iter_all()
    return found
