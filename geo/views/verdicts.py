"""What came of comparing a stated length with the line, in words."""

from collections.abc import Mapping
from typing import Any

from geo.errors import Wording


def verdict(row: Mapping[Any, Any]) -> Wording:
    """Say the verdict of a row of ``Linkage.stated``."""
    return Wording(f"duty.verdict_{row['verdict']}", km=row["sketched_km"])
