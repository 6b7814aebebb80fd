"""Open a GeoPackage of incidents in QGIS without a screen, as a user would, and take its picture.

Usage: QT_QPA_PLATFORM=offscreen /usr/bin/python3 tools/qgis/check_gpkg.py FILE.gpkg PICTURE.png

Needs QGIS (Debian: apt-get install qgis python3-qgis). Fails where a layer does
not open, its stored style is not taken up, a category has no symbol, an
expression of the style does not evaluate, or the picture is empty.
"""

from __future__ import annotations

import os
import sys
import tempfile

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QGIS_CUSTOM_CONFIG_PATH", tempfile.mkdtemp())

from qgis.core import (  # type: ignore[import-not-found]
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsExpression,
    QgsExpressionContext,
    QgsExpressionContextUtils,
    QgsMapRendererSequentialJob,
    QgsMapSettings,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize  # type: ignore[import-not-found]
from qgis.PyQt.QtGui import QColor  # type: ignore[import-not-found]

DRAWN = ("incidents_points", "incidents_lines", "incidents_areas", "borders")
TABLES = ("incidents_unplaced", "claims", "figures", "places", "sources")
WIDE_M = 400_000.0  # a wider area does not set the view
WEB_MERCATOR = "EPSG:3857"


class Failed(Exception):  # noqa: N818
    """What QGIS did not take."""


def opened(path: str, name: str) -> QgsVectorLayer:
    """Open a layer and see that QGIS took up the style in the file by itself."""
    layer = QgsVectorLayer(f"{path}|layername={name}", name, "ogr")
    if not layer.isValid():
        raise Failed(f"{name}: does not open: {layer.error().message()}")
    return layer


def check_style(layer: QgsVectorLayer) -> None:
    renderer = layer.renderer()
    if renderer.type() != "categorizedSymbol":
        raise Failed(f"{layer.name()}: the stored style was not applied ({renderer.type()})")
    if not layer.labelsEnabled():
        raise Failed(f"{layer.name()}: labels are off")
    for category in renderer.categories():
        if category.symbol() is None or not category.symbol().symbolLayerCount():
            raise Failed(f"{layer.name()}: no symbol for {category.value()}")
    context = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(layer))
    for feature in layer.getFeatures():
        context.setFeature(feature)
        for text in expressions(layer):
            expression = QgsExpression(text)
            expression.evaluate(context)
            if expression.hasParserError() or expression.hasEvalError():
                said = expression.parserErrorString() or expression.evalErrorString()
                raise Failed(f"{layer.name()}: {text}: {said}")


def expressions(layer: QgsVectorLayer) -> list[str]:
    """List the expressions of labels and symbols, nested symbols included."""
    renderer = layer.renderer()
    categories = renderer.categories()  # symbols live as long as their category
    found = {layer.labeling().settings().fieldName, renderer.classAttribute()}
    for category in categories:
        found |= of_symbol(category.symbol())
    return sorted(found)


def of_symbol(symbol: object) -> set[str]:
    found = set()
    for part in symbol.symbolLayers():  # type: ignore[attr-defined]
        defined = part.dataDefinedProperties()
        found |= {
            defined.property(k).expressionString()
            for k in defined.propertyKeys()
            if defined.property(k).isActive()
        }
        if part.layerType() == "GeometryGenerator":
            found.add(part.geometryExpression())
        if part.layerType() in {"GeometryGenerator", "CentroidFill"}:
            found |= of_symbol(part.subSymbol())
    return found


def view(layers: list[QgsVectorLayer]) -> QgsRectangle:
    """Give what holds the incidents, very wide areas aside, in Web Mercator."""
    to = QgsCoordinateTransform(
        QgsCoordinateReferenceSystem("EPSG:4326"),
        QgsCoordinateReferenceSystem(WEB_MERCATOR),
        QgsProject.instance(),
    )
    boxes = [
        (feature.geometry().boundingBox(), feature["radius_m"])
        for layer in layers
        if layer.name() != "borders"
        for feature in layer.getFeatures()
    ]
    near = [b for b, r in boxes if not r or float(r) <= WIDE_M] or [b for b, _ in boxes]
    whole = QgsRectangle()
    whole.setMinimal()
    for box in near:
        whole.combineExtentWith(box)
    out = to.transformBoundingBox(whole)
    out.scale(1.6)
    return out


def picture(layers: list[QgsVectorLayer], target: str) -> int:
    """Draw the layers and give the number of pixels that are not paper."""
    settings = QgsMapSettings()
    settings.setLayers(layers)
    settings.setDestinationCrs(QgsCoordinateReferenceSystem(WEB_MERCATOR))
    settings.setOutputSize(QSize(1280, 800))
    settings.setOutputDpi(96)
    settings.setBackgroundColor(QColor("#f4f1ea"))
    settings.setExtent(view(layers))
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage()
    image.save(target)
    paper = QColor("#f4f1ea").rgb()
    return sum(
        image.pixel(x, y) != paper
        for x in range(0, image.width(), 4)
        for y in range(0, image.height(), 4)
    )


def check_standard(path: str) -> None:
    """Let GDAL's own validator look at the file, where it is installed (python3-gdal)."""
    try:
        from osgeo_utils.samples import validate_gpkg  # type: ignore[import-not-found]
    except ImportError:
        print("validate_gpkg is not installed: the file is not checked against the standard")
        return
    try:
        validate_gpkg.check(path, extra_checks=True, warning_as_error=True)
    except validate_gpkg.GPKGCheckException as error:
        raise Failed(f"validate_gpkg: {error}") from error
    print("validate_gpkg: conformant, no warnings")


def check(path: str, target: str) -> int:
    check_standard(path)
    QgsApplication.setPrefixPath("/usr", True)
    application = QgsApplication([], False)
    application.initQgis()
    layers = [opened(path, name) for name in DRAWN]
    for layer in layers:
        check_style(layer)
        print(f"{layer.name()}: {layer.featureCount()} features, style taken up")
    for name in TABLES:
        print(f"{name}: {opened(path, name).featureCount()} rows")
    drawn = picture([layer for layer in layers if layer.featureCount()], target)
    print(f"{target}: {drawn} sampled pixels drawn")
    return 0 if drawn > 100 else 1


def main() -> int:
    try:
        return check(*sys.argv[1:3])
    except Failed as error:
        print(error)
        return 1


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    os._exit(status)  # QGIS aborts where Python tears it down
