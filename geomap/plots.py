"""Plots of incidents over time and of what each claimant says (matplotlib, extra ``plot``).

What is not known is drawn as not known; claimants stand side by side and are never
stacked into one sum. Colours are Okabe and Ito's ("Color Universal Design", 2008), those
of the map; a hatch or a word always stands beside them. Texts of reports are shown as
they are: nothing in them is taken for a formula.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from geomap.claims_totals import By, counted, ranges, totals
from geomap.day_spans import day_spans
from geomap.errors import UsageError
from geomap.needs import need_columns, need_packages
from geomap.nested import ids_of
from geomap.plots_look import (
    GREY,
    axes_of,
    bare,
    one_line,
    period_name,
    plain,
    put_legend,
    say_nothing,
    speakers_look,
    whole_numbers,
)
from geomap.timeline import Every, periods_of, timeline
from layers.style import KINDS, kind_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = ["plot_claims", "plot_claims_over_time", "plot_timeline"]

KINDS_OF_HARM = ("killed", "wounded", "missing", "captured", "displaced")
MAX_ROWS = 60  # more rows of claims nobody can read in one picture


def plot_timeline(frame: pd.DataFrame, every: Every = "month", *, ax: Axes | None = None) -> Axes:
    """Draw how many incidents there were over time.

    Full bars are incidents that surely lie in the period, coloured as on the map;
    hatched on top are those whose date allows other periods too. A note counts
    those whose year is not known.

    Parameters
    ----------
    frame : pandas.DataFrame
        Incidents.
    every : str
        ``day``, ``week``, ``month`` or ``year``.
    ax : matplotlib.axes.Axes or None
        Where to draw; default: a new figure.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    UsageError
        matplotlib is not installed, or there is no such period.
    """
    need_packages(["matplotlib"], "plot", "a plot")
    table = timeline(frame, every)
    axes = axes_of(ax, (8, 3.2))
    dated = table[table["period"].notna()]
    undated = int(table.loc[table["period"].isna(), "sure"].sum())
    if dated.empty:
        words = f"no incidents of known year, {undated} of unknown" if undated else "no incidents"
        return say_nothing(axes, words)
    periods = periods_of((dated["period"].min().start_time, dated["period"].max().end_time), every)
    at = {p: n for n, p in enumerate(periods)}
    top = _stacked(axes, dated, at)
    _perhaps(axes, dated, at, top)
    _periods_axis(axes, periods)
    axes.set_ylabel(f"incidents a {every}")
    if undated:
        axes.set_title(f"and {undated} of unknown year", loc="right", fontsize="small", color=GREY)
    bare(axes)
    return axes


def _stacked(ax: Axes, dated: pd.DataFrame, at: dict[pd.Period, int]) -> list[int]:
    """Draw the sure incidents, one colour a family of types; give the tops of the bars."""
    top = [0] * len(at)
    handles, labels = [], []
    colours = dict.fromkeys(k.colour for k in KINDS)
    kinds = dated["type"].map(lambda t: kind_of(t).colour)
    for colour in colours:
        mine = dated[(kinds == colour) & (dated["sure"] > 0)]
        if mine.empty:
            continue
        counts = mine.groupby("period")["sure"].sum()
        x = [at[p] for p in counts.index]
        bars = ax.bar(x, counts.tolist(), bottom=[top[i] for i in x], color=colour, width=0.8)
        for i, count in zip(x, counts.tolist(), strict=True):
            top[i] += count
        handles.append(bars)
        labels.append(", ".join(t.replace("_", " ") for t in sorted(set(mine["type"]))))
    put_legend(ax, handles, labels, loc="upper left", bbox_to_anchor=(1.01, 1), frameon=False)
    return top


def _perhaps(ax: Axes, dated: pd.DataFrame, at: dict[pd.Period, int], top: list[int]) -> None:
    counts = dated.groupby("period")["perhaps"].sum()
    counts = counts[counts > 0]
    x = [at[p] for p in counts.index]
    if not x:
        return
    ax.bar(
        x,
        counts.tolist(),
        bottom=[top[i] for i in x],
        width=0.8,
        facecolor="none",
        edgecolor=GREY,
        hatch="///",
        linewidth=0.5,
    )
    ax.set_title("hatched: perhaps, by their date", loc="left", fontsize="small", color=GREY)


def _periods_axis(ax: Axes, periods: Sequence[pd.Period]) -> None:
    step = max(1, len(periods) // 12)
    ticks = range(0, len(periods), step)
    names = [period_name(periods[i]) for i in ticks]
    ax.set_xticks(list(ticks), names, rotation=45, ha="right", fontsize="small")
    ax.set_xlim(-0.6, len(periods) - 0.4)
    ax.yaxis.set_major_locator(whole_numbers())


def _speaker(row: Any) -> str:
    if row["claimant"]:
        side = row["claimant_side"]
        return f"{row['claimant']} ({side})" if isinstance(side, str) else str(row["claimant"])
    return f"the {row['claimant_side']} side"


def _check(kind: str) -> None:
    if kind not in KINDS_OF_HARM:
        raise UsageError(f"kind={kind!r}: claims count {', '.join(KINDS_OF_HARM)}")


def plot_claims(
    frame: pd.DataFrame, kind: str = "killed", *, by: By = "claimant", ax: Axes | None = None
) -> Axes:
    """Draw what each claimant says of each incident, one line a claimant and side.

    A dot is a number, a bar a range, an arrow an open bound ("at least ten"), a
    question mark a figure that nobody gave.

    Parameters
    ----------
    frame : pandas.DataFrame
        Incidents.
    kind : str
        ``killed``, ``wounded``, ``missing``, ``captured`` or ``displaced``.
    by : str
        ``claimant`` or ``claimant_side`` (:func:`geomap.claims_totals.ranges`).
    ax : matplotlib.axes.Axes or None
        Where to draw; default: a new figure.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    UsageError
        matplotlib is not installed, there is no such kind, or there are more
        lines than can be read.
    """
    need_packages(["matplotlib"], "plot", "a plot")
    _check(kind)
    need_columns(frame, ["claims", "date_edtf"], "plot_claims")
    told = ranges(frame, by=by)
    told = told[told["kind"] == kind].reset_index(drop=True)
    if len(told) > MAX_ROWS:
        raise UsageError(
            f"{len(told)} figures are too many for one picture (at most {MAX_ROWS}); "
            "choose fewer incidents, or use plot_claims_over_time"
        )
    axes = axes_of(ax, (8, 0.9 + 0.34 * max(len(told), 2)))
    if told.empty:
        return say_nothing(axes, f"nobody speaks of {kind} here")
    colours = speakers_look(_speaker(r) for _, r in told.iterrows())
    for y, row in told.iterrows():
        _figure(axes, int(str(y)), row, colours[_speaker(row)])
    _claims_axis(axes, frame, told, kind)
    return axes


def _figure(ax: Axes, y: int, row: Any, look: tuple[str, str]) -> None:
    import pandas as pd

    colour, hatch = look
    low = None if pd.isna(row["min"]) else int(row["min"])
    high = None if pd.isna(row["max"]) else int(row["max"])
    start, end = (v if v is not None else other for v, other in ((low, high), (high, low)))
    if start is None or end is None:
        words = f"? {row['words']}" if isinstance(row["words"], str) else "? no number given"
        plain([ax.text(0, y, one_line(words), color=colour, va="center", fontsize="small")])
        return
    if end > start:
        ax.barh(y, end - start, left=start, height=0.3, color=colour, hatch=hatch, alpha=0.5)
    if low is not None:
        ax.plot([low], [y], "o", color=colour)
    if high is None:
        ax.annotate("at least", (start, y), (8, 0), **_note(colour))
    elif low is None:
        ax.annotate("up to", (end, y), (-8, 0), **(_note(colour) | {"ha": "right"}))
        ax.plot([end], [y], "|", color=colour, markersize=10)
    elif end > start:
        ax.plot([end], [y], "o", color=colour)


def _note(colour: str) -> dict[str, Any]:
    return {
        "textcoords": "offset points",
        "va": "center",
        "fontsize": "small",
        "color": colour,
    }


def _claims_axis(ax: Axes, frame: pd.DataFrame, told: pd.DataFrame, kind: str) -> None:
    labels: list[str] = []
    days = dict(zip(ids_of(frame), frame["date_edtf"], strict=True))
    last = None
    for _, row in told.iterrows():
        people = f": people of {row['side']}" if isinstance(row["side"], str) else ""
        said = f"{one_line(_speaker(row))}{people}"
        if row["incident_id"] != last:
            ax.axhline(len(labels) - 0.5, color=GREY, linewidth=0.4)
            day = days[row["incident_id"]] or "undated"
            said = f"{one_line(row['incident_id'])}, {one_line(day)}\n{said}"
        labels.append(said)
        last = row["incident_id"]
    plain(ax.set_yticks(range(len(labels)), labels, fontsize="small") and ax.get_yticklabels())
    ax.set_ylim(len(labels) - 0.4, -0.6)
    known = [*told["min"].dropna().tolist(), *told["max"].dropna().tolist()]
    right = max([1, *map(int, known)])
    ax.set_xlim(-0.05 * right, 1.25 * right)
    ax.xaxis.set_major_locator(whole_numbers())
    ax.set_xlabel(f"{kind}, as each claimant has it")
    bare(ax)


def plot_claims_over_time(
    frame: pd.DataFrame,
    kind: str = "killed",
    *,
    every: Every = "month",
    by: By = "claimant_side",
) -> Sequence[Axes]:
    """Draw what each claimant says over time, one panel for the people of each side.

    The full part of a bar is the lower bound, the pale part reaches to the
    upper; "+" marks an open upper bound, "?" incidents of which no number is given.
    Bars of different claimants speak of the same people and stand side by side.

    Parameters
    ----------
    frame : pandas.DataFrame
        Incidents, the reports of one merged (:func:`geomap.merge`).
    kind : str
        ``killed``, ``wounded``, ``missing``, ``captured`` or ``displaced``.
    every : str
        ``day``, ``week``, ``month`` or ``year``.
    by : str
        ``claimant_side`` or ``claimant``.

    Returns
    -------
    list of matplotlib.axes.Axes

    Raises
    ------
    UsageError
        matplotlib is not installed, or there is no such kind or period.
    """
    need_packages(["matplotlib"], "plot", "a plot")
    _check(kind)
    table, columns = _over_time(frame, kind, every, by)
    if table.empty:
        return [say_nothing(axes_of(None, (8, 2)), f"nobody speaks of {kind} here")]
    import matplotlib.pyplot as plt

    people = sorted(table["side"].fillna("").unique())
    size = (8, 0.8 + 2.2 * len(people))
    _, grid = plt.subplots(len(people), 1, figsize=size, layout="constrained", squeeze=False)
    colours = speakers_look(_speaker(r) for _, r in table.iterrows())
    for ax, side in zip(grid[:, 0], people, strict=True):
        _panel(ax, table[table["side"].fillna("") == side], columns, colours)
        whose = f"people of {side}" if side else "people of an unnamed side"
        ax.set_title(f"{kind}: {whose}", fontsize="medium", loc="left")
    return list(grid[:, 0])


def _over_time(
    frame: pd.DataFrame, kind: str, every: Every, by: By
) -> tuple[pd.DataFrame, list[str]]:
    """Total each period for itself; what has no one period comes last, if there is any."""
    import pandas as pd

    need_columns(frame, ["claims", "background", "scale", "status"], "plot_claims_over_time")
    events, _ = counted(frame)
    spans = [periods_of(span, every) for span in day_spans(events)]
    known = [p[0] if len(p) == 1 else None for p in spans]
    dated = sorted({p for p in known if p is not None})
    columns: list[Any] = (
        periods_of((dated[0].start_time, dated[-1].end_time), every) if dated else []
    )
    out = []
    for column in [*columns, None]:
        mine = events.iloc[[n for n, k in enumerate(known) if k == column]]
        total = totals(mine, by=by)
        total = total[total["kind"] == kind]
        out.append(
            total.assign(column=f"no one {every}" if column is None else period_name(column))
        )
    names = [*map(period_name, columns), *([f"no one {every}"] if len(out[-1]) else [])]
    return pd.concat(out, ignore_index=True), names


def _panel(
    ax: Axes, table: pd.DataFrame, columns: Sequence[str], colours: dict[str, tuple[str, str]]
) -> None:
    import pandas as pd

    at = {c: n for n, c in enumerate(columns)}
    speakers = [s for s in colours if s in {_speaker(r) for _, r in table.iterrows()}]
    width = 0.8 / max(1, len(speakers))
    handles = {}
    for _, row in table.iterrows():
        who = _speaker(row)
        colour, hatch = colours[who]
        x = at[row["column"]] - 0.4 + width * (speakers.index(who) + 0.5)
        low = 0 if pd.isna(row["min"]) else int(row["min"])
        high = low if pd.isna(row["max"]) else int(row["max"])
        handles[who] = ax.bar(x, low, width * 0.9, color=colour, hatch=hatch, edgecolor="white")
        ax.bar(x, high - low, width * 0.9, bottom=low, color=colour, alpha=0.35)
        mark = ("?" if row["without_number"] else "") + ("+" if pd.isna(row["max"]) and low else "")
        number = "" if pd.isna(row["min"]) else f"{low}" if high == low else f"{low}–{high}"
        ax.annotate(
            number + mark,
            (x, high),
            (0, 2),
            textcoords="offset points",
            ha="center",
            fontsize="small",
        )
    step = max(1, len(columns) // 12)
    ticks = list(range(0, len(columns), step))
    ax.set_xticks(ticks, [columns[i] for i in ticks], fontsize="small")
    ax.set_xlim(-0.6, len(columns) - 0.4)
    ax.set_ylim(0, max(1.0, ax.get_ylim()[1] * 1.15))
    ax.yaxis.set_major_locator(whole_numbers())
    put_legend(
        ax, list(handles.values()), list(handles), loc="upper left", bbox_to_anchor=(1.01, 1)
    )
    bare(ax)
