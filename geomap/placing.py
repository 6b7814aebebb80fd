"""``geomap place`` and ``geomap gazetteer``: one look-up, at once.

Nothing here imports numpy, pandas or geopandas.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from gazetteer import Candidate, Gazetteer
from gazetteer.errors import GazetteerDataError, GeocoderError
from geomap.errors import UsageError

if TYPE_CHECKING:
    from gazetteer.online import OnlineAnswer, OnlineService

__all__ = ["Answer", "answer"]


class Answer(NamedTuple):
    """The candidates in words or JSON, whether there are any, and what went wrong online."""

    text: str
    found: bool
    problem: str


class _Told(NamedTuple):
    service: str
    answer: OnlineAnswer | None
    problem: str


def _position(
    gazetteer: Gazetteer, near: str | None, country: str | None
) -> tuple[float, float] | None:
    if near is None:
        return None
    found = [c for c in gazetteer.find(near, country=country) if c.place.lon is not None]
    found = found or [c for c in gazetteer.find(near) if c.place.lon is not None]
    if not found:
        raise UsageError(f"--near {near!r}: no such place in the gazetteer; name a town it knows")
    place = found[0].place
    return (place.lon or 0.0, place.lat or 0.0)


def _record(c: Candidate) -> dict[str, Any]:
    p = c.place
    return {
        "place_id": p.place_id,
        "name": p.name,
        "feature_class": p.feature_class,
        "countries": list(p.countries),
        "parents": list(p.parents),
        "lon": p.lon,
        "lat": p.lat,
        "radius_km": p.radius_km,
        "derived": p.derived,
        "score": round(c.score, 3),
        "why": list(c.reasons),
        "source": p.source,
        "licence": p.licence,
        "note": p.note,
    }


def _lines(number: int, c: Candidate) -> list[str]:
    p = c.place
    where = ", ".join([*p.parents[:2], *p.countries])
    out = [f"{number}. {p.name} – {p.feature_class}, {where}"]
    if p.lon is None or p.lat is None:
        out.append("   no published position")
    else:
        radius = f" ± {p.radius_km:g} km" if p.radius_km is not None else ""
        derived = ", derived, not published" if p.derived else ""
        out.append(f"   {p.lat:.5f}, {p.lon:.5f}{radius}{derived}")
        out.append(
            f"   https://www.openstreetmap.org/?mlat={p.lat:.5f}&mlon={p.lon:.5f}#map=12/{p.lat:.4f}/{p.lon:.4f}"
        )
    out.append(f"   why: {'; '.join(c.reasons) or 'the name'}")
    out.append(f"   source: {p.source} ({p.licence})" if p.source else f"   {p.place_id}")
    if p.note:
        out.append(f"   note: {p.note}")
    return out


def answer(
    name: str,
    *,
    country: str | None,
    near: str | None,
    as_json: bool,
    online: OnlineService | None = None,
) -> Answer:
    """Look a name up and put the candidates in words.

    Parameters
    ----------
    name : str
        As written.
    country : str or None
        ISO code or name.
    near : str or None
        A place to prefer neighbours of.
    as_json : bool
        JSON instead of words.
    online : OnlineService or None
        The online geocoder to ask too.

    Returns
    -------
    Answer

    Raises
    ------
    UsageError
        ``near`` is unknown, or the online geocoder cannot be asked so.
    """
    gazetteer = Gazetteer.open()
    position = _position(gazetteer, near, country)
    found = gazetteer.find(name, country=country, near=position)
    how = "exact"
    if not found:
        found, how = gazetteer.find(name, country=country, near=position, mode="fuzzy"), "fuzzy"
    told = _ask(name, country, online) if online else None
    put = _as_json if as_json else _in_words
    more = bool(told and told.answer and told.answer.candidates)
    problem = told.problem if told else ""
    return Answer(put(name, country, how, found, told), bool(found) or more, problem)


def _ask(name: str, country: str | None, online: OnlineService) -> _Told:
    """Ask online; a service that fails is told of, and the gazetteer answers all the same."""
    from gazetteer.online import geocode

    try:
        asked = geocode(name, online, country=country)
    except GazetteerDataError as error:
        raise UsageError(f"--online {online.name}: {error}") from error
    except GeocoderError as error:
        return _Told(online.name, None, str(error))
    return _Told(online.name, asked, "")


def _as_json(
    name: str, country: str | None, how: str, found: list[Candidate], told: _Told | None
) -> str:
    del country
    body: dict[str, Any] = {
        "name": name,
        "match": how,
        "candidates": [_record(c) for c in found],
    }
    if told is not None:
        body["online"] = _online_record(told, found)
    return json.dumps(body, ensure_ascii=False, indent=1) + "\n"


def _online_record(told: _Told, found: list[Candidate]) -> dict[str, Any]:
    if told.answer is None:
        return {"service": told.service, "problem": told.problem, "candidates": []}
    return {
        "service": told.service,
        "host": told.answer.host,
        "answered": told.answer.answered,
        "kept": told.answer.kept,
        "notes": list(told.answer.notes),
        "candidates": [_record(c) | _nearest(c, found) for c in told.answer.candidates],
    }


def _in_words(
    name: str, country: str | None, how: str, found: list[Candidate], told: _Told | None
) -> str:
    where = f" in {country}" if country else ""
    lines = [f"no place {name!r}; spelt alike:"] if found and how == "fuzzy" else []
    if not found:
        lines = [f"no place {name!r}{where} in the gazetteer, nor one spelt alike"]
    for number, candidate in enumerate(found, start=1):
        lines += _lines(number, candidate)
    if told is not None and told.answer is not None:
        lines += _online_lines(name, told.answer, found)
    return "\n".join(lines) + "\n"


def _online_lines(name: str, asked: OnlineAnswer, found: list[Candidate]) -> list[str]:
    when = f"{'kept since' if asked.kept else 'answered'} {asked.answered}"
    who = f"online, {asked.service} at {asked.host}"
    none = f"{who}: no place {name!r} ({when})"
    lines = [f"{who} ({when}):" if asked.candidates else none]
    lines += [f"   note: {note}" for note in asked.notes]
    for number, candidate in enumerate(asked.candidates, start=1):
        lines += _lines(number, candidate)
        if beside := _nearest(candidate, found):
            lines.append(
                f"   {beside['distance_km']:g} km from {beside['nearest']} of the gazetteer, "
                "whose position stays as it is"
            )
    return lines


def _nearest(candidate: Candidate, found: list[Candidate]) -> dict[str, Any]:
    """Tell how far an online answer lies from the gazetteer's own nearest place of that name."""
    from gazetteer.index import distance_km

    place = candidate.place
    if place.lon is None or place.lat is None:
        return {}
    by_distance = sorted(
        (round(distance_km(place.lon, place.lat, p.lon, p.lat), 1), p.place_id)
        for p in (c.place for c in found)
        if p.lon is not None and p.lat is not None
    )
    if not by_distance:
        return {}
    return {"nearest": by_distance[0][1], "distance_km": by_distance[0][0]}
