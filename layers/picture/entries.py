"""Entries of a picture's list: when, what, where, how sure, and what each side says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import geopandas as gpd

from layers.columns import column, numbers, rows_of
from layers.dates import date_words
from layers.evidence import extent_words
from layers.facts import claimant_key
from layers.figures import figure_words, kinds_in
from layers.picture.margin import Item
from layers.picture.marks import Mark
from layers.ui import Ui

__all__ = ["entries_of", "left_out"]

_NOTE = 140  # characters of a place's note; the whole is in the files beside the picture
_COLUMNS = (
    "type",
    "status",
    "date_start",
    "date_end",
    "date_edtf",
    "time_local",
    "place_name",
    "place_as_written",
    "place_derived",
    "place_note",
    "claims",
)


def entries_of(
    frame: gpd.GeoDataFrame, rows: Sequence[int], ui: Ui, *, modes: Sequence[str] = ()
) -> list[Item]:
    """Describe incidents for a list.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Incidents as in docs/schema.md.
    rows : sequence of int
        Positions of those that are listed, in their order.
    ui : Ui
        Interface text.
    modes : sequence of str
        How each is drawn (:data:`layers.shapes.MODES`); without, none is, nor has a number.

    Returns
    -------
    list of Item
        A head with day, type and place; lines with the extent and each side's figures.
    """
    part = frame.iloc[list(rows)]
    radius = numbers(part, "radius_m")
    found = []
    for n, row in enumerate(_rows(part)):
        day = date_words(
            row["date_start"], row["date_end"], row["date_edtf"] or "", row["time_local"], ui
        )
        kind = str(row["type"] or "unknown")
        place = str(row["place_name"] or row["place_as_written"] or "")
        head = " · ".join(filter(None, [day, ui.texts.get(f"type.{kind}", kind), place]))
        extent = extent_words({"mode": modes[n], "radius_m": float(radius[n])}, ui) if modes else ""
        lines = [_how_sure(row, extent, ui), *_said(rows_of(row["claims"]), ui)]
        found.append(
            Item(head=f"{n + 1}. {head}" if modes else head, lines=tuple(filter(None, lines)))
        )
    return found


def _rows(part: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    cells = [column(part, name) for name in _COLUMNS]
    return [dict(zip(_COLUMNS, row, strict=True)) for row in zip(*cells, strict=True)]


def _how_sure(row: dict[str, Any], extent: str, ui: Ui) -> str:
    """Say how well the place is known, how it came about, and that the incident is a draft."""
    status = "" if row["status"] == "published" else ui.texts.get(f"status.{row['status']}", "")
    derived = ui.text("place.derived") if row["place_derived"] and extent else ""
    note = str(row["place_note"] or "") if extent else ""
    short = note if len(note) <= _NOTE else note[: _NOTE - 1] + "…"
    return " · ".join(filter(None, [status, extent, derived, short]))


def left_out(
    frame: gpd.GeoDataFrame, order: Sequence[int], marks: Sequence[Mark]
) -> dict[str, list[int]]:
    """List the rows that are not on the map, by the reason.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Incidents as in docs/schema.md.
    order : sequence of int
        Positions of its rows in order of time.
    marks : sequence of Mark
        Those that are.

    Returns
    -------
    dict of str to list of int
        Key of the heading to positions.
    """
    drawn = {mark.row for mark in marks}
    background = column(frame, "background", False)
    rest = [row for row in order if row not in drawn]
    return {
        "panel.unplaced": [row for row in rest if not background[row]],
        "panel.background": [row for row in rest if background[row]],
    }


def _said(claims: Sequence[dict[str, Any]], ui: Ui) -> list[str]:
    """One line a claimant side, never summed: its figures of each kind.

    Others than the sides have a line where they give a figure.
    """
    sides: dict[str, list[dict[str, Any]]] = {}
    for claim in claims:
        sides.setdefault(claimant_key(claim), []).append(claim)
    told = kinds_in(claims)
    lines = []
    for key in sorted(sides, key=lambda side: side.startswith("claim.")):
        own, no_side = sides[key], key.startswith("claim.")
        if not told or (no_side and not any(rows_of(c.get("casualties")) for c in own)):
            continue
        figures = "; ".join(f"{ui.text('kind.' + k)}: {figure_words(own, k, ui)}" for k in told)
        lines.append(f"{ui.text(key) if no_side else ui.country(key)} — {figures}")
    return lines
