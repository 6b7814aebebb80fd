"""Points, lines and areas apart, for formats whose layers hold one kind of geometry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["KINDS", "of_dimension", "single_or_multi"]

KINDS = (("points", 0, "Point"), ("lines", 1, "LineString"), ("areas", 2, "Polygon"))
"""Name, dimension and geometry type of a layer."""


def of_dimension(shapes: NDArray[Any], dimension: int) -> NDArray[Any]:
    """Take the parts of one dimension out of each geometry.

    Parameters
    ----------
    shapes : array of shapely geometry or None
    dimension : int
        0 points, 1 lines, 2 areas.

    Returns
    -------
    array
        None where there is no such part.

    Examples
    --------
    >>> import shapely
    >>> mixed = shapely.GeometryCollection([shapely.Point(0, 0), shapely.box(1, 1, 2, 2)])
    >>> [of_dimension(np.array([mixed]), d)[0] is not None for d in (0, 1, 2)]
    [True, False, True]
    """
    import shapely

    out = np.full(len(shapes), None, dtype=object)
    mixed = shapely.get_type_id(shapes) == 7
    whole = ~mixed & (shapely.get_dimensions(shapes) == dimension)
    out[whole] = shapes[whole]
    for place in np.flatnonzero(mixed):
        parts = shapely.get_parts(shapes[place])
        fitting = of_dimension(parts, dimension)
        fitting = fitting[~shapely.is_missing(fitting)]
        if len(fitting):
            out[place] = shapely.unary_union(fitting) if len(fitting) > 1 else fitting[0]
    return out


def single_or_multi(shapes: NDArray[Any], single: str) -> str:
    """Name the geometry type of a layer: points stay single where all are.

    Examples
    --------
    >>> import shapely
    >>> single_or_multi(np.array([shapely.Point(0, 0)]), "Point")
    'Point'
    >>> single_or_multi(np.array([shapely.box(0, 0, 1, 1)]), "Polygon")
    'MultiPolygon'
    """
    import shapely

    if single == "Point" and not (shapely.get_type_id(shapes) == 4).any():
        return single
    return f"Multi{single}"
