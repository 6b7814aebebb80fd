"""How plots look: colours, text that stays text, axes without ornament."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from layers.escape import visible
from layers.style import kind_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = [
    "GREY",
    "SPEAKERS",
    "axes_of",
    "bare",
    "one_line",
    "period_name",
    "plain",
    "put_legend",
    "say_nothing",
    "speakers_look",
    "whole_numbers",
]

SPEAKERS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00")  # Okabe and Ito
HATCHES = ("", "//", "..", "xx")
GREY = kind_of("unknown").colour
LABEL, WRAP = 60, 26  # characters: of a label, of a line of a legend


def one_line(value: object) -> str:
    """Show a text of the data on one line, whole if short, and never hidden by its first sign."""
    line = " ".join(visible(str(value)).split())
    line = line if len(line) <= LABEL else line[: LABEL - 1] + "…"
    return f" {line}" if line.startswith("_") else line


def plain(texts: Iterable[Any]) -> None:
    """Have matplotlib show dollar signs instead of setting a formula between them."""
    for text in texts:
        text.set_parse_math(False)


def axes_of(ax: Axes | None, size: tuple[float, float]) -> Axes:
    """Give the axes to draw on: those asked for, or a new figure's."""
    if ax is not None:
        return ax
    import matplotlib.pyplot as plt

    return plt.subplots(figsize=size, layout="constrained")[1]


def put_legend(ax: Axes, handles: Sequence[Any], labels: Sequence[str], **where: Any) -> None:
    """Put a legend with texts of the data, which are shown as they are."""
    if handles:
        lines = [textwrap.fill(one_line(label), WRAP) for label in labels]
        legend = ax.legend(handles, lines, fontsize="small", **where)
        plain(legend.get_texts())


def period_name(period: pd.Period) -> str:
    """Name a period for an axis: a week by its first day."""
    return f"{period.start_time:%Y-%m-%d}" if period.freqstr.startswith("W") else str(period)


def say_nothing(ax: Axes, words: str) -> Axes:
    """Say in an empty picture why it is empty."""
    ax.text(0.5, 0.5, words, ha="center", va="center", transform=ax.transAxes, color=GREY)
    ax.set_xticks([])
    ax.set_yticks([])
    return ax


def whole_numbers() -> Any:
    """Give ticks at whole numbers: half an incident is none."""
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(integer=True)


def bare(ax: Axes) -> None:
    """Take away the lines that frame nothing."""
    ax.spines[["top", "right"]].set_visible(False)


def speakers_look(speakers: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Give each speaker a colour and a hatch, by the alphabet and by nothing else."""
    out = {}
    for n, who in enumerate(sorted(set(speakers))):
        out[who] = (SPEAKERS[n % len(SPEAKERS)], HATCHES[n // len(SPEAKERS) % len(HATCHES)])
    return out
