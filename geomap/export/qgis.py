"""Styles for QGIS that look like the map: QML, written as XML.

Kinds of incident have the colours and signs of ``layers.style``. A disc is a
place known to within 50 m; a diamond in a dashed ring is the handle of an area
or line. Each area is shaded once, the finer known the darker; outlines of
derived or fuzzy places are dashed; up to six incidents at
one spot are fanned out, more are one sign with their number.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from layers.style import Kind

__all__ = ["layer_styles"]

_SHADE = "111,111,111"  # --gm-shade of the map
_INK = "34,34,34,255"
_SHADES = {1: 71, 2: 61, 3: 51, 4: 38, 5: 46}  # opacity of 255 by where_prec, as on the map
_CENTRE = 'if("lon" is null, point_on_surface($geometry), make_point("lon", "lat"))'
_VAGUE = "if(\"place_derived\" or coalesce(\"where_prec\", 5) >= 5, 'dash', 'solid')"
FAN = 6  # incidents at one spot that are fanned out; more are one sign with their number
_FAN = (
    f'if("spot_count" >= 2 and "spot_count" <= {FAN}, '
    'to_string(4.4 * sin(2 * pi() * "spot_nr" / "spot_count")) || \',\' || '
    'to_string(-4.4 * cos(2 * pi() * "spot_nr" / "spot_count")), \'0,0\')'
)
_IS_STACK = f'"spot_count" > {FAN}'
_SHOWN = f'not {_IS_STACK} or "spot_nr" = 0'
_LABEL = (
    'if("spot_nr" = 0, coalesce("place_name", "place_as_written", \'\') || '
    "if(\"place_derived\", ' (derived, ± ' || round(\"radius_m\" / 1000, 1) || ' km)', '') || "
    "if(\"spot_count\" > 1, ' – ' || \"spot_count\" || ' incidents', ''), '')"
)
_TIP = (
    '<b>[% "title" %]</b><br>[% "place_in_words" %]<br>[% "place_note" %]<br><br>'
    "[% replace(\"claims_in_words\", '\\n', '<br>') %]<br><br><i>[% \"sentence\" %]</i>"
)
Options = Mapping[str, object]


def _options(values: Options) -> Any:
    """Write a map of options, as QGIS's settings do."""
    from lxml.builder import E

    types = {bool: "bool", int: "int", float: "double", str: "QString"}
    made = []
    for name, value in values.items():
        if isinstance(value, Mapping):
            made.append(_named(_options(value), name))
        else:
            text = str(value).lower() if isinstance(value, bool) else str(value)
            made.append(E.Option(name=name, value=text, type=types[type(value)]))
    return E.Option(*made, type="Map")


def _named(element: Any, name: str) -> Any:
    element.set("name", name)
    return element


def _defined(expressions: Mapping[str, str], tag: str = "data_defined_properties") -> Any:
    """Write properties that come from expressions."""
    from lxml import etree

    told = {
        name: {"active": True, "expression": text, "type": 3} for name, text in expressions.items()
    }
    element = etree.Element(tag)
    element.append(_options({"name": "", "properties": told, "type": "collection"}))
    return element


def _layer(
    kind: str, values: Options, expressions: Mapping[str, str] | None = None, *, level: int = 0
) -> Any:
    from lxml.builder import E

    made = E.layer(_options(values), enabled="1", locked="0")
    made.set("class", kind)
    made.set("pass", str(level))
    if expressions:
        made.append(_defined(expressions))
    return made


def _symbol(name: str, kind: str, *layers: Any) -> Any:
    from lxml.builder import E

    return E.symbol(*layers, name=name, type=kind, alpha="1", clip_to_extent="1", force_rhr="0")


def _rgb(colour: str) -> str:
    return ",".join(str(int(colour[i : i + 2], 16)) for i in (1, 3, 5)) + ",255"


def _svg(kind: Kind, *, exact: bool) -> str:
    """Draw the sign of a kind as the map does, inside the file."""
    if exact:
        body = f'<circle r="10" fill="{kind.colour}" stroke="#fff" stroke-width="1.5"/>'
        ink, scale = "#fff", ""
    else:
        body = (
            f'<circle r="13" fill="none" stroke="{kind.colour}" stroke-width="1.2" '
            'stroke-dasharray="3 2.4"/><path d="M0-10.5L10.5 0L0 10.5L-10.5 0Z" fill="#fff" '
            f'stroke="{kind.colour}" stroke-width="2"/>'
        )
        ink, scale = "#222", ' transform="scale(.78)"'
    glyph = (
        f'<path d="{kind.sign}" fill="none" stroke="{ink}" stroke-width="1.8" '
        f'stroke-linecap="round" stroke-linejoin="round"{scale}/>'
    )
    return _packed(body, glyph)


