"""The tables of projects and of sides on a day."""

import datetime as dt
from collections.abc import Mapping
from itertools import combinations

import geopandas as gpd
import pandas as pd

from geo.duty.meetings import States, corridors
from geo.duty.status import MISMATCH_STEPS, steps_apart
from geo.duty.succession import named_in
from geo.model import Grade, Project, Status
from geo.registry import Registry, Units
from geo.schema import PROJECTS


def projects_on(
    located: gpd.GeoDataFrame,
    registry: Registry,
    states: States,
    met: pd.DataFrame,
    as_of: dt.date,
) -> gpd.GeoDataFrame:
    """Say of each project what its sides' states and meetings come to, and when it was agreed."""
    heads, steps = corridors(registry), _steps(met)
    rows = [
        {
            **_deadlines(project, registry, states),
            **_mismatch(*steps.get(project.id, (0, 0))),
            "uneven_steps": _uneven_steps(project, states),
            "corridor": heads[project.id],
            "agreed_on": registry.agreed[project.id],
            "agreed": registry.agreed[project.id] <= as_of,
        }
        for project in registry.projects.values()
    ]
    told = pd.DataFrame(rows, columns=list(PROJECTS.told), index=located.index)
    return located.assign(**{name: told[name] for name in PROJECTS.told})


def _deadlines(project: Project, registry: Registry, states: States) -> dict[str, object]:
    own = [states[project.id, number] for number in range(len(project.sides))]
    missed = any(state.missed for state in own)
    return {
        "missed_deadline": missed,
        "possibly_missed": not missed and any(state.possibly_missed for state in own),
        "overdue_draft": any(
            registry.is_draft(side.deadline) and (state.missed or state.possibly_missed)
            for side, state in zip(project.sides, own, strict=True)
        ),
    }


def _steps(met: pd.DataFrame) -> dict[str, tuple[int, int]]:
    """How far each project's meetings are apart at most: as stated, and by our reading."""
    found: dict[str, tuple[int, int]] = {}
    for project_id, steps, stated in zip(
        met["project_id"], met["steps"], met["stated"], strict=True
    ):
        said, read = found.get(project_id, (0, 0))
        found[project_id] = (max(said, steps), read) if stated else (said, max(read, steps))
    return found


def _mismatch(steps: int, possible: int) -> dict[str, object]:
    """What the sources say of how far a project's sides are apart, and what is our reading."""
    mismatch = steps >= MISMATCH_STEPS
    return {
        "mismatch": mismatch,
        "mismatch_steps": steps,
        "possible_mismatch": not mismatch and possible >= MISMATCH_STEPS,
        "possible_steps": possible,
    }


def _uneven_steps(project: Project, states: States) -> int:
    """Largest distance between the stretches of one province along the line."""
    statuses: dict[str, list[Status]] = {}
    for number, side in enumerate(project.sides):
        statuses.setdefault(side.province, []).append(states[project.id, number].status)
    return max(
        (steps_apart(a, b) for own in statuses.values() for a, b in combinations(own, 2)),
        default=0,
    )


SideLengths = Mapping[tuple[str, int], tuple[float, bool]]
"""What a side has of the line, in kilometres, and whether any of it is a sketch."""


def side_lengths(pieces: gpd.GeoDataFrame) -> SideLengths:
    """Add up the pieces of each side."""
    sides = [pieces["project_id"], pieces["side"]]
    lengths = pieces["length_km"].groupby(sides).sum()
    about = (pieces["grade"] == Grade.C.value).groupby(sides).any()
    return {
        (str(project_id), int(side)): (float(km), bool(sketched))
        for (project_id, side), km, sketched in zip(lengths.index, lengths, about, strict=True)
    }


def sides_on(
    lengths: SideLengths, states: States, registry: Registry, units: Units
) -> pd.DataFrame:
    """One row a side: who answers, how far it is, by when it is due, its kilometres."""
    rows = []
    for (project_id, number), state in states.items():
        side = registry.projects[project_id].sides[number]
        parties = named_in(units, side.responsible, registry)
        name = registry.units.full_name_in(units, side.province)
        length_km, about = lengths.get((project_id, number), (0.0, False))
        rows.append(
            {
                "project_id": project_id,
                "side": number,
                "province_code": registry.units.code_in(units, side.province),
                "province_name": name.vi,
                "province_name_en": name.en,
                "unit_name": registry.units.name_in(units, side.province),
                "signing_code": side.province,
                "signing_name": registry.units.name_in(Units.SIGNING, side.province),
                "responsible": parties.vi,
                "responsible_en": parties.en,
                "basis_stated": side.basis is not None,
                "status": state.status.value,
                "status_date": state.report.date if state.report else None,
                "stated": state.is_stated,
                "news": state.news.value,
                "age_days": state.age.days if state.age else None,
                "is_old": state.is_old,
                "deadline": side.deadline.by if side.deadline else None,
                "deadline_draft": registry.is_draft(side.deadline),
                "missed": state.missed,
                "possibly_missed": state.possibly_missed,
                "counted": side.same_works is None,
                "length_km": length_km,
                "about": about,
            }
        )
    frame = pd.DataFrame(rows, columns=_SIDE_COLUMNS)
    return frame.astype({"status_date": object, "deadline": object, "age_days": "Int64"})


_SIDE_COLUMNS = [
    "project_id",
    "side",
    "province_code",
    "province_name",
    "province_name_en",
    "unit_name",
    "signing_code",
    "signing_name",
    "responsible",
    "responsible_en",
    "basis_stated",
    "status",
    "status_date",
    "stated",
    "news",
    "age_days",
    "is_old",
    "deadline",
    "deadline_draft",
    "missed",
    "possibly_missed",
    "counted",
    "length_km",
    "about",
]
