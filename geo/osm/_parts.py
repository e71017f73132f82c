"""What the reader of a PBF block and its compiled loops hand each other."""

from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from geo.osm._gathered import Ints

Octets: TypeAlias = NDArray[np.uint8]


class Kind(NamedTuple):
    """Field numbers that tell ways and relations apart."""

    message: int
    """In a group."""
    members: int
    types: int
    """Of the members: 0 a node, 1 a way, 2 a relation; 0 when they are all nodes."""


class Scale(NamedTuple):
    """How a block writes positions: in nanodegrees, a unit's size and the origin."""

    unit: int
    x: int
    y: int


class Roles(NamedTuple):
    """What each string of a block is to the reader; as many entries as strings."""

    column: Ints
    """Which column a key's values are kept in; -1 for keys not kept."""
    key: Ints
    """Bits of those that want some values of this key."""
    value: Ints
    """Bits of those that want this value of their key."""


class Room(NamedTuple):
    """Room for the ways, or relations, found in a group."""

    ids: Ints
    sizes: Ints
    """How many members each has."""
    wanted: Ints
    """Bits of those that want it."""
    members: Ints
    """Ids of all members in one run."""
    types: Octets
    """Of the members."""
    tags: Ints
    """A row for each tag kept: way (counted from 0), column and string."""
