"""Bounds: counts of each draw summed up as what is sure, what may be, and the range.

"Sure" and "perhaps" are counts of incidents; ``expected``, ``low`` and ``high`` are the
mean and the 5 and 95 percent points of the counts over the draws.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["SURE", "bounds", "shares"]

SURE = 0.95
"""Of the draws in one unit: the usual convention. The rest is left to outlines
of one unit that differ by source along their edges."""

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def shares(units: Ints, count: int) -> Floats:
    """Give the share of each incident's draws that fall into each unit.

    Parameters
    ----------
    units : numpy.ndarray
        Shape (incidents, draws): the number of the unit of each draw.
    count : int
        How many units there are.

    Returns
    -------
    numpy.ndarray
        Shape (incidents, units); each row sums to 1.

    Examples
    --------
    >>> shares(np.array([[0, 1], [1, 1]]), 2).tolist()
    [[0.5, 0.5], [0.0, 1.0]]
    """
    rows, draws = units.shape
    flat = units + count * np.arange(rows)[:, None]
    counted = np.bincount(flat.ravel(), minlength=rows * count).reshape(rows, count)
    share: Floats = counted / max(draws, 1)
    return share


def _counts(units: Ints, count: int) -> Ints:
    draws = units.shape[1]
    flat = units + count * np.arange(draws)[None, :]
    return np.bincount(flat.ravel(), minlength=draws * count).reshape(draws, count)


def bounds(units: Ints, count: int) -> pd.DataFrame:
    """Sum up in how many incidents each unit takes part, over all draws.

    Parameters
    ----------
    units : numpy.ndarray
        Shape (incidents, draws): the number of the unit of each draw.
    count : int
        How many units there are.

    Returns
    -------
    pandas.DataFrame
        One row a unit: ``sure``, ``perhaps`` (incidents with 5 to 95 percent of their
        draws here), ``expected`` (their sum over all units is the number of
        incidents), ``low``, ``high``, ``vague_share`` (of ``expected``: what comes
        from incidents that are not sure; missing where nothing is expected).

    Examples
    --------
    >>> found = bounds(np.array([[0, 0], [0, 1]]), 2)
    >>> found[["sure", "perhaps", "expected"]].values.tolist()
    [[1.0, 1.0, 1.5], [0.0, 1.0, 0.5]]
    >>> found["vague_share"].round(2).tolist()
    [0.33, 1.0]
    """
    import pandas as pd

    part = shares(units, count)
    counts = _counts(units, count)
    sure = part >= SURE
    expected = part.sum(axis=0)
    low, high = np.quantile(counts, [0.05, 0.95], axis=0) if len(counts) else np.zeros((2, count))
    with np.errstate(invalid="ignore", divide="ignore"):
        vague = 1 - (part * sure).sum(axis=0) / expected
    columns: Mapping[str, Any] = {
        "sure": sure.sum(axis=0),
        "perhaps": ((part >= 1 - SURE) & ~sure).sum(axis=0),
        "expected": expected,
        "low": low,
        "high": high,
        "vague_share": np.where(expected > 0, np.maximum(vague, 0.0), np.nan),
    }
    return pd.DataFrame(columns)
