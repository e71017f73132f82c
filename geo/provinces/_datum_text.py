"""What the datum check says to people."""

import math
from collections.abc import Sequence

from geo.errors import InBoth, Worded, Wording, Wordings
from geo.model import Text
from geo.provinces._shift import ShiftEstimate

_ROUGHLY_M = 1_500.0
"""The sketch is drawn at 0.01°, about 1.1 km: a shift well beyond that shows even against it."""
_ROWS_NAMED = 8

LEANS_OK = Wording("provinces.leans_ok")
LEANS_VN2000 = Wording("provinces.leans_vn2000")
LEANS_WGS84 = Wording("provinces.leans_wgs84")


def ok(source: Text, estimate: ShiftEstimate) -> Worded:
    """No shift beyond what two sources differ by."""
    return Wording("provinces.datum_ok", source=source, shift=_shift(estimate))


def vn2000_labelled_wgs84(source: Text, estimate: ShiftEstimate) -> Worded:
    """VN-2000 coordinates that claim to be WGS 84."""
    return Wording("provinces.datum_vn2000", source=source, shift=_shift(estimate))


def wgs84_labelled_vn2000(source: Text, estimate: ShiftEstimate) -> Worded:
    """WGS 84 coordinates that claim to be VN-2000, or were converted twice."""
    return Wording("provinces.datum_wgs84", source=source, shift=_shift(estimate))


def other_shift(source: Text, estimate: ShiftEstimate) -> Worded:
    """A shift that is neither nothing nor a datum's."""
    return Wording("provinces.datum_other", source=source, shift=_shift(estimate))


def only_a_sketch(source: Text, estimate: ShiftEstimate | None, leaning: Worded | None) -> Worded:
    """Nothing but the bundled outlines to compare with."""
    said = [Wording("provinces.datum_sketch", source=source)]
    if estimate and _is_far(estimate):
        said.append(Wording("provinces.datum_far", way=_way(estimate, nearest=500)))
    if leaning and estimate:
        said.append(Wording("provinces.datum_leans", leaning=leaning, shift=_shift(estimate)))
    return Wordings(said, between=" ")


def too_little(source: Text) -> Worded:
    """The borders have no counterpart to speak of."""
    return Wording("provinces.datum_too_little", source=source)


def too_uncertain(source: Text, estimate: ShiftEstimate) -> Worded:
    """The two differ too unevenly for one shift to be believed."""
    # An infinite uncertainty stands for too few stretches of border to draw from.
    radius = estimate.uncertainty_m
    return Wording(
        "provinces.datum_uneven",
        source=source,
        residual=estimate.residual_m,
        known=f"±{radius:.0f} m" if math.isfinite(radius) else "± ?",
    )


def mixed(source: Text, rows: Sequence[int], of: int) -> Worded:
    """Some areas lie by one datum and some by another."""
    count, named = len(rows), _listed(rows)
    return Wording("provinces.datum_mixed", source=source, count=count, all=of, rows=named)


def with_strays(said: Worded, rows: Sequence[int]) -> Worded:
    """A verdict's text, and the few rows it does not hold for."""
    if not rows:
        return said
    strays = Wording("provinces.datum_strays", count=len(rows), rows=_listed(rows))
    return Wordings([said, strays], between=" ")


def _is_far(estimate: ShiftEstimate) -> bool:
    distance = math.hypot(estimate.east_m, estimate.north_m)
    return estimate.stands_out and distance - estimate.uncertainty_m > _ROUGHLY_M


def _shift(estimate: ShiftEstimate) -> Worded:
    return Wording(
        "provinces.shift",
        way=_way(estimate, nearest=1),
        uncertainty=estimate.uncertainty_m,
        residual=estimate.residual_m,
    )


def _way(estimate: ShiftEstimate, *, nearest: int) -> InBoth:
    """Metres and direction of a shift."""
    east = round(estimate.east_m / nearest) * nearest
    north = round(estimate.north_m / nearest) * nearest
    along = Wording("provinces.east" if east > 0 else "provinces.west", metres=abs(east))
    up = Wording("provinces.north" if north > 0 else "provinces.south", metres=abs(north))
    if east and north:
        return Wording("provinces.two_ways", east=along, north=up)
    return along if east else up if north else Wording("provinces.no_way")


def _listed(rows: Sequence[int]) -> str:
    """Row numbers as a person counts them, from 1; the first few of many."""
    named = ", ".join(str(row + 1) for row in rows[:_ROWS_NAMED])
    return f"{named}, …" if len(rows) > _ROWS_NAMED else named
