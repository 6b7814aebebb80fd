"""Which online geocoders there are, what each must be told, and how often it may be asked."""

from __future__ import annotations

import inspect
import ipaddress
import logging
import os
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from gazetteer.errors import GazetteerDataError

__all__ = ["Policy", "Secrets", "client", "is_public", "options_for", "policy", "services"]

BEST_KNOWN = ("nominatim", "photon", "pelias", "geonames")
SECONDS_APART = 1.0
"""The public Nominatim's usage policy: at most one request a second. Kept to everywhere
but on this machine and private networks."""
MOST_AN_HOUR = 30
"""Names an hour at a service's public address: neither Nominatim's policy (no bulk
geocoding) nor Photon's ("extensive usage will be throttled or banned") allows many."""
_OWN: Final = ("self", "scheme", "domain", "user_agent", "timeout", "proxies", "ssl_context")
_PLAIN: Final = (*_OWN, "adapter_factory", "referer", "token_lifetime", "auth_domain", "channel")
_LOGGERS = ("geopy", "urllib3.connectionpool")
SHORTEST_SECRET = 4


class Policy(NamedTuple):
    """Seconds between two questions, and questions an hour (None: no limit)."""

    apart_s: float
    most: int | None


def services() -> tuple[str, ...]:
    """Name the geocoders that geopy knows, the four that are documented first."""
    from geopy.geocoders import SERVICE_TO_GEOCODER

    rest = sorted(set(SERVICE_TO_GEOCODER) - set(BEST_KNOWN))
    return (*BEST_KNOWN, *rest)


def _class(service: str) -> Any:
    from geopy.geocoders import get_geocoder_for_service

    if service not in services():
        raise GazetteerDataError(
            f"no online geocoder {service!r}; geopy knows: {', '.join(services())}"
        )
    return get_geocoder_for_service(service)


def client(
    service: str,
    *,
    user_agent: str,
    host: str | None,
    timeout_s: float,
    api_key: str | None,
) -> tuple[Any, str, Secrets]:
    """Make geopy's client of a service.

    Parameters
    ----------
    service : str
        As geopy names it.
    user_agent : str
        Who asks.
    host : str or None
        An instance of your own, with or without ``http://``.
    timeout_s : float
        Seconds for one request.
    api_key : str or None
        Key or user name, where the service wants one and the environment does not tell it.

    Returns
    -------
    geocoder : geopy.geocoders.base.Geocoder
    host : str
        Who will be asked, without the scheme.
    secrets : Secrets
        What must not be shown or kept.

    Raises
    ------
    GazetteerDataError
        No such service; it needs a host or a key that nobody told; no User-Agent.
    """
    maker = _class(service)
    wanted = inspect.signature(maker.__init__).parameters
    if not user_agent.strip():
        raise GazetteerDataError(
            "online geocoders require a User-Agent of your own; say who asks with --user-agent "
            "or GEOMAP_USER_AGENT"
        )
    keys = _keys(service, wanted, api_key)
    scheme, _, domain = (host or "").rpartition("://")
    given: dict[str, Any] = {"user_agent": user_agent, "timeout": timeout_s, **keys}
    given |= _address(service, wanted, scheme, domain.strip("/"))
    made = _made(service, maker, given)
    return made, str(given.get("domain") or getattr(made, "domain", service)), Secrets(keys)


def _made(service: str, maker: Any, given: dict[str, Any]) -> Any:
    from geopy.adapters import RequestsAdapter
    from geopy.exc import ConfigurationError

    def patient(**settings: Any) -> Any:
        """Send each question once: what is tried again waits for its turn."""
        return RequestsAdapter(**settings, max_retries=0)

    try:
        return maker(**given, adapter_factory=patient)
    except (ConfigurationError, TypeError) as error:
        raise GazetteerDataError(f"{service} cannot be asked so: {error}") from None


def _address(
    service: str, wanted: Mapping[str, inspect.Parameter], scheme: str, domain: str
) -> dict[str, str]:
    if domain and "domain" not in wanted:
        raise GazetteerDataError(f"{service} has one address only: leave --host out")
    if not domain and "domain" in wanted and _required(wanted["domain"]):
        raise GazetteerDataError(f"{service} has no public address: name yours with --host")
    if scheme not in ("", "http", "https"):
        raise GazetteerDataError(f"--host {scheme}://{domain}: only http:// and https:// exist")
    found = {"domain": domain} if domain else {}
    return found | ({"scheme": scheme} if scheme and "scheme" in wanted else {})


