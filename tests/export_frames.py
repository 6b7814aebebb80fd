"""Incidents for the tests of what is written."""

from __future__ import annotations

from typing import Any

from geomap.incident import Actor, Casualties, Claim, Incident, PlaceMention

HOSTILE = [
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    '"quoted", "too"',
    "line\nbreak",
    "carriage\rreturn\r\n",
    "nul\x00inside",
    "'apostrophe",
    "_x0041_",
    "O’Brien & <b>bold</b> 🔥",
    "\ufffe",
]
SQUARE = {"type": "Polygon", "coordinates": [[[70, 40], [70, 41], [71, 41], [71, 40], [70, 40]]]}
LINE = {"type": "LineString", "coordinates": [[70.0, 40.0], [71.0, 41.5]]}


def place(**more: Any) -> PlaceMention:
    values: dict[str, Any] = {
        "as_written": "the X area",
        "name": "X",
        "status": "resolved",
        "lon": 70.123456789,
        "lat": 40.0,
        "radius_m": 1000.0,
        "where_prec": 2,
        "confidence": 0.5,
        "countries": ("KGZ",),
        **more,
    }
    return PlaceMention(**values)


def exact(**more: Any) -> PlaceMention:
    return place(radius_m=20.0, where_prec=1, **more)


def killed(low: int | None, high: int | None, side: str | None = None) -> Casualties:
    return Casualties(kind="killed", min=low, max=high, side=side)


def says(claimant: str, *figures: Casualties, side: str | None = None) -> Claim:
    return Claim(
        claim_id=f"c-{claimant}",
        claimant=claimant,
        claimant_side=side,
        about="casualties",
        doc_id="r",
        start=0,
        end=1,
        text="x",
        casualties=figures,
    )


def incident(number: int = 1, **more: Any) -> Incident:
    values: dict[str, Any] = {
        "incident_id": f"r#{number}",
        "type": "armed_clash",
        "doc_ids": ("r",),
        "places": (place(),),
        "date_start": "2022-01-27",
        "date_end": "2022-01-28",
        "date_edtf": "2022-01-27/2022-01-28",
        "date_prec": 2,
        "actors": (
            Actor(name="Kyrgyz border guards", type="border_guards", iso3="KGZ"),
            Actor(name="Tajik border guards", type="border_guards", iso3="TJK"),
        ),
        "sources": ({"doc_id": "r", "title": "A report", "url": "", "row": 3},),
        "claims": (says("SCNS", killed(2, 2), side="TJK"),),
        **more,
    }
    return Incident(**values)


def one_of_each() -> list[Incident]:
    """A point, a disc, an area, a line, both a point and an area, and one without a place."""
    area = place(geojson=SQUARE, where_prec=4, radius_m=80_000.0)
    return [
        incident(1, places=(exact(),)),
        incident(2),
        incident(3, places=(area,), type="shelling"),
        incident(4, places=(place(geojson=LINE, where_prec=5),), type="talks"),
        incident(5, places=(exact(place_id="a"), place(lon=75.0, place_id="b"))),
        incident(6, places=(), date_start=None, date_end=None, date_edtf="XXXX-01-27"),
    ]
