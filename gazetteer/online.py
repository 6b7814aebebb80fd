"""Online geocoders through geopy: asked only when the user says so.

What a service answers never replaces the gazetteer's own places: it comes as
candidates with the service as source. geopy's own rate limiter keeps to one
request a second, which is the policy of the public Nominatim; a User-Agent of
the user's own is required, as that policy asks.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from gazetteer.errors import GazetteerDataError, GeocoderError
from gazetteer.place import Candidate, Place

__all__ = ["SERVICES", "geocode"]

SERVICES = ("nominatim", "photon")
SECONDS_APART = 1.0  # Nominatim usage policy: at most one request a second
RETRIES = 2
LICENCE = "ODbL 1.0, © OpenStreetMap contributors"
METRES_PER_DEGREE = 111_320.0


@lru_cache(maxsize=8)
def _service(
    service: str, user_agent: str, domain: str | None, scheme: str, timeout_s: float
) -> Callable[..., Any]:
    from geopy.extra.rate_limiter import RateLimiter
    from geopy.geocoders import get_geocoder_for_service

    options: dict[str, Any] = {"user_agent": user_agent, "timeout": timeout_s, "scheme": scheme}
    if domain:
        options["domain"] = domain
    geocoder = get_geocoder_for_service(service)(**options)
    limited: Callable[..., Any] = RateLimiter(
        geocoder.geocode,
        min_delay_seconds=SECONDS_APART,
        max_retries=RETRIES,
        error_wait_seconds=SECONDS_APART,
        swallow_exceptions=False,
    )
    return limited


def _radius_km(raw: dict[str, Any], lat: float) -> float | None:
    """Give half the diagonal of the answer's bounding box."""
    import math

    box = raw.get("boundingbox")
    if not box:
        return None
    south, north, west, east = (float(v) for v in box)
    across = (east - west) * math.cos(math.radians(lat))
    return round(math.hypot(north - south, across) * METRES_PER_DEGREE / 2000, 3)


def _candidate(service: str, found: Any, number: int) -> Candidate:
    raw: dict[str, Any] = found.raw if isinstance(found.raw, dict) else {}
    kind = f"{raw.get('osm_type', '')}/{raw.get('osm_id', number)}"
    place = Place(
        place_id=f"{service}:{kind}",
        name=str(found.address).split(",")[0].strip(),
        feature_class="locality",
        parents=tuple(p.strip() for p in str(found.address).split(",")[1:]),
        lon=float(found.longitude),
        lat=float(found.latitude),
        radius_km=_radius_km(raw, float(found.latitude)),
        source=f"{service}, an online geocoder",
        licence=LICENCE,
        note="answered by an online service; check it before you rely on it",
    )
    return Candidate(
        place=place, score=1 / (number + 1), reasons=(f"answer {number} of {service}",)
    )


def geocode(
    name: str,
    *,
    service: str,
    user_agent: str,
    domain: str | None = None,
    scheme: str = "https",
    limit: int = 5,
    timeout_s: float = 10.0,
) -> list[Candidate]:
    """Ask an online geocoder for a place name.

    Parameters
    ----------
    name : str
        As written.
    service : str
        ``nominatim`` or ``photon``.
    user_agent : str
        Who asks: your own application or address, as the services require.
    domain : str or None
        Host of your own instance; default: the public service.
    scheme : str
        ``https`` or ``http``.
    limit : int
        Answers at most.
    timeout_s : float
        Seconds to wait for one request.

    Returns
    -------
    list of Candidate
        Each with its source and licence; empty where the service knows none.

    Raises
    ------
    GazetteerDataError
        No such service, or no User-Agent.
    GeocoderError
        The service cannot be reached, refuses, or answers nonsense.
    """
    from geopy.exc import GeopyError

    if service not in SERVICES:
        raise GazetteerDataError(
            f"no online geocoder {service!r}; there are: {', '.join(SERVICES)}"
        )
    if not user_agent.strip():
        raise GazetteerDataError(
            "online geocoders require a User-Agent of your own; say who asks with --user-agent"
        )
    ask = _service(service, user_agent, domain, scheme, timeout_s)
    try:
        found = ask(name, exactly_one=False, limit=limit) or []
        return [_candidate(service, f, n) for n, f in enumerate(found, start=1)]
    except (GeopyError, ValueError, KeyError, TypeError) as error:
        where = domain or "its public address"
        raise GeocoderError(
            f"{service} at {where} did not answer for {name!r}: {type(error).__name__}: {error}; "
            "the offline gazetteer still answers without --online"
        ) from error
