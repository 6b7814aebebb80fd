"""The formats: their names, suffixes, writers, and what each cannot hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from geomap.errors import UsageError

__all__ = ["FORMATS", "KINDS", "Format", "format_named", "format_of"]


_SHAPEFILE = (
    "it holds no lists: claims are there in words only; evidence, sources, actors, clocks, all "
    "places but the incident's own, extra and your own columns of lists are not in it. Texts end "
    "after 254 bytes (the column 'cut' names those that do) and lose trailing spaces; an empty "
    "text is unknown; numbers have 15 decimals."
)


_CODED = (
    "one row an incident in another project's shape: areas become their centre with a code of "
    "exactness, claims, evidence and all places but one are words or not in it, and there is no "
    "room for the disclaimer."
)

_TILES = (
    "it is for drawing in a browser: coordinates are on a grid of 19 m, claims, sources and "
    "exactness are words, and evidence, actors, clocks and extra are not in it."
)


@dataclass(frozen=True, kw_only=True)
class Format:
    """One form of file.

    Parameters
    ----------
    name : str
        As ``--format`` has it.
    suffixes : tuple of str
        Lower case; the first is the usual one.
    writer : str
        ``module:function`` in ``geomap.export``.
    packs : bool
        True where ``.gz`` may follow the suffix.
    hxl : bool
        True where a row of HXL tags may stand under the header.
    has_head : bool
        False where there is no room for what was set aside.
    loses : str
        What the format cannot hold; empty where a file read back gives equal
        incidents.
    """

    name: str
    suffixes: tuple[str, ...]
    writer: str
    packs: bool = False
    hxl: bool = False
    has_head: bool = True
    loses: str = ""

    @property
    def put(self) -> Callable[..., Any]:
        """The function that writes rows to a path."""
        module, _, function = self.writer.partition(":")
        found: Callable[..., Any] = getattr(import_module(f"geomap.export.{module}"), function)
        return found


KINDS: dict[str, Format] = {
    f.name: f
    for f in (
        Format(name="geojson", suffixes=(".geojson", ".json"), writer="geojson:put", packs=True),
        Format(name="geojsonl", suffixes=(".geojsonl",), writer="geojson:put_lines", packs=True),
        Format(
            name="geojsonseq", suffixes=(".geojsons",), writer="geojson:put_sequence", packs=True
        ),
        Format(name="jsonl", suffixes=(".jsonl", ".ndjson"), writer="jsonl:put", packs=True),
        Format(
            name="csv",
            suffixes=(".csv",),
            writer="delimited:put",
            packs=True,
            hxl=True,
            has_head=False,
        ),
        Format(name="gpkg", suffixes=(".gpkg",), writer="geopackage:put"),
        Format(name="xlsx", suffixes=(".xlsx",), writer="workbook:put", hxl=True),
        Format(name="kml", suffixes=(".kml",), writer="kml:put"),
        Format(name="kmz", suffixes=(".kmz",), writer="kml:put_packed"),
        Format(
            name="shp", suffixes=(".shp",), writer="shapefile:put", has_head=False, loses=_SHAPEFILE
        ),
        Format(
            name="acled",
            suffixes=(".acled.csv",),
            writer="acled:put",
            packs=True,
            hxl=True,
            has_head=False,
            loses=_CODED + " fatalities is filled where all claimants give one number.",
        ),
        Format(
            name="ucdp",
            suffixes=(".ucdp.csv",),
            writer="ucdp:put",
            packs=True,
            hxl=True,
            has_head=False,
            loses=_CODED
            + " best is filled where all claimants give one number, low and high are their span.",
        ),
        Format(name="fgb", suffixes=(".fgb",), writer="flatgeobuf:put"),
        Format(name="parquet", suffixes=(".parquet", ".geoparquet"), writer="parquet:put"),
        Format(name="pmtiles", suffixes=(".pmtiles",), writer="tiles:put", loses=_TILES),
    )
}
FORMATS: dict[str, str] = {
    f"{suffix}{packed}": f.name
    for f in KINDS.values()
    for suffix in f.suffixes
    for packed in (("", ".gz") if f.packs else ("",))
}


def format_named(name: str) -> Format:
    """Give a format by its name.

    Raises
    ------
    UsageError
        No such format; the message names those there are.

    Examples
    --------
    >>> format_named("geojson").suffixes
    ('.geojson', '.json')
    """
    if name not in KINDS:
        raise UsageError(f"no format {name!r}; there are: {', '.join(KINDS)}")
    return KINDS[name]


def format_of(path: str | Path) -> Format | None:
    """Tell the format by a file's name; the longest suffix counts.

    Examples
    --------
    >>> format_of("a.b.geojson.gz").name, format_of("a.txt") is None
    ('geojson', True)
    """
    name = Path(path).name.lower()
    found = [s for s in FORMATS if name.endswith(s)]
    return KINDS[FORMATS[max(found, key=len)]] if found else None
