"""Projects located by their named places alone: lines, points and areas."""

from collections.abc import Sequence

from geo.locate.location import LocatedPart, Location, Places
from geo.locate.sketch import (
    area_margin_m,
    sketch_area,
    sketch_chainage,
    sketch_line,
    sketch_points,
)
from geo.model import Grade, Project, Text
from geo.sentence import listed, sentence


def sketched_line(project: Project, places: Places, why: Text) -> Location:
    """Straight lines through the places; ``why`` says why nothing better was found."""
    chainage = sketch_chainage(project.route, places)
    return Location(
        geometry=sketch_line(project.route, places),
        grade=Grade.C,
        reason=sentence(
            "{why}; vẽ sơ bộ bằng các đoạn thẳng qua {count} địa điểm (sai số {precision}).",
            "{why}; sketched as straight lines through {count} places (known to {precision}).",
            why=why,
            count=str(len(project.places)),
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


def sketched_point(project: Project, places: Places, why: Text | None = None) -> Location:
    """A point at each place."""
    why = why or Text(vi="chưa đối chiếu với OSM", en="not checked against OSM")
    return Location(
        geometry=sketch_points(project.places, places),
        grade=Grade.C,
        reason=sentence(
            "Đặt tại {names} (sai số {precision}); {why}.",
            "Put at {names} (known to {precision}); {why}.",
            names=listed(places[key].name for key in project.places),
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
        reason=sentence(
            "Văn bản không nêu hướng tuyến; chỉ khoanh vùng giữa {names}, rộng thêm {km} km "
            "mỗi phía.",
            "The documents name no alignment; only the area between {names} is marked, {km} km "
            "wider on each side.",
            names=listed(places[key].name for key in project.places),
            km=f"{area_margin_m(project.places, places) / 1000:.1f}",
        ),
        source="sketch",
    )


def _precision(keys: Sequence[str], places: Places) -> Text:
    metres = sorted({places[key].precision_m for key in keys})
    if len(metres) == 1:
        return sentence("±{m} m", "±{m} m", m=f"{metres[0]:,}")
    low, high = f"{metres[0]:,}", f"{metres[-1]:,}"
    return sentence("từ ±{low} đến ±{high} m", "±{low} to ±{high} m", low=low, high=high)
