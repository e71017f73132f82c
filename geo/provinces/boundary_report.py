"""What was found in a boundary file, and done to it, before anything is cut by it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from geo.errors import InBoth, Worded, Wording, Wordings
from geo.model import Text
from geo.provinces.neighbours import Misfit, NeighbourMisfit
from geo.registry.units import Units

_NAMED = 10
"""How many names a sentence lists before it says how many more there are."""


@dataclass(frozen=True)
class BoundaryReport:
    """A boundary file as it was understood.

    ``provinces`` maps the codes found to names, of the era of ``units``; ``missing`` names the
    units of that era that the file lacks. ``communes`` counts the rows that are communes, of
    which the provinces were made; ``parts`` are provinces of which the file holds less than
    half, each with the share. ``left_out`` are the values of rows that name no province, each with
    the province it may have meant, which was not used, or "". ``mended`` names the provinces
    whose outlines crossed themselves, ``misfits`` says where neighbours do not fit, areas taken
    in ``areas_in``. ``notes`` say what had to be understood (layer, coordinate system).
    """

    rows: int
    rows_used: int
    column: str
    encoding: str
    system: str
    units: Units
    communes: int
    provinces: dict[str, str]
    missing: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...]
    parts: tuple[tuple[str, float], ...]
    mended: tuple[str, ...]
    misfits: tuple[NeighbourMisfit, ...]
    areas_in: str
    notes: tuple[Text, ...]

    def total_km2(self, kind: Misfit) -> float:
        """Area of all gaps, or of all overlaps."""
        return sum(misfit.area_km2 for misfit in self.misfits if misfit.kind is kind)

    def as_json(self) -> dict[str, Any]:
        """What ``check-boundaries --json`` prints under ``file``; km² to 0.0001, metres to 1."""
        return {
            "rows": self.rows,
            "rows_used": self.rows_used,
            "column": self.column,
            "encoding": self.encoding,
            "crs": self.system,
            "units": self.units.value,
            "communes": self.communes,
            "parts": {name: round(share, 3) for name, share in self.parts},
            "provinces": self.provinces,
            "missing": list(self.missing),
            "left_out": [{"value": value, "meant": meant} for value, meant in self.left_out],
            "mended": list(self.mended),
            "areas_in": self.areas_in,
            "gap_km2": round(self.total_km2(Misfit.GAP), 4),
            "overlap_km2": round(self.total_km2(Misfit.OVERLAP), 4),
            "misfits": [_misfit_json(misfit) for misfit in self.misfits],
            "notes": [note.model_dump() for note in self.notes],
        }

    def sentences(self) -> tuple[InBoth, ...]:
        """The report in words, misfits in sum only."""
        found: list[InBoth] = [self._what_was_read(), *self.notes]
        if self.units is Units.TODAY:
            found.append(Wording("provinces.only_today"))
        if self.communes:
            found.append(self._what_was_made())
        if self.missing:
            found.append(self._what_is_missing())
        if self.parts:
            found.append(self._what_is_only_a_part())
        if self.left_out:
            found.append(self._what_was_left_out())
        if self.mended:
            found.append(Wording("provinces.outlines_mended", names=_few(self.mended)))
        return (*found, self._how_neighbours_fit())

    def misfit_words(self, misfit: NeighbourMisfit) -> Worded:
        """One pair of neighbours in words."""
        is_gap = misfit.kind is Misfit.GAP
        return Wording(
            "provinces.misfit",
            first=self.provinces[misfit.first],
            second=self.provinces[misfit.second],
            kind=Wording("provinces.gap" if is_gap else "provinces.overlap"),
            area=misfit.area_km2,
            count=misfit.count,
            longest=misfit.longest_m,
            lon=f"{misfit.lon:.4f}",
            lat=f"{misfit.lat:.4f}",
        )

    def _what_was_read(self) -> Worded:
        return Wording(
            "provinces.rows_read",
            used=self.rows_used,
            rows=self.rows,
            count=len(self.provinces),
            column=self.column or "?",
            crs=self.system or "?",
            encoding=self.encoding or "?",
        )

    def _what_was_made(self) -> Worded:
        count, provinces = self.communes, len(self.provinces)
        return Wording("provinces.made_of_communes", count=count, provinces=provinces)

    def _what_is_only_a_part(self) -> Worded:
        shares = [
            Wording("provinces.part_share", name=name or "?", percent=100 * share)
            for name, share in self.parts
        ]
        return Wording("provinces.only_a_part", names=_few(shares))

    def _what_is_missing(self) -> Worded:
        return Wording("provinces.not_there", count=len(self.missing), names=_few(self.missing))

    def _what_was_left_out(self) -> Worded:
        count = self.rows - self.rows_used
        values = [_value(value, meant) for value, meant in self.left_out]
        return Wording("provinces.rows_left_out", count=count, names=_few(values))

    def _how_neighbours_fit(self) -> Worded:
        if not self.misfits:
            return Wording("provinces.neighbours_fit")
        return Wording(
            "provinces.neighbours_misfit",
            gap=self.total_km2(Misfit.GAP),
            overlap=self.total_km2(Misfit.OVERLAP),
            areas_in=self.areas_in,
        )


def _misfit_json(misfit: NeighbourMisfit) -> dict[str, Any]:
    return {
        "kind": misfit.kind.value,
        "provinces": [misfit.first, misfit.second],
        "area_km2": round(misfit.area_km2, 4),
        "count": misfit.count,
        "longest_m": round(misfit.longest_m),
        "lon": round(misfit.lon, 5),
        "lat": round(misfit.lat, 5),
    }


def _value(value: str, meant: str) -> Worded:
    if not value:
        return Wording("provinces.row_empty")
    if not meant:
        return Wording("provinces.row_value", value=value)
    return Wording("provinces.row_meant", value=value, meant=meant)


def _few(names: Sequence[str | Worded]) -> Worded:
    texts = [Text(vi=name, en=name) if isinstance(name, str) else name for name in names]
    shown, more = Wordings(texts[:_NAMED], between=", "), len(texts) - _NAMED
    return shown if more <= 0 else Wording("provinces.and_more", shown=shown, more=more)
