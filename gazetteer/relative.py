"""Relative places: "20 km north of Batken" as a sector, "near Vorukh" as a disc.

The wording becomes a :class:`~gazetteer.toponym.Relation` in
``gazetteer.spot_relations``; here a relation and the places that it starts
from become an area. Every size is in :data:`SIZES`. Coordinates are WGS 84
degrees, arithmetic is geodesic.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from gazetteer import shapes
from gazetteer.errors import GazetteerDataError
from gazetteer.toponym import Relation

__all__ = ["SIZES", "Anchor", "Area", "area_of", "border_stretch"]

SIZES = MappingProxyType(
    {
        "near_m": 5_000.0,  # "near X": this far beyond X's own radius
        "bearing_reach_m": 25_000.0,  # "north of X" without a distance: UCDP's 25 km
        "distance_error": 0.25,  # a reporter's "20 km" may be 15 or 25
        "eighth_deg": 22.5,  # half of one of eight directions
        "half_deg": 45.0,  # the same where no distance is given
        "between_share": 0.10,  # half width of "between X and Y", of their distance
        "road_share": 0.15,  # roads wind: half width of a road's strip, of its length
        "strip_min_m": 1_000.0,
        "reach_max_m": 1_000_000.0,
    }
)
"""Metres, degrees and shares that turn words into sizes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Anchor:
    """A place that a relation starts from: a disc, with its outline if known."""

    name: str
    lon: float
    lat: float
    radius_m: float = 0.0
    outline: dict[str, object] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Area:
    """Where a relative place is.

    Parameters
    ----------
    lon, lat : float
        Centre in degrees.
    radius_m : float
        Metres from the centre that hold the whole area.
    where_prec : int
        UCDP GED: 2 within 25 km of a known place, 5 a line or fuzzy area.
    geojson : dict or None
        The area, None where it is the disc itself.
    reason : str
        A plain sentence.
    """

    lon: float
    lat: float
    radius_m: float
    where_prec: int
    geojson: dict[str, object] | None
    reason: str


def area_of(relation: Relation, anchor: Anchor, other: Anchor | None = None) -> Area:
    """Work out the area of a relation.

    Parameters
    ----------
    relation : Relation
        ``near``, ``offset``, ``between`` or ``road``; borders have
        :func:`border_stretch`.
    anchor, other : Anchor
        The first place, and the second one of ``between`` and ``road``.

    Raises
    ------
    GazetteerDataError
        Where the second place is missing, the distance absurd, or the
        relation is about a border.

    Examples
    --------
    >>> batken = Anchor(name="Batken", lon=70.8193, lat=40.0604, radius_m=2000)
    >>> north = area_of(Relation(kind="offset", distance_km=20, bearing_deg=0), batken)
    >>> round(north.lat, 2), round(north.radius_m), north.where_prec
    (40.24, 11455, 2)
    >>> area_of(Relation(kind="near"), batken).radius_m
    7000.0
    """
    if relation.kind == "near":
        return _near(relation, anchor)
    if relation.kind == "offset":
        return _offset(relation, anchor)
    if relation.kind in ("between", "road"):
        if other is None:
            raise GazetteerDataError(f"'{relation.kind} {anchor.name}' needs a second place")
        return _strip(relation.kind, anchor, other)
    raise GazetteerDataError(
        f"a relation of kind {relation.kind!r} is about a border: use border_stretch"
    )


def _reach(distance_km: float) -> float:
    metres = distance_km * 1000
    if not 0 < metres <= SIZES["reach_max_m"]:
        raise GazetteerDataError(
            f"a distance of {distance_km} km names no place; it must be above 0 and up to "
            f"{SIZES['reach_max_m'] / 1000:.0f} km"
        )
    return metres


def _near(relation: Relation, anchor: Anchor) -> Area:
    if relation.distance_km is None:
        reach = anchor.radius_m + SIZES["near_m"]
        reason = f"Near {anchor.name}: taken as up to {SIZES['near_m'] / 1000:.0f} km beyond it."
    else:
        reach = _reach(relation.distance_km) * (1 + SIZES["distance_error"]) + anchor.radius_m
        reason = (
            f"{relation.distance_km:g} km from {anchor.name}, in a direction that the text "
            "does not give: the whole disc."
        )
    return Area(
        lon=anchor.lon,
        lat=anchor.lat,
        radius_m=reach,
        where_prec=2 if reach <= SIZES["bearing_reach_m"] else 5,
        geojson=None,
        reason=reason,
    )


