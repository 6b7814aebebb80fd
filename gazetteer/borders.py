"""Countries at a point and the lines between countries, with date and source.

Lines come from Natural Earth 5.1.1 at 1:10 million (public domain), and for
Kyrgyzstan, Tajikistan and Uzbekistan also from OpenStreetMap of 2026 (ODbL
1.0, © OpenStreetMap contributors), which then counts first. Country codes are
ISO 3166-1 alpha-3; Kosovo is ``XKX``. Coordinates are WGS 84 degrees.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import shapely

from gazetteer.borders_data import VALLEY, Unit, ground, load_topology, units
from gazetteer.borders_lines import BorderLine, all_pairs, nearest
from gazetteer.borders_own import lines
from gazetteer.borders_status import BorderStatus, status, statuses
from gazetteer.borders_user import user_lines
from gazetteer.bulk_edges import Edges
from gazetteer.errors import GazetteerDataError
from gazetteer.shapes import distance_m

__all__ = [
    "BorderLine",
    "BorderStatus",
    "all_pairs",
    "countries_at",
    "disputed_at",
    "distance_km",
    "line",
    "lines",
    "lines_in",
    "pair_near",
    "status",
    "statuses",
]

NEAR_LINE_M = 10_000.0
"""Natural Earth's line may lie this far off (99 % within 6.5 km, see SOURCES-borders.md)."""
COAST_M = 5_000.0
"""A point off every country but this near to one lies on its coast: Natural
Earth draws coasts at 1:10 million, and harbours lie off them."""


def _check(lon: float, lat: float) -> None:
    if not (math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90):
        raise GazetteerDataError(
            f"no such point: lon={lon!r}, lat={lat!r}; give degrees, longitude first"
        )


def _units_at(lon: float, lat: float) -> list[str]:
    land = ground()
    point = shapely.Point(lon, lat)
    hits = land.tree.query(point)
    polygons = land.polygons[hits]
    shapely.prepare(polygons)
    inside = hits[shapely.intersects(polygons, point)]
    if len(inside) == 0:
        inside = _coast(lon, lat)
    return [land.codes[i] for i in np.sort(inside)]


def _coast(lon: float, lat: float) -> npt.NDArray[np.intp]:
    """Find the polygon whose outline is nearest, where it is near enough."""
    found = [_shore(lon, lat, shift) for shift in (0, -360, 360) if abs(lon + shift) < 190]
    off, polygon = min((shore for shore in found if shore), default=(math.inf, -1))
    return np.array([polygon] if off <= COAST_M else [], dtype=np.intp)


def _shore(lon: float, lat: float, shift: float) -> tuple[float, int] | None:
    """Measure to the nearest outline in a box, the world turned by so many degrees."""
    land, box = ground(), _box(lon + shift, lat, COAST_M)
    near = np.sort(land.tree.query(box))
    outlines = shapely.clip_by_rect(shapely.boundary(land.polygons[near]), *box.bounds)
    kept = ~shapely.is_empty(outlines)
    if not kept.any():
        return None
    edges = Edges(outlines[kept], near[kept].tolist())
    feet = edges.nearest(np.array([lon]), np.array([lat]))
    off = distance_m(lon, lat, float(feet.lon[0]), float(feet.lat[0]))
    return off, int(edges.owner[feet.edge[0]])


