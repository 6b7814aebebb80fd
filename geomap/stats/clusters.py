"""Clusters of incidents in space and time (ST-DBSCAN), over draws of vague places and days.

DBSCAN (Ester, Kriegel, Sander and Xu, 1996, "A density-based algorithm for discovering
clusters", KDD-96) with a second distance in time (Birant and Kut, 2007, "ST-DBSCAN: An
algorithm for clustering spatial-temporal data", Data & Knowledge Engineering 60). The
clusterings of all draws are made one by the pairs that are together in half of them
(Fred and Jain, 2005, "Combining multiple clusterings using evidence accumulation", IEEE
TPAMI 27), taken over pairs of neighbours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from geomap.errors import SchemaError, UsageError
from geomap.needs import need_packages
from geomap.nested import typed_table
from geomap.progress import counter
from geomap.stats.bounds import SURE
from geomap.stats.draws import draw_days, draw_points
from geomap.stats.period import Period, events_in

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

__all__ = ["clusters"]

EARTH_KM = 6371.0088
TOGETHER = 0.5  # of the draws: Fred and Jain's threshold
MAX_PAIRS = 20_000_000  # of neighbours in one draw: some 0.5 GB
_COLUMNS = {
    "cluster": "Int64",
    "share": "Float64",
    "cluster_size": "Int64",
    "cluster_sure": "Int64",
    "vague_share": "Float64",
}

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def _neighbours(points: Floats, days: Floats, near_km: float, near_days: float) -> Any:
    """Give the sparse distances of the pairs that are near in space and in time."""
    from scipy.sparse import csr_array  # type: ignore[import-untyped]  # ships no types
    from sklearn.neighbors import NearestNeighbors  # type: ignore[import-untyped]  # nor this

    radians = np.radians(points[:, ::-1])
    found = NearestNeighbors(metric="haversine", algorithm="ball_tree").fit(radians)
    near = found.radius_neighbors_graph(radians, radius=near_km / EARTH_KM, mode="distance").tocoo()
    if near.nnz > MAX_PAIRS:
        raise UsageError(
            f"near_km={near_km}: {near.nnz:,} pairs of incidents are that near to each other; "
            "take fewer incidents or a smaller distance"
        )
    kept = np.abs(days[near.row] - days[near.col]) <= near_days
    # A distance of 0 would be taken for no entry.
    values = np.maximum(near.data[kept] * EARTH_KM, 1e-9)
    return csr_array((values, (near.row[kept], near.col[kept])), shape=near.shape)


def _one_draw(
    points: Floats, days: Floats, near_km: float, near_days: float, at_least: int
) -> tuple[Ints, Any]:
    """Cluster one draw; give the labels and the pairs of neighbours of one cluster."""
    from scipy.sparse import csr_array
    from sklearn.cluster import DBSCAN  # type: ignore[import-untyped]  # ships no types

    near = _neighbours(points, days, near_km, near_days)
    labels = DBSCAN(eps=near_km, min_samples=at_least, metric="precomputed").fit_predict(near)
    pairs = near.tocoo()
    row, col = pairs.coords
    same = (labels[row] == labels[col]) & (labels[row] >= 0)
    together = csr_array((np.ones(same.sum()), (row[same], col[same])), shape=near.shape)
    return labels.astype(np.int64), together


def _consensus(together: Any, draws: int, at_least: int) -> Ints:
    """Give numbers to the clusters that hold in at least half of the draws; -1 is none."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components  # type: ignore[import-untyped]  # as above

    often = together.tocoo()
    row, col = often.coords
    kept = often.data >= draws * TOGETHER
    graph = csr_array((often.data[kept], (row[kept], col[kept])), shape=often.shape)
    _, labels = connected_components(graph, directed=False)
    sizes = np.bincount(labels, minlength=labels.max(initial=-1) + 1)
    big = sizes >= at_least
    numbers = np.where(big, np.cumsum(big) - 1, -1)
    numbered: Ints = numbers[labels] if len(labels) else labels
    return numbered


def _membership(labels: Ints, members: Ints, at_least: int) -> Floats:
    """Give the share of draws in which each member is clustered with enough others of them."""
    inside = labels[:, members]
    out = np.zeros(len(members))
    for draw in inside:
        counts = np.bincount(draw[draw >= 0], minlength=draw.max(initial=-1) + 1)
        held = draw >= 0
        held[held] = counts[draw[held]] >= at_least
        out += held
    return out / len(labels)


