"""An empty registry for some provinces: files that validate, with one example in a comment."""

import csv
import datetime as dt
import io
from collections.abc import Collection
from functools import partial
from pathlib import Path
from typing import Final

from geo.errors import InputError
from geo.files import write_all
from geo.names import fold
from geo.registry.places import COLUMNS
from geo.registry.registry import load_registry
from geo.registry.units import CITY, Unit, UnitTable

_AGREEMENTS: Final = """\
# The agreements that everything else cites: id, kind (memorandum, conclusion, report, news, draft),
# title (vi and en), date, parties (provinces: codes of the era of the date, or era and code).
#
#   - id: bien-ban
#     kind: memorandum
#     title: {{vi: Biên bản ghi nhớ, en: Memorandum}}
#     date: {day}
#     parties: {parties}
agreements: []
"""
_PARTIES: Final = """\
# The bodies that answer for a part: id, kind (province, ministry, corporation), name, and of a
# province its code: of before 1 July 2025, or era and code ("2025:24").
parties:
"""
_PARTY: Final = """\
  - id: {id}
    kind: province
    name: {{vi: UBND {sort} {name}, en: {name} {sort_en} People's Committee}}
    province: "{key}"
"""
_PROJECTS: Final = """\
# Links between the provinces; a file may have any name and hold projects of any mode. Places are
# keys of places.csv. An example, to be copied without the marks in front:
#
#   - id: duong-noi
#     name: {{vi: Đường nối hai tỉnh, en: Link road}}
#     mode: road
#     action: build
#     route: [dau-tuyen, cuoi-tuyen]
#     cites: [bien-ban:12]
#     sides:
{sides}projects: []
"""
_SIDE: Final = """\
#       - province: "{key}"
#         part: {{vi: Đoạn trên địa bàn {name}, en: The part in {name}}}
#         responsible: [{id}]
#         reports: []
"""


def units_called(names: Collection[str], table: UnitTable) -> list[Unit]:
    """Find units by name, today's first, or by era and code.

    Raises
    ------
    InputError
        When there is none of a name.
    """
    found = []
    for given in filter(None, (name.strip() for name in names)):
        if ":" in given and table.is_known(given):
            found.append(table.unit(given))
            continue
        wanted = fold(given)
        units = (unit for era in reversed(table.eras) for unit in era.units.values())
        unit = next((unit for unit in units if fold(unit.name) == wanted), None)
        if unit is None:
            raise InputError("cli.unit", where="--provinces", province=given)
        found.append(unit)
    return list(dict.fromkeys(found))


def write_blank(folder: Path, units: Collection[Unit], table: UnitTable, day: dt.date) -> None:
    """Make the folder of an empty registry, whole or not at all.

    Raises
    ------
    InputError
        When one of its files stands there already, or the folder cannot be written.
    """
    files = _files(units, table, day)
    for name in files:
        if (folder / name).exists():
            raise InputError("registry.folder_in_use", where=str(folder), name=name)
    writers = {folder / name: partial(_write, text=text) for name, text in files.items()}
    write_all(writers, overwrite=False)
    load_registry(folder)


def _write(path: Path, *, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _id(unit: Unit, *, is_alone: bool) -> str:
    name = fold(unit.name).replace(" ", "-")
    return name if is_alone else f"{name}-{unit.era}"


def _files(units: Collection[Unit], table: UnitTable, day: dt.date) -> dict[str, str]:
    keys = {unit: table.oldest_key(unit.key) for unit in units}
    names = [unit.name for unit in units]
    ids = {unit: _id(unit, is_alone=names.count(unit.name) == 1) for unit in units}
    parties = "".join(
        _PARTY.format(
            id=ids[unit],
            key=keys[unit],
            name=unit.name,
            sort=unit.kind if unit.kind == CITY else "tỉnh",
            sort_en="City" if unit.kind == CITY else "Provincial",
        )
        for unit in units
    )
    sides = "".join(_SIDE.format(key=keys[u], name=u.name, id=ids[u]) for u in units)
    head = io.StringIO()
    csv.writer(head, lineterminator="\n").writerow(COLUMNS)
    shown = "[{}]".format(", ".join(f'"{key}"' for key in keys.values()))
    return {
        "agreements.yaml": _AGREEMENTS.format(day=day.isoformat(), parties=shown),
        "parties.yaml": _PARTIES + parties,
        "places.csv": head.getvalue(),
        "projects/links.yaml": _PROJECTS.format(sides=sides),
    }
