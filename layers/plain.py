"""Plain: the incidents as a list for a reader whose browser runs no script.

An archive or a locked-down machine then still shows what the file holds.
"""

from __future__ import annotations

from typing import Any

from layers.escape import escape_text
from layers.records import Records
from layers.ui import Ui

__all__ = ["plain_list"]

_MOST = 300


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
    order = sorted(range(records.count), key=lambda i: records.columns["sort"][i])
    items = "".join(_item(records, i) for i in order[:_MOST])
    rest = records.count - _MOST
    more = f"<p>{escape_text(records.ui.text('panel.rest', n=rest))}</p>" if rest > 0 else ""
    notice = escape_text(records.ui.text("map.noscript"))
    return f'<noscript><div class="gm-plain"><p>{notice}</p><ol>{items}</ol>{more}</div></noscript>'


def _item(records: Records, i: int) -> str:
    columns, detail, ui = records.columns, records.details[i], records.ui
    head = [ui.texts.get(f"type.{columns['type'][i]}", columns["type"][i]), columns["place"][i]]
    if columns["background"][i]:
        head.append(ui.text("panel.background"))
    elif columns["mode"][i] == "none":
        head.append(ui.text("panel.unplaced"))
    lines = [" · ".join(filter(None, [columns["day"][i], *head]))]
    lines += [place.get("extent", "") for place in detail.get("where", ())[:1]]
    lines += _said(detail.get("claims") or {}, ui)
    lines += ["".join(text for text, _ in detail.get("quote", ()))]
    lines += [source.get("title", "") for source in detail.get("sources", ())]
    return "<li>" + "<br>".join(escape_text(line) for line in lines if line) + "</li>"


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
