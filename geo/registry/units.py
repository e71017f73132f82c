"""The 63 units of the signings and the 34 of today, and which became which."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from geo.data_files import csv_rows, text_of
from geo.errors import InputError
from geo.model import Text

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
    cities: frozenset[str] = frozenset()
    """Codes of those of the 34 that are cities, not provinces."""

    def code_in(self, units: Units, signing_code: str) -> str:
        """The code, in the wanted units, of the ground of a unit of the signing."""
        return signing_code if units is Units.SIGNING else self.successor[signing_code]

    def is_merged(self, signing_code: str) -> bool:
        """Whether the ground of a unit of the signing is only part of a unit of today."""
        return list(self.successor.values()).count(self.successor[signing_code]) > 1

    def name_in(self, units: Units, signing_code: str) -> str:
        """The name, in the wanted units, of the ground of a unit of the signing."""
        if units is Units.SIGNING:
            return self.signing[signing_code]
        return self.today[self.successor[signing_code]]

    def full_name_in(self, units: Units, signing_code: str) -> Text:
        """The name of the ground of a unit of the signing; what was merged is named too.

        Where the name went on with a larger unit it stands once.

        Examples
        --------
        >>> table = UnitTable({"30": "Hải Dương"}, {"31": "Hải Phòng"}, {"30": "31"})
        >>> table.full_name_in(Units.TODAY, "30").vi
        'Hải Phòng (Hải Dương trước 01/7/2025)'
        """
        name, before = self.name_in(units, signing_code), self.signing[signing_code]
        if name == before:
            return Text(vi=name, en=name)
        return Text(
            vi=f"{name} ({before} trước 01/7/2025)", en=f"{name} ({before} before 1 July 2025)"
        )


def read_units(path: Path) -> UnitTable:
    """Read ``merges.csv``: one row for each of the 63 units, with the unit it is part of today.

    Raises
    ------
    InputError
        When the file is missing, is not UTF-8 text or lacks a column, or a row is not whole.
    """
    text = text_of(path, missing="registry.table", encoded="registry.not_utf8_csv")
    rows: list[dict[str, str]] = []
    for line, row in csv_rows(text, COLUMNS, where=str(path)):
        _check_row(row, rows, f"{path}:{line}")
        rows.append(row)
    return UnitTable(
        signing={row["old_code"]: row["old_name"] for row in rows},
        today={row["new_code"]: row["new_name"] for row in rows},
        successor={row["old_code"]: row["new_code"] for row in rows},
        cities=frozenset(row["new_code"] for row in rows if row.get("new_kind") == "thành phố"),
    )


def _check_row(row: Mapping[str, str | None], before: list[dict[str, str]], where: str) -> None:
    old, new = row["old_code"] or "", row["new_code"] or ""
    if not all(re.fullmatch(r"[0-9]{2}", code) for code in (old, new)):
        raise InputError("registry.unit_codes", where=where, old=old, new=new)
    if not row["old_name"] or not row["new_name"]:
        raise InputError("registry.unit_name", where=where, code=old)
    if any(old == other["old_code"] for other in before):
        raise InputError("registry.unit_twice", where=where, code=old)
