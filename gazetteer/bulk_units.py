"""Outlines of all units of the first level, decoded at once, for bulk look-ups."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import shapely

from gazetteer.bulk_cells import Cells
from gazetteer.bulk_edges import Edges

if TYPE_CHECKING:
    from gazetteer.index import Index

__all__ = ["Admin1", "admin1", "outlines_in", "polygons_of"]

Floats = npt.NDArray[np.float64]
Objects = npt.NDArray[np.object_]

_SCALE = 1000.0  # gazetteer.outlines: three decimals of a degree


@dataclass(frozen=True, kw_only=True)
class Admin1:
    """Units of the first level, in the order of their outlines.

    ``lon`` and ``lat`` are their centres in degrees.
    """

    ids: Objects
    names: Objects
    countries: tuple[frozenset[str], ...]
    lon: Floats
    lat: Floats
    areas: Objects

    @cached_property
    def cells(self) -> Cells:
        """The units over a grid."""
        return Cells(self.areas)


@lru_cache(maxsize=1)
def admin1() -> Admin1:
    """Read the units of the first level out of the packaged gazetteer."""
    from gazetteer.store import open_world

    index = open_world()
    ordinals = [
        ordinal
        for ordinal in index.file.sections["outline_index"].cast("I")[::3].tolist()
        if index.core(ordinal).feature_class == "adm1"
    ]
    return _read(index, ordinals)


@lru_cache(maxsize=256)
def outlines_in(owners: tuple[str, ...]) -> Edges | None:
    """Give the outlines of the units of some states; the owner of an edge is the unit's number.

    Parameters
    ----------
    owners : tuple of str
        ISO 3166-1 alpha-3.

    Returns
    -------
    Edges or None
        None where none of them has units.
    """
    table = admin1()
    own = [n for n, held in enumerate(table.countries) if not held.isdisjoint(owners)]
    return Edges(shapely.boundary(table.areas[own]), own) if own else None


def _read(index: Index, ordinals: list[int]) -> Admin1:
    places = [index.place(ordinal) for ordinal in ordinals]
    return Admin1(
        ids=np.array([p.place_id for p in places], dtype=object),
        names=np.array([p.name for p in places], dtype=object),
        countries=tuple(frozenset(p.countries) for p in places),
        lon=np.array([p.lon for p in places], dtype=np.float64),
        lat=np.array([p.lat for p in places], dtype=np.float64),
        areas=polygons_of([index.outline(ordinal) for ordinal in ordinals]),
    )


def polygons_of(encoded: list[str]) -> Objects:
    """Decode areas (:mod:`gazetteer.outlines`), all at once.

    Returns
    -------
    ndarray of shapely.MultiPolygon
        WGS 84 degrees.

    Examples
    --------
    >>> polygons_of(["??o}@?n}@o}@?n}@"])[0].bounds
    (0.0, 0.0, 1.0, 1.0)
    """
    polygons = [polygon for area in encoded for polygon in area.split("  ")]
    rings = [ring for polygon in polygons for ring in polygon.split(" ")]
    of_polygon = np.repeat(np.arange(len(polygons)), [p.count(" ") + 1 for p in polygons])
    of_area = np.repeat(np.arange(len(encoded)), [a.count("  ") + 1 for a in encoded])
    xy, of_ring = _rings(rings)
    built = np.asarray(shapely.linearrings(xy, indices=of_ring), dtype=object)
    parts = np.asarray(shapely.polygons(built, indices=of_polygon), dtype=object)
    return np.asarray(shapely.multipolygons(parts, indices=of_area), dtype=object)


def _rings(rings: list[str]) -> tuple[Floats, npt.NDArray[np.intp]]:
    """Decode rings to coordinates and the number of the ring of each."""
    bits = np.frombuffer("".join(rings).encode(), dtype=np.uint8).astype(np.int64) - 63
    last = bits < 0x20
    begin = np.append(0, np.flatnonzero(last)[:-1] + 1)
    place = np.arange(len(bits)) - np.repeat(begin, np.diff(np.append(begin, len(bits))))
    value = np.add.reduceat((bits & 0x1F) << (5 * place), begin)
    step = np.where(value & 1, ~(value >> 1), value >> 1).reshape(-1, 2)
    ends = np.cumsum([len(ring) for ring in rings])
    of_ring = np.searchsorted(ends, begin[::2], side="right")
    total = step.cumsum(axis=0)
    start = np.searchsorted(of_ring, np.arange(len(rings)))
    base = np.where(start[:, None] > 0, total[start - 1], 0)
    lat_lon = (total - base[of_ring]) / _SCALE
    return lat_lon[:, ::-1], of_ring
