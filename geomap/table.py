"""The table that ``geomap map`` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geomap.summary import claims_in_words, place_in_words, when_in_words

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["print_table"]

MAX_ROWS = 50  # more rows nobody reads on a terminal


def print_table(frame: gpd.GeoDataFrame, *, of: int | None = None) -> None:
    """Print incidents to standard output, the unplaced ones and the history too.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Incidents (``docs/schema.md``), in the order to print.
    of : int or None
        How many there are, where the frame holds the first of them.
    """
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(show_lines=True)
    for name in (
        "incident",
        "local date and time",
        "place as written",
        "place found",
        "how sure",
        "claims",
    ):
        table.add_column(name, overflow="fold")
    for incident_id, values in frame.head(MAX_ROWS).iterrows():
        row = {str(k): v for k, v in values.items()}
        kind = row["type"].replace("_", " ") + (" (background)" if row["background"] else "")
        cells = (
            f"{incident_id}\n{kind}",
            when_in_words(row),
            row["place_as_written"] or "–",
            row["place_name"] or "–",
            place_in_words(row),
            "\n".join(claims_in_words(row["claims"])) or "–",
        )
        table.add_row(*(Text(_plain(c)) for c in cells))
    console = Console()
    if not console.is_terminal:
        console = Console(width=160)
    console.print(table)
    if (rest := (of or len(frame)) - min(len(frame), MAX_ROWS)) > 0:
        console.print(f"… and {rest:,} more; all are in the files")


def _plain(text: str) -> str:
    """Drop control characters, which a terminal would obey."""
    return "".join(c if c.isprintable() or c == "\n" else "\ufffd" for c in text)
