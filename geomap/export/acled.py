"""A table in the shape of ACLED's: its 31 columns, for tools that read ACLED.

The disorder, event and sub-event types are those of the ACLED Codebook (2024).
It is no ACLED data: what only ACLED's coders know (region, scale of the
source, interaction with identity or political militias) stays empty.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from geomap.export.coded import Event, cells, events_of, left_out, state_of
from geomap.export.delimited import put_table
from geomap.export.rows import Rows
from geomap.summary import claims_in_words

__all__ = ["COLUMNS", "TYPES", "put"]

COLUMNS = (
    "event_id_cnty",
    "event_date",
    "year",
    "time_precision",
    "disorder_type",
    "event_type",
    "sub_event_type",
    "actor1",
    "assoc_actor_1",
    "inter1",
    "actor2",
    "assoc_actor_2",
    "inter2",
    "interaction",
    "civilian_targeting",
    "iso",
    "region",
    "country",
    "admin1",
    "admin2",
    "admin3",
    "location",
    "latitude",
    "longitude",
    "geo_precision",
    "source",
    "source_scale",
    "notes",
    "fatalities",
    "tags",
    "timestamp",
)
PARTS = {
    "date": COLUMNS[1:4],
    "type": (*COLUMNS[4:7], "civilian_targeting"),
    "actors": COLUMNS[7:14],
    "place": COLUMNS[15:25],
    "deaths": ("fatalities",),
}
_VIOLENCE, _STRATEGIC = "Political violence", "Strategic developments"
_REMOTE, _CIVILIANS = "Explosions/Remote violence", "Violence against civilians"
_OTHER = (_STRATEGIC, _STRATEGIC, "Other")
TYPES: dict[str, tuple[str, str, str]] = {
    "armed_clash": (_VIOLENCE, "Battles", "Armed clash"),
    "shelling": (_VIOLENCE, _REMOTE, "Shelling/artillery/missile attack"),
    "air_drone_strike": (_VIOLENCE, _REMOTE, "Air/drone strike"),
    "attack_on_civilians": (_VIOLENCE, _CIVILIANS, "Attack"),
    "communal_clash": (_VIOLENCE, "Riots", "Mob violence"),
    "hostage_taking": (_VIOLENCE, _CIVILIANS, "Abduction/forced disappearance"),
    "arson_looting": (_STRATEGIC, _STRATEGIC, "Looting/property destruction"),
    "road_blockade": _OTHER,
    "mobilisation": (_STRATEGIC, _STRATEGIC, "Change to group/activity"),
    "talks": _OTHER,
    "mediation": _OTHER,
    "ceasefire": (_STRATEGIC, _STRATEGIC, "Agreement"),
    "agreement": (_STRATEGIC, _STRATEGIC, "Agreement"),
    "accusation": _OTHER,
    "statement": _OTHER,
    "unknown": ("", "", ""),
}
"""Disorder, event and sub-event type of each of our types."""
_INTER = {
    "armed_forces": "State forces",
    "border_guards": "State forces",
    "police": "State forces",
    "security_service": "State forces",
    "government": "State forces",
    "civilians": "Civilians",
}
_TIME_PRECISION = {1: 1, 2: 2, 3: 2, 4: 3, 5: 3}
_GEO_PRECISION = {1: 1, 2: 2, 3: 3, 4: 3, 5: 3}  # never more exact than what is known


def _row(event: Event) -> dict[str, Any]:
    from gazetteer.countries import row

    record = event.record
    day = record["date_start"]
    disorder, kind, sub = TYPES[record["type"]]
    country = row(event.iso3)
    return {
        "event_id_cnty": event.ident,
        "event_date": day,
        "year": int(day[:4]),
        "time_precision": _TIME_PRECISION.get(record["date_prec"]),
        "disorder_type": disorder,
        "event_type": kind,
        "sub_event_type": sub,
        **_actors(event),
        "civilian_targeting": "Civilian targeting" if kind == _CIVILIANS else "",
        "iso": int(country.numeric) if country else None,
        "country": event.country,
        "admin1": event.admin1,
        "admin2": event.admin2,
        "location": record["place_name"] or record["place_as_written"],
        "latitude": record["lat"] if event.placed else None,
        "longitude": record["lon"] if event.placed else None,
        "geo_precision": _GEO_PRECISION.get(record["where_prec"]) if event.placed else None,
        "source": "; ".join(_sources(event)),
        "notes": _notes(event),
        "fatalities": event.deaths.best,
        "tags": f"geomap: no ACLED data; status={record['status']}",
        **event.own,
        **_changed(event),
    }


def _changed(event: Event) -> dict[str, str]:
    """Say in the tags of ACLED's own row what is not ACLED's any more."""
    anew = [p for p, columns in PARTS.items() if event.own and event.own.keys().isdisjoint(columns)]
    tags = [str(event.own.get("tags") or ""), f"geomap: not as ACLED has it: {', '.join(anew)}"]
    return {"tags": "; ".join(filter(None, tags))} if anew else {}


def _actors(event: Event) -> dict[str, str]:
    """Name the two sides; others of a side's state are associated with it."""
    first, second = event.sides
    with_first = [a for a in event.others if state_of(a) and state_of(a) == state_of(first)]
    with_second = [a for a in event.others if a not in with_first]
    inter = [_INTER.get(str(a["type"]), "") for a in (first, second)]
    return {
        "actor1": first["name"],
        "assoc_actor_1": "; ".join(a["name"] for a in with_first),
        "inter1": inter[0],
        "actor2": second["name"],
        "assoc_actor_2": "; ".join(a["name"] for a in with_second),
        "inter2": inter[1],
        "interaction": "-".join(sorted(inter)) if all(inter) else "",
    }


def _sources(event: Event) -> list[str]:
    named = (
        s.get("publisher") or s.get("title") or s.get("doc_id") for s in event.record["sources"]
    )
    return list(dict.fromkeys(str(s) for s in named if s))


def _notes(event: Event) -> str:
    """Give the sentence, then every claim with its claimant, and what is doubtful."""
    record = event.record
    claims = [f"Claim – {c}" for c in claims_in_words(record["claims"])]
    parts = [record["sentence"], record["place_note"], *claims, *record["problems"]]
    return " | ".join(p for p in parts if p)


def put(rows: Rows, path: Path, *, hxl: bool = False) -> tuple[str, ...]:
    """Write the table; give which incidents have no row in it."""
    events, out = events_of(rows, "acled", COLUMNS, PARTS)
    made = (_row(e) for e in events)
    put_table(path, list(COLUMNS), (cells(r, COLUMNS) for r in made), hxl=hxl)
    return left_out(out, "told as background, or no day is known")