def countries_at(
    lon: float, lat: float, within_m: float = 0.0, *, full: bool = False
) -> tuple[str, ...]:
    """Tell which states hold or claim the ground at a point.

    Parameters
    ----------
    lon, lat : float
        Degrees, WGS 84.
    within_m : float
        Metres that the point may be off: a state whose line is nearer than
        this is named too, after the one that the point falls in.
    full : bool
        Near a border use OpenStreetMap's full resolution, by way of the time
        zones of both sides (``gazetteer.borders_full``): 0.1 s once, then
        under a millisecond. Disputed ground and the Fergana valley are told
        the same either way.

    Returns
    -------
    tuple of str
        ISO 3166-1 alpha-3. Several, in alphabetical order, on disputed
        ground; none at sea, in Antarctica's unclaimed part or in Bir Tawil.

    Raises
    ------
    GazetteerDataError
        Where the point is not on the globe.

    Examples
    --------
    >>> countries_at(70.5801, 39.8513)  # Vorukh
    ('TJK',)
    >>> countries_at(34.1, 44.95)  # Simferopol
    ('RUS', 'UKR')
    >>> countries_at(-30, 0)
    ()
    """
    _check(lon, lat)
    here: list[str] = []
    for unit in _units_at(lon, lat):
        special = units().get(unit)
        here += special.countries if special else (unit,)
    if full and len(here) == 1:
        here = [_refined(lon, lat, here[0])]
    if within_m > 0:
        here += [c for pair in _pairs_within(lon, lat, within_m) for c in pair]
    return tuple(dict.fromkeys(here))


def _refined(lon: float, lat: float, iso3: str) -> str:
    """Check the side of a coarse line by the time zones that end at the fine one."""
    from gazetteer.borders_full import country_by_zone

    if iso3 in load_topology(VALLEY).polygon_units:
        return iso3
    pairs = _pairs_within(lon, lat, NEAR_LINE_M)
    other = country_by_zone(lon, lat) if any(iso3 in pair for pair in pairs) else None
    across = {c for pair in pairs if iso3 in pair for c in pair}
    return other if other in across else iso3


def disputed_at(lon: float, lat: float) -> tuple[Unit, ...]:
    """Tell which disputed or neutral ground a point lies on, with the source of the claims.

    Examples
    --------
    >>> [unit.name for unit in disputed_at(35.78, 33.0)]
    ['Golan Heights']
    >>> disputed_at(2.35, 48.86)
    ()
    """
    _check(lon, lat)
    found = (units().get(code) for code in _units_at(lon, lat))
    return tuple(unit for unit in found if unit is not None)


def line(a: str, b: str, on_date: str | None = None) -> BorderLine:
    """Give the line to be used between two countries on a day; today where None.

    It is a user's own where that holds on the day and covers the pair, else the
    most accurate one.

    Examples
    --------
    >>> border = line("KGZ", "TJK")
    >>> border.licence, border.as_of
    ('ODbL 1.0', '2026')
    """
    return lines(a, b, on_date)[0]


def distance_km(
    lon: float, lat: float, a: str, b: str, *, full: bool = False, on_date: str | None = None
) -> float:
    """Measure the geodesic distance from a point to a border line, in kilometres.

    Parameters
    ----------
    lon, lat : float
        Degrees, WGS 84.
    a, b : str
        ISO 3166-1 alpha-3.
    full : bool
        Measure to OpenStreetMap's full resolution where the time zones of the
        two end at their border (:func:`gazetteer.borders_full.full_line`).
    on_date : str or None
        ISO date of the event; today where None.

    Examples
    --------
    >>> distance_km(70.516, 39.9554, "KGZ", "TJK") < 0.2  # Tort-Kocho
    True
    """
    _check(lon, lat)
    return nearest(lon, lat, _finest(a, b, on_date) if full else line(a, b, on_date))[2] / 1000


def _finest(a: str, b: str, on_date: str | None) -> BorderLine:
    from gazetteer.borders_full import full_line

    best = line(a, b, on_date)
    if best.dataset or best.licence.startswith("ODbL"):
        return best
    try:
        return full_line(a, b)
    except GazetteerDataError:
        return best


@lru_cache(maxsize=1)
def _line_tree() -> tuple[shapely.STRtree, list[tuple[str, str]]]:
    pieces: list[shapely.LineString] = []
    owners: list[tuple[str, str]] = []
    for pair in all_pairs():
        for piece in line(*pair).geometry.geoms:
            pieces.append(piece)
            owners.append(pair)
    return shapely.STRtree(pieces), owners


