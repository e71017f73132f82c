"""Linkage → KML 2.2 for Google Earth: a folder a mode and project, the colours of the statuses.

Written as it goes, so that nothing is held in memory but the folder that is open.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO
from xml.sax.saxutils import escape, quoteattr

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.export import words
from geo.export.colours import ALARM, BORDER, INK, PAPER, POSSIBLE, STATUS_COLOUR
from geo.export.geojson import DECIMALS
from geo.export.metadata import metadata_of, titled_metadata
from geo.export.options import ExportOptions
from geo.export.tables import CROSSINGS, KM, PIECES, PROVINCES, Column, Table, chunks
from geo.export.wording import NO_LENGTH, in_words
from geo.model import Grade, Language, Mode, Status, Text
from geo.modes import PROJECT_MODES
from geo.pipeline import Linkage
from geo.sentence import listed
from geo.views.credits import credits_of

_WIDTH_PX, _OPACITY = 4.0, 0xFF
_UNCERTAIN_WIDTH_PX, _UNCERTAIN_OPACITY = 2.0, 0x8C
"""Of what is a sketch: KML knows no dashes, so it is thin and lets the ground through."""
_UNCERTAIN = {
    Grade.C.value: Text(vi="phác", en="sketch"),
    Grade.D.value: Text(vi="chỉ biết khu vực", en="area only"),
}
_SEEN = {
    "pieces": Text(vi="Các đoạn theo tiến độ", en="Pieces by status"),
    "crossings": Text(vi="Điểm giáp ranh", en="Crossings"),
    "provinces": Text(vi="Ranh giới tỉnh", en="Province borders"),
}
_ON = Text(vi="tình hình đến", en="as known on")
_CIRCLE = "http://maps.google.com/mapfiles/kml/shapes/placemark_circle.png"
"""An icon that Google Earth brings along; other readers fall back to their own."""


def write_kml(linkage: Linkage, path: Path, options: ExportOptions) -> None:
    """Write pieces, crossings and province borders, each with all its columns as data.

    Raises
    ------
    OSError
        When the file cannot be written.
    """
    with path.open("w", encoding="utf-8", newline="\n") as file:
        kml = _Kml(file, options.language)
        with kml.element("kml", xmlns="http://www.opengis.net/kml/2.2"), kml.element("Document"):
            _document(kml, linkage, options)


def _document(kml: "_Kml", linkage: Linkage, options: ExportOptions) -> None:
    on = _ON.pick(options.language)
    kml.text("name", f"Giáp Ranh, {on} {linkage.as_of.isoformat()}")
    credit = listed(credits_of(linkage), separator="\n").pick(options.language)
    kml.text("description", credit)
    _styles(kml)
    with kml.element("ExtendedData"):
        titles = titled_metadata(linkage, options.language)
        for key, (title, value) in zip(
            metadata_of(linkage, options.language), titles.items(), strict=True
        ):
            with kml.element("Data", name=key):
                kml.text("displayName", title)
                kml.text("value", value)
    _pieces(kml, linkage, options)
    for table, style in ((CROSSINGS, _crossing_style), (PROVINCES, lambda _: "province")):
        frame = table.frame(linkage)
        if frame.empty:
            continue
        with kml.element("Folder"):
            kml.text("name", _SEEN[table.key].pick(options.language))
            for row in _rows(frame, table):
                kml.placemark(row, table, _place_name(row, table, options), style(row))


def _pieces(kml: "_Kml", linkage: Linkage, options: ExportOptions) -> None:
    """A folder a mode, in it one a project; a project's pieces stand together in the frame."""
    frame = PIECES.frame(linkage)
    if frame.empty:
        return
    with kml.element("Folder"):
        kml.text("name", _SEEN["pieces"].pick(options.language))
        for mode in PROJECT_MODES:
            of_mode = frame[frame["mode"] == mode.value]
            if not of_mode.empty:
                _pieces_of(kml, mode, of_mode, options)


def _pieces_of(kml: "_Kml", mode: Mode, pieces: pd.DataFrame, options: ExportOptions) -> None:
    with kml.element("Folder"):
        kml.text("name", words.MODE[mode].pick(options.language))
        for _, own in pieces.groupby("project_id", sort=False):
            with kml.element("Folder"):
                kml.text("name", _named(own.iloc[0], options))
                for row in _rows(own, PIECES):
                    kml.placemark(row, PIECES, _place_name(row, PIECES, options), _style_of(row))


def _style_of(row: Mapping[str, Any]) -> str:
    certainty = "-uncertain" if row["grade"] in _UNCERTAIN else ""
    return f"status-{row['status']}{certainty}"


def _crossing_style(row: Mapping[str, Any]) -> str:
    if row["possible_mismatch"]:
        return "possible"
    return "mismatch" if row["mismatch"] else "crossing"


def _named(row: "pd.Series[Any] | Mapping[str, Any]", options: ExportOptions) -> str:
    return Text(vi=row["name_vi"], en=row["name_en"]).pick(options.language)


def _place_name(row: Mapping[str, Any], table: Table, options: ExportOptions) -> str:
    if table is PROVINCES:
        return str(row["province_name"])
    if table is CROSSINGS:
        return f"{row['from_name']} – {row['to_name']}: {_named(row, options)}"
    status = words.STATUS[Status(row["status"])].pick(options.language)
    province = Text(vi=row["province_name"] or "—", en=row["province_name_en"] or "—")
    name = f"{province.pick(options.language)}: {status}"
    doubt = _UNCERTAIN.get(row["grade"])
    return f"{name} ({doubt.pick(options.language)})" if doubt else name


