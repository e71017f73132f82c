"""A linkage in figures: what the command line prints and the app's title line says."""

from typing import TypedDict

from geo.pipeline import Linkage


class Summary(TypedDict):
    """Counts of one linkage; kilometres are geodesic."""

    as_of: str
    units: str
    boundaries: str
    boundaries_are_a_sketch: bool
    projects: int
    context_items: int
    by_mode: dict[str, dict[str, int]]
    length_km: float
    pieces: int
    crossings: int
    former_crossings: int
    mismatches: list[str]
    missed_deadlines: list[str]


def summarise(linkage: Linkage) -> Summary:
    """Count what a reader asks for first."""
    projects = linkage.projects
    by_mode: dict[str, dict[str, int]] = {}
    for mode, grade in zip(projects["mode"], projects["grade"], strict=True):
        grades = by_mode.setdefault(mode, dict.fromkeys("ABCD", 0))
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
        length_km=round(float(projects["length_km"].sum()), 3),
        pieces=len(linkage.pieces),
        crossings=len(linkage.crossings) - former,
        former_crossings=former,
        mismatches=list(projects.loc[projects["mismatch"], "project_id"]),
        missed_deadlines=list(projects.loc[projects["missed_deadline"], "project_id"]),
    )
