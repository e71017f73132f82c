"""Two provinces side by side: what they share, and how far each is."""

import datetime as dt
import math
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import combinations

import pandas as pd

from geo.duty.status import MISMATCH_STEPS, side_state
from geo.export.tables import APPROXIMATE
from geo.names import fold
from geo.pipeline import Linkage
from geo.registry.citations import report_label
from geo.sentence import listed
from geo.views.credits import credits_of
from layers.app.filters import FrameRow, Shown, all_rows
from layers.map.label import name_of
from layers.markup import Markup, part
from layers.panels.alarms import draft_words, overdue, overdue_mark
from layers.texts import Texts

_compared = part("overview.html", "compared")


@dataclass(frozen=True)
class Shared:
    """One project of both provinces; each has its sides, in the order of the line.

    ``steps`` and ``possible_steps`` are of the meetings of these two provinces alone: how far
    they are apart by what the sources say, and by our reading of one.
    """

    project: FrameRow
    first: tuple[FrameRow, ...]
    second: tuple[FrameRow, ...]
    steps: int
    possible_steps: int

    @property
    def is_mismatch(self) -> bool:
        """Whether the two provinces are out of step here."""
        return self.steps >= MISMATCH_STEPS

    @property
    def is_possible(self) -> bool:
        """Whether they may be, and nothing more is known."""
        return not self.is_mismatch and self.possible_steps >= MISMATCH_STEPS


def provinces_of(linkage: Linkage) -> dict[str, str]:
    """List the provinces that have a side of anything: code → name, by name."""
    sides = linkage.sides
    names = dict(zip(sides["province_code"], sides["unit_name"], strict=True))
    return dict(sorted(names.items(), key=lambda pair: pair[1]))


def closest(linkage: Linkage) -> tuple[str, str] | None:
    """Give the two provinces that share most projects: what a comparison begins with.

    None where every project has sides of one province only.
    """
    groups = linkage.sides.groupby("project_id")["province_code"]
    pairs = Counter(pair for _, codes in groups for pair in combinations(sorted(set(codes)), 2))
    return next((pair for pair, _ in pairs.most_common(1)), None)


def shared(shown: Shown, first: str, second: str) -> list[Shared]:
    """List the projects in which both provinces have a side, those out of step first."""
    sides: dict[str, list[FrameRow]] = {}
    for side in all_rows(shown.linkage).sides:
        sides.setdefault(side["project_id"], []).append(side)
    found = []
    for project in shown.projects:
        of_first, of_second = (
            tuple(s for s in sides.get(project["project_id"], []) if s["province_code"] == code)
            for code in (first, second)
        )
        if of_first and of_second:
            steps = _steps(project["project_id"], {first, second}, shown.linkage)
            found.append(Shared(project, of_first, of_second, *steps))
    return sorted(found, key=lambda one: (-one.steps, -one.possible_steps))


def _steps(project_id: str, provinces: set[str], linkage: Linkage) -> tuple[int, int]:
    met = linkage.meetings
    own = met[met["project_id"] == project_id]
    between = own[own["from_province"].isin(provinces) & own["to_province"].isin(provinces)]
    stated = between.loc[between["stated"].astype(bool), "steps"]
    inferred = between.loc[~between["stated"].astype(bool), "steps"]
    return int(stated.max()) if len(stated) else 0, int(inferred.max()) if len(inferred) else 0


def total_km(sides: Iterable[FrameRow]) -> float:
    """Add up the kilometres of some sides; works told of twice count once."""
    return float(sum(side["length_km"] for side in sides if side["counted"]))


def as_table(
    found: Iterable[Shared], names: tuple[str, str], linkage: Linkage, texts: Texts
) -> pd.DataFrame:
    """Write a comparison as a table in the reader's words, a row each project.

    Several sides of one province stand in one cell, in the order of the line.
    """
    return pd.DataFrame(
        {
            texts("compare.project"): name_of(one.project, texts),
            texts("compare.steps"): one.steps,
            texts("compare.possible"): one.possible_steps,
            **_columns(names[0], one.first, linkage, texts),
            **_columns(names[1], one.second, linkage, texts),
            texts("compare.data"): texts.pick(listed(credits_of(linkage), separator="; ")),
        }
        for one in found
    )


def file_stem(names: tuple[str, str], as_of: dt.date) -> str:
    """Name the files of a comparison by both provinces, as any file system takes them.

    Examples
    --------
    >>> file_stem(("Bắc Giang", "Bà Rịa – Vũng Tàu"), dt.date(2024, 5, 2))
    'giap-ranh-bac-giang-ba-ria-vung-tau-2024-05-02'
    """
    plain = ("-".join(re.findall("[a-z0-9]+", fold(name))) for name in names)
    return "-".join(["giap-ranh", *plain, as_of.isoformat()])


def _columns(
    name: str, sides: tuple[FrameRow, ...], linkage: Linkage, texts: Texts
) -> dict[str, str | float]:
    km = round(total_km(sides), 3)

    def each(words: Callable[[FrameRow], str]) -> str:
        return "; ".join(dict.fromkeys(filter(None, map(words, sides))))

    def day(value: dt.date | None) -> str:
        return "" if value is None else texts.date(value)

    return {
        f"{name}: ≈": APPROXIMATE if km and any(side["about"] for side in sides) else "",
        f"{name}: {texts('panel.length')} (km)": km or math.nan,
        f"{name}: {texts('panel.status')}": each(lambda side: texts(f"status.{side['status']}")),
        f"{name}: {texts('compare.reported')}": each(lambda side: day(side["status_date"])),
        f"{name}: {texts('panel.deadline')}": each(
            lambda side: "" if side["deadline"] is None else _due(side, texts)
        ),
        f"{name}: {texts('compare.responsible')}": each(
            lambda side: texts.choose(side["responsible"], side["responsible_en"])
        ),
        f"{name}: {texts('compare.source')}": each(lambda side: _source(side, linkage, texts)),
    }


def _source(side: FrameRow, linkage: Linkage, texts: Texts) -> str:
    """Name the document and line, or the publication and its address, of a side's status."""
    told = linkage.registry.projects[side["project_id"]].sides[side["side"]]
    report = side_state(told, linkage.as_of).report
    if report is None:
        return ""
    label = texts.pick(report_label(report, linkage.registry.agreements))
    return f"{label}, {report.source.url}" if report.source else label


def _due(side: FrameRow, texts: Texts) -> str:
    late = overdue(side, texts)
    day = f"{draft_words(side, texts)}{texts.date(side['deadline'])}"
    return f"{day}, {late}" if late else day


def sides_cell(sides: tuple[FrameRow, ...], texts: Texts) -> Markup:
    """Write a province's part of a project, as HTML."""
    return _compared([_side(side, texts) for side in sides], texts)


def _side(side: FrameRow, texts: Texts) -> dict[str, object]:
    facts = [texts.km(side["length_km"], about=side["about"])] if side["length_km"] > 0 else []
    if side["status_date"] is not None:
        facts.append(texts.date(side["status_date"]))
    if side["is_old"]:
        facts.append(texts("report.old"))
    if side["status_date"] is not None and not side["stated"]:
        facts.append(texts("report.inferred.long"))
    has_deadline = side["deadline"] is not None
    return {
        "unit_name": side["unit_name"],
        "status": side["status"],
        "facts": " · ".join(facts),
        "responsible": texts.choose(side["responsible"], side["responsible_en"]),
        "due": has_deadline and texts("overview.deadline", day=texts.date(side["deadline"])),
        "overdue": overdue_mark(side, texts),
    }
