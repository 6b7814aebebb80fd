"""Incidents on a picture: what is known of each place, drawn to its true size.

A filled circle is an exact place. All else is an area with a hollow diamond at
its middle. Incidents at one place are fanned out with lines to it, or counted.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from layers.columns import column, numbers
from layers.discs import GEOD, is_disc
from layers.picture.ground import path_of, points
from layers.picture.plane import Plane
from layers.picture.signs import INK, draw_mark, draw_stack
from layers.picture.words import Labels, Words
from layers.shapes import read_shapes
from layers.style import kind_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["SHADE", "Mark", "draw_areas", "draw_marks", "reach_of", "read_marks"]

SHADE = "#6f6f6f"
FAN = 6  # incidents at one place that are fanned out; more are a number
MANY = 60  # spots beyond which near ones are counted together
NEAR_PT = 22.0  # points within which they are
APART_PT = 14.0  # points between two handles, so that none hides another
_GREYS = {1: 0.28, 2: 0.24, 3: 0.2, 4: 0.15, 5: 0.18, 6: 0.08, 7: 0.05}


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One incident that is drawn.

    Parameters
    ----------
    row : int
        Its position in the frame.
    number : int
        By which the list names it, from 1.
    kind : str
        Type of incident.
    mode : str
        One of :data:`layers.shapes.MODES`.
    lon, lat : float
        Degrees: where its handle stands.
    spot : int
        The same for incidents at one place, exact ones apart from others.
    derived : bool
        The position was worked out.
    prec : int
        UCDP where_prec.
    radius_m : float or None
        Of a disc.
    geometry : shapely geometry
        What is known of the place, in degrees.
    """

    row: int
    number: int
    kind: str
    mode: str
    lon: float
    lat: float
    spot: int
    derived: bool
    prec: int
    radius_m: float | None
    geometry: Any


def read_marks(frame: gpd.GeoDataFrame, order: Sequence[int]) -> list[Mark]:
    """List the incidents that are drawn.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Incidents as in docs/schema.md.
    order : sequence of int
        Positions of its rows as they are to be numbered.

    Returns
    -------
    list of Mark
        Without background and without those that have no place.
    """
    shapes = read_shapes(frame)
    modes = shapes.modes
    background = column(frame, "background", False)
    kinds, derived = column(frame, "type", "unknown"), column(frame, "place_derived", False)
    prec, radius = numbers(frame, "where_prec"), numbers(frame, "radius_m")
    geometry = frame.geometry.values
    marks: list[Mark] = []
    for row in order:
        if modes[row] == "none" or background[row]:
            continue
        at = (float(shapes.lon[row]), float(shapes.lat[row]))
        known = None if np.isnan(radius[row]) else float(radius[row])
        disc = modes[row] == "disc" or is_disc(geometry[row], known)
        marks.append(
            Mark(
                row=row,
                number=len(marks) + 1,
                kind=str(kinds[row]),
                mode="disc" if disc else modes[row],
                lon=at[0],
                lat=at[1],
                spot=int(shapes.spot[row]),
                derived=bool(derived[row]),
                prec=7 if np.isnan(prec[row]) else int(prec[row]),
                radius_m=known,
                geometry=geometry[row],
            )
        )
    return marks


