"""QGIS styles (QML) in our colours: a category a status, a dash a grade, marks for crossings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from geo.export import words
from geo.export.colours import (
    ALARM,
    BORDER,
    GRADE_DASH,
    INK,
    MARK_COLOUR,
    PAPER,
    POSSIBLE,
    STATUS_COLOUR,
)
from geo.export.qgis_fields import Fields, rgba
from geo.export.tables import ShapeRows
from geo.model import Grade, Language, Status, Text

_DOCTYPE = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
_LINE_MM, _THIN_MM, _POINT_MM = 1.0, 0.3, 3.6
_MM_A_PIXEL = 25.4 / 96
"""A pixel of the map in millimetres, at the 96 dots an inch that browsers count with."""


@dataclass(frozen=True)
class _Category:
    """A value of the column that decides, its label and symbol layers."""

    value: str
    label: str
    symbol: ET.Element


def qml(shapes: ShapeRows, language: Language, *, short: bool = False) -> str:
    """Style of one layer, as QGIS 3 reads it from ``layer_styles`` or beside a Shapefile.

    Parameters
    ----------
    short
        Whether the fields have their short names, as in a Shapefile.
    """
    fields = Fields(shapes, language, short=short)
    root = ET.Element(
        "qgis",
        version="3.22.0",
        styleCategories="Symbology|Labeling|Fields|Forms|MapTips|AttributeTable",
    )
    if shapes.geometry_type:
        renderer = {
            "pieces": _by_status,
            "communes": _by_status,
            "crossings": _crossings,
            "projects": _projects,
            "provinces": _provinces,
        }[shapes.table.key]
        root.append(renderer(shapes, fields, language))
    root.extend(fields.elements())
    root.set("labelsEnabled", str(int(root.find("labeling") is not None)))
    ET.indent(root)
    return _DOCTYPE + ET.tostring(root, encoding="unicode")


def _by_status(shapes: ShapeRows, fields: Fields, language: Language) -> ET.Element:
    kind = _symbol_type(shapes)
    categories = []
    for status in Status:
        step = "" if status.step is None else f"{status.step + 1} · "
        colour, mark = STATUS_COLOUR[status], MARK_COLOUR[status]
        if kind == "line":
            symbol = _line(colour, _LINE_MM, fields)
        elif kind == "fill":
            symbol = _fill(colour, colour, _LINE_MM, opacity=60)
        else:
            symbol = _marker("circle", colour, mark)
        label = step + words.STATUS[status].pick(language)
        categories.append(_Category(status.value, label, symbol))
    return _categorised(fields.name("status"), categories, kind)


def _crossings(_: ShapeRows, fields: Fields, language: Language) -> ET.Element:
    met = Text(vi="điểm giáp ranh", en="crossing").pick(language)
    apart = Text(vi="lệch tiến độ", en="out of step").pick(language)
    possible = Text(vi="có thể lệch tiến độ", en="possibly out of step").pick(language)
    return _categorised(
        f"CASE WHEN {fields.column('mismatch')} THEN 1 "
        f"WHEN {fields.column('possible_mismatch')} THEN 2 ELSE 0 END",
        [
            _Category("0", met, _marker("circle", PAPER, INK, size=_POINT_MM * 0.6)),
            _Category("1", apart, _marker("diamond", ALARM, PAPER)),
            _Category("2", possible, _marker("diamond", PAPER, POSSIBLE)),
        ],
        "marker",
    )


def _projects(shapes: ShapeRows, fields: Fields, language: Language) -> ET.Element:
    kind = _symbol_type(shapes)
    categories = []
    for grade in Grade:
        if kind == "line":
            symbol = _line(BORDER, _THIN_MM, fields)
        elif kind == "fill":
            symbol = _fill(BORDER, BORDER, _THIN_MM, opacity=0)
        else:
            symbol = _marker("square", PAPER, BORDER, size=_POINT_MM * 0.6)
        label = f"{grade.value}: {words.GRADE[grade].pick(language)}"
        categories.append(_Category(grade.value, label, symbol))
    return _categorised(fields.name("grade"), categories, kind)


def _provinces(_: ShapeRows, fields: Fields, language: Language) -> ET.Element:
    sketch = Text(vi="ranh giới (bản phác)", en="borders (a sketch)").pick(language)
    given = Text(vi="ranh giới", en="borders").pick(language)
    return _categorised(
        f"CASE WHEN {fields.column('is_sketch')} THEN 1 ELSE 0 END",
        [
            _Category("0", given, _fill(PAPER, BORDER, _THIN_MM)),
            _Category("1", sketch, _fill(PAPER, BORDER, _THIN_MM, style="dash")),
        ],
        "fill",
    )


def _symbol_type(shapes: ShapeRows) -> str:
    kinds = {"Point": "marker", "LineString": "line", "Polygon": "fill"}
    assert shapes.geometry_type is not None
    return kinds[shapes.geometry_type.removeprefix("Multi")]


def _categorised(attribute: str, categories: Sequence[_Category], kind: str) -> ET.Element:
    renderer = ET.Element(
        "renderer-v2", type="categorizedSymbol", attr=attribute, symbollevels="0", forceraster="0"
    )
    listed = ET.SubElement(renderer, "categories")
    symbols = ET.SubElement(renderer, "symbols")
    for number, category in enumerate(categories):
        ET.SubElement(
            listed,
            "category",
            value=category.value,
            label=category.label,
            symbol=str(number),
            render="true",
        )
        symbol = ET.SubElement(symbols, "symbol", name=str(number), type=kind, alpha="1")
        symbol.append(category.symbol)
    return renderer


def _layer(kind: str, settings: Mapping[str, str], expressions: Mapping[str, str]) -> ET.Element:
    """A symbol layer: what it looks like, and what of it an expression decides."""
    layer = ET.Element("layer", {"class": kind, "enabled": "1", "locked": "0", "pass": "0"})
    options = ET.SubElement(layer, "Option", type="Map")
    for name, value in settings.items():
        ET.SubElement(options, "Option", name=name, type="QString", value=value)
    # QGIS before 3.26 reads these, later ones read the options above.
    for name, value in settings.items():
        ET.SubElement(layer, "prop", k=name, v=value)
    decided = ET.SubElement(ET.SubElement(layer, "data_defined_properties"), "Option", type="Map")
    ET.SubElement(decided, "Option", name="name", type="QString", value="")
    properties = ET.SubElement(decided, "Option", name="properties", type="Map")
    for name, expression in expressions.items():
        one = ET.SubElement(properties, "Option", name=name, type="Map")
        ET.SubElement(one, "Option", name="active", type="bool", value="true")
        ET.SubElement(one, "Option", name="expression", type="QString", value=expression)
        ET.SubElement(one, "Option", name="type", type="int", value="3")
    ET.SubElement(decided, "Option", name="type", type="QString", value="collection")
    return layer


def _line(colour: str, width_mm: float, fields: Fields) -> ET.Element:
    settings = {
        "line_color": rgba(colour),
        "line_width": f"{width_mm}",
        "line_width_unit": "MM",
        "line_style": "solid",
        "capstyle": "flat",
        "joinstyle": "round",
        "customdash_unit": "MM",
        "use_custom_dash": "0",
    }
    return _layer("SimpleLine", settings, {"customDash": _dash_by_grade(fields.column("grade"))})


def _dash_by_grade(grade_field: str) -> str:
    """Dash and gap in millimetres; NULL, for what is exactly known, leaves the line solid."""
    cases = [
        f"WHEN {grade_field} = '{grade.value}' THEN "
        f"'{';'.join(f'{pixels * _MM_A_PIXEL:.1f}' for pixels in dash)}'"
        for grade, dash in GRADE_DASH.items()
        if dash
    ]
    return f"CASE {' '.join(cases)} END"


def _fill(
    ground: str, edge: str, width_mm: float, *, opacity: int = 255, style: str = "solid"
) -> ET.Element:
    settings = {
        "color": rgba(ground, opacity),
        "style": "solid",
        "outline_color": rgba(edge),
        "outline_width": f"{width_mm}",
        "outline_width_unit": "MM",
        "outline_style": style,
        "joinstyle": "round",
    }
    return _layer("SimpleFill", settings, {})


def _marker(shape: str, colour: str, edge: str, *, size: float = _POINT_MM) -> ET.Element:
    settings = {
        "name": shape,
        "color": rgba(colour),
        "size": f"{size:.1f}",
        "size_unit": "MM",
        "outline_color": rgba(edge),
        "outline_width": f"{_THIN_MM}",
        "outline_width_unit": "MM",
        "outline_style": "solid",
    }
    return _layer("SimpleMarker", settings, {})
