"""The ground of a picture: land, water, faint lines, names; and the borders over it."""

from __future__ import annotations

import gzip
import math
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
import shapely

from layers.picture.plane import Plane
from layers.picture.words import Labels, Words
from layers.ui import Ui

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.path import Path

__all__ = ["BORDER_TONES", "HAIRLINE", "draw_borders", "draw_ground", "draw_names", "path_of"]

# The colours of layers/static/map.css on paper.
WATER, LAND, HAIRLINE, FAINT = "#d9e6ee", "#f4f2ec", "#b9b4a8", "#d9d5ca"
GRID, GRID_NAME = "#c3d2dc", "#5d7281"
COUNTRY_NAME, TOWN_NAME = "#77736a", "#55524b"
BORDER_TONES = ("#5b2a86", "#0f5c5c", "#7a4a00")

_CELL = 5  # degrees, as tools/layers/build_basemap.py cuts them
_SCALE = 0.001  # degrees of one unit of a cell
_MOST_CELLS = 24
_NEAR_M = 700_000.0  # width of a window in which countries are named where they are seen
DEGREE_M = 111_195.0  # of latitude, on the mean sphere
_COUNTRY_PT = 24.0  # points that a country's land must be wide to be named
_APART_PT = 170.0  # points between two names of one country
LABEL_WIDTH = 215.0  # points of a line of a label
_LABEL_ROOM_PT = 50.0  # points of line in view that a border's label needs


def draw_ground(ax: Axes, plane: Plane, words: Words) -> None:
    """Draw water, land and the base map's faint lines.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Its data are metres of the plane.
    plane : Plane
    words : Words
    """
    land, borders = _world()
    ax.set_facecolor(WATER)
    _fill(ax, plane.clip(land), LAND, 1.0)
    cells = [_cell(corner) for corner in _corners(plane)]
    if not any(cells):
        _lines(ax, plane.clip(borders), HAIRLINE, 0.6, 1.3)
    for cell in cells:
        if cell:
            _fill(ax, plane.clip(cell["box"]), WATER, 1.1)
    for cell in cells:
        if cell:
            _fill(ax, plane.clip(cell["land"]), LAND, 1.2)
    for cell in cells:
        if cell:
            _lines(ax, plane.clip(cell["admin1"]), FAINT, 0.5, 1.3)
            _lines(ax, plane.clip(cell["borders"]), HAIRLINE, 0.7, 1.4)
    _graticule(ax, plane, words)


def draw_names(
    ax: Axes,
    plane: Plane,
    words: Words,
    labels: Labels,
    cities: Sequence[Mapping[str, Any]],
    ui: Ui,
) -> None:
    """Write the names of towns and countries where there is room.

    Parameters
    ----------
    ax, plane, words, labels
        The map, its plane, its fonts, and what is already written.
    cities : sequence of dict
        ``name``, ``lon``, ``lat`` in degrees, ``rank``.
    ui : Ui
        Interface text: names of countries.
    """
    for town in sorted(cities, key=lambda c: int(c.get("rank") or 0)):
        _town(ax, plane, words, labels, town)
    named: dict[str, list[Any]] = {}
    for name, lon, lat, radius in _countries(plane, ui):
        at = _display(ax, plane, lon, lat)
        seen = named.setdefault(name, [])
        if at is None or any(math.dist(at, other) < _APART_PT for other in seen):
            continue
        if radius * DEGREE_M / plane.width_m * _width_pt(ax) * 2 < _COUNTRY_PT:
            continue
        if _write(ax, words, labels, name.upper(), at, 6.5, color=COUNTRY_NAME, weight="bold"):
            seen.append(at)


