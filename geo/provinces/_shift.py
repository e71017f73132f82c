"""By how much one set of border lines lies beside another: a robust estimate of a translation.

Three steps. (1) A vote: every pair of a border point of the file and one of the reference that
lie within reach and run the same way votes for the offset between them; the true shift
collects its votes in one place, however many borders have no counterpart. (2) From the place
with most votes, iterated closest points with distances *across* the border only (a point may
slide along its line) and Tukey's biweight. (3) Honesty: the spread of what is left, the
uncertainty by resampling whole stretches and whole provinces, and a look at whether the
borders that do not follow agree among themselves on another shift.

Sources: the vote is a generalised Hough transform over translations (Ballard 1981); point to
line distances after Chen and Medioni 1992; biweight and its constant 4.685 after Huber and
Ronchetti, Robust Statistics, 2009; sandwich covariance by the cluster bootstrap.
"""

from dataclasses import dataclass

import numpy as np
import shapely

from geo.arrays import Bools, Floats, Ints
from geo.plane import metres_per_degree
from geo.provinces._border_samples import BorderSamples, plane

REACH_M = 6_000.0
"""Largest shift looked for, metres: twice the 3 km that a wrong national datum or a slip
of a zone parameter is known to make; further off, chance neighbours drown the vote."""
LEAST_CONTRAST = 2.0
"""The shift that most pairs of borders agree on must have twice the votes of any place
elsewhere. Measured: 6 to 14 for the same provinces, however distorted; 1.0 to 1.2 for
unrelated lines; 2.3 to 2.5 against the bundled sketch."""
_BIN_M = 100.0
_FINE_M = 50.0
"""Sides, metres, of the squares that votes are counted in, five by five and three by three, the
second for a closer look. By judgement: a border is drawn to some 50 m."""
_VOTERS = 2_500
"""So many samples of the file vote at the most: time against a clearer vote. By judgement."""
_WINDOW_M = 700.0
"""Counterparts are sought this far from where the shift puts them, at the most. By judgement: three
times the VN-2000 vector."""
_SEARCH_M = 1_000.0
"""The window, and room for the vote's bins and for the shift to settle. By judgement, not
measured."""
_SAME_WAY_DEGREES = 25.0
"""The most that two borders may turn from each other to be taken for one. By judgement, not
measured."""
_TUKEY = 4.685
"""Spreads beyond which a sample has no weight: the biweight then has 95 % of the efficiency of
least squares where errors are normal (Holland and Welsch 1977, Robust regression using iteratively
reweighted least-squares)."""
_MAD_TO_SIGMA = 1.4826
"""From the median of absolute residuals to the standard deviation of normal ones: 1 / 0.6745."""
_LEAST_SCALE_M = 2.0
"""A file and its copy differ by roundings alone: by a spread of those, all else were outliers. By
judgement, not measured."""
_LEAST_WINDOW_M = 150.0
"""However well it fits, counterparts are sought as far off as a sample reaches along its line. By
judgement."""
_WINDOW_SPREADS = 6.0
"""Spreads within which counterparts are sought: somewhat more than the weight reaches (``_TUKEY``),
so that the window cuts off nothing that counts. By judgement, not measured."""
_MOST_STEPS = 40
"""A bound on the search. By judgement, not measured."""
_STILL_M = 0.05
"""A step shorter than this moves no figure that is shown. By judgement; no result depends on it."""
_ROW_SAMPLES = 20
"""A row with fewer samples than this, four kilometres of border, says nothing of its own shift. By
judgement, not measured."""
_CLEARLY = 0.5
_ROW_SPREAD_M = 50.0
"""A row follows a shift when what is left is half of what any other shift leaves, and no more
than two sources differ anyway. Both by judgement, not measured."""
_STRETCH_M = 25_000.0
"""Differences between two digitisations hold over kilometres, so neighbouring samples are not
independent: the bootstrap draws whole cells of this size. By judgement."""
_DRAWS = 500
"""Draws of the bootstrap. By judgement: not measured."""
_LEAST_BLOCKS = 8
"""With fewer samples, or fewer cells to draw from, no shift is told. By judgement, not measured."""
_PLANE_SLACK = 1.1
"""Neighbours are sought in degrees turned into metres at one latitude, and measured afterwards.
Over the country the two differ by 5 % (16° against 23.4° N)."""
_SEED = 20250701
"""The day of the 34; any draw is as good as another."""


