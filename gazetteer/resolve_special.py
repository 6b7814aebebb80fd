"""Toponyms that no gazetteer row stands for: borders, named lines, relative places."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from gazetteer.borders_named import NamedArea, area_geometry, disc_of, named
from gazetteer.errors import GazetteerDataError
from gazetteer.place import Place
from gazetteer.relative import Anchor, Area, area_of, border_stretch
from gazetteer.resolve_candidates import Gazetteer, base_names
from gazetteer.toponym import Context, Resolution, Toponym

__all__ = ["as_road", "border_line", "named_area", "relative"]

NATURAL_EARTH = ("Natural Earth 5.1.1, 1:10 million", "public domain")


def named_area(toponym: Toponym) -> Resolution | None:
    """Resolve a named line or area ("Line of Control", "Golan Heights")."""
    forms = (toponym.text, toponym.name, *base_names(toponym.name))
    entry = next(filter(None, map(named, forms)), None)
    if entry is None:
        return None
    place, geojson = _named_place(entry)
    reasons = (f"{entry.note}.",) if entry.note else ()
    if place.lon is None:
        return Resolution(
            toponym=toponym, status="unresolved", place=place, confidence=0.9, reasons=reasons
        )
    return Resolution(
        toponym=toponym,
        status="resolved",
        place=place,
        lon=place.lon,
        lat=place.lat,
        radius_m=(place.radius_km or 0.0) * 1000,
        where_prec=5 if entry.countries else 7,
        confidence=0.9,
        geojson=geojson,
        reasons=reasons,
    )


@lru_cache(maxsize=64)
def _named_place(entry: NamedArea) -> tuple[Place, dict[str, object] | None]:
    known = disc_of(entry)
    geojson = area_geometry(entry)
    if geojson is not None:
        lon, lat, radius_m = _middle(geojson)
        known = lon, lat, round(radius_m / 1000, 1)
    lon_, lat_, radius_km = known or (None, None, None)
    place = Place(
        place_id=entry.area_id,
        name=entry.name,
        feature_class=entry.feature_class,
        countries=entry.countries,
        lon=lon_,
        lat=lat_,
        radius_km=radius_km,
        derived=entry.geometry.startswith("disc"),
        source=entry.source,
        licence=NATURAL_EARTH[1],
        note=entry.note,
    )
    return place, geojson


def _middle(geojson: dict[str, object]) -> tuple[float, float, float]:
    import shapely

    from gazetteer.shapes import covering_radius_m, shapely_text

    shape = shapely.from_geojson(shapely_text(geojson))
    middle = shapely.minimum_bounding_circle(shape).centroid
    lon, lat = round(float(middle.x), 5), round(float(middle.y), 5)
    return lon, lat, covering_radius_m(lon, lat, geojson)


def _whole_border(pair: tuple[str, str], on_date: str | None) -> Area:
    from gazetteer import borders

    if borders.line(*pair, on_date).dataset:
        return border_stretch(pair, on_date=on_date)
    return _packaged_border(pair, on_date)


@lru_cache(maxsize=400)
def _packaged_border(pair: tuple[str, str], on_date: str | None) -> Area:
    """Keep a line: the reports of a corpus name the same few again and again."""
    return border_stretch(pair, on_date=on_date)


def border_line(toponym: Toponym, on_date: str | None) -> Resolution | None:
    """Resolve "the Kyrgyz–Tajik border" to the line, with its status on the day."""
    relation = toponym.relation
    if relation is None or relation.kind != "border" or relation.pair is None:
        return None
    try:
        area = _whole_border(relation.pair, on_date)
    except GazetteerDataError as error:
        return Resolution(toponym=toponym, status="unresolved", reasons=(f"{error}.",))
    place = _border_place(relation.pair, on_date)
    found = _with_area(toponym, place, area, 0.95)
    return replace(found, reasons=(*found.reasons, f"{place.note}."))


def _border_place(pair: tuple[str, str], on_date: str | None) -> Place:
    from gazetteer import borders

    line, status = borders.line(*pair, on_date), borders.status(*pair, on_date)
    return Place(
        place_id=f"border:{pair[0]}-{pair[1]}",
        name=f"{pair[0]}–{pair[1]} border",
        feature_class="border",
        countries=pair,
        source=line.source,
        licence=line.licence,
        note=status.label,
    )


def _with_area(toponym: Toponym, place: Place, area: Area, confidence: float) -> Resolution:
    return Resolution(
        toponym=toponym,
        status="resolved",
        place=place,
        lon=area.lon,
        lat=area.lat,
        radius_m=round(area.radius_m, 1),
        where_prec=area.where_prec,
        confidence=confidence,
        geojson=area.geojson,
        reasons=(area.reason,),
    )


def relative(start: Resolution, other: Resolution | None, context: Context) -> Resolution:
    """Move a resolution from the place named to the place meant ("20 km north of X")."""
    relation = start.toponym.relation
    anchor = _anchor(start)
    if relation is None or relation.kind == "border" or anchor is None:
        return start
    if relation.kind == "border_in":
        return _along_border(start, anchor, context)
    second = _anchor(other) if other is not None else None
    if relation.kind in ("between", "road") and second is None:
        name = relation.other.name if relation.other is not None else "the other end"
        return _lost(start, f"The other end, {name}, could not be placed.")
    try:
        area = area_of(relation, anchor, second)
    except GazetteerDataError as error:
        return _lost(start, f"{error}.")
    prec = _near_prec(start, area) if relation.kind == "near" else area.where_prec
    moved = _moved(start, area, prec)
    if other is None or other.place is None or start.place is None:
        return moved
    return replace(moved, place=_joint_place(relation.kind, start.place, other.place))


def _along_border(start: Resolution, anchor: Anchor, context: Context) -> Resolution:
    try:
        pair = _pair(start.toponym, start, context)
        area = border_stretch(pair, anchor, context.on_date)
    except GazetteerDataError as error:
        note = f"{error}; {anchor.name} itself is given."
        return replace(start, reasons=(*start.reasons, note))
    return _moved(start, area, area.where_prec)


def _moved(start: Resolution, area: Area, prec: int) -> Resolution:
    return replace(
        start,
        lon=round(area.lon, 5),
        lat=round(area.lat, 5),
        radius_m=round(area.radius_m, 1),
        where_prec=prec,
        geojson=area.geojson,
        reasons=(*start.reasons, area.reason),
    )


def _lost(start: Resolution, reason: str) -> Resolution:
    return Resolution(
        toponym=start.toponym,
        status="unresolved",
        confidence=start.confidence,
        candidates=start.candidates,
        reasons=(*start.reasons, reason),
    )


def _joint_place(kind: str, one: Place, two: Place) -> Place:
    """Name the ground between two places, or the road, after both."""
    return Place(
        place_id=f"{one.place_id}+{two.place_id}",
        name=f"{one.name}–{two.name}",
        feature_class="road" if kind == "road" else "area",
        countries=tuple(sorted({*one.countries, *two.countries})),
        parents=one.parents if one.parents == two.parents else (),
        derived=True,
        source="; ".join(dict.fromkeys((one.source, two.source))),
        licence="; ".join(dict.fromkeys((one.licence, two.licence))),
        note="the strip along the straight line between both",
    )


def _near_prec(start: Resolution, area: Area) -> int:
    """Code "near X": near a village is within 25 km, near a district is the district."""
    own = start.where_prec or 1
    return own if own > 2 else area.where_prec


def as_road(toponym: Toponym, found: Resolution, gazetteer: Gazetteer) -> Resolution:
    """Name the road itself where the gazetteer has it; its course is known to nobody here."""
    relation = toponym.relation
    names = [toponym.text, toponym.name]
    if relation is not None and relation.other is not None:
        first = toponym.name.removesuffix(relation.other.name).rstrip(" –—-")
        names += [f"{first}-{relation.other.name} road", f"{first} - {relation.other.name}"]
    for name in names:
        for each in gazetteer.find(name, limit=5):
            if each.place.feature_class == "road":
                return replace(found, toponym=toponym, place=each.place)
    return replace(found, toponym=toponym)


def _anchor(found: Resolution) -> Anchor | None:
    if found.status != "resolved" or found.place is None or found.lon is None or found.lat is None:
        return None
    return Anchor(
        name=found.place.name,
        lon=found.lon,
        lat=found.lat,
        radius_m=found.radius_m or 0.0,
        outline=found.geojson,
    )


def _pair(toponym: Toponym, start: Resolution, context: Context) -> tuple[str, str]:
    """Find the border that "the border in X" means: the report's, else the nearest."""
    from gazetteer import borders

    if toponym.relation is not None and toponym.relation.pair is not None:
        return toponym.relation.pair
    place = start.place
    own = place.countries if place is not None else ()
    known = set(borders.all_pairs())
    for one in own:
        for other in context.countries:
            pair = (min(one, other), max(one, other))
            if one != other and pair in known:
                return pair
    assert start.lon is not None and start.lat is not None  # noqa: S101, PT018 - an anchor has both
    reach = max(100.0, (start.radius_m or 0.0) / 1000)
    found = borders.pair_near(start.lon, start.lat, reach)
    if found is None:
        raise GazetteerDataError(f"no border comes near {place.name if place else toponym.name}")
    return found