def draw_borders(
    ax: Axes,
    plane: Plane,
    words: Words,
    labels: Labels,
    features: Iterable[Mapping[str, Any]],
) -> list[tuple[str, str]]:
    """Draw border lines, disputed parts dashed and labelled.

    Parameters
    ----------
    ax, plane, words, labels
        The map, its plane, its fonts, and what is already written.
    features : iterable of dict
        As :class:`layers.BorderLayer` takes them.

    Returns
    -------
    list of (str, str)
        Each source with its date and accuracy, and its colour, as drawn.
    """
    tones: dict[str, str] = {}
    told: dict[str, str] = {}
    parts: dict[str, list[Any]] = {}
    for feature in features:
        p = feature["properties"]
        line = plane.clip(shapely.from_geojson(msgspec.json.encode(feature["geometry"])))
        if line.is_empty:
            continue
        source = str(p["source"])
        tone = tones.setdefault(source, BORDER_TONES[min(len(tones), len(BORDER_TONES) - 1)])
        told.setdefault(source, ", ".join(filter(None, [source, str(p.get("as_of") or "")])))
        _lines(ax, line, tone, 1.6 if p.get("dashed") else 1.3, 3.4, dashed=bool(p.get("dashed")))
        if p.get("dashed") and p.get("label"):
            parts.setdefault(str(p["label"]), []).append(line)
    for text, lines in parts.items():
        _line_label(ax, words, labels, text, lines)
    return [(told[source], tone) for source, tone in tones.items()]


def path_of(geometry: Any) -> Path | None:
    """Give the outline of polygons or lines as one path, holes wound against their rings."""
    from matplotlib.path import Path

    wound = shapely.orient_polygons(geometry)
    polygons = [p for p in _leaves(wound) if p.geom_type == "Polygon"]
    rings = list(shapely.get_rings(polygons)) if polygons else []
    rings += [p for p in _leaves(wound) if p.geom_type in {"LineString", "LinearRing"}]
    pieces = []
    for ring in rings:
        xy = shapely.get_coordinates(ring)
        if len(xy) < 2 or not np.isfinite(xy).all():
            continue
        codes = np.full(len(xy), Path.LINETO, dtype=Path.code_type)
        codes[0] = Path.MOVETO
        if ring.geom_type == "LinearRing":
            codes[-1] = Path.CLOSEPOLY
        pieces.append(Path(xy, codes))
    return Path.make_compound_path(*pieces) if pieces else None


def _leaves(geometry: Any) -> list[Any]:
    if hasattr(geometry, "geoms"):
        return [leaf for part in geometry.geoms for leaf in _leaves(part)]
    return [] if geometry.is_empty else [geometry]


def _fill(ax: Axes, geometry: Any, colour: str, order: float) -> None:
    from matplotlib.patches import PathPatch

    path = path_of(geometry)
    if path is not None:
        # A hair of its own colour hides the seams between pieces.
        ax.add_artist(PathPatch(path, fc=colour, ec=colour, lw=0.4, zorder=order))


def _lines(
    ax: Axes, geometry: Any, colour: str, width: float, order: float, *, dashed: bool = False
) -> None:
    from matplotlib.patches import PathPatch

    path = path_of(geometry)
    if path is not None:
        style: Any = (0, (4, 2.6)) if dashed else "solid"
        ax.add_artist(
            PathPatch(path, fc="none", ec=colour, lw=width, ls=style, capstyle="butt", zorder=order)
        )


def _graticule(ax: Axes, plane: Plane, words: Words) -> None:
    """Draw meridians and parallels at round degrees, each named where it leaves the map."""
    west, south, east, north = plane.degrees
    steps = (0.1, 0.2, 0.5, 1, 2, 5, 10, 15)
    across = next((s for s in steps if (east - west) / s <= 8), 30.0)
    up = next((s for s in steps if (north - south) / s <= 7), 30.0)
    lats = np.linspace(max(south, -89.9), min(north, 89.9), 200)
    lons = np.linspace(west, east, 400)
    for x in np.arange(math.ceil(west / across), math.floor(east / across) + 1) * across:
        turned = (x + 540) % 360 - 180
        line = np.column_stack(plane.project(np.full(200, x), lats))
        _grid_line(ax, plane, words, line, _degrees(turned, "E", "W", across))
    for y in np.arange(math.ceil(south / up), math.floor(north / up) + 1) * up:
        if abs(y) < 90:
            line = np.column_stack(plane.project(lons, np.full(400, y)))
            _grid_line(ax, plane, words, line, _degrees(y, "N", "S", up))


