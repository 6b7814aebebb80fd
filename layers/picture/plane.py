"""The plane that a picture is drawn on: one projection, one window, one scale.

Round the incidents it is Lambert's azimuthal equal-area projection on their
middle, which has no seam at the 180th meridian and none at a pole. Incidents
over half the globe get Equal Earth, turned to their middle.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from layers.discs import GEOD

__all__ = ["Plane", "plane_for"]

_FARTHEST_DEG = 70.0  # from the middle: beyond that a round map of half the globe misleads
_LEAST_M = 60_000.0  # width of a window, so that something known is on it
_ROOM = 1.5  # width of a window against what is in it
_EDGE = 1e-4  # degrees kept from the seam of a world map
_SEGMENT = 0.5  # degrees: longer straight edges bend when they are projected

Floats = NDArray[np.float64]
Window = tuple[float, float, float, float]


@dataclass(frozen=True, kw_only=True)
class Plane:
    """A projection and the window of it that is shown.

    Parameters
    ----------
    lon, lat : float
        Middle in degrees, WGS 84.
    world : bool
        Equal Earth instead of Lambert's azimuthal equal-area projection.
    window : tuple of float
        West, south, east, north edge in metres of the projection.
    """

    lon: float
    lat: float
    world: bool
    window: Window

    @cached_property
    def _transformer(self) -> Transformer:
        name = f"+proj=eqearth +lon_0={self.lon}" if self.world else (
            f"+proj=laea +lon_0={self.lon} +lat_0={self.lat}"
        )  # fmt: skip
        return Transformer.from_crs(
            "EPSG:4326", f"{name} +datum=WGS84 +units=m +type=crs", always_xy=True
        )

    @property
    def width_m(self) -> float:
        """Width of the window in metres of the projection."""
        return self.window[2] - self.window[0]

    def project(self, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
        """Project degrees to metres."""
        x, y = self._transformer.transform(lon, lat)
        return np.asarray(x, dtype=float), np.asarray(y, dtype=float)

    def unproject(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Give the degrees of points of the plane; infinite where there are none."""
        lon, lat = self._transformer.transform(x, y, direction="INVERSE")
        return np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)

    @cached_property
    def degrees(self) -> Window:
        """Give the west, south, east and north of what the window shows.

        West and east are within 180 degrees of the middle, and may be beyond
        the 180th meridian.
        """
        west, south, east, north = self.window
        xs, ys = np.meshgrid(np.linspace(west, east, 33), np.linspace(south, north, 33))
        lon, lat = self.unproject(xs.ravel(), ys.ravel())
        seen = np.isfinite(lon) & np.isfinite(lat)
        if not seen.any() or (self.world and not seen.all()):
            return self.lon - 180 + _EDGE, -90.0, self.lon + 180 - _EDGE, 90.0
        turned = self.lon + (lon[seen] - self.lon + 540) % 360 - 180
        poles = [pole for pole in (-90.0, 90.0) if self._shows(0.0, pole)]
        lats = [*lat[seen].tolist(), *poles]
        if poles:
            return self.lon - 180 + _EDGE, min(lats), self.lon + 180 - _EDGE, max(lats)
        return float(turned.min()), min(lats), float(turned.max()), max(lats)

    def _shows(self, lon: float, lat: float) -> bool:
        (x,), (y,) = self.project(np.array([lon]), np.array([lat]))
        west, south, east, north = self.window
        return bool(west <= x <= east and south <= y <= north)

    def clip(self, geometry: Any) -> Any:
        """Cut a geometry in degrees to the window and project it.

        Parameters
        ----------
        geometry : shapely geometry or array of them
            Longitude -180 to 180.

        Returns
        -------
        shapely geometry
            In metres of the projection; empty where nothing of it is seen.
        """
        west, south, east, north = self.degrees
        pieces: list[Any] = []
        for turn in (-360.0, 0.0, 360.0):
            if west - turn > 180 or east - turn < -180:
                continue
            cut = shapely.clip_by_rect(geometry, west - turn, south, east - turn, north)
            pieces += [p for p in np.atleast_1d(cut) if not p.is_empty]
        return self.flat(shapely.GeometryCollection(pieces))

    def flat(self, geometry: Any) -> Any:
        """Project a geometry as a whole, its long edges bent."""
        fine = shapely.segmentize(geometry, _SEGMENT)
        return shapely.transform(fine, lambda xy: np.column_stack(self.project(*xy.T)))

    def outline(self, geometry: Any) -> Any:
        """Project an incident's geometry, whole where it was cut at the 180th meridian."""
        middle = self.lon
        parts = [p for p in shapely.get_parts(geometry) if not p.is_empty]
        turns = [_turn(p, middle) for p in parts]
        shifted = [_shifted(p, turn) for p, turn in zip(parts, turns, strict=True)]
        if len(set(turns)) > 1:
            # Two halves that meet at the cut become one again.
            shifted = [shapely.union_all(shapely.set_precision(shifted, 1e-9))]
        if self.world:
            box = (middle - 180 + _EDGE, -90.0, middle + 180 - _EDGE, 90.0)
            shifted = [shapely.clip_by_rect(p, *box) for p in shifted]
        return self.flat(shapely.GeometryCollection(shifted))

    def disc(self, lon: float, lat: float, radius_m: float) -> Any:
        """Draw the true circle round a point, in metres of the projection."""
        azimuths = np.linspace(0, 360, 180, endpoint=False)
        ones = np.ones_like(azimuths)
        xs, ys, _ = GEOD.fwd(lon * ones, lat * ones, azimuths, radius_m * ones)
        return shapely.Polygon(np.column_stack(self.project(np.asarray(xs), np.asarray(ys))))

    def length_m(self, x: float, y: float, width: float) -> float:
        """Measure a horizontal stretch of the plane on the ground, in metres."""
        lon, lat = self.unproject(np.array([x, x + width]), np.array([y, y]))
        return float(GEOD.inv(lon[0], lat[0], lon[1], lat[1])[2])


