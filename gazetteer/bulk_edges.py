"""The nearest of many edges to many points, exactly, on the ellipsoid.

Lines are straight in degrees, as their files mean them, and cut into edges of
at most 0.02 degree; an edge that short is also straight in space to within
0.1 m. Points and edges are taken to earth-centred coordinates (metres, WGS
84), where the nearest edge by chord is the nearest by geodesic to within a
metre for all that lies within 500 km. The distance itself is a geodesic (pyproj).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import shapely

from gazetteer.errors import GazetteerDataError

__all__ = ["Edges", "Feet", "furthest_m", "geodesics_m", "need_tree"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]

STEP_DEG = 0.02
SAME_M = 1e-3
"""Edges this little farther count as equally near: the first owner is named."""
WIDTHS = (2, 4, 16)
"""Candidates looked at for a point; what they do not prove goes on to the next."""
FEW = 500_000
"""So few points times edges are measured one by one: a tree would cost more to build."""
BLOCK = 32_768
"""Points worked on at a time, so that the arrays stay in the processor's cache."""
FURTHEST = 0.999
"""Of the square of the longest chord: the longest geodesic is among the chords above it
(for 3,000 km and less the two orders differ by less than 0.0003)."""
A_M, E2 = 6_378_137.0, 0.006694379990141317
"""WGS 84: half the long axis in metres, first eccentricity squared (NIMA TR8350.2)."""


class Feet(NamedTuple):
    """Nearest points: the edge of each, longitude and latitude (degrees), chord (metres)."""

    edge: Ints
    lon: Floats
    lat: Floats
    chord_m: Floats


def need_tree() -> Any:
    """Give scipy's KD-tree, which bulk look-ups need.

    Raises
    ------
    GazetteerDataError
        scipy is not installed.
    """
    try:
        from scipy.spatial import cKDTree  # type: ignore[import-untyped]
    except ImportError:
        raise GazetteerDataError(
            "looking up many points at once needs the package scipy; "
            "install it with: pip install 'geomap-incidents[bulk]'"
        ) from None
    return cKDTree


def _has_tree() -> bool:
    try:
        need_tree()
    except GazetteerDataError:
        return False
    return True


def _in_space(lon: Floats, lat: Floats) -> Floats:
    """Take degrees to earth-centred metres."""
    lam, phi = np.radians(lon), np.radians(lat)
    sin, cos = np.sin(phi), np.cos(phi)
    normal = A_M / np.sqrt(1 - E2 * sin * sin)
    out = np.empty((len(lon), 3))
    out[:, 0] = normal * cos * np.cos(lam)
    out[:, 1] = normal * cos * np.sin(lam)
    out[:, 2] = normal * (1 - E2) * sin
    return out


def geodesics_m(lon: Floats, lat: Floats, to_lon: Floats, to_lat: Floats) -> Floats:
    """Measure geodesics on WGS 84 between points, pair by pair, in metres.

    Examples
    --------
    >>> float(geodesics_m(*np.array([[70.0], [40.0], [70.0], [41.0]]))[0].round())
    111044.0
    """
    from gazetteer.shapes import _geod

    return np.asarray(_geod().inv(lon, lat, to_lon, to_lat)[2], dtype=np.float64)


def furthest_m(lon: float, lat: float, corners: Floats) -> float:
    """Measure the geodesic from a point to the furthest of some corners, in metres.

    Parameters
    ----------
    lon, lat : float
        Degrees, WGS 84.
    corners : ndarray of shape (n, 2)
        Degrees, WGS 84, longitude first; at least one.

    Examples
    --------
    >>> round(furthest_m(0.0, 0.0, np.array([[0.0, 1.0], [0.5, 0.0]])))
    110574
    """
    at = _in_space(np.array([lon]), np.array([lat]))
    off = _in_space(corners[:, 0], corners[:, 1]) - at
    chord2 = np.einsum("ij,ij->i", off, off)
    far = corners[chord2 >= chord2.max() * FURTHEST]
    here = np.full(len(far), lon), np.full(len(far), lat)
    return float(geodesics_m(*here, far[:, 0], far[:, 1]).max())


