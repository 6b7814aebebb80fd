"""Incidents shown on a coarser grid, so that no product tells a place more exactly.

Every position of an incident (its places, their candidates, outlines and what
is derived from them) is snapped to the cells of a grid; the disc drawn holds
all that the cell and the place's own uncertainty allow. Coordinates in the
words of a report are hidden. Names stay: they are the report's.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import replace

from geomap.incident import Evidence, Incident, PlaceMention, Rejected
from geomap.obfuscate_grid import Grid
from geomap.obfuscate_text import hidden_in, hide_distances, hide_numbers, hide_positions
from geomap.pairs import adjoin, distance_km

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["note_of", "obfuscate", "obfuscate_frame", "obfuscate_rejected"]

NEAR_M, NEAR_PREC, FUZZY_PREC = 25_000.0, 2, 5  # UCDP GED: within 25 km; a fuzzy area
KEPT = ("terms", "origin", "obfuscated_km")  # of ``extra``: words that hold no position


def note_of(km: float) -> str:
    """Say in one sentence what was done, for the map and the files.

    Examples
    --------
    >>> note_of(10)[:61]
    'Positions are coarsened on purpose to a grid of 10 km: each p'
    """
    return (
        f"Positions are coarsened on purpose to a grid of {km:g} km: each place lies somewhere in "
        "the area drawn, and no file made with this map holds a finer coordinate. Names of places "
        "are as reported."
    )


def obfuscate(incident: Incident, km: float) -> Incident:
    """Snap all positions of an incident to a grid.

    Parameters
    ----------
    incident : Incident
    km : float
        Least width and height of a cell, in kilometres on the ground (0.1 to 1000).

    Returns
    -------
    Incident
        With coarser places, each of which holds the one that was known; ``problems`` says so.
        An incident that was snapped to this grid or a coarser one before is returned as it is.

    Raises
    ------
    UsageError
        ``km`` is out of its range.

    Examples
    --------
    >>> place = PlaceMention(as_written="X", lon=70.51599, lat=39.95542, radius_m=10.0,
    ...                      where_prec=1)
    >>> told = Incident(incident_id="a", type="talks", doc_ids=("r",), places=(place,))
    >>> coarse = obfuscate(told, 10).place
    >>> coarse.lon == place.lon, coarse.where_prec, 7000 < coarse.radius_m < 7500
    (False, 2, True)
    >>> obfuscate(obfuscate(told, 10), 10) == obfuscate(told, 10)
    True
    """
    grid = Grid(km=km)
    if float(incident.extra.get("obfuscated_km") or 0) >= km:
        return incident
    swept = _swept(incident)
    numbers: dict[str, str] = {}
    places = tuple(_place(p, grid, numbers) for p in swept.places)
    return replace(
        swept,
        places=places,
        distance_to_border_km=_distance(incident, places),
        evidence=tuple(_evidence(e) for e in swept.evidence),
        problems=(*map(hide_distances, incident.problems), *_told(incident, km)),
        extra=_extra(incident, km),
    )


def obfuscate_frame(frame: gpd.GeoDataFrame, km: float) -> gpd.GeoDataFrame:
    """Snap all positions of a frame of incidents to a grid.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Incidents (``docs/schema.md``). It is not changed.
    km : float
        Least width and height of a cell, in kilometres.

    Returns
    -------
    geopandas.GeoDataFrame
        A new frame; ``attrs["notes"]`` says what was done, and the rows in
        ``attrs["rejected"]`` are without their cells.

    Raises
    ------
    SchemaError
        The frame does not follow the schema.
    UsageError
        ``km`` is out of its range.

    Examples
    --------
    >>> from geomap.frame import to_frame
    >>> obfuscate_frame(to_frame([]), 5).attrs["notes"][0].startswith("Positions are coarsened")
    True
    """
    from geomap.frame import to_frame, to_incidents

    coarse = to_frame(obfuscate(i, km) for i in to_incidents(frame))
    rejected = [msgspec.convert(r, Rejected) for r in frame.attrs.get("rejected", ())]
    coarse.attrs.update(
        {
            **{k: v for k, v in frame.attrs.items() if k != "rejected"},
            "rejected": [msgspec.to_builtins(r) for r in obfuscate_rejected(rejected)],
            "notes": [*frame.attrs.get("notes", ()), note_of(km)],
        }
    )
    return coarse


def obfuscate_rejected(rejected: Iterable[Rejected]) -> tuple[Rejected, ...]:
    """Keep what was set aside and why, without cells that may hold a position.

    Examples
    --------
    >>> row = Rejected(source="a.csv", row=2, reason="lat 391.123456 is no latitude", raw="{}")
    >>> obfuscate_rejected([row])[0].reason
    'lat ███.██████ is no latitude (its content is withheld: positions are coarsened)'
    """
    why = " (its content is withheld: positions are coarsened)"
    return tuple(
        replace(r, reason=hide_distances(r.reason) + (why if r.raw else ""), raw="")
        for r in rejected
    )


def _place(place: PlaceMention, grid: Grid, numbers: dict[str, str]) -> PlaceMention:
    changes = _shape(place, grid)
    shown = changes.get("radius_m") if place.lon is not None or place.geojson else None
    told = f"Shown on a grid of {grid.km:g} km." if shown else ""
    # An id leads to the exact place in the gazetteer it names; a number still tells two apart.
    known = place.place_id and numbers.setdefault(place.place_id, f"place:{len(numbers) + 1}")
    return replace(
        place,
        **(_snapped(place.lon, place.lat, grid) | changes),
        place_id=known,
        candidates=tuple(_candidate(c, grid) for c in place.candidates),
        reasons=tuple(map(hide_distances, place.reasons)),
        note=" ".join(filter(None, [hide_distances(place.note), told])),
    )


def _snapped(lon: float | None, lat: float | None, grid: Grid) -> dict[str, float]:
    if lon is None or lat is None:
        return {}
    x, y = grid.cell(lon, lat).centre
    return {"lon": x, "lat": y}


def _shape(place: PlaceMention, grid: Grid) -> dict[str, Any]:
    """Give the radius, the outline and the precision of what is shown."""
    if place.geojson:
        return _outline(place, place.geojson, grid)
    if place.lon is None or place.lat is None:
        return {}
    cell, prec = grid.cell(place.lon, place.lat), place.where_prec
    radius = cell.reach_m + (place.radius_m or 0.0)
    if prec is None or prec > FUZZY_PREC:  # not drawn: a radius that was not known stays so
        return {} if place.radius_m is None else {"radius_m": radius}
    return {"radius_m": radius, "where_prec": _prec(prec, radius, cell.reach_m)}


def _outline(place: PlaceMention, known: dict[str, Any], grid: Grid) -> dict[str, Any]:
    import shapely
    from shapely.geometry import shape

    from gazetteer.shapes import covering_radius_m

    covered = grid.cover(shape(known))
    x, y = shapely.get_coordinates(shapely.point_on_surface(covered))[0].tolist()
    lon, lat = (x if place.lon is None else place.lon), (y if place.lat is None else place.lat)
    cell = grid.cell(lon, lat)
    outline = msgspec.json.decode(shapely.to_geojson(covered), type=dict[str, Any])
    radius = float(round(covering_radius_m(*cell.centre, outline)))
    prec = place.where_prec and _prec(place.where_prec, radius, cell.reach_m)
    x, y = cell.centre
    return {"geojson": outline, "radius_m": radius, "where_prec": prec, "lon": x, "lat": y}


def _prec(prec: int, radius_m: float, cell_m: float) -> int:
    """UCDP's precision of what is shown: never finer than the disc, nor than the cell."""
    if prec <= NEAR_PREC:
        return NEAR_PREC if radius_m <= NEAR_M else FUZZY_PREC
    return FUZZY_PREC if prec <= FUZZY_PREC and cell_m > radius_m / 2 else prec


