"""Which communes a project's line runs through, in order, and how far in each."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

import numpy as np

from geo.arrays import Ints
from geo.model import Grade, Text
from geo.pipeline import Linkage


@dataclass(frozen=True, slots=True)
class InCommune:
    """A stretch of one side in one commune; kilometres from the start of the line."""

    side: int
    """Number of the side in the registry; -1 where no side answers."""
    province: Text | None
    """In the wanted units; None outside every province."""
    name: Text | None
    """None where no commune is known."""
    from_km: float
    to_km: float
    is_about: bool
    """Measured on a sketch, some of it at least."""

    @property
    def length_km(self) -> float:
        """Geodesic length."""
        return self.to_km - self.from_km


def communes_along(project_id: str, linkage: Linkage) -> tuple[InCommune, ...]:
    """A project's stretches by commune, in order; none where no communes are at hand."""
    frame = linkage.communes
    own = np.flatnonzero(frame["project_id"].to_numpy() == project_id)
    names = ("side", "from_km", "to_km", "grade")
    rows = zip(
        *(frame[name].to_numpy()[own] for name in names),
        _texts(linkage, own, "province_name"),
        _texts(linkage, own, "commune_name"),
        strict=True,
    )
    return tuple(
        InCommune(int(side), province, name, from_km, to_km, grade == Grade.C.value)
        for side, from_km, to_km, grade, province, name in rows
    )


def _texts(linkage: Linkage, rows: Ints, name: str) -> Iterator[Text | None]:
    both = (linkage.communes[column].to_numpy()[rows] for column in (name, f"{name}_en"))
    return (Text(vi=vi, en=en) if vi else None for vi, en in zip(*both, strict=True))


def by_side(found: tuple[InCommune, ...]) -> list[tuple[InCommune, ...]]:
    """The stretches in runs of one side and province, in order along the line."""
    runs = groupby(found, key=attrgetter("side", "province"))
    return [tuple(own) for _, own in runs]
