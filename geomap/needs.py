"""What a function needs before it can begin: columns of a frame, an optional package."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.util import find_spec
from typing import TYPE_CHECKING

from geomap.errors import SchemaError, UsageError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["need_columns", "need_degrees", "need_packages"]


def need_columns(frame: pd.DataFrame, columns: Iterable[str], verb: str) -> None:
    """Check that a frame, or a part of one, still has the columns that a verb reads.

    Parameters
    ----------
    frame : pandas.DataFrame
        Incidents (``docs/schema.md``), rows and other columns as you like.
    columns : iterable of str
        What is read.
    verb : str
        Who reads it, for the message.

    Raises
    ------
    SchemaError
        With every column that is missing.

    Examples
    --------
    >>> import pandas as pd
    >>> need_columns(pd.DataFrame({"claims": []}), ["claims"], "claims")
    >>> need_columns(pd.DataFrame({"a": []}), ["claims"], "claims")
    Traceback (most recent call last):
    ...
    geomap.errors.SchemaError: claims needs the column 'claims', which this frame does not have; \
take it from a frame of incidents (geomap.read) before columns are dropped
    """
    missing = [repr(c) for c in columns if c not in frame.columns]
    if missing:
        some = f"columns {', '.join(missing)}" if len(missing) > 1 else f"column {missing[0]}"
        raise SchemaError(
            f"{verb} needs the {some}, which this frame does not have; "
            "take it from a frame of incidents (geomap.read) before columns are dropped"
        )


def need_degrees(frame: pd.DataFrame, verb: str) -> None:
    """Check that a frame's geometry is in longitudes and latitudes.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Incidents.
    verb : str
        Who reads the geometry, for the message.

    Raises
    ------
    SchemaError
        There is no column ``geometry``, or it is in another CRS or in none.

    Examples
    --------
    >>> import geopandas as gpd
    >>> need_degrees(gpd.GeoDataFrame(geometry=[], crs=4326), "by_border")
    >>> need_degrees(gpd.GeoDataFrame(geometry=[]), "by_border")
    Traceback (most recent call last):
    ...
    geomap.errors.SchemaError: by_border needs longitudes and latitudes (EPSG:4326), but the \
frame says of no CRS; if it is in degrees, use frame.set_crs(4326)
    """
    need_columns(frame, ["geometry"], verb)
    crs = getattr(frame, "crs", None)
    if crs is None:
        raise SchemaError(
            f"{verb} needs longitudes and latitudes (EPSG:4326), but the frame says of no CRS; "
            "if it is in degrees, use frame.set_crs(4326)"
        )
    if crs.to_epsg() != 4326:
        raise SchemaError(
            f"{verb} needs longitudes and latitudes (EPSG:4326), but the frame is in "
            f"{crs.to_string()}; use frame.to_crs(4326)"
        )


def need_packages(packages: Iterable[str], extra: str, verb: str) -> None:
    """Check that the packages of an extra are installed, without importing them.

    Parameters
    ----------
    packages : iterable of str
        Import names.
    extra : str
        The extra of ``geomap-incidents`` that brings them.
    verb : str
        What they are for, for the message.

    Raises
    ------
    UsageError
        With what to install.

    Examples
    --------
    >>> need_packages(["json"], "plot", "a picture")
    >>> need_packages(["no_such_package"], "plot", "a picture")
    Traceback (most recent call last):
    ...
    geomap.errors.UsageError: a picture needs no_such_package, which is not installed; \
pip install "geomap-incidents[plot]"
    """
    missing = [p for p in packages if find_spec(p) is None]
    if missing:
        raise UsageError(
            f"{verb} needs {', '.join(missing)}, which is not installed; "
            f'pip install "geomap-incidents[{extra}]"'
        )
