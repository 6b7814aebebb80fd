"""What stands round the map of a picture: legend, list, scale, disclaimer, credits."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from layers.picture.ground import HAIRLINE, points
from layers.picture.marks import SHADE
from layers.picture.plane import Plane
from layers.picture.signs import INK, draw_kind, draw_mark, draw_stack
from layers.picture.words import Labels, Words
from layers.ui import Ui

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Column", "Item", "draw_legend", "draw_scale"]

DIM = "#4a545e"
SIZE, HEAD = 7.0, 8.0  # points of text
LINE = 1.32  # of a line's height
RIGHT_TO_LEFT = "\u200f"  # the direction of a line, whatever its first letter
_SOURCES = 5  # of border lines that are named
INDENT = 20.0  # points before the text of a legend's row


@dataclass(frozen=True, kw_only=True)
class Item:
    """One entry of a list: a bold head and lines under it."""

    head: str
    lines: tuple[str, ...] = ()


class Column:
    """Writes text from the top of a box to its bottom, and stops there.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Of the figure; places are points of its page.
    words : Words
    box : tuple of float
        West, south, east, north in points.
    rtl : bool
        Whether lines begin at the right.
    """

    def __init__(
        self, ax: Axes, words: Words, box: tuple[float, float, float, float], *, rtl: bool
    ):
        self.ax, self.words, self.rtl = ax, words, rtl
        self.west, self.south, self.east, self.y = box

    @property
    def room(self) -> float:
        """Points that are left."""
        return self.y - self.south

    def heading(self, text: str) -> None:
        """Write a heading, if it and a line under it have room."""
        if self.room < HEAD * 3.6:
            return
        self.y -= HEAD * 0.5
        self._line(self.words.clean(text), HEAD, weight="bold")
        self.y -= HEAD * 0.2

    def text(self, text: str, *, size: float = SIZE, indent: float = 0.0, **style: Any) -> bool:
        """Write a text over as many lines as it needs; tell whether all of it had room."""
        lines = self.words.wrap(self.words.clean(text, 1200), size, self.east - self.west - indent)
        for n, line in enumerate(lines):
            if self.room < size * LINE:
                return False
            last = self.room < 2 * size * LINE and n < len(lines) - 1
            self._line(line + " …" if last else line, size, indent=indent, **style)
        return True

    def items(self, listed: Sequence[Item], keep: float = 0.0) -> int:
        """Write as many entries as have room, ``keep`` points kept; tell how many are left out."""
        self.south += keep
        left = self._items(listed)
        self.south -= keep
        return left

    def _items(self, listed: Sequence[Item]) -> int:
        for n, item in enumerate(listed):
            head, room = self.words.clean(item.head), self.east - self.west
            needed = len(self.words.wrap(head, SIZE, room, "bold"))
            needed += min(len(item.lines), 2)
            if self.room < (needed + 1.2) * SIZE * LINE:
                return len(listed) - n
            self.y -= 2.0
            self.text(item.head, weight="bold")
            for line in item.lines:
                if self.room < 2.2 * SIZE * LINE:
                    break
                self.text(line, indent=8.0)
        return 0

    def _line(self, text: str, size: float, indent: float = 0.0, **style: Any) -> None:
        x = self.east - indent if self.rtl else self.west + indent
        style = {"color": INK, **style}
        self.ax.text(
            x, self.y - size, RIGHT_TO_LEFT + text if self.rtl else text, va="baseline",
            transform=points(self.ax), ha="right" if self.rtl else "left", clip_on=False,
            **self.words.style(size, **style),
        )  # fmt: skip
        self.y -= size * LINE


def draw_legend(
    column: Column,
    kinds: Sequence[str],
    borders: Sequence[tuple[str, str]],
    found: set[str],
    ui: Ui,
) -> None:
    """Explain the signs that the map shows.

    Parameters
    ----------
    column : Column
    kinds : sequence of str
        Types of the incidents drawn.
    borders : sequence of (str, str)
        Sources of border lines and their colours.
    found : set of str
        ``point``, ``vague``, ``area``, ``derived``, ``stack``, ``disputed``: what is there.
    ui : Ui
        Interface text.
    """
    column.heading(ui.text("panel.legend"))
    for kind in kinds:
        _row(
            column,
            ui.texts.get(f"type.{kind}", kind),
            lambda at, k=kind: draw_kind(column.ax, k, at),
        )
    first = kinds[0] if kinds else "unknown"
    ax, words = column.ax, column.words
    rows: dict[str, Any] = {
        "point": lambda at: draw_mark(ax, first, True, at),
        "vague": lambda at: draw_mark(ax, first, False, at),
        "stack": lambda at: draw_stack(ax, words, 7, False, at),
        "area": lambda at: _patch(ax, at, fc=SHADE, alpha=0.25, ec="none"),
        "derived": lambda at: _patch(ax, at, fc="none", ec=INK, ls=(0, (4, 3)), lw=1.2),
    }
    for key, sample in rows.items():
        if key in found:
            _row(column, ui.text(f"legend.{key}"), sample)
    for source, tone in borders[:_SOURCES]:
        _row(column, source, lambda at, t=tone: _stroke(ax, at, color=t, lw=1.4))
    if len(borders) > _SOURCES:
        column.text(ui.text("picture.rest", n=len(borders) - _SOURCES), indent=INDENT)
    if "disputed" in found and borders:
        style = {"color": borders[0][1], "lw": 1.6, "ls": (0, (4, 2.6))}
        _row(column, ui.text("legend.border_disputed"), lambda at: _stroke(ax, at, **style))
    _row(
        column, ui.text("legend.basemap_border"), lambda at: _stroke(ax, at, color=HAIRLINE, lw=0.9)
    )


def draw_scale(ax: Axes, plane: Plane, words: Words, labels: Labels, ui: Ui, *, rtl: bool) -> None:
    """Draw a bar of a round length on the ground where it stands, and an arrow to the north.

    Parameters
    ----------
    ax, plane, words, labels, ui
        The map, its plane, its fonts, what is already written, its words.
    rtl : bool
        Whether it stands at the right.
    """
    from matplotlib.patheffects import withStroke

    west, south, east, _ = plane.window
    metres_a_point = plane.width_m / (ax.bbox.width * 72 / ax.figure.dpi)
    y = south + 14 * metres_a_point
    length, width = _round_length(plane, east - plane.width_m * 0.3 if rtl else west, y)
    x = east - width - 14 * metres_a_point if rtl else west + 14 * metres_a_point
    left, low, right, top = (v * 72 / ax.figure.dpi for v in ax.bbox.extents)
    long = width / metres_a_point + 28
    labels.claim(
        (right - long, low, right, low + 30) if rtl else (left, low, left + long, low + 30)
    )
    labels.claim((right - 30, top - 62, right, top))
    halo = [withStroke(linewidth=3, foreground="white")]
    tick = 4 * metres_a_point
    ax.plot(
        [x, x, x + width, x + width], [y + tick, y, y, y + tick], "-", color=INK, lw=1.2,
        solid_capstyle="butt", path_effects=halo, zorder=7,
    )  # fmt: skip
    label = _length_words(length, ui)
    label = ui.text("picture.at_middle", scale=label) if plane.world else label
    at = (x, y + 5 * metres_a_point)
    words.write(ax, at, words.clean(label), SIZE, 3.0, ha="left", va="bottom", zorder=7)
    if not plane.world and abs(plane.lat) < 85:
        _north(ax, words, metres_a_point)


def _length_words(metres: float, ui: Ui) -> str:
    if metres < 1000:
        return ui.text("unit.m", n=f"{metres:g}")
    return ui.text("unit.km", n=f"{metres / 1000:,.0f}".replace(",", "\u202f"))


def _north(ax: Axes, words: Words, metres_a_point: float) -> None:
    east, north = ax.get_xlim()[1], ax.get_ylim()[1]
    x, top = east - 16 * metres_a_point, north - 20 * metres_a_point
    arrow = {"arrowstyle": "-|>", "color": INK, "lw": 1.2}
    ax.annotate("", (x, top), (x, top - 24 * metres_a_point), arrowprops=arrow, zorder=7)
    at = (x, top + 2 * metres_a_point)
    words.write(ax, at, "N", 8.0, 3.0, ha="center", va="bottom", color=INK, zorder=7, weight="bold")


def _round_length(plane: Plane, x: float, y: float) -> tuple[float, float]:
    """Give a round length on the ground, and how long it is on the plane at that place.

    On a map of the world the place is its middle: at the corner there is no ground.
    """
    share = plane.width_m * 0.2
    if plane.world:
        x, y = -share / 2, 0.0
    measured = plane.length_m(x, y, share)
    power = 10 ** math.floor(math.log10(measured))
    length = max(f * power for f in (1, 2, 5) if f * power <= measured)
    width = share * length / measured
    for _ in range(4):  # the plane's scale changes along the bar
        width *= length / plane.length_m(x, y, width)
    return length, width


def _row(column: Column, text: str, sample: Any) -> None:
    if column.room < SIZE * 2.4:
        return
    x = column.east - 8 if column.rtl else column.west + 8
    sample((x, column.y - SIZE * 0.95))
    before = column.y
    column.y -= SIZE * 0.35
    column.text(text, indent=INDENT)
    column.y = min(column.y - SIZE * 0.25, before - 17.5)


def _patch(ax: Axes, at: tuple[float, float], **style: Any) -> None:
    from matplotlib.patches import Rectangle

    x, y = at
    ax.add_artist(Rectangle((x - 8, y - 5), 16, 10, transform=points(ax), clip_on=False, **style))


def _stroke(ax: Axes, at: tuple[float, float], **style: Any) -> None:
    x, y = at
    ax.plot([x - 8, x + 8], [y, y], transform=points(ax), clip_on=False, **style)
