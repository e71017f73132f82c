"""Which of the 63 provinces a commune lay in, by its official code.

The General Statistics Office gave five-digit codes out province by province, and the communes
of July 2025 took the code of one of their predecessors. A short table of runs therefore tells
the old province of every code; only around Hà Nội, Hòa Bình and Vĩnh Phúc do runs interleave.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from geo.errors import InputError
from geo.registry.csv_table import read_csv_table

COLUMNS = ("first", "last", "province")
DIGITS = 5
_CODE = re.compile(f"[0-9]{{1,{DIGITS}}}")


@dataclass(frozen=True)
class CommuneCodes:
    """Runs of codes that belong to one province each, in order: first, last, province."""

    runs: Sequence[tuple[int, int, str]]

    def province_of(self, code: int) -> str | None:
        """The code of the province, of the 63, whose commune has this code.

        Examples
        --------
        >>> codes = CommuneCodes([(7201, 7885, "24"), (8973, 9022, "01")])
        >>> codes.province_of(7210), codes.province_of(8000)
        ('24', None)
        """
        at = bisect_right(self.runs, (code, 10**DIGITS, ""))
        if not at:
            return None
        _, last, province = self.runs[at - 1]
        return province if code <= last else None


@cache
def read_commune_codes(path: Path) -> CommuneCodes:
    """Read ``commune_codes.csv``.

    Raises
    ------
    InputError
        When the file is missing, is no such table, or its runs overlap.
    """
    runs = []
    for line, row in read_csv_table(path, COLUMNS):
        numbers = (row["first"], row["last"], row["province"])
        if not all(map(_CODE.fullmatch, numbers)):
            raise InputError("registry.commune_run", where=f"{path}:{line}", run=",".join(numbers))
        runs.append((int(row["first"]), int(row["last"]), row["province"]))
    if any(last >= later for (_, last, _), (later, _, _) in pairwise(runs)):
        raise InputError("registry.commune_overlap", where=str(path))
    return CommuneCodes(tuple(runs))