def _packed(*body: str) -> str:
    """Put an SVG into the style itself."""
    opening = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-15 -15 30 30" width="30" height="30">'
    )
    text = f"{opening}{''.join(body)}</svg>"
    return "base64:" + base64.b64encode(text.encode()).decode()


def _marker(name: str, kind: Kind, *, exact: bool) -> Any:
    """Give the sign of a kind, or one sign with a number where many stand at one spot."""
    own = _svg(kind, exact=exact)
    shape = '<circle r="12"' if exact else '<path d="M0-14L14 0L0 14L-14 0Z"'
    stack = _packed(f'{shape} fill="#fff" stroke="#222" stroke-width="1.6"/>')
    sign = {
        "name": own,
        "size": "8.2",
        "size_unit": "MM",
        "offset": "0,0",
        "offset_unit": "MM",
    }
    defined = {
        "offset": _FAN,
        "enabled": _SHOWN,
        "name": f"if({_IS_STACK}, '{stack}', '{own}')",
    }
    number = {"font": "Sans Serif", "chr": "", "size": "2.6", "size_unit": "MM", "color": _INK}
    counted = {"char": 'to_string("spot_count")', "enabled": f'{_IS_STACK} and "spot_nr" = 0'}
    return _symbol(
        name,
        "marker",
        _layer("SvgMarker", sign, defined, level=2),
        _layer("FontMarker", number, counted, level=3),
    )


def _handle(name: str, kind: Kind) -> Any:
    """Put the sign at the centre of what is known."""
    made = _layer(
        "GeometryGenerator",
        {"SymbolType": "Marker", "geometryModifier": _CENTRE, "units": "MapUnit"},
        level=2,
    )
    made.append(_marker(f"@{name}@0", kind, exact=False))
    return made


def _point_symbol(name: str, kind: Kind) -> Any:
    return _marker(name, kind, exact=True)


def _line_symbol(name: str, kind: Kind) -> Any:
    line = {
        "line_color": _rgb(kind.colour),
        "line_width": "0.9",
        "line_width_unit": "MM",
        "line_style": "dash",
    }
    return _symbol(name, "line", _layer("SimpleLine", line, level=1), _handle(name, kind))


def _area_symbol(name: str, kind: Kind) -> Any:
    opacity = "".join(f' when "where_prec" = {p} then {a}' for p, a in _SHADES.items())
    shade = {"fillColor": f'color_rgba({_SHADE}, if("shade_here", case{opacity} else 38 end, 0))'}
    fill = {"color": f"{_SHADE},50", "style": "solid", "outline_style": "no"}
    outline = {
        "line_color": _rgb(kind.colour),
        "line_width": "0.55",
        "line_width_unit": "MM",
        "line_style": "solid",
    }
    return _symbol(
        name,
        "fill",
        _layer("SimpleFill", fill, shade),
        _layer("SimpleLine", outline, {"outlineStyle": _VAGUE}, level=1),
        _handle(name, kind),
    )


def _categories(attribute: str, listed: Iterable[tuple[str, str, Any]]) -> Any:
    """Write a renderer of one symbol a value."""
    from lxml.builder import E

    renderer = E("renderer-v2", type="categorizedSymbol", attr=attribute, forceraster="0")
    renderer.set("symbollevels", "1")
    renderer.set("enableorderby", "0")
    categories, symbols = E.categories(), E.symbols()
    for number, (value, label, symbol) in enumerate(listed):
        symbol.set("name", str(number))
        categories.append(
            E.category(value=value, label=label, symbol=str(number), render="true", type="string")
        )
        symbols.append(symbol)
    renderer.extend([categories, symbols])
    return renderer


