"""A line that somebody draws on the map, point by point → a project's own line, checked as a file.

A finger on a map of a whole province means kilometres: how near the map was stays with the line.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from geo.errors import InputError, Wordings
from geo.locate.alignment import Alignment, aligned
from geo.locate.drawing import Drawing, DrawnPiece
from geo.locate.drawn_system import NEAR_M, asked_system, distances_m
from geo.locate.location import Places
from geo.model import Project
from geo.provinces.place_search import clicked_within_m

COARSEST_M: Final = 1_000.0
"""A point that may lie farther off than this, metres, is no point of a document's line: as far as a
line may end beyond its place (``NEAR_M``)."""
WHERE: Final = "map"


class HandPoint(NamedTuple):
    """Where the map was clicked, degrees in EPSG:4326, and at which zoom it then was."""

    lon: float
    lat: float
    zoom: float

    @property
    def within_m(self) -> int:
        """Metres within which lies what was meant."""
        return clicked_within_m(self.lat, self.zoom)


def hand_point(lon: float, lat: float, zoom: float) -> HandPoint:
    """Take a click.

    Raises
    ------
    InputError
        When the map shows too much for a click to mean a point.
    """
    point = HandPoint(lon, lat, zoom)
    if point.within_m > COARSEST_M:
        raise InputError(
            "align.coarse", where=WHERE, zoom=zoom, metres=point.within_m, most=COARSEST_M
        )
    return point


def hand_drawn(points: Sequence[HandPoint], project: Project, places: Places) -> Alignment:
    """The line through some points, held to its project.

    Parameters
    ----------
    points
        In the order in which they were clicked, from either end.

    Raises
    ------
    InputError
        When it does not reach the ends of the route yet, or is no one line of the project.
    """
    xy = np.array([point[:2] for point in points], dtype=np.float64).reshape(-1, 2)
    moved = np.concatenate([[True], np.any(xy[1:] != xy[:-1], axis=1)])
    xy = xy[moved[: len(xy)]]
    if len(xy) < 2:
        raise InputError("align.no_points", where=WHERE)
    ends = dict.fromkeys(key for strand in project.route for key in (strand[0], strand[-1]))
    short = [
        places[key].name
        for key in ends
        if distances_m([xy], (places[key].lon, places[key].lat)) - places[key].precision_m > NEAR_M
    ]
    if short:
        raise InputError("align.short_of", where=WHERE, names=Wordings(short, between=", "))
    drawing = Drawing((DrawnPiece(WHERE, xy),), None)
    found = aligned(drawing, asked_system("EPSG:4326"), project, places, where=WHERE)
    return found.by_hand(min(point.zoom for point in points))