def _degrees(value: float, positive: str, negative: str, step: float) -> str:
    side = "" if abs(value) in {0, 180} else positive if value > 0 else negative
    return f"{abs(value):.{0 if step >= 1 else 1}f}°{side}"


def _grid_line(ax: Axes, plane: Plane, words: Words, line: Any, name: str) -> None:
    west, south, east, north = plane.window
    seen = shapely.clip_by_rect(shapely.linestrings(line), west, south, east, north)
    if seen.is_empty:
        return
    _lines(ax, seen, GRID, 0.35, 1.25)
    margin = plane.width_m * 0.004
    ends = shapely.get_coordinates(seen)
    ends = ends[(np.abs(ends[:, 0] - west) < margin) | (np.abs(ends[:, 1] - south) < margin)]
    if not len(ends):
        return
    x, y = ends[0].tolist()
    left = abs(x - west) < margin
    at = (x + (margin if left else 0), y + margin)
    words.write(
        ax, at, name, 5.0, 1.5, color=GRID_NAME, zorder=1.5, ha="left" if left else "center",
        va="bottom",
    )  # fmt: skip


@cache
def _world() -> tuple[Any, Any]:
    """Land and country lines of the world, in degrees."""
    content = (files("layers") / "data" / "basemap" / "world.json.gz").read_bytes()
    world = msgspec.json.decode(gzip.decompress(content))
    scale = world["scale"]
    land = _land(world["land"], scale)
    lines = shapely.MultiLineString([_decode(line, scale) for line in world["borders"]])
    return land, lines


@cache
def _labels() -> list[dict[str, Any]]:
    content = (files("layers") / "data" / "basemap" / "world.json.gz").read_bytes()
    found: list[dict[str, Any]] = msgspec.json.decode(gzip.decompress(content))["labels"]
    return found


def _decode(steps: Sequence[int], scale: float) -> Any:
    return shapely.linestrings(np.cumsum(np.reshape(steps, (-1, 2)), axis=0) * scale)


def _land(rings: Iterable[Sequence[int]], scale: float) -> Any:
    """Make land of rings: clockwise ones are its outlines, the others its holes."""
    closed = [shapely.LinearRing(_decode(r, scale)) for r in rings if len(r) >= 8]
    around: list[Any] = []
    holes: list[Any] = []
    for ring in closed:
        # Rounded to the grid, some rings touch themselves.
        whole = shapely.make_valid(shapely.Polygon(ring))
        (holes if shapely.is_ccw(ring) else around).append(whole)
    return shapely.difference(shapely.union_all(around), shapely.union_all(holes))


def _corners(plane: Plane) -> list[tuple[int, int]]:
    """South-west corners of the cells in the window, none if they are too many."""
    west, south, east, north = plane.degrees
    wide = range(math.floor(west / _CELL), math.floor(east / _CELL) + 1)
    high = range(math.floor(south / _CELL), math.floor(north / _CELL) + 1)
    if len(wide) * len(high) > _MOST_CELLS:
        return []
    return sorted({((x * _CELL + 180) % 360 - 180, y * _CELL) for x in wide for y in high})


@cache
def _cell(corner: tuple[int, int]) -> dict[str, Any] | None:
    packed = files("layers") / "data" / "basemap" / "cells.zip"
    with as_file(packed) as path, zipfile.ZipFile(path) as archive:
        try:
            cell = msgspec.json.decode(archive.read(f"{corner[0]}_{corner[1]}.json"))
        except KeyError:
            return None
    return {
        "box": shapely.box(*corner, corner[0] + _CELL, corner[1] + _CELL),
        "land": _land(cell["land"], _SCALE),
        "names": cell["names"],
        **{
            key: shapely.MultiLineString([_decode(line, _SCALE) for line in cell[key]])
            for key in ("admin1", "borders")
        },
    }


