"""Turn polygons with shared borders into arcs, and arcs into compact bytes."""

from __future__ import annotations

import itertools
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import shapely

Vertex = tuple[int, int]
Segment = tuple[Vertex, Vertex]
SCALE = 100_000  # 1e-5 degree, about 1 m: finer than any line stored


def _segment(a: Vertex, b: Vertex) -> Segment:
    return (a, b) if a < b else (b, a)


def _vertices(ring: shapely.LinearRing) -> list[Vertex]:
    xy = np.rint(shapely.get_coordinates(ring) * SCALE).astype(np.int64)
    keep = np.r_[True, np.any(xy[1:] != xy[:-1], axis=1)]
    return [(int(x), int(y)) for x, y in xy[keep]]


@dataclass
class Topology:
    """Arcs, each with the units that it bounds, and the rings made of them."""

    arcs: list[list[Vertex]] = field(default_factory=list)
    owners: list[tuple[str, ...]] = field(default_factory=list)
    rings: list[list[int]] = field(default_factory=list)
    polygons: list[list[int]] = field(default_factory=list)
    units: list[str] = field(default_factory=list)
    _known: dict[tuple[Vertex, ...], int] = field(default_factory=dict)

    def arc(self, vertices: list[Vertex], owners: tuple[str, ...]) -> int:
        """Give the number of an arc, negative minus one where it runs the other way."""
        backwards = vertices[-1] < vertices[0] or (
            vertices[0] == vertices[-1] and vertices[-2] < vertices[1]
        )
        key = tuple(reversed(vertices)) if backwards else tuple(vertices)
        if key not in self._known:
            self._known[key] = len(self.arcs)
            self.arcs.append(list(key))
            self.owners.append(owners)
        number = self._known[key]
        return ~number if backwards else number


def _owners(rings: list[tuple[str, list[Vertex]]]) -> dict[Segment, set[str]]:
    owners: dict[Segment, set[str]] = defaultdict(set)
    for unit, ring in rings:
        for a, b in itertools.pairwise(ring):
            owners[_segment(a, b)].add(unit)
    return owners


def _junctions(owners: dict[Segment, set[str]]) -> set[Vertex]:
    touching: dict[Vertex, list[frozenset[str]]] = defaultdict(list)
    for (a, b), who in owners.items():
        touching[a].append(frozenset(who))
        touching[b].append(frozenset(who))
    return {v for v, who in touching.items() if len(who) != 2 or who[0] != who[1]}


def _cut(ring: list[Vertex], junctions: set[Vertex]) -> list[list[Vertex]]:
    body = ring[:-1]
    starts = [i for i, v in enumerate(body) if v in junctions]
    first = starts[0] if starts else body.index(min(body))
    body = [*body[first:], *body[:first], body[first]]
    cuts = [i for i, v in enumerate(body) if v in junctions or i in (0, len(body) - 1)]
    return [body[i : j + 1] for i, j in itertools.pairwise(cuts)]


def build(units: dict[str, shapely.Geometry]) -> Topology:
    """Build the topology of units whose shared borders have the very same vertices."""
    parts: list[tuple[str, list[list[Vertex]]]] = []
    for unit, geometry in units.items():
        for polygon in shapely.get_parts(geometry):
            rings = [_vertices(r) for r in shapely.get_rings(polygon)]
            parts.append((unit, [r for r in rings if len(r) > 3]))
    parts = [(u, rings) for u, rings in parts if rings]
    owners = _owners([(u, r) for u, rings in parts for r in rings])
    junctions = _junctions(owners)
    topology = Topology()
    for unit, rings in parts:
        numbers = []
        for ring in rings:
            arcs = [
                topology.arc(piece, tuple(sorted(owners[_segment(piece[0], piece[1])])))
                for piece in _cut(ring, junctions)
            ]
            numbers.append(len(topology.rings))
            topology.rings.append(arcs)
        topology.polygons.append(numbers)
        topology.units.append(unit)
    return topology


def _flat(lists: list[list[int]]) -> tuple[np.ndarray, np.ndarray]:
    sizes = np.array([len(x) for x in lists], dtype=np.int32)
    return sizes, np.array([v for x in lists for v in x], dtype=np.int32)


def _planes(values: np.ndarray) -> np.ndarray:
    """Split 32-bit values into four planes of bytes: they pack to half the size."""
    return np.frombuffer(values.astype("<i4").tobytes(), np.uint8).reshape(-1, 4).T.copy()


def save(topology: Topology, path: Path) -> None:
    """Write the topology as arrays that ``gazetteer/borders_data.py`` reads."""
    lengths = np.array([len(a) for a in topology.arcs], dtype=np.int32)
    xy = np.array([v for a in topology.arcs for v in a], dtype=np.int64)
    deltas = np.diff(xy, axis=0, prepend=0)
    zigzag = (deltas << 1) ^ (deltas >> 63)
    ring_sizes, ring_arcs = _flat(topology.rings)
    polygon_sizes, polygon_rings = _flat(topology.polygons)
    np.savez_compressed(
        path,
        arc_lengths=lengths,
        arc_owners=np.array(["|".join(o) for o in topology.owners]),
        dx=_planes(zigzag[:, 0]),
        dy=_planes(zigzag[:, 1]),
        ring_sizes=ring_sizes,
        ring_arcs=ring_arcs,
        polygon_sizes=polygon_sizes,
        polygon_rings=polygon_rings,
        units=np.array(topology.units),
    )
