"""What is written on the map: tooltips and names, as HTML."""

import datetime as dt

import pandas as pd

from geo.export.tables import is_approximate
from geo.model import Grade, Project
from geo.pipeline import Linkage
from geo.registry import Units
from geo.views.answering import side_names
from layers.app.filters import FrameRow
from layers.markup import Markup, part
from layers.modes import is_numbered
from layers.texts import Texts
from layers.whose import whose

_piece, _crossing, _mismatch, _former_border, _context = (
    part("label.html", name)
    for name in ("piece", "crossing", "mismatch", "former_border", "context")
)


def name_of(row: FrameRow, texts: Texts) -> str:
    """Give a row's name in the reader's language."""
    return texts.choose(row["name_vi"], row["name_en"])


def short_name(project: Project, texts: Texts) -> str:
    """Give the road number, or the name of what has none."""
    if is_numbered(project):
        return " · ".join(project.refs[:2])
    return texts.pick(project.name)


def side_and_ground(piece: FrameRow, linkage: Linkage, texts: Texts) -> str:
    """Name whose a piece is, and the province it lies in where that is another."""
    side = side_names(linkage).get((piece["project_id"], piece["side"]))
    ground = texts.choose(piece["province_name"], piece["province_name_en"])
    return whose(texts.pick(side) if side else None, ground, texts)


def piece_tooltip(piece: FrameRow, linkage: Linkage, texts: Texts) -> Markup:
    """Write what the pointer finds on a piece."""
    about = piece["grade"] == Grade.C
    length = texts.km(piece["length_km"], about=about) if piece["length_km"] > 0 else ""
    of = {
        "name": texts.pick(linkage.registry.projects[piece["project_id"]].name),
        "where": " · ".join(filter(None, [side_and_ground(piece, linkage, texts), length])),
        "status": piece["status"],
        "reported": _reported(piece, linkage.as_of, texts),
        "responsible": texts.choose(piece["responsible"], piece["responsible_en"]),
        "grade": piece["grade"],
    }
    return _piece(of, texts)


def _reported(piece: FrameRow, as_of: dt.date, texts: Texts) -> str:
    """Say when a piece's status was reported, and whether it is old or our reading."""
    if pd.isna(piece["status_date"]):
        return texts("report.none") if piece["side"] >= 0 else ""
    said = [texts.date(piece["status_date"])]
    if piece["is_old"]:
        said.append(texts("report.age", age=texts.age(piece["status_date"], as_of)))
    said += [] if piece["stated"] else [texts("report.inferred.long")]
    return ", ".join(said)


def met(crossing: FrameRow, linkage: Linkage, texts: Texts) -> str:
    """Say which units meet at a crossing; at a former border, which met there."""
    if not crossing["former"]:
        return f"{crossing['from_name']} – {crossing['to_name']}"
    keys = (crossing["signing_from"], crossing["signing_to"])
    first, second = (linkage.registry.units.name_in(Units.SIGNING, key) for key in keys)
    return texts("border.former.of", first=first, second=second)


def on_bridge(crossing: FrameRow, texts: Texts) -> str:
    """Name the bridge a crossing lies on, and say when it is the middle of the span."""
    name = texts.choose(crossing["bridge_vi"], crossing["bridge_en"]) or ""
    middle = texts("crossing.mid_span") if crossing["mid_span"] else ""
    return ", ".join(filter(None, [name, middle]))


def at_km(crossing: FrameRow, linkage: Linkage, texts: Texts) -> str:
    """Write at which kilometre a crossing lies; to which a sketch leads is about there."""
    about = is_approximate(linkage.locations[crossing["project_id"]], crossing["km"])
    return f"{'≈ ' if about else ''}{texts.number(crossing['km'], 1)}"


def crossing_tooltip(crossing: FrameRow, linkage: Linkage, texts: Texts) -> Markup:
    """Write what the pointer finds on a border crossing."""
    of = {
        "between": met(crossing, linkage, texts),
        "name": texts.pick(linkage.registry.projects[crossing["project_id"]].name),
        "km": at_km(crossing, linkage, texts),
        "bridge": on_bridge(crossing, texts),
        "sides": _sides(crossing),
        "mismatch": crossing["mismatch"],
        "possible": crossing["possible_mismatch"],
    }
    return _crossing(of, texts)


def mismatch_words(crossing: FrameRow, linkage: Linkage, texts: Texts) -> Markup:
    """Write what each side of a border says of one project, a line a side."""
    project = linkage.registry.projects[crossing["project_id"]]
    maybe = "" if crossing["mismatch"] else texts("list.possible")
    return _mismatch(short_name(project, texts), maybe, _sides(crossing), texts)


def _sides(crossing: FrameRow) -> list[tuple[str, str]]:
    return [
        (crossing["from_name"], crossing["status_from"]),
        (crossing["to_name"], crossing["status_to"]),
    ]


def former_border_tooltip(border: FrameRow, texts: Texts) -> Markup:
    """Write what the pointer finds on a border that no longer exists."""
    return _former_border(border["first_name"], border["second_name"], texts)


def context_tooltip(item: FrameRow, texts: Texts) -> Markup:
    """Write what the pointer finds on a thing that is only named."""
    return _context(name_of(item, texts), texts.choose(item["what_vi"], item["what_en"]), texts)