def plane_for(lon: Sequence[float], lat: Sequence[float], aspect: float) -> Plane:
    """Choose the plane for points that are to be seen.

    Parameters
    ----------
    lon, lat : sequence of float
        Degrees; without any, the whole world is shown.
    aspect : float
        Width of the window over its height.

    Returns
    -------
    Plane
        With all points in its window.

    Examples
    --------
    >>> plane = plane_for([179.9, -179.9], [51.0, 51.2], 1.4)
    >>> round(abs(plane.lon)), round(plane.lat, 1), plane.world
    (180, 51.1, False)
    >>> plane_for([], [], 1.4).world
    True
    """
    x, y = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    if not len(x):
        return _world(0.0, aspect)
    middle = _middle(x, y)
    if middle is None:
        return _world(0.0, aspect)
    for _ in range(3):  # the middle of the points' box, not of their heap
        plane = Plane(lon=middle[0], lat=middle[1], world=False, window=(0, 0, 0, 0))
        px, py = plane.project(x, y)
        box_x, box_y = (px.min() + px.max()) / 2, (py.min() + py.max()) / 2
        if not (np.isfinite(px).all() and np.isfinite(py).all()):
            return _world(middle[0], aspect)
        at = plane.unproject(np.array([box_x]), np.array([box_y]))
        middle = (float(at[0][0]), float(at[1][0]))
        if not np.isfinite(middle).all():
            return _world(0.0, aspect)
    if _farthest(x, y, middle) > _FARTHEST_DEG:
        return _world(middle[0], aspect)
    plane = Plane(lon=middle[0], lat=middle[1], world=False, window=(0, 0, 0, 0))
    px, py = plane.project(x, y)
    return Plane(lon=middle[0], lat=middle[1], world=False, window=_window(px, py, aspect))


def _window(x: Floats, y: Floats, aspect: float) -> Window:
    half_x, half_y = (x.max() - x.min()) / 2, (y.max() - y.min()) / 2
    middle_x, middle_y = (x.max() + x.min()) / 2, (y.max() + y.min()) / 2
    half = max(half_x, half_y * aspect, _LEAST_M / 2 / _ROOM) * _ROOM
    return (
        middle_x - half, middle_y - half / aspect, middle_x + half, middle_y + half / aspect,
    )  # fmt: skip


def _world(lon: float, aspect: float) -> Plane:
    # Equal Earth is 17,243,959 m wide and 8,392,928 m high from its middle (Šavrič et al. 2018).
    half_x, half_y = 17_250_000.0, 8_400_000.0
    half = max(half_x, half_y * aspect)
    return Plane(lon=lon, lat=0.0, world=True, window=(-half, -half / aspect, half, half / aspect))


def _vectors(lon: Floats, lat: Floats) -> Floats:
    x, y = np.radians(lon), np.radians(lat)
    return np.stack([np.cos(y) * np.cos(x), np.cos(y) * np.sin(x), np.sin(y)], axis=-1)


def _middle(lon: Floats, lat: Floats) -> tuple[float, float] | None:
    x, y, z = _vectors(lon, lat).mean(axis=0).tolist()
    if math.hypot(x, y, z) < 0.1:
        return None
    return math.degrees(math.atan2(y, x)), math.degrees(math.atan2(z, math.hypot(x, y)))


def _farthest(lon: Floats, lat: Floats, middle: tuple[float, float]) -> float:
    at = _vectors(np.array([middle[0]]), np.array([middle[1]]))[0]
    return math.degrees(math.acos(float(np.clip(_vectors(lon, lat) @ at, -1, 1).min())))


def _turn(part: Any, middle: float) -> float:
    """Whole turns that bring a part within half a turn of the middle."""
    west, _, east, _ = part.bounds
    at = (west + east) / 2
    return 360.0 * round(float(middle - at) / 360)


def _shifted(part: Any, turn: float) -> Any:
    return shapely.transform(part, lambda xy: np.add(xy, [turn, 0.0]))
