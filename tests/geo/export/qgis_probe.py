"""What QGIS makes of a layer: run by the Python that QGIS belongs to, prints JSON.

``python3 qgis_probe.py FIELD PATH[|layername=NAME]…``, FIELD being that by whose values colours
are told. Nothing of the project is imported.
"""

import json
import sys
from typing import Any

from qgis.core import (
    QgsApplication,
    QgsExpression,
    QgsExpressionContext,
    QgsExpressionContextUtils,
    QgsMapRendererSequentialJob,
    QgsMapSettings,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor

BACKGROUND = "#ffffff"


def said(layer: Any) -> dict[str, dict[str, str]]:
    """Each field's alias, and what its formatter makes of the values of the layer."""
    registry = QgsApplication.fieldFormatterRegistry()
    found = {}
    for number, field in enumerate(layer.fields()):
        setup = field.editorWidgetSetup()
        formatter = registry.fieldFormatter(setup.type())
        values = {feature[number] for feature in layer.getFeatures()}
        shown = (
            {
                str(value): formatter.representValue(layer, number, setup.config(), None, value)
                for value in values
            }
            if setup.type() == "ValueMap"
            else {}
        )
        found[field.name()] = {"alias": layer.attributeAlias(number), "shown": shown}
    return found


def evaluated(layer: Any) -> dict[str, list[str]]:
    """Map tip and label of every row, as QGIS evaluates them."""
    context = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(layer))
    settings = layer.labeling().settings() if layer.labeling() else None
    label = QgsExpression(settings.getLabelExpression().expression()) if settings else None
    tips, labels = [], []
    for feature in layer.getFeatures():
        context.setFeature(feature)
        tips.append(QgsExpression.replaceExpressionText(layer.mapTipTemplate(), context))
        value = label.evaluate(context) if label else ""
        labels.append("" if value is None else str(value))
    return {"tips": tips, "labels": labels}


def colours(layer: Any, condition: str) -> list[str]:
    """Colours of the rows that meet a condition, drawn without labels, the commonest first."""
    layer.setSubsetString(condition)
    layer.setLabelsEnabled(False)
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setDestinationCrs(layer.crs())
    settings.setExtent(layer.extent().buffered(layer.extent().width() / 20 + 1e-6))
    settings.setOutputSize(QSize(700, 700))
    settings.setBackgroundColor(QColor(BACKGROUND))
    settings.setFlag(QgsMapSettings.Antialiasing, False)
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage()
    counts: dict[str, int] = {}
    for x in range(image.width()):
        for y in range(image.height()):
            name = image.pixelColor(x, y).name()
            counts[name] = counts.get(name, 0) + 1
    counts.pop(BACKGROUND, None)
    layer.setSubsetString("")
    return sorted(counts, key=lambda name: -counts[name])


def looked_at(source: str, by: str) -> dict[str, Any]:
    """Open a layer as a reader does; tell what is seen, its colours value by value."""
    provider = "postgres" if source.startswith("dbname=") else "ogr"
    layer = QgsVectorLayer(source, "layer", provider)
    if not layer.isValid():
        return {"valid": False}
    number = layer.fields().indexOf(by)
    values = {str(feature[number]) for feature in layer.getFeatures()} if number >= 0 else set()
    return {
        "valid": True,
        "rows": layer.featureCount(),
        "fields": said(layer),
        "colours": {value: colours(layer, f"\"{by}\" = '{value}'") for value in sorted(values)},
        **evaluated(layer),
    }


def main(by: str, *sources: str) -> None:
    """Look at some layers, one after the other."""
    QgsApplication.setPrefixPath("/usr", True)
    application = QgsApplication([], False)
    application.initQgis()
    answer = {source: looked_at(source, by) for source in sources}
    sys.stdout.write(json.dumps(answer, ensure_ascii=False))
    sys.stdout.flush()
    application.exitQgis()


main(*sys.argv[1:])
