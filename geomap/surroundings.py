"""What is round the incidents: the border lines near them and the towns, for orientation."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["border_lines", "cities"]

MARGIN_DEG = 0.4  # of border lines round the incidents, about 40 km
MAX_CITIES = 14  # names for orientation; more would hide the incidents
BIG_RADIUS_M = 400_000.0  # a wider area does not set which border lines are drawn

Box = tuple[float, float, float, float]


def _drawn(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give the incidents that are on the map, vague areas aside where there are better."""
    placed = frame[frame.geometry.notna() & ~frame["background"].astype(bool)]
    near = placed[placed["radius_m"].fillna(0).astype(float) <= BIG_RADIUS_M]
    return near if len(near) else placed


def _boxes(drawn: gpd.GeoDataFrame) -> list[Box]:
    """Give boxes round the incidents with a margin; those that touch are one."""
    import shapely

    boxes = []
    for west, south, east, north in drawn.geometry.bounds.itertuples(index=False, name=None):
        boxes.append(
            shapely.box(
                max(-180.0, west - MARGIN_DEG),
                max(-89.0, south - MARGIN_DEG),
                min(180.0, east + MARGIN_DEG),
                min(89.0, north + MARGIN_DEG),
            )
        )
    merged = shapely.unary_union(boxes)
    parts = merged.geoms if hasattr(merged, "geoms") else [merged]
    return [p.bounds for p in parts if not p.is_empty]


def _in_calendar(day: str) -> bool:
    try:
        dt.date.fromisoformat(day)
    except ValueError:
        return False
    return True


def border_lines(frame: gpd.GeoDataFrame) -> list[dict[str, object]]:
    """List the border lines near the incidents, as they stood on the first day there.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Incidents (``docs/schema.md``).

    Returns
    -------
    list of dict
        GeoJSON features with ``pair``, ``label``, ``status``, ``dashed``, ``source``.

    Examples
    --------
    >>> from geomap.frame import to_frame
    >>> border_lines(to_frame([]))
    []
    """
    import shapely

    from gazetteer import borders

    drawn = _drawn(frame)
    out: list[dict[str, object]] = []
    for box in _boxes(drawn):
        inside = drawn[drawn.geometry.intersects(shapely.box(*box))]
        days = [d for d in inside["date_start"] if d and _in_calendar(d)]
        out += borders.lines_in(box, on_date=min(days) if days else None)
    return out


def cities(frame: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """List the largest towns near the incidents, for orientation.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Incidents (``docs/schema.md``).

    Returns
    -------
    list of dict
        ``name``, ``lon``, ``lat`` and ``rank``, the largest first.

    Examples
    --------
    >>> from geomap.frame import to_frame
    >>> cities(to_frame([]))
    []
    """
    from gazetteer.countries import find_country
    from geomap.world import open_gazetteer

    towns: dict[str, Any] = {}
    for west, south, east, north in _boxes(_drawn(frame)):
        found = open_gazetteer().nearest((west + east) / 2, (south + north) / 2, limit=400)
        inside = [
            c.place
            for c in found
            if c.place.lon is not None
            and c.place.lat is not None
            and west <= c.place.lon <= east
            and south <= c.place.lat <= north
            and c.place.population
            and find_country(c.place.name) is None  # a town named as a country misleads
        ]
        inside.sort(key=lambda p: -p.population)
        towns |= {p.place_id: p for p in inside[:MAX_CITIES]}
    ranked = sorted(towns.values(), key=lambda p: -p.population)
    return [{"name": p.name, "lon": p.lon, "lat": p.lat, "rank": n} for n, p in enumerate(ranked)]
