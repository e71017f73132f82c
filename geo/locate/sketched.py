"""Projects located by their named places alone: lines, points and areas."""

from collections.abc import Sequence

from geo.errors import InBoth, Worded, Wording, Wordings
from geo.locate.location import LocatedPart, Location, Places
from geo.locate.sketch import (
    area_margin_m,
    sketch_area,
    sketch_chainage,
    sketch_line,
    sketch_points,
)
from geo.model import Grade, Project


def sketched_line(project: Project, places: Places, why: InBoth) -> Location:
    """Straight lines through the places; ``why`` says why nothing better was found."""
    chainage = sketch_chainage(project.route, places)
    return Location(
        geometry=sketch_line(project.route, places),
        grade=Grade.C,
        reason=Wording(
            "locate.sketched_line",
            why=why,
            count=len(project.places),
            precision=_precision(project.places, places),
        ),
        source="sketch",
        place_km=chainage,
        parts=(LocatedPart(0.0, _end_km(project, places), Grade.C, "sketch", 0.0),),
    )


def _end_km(project: Project, places: Places) -> float:
    """Length of the sketch; a place may stand on two strands, so it is added up by strand."""
    return sum(
        max(sketch_chainage([strand], places).values(), default=0.0) for strand in project.route
    )


def sketched_point(project: Project, places: Places, why: InBoth | None = None) -> Location:
    """A point at each place."""
    why = why or Wording("locate.unchecked")
    return Location(
        geometry=sketch_points(project.places, places),
        grade=Grade.C,
        reason=Wording(
            "locate.sketched_point",
            names=Wordings((places[key].name for key in project.places), between=", "),
            precision=_precision(project.places, places),
            why=why,
        ),
        source="sketch",
    )


def sketched_area(project: Project, places: Places) -> Location:
    """The area between the places."""
    return Location(
        geometry=sketch_area(project.places, places),
        grade=Grade.D,
        reason=Wording(
            "locate.sketched_area",
            names=Wordings((places[key].name for key in project.places), between=", "),
            km=area_margin_m(project.places, places) / 1000,
        ),
        source="sketch",
    )


def _precision(keys: Sequence[str], places: Places) -> Worded:
    metres = sorted({places[key].precision_m for key in keys})
    if len(metres) == 1:
        return Wording("locate.precision", m=metres[0])
    return Wording("locate.precisions", low=metres[0], high=metres[-1])
