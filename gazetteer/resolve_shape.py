"""From a chosen place to what a map may draw: area, radius and where_prec."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Protocol

from gazetteer.borders_named import country_disc
from gazetteer.place import Place
from gazetteer.toponym import Resolution, Toponym

__all__ = ["Outlines", "placed", "where_prec"]

EXACT_KM = 5.0
"""A settlement whose published point and extent are within this is "exact" (UCDP 1)."""
VAGUE_KM = 3.0
"""How far "the X area" reaches beyond the settlement X."""
NEAR_KM = 25.0
"""UCDP GED: where_prec 2 is within 25 km of a known point."""
_WITHOUT_OUTLINE = frozenset({"country", "border"})
"""What has a disc or a line of its own; of anything else a known area is shown."""
_UNIT_PREC = {"country": 6, "adm1": 4, "adm2": 3, "border": 5, "road": 5, "area": 5}


class Outlines(Protocol):
    """What a resolution needs of a gazetteer for its geometry."""

    def __hash__(self) -> int:
        """Tell one gazetteer from another: its outlines are kept."""
        ...

    def outline(self, place_id: str) -> dict[str, object] | None:
        """Return a unit's area as GeoJSON, None where it has none."""
        ...


def where_prec(place: Place, radius_km: float | None, *, vague: bool = False) -> int:
    """Give UCDP's code for how exactly a place is known.

    Examples
    --------
    >>> village = Place(place_id="a:1", name="Vorukh", feature_class="populated place",
    ...                 lon=70.58, lat=39.85, radius_km=3)
    >>> where_prec(village, 3), where_prec(village, 6, vague=True)
    (1, 2)
    """
    if place.feature_class in _UNIT_PREC:
        return _UNIT_PREC[place.feature_class]
    if radius_km is None or radius_km > NEAR_KM:
        return 5 if place.feature_class in ("terrain", "water", "locality") else 3
    settled = place.feature_class in ("populated place", "structure", "border post")
    exact = settled and radius_km <= EXACT_KM and not place.derived and not vague
    return 1 if exact else 2


def placed(
    toponym: Toponym, place: Place, outlines: Outlines, confidence: float, reasons: tuple[str, ...]
) -> Resolution:
    """Make the resolution of a toponym to a place, with its geometry."""
    if place.feature_class == "country":
        place = _country(place)
    if place.lon is None or place.lat is None:
        return Resolution(
            toponym=toponym,
            status="unresolved",
            place=place,
            confidence=round(confidence, 3),
            reasons=(*reasons, f"Nobody has published a position of {place.name}."),
        )
    radius_km, said = _radius(toponym, place)
    outline = None
    if place.feature_class not in _WITHOUT_OUTLINE and radius_km == place.radius_km:
        outline = _outline(outlines, place.place_id)
    notes = [*reasons, *said]
    if place.derived:
        notes.append(f"Its position was worked out, not published: {place.note}".rstrip(": "))
    return Resolution(
        toponym=toponym,
        status="resolved",
        place=place,
        lon=place.lon,
        lat=place.lat,
        radius_m=round(radius_km * 1000, 1) if radius_km is not None else None,
        where_prec=where_prec(place, radius_km, vague=toponym.vague),
        confidence=round(confidence, 3),
        geojson=outline,
        reasons=tuple(notes),
    )


@lru_cache(maxsize=256)
def _outline(outlines: Outlines, place_id: str) -> dict[str, object] | None:
    """Keep an outline: the reports of a corpus name the same units again and again."""
    return outlines.outline(place_id)


def _country(place: Place) -> Place:
    """Move a country to the point that is published for it, and cover it from there."""
    disc = country_disc(place.countries[0]) if place.countries else None
    if disc is None:
        return place
    lon, lat, radius_km = disc
    return replace(place, lon=lon, lat=lat, radius_km=radius_km)


def _radius(toponym: Toponym, place: Place) -> tuple[float | None, list[str]]:
    radius = place.radius_km
    if radius is None or not toponym.vague:
        return radius, []
    if place.feature_class != "populated place":
        return radius, [f"The wording ({toponym.text}) is vague; the disc holds the whole place."]
    wider = radius + VAGUE_KM
    return wider, [
        f"The wording ({toponym.text}) is vague: the disc reaches {VAGUE_KM:g} km beyond the place."
    ]
