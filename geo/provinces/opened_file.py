"""The one way to open a boundary file: formats, layers, encodings, coordinate systems."""

import logging
import warnings
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd
import pandas as pd
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError
from pyproj.exceptions import ProjError

from geo.errors import InputError, Wording
from geo.model import Text
from geo.provinces import _attribute_text as attribute_text
from geo.provinces.archives import maps_in
from geo.provinces.recognised import count_named
from geo.provinces.stated_crs import assumed, understood
from geo.provinces.unit_names import known_names
from geo.registry.units import UnitTable
from geo.sentence import text_of
from geo.vector_files import layers_of, read_attributes, read_layer

logger = logging.getLogger(__name__)

_LOOKED_AT = 5_000
"""Rows whose attributes are read to choose among several layers."""
_REMARKS = 3
_MANY_FILES = 5
"""So many files with areas are parts of one map; fewer are maps to choose from."""
_KML = frozenset({".kml"})


@dataclass(frozen=True)
class OpenedFile:
    """A layer of a file: every row and attribute, texts decoded, its CRS understood.

    ``frame.crs`` is None where the file states none; ``notes`` say what had to be understood,
    and ``layer`` names the layer where there were several.
    """

    frame: gpd.GeoDataFrame
    layer: str
    encoding: str
    notes: tuple[Text, ...]


@dataclass(frozen=True)
class _Layer:
    file: Path
    name: str
    kind: str


def open_file(path: Path, table: UnitTable | None = None) -> OpenedFile:
    """Open the layer of a file that holds the provinces.

    Parameters
    ----------
    path
        GeoPackage, Shapefile, GeoJSON, KML or another of :data:`geo.vector_files.FORMATS`; an
        archive (.zip, .kmz) with one.
    table
        Units whose names decide which of several layers, and which encoding, is meant; without
        it the first layer with areas is, else with lines.

    Raises
    ------
    InputError
        When the file is missing, damaged, or no vector file.
    """
    with maps_in(path) as maps:
        try:
            layers = [layer for file in maps for layer in _layers(file)]
            chosen, others = _choose(layers, table)
            opened = _read(chosen, known_names(table) if table else frozenset())
        except _UNREADABLE as error:
            raise unreadable(str(error), path) from None
    notes = list(opened.notes)
    if others:
        notes.insert(0, _which_layer(chosen[0], others))
        logger.warning("%s: layer %s is used, not %s", path, opened.layer, _named(others))
    return replace(opened, notes=tuple(notes), layer=opened.layer if others else "")


_UNREADABLE = (DataSourceError, DataLayerError, FeatureError, ProjError, UnicodeDecodeError)


def unreadable(why: str, path: Path) -> InputError:
    """The refusal of what is no map file."""
    if "not recognized as being in a supported" in why:  # GDAL goes on with advice for programmers
        reason: str | Wording = Wording("provinces.format")
    else:
        reason = why.splitlines()[0] if why else Wording("provinces.broken")
    return InputError("provinces.unreadable", where=str(path), reason=reason)


def _layers(file: Path) -> list[_Layer]:
    return [_Layer(file, name, kind) for name, kind in layers_of(file)]


def _choose(layers: list[_Layer], table: UnitTable | None) -> tuple[list[_Layer], list[_Layer]]:
    """The layer to use (of a KML every folder of areas), and those that are not."""
    if not layers:
        raise DataSourceError("no layer")
    for wanted in ("Polygon", "Unknown", "GeometryCollection", "LineString", ""):
        fitting = [layer for layer in layers if wanted in layer.kind]
        if fitting:
            break
    if all(layer.file.suffix.lower() in _KML for layer in fitting) and len(fitting) > 1:
        # Google Earth makes a layer of each folder, and folks a folder of each province.
        chosen = fitting
    elif len({layer.file for layer in fitting}) >= _MANY_FILES:
        chosen = _as_one(fitting)
    elif table is not None and len(fitting) > 1:
        chosen = [max(fitting, key=lambda layer: _units_named(layer, table))]
    else:
        chosen = fitting[:1]
    return chosen, [layer for layer in layers if layer not in chosen]


def _as_one(layers: list[_Layer]) -> list[_Layer]:
    """Of many files those that lie in folders of one name: a commune a file, "wards"."""
    names = Counter(layer.file.parent.name for layer in layers)
    ((name, count),) = names.most_common(1)
    return [layer for layer in layers if count == 1 or layer.file.parent.name == name]


def _units_named(layer: _Layer, table: UnitTable) -> tuple[int, int]:
    encoding = _raw_encoding(layer.file)
    rows = read_attributes(layer.file, layer.name, rows=_LOOKED_AT, encoding=encoding)
    return count_named(rows, table)


def _read(layers: list[_Layer], known: Collection[str]) -> OpenedFile:
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always", RuntimeWarning)
        frames = [
            read_layer(layer.file, layer.name, encoding=_raw_encoding(layer.file))
            for layer in layers
        ]
    frame = frames[0] if len(frames) == 1 else pd.concat(frames, ignore_index=True)
    if not isinstance(frame, gpd.GeoDataFrame):  # a table without any geometry
        frame = gpd.GeoDataFrame(frame, geometry=[None] * len(frame))
    file = layers[0].file
    if _raw_encoding(file):
        reading = attribute_text.from_bytes(frame, _cpg(file), known)
    else:
        reading = attribute_text.mended(frame, known)
    frame, notes = reading.frame, _reader_notes(said)
    if frame.crs is None:
        frame, note = assumed(frame)
    else:
        crs, note = understood(frame.crs)
        frame = frame.set_crs(crs, allow_override=True)
    notes += [text_of(note)] if note else []
    return OpenedFile(frame, layers[0].name, reading.encoding, tuple(notes))


def _reader_notes(said: Iterable[warnings.WarningMessage]) -> list[Text]:
    """What GDAL remarked on while it read, each remark once."""
    remarks = dict.fromkeys(
        str(remark.message).splitlines()[0]
        for remark in said
        if issubclass(remark.category, RuntimeWarning) and str(remark.message)
    )
    return [
        text_of(Wording("provinces.gdal_remark", remark=remark))
        for remark in list(remarks)[:_REMARKS]
    ]


def _raw_encoding(file: Path) -> str | None:
    """Texts of a Shapefile are read byte for byte: which encoding they are in shows later."""
    return "ISO-8859-1" if file.suffix.lower() in {".shp", ".dbf"} else None


def _cpg(file: Path) -> str:
    beside = (other for other in file.parent.iterdir() if _is_cpg(other, file))
    found = next(beside, None)
    return found.read_text(encoding="latin-1", errors="replace")[:40] if found else ""


def _is_cpg(other: Path, file: Path) -> bool:
    return other.stem == file.stem and other.suffix.lower() in {".cpg", ".cst"}


def _which_layer(used: _Layer, others: list[_Layer]) -> Text:
    return text_of(Wording("provinces.layer_used", used=used.name, others=_named(others)))


def _named(layers: list[_Layer]) -> str:
    shown = ", ".join(layer.name for layer in layers[:5])
    return f"{shown}, …" if len(layers) > 5 else shown
