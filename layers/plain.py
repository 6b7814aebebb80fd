"""Plain: the incidents as a list for a reader whose browser runs no script.

An archive or a locked-down machine then still shows what the file holds.
"""

from __future__ import annotations

from typing import Any

from layers.columns import rows_of
from layers.dates import date_words
from layers.escape import escape_text
from layers.evidence import claim_columns, extent_words
from layers.records import Records
from layers.ui import Ui

__all__ = ["plain_list"]


def plain_list(records: Records) -> str:
    """Write the incidents as a ``noscript`` element, in order of time.

    Parameters
    ----------
    records : Records
        The incidents.

    Returns
    -------
    str
        HTML in which every text is escaped.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from layers.records import REQUIRES, read_records
    >>> columns = {name: [] for name in REQUIRES if name != "geometry"}
    >>> plain_list(read_records(gpd.GeoDataFrame(columns, geometry=[], crs=4326)))[:10]
    '<noscript>'
    """
    items = "".join(_item(row, records.ui) for row in records.first)
    rest = records.count - len(records.first)
    more = f"<p>{escape_text(records.ui.text('panel.rest', n=rest))}</p>" if rest > 0 else ""
    notice = escape_text(records.ui.text("map.noscript"))
    return f'<noscript><div class="gm-plain"><p>{notice}</p><ol>{items}</ol>{more}</div></noscript>'


def _item(row: dict[str, Any], ui: Ui) -> str:
    kind = str(row["type"] or "unknown")
    head = [
        ui.texts.get(f"type.{kind}", kind),
        row.get("place_name") or row.get("place_as_written"),
    ]
    if row.get("background"):
        head.append(ui.text("panel.background"))
    elif row["mode"] == "none":
        head.append(ui.text("panel.unplaced"))
    lines = [" · ".join(str(part) for part in [_day(row, ui), *head] if part)]
    lines.append("" if row.get("background") else extent_words(row, ui))
    lines += _said(claim_columns(rows_of(row.get("claims")), ui), ui)
    lines.append(str(row.get("sentence") or ""))
    lines += [str(source.get("title") or "") for source in rows_of(row.get("sources"))]
    return "<li>" + "<br>".join(escape_text(line) for line in lines if line) + "</li>"


def _day(row: dict[str, Any], ui: Ui) -> str:
    start, end, time = (row.get(name) for name in ("date_start", "date_end", "time_local"))
    return date_words(start, end, str(row.get("date_edtf") or ""), time, ui)


def _said(claims: dict[str, Any], ui: Ui) -> list[str]:
    """One line a side: its figures of each kind, side by side in the order of the columns."""
    lines = []
    for n, side in enumerate(claims.get("sides", ())):
        figures = [f"{ui.text('kind.' + row['kind'])}: {row['said'][n]}" for row in claims["rows"]]
        words = [
            f"{claim['claimant']}: “{claim['text']}”"
            for claim in claims["claims"][n]
            if claim.get("text")
        ]
        lines.append(f"{side} — " + "; ".join([*figures, *words]))
    return lines
