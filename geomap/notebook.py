"""A frame of incidents as a notebook shows it: a short table in words.

Everything in it is text of reports, so all of it is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from geomap.nested import ids_of, nested
from geomap.summary import claims_in_words, place_in_words, when_in_words
from layers.escape import escape_text

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["html_table", "is_shown", "show_frames_in"]

MAX_ROWS = 20  # more belong on the map; the table says how many there are
FIRST_CLAIMS = 3
_NEEDED = ("type", "date_edtf", "place_status", "claims")
_HEADS = ("incident", "local date", "place as written → found", "how sure", "claims")
_CELL = (
    'style="text-align:start;vertical-align:top;min-width:6em;max-width:32em;'
    'overflow-wrap:anywhere"'
)


def is_shown(frame: pd.DataFrame) -> bool:
    """Tell whether a frame has enough of the incidents' columns for the table.

    Examples
    --------
    >>> import pandas as pd
    >>> is_shown(pd.DataFrame({"type": []}))
    False
    """
    return all(c in frame.columns for c in _NEEDED)


def html_table(frame: pd.DataFrame) -> str:
    """Put incidents into an HTML table of a few words each.

    Parameters
    ----------
    frame : pandas.DataFrame
        Incidents; columns that are not there are left blank.

    Returns
    -------
    str
        HTML in which every text of the data is escaped.

    Examples
    --------
    >>> import pandas as pd
    >>> row = {"type": "talks", "date_edtf": "2022", "place_status": "none", "claims": []}
    >>> shown = html_table(pd.DataFrame([row], index=["<b>"]))
    >>> "&lt;b&gt;" in shown, "<b>" in shown, "1 incident" in shown
    (True, False, True)
    """
    head = "".join(f'<th style="text-align:start">{escape_text(h)}</th>' for h in _HEADS)
    shown = frame.iloc[:MAX_ROWS]
    rows = shown[[c for c in shown.columns if c != "geometry"]].to_dict("records")
    body = "".join(
        _row(i, {str(k): _known(v) for k, v in row.items()})
        for i, row in zip(ids_of(shown), rows, strict=True)
    )
    return (
        f"<div><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        f"<p>{escape_text(_foot(frame))}</p>{_rejected(frame)}</div>"
    )


def _known(value: Any) -> Any:
    """Give None for an empty cell; nested cells stay."""
    import pandas as pd

    if isinstance(value, list | tuple | dict):
        return value
    return None if pd.api.types.is_scalar(value) and pd.isna(value) else value


def _row(incident_id: str, row: Mapping[str, Any]) -> str:
    kind = str(row["type"]).replace("_", " ")
    marks = [
        *(["history told in passing"] if row.get("background") else []),
        *([str(row["status"])] if row.get("status") not in (None, "draft") else []),
    ]
    written, found = row.get("place_as_written"), row.get("place_name")
    place = [p for p in (written, None if found is None else f"→ {found}") if p]
    cells = (
        _lines([kind, *marks], small=[incident_id]),
        _lines([when_in_words(row)]),
        _lines(place or ["–"]),
        _lines([place_in_words(row)]) + _fold("note", [row.get("place_note")]),
        _claims(nested(row["claims"])),
    )
    return "<tr>" + "".join(f"<td {_CELL}>{c}</td>" for c in cells) + "</tr>"


def _lines(lines: Iterable[object], small: Iterable[object] = ()) -> str:
    large = [escape_text(str(line)) for line in lines]
    return "<br>".join([*large, *(f"<small>{escape_text(str(s))}</small>" for s in small)])


def _fold(summary: str, lines: Iterable[object]) -> str:
    """Put lines behind a word that opens them."""
    told = _lines(line for line in lines if line)
    return f"<details><summary>{escape_text(summary)}</summary>{told}</details>" if told else ""


def _claims(claims: Iterable[Mapping[str, Any]]) -> str:
    """Show the first claims, those with figures before others, and the rest when asked for."""
    ordered = sorted(claims, key=lambda c: not c.get("casualties"))
    lines = claims_in_words(ordered)
    rest = lines[FIRST_CLAIMS:]
    return _lines(lines[:FIRST_CLAIMS] or ["–"]) + _fold(f"{len(rest)} more", rest)


def _foot(frame: pd.DataFrame) -> str:
    n = len(frame)
    words = [f"{n} incident{'' if n == 1 else 's'}"]
    if "geometry" in frame.columns:
        unplaced = int(frame["geometry"].isna().sum())
        words += [f"{unplaced} of them without a position"] if unplaced else []
    if n > MAX_ROWS:
        words.append(f"the first {MAX_ROWS} are shown; .geomap.draw() shows all")
    return "; ".join(words)


def _rejected(frame: pd.DataFrame) -> str:
    rejected = frame.attrs.get("rejected") or []
    lines = [f"{r.get('source', '')}: {r.get('reason', '')}" for r in rejected]
    some = "1 input" if len(lines) == 1 else f"{len(lines)} inputs"
    return _fold(f"{some} could not be read", lines)


def show_frames_in(shell: Any) -> None:
    """Have an IPython shell show frames of incidents by :func:`html_table`, others as ever.

    Parameters
    ----------
    shell : IPython.core.interactiveshell.InteractiveShell
        The running shell.
    """
    import geopandas as gpd

    def shown(frame: gpd.GeoDataFrame) -> str | None:
        return html_table(frame) if is_shown(frame) else frame._repr_html_()  # type: ignore[operator]

    shell.display_formatter.formatters["text/html"].for_type(gpd.GeoDataFrame, shown)
