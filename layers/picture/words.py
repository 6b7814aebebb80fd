"""Words on a picture: fonts that have their letters, lines that fit, labels apart.

A text is never read as mathematics. A character that no font at hand can draw
is shown as a box, and counted.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

from layers.escape import visible

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["Labels", "Words"]

FONT = "DejaVu Sans"
BOX = "\u25a1"
LONGEST = 400  # characters of one text; what is longer is in the files beside the picture
_LAST_RESORT = "Last Resort"  # draws the name of a block instead of a letter


class Words:
    """Measures and cleans texts for one figure.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        With a canvas of Agg.
    """

    def __init__(self, figure: Figure):
        from matplotlib.backends.backend_agg import FigureCanvasAgg

        canvas: Any = FigureCanvasAgg(figure)
        self.renderer: Any = canvas.get_renderer()
        self.scale = 72 / figure.dpi
        self.families = [FONT]
        self.known = _letters(_path(FONT))
        self.sought: set[str] = set()
        self.widths: dict[tuple[str, float, str], float] = {}
        self.lacking: set[str] = set()

    def clean(self, text: object, longest: int = LONGEST) -> str:
        """Give one line of letters that can be drawn.

        Parameters
        ----------
        text : object
            Any text of a report or a table.
        longest : int
            Characters after which it is cut, with an ellipsis.

        Returns
        -------
        str
            Without line breaks and unseen controls.
        """
        line = " ".join(visible(str(text)[: 4 * longest]).split())
        line = line if len(line) <= longest else line[: longest - 1] + "…"
        unknown = {c for c in line if ord(c) not in self.known}
        if unknown - self.sought:
            self._seek(unknown - self.sought)
        return "".join(c if ord(c) in self.known else BOX for c in line)

    def style(self, size: float, **more: Any) -> dict[str, Any]:
        """Give the keywords of a matplotlib text: points, families, never mathematics."""
        return {"fontsize": size, "family": self.families, "parse_math": False, **more}

    def width(self, text: str, size: float, weight: str = "normal") -> float:
        """Measure a text in points."""
        key = (text, size, weight)
        if key not in self.widths:
            from matplotlib.font_manager import FontProperties

            font = FontProperties(family=self.families, size=size, weight=weight)
            found, _, _ = self.renderer.get_text_width_height_descent(text, font, ismath=False)
            self.widths[key] = float(found) * self.scale
        return self.widths[key]

    def write(
        self, ax: Axes, at: tuple[float, float], text: str, size: float, halo: float, **more: Any
    ) -> None:
        """Write a cleaned text over a halo of ``halo`` points, so that it can be read on a map.

        The halo is a text of its own: the one over it stays text in a PDF.
        """
        from matplotlib.patheffects import Stroke

        style = self.style(size, **more)
        order = style.pop("zorder", 4.0)
        stroke = [Stroke(linewidth=halo, foreground="#ffffff")]
        ax.text(*at, text, path_effects=stroke, zorder=order, gid="halo", **style)
        ax.text(*at, text, zorder=order + 0.01, **style)

    def wrap(self, text: str, size: float, room: float, weight: str = "normal") -> list[str]:
        """Break a cleaned text into lines no wider than ``room`` points."""
        lines: list[str] = []
        space, used = self.width("a a", size, weight) - self.width("aa", size, weight), 0.0
        for word in _pieces(text.split(), lambda w: self.width(w, size, weight) <= room):
            wide = self.width(word, size, weight)
            if lines and used + space + wide <= room:
                lines[-1] += f" {word}"
                used += space + wide
            else:
                lines.append(word)
                used = wide
        return lines

    def _seek(self, letters: set[str]) -> None:
        """Look among the fonts at hand for those that have these letters."""
        self.sought |= letters
        left = {ord(c) for c in letters}
        for name, path in _fonts():
            if not left:
                break
            found = left & _letters(path)
            if found:
                self.families.append(name)
                self.known |= found
                left -= found
        self.lacking |= {chr(code) for code in left}


class Labels:
    """Places texts so that none lies on another.

    Parameters
    ----------
    boxes : iterable of tuple of float
        West, south, east, north of what must stay visible, in points.
    """

    def __init__(self, boxes: Iterable[tuple[float, float, float, float]] = ()):
        self.taken = list(boxes)

    def claim(self, box: tuple[float, float, float, float]) -> bool:
        """Take a box if nothing is there.

        Examples
        --------
        >>> labels = Labels()
        >>> labels.claim((0, 0, 10, 10)), labels.claim((5, 5, 15, 15))
        (True, False)
        """
        west, south, east, north = box
        if any(w < east and west < e and s < north and south < n for w, s, e, n in self.taken):
            return False
        self.taken.append(box)
        return True


def _pieces(words: Iterable[str], fits: Any) -> Iterable[str]:
    """Cut words that are wider than a line."""
    for word in words:
        rest = word
        while rest and not fits(rest):
            cut = len(rest)
            while cut > 1 and not fits(rest[:cut]):
                cut = cut * 2 // 3
            yield rest[:cut]
            rest = rest[cut:]
        if rest:
            yield rest


@cache
def _path(family: str) -> str:
    from matplotlib.font_manager import FontProperties, fontManager

    return str(fontManager.findfont(FontProperties(family=family), fallback_to_default=True))


@cache
def _letters(path: str) -> frozenset[int]:
    from matplotlib.ft2font import FT2Font

    return frozenset(FT2Font(path).get_charmap())


@cache
def _fonts() -> tuple[tuple[str, str], ...]:
    """Upright fonts of normal weight, those of Noto first, which leave no script out."""
    from matplotlib.font_manager import fontManager

    found = {
        f.name: f.fname
        for f in fontManager.ttflist
        if f.style == "normal" and str(f.weight) in {"400", "normal", "regular"}
        and not f.name.startswith(_LAST_RESORT)
    }  # fmt: skip
    return tuple(sorted(found.items(), key=lambda f: (not f[0].startswith("Noto Sans"), f[0])))
