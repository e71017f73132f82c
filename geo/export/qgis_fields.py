"""What QGIS shows of fields: aliases, words for codes, map tips and labels, in one language."""

from collections.abc import Iterator, Mapping
from xml.etree import ElementTree as ET

from geo.export import words
from geo.export.colours import INK, PAPER
from geo.export.tables import DAY, KM, Column, ShapeRows
from geo.model import Language

_TIPS: Mapping[str, tuple[str, ...]] = {
    "pieces": (
        "name",
        "mode",
        "province_name",
        "length_km",
        "status",
        "status_date",
        "responsible",
        "basis",
        "origin",
        "grade",
    ),
    "crossings": (
        "name",
        "from_name",
        "status_from",
        "to_name",
        "status_to",
        "mismatch",
        "possible_mismatch",
        "bridge",
    ),
    "communes": (
        "commune_name",
        "name",
        "province_name",
        "length_km",
        "status",
        "status_date",
        "responsible",
        "grade",
    ),
    "projects": ("name", "mode", "refs", "length_km", "mismatch", "grade", "grade_reason"),
    "provinces": ("province_name", "source"),
}
"""The columns of a map tip, without their language; the first is its heading."""


class Fields:
    """A layer's columns under the names they have in its file.

    Parameters
    ----------
    shapes
        The layer.
    language
        That of the file: of each text only its column is there.
    short
        Whether the names are those of a Shapefile, where yes and no are 1 and 0.
    """

    def __init__(self, shapes: ShapeRows, language: Language, *, short: bool = False) -> None:
        self._table = shapes.table
        self._is_line = (shapes.geometry_type or "").endswith("LineString")
        self._language = language
        self._short = short
        self._is_repeated = shapes.table.key == "pieces" and not self._is_line
        columns = shapes.table.columns_in(language)
        self._columns = {_stem(column): column for column in columns}

    def name(self, stem: str) -> str:
        """The field's name, of the column without its language."""
        column = self._columns[stem]
        return column.short if self._short else column.name

    def column(self, stem: str) -> str:
        """The field as an expression of QGIS."""
        return f'"{self.name(stem)}"'

    def elements(self) -> Iterator[ET.Element]:
        """The parts of a QML that speak of fields, labels included."""
        yield self._configuration()
        yield self._aliases()
        if self._table.key in _TIPS:
            tip = ET.Element("mapTip", enabled="1")
            tip.text = self._tip()
            yield tip
            preview = ET.Element("previewExpression")
            preview.text = self.column(_TIPS[self._table.key][0])
            yield preview
            if not self._is_repeated:
                yield self._labeling()

    def _configuration(self) -> ET.Element:
        """Words for codes, as QGIS's widget "value map" has them."""
        configuration = ET.Element("fieldConfiguration")
        for stem, column in self._columns.items():
            field = ET.SubElement(
                configuration, "field", name=self.name(stem), configurationFlags="None"
            )
            meanings = self._meanings(column)
            widget = ET.SubElement(field, "editWidget", type="ValueMap" if meanings else "")
            config = ET.SubElement(widget, "config")
            if meanings:
                options = ET.SubElement(config, "Option", type="Map")
                listed = ET.SubElement(options, "Option", type="List", name="map")
                for code, text in meanings.items():
                    one = ET.SubElement(listed, "Option", type="Map")
                    ET.SubElement(one, "Option", type="QString", name=text, value=code)
        return configuration

    def _meanings(self, column: Column) -> dict[str, str]:
        if str(column.kind) == "bool":
            yes, no = ("1", "0") if self._short else ("true", "false")
            return {
                yes: words.YES.pick(self._language),
                no: words.NO.pick(self._language),
            }
        return {str(code): text.pick(self._language) for code, text in column.words.items()}

    def _aliases(self) -> ET.Element:
        aliases = ET.Element("aliases")
        for number, (stem, column) in enumerate(self._columns.items()):
            title = column.data_title.pick(self._language)
            ET.SubElement(aliases, "alias", index=str(number), field=self.name(stem), name=title)
        return aliases

    def _tip(self) -> str:
        """HTML of a map tip: a heading, and a line for each column that has a value."""
        heading, *stems = _TIPS[self._table.key]
        lines = [f"<b>[% {self.column(heading)} %]</b>"]
        for stem in stems:
            title = self._columns[stem].title.pick(self._language)
            lines.append(f"[% coalesce('<br>{title}: ' || {self._said(stem)}, '') %]")
        return "\n".join(lines)

    def _said(self, stem: str) -> str:
        """Write the expression of a value in words."""
        column, field = self._columns[stem], self.column(stem)
        if self._meanings(column):
            return f"represent_value({field})"
        if column.kind == DAY:
            pattern = "dd/MM/yyyy" if self._language is Language.VI else "d MMM yyyy"
            return f"format_date({field}, '{pattern}', '{self._language.value}')"
        if column.kind == KM:
            return self._kilometres(stem)
        return f"nullif({field}, '')"

    def _kilometres(self, stem: str) -> str:
        """Write ≈ before what was measured on a sketch; what has no length says nothing."""
        field, about = self.column(stem), self.column("about")
        number = f"format_number({field}, 1, '{self._language.value}')"
        return f"CASE WHEN {field} > 0 THEN trim(coalesce({about}, '') || ' ' || {number}) END"

    def _label(self) -> str:
        """Kilometres on pieces and in communes, both provinces at crossings, names on all else.

        Pieces that are points or areas lie on their projects, whose labels name them.
        """
        if self._table.key == "pieces":
            return f"{self._kilometres('length_km')} || ' km'"
        if self._table.key == "communes":
            return f"concat({self.column('commune_name')}, ' ', {self._kilometres('length_km')})"
        if self._table.key == "crossings":
            return f"{self.column('from_name')} || ' – ' || {self.column('to_name')}"
        return self.column(_TIPS[self._table.key][0])

    def _labeling(self) -> ET.Element:
        labeling = ET.Element("labeling", type="simple")
        settings = ET.SubElement(labeling, "settings", calloutType="simple")
        style = ET.SubElement(
            settings,
            "text-style",
            fieldName=self._label(),
            isExpression="1",
            fontFamily="Noto Sans",
            fontSize="8",
            fontSizeUnit="Point",
            textColor=rgba(INK),
            textOpacity="1",
        )
        ET.SubElement(
            style,
            "text-buffer",
            bufferDraw="1",
            bufferSize="0.8",
            bufferSizeUnits="MM",
            bufferColor=rgba(PAPER),
            bufferOpacity="0.9",
        )
        ET.SubElement(
            settings,
            "placement",
            placement="2" if self._is_line else "0",  # along the line, or around the point
            placementFlags="10",  # above the line, as the map stands
            dist="1",
            distUnits="MM",
        )
        # No obstacle: else nothing would be written on the ground of a province.
        ET.SubElement(settings, "rendering", obstacle="0", displayAll="0", mergeLines="0")
        return labeling


def _stem(column: Column) -> str:
    """A column's name without its language."""
    if column.language is None:
        return column.name
    return column.name.removesuffix("_vi").removesuffix("_en")


def rgba(colour: str, opacity: int = 255) -> str:
    """``#RRGGBB`` as QGIS writes it: red, green, blue, opacity, each 0 to 255."""
    red, green, blue = (int(colour[first : first + 2], 16) for first in (1, 3, 5))
    return f"{red},{green},{blue},{opacity}"
