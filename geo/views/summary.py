"""A linkage in figures: what the command line prints and the app's title line says."""

from typing import TypedDict

from geo.duty.meetings import out_of_step, possibly_out_of_step
from geo.model import Grade
from geo.pipeline import Linkage


class Summary(TypedDict):
    """Counts of one linkage; kilometres are geodesic, works told of twice counted once.

    Mismatches are one project a corridor; ``possible_…`` and ``possibly_…`` rest on our reading
    of a source or on want of news, and are never part of the others. ``outside_km`` lie in no
    province: the boundaries end before the projects do.
    """

    as_of: str
    units: str
    boundaries: str
    boundaries_are_a_sketch: bool
    projects: int
    context_items: int
    by_mode: dict[str, dict[str, int]]
    length_km: float
    outside_km: float
    pieces: int
    crossings: int
    former_crossings: int
    mismatches: list[str]
    possible_mismatches: list[str]
    missed_deadlines: list[str]
    possibly_missed: list[str]
    agreed_later: list[str]


def summarise(linkage: Linkage) -> Summary:
    """Count what a reader asks for first."""
    projects, pieces = linkage.projects, linkage.pieces
    rows = projects.drop(columns="geometry").to_dict("records")
    by_mode: dict[str, dict[str, int]] = {}
    for mode, grade in zip(projects["mode"], projects["grade"], strict=True):
        grades = by_mode.setdefault(mode, dict.fromkeys((one.value for one in Grade), 0))
        grades[grade] += 1
    former = int(linkage.crossings["former"].sum())
    return Summary(
        as_of=linkage.as_of.isoformat(),
        units=linkage.units.value,
        boundaries=linkage.boundaries.source.en,
        boundaries_are_a_sketch=linkage.boundaries.is_sketch,
        projects=len(projects),
        context_items=len(linkage.context),
        by_mode=by_mode,
        length_km=round(float(pieces.loc[pieces["counted"], "length_km"].sum()), 3),
        outside_km=round(outside_km(linkage), 3),
        pieces=len(linkage.pieces),
        crossings=len(linkage.crossings) - former,
        former_crossings=former,
        mismatches=out_of_step(rows),
        possible_mismatches=possibly_out_of_step(rows),
        missed_deadlines=list(projects.loc[projects["missed_deadline"], "project_id"]),
        possibly_missed=list(projects.loc[projects["possibly_missed"], "project_id"]),
        agreed_later=list(projects.loc[~projects["agreed"], "project_id"]),
    )


def outside_km(linkage: Linkage) -> float:
    """Kilometres that lie in no province."""
    pieces = linkage.pieces
    return float(pieces.loc[pieces["counted"] & pieces["province_code"].isna(), "length_km"].sum())


def lies_mostly_outside(linkage: Linkage) -> bool:
    """Whether the boundaries miss most of the projects, so that nothing else can be believed."""
    pieces = linkage.pieces
    return 2 * outside_km(linkage) > float(pieces.loc[pieces["counted"], "length_km"].sum())
