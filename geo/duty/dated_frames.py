"""The frames of the line on a day: who answers, how far it is, in the units that are wanted.

What was traced once comes in, with the states of that day; nothing is located or cut here.
"""

from collections.abc import Callable

import geopandas as gpd
import pandas as pd

from geo.duty.basis import basis_text
from geo.duty.meetings import MeetingKind, States
from geo.duty.responsibility import Duty, entered
from geo.duty.status import NOTHING_KNOWN
from geo.duty.succession import named_in, passed_on
from geo.errors import InBoth, Wording, Wordings
from geo.model import Project, Side
from geo.registry import Registry, Units


def pieces_on(
    traced: gpd.GeoDataFrame, states: States, registry: Registry, units: Units
) -> gpd.GeoDataFrame:
    """Say of each piece how far its side is, who answers, and in which unit it lies."""
    keys = list(zip(traced["project_id"], traced["side"], strict=True))
    state = [states.get(key, NOTHING_KNOWN) for key in keys]
    sides = [_side_of(registry, *key) for key in keys]
    frame = _answering(traced, registry, units).assign(
        status=[s.status.value for s in state],
        status_date=pd.Series([s.report.date if s.report else None for s in state], dtype=object),
        stated=[s.is_stated for s in state],
        is_old=[s.is_old for s in state],
        news=[s.news.value for s in state],
        basis_stated=[side is not None and side.basis is not None for side in sides],
        counted=[side is None or side.same_works is None for side in sides],
    )
    return _in_units(frame, registry, units)


def answered_by_now(pieces: gpd.GeoDataFrame, before: Registry, now: Registry) -> gpd.GeoDataFrame:
    """The pieces, with the parties that answer by now where a side was given others."""
    changed = {
        (project.id, number): side
        for project in now.projects.values()
        for number, side in enumerate(project.sides)
        if side.responsible != before.projects[project.id].sides[number].responsible
    }
    if not changed:
        return pieces
    keys = zip(pieces["project_id"], pieces["side"], pieces["duty"], strict=True)
    duties = [
        entered(number, changed[project_id, number]) if (project_id, number) in changed else duty
        for project_id, number, duty in keys
    ]
    return pieces.assign(duty=pd.Series(duties, index=pieces.index, dtype=object))


def _side_of(registry: Registry, project_id: str, number: int) -> Side | None:
    return registry.projects[project_id].sides[number] if number >= 0 else None


_NOT_NAMED = Wording("duty.not_named")


def _answering(traced: gpd.GeoDataFrame, registry: Registry, units: Units) -> gpd.GeoDataFrame:
    """Say who answers, by the names of the wanted units, and on what basis."""
    named = [
        named_in(units, duty.parties, registry) if duty.parties else _NOT_NAMED
        for duty in traced["duty"]
    ]
    bases = [
        _basis(registry.projects[project_id], duty, registry, units)
        for project_id, duty in zip(traced["project_id"], traced["duty"], strict=True)
    ]
    return traced.drop(columns="duty").assign(
        responsible=[name.vi for name in named],
        responsible_en=[name.en for name in named],
        basis=[basis.vi for basis in bases],
        basis_en=[basis.en for basis in bases],
    )


def _basis(project: Project, duty: Duty, registry: Registry, units: Units) -> InBoth:
    """The basis in words, and by which act the duty passed on, where today's names are wanted."""
    basis = basis_text(project, duty, registry)
    then = passed_on(duty.parties, registry) if units is Units.TODAY else None
    return Wordings([basis, then]) if then else basis


def _in_units(frame: gpd.GeoDataFrame, registry: Registry, units: Units) -> gpd.GeoDataFrame:
    """Add code and names of the wanted units beside those of the signing.

    ``province_name`` names a merged province's successor and itself; ``unit_name`` is the
    unit's name alone, to group and to filter by.
    """
    codes, table = frame["signing_code"], registry.units
    return frame.assign(
        province_code=_translated(codes, lambda code: table.code_in(units, code)),
        province_name=_translated(codes, lambda code: table.full_name_in(units, code).vi),
        province_name_en=_translated(codes, lambda code: table.full_name_in(units, code).en),
        unit_name=_translated(codes, lambda code: table.name_in(units, code)),
    )


def _translated(codes: "pd.Series[str]", into: Callable[[str], str]) -> "pd.Series[str]":
    # dtype object keeps None for ground in no province; pandas' str dtype would make it NaN.
    names = [into(code) if code is not None else None for code in codes]
    return pd.Series(names, index=codes.index, dtype=object)


def crossings_on(
    traced: gpd.GeoDataFrame, met: pd.DataFrame, registry: Registry, units: Units
) -> gpd.GeoDataFrame:
    """Say of each crossing between which units it lies and how far apart the sides are."""
    projects = [registry.projects[project_id] for project_id in traced["project_id"]]

    def spoken(column: str) -> list[str]:
        rows = zip(projects, traced[column], strict=True)
        return [str(registry.spoken(project, ground)) for project, ground in rows]

    before, after = spoken("signing_from"), spoken("signing_to")
    # one row a crossing, in order of projects; the traced ones may come in another
    rows = zip(met["project_id"], met["km"], met["kind"], strict=True)
    at_border = {
        (project_id, km): number
        for number, (project_id, km, kind) in enumerate(rows)
        if kind == MeetingKind.CROSSING.value
    }
    crossed = zip(traced["project_id"], traced["km"], strict=True)
    own = met.iloc[[at_border[key] for key in crossed]]
    frame = traced.assign(
        from_province=[registry.units.code_in(units, key) for key in before],
        to_province=[registry.units.code_in(units, key) for key in after],
        from_name=[registry.units.name_in(units, key) for key in before],
        to_name=[registry.units.name_in(units, key) for key in after],
        **{name: own[name].to_numpy() for name in _OF_MEETING},
    )
    frame["former"] = frame["from_province"] == frame["to_province"]
    return frame


_OF_MEETING = ["status_from", "status_to", "steps", "stated", "mismatch", "possible_mismatch"]


OF_PIECE = [
    "province_code",
    "province_name",
    "province_name_en",
    "unit_name",
    "responsible",
    "responsible_en",
    "status",
    "status_date",
    "stated",
    "counted",
]
"""What a stretch in one commune has from the piece that it begins on."""


def communes_on(traced: gpd.GeoDataFrame, pieces: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Stretches in communes, with what is said of the ground and the side they are part of."""
    keys = ["project_id", "side", "signing_code"]
    own = pieces.drop_duplicates(keys).set_index(keys)[OF_PIECE]
    rows = pd.MultiIndex.from_frame(traced[keys])
    told = own.iloc[own.index.get_indexer(rows)].reset_index(drop=True)
    return traced.assign(**{name: told[name] for name in OF_PIECE})
