"""Whose clock a time was read from, and what the other side's clock showed.

A local day is the day of the place where it happened: UTC stands beside it.
Zones come from the country's row in the IANA database (``zone.tab``) where it
has one zone, else from the place itself (timezonefinder, offline).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from gazetteer import countries
from geomap.incident import Clock

__all__ = ["clocks_at", "zone_for"]


@cache
def _finder() -> Any:
    from timezonefinder import TimezoneFinder

    return TimezoneFinder(in_memory=False)


def _zone_of_country(iso3: str, lon: float | None, lat: float | None) -> str | None:
    zones = countries.zones(iso3)
    if len(zones) == 1:
        return zones[0]
    if zones and lon is not None and lat is not None:
        here = _finder().timezone_at(lng=lon, lat=lat)
        return here if here in zones else None
    return None


def zone_for(
    side: str | None, place_countries: Iterable[str], lon: float | None, lat: float | None
) -> str | None:
    """Find the IANA zone of a time: the teller's, else the place's.

    Parameters
    ----------
    side : str or None
        ISO 3166-1 alpha-3 of whoever tells the time.
    place_countries : iterable of str
        Countries of the place; two where it is disputed.
    lon, lat : float or None
        The place, degrees WGS 84.

    Returns
    -------
    str or None
        None where two clocks are possible and nothing tells which.

    Examples
    --------
    >>> zone_for("TJK", ["KGZ"], None, None)
    'Asia/Dushanbe'
    >>> zone_for(None, ["KGZ", "TJK"], None, None) is None
    True
    """
    if side:
        return _zone_of_country(side, lon, lat)
    found = {_zone_of_country(iso3, lon, lat) for iso3 in place_countries}
    return found.pop() if len(found) == 1 else None


def clocks_at(
    day: str, time: str, zone: str, sides: Iterable[str], lon: float | None, lat: float | None
) -> tuple[str, tuple[Clock, ...]]:
    """Give a local moment in UTC and on each side's clock.

    Parameters
    ----------
    day : str
        ISO local day.
    time : str
        ``HH:MM`` local time.
    zone : str
        IANA zone of both.
    sides : iterable of str
        ISO 3166-1 alpha-3 of the countries whose clocks to show.
    lon, lat : float or None
        The place, for countries of several zones.

    Returns
    -------
    utc : str
        ISO 8601 with ``Z``.
    clocks : tuple of Clock

    Examples
    --------
    >>> utc, clocks = clocks_at("2022-01-28", "01:00", "Asia/Dushanbe", ["KGZ", "TJK"], None, None)
    >>> utc, [c.local for c in clocks]
    ('2022-01-27T20:00Z', ['2022-01-28T02:00+06:00', '2022-01-28T01:00+05:00'])
    """
    moment = dt.datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=ZoneInfo(zone))
    utc = moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%MZ")
    shown = []
    for iso3 in sides:
        there = _zone_of_country(iso3, lon, lat)
        if there:
            local = moment.astimezone(ZoneInfo(there)).isoformat(timespec="minutes")
            shown.append(Clock(iso3=iso3, zone=there, local=local))
    return utc, tuple(shown)
