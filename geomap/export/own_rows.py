"""Rows of ACLED and UCDP that come back as they were: what a coder wrote is not coded anew.

An incident that was read from a coder's table keeps all cells of its row. A cell is written
as it stands there as long as the incident still says what is read from it; what an analyst has
set since is written from the incident.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["Parts", "own_cells", "own_ident"]

Parts = Mapping[str, tuple[str, ...]]
"""Which columns say what: ``type``, ``date``, ``place``, ``actors``, ``deaths``."""


def own_ident(ident: str, kind: str) -> str:
    """Give an id as the coder writes it.

    Examples
    --------
    >>> own_ident("acled:KGZ12", "acled"), own_ident("report#1", "acled")
    ('KGZ12', 'report#1')
    """
    return ident.removeprefix(f"{kind}:")


def own_cells(
    ident: str, record: Mapping[str, Any], kind: str, columns: Sequence[str], parts: Parts
) -> dict[str, Any]:
    """Give the cells of an incident's own row that still hold; none for any other incident.

    Parameters
    ----------
    ident : str
    record : mapping
        The incident.
    kind : str
        ``acled`` or ``ucdp``.
    columns : sequence of str
        Those of the coder's table.
    parts : mapping
        What has to be the same for which columns.

    Examples
    --------
    >>> own_cells("report#1", {"extra": {}}, "acled", ("fatalities",), {})
    {}
    """
    from geomap.tables.coded import columns_of
    from geomap.tables.detection import SOURCES
    from geomap.tables.sheet import Line, Row
    from geomap.tables.values import BadCellError

    cells, source = record["extra"], SOURCES[kind]
    if not ident.startswith(f"{kind}:") or not source.signature <= {c.casefold() for c in cells}:
        return {}
    names = tuple(cells)
    index = {field: names.index(c) for field, c in columns_of(source, names).items()}
    try:
        coded = source.read(Row(Line(0, list(cells.values())), index))
    except BadCellError:
        return {}
    changed = {c for part in _changed(coded, record) for c in parts[part]}
    return {c: cells[c] for c in columns if c in cells and c not in changed}


def _changed(coded: Any, record: Mapping[str, Any]) -> list[str]:
    """Name what an incident says otherwise than its row."""
    when = (coded.when.start, coded.when.end, coded.when.edtf)
    same = {
        "type": coded.type == record["type"],
        "date": when == tuple(record[n] for n in ("date_start", "date_end", "date_edtf")),
        "place": _is_at(coded.spot, record["places"]),
        "actors": [a.name for a in coded.actors] == [a["name"] for a in record["actors"]],
        "deaths": [_figure(f) for f in coded.figures] == _figures(record["claims"]),
    }
    return [part for part, is_same in same.items() if not is_same]


def _is_at(spot: Any, places: Sequence[Mapping[str, Any]]) -> bool:
    place = next((p for p in places if p.get("role", "where") == "where"), None)
    name = spot.name or spot.admin2 or spot.admin1
    if place is None or spot.lon is None:
        return place is None if not name else place is not None and place["as_written"] == name
    written = name or f"{spot.lat:g}, {spot.lon:g}"
    prec = place["where_prec"] if spot.prec is None else spot.prec
    at = (written, spot.lon, spot.lat, prec)
    return at == tuple(place[n] for n in ("as_written", "lon", "lat", "where_prec"))


def _figure(figure: Any) -> tuple[Any, ...]:
    return figure.kind, figure.min, figure.max, figure.hedge


def _figures(claims: Sequence[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
    told = [f for c in claims for f in c.get("casualties") or ()]
    return [tuple(f.get(n) for n in ("kind", "min", "max", "hedge")) for f in told]
