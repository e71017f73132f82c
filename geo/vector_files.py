"""The one door through which GDAL opens a file: some formats, no network, no other file.

GDAL looks at a file's content, not at its ending: a ``.geojson`` may be a VRT that reads any file
of this machine, a GDALG that fetches a URL and writes a folder, a WFS that calls its server. So
all drivers but a few are put away for the whole process, and the few that stay are kept from what
they would follow: a coordinate system that lies at a URL or in a grid file, a MapInfo view onto
other tables. GML is not among them: its ``srsName`` may name such files in ways that cannot be
told from its text.
"""

import json
import mmap
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any, Final, TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from pyogrio.core import _register_drivers  # the one way to have GDAL heed OGR_SKIP later on
from pyproj.exceptions import CRSError

from geo.errors import InputError
from geo.limits import LIMITS, check

FORMATS: Final = frozenset(
    {
        "ESRI Shapefile",
        "FlatGeobuf",
        "GPKG",
        "GeoJSON",
        "KML",
        "LIBKML",
        "MapInfo File",
        "OpenFileGDB",
        "TopoJSON",
    }
)
"""GDAL's names of the drivers that a boundary file may be read by."""
LINE_FORMATS: Final = FORMATS | {"DXF", "GPX"}
"""Those that a drawn line, an alignment, may be read by."""

_CLOSED: Final = "closed://"
"""A proxy of no kind that curl knows: GDAL's requests fail before a socket is opened."""
_SETTINGS: Final = {
    "GDAL_HTTP_PROXY": _CLOSED,
    "GDAL_HTTPS_PROXY": _CLOSED,
    "GDAL_HTTP_MAX_RETRY": "0",
    "OGR_SQLITE_ALLOW_EXTERNAL_ACCESS": "NO",
    "OGR_SQLITE_LOAD_EXTENSIONS": None,
    "LIBKML_EXTERNAL_STYLE": "NO",
}
_lock = Lock()
_Frame = TypeVar("_Frame", bound=pd.DataFrame)


def layers_of(file: Path, *, formats: frozenset[str] = FORMATS) -> list[tuple[str, str]]:
    """List a file's layers: name and geometry type ("" for a table without geometry).

    Raises
    ------
    InputError
        When the file leads to another file or to a server.
    pyogrio.errors.DataSourceError
        When it is damaged, or of no format that is allowed.
    """
    place = _checked(file)
    with _told(file):
        found = [(str(name), str(kind or "")) for name, kind in pyogrio.list_layers(place)]
        check("layers", len(found), where=str(file))
        if found:
            _check_layer(place, found[0][0], formats)
    return found


@contextmanager
def _told(file: Path) -> Iterator[None]:
    """Say in a message what shapely, pyproj and pyogrio raise on files that are nearly right.

    What is no number is told by :func:`_check_shapes`; NumPy's warning of it would stand before.
    """
    try:
        with np.errstate(invalid="ignore"):
            yield
    except shapely.errors.GEOSException as error:  # a ring that is not closed, of two points
        raise _broken_shapes(file, str(error).rpartition(": ")[2]) from None
    except CRSError as error:
        raise _broken_system(file, str(error)[:120]) from None
    except UnboundLocalError:  # what pyogrio meets where a system cannot be written as WKT
        raise _broken_system(file, "WKT") from None


def _broken_system(file: Path, reason: str) -> InputError:
    return InputError("files.system", where=str(file), reason=reason)


def read_layer(
    file: Path, layer: str, *, encoding: str | None = None, formats: frozenset[str] = FORMATS
) -> gpd.GeoDataFrame:
    """Read every row and attribute of a layer, in the CRS that the file states.

    Raises
    ------
    InputError, pyogrio.errors.DataSourceError
        As :func:`layers_of`; an InputError also where it holds too much (:mod:`geo.limits`).
    """
    place = _checked(file)
    rows = LIMITS["rows"].most
    with _told(file):
        _check_layer(place, layer, formats)
        frame = gpd.read_file(place, layer=layer, encoding=encoding, rows=rows + 1)
    check("rows", len(frame), where=str(file))
    if isinstance(frame, gpd.GeoDataFrame):
        _check_shapes(frame, file)
    return _flattened(frame)


def _flattened(frame: _Frame) -> _Frame:
    for name in (name for name in frame if frame[name].dtype == object):
        frame[name] = frame[name].map(_flat)
    return frame


def _flat(value: object) -> object:
    """A list or record, as GeoJSON may hold in a cell, as the text it was."""
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str)
    return value


def _check_shapes(frame: gpd.GeoDataFrame, file: Path) -> None:
    shapes = frame.geometry.to_numpy()
    check("vertices", int(shapely.get_num_coordinates(shapes).sum()), where=str(file))
    if not np.isfinite(shapely.get_coordinates(shapes)).all():
        raise _broken_shapes(file, "NaN, Inf")


def _broken_shapes(file: Path, reason: str) -> InputError:
    return InputError("files.shapes", where=str(file), reason=reason)


def read_attributes(file: Path, layer: str, *, rows: int, encoding: str | None = None) -> Any:
    """Read the first rows of a layer without their geometry, as a data frame.

    Raises
    ------
    InputError, pyogrio.errors.DataSourceError
        As :func:`layers_of`.
    """
    with _told(file):
        frame = pyogrio.read_dataframe(
            _checked(file), layer=layer, read_geometry=False, max_features=rows, encoding=encoding
        )
    return _flattened(frame)


