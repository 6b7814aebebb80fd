"""Tables through GDAL: typed columns in, one layer out."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from geomap.errors import SchemaError, WriteError
from geomap.export.tables import Table
from geomap.export.values import is_day, quote_nul

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["put_layer", "unsynced"]

_FILL: dict[str, Any] = {"int": 0, "bool": False}
_DTYPES = {"int": "int64", "bool": "bool", "float": "float64"}
Column = tuple["NDArray[Any]", "NDArray[np.bool_]"]


def _column(values: Sequence[Any], kind: str) -> Column:
    """Give a column as an array and the mask of what is unknown."""
    mask = np.array([v is None for v in values], dtype=bool)
    if kind == "date":
        return _days(values), mask
    if kind in _DTYPES:
        fill = _FILL.get(kind, np.nan)
        known = [fill if v is None else v for v in values]
        return np.array(known, dtype=_DTYPES[kind]), mask
    texts = [None if v is None else quote_nul(v) for v in values]
    return np.array(texts, dtype=object), mask


def _days(values: Sequence[str | None]) -> NDArray[Any]:
    """Give days as days; where one is not in the calendar (31 February) all stay texts."""
    if not all(v is None or is_day(v) for v in values):
        return np.array(values, dtype=object)
    return np.array(["NaT" if v is None else v for v in values], dtype="datetime64[D]")


def _check_names(table: Table, reserved: Sequence[str]) -> None:
    seen: dict[str, str] = dict.fromkeys(reserved, "the file")
    for name in table.columns:
        if name.casefold() in seen:
            raise SchemaError(
                f"the column {name!r} has the name of one of {seen[name.casefold()]}; rename it"
            )
        seen[name.casefold()] = f"the frame ({name!r})"


@contextmanager
def unsynced() -> Iterator[None]:
    """Let SQLite not wait for the disk: the file is brought to it whole before it is renamed."""
    import pyogrio  # type: ignore[import-untyped]

    name = "OGR_SQLITE_SYNCHRONOUS"
    before = pyogrio.get_gdal_config_option(name)
    pyogrio.set_gdal_config_options({name: "OFF"})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({name: before})


def put_layer(
    path: Path | io.BytesIO,
    table: Table,
    driver: str,
    *,
    shapes: NDArray[Any] | None = None,
    geometry_type: str | None = None,
    reserved: Sequence[str] = (),
    **options: Any,
) -> None:
    """Write one layer, or a table without geometry.

    Parameters
    ----------
    path : Path or BytesIO
        A file, or memory for drivers of one file and one layer.
    table : Table
        Its name is the layer's.
    driver : str
        GDAL's.
    shapes : array of shapely geometry or None
        Without it the layer has no geometry.
    geometry_type : str or None
        GDAL's name of the layer's type.
    reserved : sequence of str
        Lower-case names that the file itself uses.
    **options
        Of ``pyogrio.raw.write``.

    Raises
    ------
    SchemaError
        Two columns that the format cannot tell apart.
    WriteError
        GDAL could not write.
    """
    import shapely
    from pyogrio.raw import write  # type: ignore[import-untyped]

    _check_names(table, reserved)
    made = {n: _column(values, table.kinds[n]) for n, values in table.columns.items()}
    wkb = None if shapes is None else shapely.to_wkb(shapes)
    try:
        write(
            str(path) if isinstance(path, Path) else path,
            wkb,
            [array for array, _ in made.values()],
            list(made),
            field_mask=[mask for _, mask in made.values()],
            layer=table.name,
            driver=driver,
            geometry_type=geometry_type,
            crs=None if shapes is None else "EPSG:4326",
            **options,
        )
    except RuntimeError as error:  # the root of pyogrio's errors
        raise WriteError(
            f"{table.name}: GDAL cannot write it ({error}); nothing was changed"
        ) from error
