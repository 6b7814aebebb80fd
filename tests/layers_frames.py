"""Frames of incidents made by hand, as docs/schema.md describes them."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from pyproj import Geod
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box

GEOD = Geod(ellps="WGS84")
SHA = "0" * 63 + "1"
TEXT = (
    "Two Tajik nationals were killed and at least ten others, including 6 border guards and "
    "4 civilians, were wounded."
)


def disc(lon: float, lat: float, radius_m: float, vertices: int = 64) -> Polygon:
    """The true circle of a radius round a point."""
    azimuths = np.linspace(0, 360, vertices, endpoint=False)
    ones = np.ones(vertices)
    x, y, _ = GEOD.fwd(lon * ones, lat * ones, azimuths, radius_m * ones)
    return Polygon(np.column_stack([x, y]))


def place(
    written: str, lon: float | None = None, lat: float | None = None, **more: Any
) -> dict[str, Any]:
    base: dict[str, Any] = {
        "as_written": written,
        "role": "where",
        "status": "resolved",
        "name": written,
        "place_id": "",
        "feature_class": "",
        "countries": (),
        "parents": (),
        "lon": lon,
        "lat": lat,
        "radius_m": None,
        "where_prec": None,
        "confidence": 0.9,
        "derived": False,
        "geojson": None,
        "candidates": (),
        "reasons": (),
        "source": "",
        "licence": "",
        "note": "",
    }
    return base | more


def claim(claim_id: str, side: str | None, text: str, **more: Any) -> dict[str, Any]:
    base: dict[str, Any] = {
        "claim_id": claim_id,
        "claimant": "",
        "claimant_side": side,
        "via": "",
        "about": "other",
        "blames": None,
        "casualties": (),
        "hedge": None,
        "denies": False,
        "supersedes": None,
        "said_on": None,
        "doc_id": "r1",
        "start": 0,
        "end": len(text),
        "text": text,
        "claimant_start": None,
        "claimant_end": None,
    }
    return base | more


def figure(kind: str, low: int | None, high: int | None = None, **more: Any) -> dict[str, Any]:
    return {
        "kind": kind,
        "side": None,
        "group": None,
        "min": low,
        "max": high,
        "hedge": None,
        "side_basis": "stated",
        "parts": (),
        "derived": False,
        "start": None,
        "end": None,
    } | more


def incident(incident_id: str, kind: str, **more: Any) -> dict[str, Any]:
    base: dict[str, Any] = {
        "incident_id": incident_id,
        "type": kind,
        "title": "",
        "status": "draft",
        "scale": "event",
        "background": False,
        "date_start": None,
        "date_end": None,
        "date_edtf": "",
        "date_prec": None,
        "date_basis": "",
        "year_basis": "",
        "time_local": None,
        "time_zone": None,
        "datetime_utc": None,
        "clocks": [],
        "place_as_written": None,
        "place_name": None,
        "place_status": "none",
        "place_derived": False,
        "place_note": "",
        "where_prec": None,
        "radius_m": None,
        "lon": None,
        "lat": None,
        "confidence": 0.0,
        "places": [],
        "countries": [],
        "border_pair": None,
        "distance_to_border_km": None,
        "actors": [],
        "claims": [],
        "evidence": [],
        "sentence": "",
        "sentence_start": None,
        "sentence_end": None,
        "sources": [source()],
        "doc_ids": ["r1"],
        "problems": [],
        "extra": {},
        "geometry": None,
    }
    return base | more


def source(**more: Any) -> dict[str, Any]:
    return {
        "doc_id": "r1",
        "path": "report.txt",
        "url": "https://example.org/r1",
        "publisher": "Example Agency",
        "title": "Clashes on the border",
        "published_on": "2022-01-31",
        "published_basis": "given",
        "sha256": SHA,
        "lang": "en",
    } | more


def frame(*incidents: dict[str, Any]) -> gpd.GeoDataFrame:
    rows = list(incidents) or [incident("x", "unknown")]
    made = gpd.GeoDataFrame(rows, geometry="geometry", crs=4326).set_index("incident_id")
    return made if incidents else made.iloc[:0]


def at(
    name: str, lon: float, lat: float, prec: int, radius_m: float | None, **more: Any
) -> dict[str, Any]:
    """The columns of an incident's place, its geometry a point or a disc."""
    exact = prec == 1 and (radius_m or 0) < 50
    keys = {
        k: more.pop(k)
        for k in ("derived", "note", "reasons", "candidates", "countries", "parents")
        if k in more
    }
    where = place(name, lon, lat, where_prec=prec, radius_m=radius_m, **keys)
    geometry = Point(lon, lat) if exact or radius_m is None else disc(lon, lat, radius_m)
    return {
        "place_as_written": name,
        "place_name": name,
        "place_status": "resolved",
        "place_derived": where["derived"],
        "place_note": where["note"],
        "where_prec": prec,
        "radius_m": radius_m,
        "lon": lon,
        "lat": lat,
        "places": [where],
        "geometry": geometry,
    } | more


