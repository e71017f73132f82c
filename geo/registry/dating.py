"""A province's bare code → the unit that it means on the document's day.

24 is Bắc Giang in a document of 2023 and Bắc Ninh in one of 2026. An agreement speaks in the units
of its date, a project in those of the first document that names it; where a text means another
era's unit, the code is written with the era ("2025:24"). Parties and places have no date: their
bare codes are of 2008.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import TypeVar

from geo.model import Agreement, Citation, ContextItem, Named, Party, Project
from geo.registry.units import SIGNING_SINCE, UnitTable

Dated = TypeVar("Dated", Agreement, Party, Project, ContextItem)


def with_keys(value: Dated, agreements: Mapping[str, Agreement], units: UnitTable) -> Dated:
    """The same row with every province by its key.

    Parameters
    ----------
    value
        As the file has it.
    agreements
        Those that it may cite.
    units
        The units of each day; a code that none has stays as it is written.
    """
    if isinstance(value, Agreement):
        return value.model_copy(update={"parties": _keys(value.parties, value.date, units)})
    if isinstance(value, Party):
        if value.province is None:
            return value
        return value.model_copy(update={"province": units.key_on(SIGNING_SINCE, value.province)})
    day = first_day(value, agreements)
    if isinstance(value, ContextItem):
        return value.model_copy(update={"provinces": _keys(value.provinces, day, units)})
    return _project(value, day, units)


def _project(value: Project, day: dt.date, units: UnitTable) -> Project:
    sides = tuple(
        side.model_copy(update={"province": units.key_on(day, side.province)})
        for side in value.sides
    )
    lengths = tuple(
        one.model_copy(update={"province": units.key_on(day, one.province)})
        if one.province
        else one
        for one in value.stated_lengths
    )
    return value.model_copy(update={"sides": sides, "stated_lengths": lengths})


def first_day(value: Named, agreements: Mapping[str, Agreement]) -> dt.date:
    """The day of the first document that names a project; of none known, a day of the 63."""
    days = (agreements[c.agreement].date for c in _cited(value.cites, agreements))
    return min(days, default=SIGNING_SINCE)


def _cited(cites: Iterable[Citation], agreements: Mapping[str, Agreement]) -> list[Citation]:
    return [cite for cite in cites if cite.agreement in agreements]


def _keys(codes: Iterable[str], day: dt.date, units: UnitTable) -> tuple[str, ...]:
    return tuple(units.key_on(day, code) for code in codes)
