"""The geometry of what is known of an incident's places, WGS 84, longitude first.

A point only where the place is exact, else its disc, area, line or corridor. An outline
or a disc is drawn once for all incidents there, which are many in real data.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec

from geomap.incident import Incident, PlaceMention

__all__ = ["Shapes", "Shown", "geometry_of", "together"]

POINT_RADIUS_M = 50.0  # a place known better than this is drawn as a point
DRAWN = frozenset({1, 2, 3, 4, 5})  # a whole country or the world is no place to draw
AT_ONCE = 5_000  # discs drawn in one step: some 10 MB

Disc = tuple[float, float, float]
"""Longitude, latitude and radius in metres."""


class Shown(NamedTuple):
    """A place that an incident is drawn at, with its geometry."""

    place: PlaceMention
    shape: Any


class _Outline(NamedTuple):
    """An outline as it is in the record (kept, so that nothing else gets its id)."""

    record: Any
    plain: dict[str, Any]
    shape: Any


class Shapes:
    """Geometries of places, each drawn once.

    Parameters
    ----------
    incidents : iterable of Incident
        Whose discs are drawn all at once; those of others one by one.
    """

    def __init__(self, incidents: Iterable[Incident] = ()) -> None:
        self._discs = _draw(dict.fromkeys(_discs_of(incidents)))
        self._outlines: dict[int, _Outline] = {}

    def plain(self, geojson: dict[str, Any]) -> dict[str, Any]:
        """Give an outline as JSON has it, the same object for all places that share it."""
        return self._outline(geojson).plain

    def _outline(self, geojson: dict[str, Any]) -> _Outline:
        found = self._outlines.get(id(geojson))
        if found is None:
            text = msgspec.json.encode(geojson)
            found = _Outline(geojson, msgspec.json.decode(text), _read_shape(text))
            self._outlines[id(geojson)] = found
        return found

    def of(self, place: PlaceMention) -> Any:
        """Give the geometry of one place, or None."""
        if place.where_prec not in DRAWN:
            return None
        if place.geojson:
            return self._outline(place.geojson).shape
        if place.lon is None or place.lat is None:
            return None
        if _is_point(place):
            import shapely

            return shapely.Point(place.lon, place.lat)
        if not place.radius_m:
            return None
        disc = (place.lon, place.lat, place.radius_m)
        return self._discs.get(disc) or _disc(*disc)

    def shown(self, incident: Incident) -> list[Shown]:
        """Choose the places that an incident is drawn at.

        Each of its places that is found; for one that is not, the smallest unit
        that its teller names round it.
        """
        within: list[Shown] | None = None
        out: list[Shown] = []
        for place in incident.places:
            if place.role != "where":
                continue
            shape = self.of(place)
            if shape is not None:
                if all(place.place_id != o.place.place_id or not place.place_id for o in out):
                    out.append(Shown(place, shape))
                continue
            within = self._within(incident) if within is None else within
            same = [w for w in within if w.place.claimant == place.claimant] or within
            out += [w for w in same[:1] if all(w.place != o.place for o in out)]
        return out

    def _within(self, incident: Incident) -> list[Shown]:
        units = (Shown(p, self.of(p)) for p in incident.places if p.role == "within")
        return [u for u in units if u.shape is not None]


@lru_cache(maxsize=1024)
def _read_shape(geojson: bytes) -> Any:
    """Read an outline once for all incidents of a unit; geometries cannot be changed."""
    from shapely.geometry import shape

    return shape(msgspec.json.decode(geojson))


@lru_cache(maxsize=65536)
def _disc(lon: float, lat: float, radius_m: float) -> Any:
    from shapely.geometry import shape

    from gazetteer.shapes import disc

    return shape(disc(lon, lat, radius_m))


def _is_point(place: PlaceMention) -> bool:
    return place.where_prec == 1 and (place.radius_m or POINT_RADIUS_M) < POINT_RADIUS_M


def _discs_of(incidents: Iterable[Incident]) -> Iterator[Disc]:
    for incident in incidents:
        for place in incident.places:
            lon, lat, radius = place.lon, place.lat, place.radius_m
            if place.role == "mentioned" or place.geojson or place.where_prec not in DRAWN:
                continue
            if lon is None or lat is None or not radius or _is_point(place):
                continue
            if abs(lon) <= 180 and abs(lat) <= 90 and 0 < radius < math.inf:
                yield lon, lat, radius


def _draw(discs: Iterable[Disc]) -> dict[Disc, Any]:
    """Draw the discs that neither cross the 180th meridian nor hold a pole, all at once."""
    listed = list(discs)
    found: dict[Disc, Any] = {}
    for start in range(0, len(listed), AT_ONCE):
        some = listed[start : start + AT_ONCE]
        found.update((d, s) for d, s in zip(some, _polygons(some), strict=True) if s is not None)
    return found


def _polygons(discs: Sequence[Disc]) -> list[Any]:
    """Draw what :func:`gazetteer.shapes.disc` draws; None where it has to be cut."""
    import numpy as np
    import shapely
    from pyproj import Geod

    from gazetteer.shapes import VERTICES

    lon, lat, radius = np.array(discs, dtype=float).T[:, :, None]
    bearings = np.array([360 * i / VERTICES for i in range(VERTICES)])
    to_rim = radius * (1 / math.cos(math.pi / VERTICES))  # so that the polygon holds the circle
    size = (len(discs), VERTICES)
    starts, ups, ways, reach = (
        np.broadcast_to(v, size).ravel() for v in (lon, lat, bearings, to_rim)
    )
    ends = Geod(ellps="WGS84").fwd(starts, ups, ways, reach)
    x, y = np.reshape(ends[0], size), np.reshape(ends[1], size)
    near = lon + (x - lon + 540) % 360 - 180
    turn = ((np.roll(x, -1, axis=1) - x + 540) % 360 - 180).sum(axis=1)
    whole = (np.abs(turn) <= 180) & (near >= -180).all(axis=1) & (near <= 180).all(axis=1)
    rings = np.stack([near, y], axis=2)
    shapes = np.asarray(shapely.polygons(np.concatenate([rings, rings[:, :1]], axis=1)))
    shapes[~whole] = None
    return list(shapes)


def together(shown: Sequence[Shown]) -> Any:
    """Give one geometry of all places shown, or None; two reports may have one disc."""
    shapes = list({id(s.shape): s.shape for s in shown}.values())
    if len(shapes) < 2:
        return shapes[0] if shapes else None
    import shapely

    return shapely.unary_union(shapes)


def geometry_of(incident: Incident) -> Any:
    """Give the geometry that is known of an incident's place.

    Parameters
    ----------
    incident : Incident

    Returns
    -------
    shapely geometry or None
        WGS 84, longitude first. Where two sides name two places it is both.

    Examples
    --------
    >>> place = PlaceMention(as_written="X", lon=70.5, lat=40.0, radius_m=1000.0, where_prec=2)
    >>> told = Incident(incident_id="a", type="talks", doc_ids=("r",), places=(place,))
    >>> geometry_of(told).geom_type
    'Polygon'
    >>> geometry_of(Incident(incident_id="a", type="talks", doc_ids=("r",))) is None
    True
    """
    return together(Shapes().shown(incident))
