"""Distance: incidents by how far from the border they were, as well as that is known.

The distance is that of the place's centre. A place that may be in several
classes, because its radius reaches over their ends, is drawn dashed and says
between which distances it lies.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.classes import OUTLINE, SEQUENTIAL
from layers.columns import column, numbers, require
from layers.drawn import DrawnLayer, Shape
from layers.shapes import read_shapes
from layers.ui import Ui, read_ui

__all__ = ["DistanceLayer", "distance_classes"]

REQUIRES = ("distance_to_border_km", "where_prec", "radius_m", "lon", "lat", "geometry")
BREAKS_KM = (1.0, 5.0, 10.0, 25.0, 50.0)
_UNKNOWN = "#8a8a8a"


def distance_classes(
    frame: gpd.GeoDataFrame, breaks_km: Sequence[float] = BREAKS_KM
) -> pd.DataFrame:
    """Class incidents by their distance to the border.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Incidents as in docs/schema.md, EPSG:4326. It is not changed.
    breaks_km : sequence of float
        Ends of the classes in kilometres, rising.

    Returns
    -------
    pandas.DataFrame
        On the frame's index: ``nearest_km`` and ``farthest_km`` between which
        the distance lies; ``first`` and ``last``, numbers of the classes of
        these; ``sure`` where they are one. Missing where the distance, or how
        far the place may be off, is not known.

    Raises
    ------
    MissingColumnsError
        The frame lacks columns.
    ValueError
        The breaks do not rise from above 0.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely.geometry import Point
    >>> told = gpd.GeoDataFrame(
    ...     {"distance_to_border_km": [3.0, 3.0, None], "where_prec": [1, 2, 1],
    ...      "radius_m": [10.0, 8000.0, 10.0], "lon": 70.5, "lat": 39.9},
    ...     geometry=[Point(70.5, 39.9)] * 3, crs=4326)
    >>> distance_classes(told)[["first", "last", "sure"]].values.tolist()
    [[1, 1, True], [0, 3, False], [<NA>, <NA>, False]]
    """
    require(frame, REQUIRES, "distance_classes")
    breaks = [float(b) for b in breaks_km]
    if not breaks or breaks[0] <= 0 or sorted(set(breaks)) != breaks:
        raise ValueError(f"breaks_km must rise from above 0, not {list(breaks_km)}")
    away = numbers(frame, "distance_to_border_km")
    off = numbers(frame, "radius_m") / 1000
    # An exact place without a radius is off by less than 50 m.
    off = np.where(np.isnan(off) & (numbers(frame, "where_prec") == 1), 0.05, off)
    nearest, farthest = np.maximum(away - off, 0.0), away + off
    known = ~np.isnan(nearest)
    first, last = (np.searchsorted(breaks, v, side="right") for v in (nearest, farthest))
    return pd.DataFrame(
        {
            "nearest_km": nearest,
            "farthest_km": farthest,
            "first": pd.array(np.where(known, first, 0), dtype="Int64"),
            "last": pd.array(np.where(known, last, 0), dtype="Int64"),
            "sure": known & (first == last),
        },
        index=frame.index,
    ).assign(first=lambda d: d["first"].mask(~known), last=lambda d: d["last"].mask(~known))


class DistanceLayer(DrawnLayer):
    """Incidents by the class of their distance to the border.

    Parameters
    ----------
    incidents : geopandas.GeoDataFrame
        Incidents as in docs/schema.md, EPSG:4326.
    breaks_km : sequence of float
        Ends of the classes in kilometres, rising; at most six.
    lang : str
        Language of the interface.
    show : bool
        Whether the layer is shown at the start.

    Raises
    ------
    MissingColumnsError
        The frame lacks columns of ``requires``.
    ValueError
        The breaks do not rise from above 0, or are more than six.

    Examples
    --------
    >>> import geopandas as gpd
    >>> columns = {name: [] for name in DistanceLayer.requires if name != "geometry"}
    >>> DistanceLayer(gpd.GeoDataFrame(columns, geometry=[], crs=4326)).layer_name
    'Distance to the border'
    """

    requires: ClassVar[tuple[str, ...]] = REQUIRES

    def __init__(
        self,
        incidents: gpd.GeoDataFrame,
        breaks_km: Sequence[float] = BREAKS_KM,
        *,
        lang: str = "en",
        show: bool = True,
    ):
        require(incidents, self.requires, type(self).__name__)
        if len(breaks_km) >= len(SEQUENTIAL):
            raise ValueError(
                f"{len(breaks_km)} breaks: at most {len(SEQUENTIAL) - 1} can be told apart"
            )
        ui = read_ui(lang)
        self.classes = distance_classes(incidents, breaks_km)
        legend = [
            (_style(n, sure=True), _class_words(n, breaks_km, ui))
            for n in range(len(breaks_km) + 1)
        ]
        legend += [
            (_style(None, sure=False), ui.text("distance.unknown")),
            ({"color": OUTLINE, "dashArray": "4 3", "weight": 1.6}, ui.text("distance.unsure")),
        ]
        super().__init__(
            name=ui.text("layers.distance"),
            ui=ui,
            shapes=_shapes(incidents, self.classes, ui),
            legend=legend,
            show=show,
        )


def _shapes(frame: gpd.GeoDataFrame, classes: pd.DataFrame, ui: Ui) -> list[Shape]:
    modes, background = read_shapes(frame).modes, column(frame, "background", False)
    places = zip(column(frame, "title"), column(frame, "place_name"), frame.index, strict=True)
    names = ("first", "sure", "nearest_km", "farthest_km")
    rows = zip(*(classes[n].tolist() for n in names), frame.geometry, places, strict=True)
    found = []
    for n, (first, sure, nearest, farthest, geometry, told) in enumerate(rows):
        title, place, index = told
        if modes[n] == "none" or background[n]:
            continue
        found.append(
            Shape(
                geometry=geometry,
                style=_style(None if first is pd.NA else first, sure=sure),
                words=(str(title or place or index), _between(nearest, farthest, ui)),
            )
        )
    return found


def _style(number: int | None, *, sure: bool) -> dict[str, Any]:
    colour = _UNKNOWN if number is None else SEQUENTIAL[-1 - number]
    dashes = {} if sure else {"dashArray": "4 3"}
    return {
        "fillColor": colour,
        "fillOpacity": 0.55 if sure else 0.2,
        "color": colour,
        "weight": 2,
    } | dashes


def _class_words(number: int, breaks_km: Sequence[float], ui: Ui) -> str:
    if number == len(breaks_km):
        return ui.text("distance.beyond", a=f"{breaks_km[-1]:g}")
    low = 0.0 if number == 0 else breaks_km[number - 1]
    return ui.text("distance.class", a=f"{low:g}", b=f"{breaks_km[number]:g}")


def _between(nearest: float, farthest: float, ui: Ui) -> str:
    if math.isnan(nearest):
        return f"{ui.text('layers.distance')}: {ui.text('distance.unknown')}"
    # Rounded outward: the distance lies between what is told.
    words = ui.text(
        "distance.between", a=_round(nearest, math.floor), b=_round(farthest, math.ceil)
    )
    return f"{ui.text('layers.distance')}: {words}"


def _round(km: float, outward: Callable[[float], int]) -> str:
    steps = 10 if km < 10 else 1
    return f"{outward(round(km * steps, 6)) / steps:.10g}"
