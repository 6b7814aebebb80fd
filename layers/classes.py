"""Classes: round ends for classes of numbers, and colours that tell them apart.

The colours are seven of viridis (Smith and van der Walt 2015, CC0), from light
to dark evenly, which colour-blind people read in the same order; dark is many
or near.
"""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["OUTLINE", "SEQUENTIAL", "breaks_up_to", "colour_of"]

OUTLINE = "#767676"  # seen on light land and on dark

SEQUENTIAL = ("#fde725", "#90d743", "#35b779", "#21918c", "#31688e", "#443983", "#440154")
_ROUND = tuple(m * 10.0**p for p in range(-6, 9) for m in (1, 2, 5))


def breaks_up_to(top: float, *, whole: bool = False) -> list[float]:
    """Give the upper ends of at most seven classes, in round numbers.

    Parameters
    ----------
    top : float
        The largest number that is to be classed.
    whole : bool
        Whether the numbers are whole: up to seven, each has its own class.

    Returns
    -------
    list of float
        Rising; none where ``top`` is 0.

    Examples
    --------
    >>> breaks_up_to(14)
    [0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0]
    >>> breaks_up_to(3, whole=True), breaks_up_to(0)
    ([1.0, 2.0, 3.0], [])
    """
    if not top > 0:
        return []
    if whole and top <= len(SEQUENTIAL):
        return [float(n) for n in range(1, int(top) + 1)]
    place = next(n for n, r in enumerate(_ROUND) if r >= top * (1 - 1e-9))
    first = max(0, place - len(SEQUENTIAL) + 1)
    return [r for r in _ROUND[first : place + 1] if not whole or r >= 1]


def colour_of(value: float, breaks: Sequence[float]) -> str:
    """Give the colour of the class that a number is in; the last class has the darkest.

    Examples
    --------
    >>> colour_of(1, [1.0, 2.0]), colour_of(2, [1.0, 2.0])
    ('#443983', '#440154')
    """
    place = next((n for n, high in enumerate(breaks) if value <= high * (1 + 1e-9)), -1)
    return SEQUENTIAL[place - len(breaks)] if place >= 0 else SEQUENTIAL[-1]
