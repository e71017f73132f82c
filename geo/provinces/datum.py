"""The datum check: whether a file's borders lie where others say they do, or beside them.

Files circulate in VN-2000 coordinates labelled WGS 84. Which way they are off, as pyproj
computes it with EPSG:6960, "VN-2000 to WGS 84 (2)" (seven parameters, no grid, 1 m): in the
region of the agreements the WGS 84 position of a point lies about 196 m *east* and 110 m
*south* of where its VN-2000 coordinates would lie if they were read as WGS 84. Hence

* VN-2000 coordinates labelled WGS 84 lie 196 m too far **west** and 110 m too far **north**;
* WGS 84 coordinates labelled VN-2000 (or converted once too often) lie 196 m too far **east**
  and 110 m too far **south** when the file is read as it asks to be.

Only border lines are compared, never names: a file whose provinces nobody recognises can be
checked all the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import Any, Final

import geopandas as gpd
import numpy as np
from pyproj import Transformer

from geo.arrays import Floats, Ints
from geo.errors import Worded
from geo.model import Text
from geo.plane import metres_per_degree
from geo.provinces import _datum_text as say
from geo.provinces._border_samples import (
    BorderSamples,
    sample_borders,
    shared_by_rows,
)
from geo.provinces._shift import ShiftEstimate, estimate_shift, follow_which
from geo.provinces.boundaries import Boundaries
from geo.sentence import text_of

TOLERATED_M = 30.0
"""A shift up to this, and up to its own uncertainty more, is `ok`: neighbours in one source fit
each other to some 50 m, and the VN-2000 vector, 225 m, is seven times as long. Between the two, by
judgement."""
MOST_UNCERTAIN_M = 30.0
"""A shift of any length is claimed only when it is known this well (95 %). As ``TOLERATED_M``."""
VECTOR_TOLD_APART = 0.22
"""Of the VN-2000 vector's length, about 50 m: with this much uncertainty "no shift" and "the
vector" still lie more than four radii apart, so one may be told from the other."""
LEAST_MATCHED_KM = 50.0
"""Border that must follow the shift: a fair part of one province's outline (Bắc Giang: 434 km). By
judgement."""
MOST_STRAY_ROWS = 0.1
"""Share of a file's areas that may lie by another datum than the rest before the file as a whole
has no verdict. By judgement, not measured."""
LEANING_UNCERTAIN = 0.33
"""Of the vector's length, about 75 m: known this well, a shift against a sketch is nearer to one of
the datums than to the others. Tried together with ``LEANING_KM``."""
LEANING_KM = 1_000.0
"""Border of some eight provinces. Of 438 parts of a good file, right and mislabelled, with one to
twelve provinces, 49 got a leaning by these rules and none a wrong one; from 600 km on two of 74
were wrong (``python -m tests.benchmarks.datum``)."""
_NEAR_VECTORS = 2.0
"""Vector lengths up to which rows of another datum are looked for: beyond, none is at issue. By
judgement, not measured."""
_FILE_SPACING_M = 200.0
"""Metres from sample to sample of the file: a row of 20 samples has four kilometres of border.
By judgement."""
_FILE_SAMPLES = 12_000
"""So many at the most, wider apart then: time against the last metre. By judgement."""
_REFERENCE_SPACING_M = 100.0
"""Twice as dense as the file, so that each sample has a counterpart beside it. By judgement."""
_REFERENCE_SAMPLES = 400_000
"""So many at the most: the whole country each 100 m, with room. By judgement."""
_SHARED_REACH_M = 300.0
"""Wider than the gaps between neighbours of one source (about 50 m), narrower than any province. By
judgement."""
_LEAST_SHARED = 200
"""With fewer samples of borders that two rows share, the reference is used whole. By judgement, not
measured."""


class Verdict(StrEnum):
    """What the check found."""

    OK = "ok"
    VN2000_LABELLED_WGS84 = "vn2000-labelled-wgs84"
    WGS84_LABELLED_VN2000 = "wgs84-labelled-vn2000"
    OTHER_SHIFT = "other-shift"
    CANNOT_TELL = "cannot-tell"


@dataclass(frozen=True)
class DatumVerdict:
    """The verdict on a file's datum.

    ``shift_east_m`` and ``shift_north_m`` say by how many metres the file's borders, read in
    the CRS the file states, lie east and north of the reference's (negative: west, south).
    ``residual_m`` is what remains between the two once the shift is taken out (robust standard
    deviation, across the border); ``uncertainty_m`` the radius around the shift that holds the
    true one in 95 of 100 cases. All four are None for `cannot-tell`: no number is claimed.

    ``expected_east_m`` and ``expected_north_m`` lead from VN-2000 to WGS 84 there; a file of
    VN-2000 coordinates labelled WGS 84 is shifted by their opposite.
    ``stray_rows`` are the rows (counted from 0) that clearly lie by another datum than the
    verdict's. ``leaning`` is what a sketch says is more probable, where it tells that much: never
    enough to correct a file by.
    """

    verdict: Verdict
    shift_east_m: float | None
    shift_north_m: float | None
    residual_m: float | None
    compared_with: Text
    uncertainty_m: float | None
    explanation: Text
    expected_east_m: float
    expected_north_m: float
    stray_rows: tuple[int, ...] = ()
    leaning: Verdict | None = None

    def as_json(self) -> dict[str, Any]:
        """What ``check-boundaries --json`` prints; metres to 0.1, null for what is not known."""
        metres = {
            name: None if (value := getattr(self, name)) is None else round(value, 1) + 0.0
            for name in (
                "shift_east_m",
                "shift_north_m",
                "residual_m",
                "uncertainty_m",
                "expected_east_m",
                "expected_north_m",
            )
        }
        return {
            "verdict": self.verdict.value,
            **metres,
            "compared_with": self.compared_with.en,
            "stray_rows": list(self.stray_rows),
            "leaning": None if self.leaning is None else self.leaning.value,
            "explanation": self.explanation.model_dump(),
        }


