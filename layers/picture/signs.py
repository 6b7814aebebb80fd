"""Signs of a picture: how an incident, a kind and several at one place look.

A filled circle is an exact place; a hollow diamond in a dashed ring is the
handle of an area; a square is nothing on the map.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from layers.picture.ground import points
from layers.picture.words import Words
from layers.style import kind_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.path import Path

__all__ = ["INK", "PAPER", "draw_kind", "draw_mark", "draw_stack"]

INK, PAPER = "#1c2024", "#ffffff"
SIGN_PT = 0.58  # points of one unit of a sign of layers/style.py


def draw_mark(ax: Axes, kind: str, exact: bool, at: tuple[float, float]) -> None:
    """Draw the sign of a kind: filled for an exact place, else hollow in a dashed ring."""
    colour = kind_of(kind).colour
    if exact:
        _shape_at(ax, _circle(6.2), at, fc=colour, ec=PAPER, lw=1.0)
        _shape_at(ax, _sign(kind), at, fc="none", ec=PAPER, lw=1.1)
        return
    _shape_at(ax, _circle(8.0), at, fc="none", ec=colour, lw=0.8, ls=(0, (2, 1.6)))
    _shape_at(ax, _diamond(6.6), at, fc=PAPER, ec=colour, lw=1.1)
    _shape_at(ax, _sign(kind), at, scale=0.7, fc="none", ec=INK, lw=0.9)


def draw_kind(ax: Axes, kind: str, at: tuple[float, float]) -> None:
    """Draw the sign of a kind in a square, which is nothing on the map, for the legend."""
    _shape_at(ax, _square(6.0), at, fc=PAPER, ec=kind_of(kind).colour, lw=1.3)
    _shape_at(ax, _sign(kind), at, fc="none", ec=INK, lw=1.0)


def draw_stack(ax: Axes, words: Words, count: int, exact: bool, at: tuple[float, float]) -> None:
    """Draw the number of several incidents at one place."""
    if exact:
        _shape_at(ax, _circle(7.6), at, fc=INK, ec=PAPER, lw=1.0)
    else:
        _shape_at(ax, _diamond(9.0), at, fc=PAPER, ec=INK, lw=1.1)
    short = str(count) if count < 1000 else f"{count / 1000:.0f}k"
    ax.text(
        *at, short, transform=points(ax), ha="center", va="center_baseline", zorder=6.2,
        color=PAPER if exact else INK, **words.style(6.0 if count < 100 else 5.0, weight="bold"),
    )  # fmt: skip


def _shape_at(
    ax: Axes, path: Path, at: tuple[float, float], scale: float = 1.0, **style: Any
) -> None:
    from matplotlib.patches import PathPatch
    from matplotlib.transforms import Affine2D

    place = Affine2D().scale(scale).translate(*at) + points(ax)
    ax.add_artist(
        PathPatch(path, transform=place, zorder=6.0, clip_on=False, joinstyle="round", **style)
    )


@cache
def _circle(radius: float) -> Path:
    from matplotlib.path import Path

    return Path.circle(radius=radius)


@cache
def _diamond(half: float) -> Path:
    from matplotlib.path import Path

    return Path([(0, half), (half, 0), (0, -half), (-half, 0), (0, half)], closed=True)


@cache
def _square(half: float) -> Path:
    from matplotlib.path import Path

    corners = [(-half, -half), (half, -half), (half, half), (-half, half), (-half, -half)]
    return Path(corners, closed=True)


@cache
def _sign(kind: str) -> Path:
    """Give the sign of a kind as a path: fontTools, which matplotlib stands on, reads SVG's."""
    from fontTools.pens.recordingPen import RecordingPen  # type: ignore[import-untyped]
    from fontTools.svgLib.path import parse_path  # type: ignore[import-untyped]
    from matplotlib.path import Path

    pen = RecordingPen()
    parse_path(kind_of(kind).sign, pen)
    codes = {
        "moveTo": Path.MOVETO,
        "lineTo": Path.LINETO,
        "curveTo": Path.CURVE4,
        "qCurveTo": Path.CURVE3,
    }
    found: list[tuple[Any, Any]] = []
    for name, at in pen.value:
        found += [(xy, codes[name]) for xy in at if name in codes]
    xy = np.array([point for point, _ in found]) * [SIGN_PT, -SIGN_PT]
    return Path(xy, [code for _, code in found])