def _rows(frame: pd.DataFrame, table: Table) -> Iterator[Mapping[str, Any]]:
    assert isinstance(frame, gpd.GeoDataFrame)
    names = [*table.names, "geometry"]
    for chunk in chunks(frame):
        for row in zip(*(chunk[name] for name in names), strict=True):
            yield dict(zip(names, row, strict=True))


def _styles(kml: "_Kml") -> None:
    for status in Status:
        _status_style(kml, status, "", _WIDTH_PX, _OPACITY)
        _status_style(kml, status, "-uncertain", _UNCERTAIN_WIDTH_PX, _UNCERTAIN_OPACITY)
    for name, colour in (("crossing", PAPER), ("mismatch", ALARM), ("possible", POSSIBLE)):
        with kml.element("Style", id=name):
            _icon(kml, colour)
            _label(kml, INK)
    with kml.element("Style", id="province"):
        _label(kml, BORDER)
        _line(kml, BORDER, 1.5)
        with kml.element("PolyStyle"):
            kml.text("fill", "0")


def _status_style(kml: "_Kml", status: Status, certainty: str, width: float, opacity: int) -> None:
    colour = STATUS_COLOUR[status]
    with kml.element("Style", id=f"status-{status.value}{certainty}"):
        _icon(kml, colour, opacity)
        _label(kml, colour)
        _line(kml, colour, width, opacity)
        with kml.element("PolyStyle"):
            kml.text("color", _abgr(colour, opacity=opacity // 4))


def _label(kml: "_Kml", colour: str) -> None:
    """Names on the globe: small, in the colour of what they name."""
    with kml.element("LabelStyle"):
        kml.text("color", _abgr(colour))
        kml.text("scale", "0.8")


def _icon(kml: "_Kml", colour: str, opacity: int = _OPACITY) -> None:
    with kml.element("IconStyle"):
        kml.text("color", _abgr(colour, opacity))
        kml.text("scale", "0.8")
        with kml.element("Icon"):
            kml.text("href", _CIRCLE)


def _line(kml: "_Kml", colour: str, width: float, opacity: int = _OPACITY) -> None:
    with kml.element("LineStyle"):
        kml.text("color", _abgr(colour, opacity))
        kml.text("width", f"{width:g}")


def _abgr(colour: str, opacity: int = 0xFF) -> str:
    """``#RRGGBB`` as KML writes it: opacity, blue, green, red.

    Examples
    --------
    >>> _abgr("#CF700D")
    'ff0d70cf'
    """
    return f"{opacity:02x}{colour[5:7]}{colour[3:5]}{colour[1:3]}".lower()


class _Kml:
    """The elements that KML has in the order its schema wants them."""

    def __init__(self, file: TextIO, language: Language) -> None:
        self._file = file
        self._language = language
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n')

    @contextmanager
    def element(self, element: str, /, **attributes: str) -> Iterator[None]:
        """An element around what is written inside the ``with``."""
        written = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
        self._file.write(f"<{element}{written}>")
        yield
        self._file.write(f"</{element}>\n")

    def text(self, name: str, content: str) -> None:
        """An element that holds text only."""
        self._file.write(f"<{name}>{escape(content)}</{name}>")

    def placemark(self, row: Mapping[str, Any], table: Table, name: str, style: str) -> None:
        """One row with its geometry; what is missing has no value."""
        with self.element("Placemark"):
            self.text("name", name)
            self.text("styleUrl", f"#{style}")
            with self.element("ExtendedData"):
                for column in table.columns_in(self._language):
                    value = _value(row, column, self._language)
                    if value and column.name != "about":
                        self._data(column, value)
            self.geometry(row["geometry"])

    def _data(self, column: Column, value: str) -> None:
        with self.element("Data", name=column.name):
            self.text("displayName", column.title.pick(self._language))
            self.text("value", value)

    def geometry(self, shape: BaseGeometry | None) -> None:
        """A geometry in (lon, lat), on the ground; none where there is none."""
        if shape is None or shape.is_empty:
            return
        shape = shapely.orient_polygons(shape)
        parts = list(shapely.get_parts(shape))
        if len(parts) > 1:
            with self.element("MultiGeometry"):
                for part in parts:
                    self._single(part)
        else:
            self._single(parts[0])

    def _single(self, shape: BaseGeometry) -> None:
        with self.element(shape.geom_type):
            if isinstance(shape, shapely.LineString):
                self.text("tessellate", "1")
            if isinstance(shape, shapely.Polygon):
                self._ring("outerBoundaryIs", shape.exterior)
                for hole in shape.interiors:
                    self._ring("innerBoundaryIs", hole)
            else:
                self.text("coordinates", _coordinates(shape))

    def _ring(self, name: str, ring: BaseGeometry) -> None:
        with self.element(name), self.element("LinearRing"):
            self.text("coordinates", _coordinates(ring))


def _coordinates(shape: BaseGeometry) -> str:
    """``lon,lat lon,lat …``, rewritten from ``LINESTRING (lon lat, lon lat …)``."""
    inside = shapely.to_wkt(shape, rounding_precision=DECIMALS).partition("(")[2].rstrip(")")
    return str(inside.replace(", ", "|").replace(" ", ",").replace("|", " "))


def _value(row: Mapping[str, Any], column: Column, language: Language) -> str:
    """A value in words; kilometres of a sketch as ≈, of what has no length as –."""
    said = in_words(row[column.name], column, language)
    if column.kind != KM or not said:
        return said
    if row.get("length_km") == 0:
        return NO_LENGTH
    return f"{row['about']} {said}" if row.get("about") else said
