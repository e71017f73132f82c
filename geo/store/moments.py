"""The moment up to which entries count, as people write it: a day, or a day and an hour."""

import datetime as dt
from typing import Final

VIETNAM: Final = dt.timezone(dt.timedelta(hours=7))
"""The time of Viet Nam; it knows no summer time."""


def moment_of(text: str) -> dt.datetime:
    """Read a day, which counts to its end, or a moment; in Viet Nam's time where none is named.

    Raises
    ------
    ValueError
        When it is neither.

    Examples
    --------
    >>> moment_of("2026-05-01T09:30").isoformat()
    '2026-05-01T09:30:00+07:00'
    >>> moment_of("2026-05-01").isoformat()
    '2026-05-01T23:59:59.999999+07:00'
    """
    if len(text) == len("2026-05-01"):
        return end_of(dt.date.fromisoformat(text))
    moment = dt.datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)


def end_of(day: dt.date) -> dt.datetime:
    """The last moment of a day."""
    return dt.datetime.combine(day, dt.time.max, VIETNAM)