class Edges:
    """Edges of lines, each line with a number of its owner.

    Parameters
    ----------
    lines : iterable of shapely geometry
        Lines or outlines, WGS 84 degrees.
    owners : sequence of int
        One a line; of edges equally near, that of the lowest number is named.

    Examples
    --------
    >>> edges = Edges([shapely.LineString([(70, 40), (71, 40)])], [7])
    >>> feet = edges.nearest(np.array([70.5]), np.array([40.1]))
    >>> feet.lon.round(3), edges.owner[feet.edge]
    (array([70.5]), array([7]))
    """

    def __init__(self, lines: Iterable[Any], owners: Sequence[int]) -> None:
        dense = shapely.segmentize(np.array(list(lines), dtype=object), STEP_DEG)
        runs, line = shapely.get_parts(dense, return_index=True)
        xy, run = shapely.get_coordinates(runs, return_index=True)
        self.lon, self.lat = np.ascontiguousarray(xy.T)
        self.owner = np.asarray(owners, dtype=np.intp)[line[run]]
        self._at = _in_space(self.lon, self.lat)
        self._ends = np.append(run[1:] != run[:-1], True)
        self._step = np.roll(self._at, -1, axis=0) - self._at
        self._step[self._ends] = 0.0
        self._step2 = np.einsum("ij,ij->i", self._step, self._step)
        self._half = float(np.sqrt(self._step2.max(initial=0.0))) / 2
        self._rank = self.owner * len(self.lon) + np.arange(len(self.lon))

    def __len__(self) -> int:
        return len(self.lon)

    @cached_property
    def _tree(self) -> Any:
        """Vertices by place; split at the middle, since lines lie on a curved shell."""
        return need_tree()(self._at, balanced_tree=False, compact_nodes=False)

    def nearest(self, lon: Floats, lat: Floats) -> Feet:
        """Find the nearest edge to each point, and the nearest point of it.

        Parameters
        ----------
        lon, lat : ndarray
            Degrees, WGS 84, all finite.

        Returns
        -------
        Feet

        Notes
        -----
        Without scipy every edge is tried, which takes some 50 times as long
        for many points.
        """
        at = _in_space(lon, lat)
        edge = np.empty(len(at), dtype=np.intp)
        chord2, along = np.empty(len(at)), np.empty(len(at))
        search = self._by_tree if len(at) * len(self) > FEW and _has_tree() else self._among_all
        order = _by_cell(lon, lat)
        for start in range(0, len(at), BLOCK):
            rows = order[start : start + BLOCK]
            edge[rows], along[rows], chord2[rows] = search(at[rows])
        after = np.where(self._ends[edge], edge, edge + 1)
        return Feet(
            edge,
            self.lon[edge] + along * (self.lon[after] - self.lon[edge]),
            self.lat[edge] + along * (self.lat[after] - self.lat[edge]),
            np.sqrt(chord2),
        )

    def _by_tree(self, at: Floats) -> tuple[Ints, Floats, Floats]:
        """Look at the nearest vertices, at more of them until the answer is proven.

        The foot of a perpendicular lies within half an edge of a vertex of its
        edge: so an edge nearer than the best has a vertex nearer than the
        hypotenuse of the best and half the longest edge.
        """
        edge = np.empty(len(at), dtype=np.intp)
        along, chord2 = np.empty(len(at)), np.empty(len(at))
        left = np.arange(len(at))
        for width in (min(w, len(self)) for w in WIDTHS):
            away, near = self._tree.query(at[left], width)
            near = near.reshape(len(left), width)
            edge[left], along[left], chord2[left] = self._best(
                at[left], np.concatenate([near, near - 1], axis=1)
            )
            proven = away.reshape(near.shape)[:, -1] > self._reach(chord2[left])
            left = left[~proven]
            if width == len(self) or not len(left):
                return edge, along, chord2
        for row, near in zip(
            left, self._tree.query_ball_point(at[left], self._reach(chord2[left])), strict=True
        ):
            edges = np.array(near, dtype=np.intp)
            one = slice(row, row + 1)
            edge[one], along[one], chord2[one] = self._best(
                at[one], np.concatenate([edges, edges - 1])[None, :]
            )
        return edge, along, chord2

    def _reach(self, chord2: Floats) -> Floats:
        reach: Floats = np.hypot(np.sqrt(chord2) + SAME_M, self._half) + SAME_M
        return reach

    def _among_all(self, at: Floats) -> tuple[Ints, Floats, Floats]:
        every = np.arange(len(self))[None, :]
        found = [self._best(one[None, :], every) for one in at]
        edge, along, chord2 = (np.concatenate(part) for part in zip(*found, strict=True))
        return edge, along, chord2

    def _best(self, at: Floats, edges: Ints) -> tuple[Ints, Floats, Floats]:
        """Choose among candidate edges (a row of them a point)."""
        off = at[:, None, :] - self._at[edges]
        step, step2 = self._step[edges], self._step2[edges]
        dot = np.einsum("ijk,ijk->ij", off, step)
        along = np.clip(dot / np.maximum(step2, 1e-12), 0.0, 1.0)
        chord2 = np.einsum("ijk,ijk->ij", off, off) - along * (2 * dot - along * step2)
        np.maximum(chord2, 0.0, out=chord2)
        limit = (np.sqrt(chord2.min(axis=1)) + SAME_M) ** 2
        rank = np.where(chord2 <= limit[:, None], self._rank[edges], np.iinfo(np.intp).max)
        row, best = np.arange(len(at)), rank.argmin(axis=1)
        return edges[row, best] % len(self), along[row, best], chord2[row, best]


def _by_cell(lon: Floats, lat: Floats) -> Ints:
    """Order points so that neighbours follow each other: the tree's pages stay in the cache."""
    cell = ((lat + 90) * 2).astype(np.int32) * 1024 + ((lon + 180) * 2).astype(np.int32)
    return np.argsort(cell, kind="stable")