def _candidate(candidate: dict[str, Any], grid: Grid) -> dict[str, Any]:
    kept = {k: v for k, v in candidate.items() if k in {"name", "countries", "parents", "why"}}
    coarse: dict[str, Any] = hidden_in(kept)
    return coarse | _snapped(candidate.get("lon"), candidate.get("lat"), grid)


def _swept(incident: Incident) -> Incident:
    """Hide positions in every text, whatever its field."""
    return msgspec.convert(hidden_in(msgspec.to_builtins(incident), hide_positions), Incident)


def _evidence(evidence: Evidence) -> Evidence:
    text = hide_numbers(evidence.text) if evidence.field == "places" else evidence.text
    return replace(evidence, text=text, note=hide_distances(evidence.note))


def _distance(incident: Incident, places: Iterable[PlaceMention]) -> float | None:
    """Measure to the border from the cell's middle, where the place is farther than its radius."""
    shown = next((p for p in places if p.role == "where" and p.lon is not None), None)
    if incident.distance_to_border_km is None or incident.border_pair is None or shown is None:
        return None
    first, second = incident.border_pair.split("-")
    day = incident.date_start
    if shown.lon is None or shown.lat is None or not adjoin(first, second, day):
        return None
    away = round(distance_km(shown.lon, shown.lat, first, second, day), 1)
    return away if away * 1000 > (shown.radius_m or 0.0) else None


def _told(incident: Incident, km: float) -> list[str]:
    told = [f"Positions are coarsened on purpose to a grid of {km:g} km."]
    withheld = [k for k in incident.extra if k not in {*KEPT, "merged", "corrected"}]
    if withheld:
        told.append(f"{len(withheld)} cells of the table are withheld: they may tell the position.")
    return told


def _extra(incident: Incident, km: float) -> dict[str, Any]:
    extra = {k: hidden_in(v) for k, v in incident.extra.items() if k in KEPT}
    merged, corrected = incident.extra.get("merged"), incident.extra.get("corrected")
    if merged:
        parts = [obfuscate(msgspec.convert(p, Incident), km) for p in merged["parts"]]
        extra["merged"] = {
            "members": merged["members"],
            "joins": hidden_in(merged["joins"]),
            "parts": [msgspec.to_builtins(p) for p in parts],
        }
    if corrected:
        keep = ("field", "who", "when")
        extra["corrected"] = [{k: str(c.get(k) or "") for k in keep} for c in corrected]
    return extra | {"obfuscated_km": km}