def _required(parameter: inspect.Parameter) -> bool:
    return parameter.default is inspect.Parameter.empty


def _keys(
    service: str, wanted: Mapping[str, inspect.Parameter], api_key: str | None
) -> dict[str, str]:
    """Read the service's keys from the environment, the first one from the call too."""
    names = [name for name in wanted if name not in _PLAIN]
    found = {n: value for n in names if (value := os.environ.get(_variable(service, n), ""))}
    if api_key and not names:
        raise GazetteerDataError(f"{service} takes no key: leave --api-key out")
    if api_key:
        found[names[0]] = api_key
    missing = [name for name in names if _required(wanted[name]) and name not in found]
    if missing:
        variables = ", ".join(_variable(service, name) for name in missing)
        raise GazetteerDataError(
            f"{service} wants {', '.join(missing)}: set {variables}, or --api-key for the first"
        )
    return found


def _variable(service: str, name: str) -> str:
    return f"GEOMAP_{service}_{name}".upper()


def options_for(geocoder: Any, *, limit: int, iso2: str | None) -> tuple[dict[str, Any], bool]:
    """Give the options that this client's ``geocode`` takes, and whether it heeds the country."""
    takes = inspect.signature(geocoder.geocode).parameters
    options: dict[str, Any] = {"exactly_one": False}
    if "limit" in takes:
        options["limit"] = limit
    if "addressdetails" in takes:
        options["addressdetails"] = True
    if "language" in takes:
        options["language"] = "en"
    if iso2 is None:
        return options, True
    for name in ("country_codes", "countries", "country"):
        if name in takes:
            options[name] = [iso2] if name == "countries" else iso2
            return options, True
    return options, False


def is_public(service: str, host: str) -> bool:
    """Tell whether a host is the service's own address, whoever named it.

    Examples
    --------
    >>> is_public("nominatim", "Nominatim.openstreetmap.org:443")
    True
    >>> is_public("nominatim", "127.0.0.1:8088"), is_public("pelias", "pelias.example")
    (False, False)
    """
    domain = inspect.signature(_class(service).__init__).parameters.get("domain")
    if domain is None:
        return True
    own = domain.default if isinstance(domain.default, str) else ""
    name = host.lower().partition("/")[0].partition(":")[0].rstrip(".")
    return bool(own) and name == own.partition("/")[0].partition(":")[0].lower()


def policy(host: str, *, public: bool) -> Policy:
    """Say how often a host may be asked.

    Parameters
    ----------
    host : str
        Name or address, perhaps with a port.
    public : bool
        Whether it is the service's own address.

    Examples
    --------
    >>> policy("nominatim.openstreetmap.org", public=True)
    Policy(apart_s=1.0, most=30)
    >>> policy("127.0.0.1:8088", public=False)
    Policy(apart_s=0.0, most=None)
    """
    if _private(host):
        return Policy(0.0, None)
    return Policy(SECONDS_APART, MOST_AN_HOUR if public else None)


def _private(host: str) -> bool:
    name = host.strip("[]") if host.count(":") > 1 and "]:" not in host else host
    name = name if name.count(":") > 1 and "]" not in name else name.rpartition(":")[0] or name
    try:
        return ipaddress.ip_address(name.strip("[]")).is_private
    except ValueError:
        return name == "localhost"


class Secrets(logging.Filter):
    """The keys of a service: taken out of texts, and of what geopy and urllib3 log.

    Examples
    --------
    >>> Secrets({"api_key": "s3cret"}).hidden("GET /v1/search?text=Batken&api_key=s3cret")
    'GET /v1/search?text=Batken&api_key=…'
    """

    def __init__(self, keys: Mapping[str, str]) -> None:
        super().__init__()
        self._keys = tuple(key for key in keys.values() if len(key) >= SHORTEST_SECRET)

    def hidden(self, text: str) -> str:
        """Return a text without the keys, as written or as URLs write them."""
        from urllib.parse import quote, quote_plus

        for key in self._keys:
            for form in (key, quote(key), quote_plus(key)):
                text = text.replace(form, "…")
        return text

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite a log record without the keys; always keep it."""
        if self._keys:
            record.msg, record.args = self.hidden(record.getMessage()), ()
        return True

    def watch(self) -> None:
        """Stand before the loggers through which a URL could leave."""
        for name in _LOGGERS:
            if self._keys:
                logging.getLogger(name).addFilter(self)

    def leave(self) -> None:
        """Stand back from the loggers."""
        for name in _LOGGERS:
            logging.getLogger(name).removeFilter(self)
