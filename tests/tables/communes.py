"""Makes ``data/provinces/communes.csv``: code, name and province of every commune of today.

    python -m tests.tables.communes LIST WHEEL > data/provinces/communes.csv

LIST is the ``vn_only_simplified_json_…`` file of thanglequoc/vietnamese-provinces-database (MIT):
the General Statistics Office's list, with Nghị quyết 30/2026/QH16 and 237/NQ-UBTVQH16. WHEEL is
vietnamadminunits-1.0.4-py3-none-any.whl of PyPI (MIT), which was made independently of it; what
they do not agree upon is told on stderr: in July 2026 the code of Ba Chẽ, where the official map
has that of the first, and the wards of Đồng Nai, a city since.
"""

import csv
import json
import re
import sys
import unicodedata
from pathlib import Path
from typing import Final

from tests.tables.commune_codes import rows_of

_MARKS: Final = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
"""The five tones, as they stand apart from their letter."""


def toned(name: str) -> str:
    """Put the tone of oa, oe and uy on the first letter, as the whole register does.

    Examples
    --------
    >>> toned("xã Hoà Thuỷ"), toned("Xã Quý Hoàn"), toned("Phường Uý Hoè")
    ('Xã Hòa Thủy', 'Xã Quý Hoàn', 'Phường Úy Hòe')
    """
    apart = unicodedata.normalize("NFD", name[:1].upper() + name[1:])
    tones = "".join(sorted(_MARKS))
    moved = re.sub(rf"(?i)(?<!q)(o(?=[ae])|u(?=y))([aey])([{tones}])(?!\w)", r"\1\3\2", apart)
    return unicodedata.normalize("NFC", moved)


def listed(path: Path) -> dict[str, tuple[str, str]]:
    """Name and province of each commune by its code."""
    provinces = json.loads(path.read_text(encoding="utf-8"))
    return {
        ward["Code"]: (toned(" ".join(ward["FullName"].split())), province["Code"])
        for province in provinces
        for ward in province["Wards"]
    }


def main(path: Path, wheel: Path) -> None:
    communes = listed(path)
    query = "SELECT wardCode, ward, provinceCode FROM admin_units"
    others = {code: (name, province) for code, name, province in rows_of(wheel, query)}
    for code in sorted({*communes, *others}):
        if communes.get(code) != others.get(code):
            print(code, communes.get(code), others.get(code), file=sys.stderr)
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["code", "name", "province"])
    out.writerows((code, *communes[code]) for code in sorted(communes))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