def check_datum(frame: gpd.GeoDataFrame, reference: Boundaries) -> DatumVerdict:
    """Compare a file's borders with others and say whether they are shifted.

    Parameters
    ----------
    frame
        Areas or border lines, a province a row as a rule, in the CRS that their file states.
    reference
        The best boundaries at hand; only their geometry is used, in any CRS. Where they are a
        sketch the verdict is `cannot-tell`.

    Raises
    ------
    ValueError
        When either has no CRS.

    Examples
    --------
    >>> from shapely import box
    >>> frame = gpd.GeoDataFrame(geometry=[box(106, 21, 107, 22)], crs=4326)
    >>> source = Text(vi="vài nét", en="a few lines")
    >>> check_datum(frame, Boundaries(frame, source, is_sketch=True)).verdict.value
    'cannot-tell'
    """
    if frame.crs is None or reference.frame.crs is None:
        raise ValueError("a frame has no CRS; call .set_crs(...) with the one it was made in")
    file = sample_borders(frame, spacing_m=_FILE_SPACING_M, most=_FILE_SAMPLES)
    others = _inland(
        sample_borders(reference.frame, spacing_m=_REFERENCE_SPACING_M, most=_REFERENCE_SAMPLES)
    )
    place = np.median((file if len(file) else others).lonlat, axis=0)
    vector = vn2000_to_wgs84_m(*place) if len(file) else vn2000_to_wgs84_m(*_HANOI)
    estimate = estimate_shift(file, others)
    stray = _Strays.among(file, others, vector, estimate)
    return _judge(estimate, vector, stray, reference)


_HANOI = (105.85, 21.03)
"""Where a file without a border is looked at; (lon, lat)."""


def vn2000_to_wgs84_m(lon: float, lat: float) -> Floats:
    """Metres east and north from VN-2000 coordinates, taken as they stand, to their WGS 84 ones.

    Parameters
    ----------
    lon, lat
        Degrees.

    Examples
    --------
    >>> [round(metres) for metres in vn2000_to_wgs84_m(106.4, 21.3).tolist()]
    [196, -110]
    """
    new_lat, new_lon = vn2000_to_wgs84().transform(lat, lon)
    return np.asarray([new_lon - lon, new_lat - lat] * metres_per_degree(np.array([lat]))[0])


@cache
def vn2000_to_wgs84() -> Transformer:
    """EPSG:6960, the operation for the country's land, pinned; latitude before longitude.

    Left to choose, PROJ takes another within two oil blocks in the Mekong delta (0.8 m off), and
    may fall back to "ballpark", which moves nothing.
    """
    return Transformer.from_pipeline("urn:ogc:def:coordinateOperation:EPSG::6960")


def _inland(samples: BorderSamples) -> BorderSamples:
    """The borders that two provinces share: coasts and islands are drawn by tides and taste.

    A coast also faces one way over a thousand kilometres, so that high water against low water
    would pass for a shift. A reference without shared borders (one province) is used whole.
    """
    shared = shared_by_rows(samples, reach_m=_SHARED_REACH_M)
    return samples.only(shared) if shared.sum() >= _LEAST_SHARED else samples


@dataclass(frozen=True)
class _Strays:
    """Rows of a file that mixes datums: which row follows which, where that is clear."""

    rows: Ints
    verdicts: tuple[Verdict, ...]

    @classmethod
    def among(
        cls,
        file: BorderSamples,
        others: BorderSamples,
        vector: Floats,
        estimate: ShiftEstimate | None,
    ) -> "_Strays":
        if estimate is None:
            return cls(np.zeros(0, dtype=np.int64), ())
        shift = np.array([estimate.east_m, estimate.north_m])
        if np.hypot(*shift) > _NEAR_VECTORS * np.hypot(*vector):
            return cls(np.zeros(0, dtype=np.int64), ())
        rows, which = follow_which(file, others, np.array([-vector, 0 * vector, vector]))
        order = (Verdict.VN2000_LABELLED_WGS84, Verdict.OK, Verdict.WGS84_LABELLED_VN2000)
        return cls(rows, tuple(order[number] for number in which))

    def beside(self, verdict: Verdict) -> tuple[int, ...]:
        """The rows that clearly follow another datum than the verdict's."""
        pairs = zip(self.rows.tolist(), self.verdicts, strict=True)
        return tuple(row for row, own in pairs if own is not verdict)

    @property
    def minority(self) -> tuple[int, ...]:
        """The rows that do not follow what most follow."""
        counts = {verdict: self.verdicts.count(verdict) for verdict in self.verdicts}
        return self.beside(max(counts, key=lambda verdict: counts[verdict])) if counts else ()

    @property
    def are_too_many(self) -> bool:
        return len(self.minority) > MOST_STRAY_ROWS * len(self.rows)


