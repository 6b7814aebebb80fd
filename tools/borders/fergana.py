"""Close the Kyrgyz, Tajik and Uzbek territories with the OpenStreetMap lines.

The lines come without polygons. Each face that they cut out of the three
countries' joint ground (Natural Earth) is given to a country by crossing
lines: the side of a KG-TJ line that is not Kyrgyz is Tajik.
"""

from __future__ import annotations

import shapely
from shapely.geometry import LineString, MultiLineString, Polygon, shape
from shapely.ops import nearest_points, polygonize

ISO3 = {"KG": "KGZ", "TJ": "TJK", "UZ": "UZB"}
LARGE = 5.0  # square degrees: the main body of each country


def _lines(collection: dict[str, object]) -> dict[tuple[str, str], list[LineString]]:
    lines = {}
    for feature in collection["features"]:  # type: ignore[attr-defined]
        pair = (ISO3[feature["properties"]["a"]], ISO3[feature["properties"]["b"]])
        geometry = shape(feature["geometry"])
        lines[pair] = list(geometry.geoms if isinstance(geometry, MultiLineString) else [geometry])
    return lines


def _prolonged(line: LineString, joint: Polygon, meeting: shapely.Point) -> LineString:
    """Carry both ends to the point where the three meet, or to the outer boundary."""
    if line.is_ring:
        return line
    coords = list(line.coords)
    for end in (0, -1):
        point = shapely.Point(coords[end])
        if point.distance(meeting) < 0.01:
            target = meeting
        elif joint.contains(point):
            target = _beyond(point, nearest_points(joint.exterior, point)[0])
        else:
            continue
        coords.insert(0 if end == 0 else len(coords), (target.x, target.y))
    return LineString(coords)


def _beyond(start: shapely.Point, goal: shapely.Point) -> shapely.Point:
    """Overshoot a little, so that the line surely cuts the boundary."""
    return shapely.Point(goal.x + (goal.x - start.x) * 0.05, goal.y + (goal.y - start.y) * 0.05)


def _assign(faces: list[Polygon], old: dict[str, shapely.Geometry], pairs) -> list[str | None]:
    owners: list[str | None] = [None] * len(faces)
    for i, face in enumerate(faces):
        if face.area > LARGE:
            owners[i] = max(old, key=lambda c: face.intersection(old[c]).area)
    waiting = True
    while waiting:
        waiting = False
        for i in range(len(faces)):
            if owners[i] is None and (owner := _across(i, faces, owners, pairs)):
                owners[i], waiting = owner, True
    return owners


def _across(i: int, faces, owners, pairs) -> str | None:
    votes: dict[str, float] = {}
    for j, other in enumerate(faces):
        if owners[j] is None or i == j:
            continue
        shared = faces[i].boundary.intersection(other.boundary)
        if shared.length == 0:
            continue
        for pair, line in pairs.items():
            part = shared.intersection(line.buffer(1e-7)).length
            if owners[j] in pair and part > 0:
                owner = pair[0] if owners[j] == pair[1] else pair[1]
                votes[owner] = votes.get(owner, 0) + part
    return max(votes, key=lambda c: votes[c]) if votes else None


def close(
    collection: dict[str, object], old: dict[str, shapely.Geometry]
) -> dict[str, shapely.Geometry]:
    """Give each country's polygons, bounded by the lines inside the joint ground."""
    lines = _lines(collection)
    joint = max(shapely.get_parts(shapely.unary_union(list(old.values()))), key=lambda p: p.area)
    joint = Polygon(joint.exterior)
    meeting = shapely.Point(next(ln for ln in lines["KGZ", "UZB"] if not ln.is_ring).coords[0])
    pairs = {
        p: shapely.union_all([_prolonged(x, joint, meeting) for x in ls]) for p, ls in lines.items()
    }
    noded = shapely.union_all([*pairs.values(), joint.exterior], grid_size=1e-6)
    faces = [
        f for f in polygonize(shapely.get_parts(noded)) if joint.contains(f.representative_point())
    ]
    owners = _assign(faces, old, pairs)
    return {
        c: shapely.union_all(
            [f for f, o in zip(faces, owners, strict=True) if o == c], grid_size=1e-6
        )
        for c in old
    }
