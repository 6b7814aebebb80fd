"""Discs: areas that are the true circle of a radius, also where a pole or 180° cuts them."""

from __future__ import annotations

import math
from typing import Any

import shapely
from pyproj import Geod

__all__ = ["GEOD", "is_disc"]

GEOD = Geod(ellps="WGS84")
_TOLERANCE = 0.04  # a disc of 16 vertices or more is within 4 % of its circle


def is_disc(geometry: Any, radius_m: float | None) -> bool:
    """Tell whether an area is the disc of the radius that is said to cover it.

    By its size on the ground: of all areas that a radius covers only the disc
    has the circle's.

    Parameters
    ----------
    geometry : shapely geometry or None
        Degrees, WGS 84.
    radius_m : float or None
        Metres from its middle within which it lies.

    Returns
    -------
    bool

    Examples
    --------
    >>> import shapely
    >>> is_disc(shapely.box(70, 39, 71, 40), 70_000.0), is_disc(None, 1.0)
    (False, False)
    """
    if geometry is None or not radius_m or shapely.get_dimensions(geometry) != 2:
        return False
    area = abs(GEOD.geometry_area_perimeter(geometry)[0])
    return abs(area / (math.pi * radius_m**2) - 1) < _TOLERANCE