def _box(lon: float, lat: float, metres: float) -> shapely.Polygon:
    up = metres / 110_000
    side = min(180.0, up / max(0.01, math.cos(math.radians(min(89.0, abs(lat) + up)))))
    return shapely.box(lon - side, lat - up, lon + side, lat + up)


def _pairs_within(lon: float, lat: float, metres: float) -> list[tuple[str, str]]:
    tree, owners = _line_tree()
    pairs = {owners[i] for i in tree.query(_box(lon, lat, metres), predicate="intersects")}
    off = {pair: nearest(lon, lat, line(*pair))[2] for pair in pairs}
    return sorted((p for p in pairs if off[p] <= metres), key=lambda p: (off[p], p))


def pair_near(lon: float, lat: float, within_km: float) -> tuple[str, str] | None:
    """Name the two countries whose line is nearest to a point, if any is near.

    Examples
    --------
    >>> pair_near(70.516, 39.9554, 10)
    ('KGZ', 'TJK')
    >>> pair_near(2.35, 48.86, 50) is None
    True
    """
    _check(lon, lat)
    return next(iter(_pairs_within(lon, lat, within_km * 1000)), None)


def lines_in(
    bbox: tuple[float, float, float, float], on_date: str | None = None
) -> list[dict[str, object]]:
    """Give the border lines inside a box as GeoJSON features, for a map.

    Parameters
    ----------
    bbox : tuple of float
        West, south, east, north in degrees.
    on_date : str or None
        ISO date for the status; today where None.

    Returns
    -------
    list of dict
        One feature for each line, source and part, cut at the box, with the
        properties ``pair``, ``part``, ``label``, ``status``, ``dashed``,
        ``source``, ``licence``, ``as_of``, ``accuracy_m``, ``basis`` (where
        the status comes from), ``preferred`` (the most accurate source) and
        ``claims`` (of each side the states that call it their own).

    Raises
    ------
    GazetteerDataError
        Where the box is empty or off the globe.

    Examples
    --------
    >>> found = lines_in((70.3, 39.8, 70.9, 40.3), on_date="2022-01-27")
    >>> sorted({f["properties"]["pair"] for f in found})
    ['KGZ-TJK', 'TJK-UZB']
    >>> all(f["properties"]["dashed"] for f in found if f["properties"]["pair"] == "KGZ-TJK")
    True
    >>> [f["properties"]["claims"] for f in lines_in((33, 45.9, 34, 46.3))]
    [[['RUS', 'UKR'], ['UKR']]]
    """
    west, south, east, north = bbox
    _check(west, south)
    _check(east, north)
    if not (west < east and south < north):
        raise GazetteerDataError(f"bbox must be west, south, east, north with an inside: {bbox!r}")
    told = user_lines()
    return [
        feature
        for pair in sorted({*all_pairs(), *(own.pair for own in told)})
        for rank, each in enumerate(lines(*pair, on_date, told))
        for feature in _features(each, bbox, on_date, preferred=rank == 0)
    ]


def _features(
    border: BorderLine,
    bbox: tuple[float, float, float, float],
    on_date: str | None,
    *,
    preferred: bool,
) -> Iterator[dict[str, object]]:
    for part in border.parts:
        cut = shapely.clip_by_rect(part.geometry, *bbox)
        if cut.is_empty:
            continue
        known = part.status or status(*border.pair, on_date, part.name)
        yield {
            "type": "Feature",
            "geometry": shapely.geometry.mapping(cut),
            "properties": {
                "pair": "-".join(border.pair),
                "part": part.name,
                "label": known.label,
                "status": known.status,
                "dashed": known.dashed,
                "basis": known.source,
                "source": border.source,
                "licence": border.licence,
                "as_of": border.as_of,
                "accuracy_m": border.accuracy_m,
                "preferred": preferred,
                "claims": _claims(part.name),
            },
        }


def _claims(part: str) -> list[list[str]]:
    """List which states call the ground on each side of a part their own, empty where unclear."""
    sides = part.split("-")
    if len(sides) != 2:
        return []
    return [list(units()[side].countries) if side in units() else [side] for side in sides]