def day(iso: str, **more: Any) -> dict[str, Any]:
    return {
        "date_start": iso,
        "date_end": iso,
        "date_edtf": iso,
        "date_prec": 1,
        "date_basis": "stated",
    } | more


def clash() -> dict[str, Any]:
    """The clash at Tort-Kocho: a derived disc of one kilometre, both sides' claims."""
    parts = [
        figure("wounded", 6, 6, side="TJK", group="border guards"),
        figure("wounded", 4, 4, side="TJK", group="civilians"),
    ]
    wounded = [
        figure("killed", 2, 2, side="TJK"),
        figure("wounded", 10, None, side="TJK", hedge="at least", parts=parts),
    ]
    where = at(
        "Tort-Kocho",
        70.51599,
        39.95542,
        2,
        1000.0,
        derived=True,
        note="Derived: where the 2026 line leaves a gap at the road crossing.",
        countries=("KGZ", "TJK"),
        parents=("Batken region",),
        reasons=("The only Tort-Kocho in Batken region.",),
        candidates=(
            {
                "name": "Tort-Kocho",
                "countries": ("KGZ",),
                "parents": ("Osh region",),
                "lon": 72.1,
                "lat": 40.1,
                "why": "another village of that name",
            },
        ),
    )
    where["places"] += [
        place("Batken region", 70.8, 39.9, role="mentioned", radius_m=90000.0, where_prec=4),
        place("Kyrgyzstan", 74.7, 41.3, role="mentioned", radius_m=600000.0, where_prec=6),
    ]
    return incident(
        "clash",
        "armed_clash",
        title="Armed clash at Tort-Kocho, 27 January 2022",
        **day("2022-01-27", year_basis="Friday (January 28) falls in 2022"),
        **where,
        countries=["KGZ", "TJK"],
        border_pair="KGZ-TJK",
        distance_to_border_km=0.4,
        actors=[{"name": "Kyrgyz border guards", "type": "border_guards", "iso3": "KGZ"}],
        sentence=TEXT,
        sentence_start=100,
        sentence_end=100 + len(TEXT),
        evidence=[
            {
                "field": "killed",
                "doc_id": "r1",
                "start": 100,
                "end": 103,
                "text": "Two",
                "note": "",
            },
            {
                "field": "wounded",
                "doc_id": "r1",
                "start": 136,
                "end": 148,
                "text": "at least ten",
                "note": "",
            },
            {
                "field": "date_start",
                "doc_id": "r1",
                "start": 10,
                "end": 20,
                "text": "January 27",
                "note": "",
            },
        ],
        claims=[
            claim(
                "c1",
                "TJK",
                TEXT,
                claimant="Main Border Guard Directorate of Tajikistan",
                about="casualties",
                casualties=wounded,
                via="its press centre",
                said_on="2022-01-28",
            ),
            claim(
                "c2",
                "KGZ",
                "Eleven Kyrgyz nationals were wounded.",
                claimant="the Kyrgyz side",
                about="casualties",
                casualties=[figure("wounded", 11, 11, side="KGZ")],
            ),
            claim(
                "c3",
                "TJK",
                "the Kyrgyz side fired at residents",
                claimant="SCNS",
                about="blame",
                blames="KGZ",
            ),
            claim(
                "c4",
                "KGZ",
                "Tajik citizens blocked a road",
                claimant="security officials",
                about="blame",
                blames="TJK",
                hedge="reportedly",
            ),
            claim("c5", None, "mortars and grenade launchers were used", about="weapons"),
        ],
    )


def talks() -> dict[str, Any]:
    """Talks at Surkh jamoat: the local day is the 28th, the UTC day the 27th."""
    return incident(
        "talks",
        "talks",
        title="Talks in Surkh jamoat, 28 January 2022",
        **day(
            "2022-01-28",
            time_local="01:00",
            time_zone="Asia/Dushanbe",
            datetime_utc="2022-01-27T20:00:00Z",
            clocks=[
                {"iso3": "TJK", "zone": "Asia/Dushanbe", "local": "2022-01-28T01:00+05:00"},
                {"iso3": "KGZ", "zone": "Asia/Bishkek", "local": "2022-01-28T02:00+06:00"},
            ],
        ),
        **at("Surkh jamoat", 70.53, 39.91, 3, 6000.0, countries=("TJK",)),
    )


