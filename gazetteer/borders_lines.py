"""Border lines per pair of countries, and geodesic distances to them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import combinations

import numpy as np
import shapely

from gazetteer.borders_data import load_topology, units
from gazetteer.borders_status import BorderStatus, sorted_pair, statuses
from gazetteer.borders_text import data_text
from gazetteer.bulk_edges import Edges
from gazetteer.errors import GazetteerDataError
from gazetteer.shapes import distance_m

__all__ = ["BorderLine", "BorderPart", "all_pairs", "lines", "nearest"]

Pair = tuple[str, str]

NATURAL_EARTH = "Natural Earth 5.1.1, 1:10 million"
OPENSTREETMAP = (
    "© OpenStreetMap contributors, timezone-boundary-builder 2026c (geo-tz 8.1.9), "
    "simplified to 33 m"
)
OSM_LINES = "borders_fergana_osm2026c_33m.geojson"
NE_ACCURACY_M = 4_700.0
"""95 % of the OpenStreetMap lines of KG, TJ and UZ have Natural Earth's line nearer
than this, half of them nearer than 1.5 km (tools/borders/measure.py)."""
OSM_ACCURACY_M = 100.0
"""33 m of simplification and the width of what is drawn on the ground."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BorderPart:
    """A part of a line: ``name`` is the units on both sides, sorted ("CRIMEA-UKR").

    ``status`` is what a user's own file says of it, None where it says nothing.
    """

    name: str
    geometry: shapely.MultiLineString
    status: BorderStatus | None = None


@dataclass(frozen=True, kw_only=True)
class BorderLine:
    """One source's line between two countries.

    Parameters
    ----------
    pair : tuple of str
        ISO 3166-1 alpha-3, sorted.
    parts : tuple of BorderPart
        The line, part by part. WGS 84 degrees.
    source, licence : str
        For the credit line of a map.
    as_of : str
        EDTF date that the line is of.
    accuracy_m : float
        Metres; how far off the line may be.
    dataset : str
        The user's data set and its version, ``""`` for the packaged lines.
    valid_from, valid_to : str
        ISO days between which a user's line holds, ``""`` where open.
    """

    pair: Pair
    parts: tuple[BorderPart, ...]
    source: str
    licence: str
    as_of: str
    accuracy_m: float
    dataset: str = ""
    valid_from: str = ""
    valid_to: str = ""

    def holds_on(self, day: str) -> bool:
        """Whether the line is for an ISO day."""
        return (not self.valid_from or self.valid_from <= day) and (
            not self.valid_to or day <= self.valid_to
        )

    @cached_property
    def geometry(self) -> shapely.MultiLineString:
        """The whole line."""
        pieces = [p for part in self.parts for p in part.geometry.geoms]
        return shapely.MultiLineString(pieces)

    @cached_property
    def edges(self) -> Edges:
        """The line's edges, for distances."""
        return Edges([self.geometry], [0])

    def statuses(self, on_date: str | None = None) -> tuple[BorderStatus, ...]:
        """List what is known of this pair's line on a day, the line's own file first."""
        own = tuple(part.status for part in self.parts if part.status is not None)
        return (*own, *statuses(*self.pair, on_date))


def _sides(unit: str) -> tuple[str, ...]:
    special = units().get(unit)
    if special is None:
        return (unit,)
    return (special.holder,) if special.holder else special.countries


def _pairs_of(owners: tuple[str, ...]) -> set[Pair]:
    return {
        sorted_pair(a, b)
        for one, other in combinations(owners, 2)
        for a in _sides(one)
        for b in _sides(other)
        if a != b
    }


def _part(name: str, pieces: list[shapely.LineString]) -> BorderPart:
    merged = shapely.line_merge(shapely.MultiLineString(pieces))
    return BorderPart(name=name, geometry=shapely.MultiLineString(list(shapely.get_parts(merged))))


@lru_cache(maxsize=1)
def _world() -> dict[Pair, BorderLine]:
    topology = load_topology("borders_ne10m.npz")
    found: dict[Pair, dict[str, list[shapely.LineString]]] = {}
    for arc, owners in zip(topology.arcs, topology.owners, strict=True):
        if len(owners) > 1:
            for pair in _pairs_of(owners):
                parts = found.setdefault(pair, {})
                parts.setdefault("-".join(owners), []).append(shapely.LineString(arc))
    return {
        pair: BorderLine(
            pair=pair,
            parts=tuple(_part(name, pieces) for name, pieces in sorted(parts.items())),
            source=NATURAL_EARTH,
            licence="public domain",
            as_of="2022-05",
            accuracy_m=NE_ACCURACY_M,
        )
        for pair, parts in found.items()
    }


@lru_cache(maxsize=1)
def _valley() -> dict[Pair, BorderLine]:
    iso3 = {"KG": "KGZ", "TJ": "TJK", "UZ": "UZB"}
    found = {}
    for feature in json.loads(data_text(OSM_LINES))["features"]:
        pair = sorted_pair(iso3[feature["properties"]["a"]], iso3[feature["properties"]["b"]])
        geometry = shapely.MultiLineString(feature["geometry"]["coordinates"])
        found[pair] = BorderLine(
            pair=pair,
            parts=(BorderPart(name="-".join(pair), geometry=geometry),),
            source=OPENSTREETMAP,
            licence="ODbL 1.0",
            as_of="2026",
            accuracy_m=OSM_ACCURACY_M,
        )
    return found


def all_pairs() -> tuple[Pair, ...]:
    """List the pairs of countries that share a line on land.

    Examples
    --------
    >>> ("KGZ", "TJK") in all_pairs(), ("FRA", "GBR") in all_pairs()
    (True, False)
    """
    return tuple(sorted(_world()))


def lines(a: str, b: str) -> tuple[BorderLine, ...]:
    """Give every source's line between two countries, the most accurate first.

    Raises
    ------
    GazetteerDataError
        Where the two share no line on land.

    Examples
    --------
    >>> [line.as_of for line in lines("TJK", "KGZ")]
    ['2026', '2022-05']
    >>> lines("FRA", "GBR")
    Traceback (most recent call last):
    ...
    gazetteer.errors.GazetteerDataError: FRA and GBR share no border on land in Natural Earth
    """
    pair = sorted_pair(a, b)
    found = [source[pair] for source in (_valley(), _world()) if pair in source]
    if not found:
        raise GazetteerDataError(
            f"{pair[0]} and {pair[1]} share no border on land in Natural Earth"
        )
    return tuple(found)


def nearest(lon: float, lat: float, line: BorderLine) -> tuple[float, float, float]:
    """Find the point of a line that is nearest to a point.

    Returns
    -------
    tuple of float
        Longitude and latitude of the nearest point in degrees, and its
        geodesic distance in metres.

    Examples
    --------
    >>> foot_lon, foot_lat, metres = nearest(70.8193, 40.0604, lines("KGZ", "TJK")[0])
    >>> 5_000 < metres < 15_000
    True
    """
    feet = line.edges.nearest(np.array([lon]), np.array([lat]))
    foot_lon, foot_lat = float(feet.lon[0]), float(feet.lat[0])
    return foot_lon, foot_lat, distance_m(lon, lat, foot_lon, foot_lat)