def _labels(expression: str, placement: Mapping[str, str], *, wrap: int = 0) -> Any:
    from lxml.builder import E

    buffer = E("text-buffer", bufferDraw="1", bufferSize="0.9", bufferSizeUnits="MM")
    buffer.set("bufferColor", "255,255,255,230")
    style = E(
        "text-style",
        buffer,
        fieldName=expression,
        isExpression="1",
        fontFamily="Sans Serif",
        fontSize="8.5",
        fontSizeUnit="Point",
        textColor=_INK,
        textOpacity="1",
    )
    return E.labeling(
        E.settings(
            style,
            E("text-format", autoWrapLength=str(wrap), useMaxLineLengthForAutoWrap="1"),
            E.placement(**dict(placement)),
            E.rendering(drawLabels="1", scaleVisibility="0", obstacle="0", mergeLines="1"),
            calloutType="simple",
        ),
        type="simple",
    )


_AT_CENTRE = {
    "placement": "6",  # ordered positions round the point
    "dist": "4.4",
    "distUnits": "MM",
    "predefinedPositionOrder": "BR,TR,R,BL,TL,L,B,T",
    "geometryGeneratorEnabled": "1",
    "geometryGeneratorType": "PointGeometry",
    "geometryGenerator": _CENTRE,
}
_AT_POINT = {k: v for k, v in _AT_CENTRE.items() if not k.startswith("geometryGenerator")}
_ALONG = {"placement": "4", "dist": "1.2", "distUnits": "MM", "placementFlags": "10"}


def _document(renderer: Any, labels: Any, *, tip: str, days: bool) -> str:
    from lxml import etree
    from lxml.builder import E

    parts = [renderer, labels, E.blendMode("0"), E.featureBlendMode("0")]
    if days:
        parts.append(_days())
    if tip:
        parts += [E.mapTip(tip), E.previewExpression('"title"')]
    root = E.qgis(*parts, version="3.22.0", labelsEnabled="1")
    root.set("styleCategories", "Symbology|Labeling|MapTips|Temporal|Rendering")
    text: bytes = etree.tostring(
        root, doctype="<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>"
    )
    return text.decode()


def _days() -> Any:
    """Let the temporal controller run over the local days."""
    from lxml.builder import E

    return E.temporal(
        E.fixedRange(E.start(), E.end()),
        enabled="1",
        mode="2",  # start and end from fields
        startField="date_start",
        endField="date_end",
        limitMode="1",  # the last day belongs to it
        accumulate="0",
        fixedDuration="0",
        durationUnit="days",
    )


_OPEN = ", disputed or not agreed"
_DASH = "2.2;1.6"  # millimetres of line and gap


def _borders() -> str:
    def line(colour: str, width: str, style: str, dash: str = "") -> Any:
        values: dict[str, object] = {
            "line_color": colour,
            "line_width": width,
            "line_width_unit": "MM",
            "line_style": style,
            "capstyle": "flat",
        }
        if dash:
            values |= {"use_custom_dash": "1", "customdash": dash, "customdash_unit": "MM"}
        return _symbol("", "line", _layer("SimpleLine", values))

    first, second = "91,42,134,255", "15,92,92,200"  # --gm-border-1 and -2 of the map
    renderer = _categories(
        f"if(\"preferred\", 'Border', 'Border, second source') || if(\"dashed\", '{_OPEN}', '')",
        [
            (name, name, symbol)
            for name, symbol in (
                ("Border", line(first, "0.5", "solid")),
                (f"Border{_OPEN}", line(first, "0.7", "dash", _DASH)),
                ("Border, second source", line(second, "0.4", "dot", "0.4;1.2")),
                (f"Border, second source{_OPEN}", line(second, "0.4", "dash", _DASH)),
            )
        ],
    )
    words = 'if("dashed" and "preferred", "label", \'\')'
    return _document(renderer, _labels(words, _ALONG, wrap=44), tip="", days=False)


@cache
def layer_styles() -> dict[str, str]:
    """Give the QML of each layer that is drawn.

    Returns
    -------
    dict
        Layer to QML.

    Examples
    --------
    >>> sorted(layer_styles())
    ['borders', 'incidents_areas', 'incidents_lines', 'incidents_points']
    """
    from layers.style import KINDS

    makers = {
        "incidents_points": (_point_symbol, _AT_POINT),
        "incidents_lines": (_line_symbol, _AT_CENTRE),
        "incidents_areas": (_area_symbol, _AT_CENTRE),
    }
    out = {"borders": _borders()}
    for layer, (make, placement) in makers.items():
        listed = [
            (k.name, k.name.replace("_", " ").capitalize(), make(str(n), k))
            for n, k in enumerate(KINDS)
        ]
        out[layer] = _document(
            _categories("type", listed), _labels(_LABEL, placement), tip=_TIP, days=True
        )
    return out