def _countries(plane: Plane, ui: Ui) -> list[tuple[str, float, float, float]]:
    """Name, place and radius in degrees of the countries that may be seen."""
    english = {item["iso3"]: item["name"] for item in _labels()}
    names = english if ui.lang == "en" else english | dict(ui.countries)
    if plane.width_m < _NEAR_M:
        found = [n for corner in _corners(plane) for n in (_cell(corner) or {}).get("names", ())]
        return [(names.get(c, c), x, y, r) for c, x, y, r in sorted(found, key=lambda n: -n[3])]
    return [(names[i["iso3"]], *i["at"], i["radius"]) for i in _labels()]


def _town(ax: Axes, plane: Plane, words: Words, labels: Labels, town: Mapping[str, Any]) -> None:
    at = _display(ax, plane, float(town["lon"]), float(town["lat"]))
    if at is None:
        return
    x, y = at
    if not labels.claim((x - 2, y - 2, x + 2, y + 2)):
        return
    if _write(ax, words, labels, str(town["name"]), (x, y + 7), 6.5, color=TOWN_NAME):
        ax.plot(
            [x], [y], "o", ms=2.4, color=TOWN_NAME, transform=points(ax), zorder=4.0, clip_on=False
        )


def points(ax: Axes) -> Any:
    """Give the transform from points of the page to the canvas."""
    from matplotlib.transforms import Affine2D

    return Affine2D().scale(1 / 72) + ax.figure.dpi_scale_trans


def _width_pt(ax: Axes) -> float:
    return float(ax.bbox.width * 72 / ax.figure.dpi)


def _display(ax: Axes, plane: Plane, lon: float, lat: float) -> tuple[float, float] | None:
    """Give the place of a point on the page in points, if the map shows it."""
    (x,), (y,) = plane.project(np.array([lon]), np.array([lat]))
    west, south, east, north = plane.window
    if not (west < x < east and south < y < north):
        return None
    px, py = ax.transData.transform((x, y)) * 72 / ax.figure.dpi
    return float(px), float(py)


def _write(
    ax: Axes,
    words: Words,
    labels: Labels,
    text: str,
    at: tuple[float, float],
    size: float,
    **style: Any,
) -> bool:
    """Write a name in the middle of a place of the page, unless something is there."""
    lines = words.wrap(words.clean(text, 200), size, LABEL_WIDTH)
    weight = style.get("weight", "normal")
    half = max((words.width(line, size, weight) for line in lines), default=0.0) / 2 + 2
    high = size * 0.62 * max(1, len(lines))
    x, y = at
    left, low, right, top = (v * 72 / ax.figure.dpi for v in ax.bbox.extents)
    if not (left < x - half and x + half < right and low < y - high and y + high < top):
        return False
    if not labels.claim((x - half, y - high, x + half, y + high)):
        return False
    words.write(
        ax, (x, y), "\n".join(lines), size, 2.0, transform=points(ax), ha="center", va="center",
        linespacing=1.05, **style,
    )  # fmt: skip
    return True


def _line_label(ax: Axes, words: Words, labels: Labels, text: str, lines: list[Any]) -> None:
    """Write the words of a disputed line once, where there is room along it."""
    whole = shapely.line_merge(shapely.MultiLineString(
        [leaf for line in lines for leaf in _leaves(line) if leaf.geom_type == "LineString"]
    ))  # fmt: skip
    scale = _width_pt(ax) / (ax.get_xlim()[1] - ax.get_xlim()[0])
    if whole.length * scale < _LABEL_ROOM_PT:
        return
    for share in (0.5, 0.35, 0.65, 0.2, 0.8, 0.1, 0.9):
        spot = shapely.line_interpolate_point(_longest(whole), share, normalized=True)
        x, y = ax.transData.transform((spot.x, spot.y)) * 72 / ax.figure.dpi
        for dy in (13, -13, 22, -22):
            at = (float(x), float(y) + dy)
            if _write(ax, words, labels, text, at, 6.5, style="italic", color="#333333"):
                return


def _longest(lines: Any) -> Any:
    return max(shapely.get_parts(lines), key=shapely.length)