def statement() -> dict[str, Any]:
    """A statement at a place of which there are two."""
    return incident(
        "statement",
        "statement",
        title="Statement",
        **day("2022-01-31"),
        place_as_written="Kok-Tash",
        place_status="ambiguous",
        places=[
            place(
                "Kok-Tash",
                status="ambiguous",
                name="",
                candidates=(
                    {"name": "Kok-Tash", "countries": ("KGZ",), "why": "in Batken"},
                    {"name": "Kok-Tash", "countries": ("KGZ",), "why": "in Jalal-Abad"},
                ),
            )
        ],
    )


def batken() -> gpd.GeoDataFrame:
    """Everything that one real article gives: placed, unplaced, background."""
    return frame(
        clash(),
        talks(),
        incident(
            "ceasefire",
            "ceasefire",
            **day("2022-01-28", time_local="01:00"),
            **at("Surkh jamoat", 70.53, 39.91, 3, 6000.0, countries=("TJK",)),
        ),
        incident(
            "mediation",
            "mediation",
            title="Mediation by the CSTO",
            **day("2022-01-27", time_local="night"),
            problems=["No place is told."],
        ),
        statement(),
        incident(
            "protocol",
            "agreement",
            title="Protocol",
            background=True,
            **day("2021-05-01"),
            **at("Batken", 70.82, 40.06, 1, 10.0),
        ),
        incident(
            "blockade",
            "road_blockade",
            date_edtf="XXXX-01-27",
            date_prec=1,
            **at("Vorukh", 70.58, 39.84, 1, 20.0, countries=("TJK",)),
        ),
    )


def zoo() -> gpd.GeoDataFrame:
    """One of each shape that a place can have."""
    stretch = LineString([(70.4, 39.9), (70.5, 39.95), (70.6, 39.93)]).buffer(0.01)
    province = box(70.0, 39.5, 71.0, 40.5)
    return frame(
        incident("point", "shelling", **day("2022-01-01"), **at("P", 70.1, 39.9, 1, 10.0)),
        incident("disc", "shelling", **day("2022-01-02"), **at("D", 70.2, 39.9, 2, 5000.0)),
        incident(
            "province",
            "arson_looting",
            **day("2022-01-03"),
            **(at("A", 70.5, 40.0, 4, 50000.0) | {"geometry": province}),
        ),
        incident(
            "stretch",
            "mobilisation",
            **day("2022-01-04"),
            **(at("B", 70.5, 39.95, 5, None) | {"geometry": stretch}),
        ),
        incident(
            "line",
            "hostage_taking",
            **day("2022-01-05"),
            **(
                at("L", 70.5, 39.7, 5, None)
                | {"geometry": LineString([(70.4, 39.7), (70.6, 39.72)])}
            ),
        ),
        incident(
            "islands",
            "accusation",
            **day("2022-01-06"),
            **(
                at("M", 70.3, 39.6, 3, None)
                | {
                    "geometry": MultiPolygon(
                        [box(70.2, 39.5, 70.3, 39.6), box(70.35, 39.5, 70.4, 39.6)]
                    )
                }
            ),
        ),
        incident(
            "false-pin",
            "attack_on_civilians",
            **day("2022-01-07"),
            **(at("F", 70.6, 40.2, 4, None) | {"geometry": Point(70.6, 40.2)}),
        ),
        incident("nowhere", "statement", **day("2022-01-08")),
        incident("empty", "statement", **day("2022-01-09"), geometry=shapely.Point()),
    )


def border(**more: Any) -> dict[str, Any]:
    properties = {
        "pair": "KGZ-TJK",
        "label": "Kyrgyzstan–Tajikistan",
        "status": "agreed 2025",
        "dashed": False,
        "source": "OpenStreetMap",
        "licence": "ODbL 1.0",
        "as_of": "2026-03",
        "accuracy_m": 33,
    } | more
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {
            "type": "LineString",
            "coordinates": [[70.3, 39.98], [70.5, 39.96], [70.7, 39.99]],
        },
    }


def borders() -> list[dict[str, Any]]:
    disputed = border(label="not delimited at Tort-Kocho", status="disputed", dashed=True)
    disputed["geometry"]["coordinates"] = [[70.7, 39.99], [70.75, 40.0], [70.9, 40.02]]
    other = border(
        source="Natural Earth 1:10m", licence="public domain", as_of="2021", accuracy_m=1700
    )
    other["geometry"]["coordinates"] = [[70.3, 39.97], [70.9, 40.01]]
    return [border(), disputed, other]
