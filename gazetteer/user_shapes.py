"""Shapes of a user's file to what the index keeps of them: centre, disc, outline."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from gazetteer.errors import GazetteerDataError
from gazetteer.user_fields import Shape

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

__all__ = ["Mover", "from_geojson", "from_wkt", "made", "mover", "shape_of"]

Mover = Callable[["BaseGeometry"], "BaseGeometry"]

DIGITS: Final = 5
"""Decimals of a user's outlines: 1 m."""

TOLERANCE_DEG: Final = 0.0001
"""Outlines are simplified by 11 m: a map of a country shows no less."""


def shape_of(geometry: BaseGeometry | None) -> Shape | str:
    """Return what the index keeps of a shape in WGS 84 degrees, or what is wrong with it.

    Polygons keep their outline. Of lines and of several points only the disc
    that covers them is kept. No shape, or an empty one, is a place without a
    position.

    Examples
    --------
    >>> import shapely
    >>> shape_of(shapely.Point(70.8, 40.1)), shape_of(None).lon
    (Shape(lon=70.8, lat=40.1, radius_km=None, outline=''), None)
    >>> shape_of(shapely.box(70, 40, 71, 41)).radius_km > 60
    True
    >>> shape_of(shapely.Point(40.1, 170.8))
    'lat 170.8 is outside -90..90: are lat and lon swapped?'
    """
    import shapely

    if geometry is None or geometry.is_empty:
        return Shape()
    fault = _fault(geometry)
    if fault:
        return fault
    if geometry.geom_type == "Point":
        return Shape(float(shapely.get_x(geometry)), float(shapely.get_y(geometry)))
    from gazetteer.extents import centre_and_radius, encode_area

    parts = shapely.get_parts(geometry)
    areas = [p for p in parts if p.geom_type in ("Polygon", "MultiPolygon")]
    outline = ""
    if areas:
        geometry = shapely.MultiPolygon([q for p in areas for q in shapely.get_parts(p)])
        slim = shapely.simplify(geometry, TOLERANCE_DEG)
        outline = encode_area(slim, DIGITS)
    return Shape(*centre_and_radius(geometry), outline)


def _fault(geometry: BaseGeometry) -> str:
    import shapely

    from gazetteer.user_rows import parse_degrees

    corners = shapely.get_coordinates(geometry)
    for lon, lat in (corners.min(axis=0), corners.max(axis=0)):
        found = parse_degrees(f"{lon:.15g}", f"{lat:.15g}")
        if isinstance(found, str):
            return found
    return ""


def from_geojson(geometry: dict[str, Any] | None, move: Mover | None) -> Shape | str:
    """Read a GeoJSON geometry.

    Examples
    --------
    >>> from_geojson({"type": "Point", "coordinates": ["x", 1]}, None)
    'the geometry cannot be read'
    """
    import json

    import shapely

    if geometry is None:
        return Shape()
    try:
        return made(shapely.from_geojson(json.dumps(geometry)), move)
    except (shapely.errors.GEOSException, TypeError, ValueError):
        return "the geometry cannot be read"


def from_wkt(text: str, move: Mover | None) -> Shape | str:
    """Read a geometry in well-known text.

    Examples
    --------
    >>> from_wkt("POINT (70.8 40.1)", None).lat, from_wkt("POINT (70.8", None)
    (40.1, 'the geometry cannot be read')
    """
    import shapely

    try:
        return made(shapely.from_wkt(text), move)
    except shapely.errors.GEOSException:
        return "the geometry cannot be read"


def made(geometry: BaseGeometry | None, move: Mover | None) -> Shape | str:
    """Move a shape to WGS 84, make it valid, and return what the index keeps of it."""
    import shapely

    if geometry is None:
        return Shape()
    geometry = shapely.force_2d(geometry)
    if move is not None:
        geometry = move(geometry)
    if not shapely.is_valid(geometry):
        geometry = shapely.make_valid(geometry)
    return shape_of(geometry)


def mover(crs: str) -> Mover | None:
    """Return what moves a shape from a CRS to WGS 84 degrees; None where it is there.

    Raises
    ------
    GazetteerDataError
        No such CRS is known.

    Examples
    --------
    >>> import shapely
    >>> mover("EPSG:4326"), mover("EPSG:3857")(shapely.Point(7881416, 4864854)).x > 70
    (None, True)
    """
    import shapely
    from pyproj import CRS, Transformer
    from pyproj.exceptions import CRSError

    try:
        known = CRS.from_user_input(crs)
    except CRSError as err:
        raise GazetteerDataError(f"no CRS {crs!r} is known; write it as EPSG:32642") from err
    if known.equals(CRS.from_epsg(4326), ignore_axis_order=True):
        return None
    transform: Any = Transformer.from_crs(known, 4326, always_xy=True).transform

    def move(geometry: BaseGeometry) -> BaseGeometry:
        moved: BaseGeometry = shapely.transform(geometry, transform, interleaved=False)
        return moved

    return move
