"""Read the border files: arcs, the units on both sides of each, and polygons.

A file holds arcs as differences of 1e-5 degree, each with its one or two
units, and rings made of arcs (``tools/borders`` writes them). Coordinates are
WGS 84 degrees.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources

import numpy as np
import numpy.typing as npt
import shapely

from gazetteer.borders_text import data_text
from gazetteer.errors import GazetteerDataError

__all__ = ["VALLEY", "WORLD", "Ground", "Topology", "Unit", "ground", "load_topology", "units"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

SCALE = 100_000
WORLD = "borders_ne10m.npz"
VALLEY = "borders_fergana_osm2026c.npz"


@dataclass(frozen=True, kw_only=True, slots=True)
class Unit:
    """Ground that more than one state, or none, calls its own.

    Parameters
    ----------
    code : str
        Code of the border files, ISO 3166-1 alpha-3 or a longer word.
    countries : tuple of str
        States that hold or claim it, in alphabetical order.
    holder : str
        The one that the line is drawn for, or ``""`` where both edges are lines.
    name, note : str
        In neutral words, with the source of the claim.
    """

    code: str
    countries: tuple[str, ...]
    holder: str = ""
    name: str = ""
    note: str = ""


@lru_cache(maxsize=1)
def units() -> dict[str, Unit]:
    """Read the ground whose states are not just its own code."""
    rows = csv.DictReader(data_text("border_units.csv").splitlines())
    return {
        row["unit"]: Unit(
            code=row["unit"],
            countries=tuple(c for c in row["countries"].split("|") if c),
            holder=row["holder"],
            name=row["name"],
            note=row["note"],
        )
        for row in rows
    }


def _integers(planes: npt.NDArray[np.uint8]) -> Ints:
    zigzag = np.ascontiguousarray(planes.T).view("<u4").ravel().astype(np.int64)
    return np.asarray((zigzag >> 1) ^ -(zigzag & 1), dtype=np.int64)


@dataclass(frozen=True)
class Topology:
    """One border file."""

    arcs: tuple[Floats, ...]
    owners: tuple[tuple[str, ...], ...]
    rings: tuple[Ints, ...]
    polygon_rings: tuple[Ints, ...]
    polygon_units: tuple[str, ...]

    def _ring(self, number: int) -> Floats:
        pieces = [
            self.arcs[i] if i >= 0 else self.arcs[~i][::-1] for i in self.rings[number].tolist()
        ]
        return np.vstack([pieces[0], *[p[1:] for p in pieces[1:]]])

    @cached_property
    def polygons(self) -> npt.NDArray[np.object_]:
        """Polygons, in the order of ``polygon_units``."""
        built = [
            shapely.Polygon(self._ring(int(rings[0])), [self._ring(int(r)) for r in rings[1:]])
            for rings in self.polygon_rings
        ]
        return np.array(built, dtype=object)


def _split(values: Ints, sizes: Ints) -> tuple[Ints, ...]:
    return tuple(np.split(values, np.cumsum(sizes)[:-1]))


@lru_cache(maxsize=4)
def load_topology(name: str) -> Topology:
    """Read a border file of ``gazetteer/data``.

    Raises
    ------
    GazetteerDataError
        Where the file is not one that ``tools/borders`` writes.
    """
    path = resources.files("gazetteer").joinpath("data", name)
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as file:
            arrays = {key: file[key] for key in file.files}
        xy = np.column_stack([_integers(arrays["dx"]), _integers(arrays["dy"])]).cumsum(axis=0)
        ends = np.cumsum(arrays["arc_lengths"])[:-1]
        return Topology(
            arcs=tuple(np.split(xy / SCALE, ends)),
            owners=tuple(tuple(str(o).split("|")) for o in arrays["arc_owners"]),
            rings=_split(arrays["ring_arcs"].astype(np.int64), arrays["ring_sizes"]),
            polygon_rings=_split(arrays["polygon_rings"].astype(np.int64), arrays["polygon_sizes"]),
            polygon_units=tuple(str(u) for u in arrays["units"]),
        )
    except (KeyError, ValueError, OSError) as error:
        raise GazetteerDataError(
            f"border file {name!r} cannot be read ({error}); "
            "install the package again, or rebuild it with tools/borders/build.py"
        ) from error


@dataclass(frozen=True)
class Ground:
    """Polygons of all units, the valley's by OpenStreetMap, with a tree over them."""

    polygons: npt.NDArray[np.object_]
    codes: tuple[str, ...]
    tree: shapely.STRtree


@lru_cache(maxsize=1)
def ground() -> Ground:
    """Give the land of the world."""
    world, valley = load_topology(WORLD), load_topology(VALLEY)
    exact = set(valley.polygon_units)
    kept = np.array([unit not in exact for unit in world.polygon_units])
    polygons = np.concatenate([world.polygons[kept], valley.polygons])
    codes = (*(u for u in world.polygon_units if u not in exact), *valley.polygon_units)
    return Ground(polygons, codes, shapely.STRtree(polygons))
