"""A table in the shape of UCDP GED's: its 49 columns, for tools that read GED.

It is no UCDP data: ids of conflicts, dyads and sides, the region and what only
UCDP's coders decide stay empty.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from geomap.export.coded import Event, cells, events_of, left_out, state_of
from geomap.export.delimited import put_table
from geomap.export.rows import Rows

__all__ = ["COLUMNS", "TYPES", "priogrid", "put"]

COLUMNS = (
    "id",
    "relid",
    "year",
    "active_year",
    "code_status",
    "type_of_violence",
    "conflict_dset_id",
    "conflict_new_id",
    "conflict_name",
    "dyad_dset_id",
    "dyad_new_id",
    "dyad_name",
    "side_a_dset_id",
    "side_a_new_id",
    "side_a",
    "side_b_dset_id",
    "side_b_new_id",
    "side_b",
    "number_of_sources",
    "source_article",
    "source_office",
    "source_date",
    "source_headline",
    "source_original",
    "where_prec",
    "where_coordinates",
    "where_description",
    "adm_1",
    "adm_2",
    "latitude",
    "longitude",
    "geom_wkt",
    "priogrid_gid",
    "country",
    "country_id",
    "region",
    "event_clarity",
    "date_prec",
    "date_start",
    "date_end",
    "deaths_a",
    "deaths_b",
    "deaths_civilians",
    "deaths_unknown",
    "best",
    "high",
    "low",
    "gwnoa",
    "gwnob",
)
PARTS = {
    "type": ("type_of_violence",),
    "actors": (*COLUMNS[9:18], "gwnoa", "gwnob"),
    "place": COLUMNS[24:36],
    "date": ("year", *COLUMNS[37:40]),
    "deaths": COLUMNS[40:47],
}
TYPES = {
    "armed_clash": 1,
    "shelling": 1,
    "air_drone_strike": 1,
    "communal_clash": 2,
    "attack_on_civilians": 3,
}
"""type_of_violence (GED Codebook 23.1): 1 state-based, 2 non-state, 3 one-sided."""
_CELLS_A_ROW = 720  # PRIO-GRID: cells of half a degree, counted from 90° S, 180° W


def priogrid(lon: float, lat: float) -> int:
    """Give the PRIO-GRID cell of a point (Tollefsen et al. 2012).

    Examples
    --------
    >>> priogrid(36.558974, 35.763369)  # as GED 23.1 has it
    181154
    """
    row = min(math.floor((lat + 90) * 2), 359)
    column = min(math.floor((lon + 180) * 2), _CELLS_A_ROW - 1)
    return row * _CELLS_A_ROW + column + 1


@cache
def _gleditsch_ward() -> Mapping[str, int]:
    """Give the number of each of today's states; a past state's number is not used."""
    from geomap.tables.codes import _codes

    found: dict[str, int] = {}
    for code, iso3 in _codes()["gw"].items():
        found.setdefault(iso3, int(code))
    return found


def _row(event: Event) -> dict[str, Any]:
    record = event.record
    prec = record["where_prec"]
    return {
        "id": event.ident,
        "year": int(record["date_start"][:4]),
        "code_status": record["status"],
        "type_of_violence": TYPES.get(record["type"]),
        **_sides(event),
        **_sources(event),
        "where_prec": prec,
        "where_coordinates": record["place_name"] or record["place_as_written"],
        "where_description": record["place_as_written"],
        "adm_1": event.admin1,
        "adm_2": event.admin2,
        **_position(record),
        "country": event.country,
        "country_id": _gleditsch_ward().get(event.iso3),
        "event_clarity": 1 if record["scale"] == "event" else 2,
        "date_prec": record["date_prec"],
        "date_start": record["date_start"],
        "date_end": record["date_end"] or record["date_start"],
        "best": event.deaths.best,
        "high": event.deaths.high,
        "low": event.deaths.low,
        **event.own,
    }


def _position(record: Mapping[str, Any]) -> dict[str, Any]:
    lon, lat = record["lon"], record["lat"]
    if lon is None or lat is None:
        return {}
    return {
        "latitude": lat,
        "longitude": lon,
        "geom_wkt": f"POINT ({lon!r} {lat!r})",
        "priogrid_gid": priogrid(lon, lat),
    }


def _sides(event: Event) -> dict[str, Any]:
    """Name the two sides with their states, and the dead of each state."""
    first, second = event.sides
    states = [state_of(a) for a in event.sides]
    dead = event.deaths.by_side
    apart = states[0] != states[1]  # else whose dead they are is not told
    return {
        "dyad_name": f"{first['name']} - {second['name']}" if second["name"] else "",
        "side_a": first["name"],
        "side_b": second["name"],
        "gwnoa": _gleditsch_ward().get(states[0]),
        "gwnob": _gleditsch_ward().get(states[1]),
        "deaths_a": dead.get(states[0]) if apart else None,
        "deaths_b": dead.get(states[1]) if apart else None,
    }


def _sources(event: Event) -> dict[str, Any]:
    sources = event.record["sources"]
    claimants = dict.fromkeys(c["claimant"] for c in event.record["claims"] if c["claimant"])

    def joined(*names: str) -> str:
        found = (next((s[n] for n in names if s.get(n)), "") for s in sources)
        return ";".join(str(f) for f in found if f)

    return {
        "number_of_sources": len(sources),
        "source_article": joined("title", "doc_id"),
        "source_office": joined("publisher"),
        "source_date": joined("published_on"),
        "source_headline": joined("title"),
        "source_original": "; ".join(claimants),
    }


def put(rows: Rows, path: Path, *, hxl: bool = False) -> tuple[str, ...]:
    """Write the table; give which incidents have no row in it."""
    events, out = events_of(rows, "ucdp", COLUMNS, PARTS, violent=frozenset(TYPES))
    made = (_row(e) for e in events)
    put_table(path, list(COLUMNS), (cells(r, COLUMNS) for r in made), hxl=hxl)
    return left_out(out, "no violence as GED counts it, told as background, or no day is known")
