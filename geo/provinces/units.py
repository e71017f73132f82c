"""The 63 units of the signings and the 34 of today, and which became which."""

import csv
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from geo.errors import InputError

MERGED_ON = dt.date(2025, 7, 1)
"""The day the 63 units became 34 (Nghị quyết 202/2025/QH15)."""

COLUMNS = ("old_code", "old_name", "new_code", "new_name")


class Units(StrEnum):
    """Which set of provincial units a view speaks in."""

    SIGNING = "signing"
    TODAY = "today"


@dataclass(frozen=True)
class UnitTable:
    """Names and successors of the provincial units, by two-digit code.

    ``signing`` names the 63, ``today`` the 34, ``successor`` leads from the first to the
    second. A code may stand in both sets and mean different ground: 24 was Bắc Giang and is
    Bắc Ninh today.
    """

    signing: Mapping[str, str]
    today: Mapping[str, str]
    successor: Mapping[str, str]

    def code_in(self, units: Units, signing_code: str) -> str:
        """The code, in the wanted units, of the ground of a unit of the signing."""
        return signing_code if units is Units.SIGNING else self.successor[signing_code]

    def name_in(self, units: Units, signing_code: str) -> str:
        """The name, in the wanted units, of the ground of a unit of the signing."""
        if units is Units.SIGNING:
            return self.signing[signing_code]
        return self.today[self.successor[signing_code]]


def read_units(path: Path) -> UnitTable:
    """Read ``merges.csv``: one row for each of the 63 units, with the unit it is part of today.

    Raises
    ------
    InputError
        When the file is missing or lacks a column.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            rows = list(reader)
    except FileNotFoundError:
        raise InputError("the table is missing", where=str(path), remedy="restore it") from None
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or [])]
    if missing:
        raise InputError(
            f"column(s) missing: {', '.join(missing)}",
            where=f"{path}:1",
            allowed=",".join(COLUMNS),
            remedy="add them to the first line",
        )
    return UnitTable(
        signing={row["old_code"]: row["old_name"] for row in rows},
        today={row["new_code"]: row["new_name"] for row in rows},
        successor={row["old_code"]: row["new_code"] for row in rows},
    )
