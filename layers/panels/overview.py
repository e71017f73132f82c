"""What a meeting asks first: how each province stands, and the three lists of what is wrong."""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from geo.duty import meetings
from geo.model import Status
from layers.app.filters import FrameRow, Shown, rows, unclear
from layers.map.label import name_of
from layers.markdown import plain
from layers.markup import Markup, none, part
from layers.panels.alarms import draft_words
from layers.panels.listing import disc_of
from layers.texts import Texts

_bar = part("overview.html", "bar")
Line = tuple[str, str]
"""A project's id, and what is said of it in Markdown."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How one province stands: kilometres on its ground and sides of projects, by status."""

    code: str
    name: str
    km: dict[Status, float]
    sides: dict[Status, int]

    @property
    def total_km(self) -> float:
        """Kilometres of all statuses."""
        return sum(self.km.values())

    @property
    def total_sides(self) -> int:
        """Sides of all statuses."""
        return sum(self.sides.values())


def standings(shown: Shown) -> list[Standing]:
    """Count what is shown province by province, the one with the most kilometres first."""
    pieces = pd.DataFrame(
        [
            (row["province_code"], Status(row["status"]), row["length_km"])
            for row in shown.pieces
            if row["piece_id"] in shown.meets and row["counted"]
        ],
        columns=["code", "status", "km"],
    )
    kilometres = pieces.groupby(["code", "status"])["km"].sum().to_dict()
    sides = _shown_sides(shown)
    counts = sides.groupby(["province_code", "status"]).size().to_dict()
    names = dict(zip(sides["province_code"], sides["unit_name"], strict=True))
    found = [
        Standing(
            code,
            name,
            {s: kilometres[code, s] for s in Status if kilometres.get((code, s))},
            {s: counts[code, s] for s in Status if counts.get((code, s))},
        )
        for code, name in names.items()
    ]
    return sorted(found, key=lambda one: (-one.total_km, one.name))


def bar(standing: Standing, most_km: float, texts: Texts) -> Markup:
    """Draw a province's kilometres by status, as HTML; as long as its share of ``most_km``.

    Each part carries its status's mark; what is too narrow for one is told by the words
    beside, which name every part.
    """
    if most_km <= 0:
        return none
    return _bar(
        [
            {
                "status": status,
                "percent": f"{100 * km / most_km:.3f}",
                "said": f"{texts(f'status.{status}')}: {texts.km(km)}",
            }
            for status, km in standing.km.items()
        ]
    )


def out_of_step(shown: Shown, texts: Texts) -> list[Line]:
    """List the projects whose sides are furthest apart, the worst first, a corridor once."""
    return [
        _met_line(project_id, "mismatch", "overview.steps", shown, texts)
        for project_id in meetings.out_of_step(shown.projects)
    ]


def possibly_out_of_step(shown: Shown, texts: Texts) -> list[Line]:
    """List the projects whose sides may be out of step, by our reading of a source."""
    return [
        _met_line(project_id, "possible_mismatch", "overview.possible_steps", shown, texts)
        for project_id in meetings.possibly_out_of_step(shown.projects)
    ]


def missed(shown: Shown, texts: Texts, *, certain: bool = True) -> list[Line]:
    """List the sides that missed their deadline, or may have, the longest ago first."""
    sides = _shown_sides(shown)
    late = sides[sides["missed" if certain else "possibly_missed"]]
    return [
        _side_line(
            side,
            shown,
            draft_words(side, texts) + texts("overview.deadline", day=texts.date(side["deadline"])),
            texts,
        )
        for side in rows(late.sort_values("deadline", kind="stable"))
    ]


def without_news(shown: Shown, texts: Texts) -> list[Line]:
    """List the projects of which nothing is known, or nothing new for over a year; oldest first."""
    sides = _shown_sides(shown)
    last = sides.dropna(subset=["status_date"]).groupby("project_id")["status_date"].max()
    dated = [
        (last.get(row["project_id"]), row)
        for row in shown.projects
        if row["project_id"] in unclear(shown.linkage)
    ]
    dated.sort(key=lambda pair: (pair[0] is not None, pair[0]))
    return [
        _line(
            row,
            shown,
            texts("overview.never") if day is None else texts("overview.last", day=texts.date(day)),
            texts,
        )
        for day, row in dated
    ]


def _shown_sides(shown: Shown) -> pd.DataFrame:
    sides = shown.linkage.sides
    return sides[sides["project_id"].isin([row["project_id"] for row in shown.projects])]


def _line(row: FrameRow, shown: Shown, why: str, texts: Texts) -> Line:
    sides = shown.linkage.sides
    standing = sides.loc[sides["project_id"] == row["project_id"]]
    return row["project_id"], _words(rows(standing), name_of(row, texts), why)


def _met_line(project_id: str, kind: str, said: str, shown: Shown, texts: Texts) -> Line:
    """Tell of the meeting that is furthest apart: the sides that meet there, whoever's they are."""
    met = shown.linkage.meetings
    own = met[(met["project_id"] == project_id) & met[kind]]
    worst = rows(own.sort_values("steps", ascending=False, kind="stable"))[0]
    sides = [
        {"status": worst["status_from"], "unit_name": worst["from_name"]},
        {"status": worst["status_to"], "unit_name": worst["to_name"]},
    ]
    name = texts.pick(shown.linkage.registry.projects[project_id].name)
    return project_id, _words(sides, name, texts(said, steps=worst["steps"]))


def _side_line(side: FrameRow, shown: Shown, why: str, texts: Texts) -> Line:
    project = shown.linkage.registry.projects[side["project_id"]]
    return side["project_id"], _words([side], texts.pick(project.name), why)


def _words(sides: Iterable[FrameRow], name: str, why: str) -> str:
    said = ", ".join(
        f"{disc_of(Status(side['status']))} {plain(side['unit_name'])}" for side in sides
    )
    return f"{plain(name)}  \n:gray[{said}] · **{plain(why)}**"
