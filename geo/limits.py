"""How much of anything a file may hold: one table, said in the messages and in OPERATIONS.md.

What a file claims costs nothing to write and may cost everything to read: eleven kilobytes of a
pack unpack to gigabytes, two hundred vertices of a polygon that crosses itself everywhere take a
quarter of a minute to mend.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from geo.errors import InputError
from geo.model import Text


@dataclass(frozen=True, slots=True)
class Limit:
    """One row of the table: ``most`` of what ``counted`` names may be there."""

    name: str
    most: int
    counted: Text


def _row(name: str, most: int, vi: str, en: str) -> Limit:
    return Limit(name, most, Text(vi=vi, en=en))


_ROWS: Final = (
    _row("rows", 200_000, "hàng trong một lớp bản đồ", "rows of a map layer"),
    _row("columns", 250, "cột trong một lớp bản đồ", "columns of a map layer"),
    _row("layers", 200, "lớp trong một tệp bản đồ", "layers of a map file"),
    _row("vertices", 10_000_000, "đỉnh trong một lớp bản đồ", "vertices of a map layer"),
    _row("crossings", 500, "chỗ đường biên tự cắt", "places where outlines cross themselves"),
    _row("members", 5_000, "tệp trong một tệp nén", "files in an archive"),
    _row("unpacked", 10**9, "byte sau khi giải nén", "bytes when unpacked"),
    _row("pack_rows", 4_000_000, "hàng trong một phần của gói", "rows of a pack's part"),
    _row("pack_unpacked", 10**9, "byte của gói sau khi giải nén", "bytes of a pack when unpacked"),
    _row("memory", 10**9, "byte bộ nhớ để đọc tệp tải lên", "bytes of memory for an upload"),
    _row(
        "extract_memory", 4 * 10**9, "byte bộ nhớ để đọc tệp OSM", "bytes of memory for an extract"
    ),
    _row("seconds", 120, "giây để đọc tệp tải lên", "seconds for reading an upload"),
    _row(
        "uploads_held",
        500 * 10**6,
        "byte của các tệp mà một người đang mở trong trang",
        "bytes of the files that one reader's page holds open",
    ),
)

LIMITS: Final[Mapping[str, Limit]] = MappingProxyType({row.name: row for row in _ROWS})
"""The table, by name."""


def check(name: str, found: int, *, where: str) -> None:
    """Refuse what goes beyond a limit.

    Raises
    ------
    InputError
        When ``found`` is more than the limit of that name.

    Examples
    --------
    >>> try:
    ...     check("columns", 2_000, where="b.gpkg")
    ... except InputError as error:
    ...     print(error.said("en").what)
    2,000 columns of a map layer
    """
    limit = LIMITS[name]
    if found > limit.most:
        raise InputError(
            "files.too_much", where=where, found=found, counted=limit.counted, most=limit.most
        )
