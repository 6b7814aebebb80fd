"""Incidents of a frame column by column, as every format takes them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from geomap.errors import SchemaError
from geomap.export.shapes import decimals_of, fit
from geomap.export.values import plain
from geomap.export.words import head
from geomap.frame import COLUMNS, PLACE_COLUMNS, validate

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

__all__ = ["Rows", "rows_of"]


@dataclass(frozen=True, kw_only=True)
class Rows:
    """Incidents as plain values, checked against the schema.

    Parameters
    ----------
    ids : list of str
        Their ``incident_id``, in the frame's order.
    columns : dict
        Name to values: the columns of ``docs/schema.md``, then those that the
        frame has besides.
    added : tuple of str
        Names of the latter.
    shapes : array of shapely geometry or None
        Cut at the 180th meridian and wound; not rounded.
    decimals : array of int
        Decimals of a degree that each place needs.
    head : dict
        What the file says of itself.
    frame : geopandas.GeoDataFrame
        What it was made of.
    """

    ids: list[str]
    columns: dict[str, list[Any]]
    added: tuple[str, ...]
    shapes: NDArray[Any]
    decimals: NDArray[np.int64]
    head: dict[str, Any]
    frame: gpd.GeoDataFrame

    def __len__(self) -> int:
        return len(self.ids)

    def records(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Give each incident as a dict, one after another."""
        names = tuple(self.columns)
        for ident, values in zip(self.ids, zip(*self.columns.values(), strict=True), strict=True):
            yield ident, dict(zip(names, values, strict=True))


def rows_of(frame: gpd.GeoDataFrame) -> Rows:
    """Check a frame of incidents and take it apart for writing.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Incidents (``docs/schema.md``).

    Returns
    -------
    Rows
        Its values are the frame's own, not copies.

    Raises
    ------
    SchemaError
        The frame does not follow the schema, or a column of the user's own
        has a name that a file cannot tell from another.

    Examples
    --------
    >>> from geomap.frame import to_frame
    >>> len(rows_of(to_frame([])))
    0
    """
    validate(frame)
    added = _added(frame)
    columns: dict[str, list[Any]] = {}
    for name in COLUMNS:
        values = frame[name].tolist()
        columns[name] = [plain(v) for v in values] if name in PLACE_COLUMNS else values
    for name in added:
        columns[str(name)] = [plain(v) for v in frame[name].tolist()]
    radius = [r if isinstance(r, int | float) else np.nan for r in columns["radius_m"]]
    return Rows(
        ids=[str(i) for i in frame.index],
        columns=columns,
        added=tuple(map(str, added)),
        shapes=fit(np.asarray(frame.geometry.values, dtype=object)),
        decimals=decimals_of(np.array(radius, dtype=float)),
        head=head(frame),
        frame=frame,
    )


def _added(frame: gpd.GeoDataFrame) -> list[Any]:
    """List the columns that the user added."""
    taken = {*COLUMNS, "incident_id", frame.geometry.name}
    added = [c for c in frame.columns if c not in taken]
    texts = [str(c) for c in added]
    for text in texts:
        if texts.count(text) > 1 or text in taken or text == "geometry":
            raise SchemaError(f"the frame has two columns named {text!r}; rename one")
    return added