def clusters(
    frame: gpd.GeoDataFrame,
    *,
    near_km: float = 25.0,
    near_days: float = 14.0,
    at_least: int = 3,
    period: Period | None = None,
    draws: int = 100,
    seed: int = 0,
) -> pd.DataFrame:
    """Find clusters of incidents in space and time, and say how sure each member is.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Incidents, EPSG:4326.
    near_km, near_days : float
        Two incidents are neighbours if they are no further apart than both.
    at_least : int
        A cluster has at least so many incidents: DBSCAN's ``min_samples``.
    period : (str, str) or None
        First and last ISO day.
    draws, seed : int
        As in :func:`geomap.stats.draws.draw_points`; days are drawn too.

    Returns
    -------
    pandas.DataFrame
        The frame's index: ``cluster`` (numbered by first day; missing where there is none),
        ``share`` of the draws in which the incident is in it, ``cluster_size``,
        ``cluster_sure`` (members with a share of at least 0.95) and the cluster's
        ``vague_share`` (members that are not). Incidents without a position or
        a year, and those that do not count, have no ``share``; ``attrs["left_out"]`` counts them.

    Raises
    ------
    SchemaError
        Columns are missing, or an id is there twice.
    UsageError
        scikit-learn is not installed, a number makes no sense, or too many
        incidents are neighbours.
    """
    need_packages(["sklearn", "scipy"], "stats", "clusters")
    if not (near_km > 0 and near_days >= 0 and at_least > 1 and draws > 0):
        raise UsageError("clusters need near_km > 0, near_days >= 0, at_least > 1 and draws > 0")
    if not frame.index.is_unique:
        raise SchemaError("clusters: the index holds an incident_id twice")
    events, left_out = events_in(frame, period)
    points = draw_points(events, draws=draws, seed=seed)
    days = draw_days(events, draws=draws, seed=seed)
    known = np.isfinite(points).all(axis=(1, 2)) & np.isfinite(days).all(axis=1)
    known = np.asarray(known, dtype=bool)
    missing = int((~known).sum())
    left_out |= {"without a position or a year": missing} if missing else {}
    numbers, part = _clustered(points[known], days[known], (near_km, near_days, at_least))
    out = _table(frame, events.index[known], numbers, part)
    out.attrs["left_out"] = left_out
    return out


def _clustered(
    points: Floats, days: Floats, choice: tuple[float, float, int]
) -> tuple[Ints, Floats]:
    count, draws = days.shape
    if count == 0:
        return np.empty(0, dtype=np.int64), np.empty(0)
    labels = np.empty((draws, count), dtype=np.int64)
    together: Any = 0
    say = counter()
    for n in range(draws):
        say(f"draws clustered: {n} of {draws}")
        labels[n], pairs = _one_draw(points[:, n], days[:, n], *choice)
        together = pairs + together if n else pairs
    numbers = _by_day(_consensus(together, draws, choice[2]), np.median(days, axis=1))
    part = np.zeros(count)
    for number in range(numbers.max(initial=-1) + 1):
        members = np.flatnonzero(numbers == number)
        part[members] = _membership(labels, members, choice[2])
    return numbers, part


def _by_day(numbers: Ints, days: Floats) -> Ints:
    """Give clusters new numbers by the first day in them."""
    found = [n for n in np.unique(numbers) if n >= 0]
    order = sorted(found, key=lambda n: (days[numbers == n].min(), n))
    anew = {n: rank for rank, n in enumerate(order)}
    return np.array([anew.get(n, -1) for n in numbers], dtype=np.int64)


def _table(frame: pd.DataFrame, index: Any, numbers: Ints, part: Floats) -> pd.DataFrame:
    rows: dict[Any, dict[str, Any]] = {}
    held = numbers >= 0
    sizes = np.bincount(numbers[held])
    surely = np.bincount(numbers[held & (part >= SURE)], minlength=len(sizes))
    for incident_id, number, share in zip(index, numbers.tolist(), part.tolist(), strict=True):
        rows[incident_id] = {"share": round(share, 4)}
        if number >= 0:
            size, sure = int(sizes[number]), int(surely[number])
            rows[incident_id] |= {
                "cluster": number + 1,
                "cluster_size": size,
                "cluster_sure": sure,
                "vague_share": round(1 - sure / size, 4),
            }
    return typed_table((rows.get(i, {}) for i in frame.index), _COLUMNS).set_index(frame.index)
