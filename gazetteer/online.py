"""Online geocoders through geopy: asked only when the user says so.

What a service answers never replaces the gazetteer's own places: it comes as
candidates with the service as source and its licence. Answers are kept
(:mod:`gazetteer.online_cache`), so that a service is asked once; geopy's own
rate limiter keeps its pace within a process, the kept times of asking between
processes. docs/online.md is the user's page.
"""

from __future__ import annotations

import json
import os
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from gazetteer.country_data import country_rows, find_country
from gazetteer.errors import GazetteerDataError, GeocoderError
from gazetteer.online_cache import Cache, Kept, cache_file
from gazetteer.online_failures import TELLS_NOTHING, explained, passing
from gazetteer.online_places import candidates, packed
from gazetteer.online_services import Policy, Secrets, client, is_public, options_for, policy
from gazetteer.place import Candidate

__all__ = ["OnlineAnswer", "OnlineService", "geocode"]

TRIES = 3
BACK_OFF_S = 2.0
"""Seconds before the second try; doubled before the third."""
LONGEST_WAIT_S = 30.0
LONGEST_NAME = 300
"""Characters; no place is called more, and a longer question is a paste gone wrong."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OnlineService:
    """An online geocoder, and who asks it.

    Parameters
    ----------
    name : str
        ``nominatim``, ``photon``, ``pelias``, ``geonames`` or any other that
        geopy knows by name.
    user_agent : str or None
        Who asks: your own application or address, as the services require;
        default: ``GEOMAP_USER_AGENT``.
    host : str or None
        Your own instance, with or without ``http://``; default: the public service.
    api_key : str or None
        Where the service wants one; default: ``GEOMAP_<SERVICE>_API_KEY`` (for
        GeoNames ``GEOMAP_GEONAMES_USERNAME``). Never kept, shown or logged.
    timeout_s : float
        Seconds to wait for one request.
    """

    name: str
    user_agent: str | None = None
    host: str | None = None
    api_key: str | None = field(default=None, repr=False)
    timeout_s: float = 10.0


@dataclass(frozen=True, kw_only=True, slots=True)
class OnlineAnswer:
    """What an online geocoder says of a name.

    Parameters
    ----------
    service, host : str
        Who was asked.
    candidates : tuple of Candidate
        In the service's order, each with source and licence; empty where it knows none.
    answered : str
        ISO 8601 time, UTC, at which the service said so.
    kept : bool
        True where the answer was kept from an earlier question.
    notes : tuple of str
        What a reader must know: an answer past its time, a country that the
        service cannot be held to, answers that could not be kept.
    """

    service: str
    host: str
    candidates: tuple[Candidate, ...]
    answered: str
    kept: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class _Line:
    """A client of a service, its pace, and what it must not give away."""

    service: str
    host: str
    geocoder: Any
    ask: Callable[..., Any]
    pace: Policy
    secrets: Secrets
    timeout_s: float


class _Question(NamedTuple):
    name: str
    options: dict[str, Any]
    limit: int
    notes: tuple[str, ...]


def geocode(
    name: str,
    service: OnlineService,
    *,
    country: str | None = None,
    limit: int = 5,
    cache: Cache | None = None,
) -> OnlineAnswer:
    """Ask an online geocoder for a place name.

    Parameters
    ----------
    name : str
        As written.
    service : OnlineService
        Whom to ask, and who asks.
    country : str or None
        ISO code or name: answers of this country only, where the service can.
    limit : int
        Answers at most.
    cache : Cache or None
        Where answers are kept; default: the user's cache folder.

    Returns
    -------
    OnlineAnswer

    Raises
    ------
    GazetteerDataError
        The question cannot be put: no such service, country, host or key, no User-Agent.
    GeocoderError
        The service cannot be reached, refuses, was asked too often, or answers
        nonsense, and no earlier answer is kept.

    Examples
    --------
    >>> geocode("Vorukh", OnlineService(name="oracle", user_agent="me"))  # asks nobody
    Traceback (most recent call last):
    gazetteer.errors.GazetteerDataError: no online geocoder 'oracle'; geopy knows: nominatim, ...
    """
    if not name.strip() or len(name) > LONGEST_NAME:
        raise GazetteerDataError(
            f"a place name has 1 to {LONGEST_NAME} characters, this one {len(name)}"
        )
    line = _line(service)
    options, heeded = options_for(line.geocoder, limit=limit, iso2=_iso2(country))
    notes = () if heeded else (f"{service.name} cannot be held to {country}: see where it lies",)
    kept = Cache(cache_file()) if cache is None else cache
    try:
        return _answer(line, _Question(name.strip(), options, limit, notes), kept)
    finally:
        if cache is None:
            kept.close()


def _iso2(country: str | None) -> str | None:
    if country is None:
        return None
    iso3 = find_country(country)
    if iso3 is None:
        raise GazetteerDataError(f"no country {country!r}; use an ISO code or a full name")
    return country_rows()[iso3].iso2.lower()


@lru_cache(maxsize=8)
def _line(service: OnlineService) -> _Line:
    from geopy.extra.rate_limiter import RateLimiter

    geocoder, where, secrets = client(
        service.name,
        user_agent=service.user_agent or os.environ.get("GEOMAP_USER_AGENT", ""),
        host=service.host,
        timeout_s=service.timeout_s,
        api_key=service.api_key,
    )
    pace = policy(where, public=is_public(service.name, where))
    ask = RateLimiter(
        geocoder.geocode,
        min_delay_seconds=pace.apart_s,
        max_retries=0,
        error_wait_seconds=pace.apart_s,
        swallow_exceptions=False,
    )
    return _Line(
        service=service.name,
        host=where,
        geocoder=geocoder,
        ask=ask,
        pace=pace,
        secrets=secrets,
        timeout_s=service.timeout_s,
    )


def _answer(line: _Line, question: _Question, cache: Cache) -> OnlineAnswer:
    told = [line.service, line.host, question.name, question.options]
    key = json.dumps(told, ensure_ascii=False, sort_keys=True)
    old = _whole(cache.get(key), line.service)
    if old is not None and old.fresh:
        return _told(line, question, old, cache, kept=True)
    try:
        text = _asked(line, question, cache)
    except GeocoderError as error:
        if old is None:
            raise
        past = f"an old answer, for the service is silent now ({error})"
        return _told(line, question, old, cache, past, kept=True)
    return _told(line, question, cache.put(key, text), cache, kept=False)


def _told(
    line: _Line, question: _Question, found: Kept, cache: Cache, *notes: str, kept: bool
) -> OnlineAnswer:
    return OnlineAnswer(
        service=line.service,
        host=line.host,
        candidates=candidates(line.service, found.text, question.limit),
        answered=datetime.fromtimestamp(found.at, UTC).isoformat(timespec="seconds"),
        kept=kept,
        notes=(*question.notes, *notes, *cache.problems),
    )


def _whole(kept: Kept | None, service: str) -> Kept | None:
    """Leave out a kept answer that cannot be read: it is asked for again."""
    try:
        return kept if kept is None or candidates(service, kept.text, 1) is not None else None
    except TELLS_NOTHING:
        return None


def _asked(line: _Line, question: _Question, cache: Cache) -> str:
    """Put the question, again after a failure that may pass, and pack what was found."""
    from geopy.exc import GeopyError

    wait = 0.0
    line.secrets.watch()
    try:
        for attempt in range(1, TRIES + 1):
            _wait_for_turn(line, question.name, cache, wait)
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("error", UserWarning)
                    found = line.ask(question.name, **question.options)
                return line.secrets.hidden(packed(found or []))
            except (GeopyError, *TELLS_NOTHING) as error:
                told = passing(error)
                wait = max(told or 0.0, BACK_OFF_S * 2 ** (attempt - 1))
                if told is None or attempt == TRIES or wait > LONGEST_WAIT_S:
                    raise _failure(error, line, question.name) from None
    finally:
        line.secrets.leave()
    raise AssertionError("the last try returns or raises")


def _failure(error: Exception, line: _Line, name: str) -> GeocoderError:
    told = explained(
        error, service=line.service, host=line.host, name=name, timeout_s=line.timeout_s
    )
    return GeocoderError(line.secrets.hidden(str(told)))


def _wait_for_turn(line: _Line, name: str, cache: Cache, wait: float) -> None:
    time.sleep(wait)  # before a turn is booked: the pace counts from it
    turn = cache.book(line.host, apart_s=line.pace.apart_s, most=line.pace.most)
    if turn is None or turn > LONGEST_WAIT_S:
        raise GeocoderError(
            f"{line.service} at {line.host} was asked {cache.asked_lately(line.host)} times in "
            f"the past hour, and its policy allows no bulk: {name!r} was not asked; wait, or "
            "name an instance of your own with --host"
        )
    time.sleep(turn)