def read_rows(
    file: Path, layer: str, *, first: int, rows: int, formats: frozenset[str] = LINE_FORMATS
) -> gpd.GeoDataFrame:
    """Read some rows of a layer, from the row number ``first`` on.

    Raises
    ------
    InputError, pyogrio.errors.DataSourceError
        As :func:`layers_of`.
    """
    state = file.stat()
    place = _checked_once(file, layer, formats, (state.st_mtime_ns, state.st_size))
    with _told(file):
        return gpd.read_file(place, layer=layer, skip_features=first, max_features=rows)


@lru_cache(maxsize=8)
def _checked_once(file: Path, layer: str, formats: frozenset[str], _state: tuple[int, int]) -> Path:
    """A file that is read in parts is looked through once, as long as it stays as it is."""
    place = _checked(file)
    with _told(file):
        _check_layer(place, layer, formats)
    return place


def _checked(file: Path) -> Path:
    """The file under a name that is no address, when nothing in it leads elsewhere."""
    with _lock:
        _put_away()
    for part in _parts(file):
        _check_leads_nowhere(part, file)
    return file.resolve()


def _put_away() -> None:
    """Take from GDAL every driver but ours, for as long as the process runs."""
    others = set(pyogrio.list_drivers()) - LINE_FORMATS
    if others:
        skipped = ",".join(sorted(others))
        pyogrio.set_gdal_config_options(_SETTINGS | {"OGR_SKIP": skipped})
        _register_drivers()
    if not set(pyogrio.list_drivers()) <= LINE_FORMATS:
        raise RuntimeError("this build of GDAL keeps drivers that it was told to skip")


def _check_layer(file: Path, layer: str, formats: frozenset[str]) -> None:
    info = pyogrio.read_info(file, layer=layer)
    check("columns", len(info["fields"]), where=str(file))
    driver = info["driver"]
    if driver not in formats:
        raise InputError(
            "files.format", where=file.name, driver=driver, formats=", ".join(sorted(formats))
        )


def _parts(file: Path) -> Iterator[Path]:
    """The file, and what GDAL would read along with it."""
    if file.is_dir():
        yield from (part for part in file.rglob("*") if part.is_file())
        return
    yield file
    for beside in file.parent.iterdir():
        if beside.stem == file.stem and beside.suffix.lower() in _SPEAKING and beside != file:
            yield beside


_SPEAKING: Final = frozenset({".prj", ".qpj", ".tab", ".mif"})
"""Endings of companions with a text that GDAL follows."""
_SQLITE: Final = b"SQLite format 3\0"
_JSON_SYSTEM: Final = re.compile(
    rb"""["'](c|\\u0063|\\u0043)(r|\\u0072|\\u0052)(s|\\u0073|\\u0053)["']\s*([:/])\s*""", re.I
)
_GRIDS: Final = ("nadgrids", "geoidgrids", "+grids", "proj4_grids", "parameterfile")
"""Words by which WKT and PROJ strings name a file of shifts, which PROJ then opens."""
_NO_GRID: Final = "=@null"
"""What follows where there is none, as in the WKT of EPSG:3857."""


def _spaced(word: str) -> str:
    """A pattern for a word, its letters of one byte or of two (UTF-16)."""
    return r"\0?".join(re.escape(letter) for letter in word)


_GRIDS_NAMED: Final = rf"(?:{'|'.join(map(_spaced, _GRIDS))})(?!\0?{_spaced(_NO_GRID)}\0?[\s\"'])"
_GRIDS_IN_TEXT: Final = re.compile(_GRIDS_NAMED, re.IGNORECASE)
_GRIDS_IN_BYTES: Final = re.compile(_GRIDS_NAMED.encode(), re.IGNORECASE)
_TABLES_NAMED: Final = re.compile(rb"open\s+table|create\s+view|isseamless|type\s+linked", re.I)
_MOST_OF_A_SYSTEM: Final = 65_536
"""Bytes; a coordinate system as PROJJSON takes some 2 kB."""


def _check_leads_nowhere(part: Path, file: Path) -> None:
    with part.open("rb") as stream:
        head = stream.read(len(_SQLITE))
        if not head:
            return
        if head == _SQLITE:
            leads = _database_leads(part)
        else:
            with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
                leads = _text_leads(content, part)
    if leads:
        raise _leads_elsewhere(file)


def _text_leads(content: mmap.mmap, part: Path) -> bool:
    if part.suffix.lower() in (".tab", ".mif") and _TABLES_NAMED.search(content):
        return True
    if any(_system_leads(content, found) for found in _JSON_SYSTEM.finditer(content)):
        return True
    return _GRIDS_IN_BYTES.search(content) is not None


def _system_leads(content: mmap.mmap, found: "re.Match[bytes]") -> bool:
    """Whether a JSON member ``crs`` is more than the name of a coordinate system."""
    if found[4] == b"/":  # a comment, which only a lenient reader takes
        return True
    text = content[found.end() : found.end() + _MOST_OF_A_SYSTEM].decode("utf-8", "replace")
    try:
        value, _ = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return True
    if not isinstance(value, dict):
        return False
    kind, properties = value.get("type"), value.get("properties")
    if str(kind).casefold() not in ("name", "epsg", "ogc") or not isinstance(properties, dict):
        return True
    return any(not set("+=[{").isdisjoint(str(stated)) for stated in properties.values())


def _database_leads(part: Path) -> bool:
    """Whether a coordinate system of a GeoPackage names files."""
    with closing(sqlite3.connect(f"{part.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as db:
        try:
            rows = db.execute("SELECT * FROM gpkg_spatial_ref_sys").fetchall()
        except sqlite3.Error:  # none of ours: GDAL will say so
            return False
    return any(_GRIDS_IN_TEXT.search(str(value)) for row in rows for value in row)


def _leads_elsewhere(file: Path) -> InputError:
    return InputError("files.leads_elsewhere", where=str(file))