def _offset(relation: Relation, anchor: Anchor) -> Area:
    bearing = relation.bearing_deg
    if bearing is None:
        return _near(relation, anchor)
    if relation.distance_km is None:
        inner, middle = 0.0, SIZES["bearing_reach_m"] / 2 + anchor.radius_m
        outer, half = SIZES["bearing_reach_m"] + anchor.radius_m, SIZES["half_deg"]
        words = "no distance is given, up to 25 km is drawn"
    else:
        middle, error = _reach(relation.distance_km), SIZES["distance_error"]
        inner = max(0.0, middle * (1 - error) - anchor.radius_m)
        outer, half = middle * (1 + error) + anchor.radius_m, SIZES["eighth_deg"]
        words = f"{relation.distance_km:g} km, give or take a quarter"
    lon, lat = shapes.destination(anchor.lon, anchor.lat, bearing, middle)
    sector = shapes.sector(
        anchor.lon, anchor.lat, bearing, half_angle_deg=half, inner_m=inner, outer_m=outer
    )
    return Area(
        lon=lon,
        lat=lat,
        radius_m=shapes.covering_radius_m(lon, lat, sector),
        where_prec=2 if outer <= 2 * SIZES["bearing_reach_m"] else 5,
        geojson=sector,
        reason=f"At a bearing of {bearing:g}° from {anchor.name}: {words}.",
    )


def _strip(kind: str, anchor: Anchor, other: Anchor) -> Area:
    length = shapes.distance_m(anchor.lon, anchor.lat, other.lon, other.lat)
    share = SIZES["road_share" if kind == "road" else "between_share"]
    half = max(SIZES["strip_min_m"], share * length, anchor.radius_m, other.radius_m)
    if length < 1:
        return Area(
            lon=anchor.lon,
            lat=anchor.lat,
            radius_m=half,
            where_prec=5,
            geojson=None,
            reason=f"{anchor.name} and {other.name} have the same position.",
        )
    strip = shapes.corridor([(anchor.lon, anchor.lat), (other.lon, other.lat)], half)
    bearing = shapes.bearing_deg(anchor.lon, anchor.lat, other.lon, other.lat)
    lon, lat = shapes.destination(anchor.lon, anchor.lat, bearing, length / 2)
    what = (
        "On the road between {} and {}: its course is not in the data, so the strip along the "
        "straight line is shown"
        if kind == "road"
        else "Between {} and {}: the strip along the straight line"
    ).format(anchor.name, other.name)
    return Area(
        lon=lon,
        lat=lat,
        radius_m=length / 2 + half,
        where_prec=5,
        geojson=strip,
        reason=f"{what}, {half / 1000:.1f} km to each side.",
    )


def border_stretch(
    pair: tuple[str, str], within: Anchor | None = None, on_date: str | None = None
) -> Area:
    """Give a border line, or the stretch of it inside or along a place.

    Parameters
    ----------
    pair : tuple of str
        ISO 3166-1 alpha-3.
    within : Anchor or None
        A unit (its outline, else its disc) that the stretch lies in.
    on_date : str or None
        ISO date of the event: the line of that day; today's where None.

    Raises
    ------
    GazetteerDataError
        Where the two share no line, or the line does not come near the place.

    Examples
    --------
    >>> whole = border_stretch(("KGZ", "TJK"))
    >>> whole.where_prec, whole.geojson["type"]
    (5, 'MultiLineString')
    >>> leilek = Anchor(name="Leilek District", lon=69.7491, lat=39.8624, radius_m=55_000)
    >>> border_stretch(("KGZ", "TJK"), leilek).radius_m < whole.radius_m
    True
    """
    import shapely

    from gazetteer import borders

    line = borders.line(*pair, on_date)
    cut: shapely.Geometry = line.geometry
    where = f"the {pair[0]}–{pair[1]} border"
    if within is not None:
        clip = shapely.from_geojson(shapes.shapely_text(_clip(within, line.accuracy_m)))
        cut = shapely.intersection(line.geometry, clip)
        where = f"the stretch of {where} along {within.name}"
        if cut.is_empty:
            raise GazetteerDataError(f"{where}: the line does not come near {within.name}")
    parts = [p for p in shapely.get_parts(cut) if p.geom_type == "LineString"]
    geometry = shapely.geometry.mapping(shapely.MultiLineString(parts))
    middle = shapely.minimum_bounding_circle(cut).centroid
    lon, lat = float(middle.x), float(middle.y)
    return Area(
        lon=lon,
        lat=lat,
        radius_m=shapes.covering_radius_m(lon, lat, geometry) + line.accuracy_m,
        where_prec=5,
        geojson=geometry,
        reason=f"Along {where} ({line.source}, {line.as_of}, within {line.accuracy_m:.0f} m).",
    )


def _clip(within: Anchor, accuracy_m: float) -> dict[str, object]:
    """Widen a unit by the error of both lines, so that its own border is inside."""
    import shapely

    if within.outline is None:
        return shapes.disc(within.lon, within.lat, max(within.radius_m, accuracy_m))
    shape = shapely.from_geojson(shapes.shapely_text(within.outline))
    widened = shape.buffer(max(accuracy_m, 5_000) / 100_000)
    return dict(shapely.geometry.mapping(widened))
