"""Linkage → zipped Shapefiles in VN-2000 / TM-3, in the zone of a chosen central meridian."""

import shutil
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
from pyproj import CRS

from geo.errors import InputError
from geo.export._gdal import write_layer
from geo.export.cells import SAID, write_rows
from geo.export.metadata import titled_metadata
from geo.export.options import ExportOptions
from geo.export.qgis_styles import qml
from geo.export.tables import NUMBER, Column, ShapeRows, shapes, tables_of
from geo.export.vn2000 import to_zone
from geo.model import Language, Text
from geo.pipeline import Linkage
from geo.provinces.meridians import meridian_text, tm3

FIELD_BYTES = 254
"""A text field of a .dbf holds no more, counted in UTF-8."""


def write_shapefile(linkage: Linkage, path: Path, options: ExportOptions) -> None:
    """Write one zip: a Shapefile a table and shape, UTF-8 named in ``.cpg``, and the keys.

    The ``.qml`` beside each is its style, which QGIS takes by itself. ``field_key.csv`` says
    what each short field name stands for, ``full_texts.csv`` holds every text that a field had
    no room for, ``README.txt`` the zone, sources and licences.

    Raises
    ------
    InputError
        When no central meridian was chosen.
    OSError
        When the file cannot be written.
    """
    zone = tm3(chosen_meridian(options))
    folder = path.with_name(f"{path.name}-parts")
    folder.mkdir()
    try:
        cut: list[tuple[str, int, str, str]] = []
        for table in tables_of(linkage):
            for part in shapes(table, linkage):
                cut += _write_part(folder, part, zone, options.language)
        _write_rows(folder / "field_key.csv", _field_key(linkage, options.language))
        if cut:
            head = _HEAD_OF_TEXTS[options.language]
            _write_rows(folder / "full_texts.csv", [head, *cut])
        (folder / "README.txt").write_text(_readme(linkage, zone, options), encoding="utf-8-sig")
        _zip(folder, path)
    finally:
        shutil.rmtree(folder)


def chosen_meridian(options: ExportOptions) -> float:
    """The central meridian, in degrees.

    Raises
    ------
    InputError
        When none was chosen.
    """
    if options.meridian is None:
        raise InputError("export.no_zone", where="shapefile")
    return options.meridian


def _write_part(
    folder: Path, part: ShapeRows, zone: CRS, language: Language
) -> list[tuple[str, int, str, str]]:
    """Write one Shapefile (a ``.dbf`` alone where there is no geometry); return what was cut."""
    own = part.table.columns_in(language)
    columns = [(column.short, _fitting(column)) for column in own]
    short, cut = _shortened(part, own)
    name = f"{part.key}.shp" if part.geometry_type else f"{part.key}.dbf"
    write_layer(
        folder / name,
        replace(part, frame=short),
        columns,
        driver="ESRI Shapefile",
        crs=zone,
        move=to_zone(zone),
    )
    style = qml(part, language, short=True)
    (folder / name).with_suffix(".qml").write_text(style, encoding="utf-8")
    return cut


_HEAD_OF_KEY = {
    Language.VI: ("lớp", "trường", "cột", "ý nghĩa"),
    Language.EN: ("layer", "field", "column", "meaning"),
}
_HEAD_OF_TEXTS = {
    Language.VI: ("lớp", "hàng", "trường", "toàn văn"),
    Language.EN: ("layer", "row", "field", "text"),
}


def _fitting(column: Column) -> Column:
    """A .dbf knows no yes and no: 1 and 0."""
    return replace(column, kind=NUMBER) if str(column.kind) == "bool" else column


def _shortened(
    part: ShapeRows, columns: Sequence[Column]
) -> tuple[pd.DataFrame, list[tuple[str, int, str, str]]]:
    """Cut texts to what a field holds, never inside a letter; list the whole texts."""
    frame, cut = part.frame, []
    for column in columns:
        if str(column.kind) == "bool":
            frame = frame.assign(**{column.name: frame[column.name].astype("int32")})
        if str(column.kind) != "string":
            continue
        texts = frame[column.name].to_numpy(dtype=object, copy=True)
        for row, text in enumerate(texts):
            if isinstance(text, str) and len(text.encode()) > FIELD_BYTES:
                cut.append((part.key, row, column.short, text))
                texts[row] = shortened(text)
        if cut:
            frame = frame.assign(**{column.name: texts})
    return frame, cut


def shortened(text: str) -> str:
    """A text of at most 254 bytes in UTF-8, the last letter an ellipsis where it was cut.

    Examples
    --------
    >>> len(shortened("đ" * 200).encode())
    253
    """
    if len(text.encode()) <= FIELD_BYTES:
        return text
    room = FIELD_BYTES - len("…".encode())
    return text.encode()[:room].decode(errors="ignore") + "…"


def _field_key(linkage: Linkage, language: Language) -> Iterable[Sequence[str]]:
    yield _HEAD_OF_KEY[language]
    for table in tables_of(linkage):
        for part in shapes(table, linkage):
            for column in table.columns_in(language):
                meaning = column.data_title.pick(language)
                yield part.key, column.short, column.name, meaning


def _write_rows(path: Path, rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        write_rows(file, rows)


def _readme(linkage: Linkage, zone: CRS, options: ExportOptions) -> str:
    code = zone.to_epsg()
    name = f"{zone.name} (EPSG:{code})" if code else zone.name
    meridian = meridian_text(chosen_meridian(options))
    system = Text(
        vi=f"Hệ tọa độ: {name}, kinh tuyến trục {meridian}, k0 = 0,9999, E0 = 500 000 m; "
        "chuyển từ WGS 84 theo EPSG:6960",
        en=f"Coordinate system: {name}, central meridian {meridian}, k0 = 0.9999, "
        "FE = 500,000 m; converted from WGS 84 by EPSG:6960",
    )
    lines = [system.pick(options.language)]
    lines += [
        f"{key}: {value}" for key, value in titled_metadata(linkage, options.language).items()
    ]
    lines.append(f"CSV: {SAID.pick(options.language)}")
    return "\r\n".join([*lines, ""])


def _zip(folder: Path, path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.iterdir()):
            archive.write(file, file.name)
