"""How things stood at another moment than the one the reader looks at."""

import datetime as dt
from dataclasses import replace

from geo.pipeline import Linkage
from geo.registry import Units
from geo.store.moments import end_of
from layers.app.work import WorkOptions, linkage_at, with_entries


def linkage_then(
    given: WorkOptions, day: dt.date, units: Units, *, as_corrected: bool = False
) -> Linkage:
    """How things stood on a day, as known at its end; ``as_corrected``, as known by now.

    Raises
    ------
    InputError
        When the register cannot be read.
    """
    known_at = None if as_corrected or day >= dt.date.today() else end_of(day)
    return linkage_at(with_entries(replace(given, known_at=known_at)), day, units)
