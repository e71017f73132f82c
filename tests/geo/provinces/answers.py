"""A boundary file, and the right answer to it."""

from dataclasses import dataclass
from pathlib import Path

import pytest
import shapely

from geo.errors import InputError
from geo.provinces import Boundaries, read_boundary_file
from geo.registry import Units
from tests.geo.provinces.made_files import Make
from tests.geo.traces import registry

TABLE = registry().units
SIGNING, TODAY = Units.SIGNING, Units.TODAY


@dataclass(frozen=True)
class Case:
    """A file, whether it is read and as which units, how many provinces, and a word of its note.

    ``units`` is None for a file that must be refused, with ``note`` in the refusal.
    """

    make: Make
    units: Units | None
    provinces: int = 0
    note: str = ""
    left_out: int = 0
    communes: int = 0


def assert_answered(case: Case, shared: Path, folder: Path) -> None:
    """The file is refused with the reason, or read as what it is, where it lies."""
    path = case.make(shared, folder)
    if case.units is None:
        with pytest.raises(InputError, match=case.note):
            read_boundary_file(path, TABLE)
        return
    found = read_boundary_file(path, TABLE)
    assert found.report is not None
    report = found.report
    assert (found.units, len(found.frame)) == (case.units, case.provinces)
    assert (report.rows - report.rows_used, report.communes) == (case.left_out, case.communes)
    assert case.note in " ".join(said.en for said in report.sentences())
    _assert_on_their_ground(found)


def _assert_on_their_ground(found: Boundaries) -> None:
    """Every province lies over the middle that its name or code says."""
    era = "2008" if found.units is SIGNING else "2025"
    for code, shape in zip(found.frame["province_code"], found.frame.geometry, strict=True):
        place = TABLE.places[f"{era}:{code}"]
        assert shapely.distance(shape, shapely.Point(place.lon, place.lat)) < 0.3, code
