"""The columns of a linkage's frames, stated once and checked whenever one is made.

Lengths are kilometres along the line, geodesic on WGS 84; geometry is EPSG:4326, (lon, lat).
"""

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pandera.pandas as pa

from geo.model import Grade, News, Status
from geo.modes import PROJECT_MODES

ADDS_UP_TO: Final = 1e-9
"""Share of a line's length by which the sum of its pieces may differ from it."""

_STATUS = pa.Check.isin([status.value for status in Status])
_NEWS = pa.Check.isin([news.value for news in News])
_MODE = pa.Check.isin([mode.value for mode in PROJECT_MODES])
_GRADE = pa.Check.isin([grade.value for grade in Grade])
_CODE = pa.Check.str_matches(r"^(\d{4}:)?\d{2}$")
"""Bare: of the view's units; with its era: ground of which only that unit is known."""
_NOT_EMPTY = pa.Check.str_length(min_value=1)
_KM = pa.Check.ge(0)


@dataclass(frozen=True)
class Schema:
    """A frame's columns: what is located and cut once, and what is told of it on a day.

    ``along`` must hold for the line that the rows of a project make together. Only columns that
    were made anew need be looked at anew: to check all of them takes longer than to make them.
    """

    traced: Mapping[str, pa.Column]
    told: Mapping[str, pa.Column]
    along: pa.Check | None = None

    @cached_property
    def whole(self) -> pa.DataFrameSchema:
        """Every column."""
        return pa.DataFrameSchema({**self.traced, **self.told}, checks=self.along, strict=True)

    @cached_property
    def of_trace(self) -> pa.DataFrameSchema:
        """What is located and cut, beside whatever else a trace keeps."""
        return pa.DataFrameSchema(dict(self.traced), checks=self.along)

    @cached_property
    def of_day(self) -> pa.DataFrameSchema:
        """What is told, and that the rest is there."""
        there = {name: pa.Column(nullable=True) for name in self.traced}
        return pa.DataFrameSchema({**there, **self.told}, strict=True)


def checked(frame: gpd.GeoDataFrame, schema: pa.DataFrameSchema) -> gpd.GeoDataFrame:
    """Return the frame, its columns in the schema's types, when it keeps to the schema.

    Raises
    ------
    pandera.errors.SchemaErrors
        With every column and row that does not; a fault of the program, not of its input.
    """
    if frame.empty:  # without rows it has no types of its own
        schema = copy(schema)
        schema.coerce = True
    valid = schema.validate(frame, lazy=True)
    assert isinstance(valid, gpd.GeoDataFrame)
    return valid


def _follow_each_other(frame: pd.DataFrame) -> bool:
    """Pieces of a project are numbered 0, 1, … and each begins where the last ended."""
    part = frame.groupby("project_id").cumcount()
    before = frame.groupby("project_id")["to_km"].shift(fill_value=0.0)
    return bool((part == frame["part"]).all() and np.allclose(before, frame["from_km"], atol=1e-9))


PIECES: Final = Schema(
    traced={
        "piece_id": pa.Column(str, unique=True),
        "project_id": pa.Column(str, _NOT_EMPTY),
        "mode": pa.Column(str, _MODE),
        "signing_code": pa.Column(object, _CODE, nullable=True),
        "signing_name": pa.Column(object, nullable=True),
        "side": pa.Column(int, pa.Check.ge(-1)),
        "part": pa.Column(int, pa.Check.ge(0)),
        "from_km": pa.Column(float, _KM),
        "to_km": pa.Column(float, _KM),
        "length_km": pa.Column(float, _KM),
        "grade": pa.Column(str, _GRADE),
        "border_running": pa.Column(bool),
        "geometry": pa.Column("geometry"),
    },
    told={
        "province_code": pa.Column(object, _CODE, nullable=True),
        "province_name": pa.Column(object, nullable=True),
        "province_name_en": pa.Column(object, nullable=True),
        "unit_name": pa.Column(object, nullable=True),
        "responsible": pa.Column(str, _NOT_EMPTY),
        "responsible_en": pa.Column(str, _NOT_EMPTY),
        "basis": pa.Column(str, _NOT_EMPTY),
        "basis_en": pa.Column(str, _NOT_EMPTY),
        "status": pa.Column(str, _STATUS),
        "status_date": pa.Column(object, nullable=True),
        "stated": pa.Column(bool),
        "is_old": pa.Column(bool),
        "news": pa.Column(str, _NEWS),
        "basis_stated": pa.Column(bool),
        "counted": pa.Column(bool),
    },
    along=pa.Check(_follow_each_other, error="pieces do not follow each other along the line"),
)

