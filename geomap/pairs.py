"""Pairs of countries: whether they share a border on land, and how far from it a place is."""

from __future__ import annotations

import datetime as dt

from gazetteer.errors import GazetteerDataError

__all__ = ["adjoin", "distance_km"]


def adjoin(a: str, b: str, on_date: str | None = None) -> bool:
    """Tell whether two countries share a border on land.

    Parameters
    ----------
    a, b : str
        ISO 3166-1 alpha-3.
    on_date : str or None
        ISO date of the event; today where None.

    Returns
    -------
    bool

    Examples
    --------
    >>> adjoin("KGZ", "TJK"), adjoin("AFG", "IRQ")
    (True, False)
    """
    from gazetteer import borders

    try:
        return bool(borders.lines(a, b, _day(on_date)))
    except GazetteerDataError:
        return False


def distance_km(lon: float, lat: float, a: str, b: str, on_date: str | None = None) -> float:
    """Measure from a place to the border of two countries that adjoin.

    Parameters
    ----------
    lon, lat : float
        Degrees.
    a, b : str
        ISO 3166-1 alpha-3.
    on_date : str or None
        ISO date of the event, for lines that hold for a time; today where None.

    Returns
    -------
    float
        Kilometres, to 10 m.

    Examples
    --------
    >>> distance_km(70.516, 39.955, "KGZ", "TJK") < 1
    True
    """
    from gazetteer import borders

    return round(borders.distance_km(lon, lat, a, b, on_date=_day(on_date)), 2)


def _day(told: str | None) -> str | None:
    """Give an ISO date; None for one in another calendar, as tables may have."""
    try:
        return str(dt.date.fromisoformat(told)) if told else None
    except ValueError:
        return None
