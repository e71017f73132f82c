"""A boundary file looked at from both sides: as lines to compare, and as provinces to cut by."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import geopandas as gpd

from geo.confined import Tell
from geo.errors import InputError, Wording
from geo.provinces.boundaries import Boundaries
from geo.provinces.boundary_file import provinces_in
from geo.provinces.datum import DatumVerdict, Verdict, check_datum
from geo.provinces.datum_fix import corrected
from geo.provinces.likeness import GOOD, likeness
from geo.provinces.opened_file import OpenedFile, open_file
from geo.provinces.parted import parted
from geo.provinces.whole_file import checked_whole, file_as_reference
from geo.registry.units import Units, UnitTable
from geo.sentence import text_of

_STEPS = 4
CORRECTABLE = frozenset({Verdict.VN2000_LABELLED_WGS84, Verdict.WGS84_LABELLED_VN2000})
"""Verdicts that say what to do; with another shift nobody knows why it is there."""


@dataclass(frozen=True)
class CheckedFile:
    """A file whose borders can be compared with others; perhaps provinces to cut by, too.

    ``opened`` has every row and attribute; ``boundaries`` is None where the rows are not the
    provinces of the signing, and ``refusal`` then says why.
    """

    path: Path
    opened: OpenedFile
    boundaries: Boundaries | None
    refusal: InputError | None

    @property
    def frame(self) -> gpd.GeoDataFrame:
        """Every row and attribute, in the CRS the file states."""
        return self.opened.frame

    def as_json(self) -> dict[str, Any]:
        """What ``check-boundaries --json`` prints under ``file``."""
        if self.boundaries is None or self.boundaries.report is None:
            return {"error": str(self.refusal)}
        return self.boundaries.report.as_json()


@dataclass(frozen=True)
class Examined:
    """A file, looked at; ``mended`` is the corrected one where the verdict says how.

    The boundaries of both can be cut by: units of today are parted along the former borders of
    the reference. ``likeness`` is None where nothing tells how good the borders are.
    """

    checked: CheckedFile
    verdict: DatumVerdict
    mended: CheckedFile | None
    likeness: float | None

    @property
    def is_poor(self) -> bool:
        """Whether the borders lie kilometres off."""
        return self.likeness is not None and self.likeness < GOOD


def examine(
    path: Path,
    table: UnitTable,
    reference: Boundaries,
    outlines: Boundaries,
    second: Path | None = None,
    tell: Tell = lambda *_: None,
) -> Examined:
    """Check a file, compare it with other boundaries and correct it where that is called for.

    Parameters
    ----------
    path, table
        The file, and the units to look for.
    reference
        The best boundaries of the signing at hand.
    outlines
        The bundled ones, which tell a poor file.
    second
        Another file to compare with, of which somebody knows that it lies right.
    tell
        Hears how many of the four steps are done: read and named, compared with boundaries that
        lie right, corrected, compared with the outlines.

    Raises
    ------
    InputError
        As :func:`check_file`.
    """
    tell(0, _STEPS)
    checked = check_file(path, table)
    tell(1, _STEPS)
    others = [reference] if second is None else [reference, file_as_reference(second, table)]
    verdict = compare(checked, others, outlines)
    tell(2, _STEPS)
    mended = None
    if verdict.verdict in CORRECTABLE:
        mended = _to_cut_by(corrected_file(checked, verdict, table), reference, table)
    tell(3, _STEPS)
    like = None
    if checked.boundaries is not None:
        like = likeness(checked.boundaries, outlines, table)
    return Examined(_to_cut_by(checked, reference, table), verdict, mended, like)


def compare(
    checked: CheckedFile, references: Sequence[Boundaries], outlines: Boundaries
) -> DatumVerdict:
    """The datum check against the best that can tell.

    Each reference is asked in turn, its provinces and then its communes, which alone tell of a
    file that holds a part of a province; the bundled outlines come last, and only lean. Railways
    are not asked: borders do not run along them (``python -m tests.benchmarks.datum``).

    Parameters
    ----------
    references
        The best first; a sketch among them counts as the outlines.
    outlines
        The bundled ones.
    """
    found = None
    for other in (part for given in references for part in _parts(given)):
        verdict = check_datum(checked.frame, other)
        if verdict.verdict is not Verdict.CANNOT_TELL:
            return verdict
        found = found or verdict
    # Provinces, not the communes that make them: of these the outlines have no counterpart.
    frame = checked.frame if checked.boundaries is None else checked.boundaries.frame
    leans = check_datum(frame, outlines)
    return leans if found is None or leans.leaning else found


def _parts(reference: Boundaries) -> Iterator[Boundaries]:
    if reference.is_sketch:
        return
    yield reference
    if reference.communes is not None:
        yield replace(reference, frame=reference.communes, communes=None)


def _to_cut_by(checked: CheckedFile, reference: Boundaries, table: UnitTable) -> CheckedFile:
    """The file with units of today parted: every line is cut in units of the signing."""
    found = checked.boundaries
    if found is None or found.units is Units.SIGNING:
        return checked
    return replace(checked, boundaries=parted(found, reference, table))


def check_file(path: Path, table: UnitTable) -> CheckedFile:
    """Open a file once for the datum check and for cutting.

    Raises
    ------
    InputError
        When the file cannot be read, holds neither an area nor a line, or its coordinates
        cannot be placed. A file that is merely of other units is no error here.
    """
    opened = open_file(path, table)
    checked_whole(opened.frame, path)
    return _as_provinces(opened, path, table)


def corrected_file(checked: CheckedFile, verdict: DatumVerdict, table: UnitTable) -> CheckedFile:
    """The same file moved to where its borders should lie, and saying so.

    Raises
    ------
    ValueError
        When the verdict gives nothing to correct by.
    """
    opened = replace(checked.opened, frame=corrected(checked.frame, verdict))
    moved = _as_provinces(opened, checked.path, table)
    if moved.boundaries is None:
        return moved
    return replace(moved, boundaries=as_corrected(moved.boundaries))


def as_corrected(boundaries: Boundaries) -> Boundaries:
    """The same boundaries, saying of themselves that their datum was corrected."""
    said = Wording("provinces.corrected", source=boundaries.source)
    return replace(boundaries, source=text_of(said))


def _as_provinces(opened: OpenedFile, path: Path, table: UnitTable) -> CheckedFile:
    try:
        return CheckedFile(path, opened, provinces_in(opened, path, table), None)
    except InputError as refusal:
        return CheckedFile(path, opened, None, refusal)
