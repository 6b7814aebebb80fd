"""The values of corrections: what may be set, what stands there, what changes with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from gazetteer import Gazetteer
from geomap.corrections_places import CorrectionRefusedError, check_place, place_changes
from geomap.corrections_record import Correction
from geomap.incident import INCIDENT_TYPES, Incident, PlaceMention
from geomap.merge_record import plain, title_of

__all__ = [
    "STATUSES",
    "CorrectionRefusedError",
    "change_of",
    "check_value",
    "current_value",
    "is_same_value",
]

STATUSES = ("draft", "reviewed", "published", "retracted")
Changes = dict[str, Any]


def _days(value: str) -> tuple[dt.date, dt.date]:
    first, _, last = (v.strip() for v in value.strip().partition("/"))
    try:
        start, end = dt.date.fromisoformat(first), dt.date.fromisoformat(last or first)
    except ValueError:
        message = f"{value!r} is no day: write 2022-01-27 or 2022-01-27/2022-01-28"
        raise CorrectionRefusedError(message) from None
    if end < start:
        raise CorrectionRefusedError(f"{value!r} ends before it begins")
    return start, end


def _among(value: str, allowed: tuple[str, ...], what: str) -> None:
    if value.strip() not in allowed:
        raise CorrectionRefusedError(f"{value!r} is no {what}; use one of {', '.join(allowed)}")


def check_value(field: str, value: str) -> None:
    """Check that a field can be set to a value, as far as that needs no look-up.

    Raises
    ------
    CorrectionRefusedError
        It cannot, and what would do.

    Examples
    --------
    >>> check_value("date", "2022-01-27/2022-01-28")
    >>> check_value("status", "done")
    Traceback (most recent call last):
    geomap.corrections_places.CorrectionRefusedError: 'done' is no status; use one of \
draft, reviewed, published, retracted
    """
    if field == "date":
        _days(value)
    elif field == "type":
        _among(value, INCIDENT_TYPES, "type")
    elif field == "status":
        _among(value, STATUSES, "status")
    elif field == "place":
        check_place(value)
    elif field == "note" and not value.strip():
        raise CorrectionRefusedError("a note without words")


def _place_words(place: PlaceMention | None) -> tuple[str, ...]:
    if place is None:
        return ("",)
    point = f"{place.lon},{place.lat}" if place.lon is not None else ""
    return tuple(v for v in (place.as_written, place.name, place.place_id, point) if v) or ("",)


def _date_words(incident: Incident) -> tuple[str, ...]:
    first, last = incident.date_start or "", incident.date_end or incident.date_start or ""
    return (first if first == last else f"{first}/{last}", incident.date_edtf)


def _values(incident: Incident, field: str) -> tuple[str, ...]:
    if field == "place":
        return _place_words(incident.place)
    if field == "date":
        return _date_words(incident)
    if field in {"type", "status"}:
        return (str(getattr(incident, field)),)
    return ("",)


def current_value(incident: Incident, field: str) -> str:
    """Say what an incident has in a field, as the column ``old`` of a corrections file takes it.

    Examples
    --------
    >>> one = Incident(incident_id="a", type="talks", doc_ids=("r",), date_start="2022-01-28",
    ...                date_end="2022-01-29")
    >>> current_value(one, "date"), current_value(one, "type"), current_value(one, "place")
    ('2022-01-28/2022-01-29', 'talks', '')
    """
    return _values(incident, field)[0]


def is_same_value(incident: Incident, field: str, value: str) -> bool:
    """Tell whether a field still has the value that it was corrected from.

    Examples
    --------
    >>> one = Incident(incident_id="a", type="talks", doc_ids=("r",))
    >>> is_same_value(one, "type", "talks"), is_same_value(one, "type", "shelling")
    (True, False)
    """
    return value.strip() in _values(incident, field)


def _precision(first: dt.date, last: dt.date) -> int:
    """Give the UCDP GED codebook's date_prec of a span of days."""
    days = (last - first).days + 1
    return next(
        code for code, longest in ((1, 1), (2, 6), (3, 8), (4, 31), (5, days)) if days <= longest
    )


def _change_date(incident: Incident, c: Correction, _: Gazetteer | None) -> Changes:
    first, last = _days(c.value)
    edtf = first.isoformat() if first == last else f"{first}/{last}"
    return {
        "date_start": first.isoformat(),
        "date_end": last.isoformat(),
        "date_edtf": edtf,
        "date_prec": _precision(first, last),
        "date_basis": "",
        "year_basis": f"corrected by {c.who}",
        "title": title_of(incident.type, incident.place, edtf),
        **_moment(incident, first.isoformat()),
    }


def _moment(incident: Incident, day: str) -> Changes:
    """Work the clocks out anew for another day; without a zone there are none."""
    if incident.datetime_utc is None or not incident.time_local or not incident.time_zone:
        return {}
    from geomap.clocks import clocks_at

    place = incident.place
    lon, lat = (place.lon, place.lat) if place else (None, None)
    sides = [clock.iso3 for clock in incident.clocks]
    utc, clocks = clocks_at(day, incident.time_local, incident.time_zone, sides, lon, lat)
    return {"datetime_utc": utc, "clocks": clocks}


def _change_type(incident: Incident, c: Correction, _: Gazetteer | None) -> Changes:
    kind = c.value.strip()
    return {"type": kind, "title": title_of(kind, incident.place, incident.date_edtf)}


def _change_status(_: Incident, c: Correction, __: Gazetteer | None) -> Changes:
    return {"status": c.value.strip()}


def _change_note(_: Incident, __: Correction, ___: Gazetteer | None) -> Changes:
    return {}


_CHANGES: dict[str, Callable[[Incident, Correction, Gazetteer | None], Changes]] = {
    "place": place_changes,
    "type": _change_type,
    "date": _change_date,
    "status": _change_status,
    "note": _change_note,
}


def change_of(
    incident: Incident, correction: Correction, gazetteer: Gazetteer | None
) -> tuple[Changes, Changes]:
    """Work out what a correction changes, and what stood there.

    Parameters
    ----------
    incident : Incident
    correction : Correction
        Of any field but ``drop`` and ``split``.
    gazetteer : Gazetteer or None
        For places by name or id.

    Returns
    -------
    changes : dict
        Fields of the record with their new values.
    before : dict
        The same fields with the values that they had.

    Raises
    ------
    CorrectionRefusedError
        The value cannot be set.
    """
    check_value(correction.field, correction.value)
    changes = _CHANGES[correction.field](incident, correction, gazetteer)
    return changes, {k: plain(getattr(incident, k)) for k in changes}
