"""Border lines at full resolution, out of the time zones that end at them.

``timezonefinder`` carries the outlines of all time zones from OpenStreetMap
(ODbL 1.0). Neighbouring outlines share their vertices, and nearly every zone
lies in one country: the edges that the zones of two countries have in common
are their border. It costs up to a few seconds a pair, once, so it is asked
for and not the default. Coordinates are WGS 84 degrees.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from gazetteer import countries
from gazetteer.borders_data import ground
from gazetteer.borders_lines import BorderLine, BorderPart, lines
from gazetteer.borders_status import sorted_pair
from gazetteer.country_data import country_rows
from gazetteer.errors import GazetteerDataError

__all__ = ["country_by_zone", "full_line"]

Edges = npt.NDArray[np.int64]

MICRO = 1_000_000
_LAT_BITS = 29
_LAT_MASK = (1 << _LAT_BITS) - 1
_EDGE = np.dtype([("a", "i8"), ("b", "i8")])
ACCURACY_M = 100.0
"""Width of what is drawn on the ground; the vertices are OpenStreetMap's own."""
LEAST_SHARE = 0.6
"""Of Natural Earth's length: with less the zones do not end at this border."""


@cache
def _finder() -> Any:
    from timezonefinder import TimezoneFinder

    return TimezoneFinder(in_memory=True)


@cache
def _country_of_zone() -> dict[str, str]:
    found: dict[str, str] = {}
    for iso3 in sorted(country_rows()):
        for zone in countries.zones(iso3):
            found.setdefault(zone, iso3)
    return found


def country_by_zone(lon: float, lat: float) -> str | None:
    """Tell the country whose time zone a point lies in, to OpenStreetMap's resolution.

    Returns
    -------
    str or None
        ISO 3166-1 alpha-3; None at sea and where the zone is no country's. Kosovo
        has no zone of its own in the tables: its ground is told as SRB here.

    Examples
    --------
    >>> country_by_zone(70.5801, 39.8513), country_by_zone(-30.0, 0.0)
    ('TJK', None)
    """
    zone = _finder().timezone_at_land(lng=lon, lat=lat)
    return _country_of_zone().get(zone) if zone else None


def _edges(iso3: str) -> Edges:
    """Give every edge of a country's zones as a pair of packed vertices."""
    finder, found = _finder(), []
    known = set(finder.timezone_names)
    for zone in countries.zones(iso3):
        if zone in known:
            for polygon in finder.get_geometry(tz_name=zone, coords_as_pairs=False):
                found += [_packed(ring) for ring in polygon]
    return np.unique(np.vstack(found), axis=0) if found else np.empty((0, 2), np.int64)


def _packed(ring: Any) -> Edges:
    lon = np.rint(np.asarray(ring[0]) * MICRO).astype(np.int64) + 180 * MICRO
    lat = np.rint(np.asarray(ring[1]) * MICRO).astype(np.int64) + 90 * MICRO
    vertex = (lon << _LAT_BITS) + lat
    vertex = np.append(vertex, vertex[:1])
    edges = np.column_stack([vertex[:-1], vertex[1:]])
    edges.sort(axis=1)
    return np.asarray(edges[edges[:, 0] != edges[:, 1]])


def _degrees(vertex: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    lon, lat = vertex >> _LAT_BITS, vertex & _LAT_MASK
    return np.column_stack([lon / MICRO - 180, lat / MICRO - 90])


def _on_land(points: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """Tell which points lie on land: time zones reach into the sea."""
    hits = ground().tree.query(shapely.points(points), predicate="intersects")
    on_land = np.zeros(len(points), dtype=bool)
    on_land[hits[0]] = True
    return on_land


def _shared(a: str, b: str) -> shapely.MultiLineString:
    one, two = (np.ascontiguousarray(_edges(c)).view(_EDGE).ravel() for c in (a, b))
    both = np.intersect1d(one, two)
    pieces = np.stack([_degrees(both["a"]), _degrees(both["b"])], axis=1)
    pieces = pieces[_on_land(pieces.mean(axis=1))]
    merged = shapely.line_merge(shapely.MultiLineString(list(pieces)))
    return shapely.MultiLineString(list(shapely.get_parts(merged)))


@lru_cache(maxsize=32)
def full_line(a: str, b: str) -> BorderLine:
    """Give the border of two countries at OpenStreetMap's full resolution.

    Parameters
    ----------
    a, b : str
        ISO 3166-1 alpha-3.

    Raises
    ------
    GazetteerDataError
        Where the two share no border, or their time zones do not end at it
        (a zone that lies in both, or disputed ground between them).

    Examples
    --------
    >>> line = full_line("ARM", "AZE")
    >>> line.licence, line.accuracy_m < lines("ARM", "AZE")[-1].accuracy_m
    ('ODbL 1.0', True)
    """
    pair = sorted_pair(a, b)
    coarse = lines(*pair)[-1]
    geometry = _shared(*pair)
    if geometry.length < LEAST_SHARE * coarse.geometry.length:
        raise GazetteerDataError(
            f"the time zones of {pair[0]} and {pair[1]} do not end at their border; "
            "use borders.line for Natural Earth's"
        )
    version = _finder().data_version
    return BorderLine(
        pair=pair,
        parts=(BorderPart(name="-".join(pair), geometry=geometry),),
        source=(
            f"© OpenStreetMap contributors, timezone-boundary-builder {version} "
            "(timezonefinder-data)"
        ),
        licence="ODbL 1.0",
        as_of=str(version)[:4],
        accuracy_m=ACCURACY_M,
    )
