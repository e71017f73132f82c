"""The linkages that the tests of this folder export, made once."""

import datetime as dt
from functools import cache

from geo.pipeline import Linkage
from geo.registry import Units
from tests.geo.traces import sketch_trace

DAY = dt.date(2024, 12, 31)


@cache
def linkage(units: Units = Units.SIGNING) -> Linkage:
    """The real registry within the bundled outlines."""
    return sketch_trace().at(DAY, units)
