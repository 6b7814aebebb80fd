"""Frames of made-up incidents, small enough to reckon by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geomap import to_frame
from geomap.incident import Casualties, Claim, Incident, PlaceMention

if TYPE_CHECKING:
    import geopandas as gpd

TORT_KOCHO = (70.51599, 39.95542)  # derived, 200 m from the line between KGZ and TJK


def place(
    lon: float, lat: float, radius_m: float = 10.0, where_prec: int = 1, **more: Any
) -> PlaceMention:
    return PlaceMention(
        as_written="X",
        name="X",
        status="resolved",
        lon=lon,
        lat=lat,
        radius_m=radius_m,
        where_prec=where_prec,
        confidence=0.9,
        **more,
    )


def says(
    who: str,
    low: int | None,
    high: int | None = None,
    *,
    kind: str = "killed",
    side: str | None = "TJK",
    claimant_side: str | None = None,
    **more: Any,
) -> Claim:
    figure = {n: more.pop(n) for n in ("group", "hedge", "parts") if n in more}
    return Claim(
        claim_id=more.pop("claim_id", f"{who}/{low}/{high}/{kind}"),
        claimant=who,
        claimant_side=claimant_side,
        about="casualties",
        doc_id="r",
        start=0,
        end=1,
        text="w",
        casualties=(Casualties(kind=kind, side=side, min=low, max=high, **figure),),  # type: ignore[arg-type]
        **more,
    )


def incident(
    name: str, *places: PlaceMention, day: str | None = "2022-01-27", **more: Any
) -> Incident:
    dates = {
        "date_start": day,
        "date_end": day,
        "date_edtf": day or "",
        "date_prec": 1 if day else None,
    }
    base: dict[str, Any] = {"type": "armed_clash", "doc_ids": ("r",), **dates}
    return Incident(incident_id=name, places=places, **(base | more))


def frame_of(*incidents: Incident) -> gpd.GeoDataFrame:
    return to_frame(incidents)