def _judge(
    estimate: ShiftEstimate | None, vector: Floats, strays: _Strays, reference: Boundaries
) -> DatumVerdict:
    length = float(np.hypot(*vector))

    def cannot_tell(why: Worded, stray_rows: tuple[int, ...] = ()) -> DatumVerdict:
        return DatumVerdict(
            verdict=Verdict.CANNOT_TELL,
            shift_east_m=None,
            shift_north_m=None,
            residual_m=None,
            compared_with=reference.source,
            uncertainty_m=None,
            explanation=text_of(why),
            expected_east_m=float(vector[0]),
            expected_north_m=float(vector[1]),
            stray_rows=stray_rows,
        )

    if reference.is_sketch:
        leaning = _leaning(estimate, vector)
        why = say.only_a_sketch(reference.source, estimate, _LEANINGS.get(leaning))
        return replace(cannot_tell(why), leaning=leaning)
    if estimate is None or not estimate.stands_out or estimate.matched_km < LEAST_MATCHED_KM:
        return cannot_tell(say.too_little(reference.source))
    if strays.are_too_many:
        return cannot_tell(
            say.mixed(reference.source, strays.minority, len(strays.rows)), strays.minority
        )
    verdict = _classify(estimate, vector)
    limit = MOST_UNCERTAIN_M if verdict is Verdict.OTHER_SHIFT else VECTOR_TOLD_APART * length
    if estimate.uncertainty_m > limit or estimate.residual_m > length:
        return cannot_tell(say.too_uncertain(reference.source, estimate))
    return _claimed(verdict, estimate, vector, strays, reference)


_LEANINGS: Final[Mapping[Verdict | None, Worded]] = {
    Verdict.OK: say.LEANS_OK,
    Verdict.VN2000_LABELLED_WGS84: say.LEANS_VN2000,
    Verdict.WGS84_LABELLED_VN2000: say.LEANS_WGS84,
}


def _leaning(estimate: ShiftEstimate | None, vector: Floats) -> Verdict | None:
    """The one verdict that a shift against a sketch agrees with, if it tells them apart."""
    if estimate is None or not estimate.stands_out or estimate.matched_km < LEANING_KM:
        return None
    if estimate.uncertainty_m > LEANING_UNCERTAIN * np.hypot(*vector):
        return None
    shift = np.array([estimate.east_m, estimate.north_m])
    near = [
        verdict
        for verdict, expected in _shifts(vector)
        if np.hypot(*(shift - expected)) <= TOLERATED_M + estimate.uncertainty_m
    ]
    return near[0] if len(near) == 1 else None


def _shifts(vector: Floats) -> tuple[tuple[Verdict, Floats], ...]:
    return (
        (Verdict.OK, 0 * vector),
        (Verdict.VN2000_LABELLED_WGS84, -vector),
        (Verdict.WGS84_LABELLED_VN2000, vector),
    )


def _classify(estimate: ShiftEstimate, vector: Floats) -> Verdict:
    """The verdict that a shift's length and direction ask for, if it is known well enough."""
    shift = np.array([estimate.east_m, estimate.north_m])
    tolerated = TOLERATED_M + estimate.uncertainty_m
    for verdict, expected in _shifts(vector):
        if np.hypot(*(shift - expected)) <= tolerated:
            return verdict
    return Verdict.OTHER_SHIFT


def _claimed(
    verdict: Verdict,
    estimate: ShiftEstimate,
    vector: Floats,
    strays: _Strays,
    reference: Boundaries,
) -> DatumVerdict:
    stray_rows = () if verdict is Verdict.OTHER_SHIFT else strays.beside(verdict)
    words = {
        Verdict.OK: say.ok,
        Verdict.VN2000_LABELLED_WGS84: say.vn2000_labelled_wgs84,
        Verdict.WGS84_LABELLED_VN2000: say.wgs84_labelled_vn2000,
        Verdict.OTHER_SHIFT: say.other_shift,
    }
    return DatumVerdict(
        verdict=verdict,
        shift_east_m=estimate.east_m,
        shift_north_m=estimate.north_m,
        residual_m=estimate.residual_m,
        compared_with=reference.source,
        uncertainty_m=estimate.uncertainty_m,
        explanation=text_of(
            say.with_strays(words[verdict](reference.source, estimate), stray_rows)
        ),
        expected_east_m=float(vector[0]),
        expected_north_m=float(vector[1]),
        stray_rows=stray_rows,
    )