CROSSINGS: Final = Schema(
    traced={
        "project_id": pa.Column(str, _NOT_EMPTY),
        "km": pa.Column(float, _KM),
        "signing_from": pa.Column(str, _CODE),
        "signing_to": pa.Column(str, _CODE),
        "side_from": pa.Column(int, pa.Check.ge(-1)),
        "side_to": pa.Column(int, pa.Check.ge(-1)),
        "nearest_place": pa.Column(str, _NOT_EMPTY),
        "nearest_place_key": pa.Column(str, _NOT_EMPTY),
        "nearest_place_m": pa.Column(int, pa.Check.ge(0)),
        "bridge_vi": pa.Column(object, nullable=True),
        "bridge_en": pa.Column(object, nullable=True),
        "mid_span": pa.Column(bool),
        "geometry": pa.Column("geometry"),
    },
    told={
        "from_province": pa.Column(str, _CODE),
        "to_province": pa.Column(str, _CODE),
        "from_name": pa.Column(str),
        "to_name": pa.Column(str),
        "status_from": pa.Column(str, _STATUS),
        "status_to": pa.Column(str, _STATUS),
        "steps": pa.Column(int, pa.Check.ge(0)),
        "stated": pa.Column(bool),
        "mismatch": pa.Column(bool),
        "possible_mismatch": pa.Column(bool),
        "former": pa.Column(bool),
    },
)

COMMUNES: Final = Schema(
    traced={
        "project_id": pa.Column(str, _NOT_EMPTY),
        "mode": pa.Column(str, _MODE),
        "signing_code": pa.Column(object, _CODE, nullable=True),
        "signing_name": pa.Column(object, nullable=True),
        "side": pa.Column(int, pa.Check.ge(-1)),
        "part": pa.Column(int, pa.Check.ge(0)),
        "commune_code": pa.Column(object, pa.Check.str_matches(r"^\d{5}$"), nullable=True),
        "commune_name": pa.Column(object, nullable=True),
        "commune_name_en": pa.Column(object, nullable=True),
        "from_km": pa.Column(float, _KM),
        "to_km": pa.Column(float, _KM),
        "length_km": pa.Column(float, _KM),
        "grade": pa.Column(str, _GRADE),
        "geometry": pa.Column("geometry"),
    },
    told={
        "province_code": pa.Column(object, _CODE, nullable=True),
        "province_name": pa.Column(object, nullable=True),
        "province_name_en": pa.Column(object, nullable=True),
        "unit_name": pa.Column(object, nullable=True),
        "responsible": pa.Column(str, _NOT_EMPTY),
        "responsible_en": pa.Column(str, _NOT_EMPTY),
        "status": pa.Column(str, _STATUS),
        "status_date": pa.Column(object, nullable=True),
        "stated": pa.Column(bool),
        "counted": pa.Column(bool),
    },
    along=pa.Check(_follow_each_other, error="stretches do not follow each other"),
)

PROJECTS: Final = Schema(
    traced={
        "project_id": pa.Column(str, unique=True),
        "name_vi": pa.Column(str, _NOT_EMPTY),
        "name_en": pa.Column(str, _NOT_EMPTY),
        "mode": pa.Column(str, _MODE),
        "action": pa.Column(str, _NOT_EMPTY),
        "refs": pa.Column(str),
        "grade": pa.Column(str, _GRADE),
        "grade_reason": pa.Column(str, _NOT_EMPTY),
        "grade_reason_en": pa.Column(str, _NOT_EMPTY),
        "own_share": pa.Column(float, pa.Check.in_range(0, 1), nullable=True),
        "length_km": pa.Column(float, _KM),
        "agreements": pa.Column(str, _NOT_EMPTY),
        "geometry": pa.Column("geometry"),
    },
    told={
        "mismatch": pa.Column(bool),
        "mismatch_steps": pa.Column(int, pa.Check.ge(0)),
        "possible_mismatch": pa.Column(bool),
        "possible_steps": pa.Column(int, pa.Check.ge(0)),
        "uneven_steps": pa.Column(int, pa.Check.ge(0)),
        "corridor": pa.Column(str, _NOT_EMPTY),
        "missed_deadline": pa.Column(bool),
        "possibly_missed": pa.Column(bool),
        "overdue_draft": pa.Column(bool),
        "agreed_on": pa.Column(object),
        "agreed": pa.Column(bool),
    },
)

CONTRACT: Final = {
    "pieces": (
        "project_id",
        "mode",
        "province_code",
        "province_name",
        "part",
        "from_km",
        "to_km",
        "length_km",
        "responsible",
        "basis",
        "status",
        "status_date",
        "grade",
    ),
    "crossings": (
        "project_id",
        "km",
        "from_province",
        "to_province",
        "nearest_place",
    ),
    "projects": (
        "project_id",
        "name_vi",
        "name_en",
        "mode",
        "refs",
        "grade",
        "grade_reason",
        "length_km",
        "mismatch",
    ),
}
"""Properties of the three files of ``python -m geo build --out``, in this order."""
