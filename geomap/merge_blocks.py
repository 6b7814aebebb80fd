"""Which pairs of incidents are worth comparing: the same days, boxes that touch.

Incidents are put into blocks by local day; in a block, a tree of boxes round
their places (shapely's STRtree, already a dependency) leaves the pairs that
can be one. An incident whose place is open is compared with all of its day.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from geomap.merge_facts import Facts, Spot
from geomap.merge_places import APART_KM

__all__ = ["candidate_pairs"]

SMALL_BLOCK = 12  # below, a tree costs more than it saves
DEGREE_KM = 111.0  # a little under a degree of latitude, so that boxes err on the wide side
POLAR_DEG = 85.0
WORLD = (-180.0, -90.0, 180.0, 90.0)

Box = tuple[float, float, float, float]


def _days(f: Facts) -> Iterator[int]:
    if f.first_day is None or f.last_day is None:
        return
    yield from range(f.first_day, f.last_day + 1)
    if f.is_late or f.moments:
        yield f.last_day + 1
    if f.is_early or f.moments or f.incident.date_basis == "publication":
        yield f.first_day - 1


def _spot_box(spot: Spot) -> Box:
    reach = spot.radius_km + APART_KM / 2
    if abs(spot.lat) > POLAR_DEG:
        return WORLD
    tall = reach / DEGREE_KM
    wide = tall / math.cos(math.radians(min(abs(spot.lat) + tall, POLAR_DEG)))
    west, east = spot.lon - wide, spot.lon + wide
    if west < -180 or east > 180:
        west, east = -180.0, 180.0
    return west, spot.lat - tall, east, spot.lat + tall


def _box(f: Facts) -> Box:
    """Round all places by which an incident may be found to be another's."""
    spots = (*f.where, *f.within, *f.named)
    if f.is_open or not spots:  # a whole country is no place to look near
        return WORLD
    boxes = [_spot_box(s) for s in spots]
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)


def _touching(numbers: Sequence[int], boxes: Sequence[Box]) -> Iterable[tuple[int, int]]:
    if len(numbers) <= SMALL_BLOCK:
        return combinations(sorted(numbers), 2)
    import shapely

    west, south, east, north = map(list, zip(*(boxes[n] for n in numbers), strict=True))
    shapes = shapely.box(west, south, east, north)
    first, second = shapely.STRtree(shapes).query(shapes).tolist()
    return ((numbers[i], numbers[j]) for i, j in zip(first, second, strict=True) if i < j)


def candidate_pairs(facts: Sequence[Facts]) -> set[tuple[int, int]]:
    """List the pairs that may be one incident.

    Parameters
    ----------
    facts : sequence of Facts

    Returns
    -------
    set of tuple of int
        Positions in ``facts``, the smaller first; never two of one report.

    Examples
    --------
    >>> from geomap.incident import Incident
    >>> from geomap.merge_facts import facts_of
    >>> days = ["2022-01-27", "2022-01-27", "2022-03-01"]
    >>> candidate_pairs([facts_of(Incident(incident_id=str(n), type="talks", doc_ids=(str(n),),
    ...                                    date_start=d)) for n, d in enumerate(days)])
    {(0, 1)}
    """
    blocks: dict[int, list[int]] = defaultdict(list)
    for number, f in enumerate(facts):
        for day in _days(f):
            blocks[day].append(number)
    boxes = [_box(f) for f in facts]
    out: set[tuple[int, int]] = set()
    for numbers in blocks.values():
        for i, j in _touching(numbers, boxes):
            if not facts[i].docs & facts[j].docs:
                out.add((i, j))
    return out
