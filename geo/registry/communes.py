"""Today's communes (xã, phường, đặc khu), as the official list has them.

They come with the program, like the central meridians: no registry says which there are.
"""

from dataclasses import dataclass
from functools import cache

from geo.registry.csv_table import read_csv_table
from geo.settings import DATA_DIR

COLUMNS = ("code", "name", "province")


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune: its five-digit code, its name with what it is, its province's code of today."""

    code: str
    name: str
    province: str


@cache
def communes() -> tuple[Commune, ...]:
    """Read ``communes.csv``, by code.

    Examples
    --------
    >>> len(communes()), communes()[0]
    (3321, Commune(code='00004', name='Phường Ba Đình', province='01'))
    """
    path = DATA_DIR / "provinces" / "communes.csv"
    return tuple(
        Commune(row["code"], row["name"], row["province"])
        for _, row in read_csv_table(path, COLUMNS)
    )