@dataclass(frozen=True)
class ShiftEstimate:
    """How file borders lie beside reference borders; metres, positive east and north.

    ``residual_m`` is the robust standard deviation (1.4826 × median) of the distances across
    the border once the shift is taken out; ``uncertainty_m`` the radius that holds the true
    shift in 95 of 100 cases; ``matched_km`` the length of file borders that follow the shift;
    ``vote_contrast`` the winning vote over the best vote elsewhere.
    """

    east_m: float
    north_m: float
    residual_m: float
    uncertainty_m: float
    matched_km: float
    vote_contrast: float

    @property
    def stands_out(self) -> bool:
        """Whether the shift is a finding at all, not the best of many chance ones."""
        return self.vote_contrast >= LEAST_CONTRAST


@dataclass(frozen=True)
class _Pairs:
    """Candidate counterparts: pairs of a file sample and a reference sample.

    ``offset`` file minus reference in local metres (east, north); ``normal`` across the two
    borders' mean direction. Ordered by ``sample``; ``first`` is where each sample begins.
    """

    sample: Ints
    offset: Floats
    normal: Floats
    first: Ints


@dataclass(frozen=True)
class _Fit:
    shift: Floats
    spread: float
    sample: Ints
    normal: Floats
    residual: Floats

    @property
    def cutoff(self) -> float:
        """Metres from which on a distance counts for nothing."""
        return _TUKEY * max(self.spread, _LEAST_SCALE_M)

    @property
    def follows(self) -> Bools:
        return np.abs(self.residual) < self.cutoff


def estimate_shift(file: BorderSamples, reference: BorderSamples) -> ShiftEstimate | None:
    """Estimate the shift of file borders against reference borders.

    Parameters
    ----------
    file, reference
        Samples of the borders; the reference's at least as dense as the file's.

    Returns
    -------
    ShiftEstimate or None
        None when next to no border of the file has a counterpart in reach.
    """
    file = _near(file, reference)
    if len(file) < _LEAST_BLOCKS or len(reference) < _LEAST_BLOCKS:
        return None
    start, contrast = _vote(file, reference)
    pairs = _pairs(file, reference, around=start, radius_m=_SEARCH_M)
    fit = _fit(pairs, _sharpened(pairs, start))
    if fit is None:
        return None
    follows = fit.follows
    return ShiftEstimate(
        east_m=float(fit.shift[0]),
        north_m=float(fit.shift[1]),
        residual_m=fit.spread,
        uncertainty_m=_uncertainty(fit, file),
        matched_km=float(follows.sum()) * file.spacing_m / 1000,
        vote_contrast=contrast,
    )


def _near(file: BorderSamples, reference: BorderSamples) -> BorderSamples:
    """The samples within reach of the reference's extent: the rest has no counterpart."""
    if not len(reference) or not len(file):
        return file.only(slice(0, 0))
    low, high = reference.lonlat.min(axis=0), reference.lonlat.max(axis=0)
    margin = 2 * REACH_M / metres_per_degree(np.array([low[1], high[1]])).min(axis=0)
    inside = (file.lonlat >= low - margin) & (file.lonlat <= high + margin)
    return file.only(inside.all(axis=1))


def _pairs(
    file: BorderSamples, reference: BorderSamples, *, around: Floats, radius_m: float
) -> _Pairs:
    """Pairs that run the same way and whose offset lies within a radius of a shift."""
    per_degree = metres_per_degree(file.lonlat[:, 1])
    moved = plane(file.lonlat - around / per_degree, reference.lonlat)
    places = np.asarray(shapely.points(plane(reference.lonlat, reference.lonlat)))
    sample, other = shapely.STRtree(places).query(
        shapely.points(moved), predicate="dwithin", distance=radius_m * _PLANE_SLACK
    )
    way, other_way = file.way[sample], reference.way[other]
    turn = way[:, 0] * other_way[:, 1] - way[:, 1] * other_way[:, 0]
    offset = (file.lonlat[sample] - reference.lonlat[other]) * per_degree[sample]
    kept = (np.abs(turn) < np.sin(np.radians(_SAME_WAY_DEGREES))) & (
        np.hypot(*(offset - around).T) < radius_m
    )
    sample, way, other_way = sample[kept], way[kept], other_way[kept]
    sense = np.sign((way * other_way).sum(axis=1))[:, None]
    mean = way + sense * other_way
    normal = np.column_stack([-mean[:, 1], mean[:, 0]]) / np.hypot(*mean.T)[:, None]
    first = np.flatnonzero(np.diff(sample, prepend=-1))
    return _Pairs(sample.astype(np.int64), offset[kept], normal, first)


