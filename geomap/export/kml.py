"""KML 2.2 and KMZ for Google Earth: folders by kind, days as TimeSpan, balloons in words.

Each placemark also carries its whole incident as JSON (``geomap_incident``),
which the balloon does not show.
"""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geomap.export.rows import Rows
from geomap.export.shapes import rounded
from geomap.export.values import is_day, json_text
from geomap.frame import PLACE_COLUMNS
from geomap.incident import INCIDENT_TYPES
from geomap.summary import claims_in_words, place_in_words, when_in_words

if TYPE_CHECKING:
    from layers.style import Kind

__all__ = ["NAMESPACE", "RECORD", "put", "put_packed"]

NAMESPACE = "http://www.opengis.net/kml/2.2"
RECORD = "geomap_incident"
_NOT_XML = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")
_SHOWN = (
    "type",
    "status",
    "date_edtf",
    "place_as_written",
    "place_name",
    "place_status",
    "where_prec",
    "radius_m",
    "border_pair",
)
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time a ZIP knows: the same bytes each run


def _text(value: Any) -> str:
    return _NOT_XML.sub("\ufffd", str(value))


def _colour(rgb: str, alpha: str = "ff") -> str:
    """Give a colour as KML has it: alpha, blue, green, red."""
    return f"{alpha}{rgb[5:7]}{rgb[3:5]}{rgb[1:3]}"


def _style(kind: Kind, *, vague: bool) -> Any:
    from lxml.builder import ElementMaker

    e = ElementMaker(namespace=NAMESPACE)
    width = "1.5" if vague else "2.5"
    return e.Style(
        e.IconStyle(e.color(_colour(kind.colour)), e.scale("0.9")),
        e.LabelStyle(e.scale("0.8")),
        e.LineStyle(e.color(_colour(kind.colour, "99" if vague else "ff")), e.width(width)),
        e.PolyStyle(e.color(_colour("#6f6f6f", "26" if vague else "40"))),
        e.BalloonStyle(e.text("$[description]")),  # $[name] would be taken for HTML
        id=f"{kind.name}{'_vague' if vague else ''}",
    )


def _coordinates(xy: Any) -> str:
    return " ".join(f"{x!r},{y!r}" for x, y in xy)


def _geometry(shape: Any) -> Any:
    """Write a geometry; its parts are on the ground."""
    from lxml.builder import ElementMaker

    e = ElementMaker(namespace=NAMESPACE)
    if shape.geom_type == "Point":
        return e.Point(e.coordinates(_coordinates(shape.coords)))
    if shape.geom_type == "LineString":
        return e.LineString(e.tessellate("1"), e.coordinates(_coordinates(shape.coords)))
    if shape.geom_type == "Polygon":
        rings = [e.outerBoundaryIs(_ring(e, shape.exterior))]
        rings += [e.innerBoundaryIs(_ring(e, hole)) for hole in shape.interiors]
        return e.Polygon(e.tessellate("1"), *rings)
    return e.MultiGeometry(*(_geometry(part) for part in shape.geoms))


def _ring(e: Any, ring: Any) -> Any:
    return e.LinearRing(e.coordinates(_coordinates(ring.coords)))


def _when(record: dict[str, Any]) -> Any | None:
    """Write the local days: one as a TimeStamp, several as a TimeSpan; none where none is known."""
    from lxml.builder import ElementMaker

    e = ElementMaker(namespace=NAMESPACE)
    first, last = record["date_start"], record["date_end"] or record["date_start"]
    if first is None or not (is_day(first) and is_day(last)):
        return None
    if first == last:
        return e.TimeStamp(e.when(first))
    return e.TimeSpan(e.begin(first), e.end(last))


def _description(record: dict[str, Any]) -> str:
    """Say in HTML what is known, every text escaped."""
    lines = [record["title"], when_in_words(record), place_in_words(record), record["place_note"]]
    lines += claims_in_words(record["claims"])
    lines.append(f"“{record['sentence']}”" if record["sentence"] else "")
    lines += [f"! {p}" for p in record["problems"]]
    sources = (s.get("url") or s.get("title") or s.get("doc_id") for s in record["sources"])
    lines.append("; ".join(str(s) for s in sources if s))
    return "<br/>".join(html.escape(str(line)) for line in lines if line)


def _placemark(
    number: int, ident: str, record: dict[str, Any], shape: Any, added: tuple[str, ...]
) -> Any:
    from lxml.builder import ElementMaker

    e = ElementMaker(namespace=NAMESPACE)
    vague = bool(record["place_derived"]) or (record["where_prec"] or 5) >= 5
    mark = e.Placemark(e.name(_text(record["title"] or ident)))
    mark.append(e.description(_text(_description(record))))
    when = _when(record)
    if when is not None:
        mark.append(when)
    mark.append(e.styleUrl(f"#{record['type']}{'_vague' if vague else ''}"))
    shown = {n: record[n] for n in (*_SHOWN, *added) if record[n] is not None}
    own = {k: v for k, v in record.items() if k not in PLACE_COLUMNS}
    whole = json_text({"incident_id": ident, **own})
    shown = {"nr": number, "incident_id": ident, **shown, RECORD: whole}
    mark.append(
        e.ExtendedData(*(e.Data(e.value(_text(_flat(v))), name=_text(n)) for n, v in shown.items()))
    )
    if shape is not None:
        mark.append(_geometry(shape))
    return mark


def _flat(value: Any) -> Any:
    return json_text(value) if isinstance(value, list | dict) else value


def _folders(rows: Rows) -> Iterator[Any]:
    """Make a folder for each kind there is, and one for what has no place."""
    from lxml.builder import ElementMaker

    e = ElementMaker(namespace=NAMESPACE)
    shapes = rounded(rows.shapes, rows.decimals)
    marks: dict[str, list[Any]] = {}
    for number, ((ident, record), shape) in enumerate(
        zip(rows.records(), shapes, strict=True), start=1
    ):
        kind = "" if shape is None else record["type"]
        marks.setdefault(kind, []).append(_placemark(number, ident, record, shape, rows.added))
    for kind in (*INCIDENT_TYPES, ""):
        if kind in marks:
            name = kind.replace("_", " ").capitalize() or "Without a known place"
            yield e.Folder(e.name(name), *marks[kind])


def _document(rows: Rows) -> bytes:
    from lxml import etree
    from lxml.builder import ElementMaker

    from layers.style import KINDS

    e = ElementMaker(namespace=NAMESPACE, nsmap={None: NAMESPACE})
    said = html.escape(
        "\n".join((rows.head["disclaimer"], *rows.head["notes"], *rows.head["credits"]))
    )
    document = e.Document(
        e.name("Incidents"),
        e.open("1"),
        e.description(said.replace("\n", "<br/>")),
        *(_style(kind, vague=vague) for kind in KINDS for vague in (False, True)),
        e.ExtendedData(e.Data(e.value(json_text(rows.head)), name="geomap")),
        *_folders(rows),
    )
    made: bytes = etree.tostring(
        e.kml(document), xml_declaration=True, encoding="UTF-8", pretty_print=True
    )
    return made


def put(rows: Rows, path: Path) -> None:
    """Write a KML file."""
    path.write_bytes(_document(rows))


def put_packed(rows: Rows, path: Path) -> None:
    """Write a KMZ: the KML as ``doc.kml`` in a ZIP."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        entry = zipfile.ZipInfo("doc.kml", date_time=_EPOCH)
        entry.compress_type = zipfile.ZIP_DEFLATED
        packed.writestr(entry, _document(rows))
