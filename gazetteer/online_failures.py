"""What goes wrong between us and an online geocoder, in words a reader can act on."""

from __future__ import annotations

from gazetteer.errors import GeocoderError

__all__ = ["TELLS_NOTHING", "explained", "passing"]

TELLS_NOTHING = (
    *(ValueError, KeyError, TypeError, AttributeError, IndexError),
    *(OverflowError, RecursionError, UserWarning),
)
"""What geopy's readers raise on JSON of another shape than the service promises.

The warning is that of a latitude beyond the poles, which geopy would turn into another.
"""
_CONNECTION = (
    (("certificate", "ssl", "tls"), "its TLS certificate or encryption is not accepted"),
    (("resolve", "getaddrinfo", "name or service not known"), "no such host, or no network (DNS)"),
    (("refused",), "nobody listens there"),
    (("reset", "aborted", "remotedisconnected"), "it broke the connection off"),
    (("unreachable", "no route"), "there is no network"),
)


def passing(error: Exception) -> float | None:
    """Tell whether a failure may pass: seconds that the service asks to wait, or None.

    Examples
    --------
    >>> from geopy.exc import GeocoderInsufficientPrivileges, GeocoderTimedOut
    >>> passing(GeocoderTimedOut("slow")), passing(GeocoderInsufficientPrivileges("403"))
    (0.0, None)
    """
    from geopy import exc

    if isinstance(error, exc.GeocoderRateLimited):
        return float(error.retry_after or 0)
    if isinstance(error, exc.GeocoderTimedOut):
        return 0.0
    broken = isinstance(error, exc.GeocoderUnavailable) and "it broke" in _connection(f"{error}")
    failed = type(error) is exc.GeocoderServiceError and " 5" in f"{error}"
    return 0.0 if broken or failed else None


def explained(
    error: Exception, *, service: str, host: str, name: str, timeout_s: float
) -> GeocoderError:
    """Make the error that says what happened, to which question, and what to do."""
    return GeocoderError(
        f"{service} at {host}: {_reason(error, timeout_s)}; nothing was learnt about {name!r}; "
        "the offline gazetteer still answers without --online"
    )


def _reason(error: Exception, timeout_s: float) -> str:
    from geopy import exc

    if isinstance(error, exc.GeocoderRateLimited):
        wait = f", wait {error.retry_after} s" if error.retry_after else ""
        return f"it says that it was asked too often (429{wait})"
    reasons: tuple[tuple[type[Exception], str], ...] = (
        (exc.GeocoderQuotaExceeded, "the quota is used up (402)"),
        (exc.GeocoderAuthenticationFailure, "it does not accept the key (401)"),
        (
            exc.GeocoderInsufficientPrivileges,
            "it refuses to answer (403): say with --user-agent who asks, or check the key",
        ),
        (exc.GeocoderTimedOut, f"it did not answer within {timeout_s:g} s"),
        (exc.GeocoderUnavailable, f"it cannot be reached: {_connection(f'{error}')}"),
        (exc.GeocoderParseError, "it answered with something that is no JSON"),
        (exc.GeocoderQueryError, "it does not understand the question (400)"),
        (exc.ConfigurationError, f"geopy refuses the settings: {error}"),
        (exc.GeopyError, f"it failed: {error}"),
    )
    for kind, words in reasons:
        if isinstance(error, kind):
            return words
    return "it answered with something that is no answer of this service"


def _connection(message: str) -> str:
    lower = message.lower()
    return next((words for marks, words in _CONNECTION if any(m in lower for m in marks)), message)