def _vote(file: BorderSamples, reference: BorderSamples) -> tuple[Floats, float]:
    """The offset most pairs agree on, and how far it stands out from the next place."""
    voters = file.only(slice(None, None, len(file) // _VOTERS + 1))
    thinner = max(1, round(3 * _BIN_M / reference.spacing_m))
    pairs = _pairs(
        voters, reference.only(slice(None, None, thinner)), around=np.zeros(2), radius_m=REACH_M
    )
    votes = _box_sum(_count(pairs.offset, reach_m=REACH_M, bin_m=_BIN_M), reach=2)
    best = np.array(np.unravel_index(int(votes.argmax()), votes.shape))
    far = np.hypot(*(np.indices(votes.shape) - best[:, None, None])) * _BIN_M > 2 * _WINDOW_M
    contrast = float(votes.max()) / max(float(votes[far].max(initial=0.0)), 1.0)
    return np.asarray((best + 0.5) * _BIN_M - REACH_M, dtype=np.float64), contrast


def _count(offset: Floats, *, reach_m: float, bin_m: float) -> Floats:
    """How many offsets fall into each square bin, over ``±reach_m`` east and north."""
    size = round(2 * reach_m / bin_m)
    cell = np.floor((offset + reach_m) / bin_m).astype(np.int64)
    inside = ((cell >= 0) & (cell < size)).all(axis=1)
    flat = np.bincount(cell[inside] @ np.array([size, 1]), minlength=size * size)
    return flat.reshape(size, size).astype(np.float64)


def _box_sum(grid: Floats, *, reach: int) -> Floats:
    """Sum over the square of ``2 × reach + 1`` cells around each."""
    size = 2 * reach + 1
    padded = np.pad(grid, reach)
    windows = np.lib.stride_tricks.sliding_window_view(padded, (size, size))
    return np.asarray(windows.sum(axis=(2, 3)), dtype=np.float64)


def _sharpened(pairs: _Pairs, around: Floats) -> Floats:
    """Where pairs near a shift vote for in finer bins.

    When a file mixes two shifts this lands on the one that more borders follow; least squares
    from half way between them would stay half way.
    """
    reach = _SEARCH_M
    votes = _box_sum(_count(pairs.offset - around, reach_m=reach, bin_m=_FINE_M), reach=1)
    best = np.array(np.unravel_index(int(votes.argmax()), votes.shape))
    return np.asarray(around + (best + 0.5) * _FINE_M - reach, dtype=np.float64)


def _fit(pairs: _Pairs, start: Floats) -> _Fit | None:
    """Closest points, iterated, in a window as wide as what is left asks for."""
    shift, window = start, _WINDOW_M / 2
    fit = None
    for _ in range(_MOST_STEPS):
        near = _closest(pairs, shift, window)
        if len(near) < _LEAST_BLOCKS:
            return None
        normal = pairs.normal[near]
        residual = (normal * (pairs.offset[near] - shift)).sum(axis=1)
        spread = _MAD_TO_SIGMA * float(np.median(np.abs(residual)))
        fit = _Fit(shift, spread, pairs.sample[near], normal, residual)
        weight = np.clip(1 - (residual / fit.cutoff) ** 2, 0, None) ** 2
        step = _solve(normal, weight, residual)
        shift = shift + step
        if np.hypot(*step) < _STILL_M:
            break
        window = float(np.clip(_WINDOW_SPREADS * spread, _LEAST_WINDOW_M, _WINDOW_M))
    return fit


def _solve(normal: Floats, weight: Floats, residual: Floats) -> Floats:
    """Weighted least squares for the two components of the shift."""
    weighted = normal * weight[:, None]
    # A hair of a ridge: borders that all run one way leave the shift along them at rest.
    ridge = np.eye(2) * (1e-6 * weight.sum() + 1e-12)
    return np.asarray(np.linalg.solve(weighted.T @ normal + ridge, weighted.T @ residual))


def _closest(pairs: _Pairs, shift: Floats, window: float) -> Ints:
    """Row of each sample's nearest counterpart within the window, one a sample."""
    if not len(pairs.first):
        return np.zeros(0, dtype=np.int64)
    left = pairs.offset - shift
    squared = (left * left).sum(axis=1)
    least = np.minimum.reduceat(squared, pairs.first)
    count = np.diff(pairs.first, append=len(squared))
    hit = np.flatnonzero((squared == np.repeat(least, count)) & (squared < window**2))
    _, one_each = np.unique(pairs.sample[hit], return_index=True)
    return np.asarray(hit[one_each], dtype=np.int64)


def _uncertainty(fit: _Fit, file: BorderSamples) -> float:
    """The larger of the 95 % radii from drawing stretches of border and drawing provinces."""
    cell = np.floor(plane(file.lonlat[fit.sample], file.lonlat) / _STRETCH_M).astype(np.int64)
    _, stretch = np.unique(cell, axis=0, return_inverse=True)
    _, province = np.unique(file.row[fit.sample], return_inverse=True)
    radius = _bootstrap_radius(fit, stretch.ravel())
    if radius is None:
        return float("inf")
    # Whole provinces may have been digitised, or shifted, apart; few of them say little.
    return max(radius, _bootstrap_radius(fit, province.ravel()) or 0.0)


def _bootstrap_radius(fit: _Fit, block: Ints) -> float | None:
    """95 % radius of the shift over draws of blocks; None when there are too few of them."""
    count = int(block.max()) + 1
    if count < _LEAST_BLOCKS:
        return None
    u = np.clip(fit.residual / fit.cutoff, -1, 1) ** 2
    # Tukey's ψ and its slope: how far the estimate yields when a block weighs more.
    pull = fit.normal * (fit.residual * (1 - u) ** 2)[:, None]
    slope = (1 - u) * (1 - 5 * u)
    n = fit.normal
    terms = np.column_stack([slope * n[:, 0] ** 2, slope * n[:, 0] * n[:, 1], slope * n[:, 1] ** 2])
    sums = np.zeros((count, 5))
    np.add.at(sums, block, np.column_stack([terms, pull]))
    draws = np.random.default_rng(_SEED).multinomial(count, np.full(count, 1 / count), size=_DRAWS)
    xx, xy, yy, gx, gy = (draws @ sums).T
    determinant = xx * yy - xy**2
    with np.errstate(divide="ignore", invalid="ignore"):
        east = (yy * gx - xy * gy) / determinant
        north = (xx * gy - xy * gx) / determinant
    radius = np.hypot(east, north)
    return float(np.quantile(np.where(np.isfinite(radius), radius, np.inf), 0.95))


def follow_which(
    file: BorderSamples, reference: BorderSamples, shifts: Floats
) -> tuple[Ints, Ints]:
    """Which of a few given shifts each row of the file clearly follows.

    Parameters
    ----------
    file, reference
        Samples of the borders.
    shifts
        Shape (k, 2): metres east and north, all within a few hundred metres of each other.

    Returns
    -------
    tuple
        Row numbers, and for each the number of the shift. Rows that fit none of them clearly
        better than the others are left out.
    """
    file = _near(file, reference)
    middle = shifts.mean(axis=0)
    radius = _WINDOW_M + float(np.hypot(*(shifts - middle).T).max())
    pairs = _pairs(file, reference, around=middle, radius_m=radius)
    spreads = np.column_stack([_row_spreads(pairs, shift, file.row) for shift in shifts])
    best_two = np.sort(spreads, axis=1)[:, :2]
    clear = (best_two[:, 0] < _CLEARLY * best_two[:, 1]) & (best_two[:, 0] < _ROW_SPREAD_M)
    return np.flatnonzero(clear), spreads.argmin(axis=1)[clear]


def _row_spreads(pairs: _Pairs, shift: Floats, row: Ints) -> Floats:
    """Median distance across the border of each row's samples; infinite for rows with few."""
    near = _closest(pairs, shift, _WINDOW_M)
    distance = np.abs((pairs.normal[near] * (pairs.offset[near] - shift)).sum(axis=1))
    own = row[pairs.sample[near]]
    spread = np.full(int(row.max(initial=-1)) + 1, np.inf)
    order = np.argsort(own, kind="stable")
    rows, first = np.unique(own[order], return_index=True)
    for number, part in zip(rows, np.split(distance[order], first[1:]), strict=True):
        if len(part) >= _ROW_SAMPLES:
            spread[number] = np.median(part)
    return spread