def reach_of(mark: Mark) -> tuple[list[float], list[float]]:
    """Give points in degrees that a window must show for the mark to be seen whole."""
    if mark.mode == "disc" and mark.radius_m:
        turns = np.arange(0.0, 360.0, 45.0)
        ones = np.ones_like(turns)
        x, y, _ = GEOD.fwd(mark.lon * ones, mark.lat * ones, turns, mark.radius_m * ones)
        return [mark.lon, *map(float, x)], [mark.lat, *map(float, y)]
    xy = shapely.get_coordinates(mark.geometry)
    some = xy[:: max(1, len(xy) // 200)]
    return [mark.lon, *some[:, 0].tolist()], [mark.lat, *some[:, 1].tolist()]


def draw_areas(ax: Axes, plane: Plane, marks: Sequence[Mark]) -> None:
    """Shade each distinct area once, and outline it in its kind's colour.

    Parameters
    ----------
    ax, plane
        The map and its plane.
    marks : sequence of Mark
    """
    drawn = [m for m in marks if m.mode in {"disc", "area"}]
    shapes: dict[bytes, Any] = {}
    shades: dict[int, list[Any]] = {}
    outlines: dict[tuple[str, bool], list[Any]] = {}
    for mark in drawn:
        key = shapely.to_wkb(mark.geometry) + bytes(mark.mode, "ascii")
        if key not in shapes:
            shapes[key] = _shape(plane, mark)
            if shapely.get_dimensions(mark.geometry) == 2:
                shades.setdefault(mark.prec, []).append(shapes[key])
        outlines.setdefault((kind_of(mark.kind).colour, mark.derived), []).append(shapes[key])
    many = len(drawn) > MANY
    for prec, areas in shades.items():
        # Of many areas the shade is one, so that it does not pile up.
        for area in [shapely.union_all(areas)] if many else areas:
            _patch(ax, area, fc=SHADE, ec="none", alpha=_GREYS.get(prec, 0.15), zorder=2.0)
    style = {"lw": 0.5, "alpha": 0.6} if len(drawn) > MANY else {"lw": 1.4}
    for (colour, derived), lines in outlines.items():
        dashes: Any = (0, (4, 3)) if derived else "solid"
        whole = shapely.GeometryCollection(lines)
        _patch(ax, whole, fc="none", ec=colour, ls=dashes, zorder=3.2, **style)


def _patch(ax: Axes, geometry: Any, **style: Any) -> None:
    from matplotlib.patches import PathPatch

    path = path_of(geometry)
    if path is not None:
        ax.add_artist(PathPatch(path, **style))


def draw_marks(
    ax: Axes, plane: Plane, words: Words, labels: Labels, marks: Sequence[Mark], *, numbered: bool
) -> None:
    """Draw the handle of each incident, several at one place fanned out or counted.

    Parameters
    ----------
    ax, plane, words, labels
        The map, its plane, its fonts, and what is already written.
    marks : sequence of Mark
    numbered : bool
        Whether each handle has its number in the list beside it.
    """
    groups = _groups(ax, plane, marks)
    fanned = FAN if len(groups) <= MANY else 1  # in a crowd there is no room to fan out
    taken: list[tuple[float, float]] = []
    for members, (x, y) in groups:
        if not _inside(ax, x, y):
            continue
        alone = len(members) <= fanned and len({m.spot for m in members}) == 1
        fan = [_fan(n, len(members)) for n in range(len(members))] if alone else [(0.0, 0.0)]
        if len(fan) == 1:
            fan = [_aside((x, y), taken)]
        for dx, dy in fan:
            taken.append((x + dx, y + dy))
            _leader(ax, (x, y), (x + dx, y + dy))
            labels.claim((x + dx - 8, y + dy - 8, x + dx + 8, y + dy + 8))
        if not alone:
            at = taken[-1]
            draw_stack(ax, words, len(members), members[0].mode == "point", at)
        for (dx, dy), mark in zip(fan, members if alone else (), strict=alone):
            draw_mark(ax, mark.kind, mark.mode == "point", (x + dx, y + dy))
        if numbered:
            shown = [[m] for m in members] if alone else [members]
            for (dx, dy), own in zip(fan, shown, strict=True):
                text = _runs([m.number for m in own])
                _number(ax, words, labels, text, (x + dx, y + dy), (dx, dy))


def _aside(at: tuple[float, float], taken: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Give the offset in points at which a handle hides no other; a line leads back."""
    turns = [math.tau * n / 8 for n in range(8)]
    ring = [(r * math.cos(t), r * math.sin(t)) for r in (17.0, 27.0) for t in turns]
    for dx, dy in [(0.0, 0.0), *ring]:
        spot = (at[0] + dx, at[1] + dy)
        if all(math.dist(spot, other) >= APART_PT for other in taken):
            return dx, dy
    return 0.0, 0.0


def _leader(ax: Axes, place: tuple[float, float], handle: tuple[float, float]) -> None:
    """Draw the line from a place to its handle, which stands beside it."""
    if place != handle:
        (x, y), (to_x, to_y) = place, handle
        ax.plot(
            [x, to_x], [y, to_y], "-", color=INK, lw=0.7, transform=points(ax), zorder=5.0,
            clip_on=False,
        )  # fmt: skip


def _groups(
    ax: Axes, plane: Plane, marks: Sequence[Mark]
) -> list[tuple[list[Mark], tuple[float, float]]]:
    """Bring incidents at one spot together; where there are many, near ones of like precision."""
    spots: dict[int, list[Mark]] = {}
    for mark in marks:
        spots.setdefault(mark.spot, []).append(mark)
    groups: list[tuple[list[Mark], tuple[float, float]]] = []
    for members in sorted(spots.values(), key=len, reverse=True):
        at, exact = _at(ax, plane, members[0]), members[0].mode == "point"
        near = (
            own
            for own, place in groups
            if (own[0].mode == "point") is exact and math.dist(place, at) < NEAR_PT
        )
        host = next(near, None) if len(spots) > MANY else None
        if host is None:
            groups.append((list(members), at))
        else:
            host += members
    return groups


def _at(ax: Axes, plane: Plane, mark: Mark) -> tuple[float, float]:
    (x,), (y,) = plane.project(np.array([mark.lon]), np.array([mark.lat]))
    px, py = ax.transData.transform((x, y)) * 72 / ax.figure.dpi
    return float(px), float(py)


def _inside(ax: Axes, x: float, y: float) -> bool:
    left, low, right, top = (v * 72 / ax.figure.dpi for v in ax.bbox.extents)
    return bool(left <= x <= right and low <= y <= top)


def _fan(n: int, count: int) -> tuple[float, float]:
    if count < 2:
        return 0.0, 0.0
    radius, angle = (15.0 if count < 4 else 21.0), math.tau * n / count - math.pi / 2
    return radius * math.cos(angle), -radius * math.sin(angle)


def _number(
    ax: Axes,
    words: Words,
    labels: Labels,
    text: str,
    at: tuple[float, float],
    away: tuple[float, float] = (0.0, 0.0),
) -> None:
    """Write the number of an incident beside its handle, on the first free side, outward first."""
    size, (x, y) = 7.0, at
    half = words.width(text, size, "bold") / 2 + 1
    sides = [(9 + half, 7), (-9 - half, 7), (9 + half, -7), (-9 - half, -7), (0, 14), (0, -14)]
    sides.sort(key=lambda side: -(side[0] * away[0] + side[1] * away[1]))
    boxes = [(x + dx - half, y + dy - 4, x + dx + half, y + dy + 4) for dx, dy in sides]
    free = next((n for n, box in enumerate(boxes) if labels.claim(box)), 0)
    dx, dy = sides[free]
    words.write(
        ax, (x + dx, y + dy), text, size, 2.2, transform=points(ax), ha="center",
        va="center_baseline", color=INK, zorder=6.5, weight="bold",
    )  # fmt: skip


def _runs(numbers_: Sequence[int]) -> str:
    """Put numbers in short: 3–9, 12."""
    runs: list[list[int]] = []
    for n in sorted(numbers_):
        if runs and n == runs[-1][1] + 1:
            runs[-1][1] = n
        else:
            runs.append([n, n])
    return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in runs)


def _shape(plane: Plane, mark: Mark) -> Any:
    if mark.mode == "disc" and mark.radius_m and not plane.world:
        return plane.disc(mark.lon, mark.lat, mark.radius_m)
    return plane.outline(mark.geometry)
