"""What somebody drew: the lines of a file, each with its layer, in the system that the file states.

A file is opened through :mod:`geo.vector_files` alone, or is a table of stations.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import shapely
from pyogrio.errors import DataLayerError, DataSourceError

from geo.arrays import Floats
from geo.data_files import decoded
from geo.errors import InputError
from geo.limits import check
from geo.names import fold
from geo.provinces.archives import maps_in
from geo.vector_files import LINE_FORMATS, layers_of, read_layer

TABLES: Final = frozenset({".csv", ".txt"})
LARGEST_DEGREE: Final = 360.0
"""A full circle, by definition: what is greater are metres, whatever the file says."""


@dataclass(frozen=True)
class DrawnPiece:
    """One unbroken line of a layer; ``xy`` has shape (n, 2), as it stands in the file."""

    layer: str
    xy: Floats


@dataclass(frozen=True)
class Drawing:
    """The lines of a file.

    ``system`` is the coordinate system that the file states, as WKT; None where it states none,
    or degrees for what can be none.
    """

    pieces: tuple[DrawnPiece, ...]
    system: str | None

    @property
    def layers(self) -> tuple[str, ...]:
        """Names of the layers with lines, in order."""
        return tuple(dict.fromkeys(piece.layer for piece in self.pieces))

    def only(self, layers: Sequence[str]) -> "Drawing":
        """The lines of some layers."""
        kept = tuple(piece for piece in self.pieces if piece.layer in layers)
        return Drawing(kept, self.system)

    def scaled(self, factor: float) -> "Drawing":
        """The same in another unit."""
        pieces = tuple(DrawnPiece(piece.layer, piece.xy * factor) for piece in self.pieces)
        return Drawing(pieces, self.system)


def read_drawing(path: Path) -> Drawing:
    """Read every line of a file.

    Parameters
    ----------
    path
        GeoJSON, KML, KMZ, Shapefile, GeoPackage, DXF, GPX or another of
        :data:`geo.vector_files.LINE_FORMATS`, loose or zipped; or a table of stations (.csv).

    Raises
    ------
    InputError
        When it cannot be read, or holds no line.
    """
    _check_kind(path)
    if path.suffix.lower() in TABLES:
        return Drawing((_stations(path),), None)
    with maps_in(path) as files:
        try:
            frames = [
                (layer, read_layer(file, layer, formats=LINE_FORMATS))
                for file in files
                for layer, kind in layers_of(file, formats=LINE_FORMATS)
                if kind and "Point" not in kind
            ]
        except (DataSourceError, DataLayerError) as error:
            raise _unread(str(error), path) from None
    pieces = tuple(piece for layer, frame in frames for piece in _pieces(layer, frame))
    if not pieces:
        raise InputError("align.no_line", where=str(path))
    stated = {frame.crs.to_wkt() for _, frame in frames if frame.crs is not None}
    if len(stated) > 1:
        raise InputError("align.systems", where=str(path), count=len(stated))
    xy = np.concatenate([piece.xy for piece in pieces])
    system = next(iter(stated), None)
    is_degrees = any(f.crs is not None and f.crs.is_geographic for _, f in frames)
    if is_degrees and np.abs(xy).max() > LARGEST_DEGREE:
        system = None  # GeoJSON knows only degrees, whatever stands in it
    return Drawing(pieces, system)


_KINDS: Final = {
    b"AC10": "dwg",
    b"PK\x03\x04": "office",
    b"\xd0\xcf\x11\xe0": "office",
    b"%PDF": "picture",
    b"\x89PNG": "picture",
    b"\xff\xd8\xff": "picture",
    b"II*\0": "picture",
    b"Rar!": "packed",
    b"7z\xbc\xaf": "packed",
}
"""How the files that people hand in instead begin. Zipped maps begin like papers of an office."""
_MAPS_IN_ZIP: Final = frozenset({".zip", ".kmz", ".shz"})


def _check_kind(path: Path) -> None:
    """Say what a file is that is no drawing, and what to ask for instead.

    Raises
    ------
    InputError
        When it is a DWG, an office's paper, a picture or an archive of another kind.
    """
    if not path.is_file():
        return
    with path.open("rb") as stream:
        begins = stream.read(8)
    kind = next((kind for head, kind in _KINDS.items() if begins.startswith(head)), None)
    if kind is not None and not (kind == "office" and path.suffix.lower() in _MAPS_IN_ZIP):
        raise InputError(f"align.is_{kind}", where=str(path))


def _unread(reason: str, path: Path) -> InputError:
    """What GDAL said of a file, in words that say what to do."""
    if ".shx" in reason:
        return InputError("align.shapefile_alone", where=str(path))
    if "not recognized" in reason:
        return InputError("align.not_a_drawing", where=str(path))
    return InputError("files.damaged", where=str(path), reason=reason.splitlines()[0][:160])


def _pieces(layer: str, frame: gpd.GeoDataFrame) -> Iterator[DrawnPiece]:
    if not isinstance(frame, gpd.GeoDataFrame):
        return
    names = frame["Layer"] if "Layer" in frame else [layer] * len(frame)
    for name, shape in zip(names, frame.geometry, strict=True):
        if shape is None or shape.is_empty:
            continue
        for part in shapely.get_parts(shape):
            if part.geom_type in ("LineString", "LinearRing"):
                xy = shapely.get_coordinates(part)
                moved = np.concatenate([[True], np.any(xy[1:] != xy[:-1], axis=1)])
                if moved.sum() > 1:
                    yield DrawnPiece(str(name), xy[moved])


_STATION: Final = frozenset({"ly trinh", "km", "station", "chainage", "coc", "stt"})
_EAST: Final = frozenset({"x", "e", "east", "easting", "lon", "long", "longitude", "kinh do"})
_NORTH: Final = frozenset({"y", "n", "north", "northing", "lat", "latitude", "vi do"})
_POST: Final = re.compile(r"(?:km)?\s*(\d+)\s*\+\s*(\d+(?:[.,]\d+)?)", re.IGNORECASE)


def _stations(path: Path) -> DrawnPiece:
    """A table of stations, in the order of their chainage where there is one."""
    try:
        text = decoded(path.read_bytes(), where=str(path), encoded="align.not_utf8")
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError("files.unreadable", where=str(path), reason=reason) from None
    head = text.partition("\n")[0]
    separator = max(";\t,", key=head.count)
    rows = list(csv.reader(text.splitlines(), delimiter=separator))
    check("rows", len(rows), where=str(path))
    heads = [fold(cell.partition("(")[0]).strip() for cell in rows[0]] if rows else []
    at = {
        name: next((n for n, cell in enumerate(heads) if cell in words), None)
        for name, words in (("station", _STATION), ("east", _EAST), ("north", _NORTH))
    }
    if at["east"] is None or at["north"] is None:
        raise InputError("align.columns", where=str(path), found=", ".join(heads)[:120])
    found = []
    for number, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        if any(cell.strip() for cell in row[len(rows[0]) :]):  # decimal commas between commas
            cells = separator.join(row)[:120]
            raise InputError(
                "align.cells",
                where=f"{path}:{number}",
                row=cells,
                count=len(row),
                heads=len(rows[0]),
            )
        try:
            values = {
                name: _number(row[column], is_post=name == "station")
                for name, column in at.items()
                if column is not None
            }
        except (ValueError, IndexError):
            raise InputError(
                "align.row", where=f"{path}:{number}", row=separator.join(row)[:120]
            ) from None
        found.append((values.get("station", float(number)), values["east"], values["north"]))
    points = np.array([row[1:] for row in sorted(found, key=lambda row: row[0])])
    if len({*map(tuple, points.tolist())}) < 2:
        raise InputError("align.no_line", where=str(path))
    moved = np.concatenate([[True], np.any(points[1:] != points[:-1], axis=1)])
    return DrawnPiece("stations", points[moved])


def _number(text: str, *, is_post: bool) -> float:
    plain = text.strip().replace("\u00a0", "").replace(" ", "")
    if is_post and (post := _POST.fullmatch(plain)):
        return float(post[1]) * 1000 + float(post[2].replace(",", "."))
    value = float(plain.replace(",", ".") if plain.count(",") == 1 else plain.replace(",", ""))
    if not np.isfinite(value):
        raise ValueError(text)
    return value
