"""``geomap place`` and ``geomap gazetteer``: one look-up, at once.

Nothing here imports numpy, pandas or geopandas.
"""

from __future__ import annotations

import json
from typing import Any

from gazetteer import Candidate, Gazetteer
from geomap.errors import UsageError

__all__ = ["answer", "answer_online", "build", "info"]


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


def answer(name: str, *, country: str | None, near: str | None, as_json: bool) -> tuple[str, bool]:
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

    Returns
    -------
    text : str
    found : bool

    Raises
    ------
    UsageError
        ``near`` is unknown.
    """
    gazetteer = Gazetteer.open()
    position = _position(gazetteer, near, country)
    found = gazetteer.find(name, country=country, near=position)
    how = "exact"
    if not found:
        found, how = gazetteer.find(name, country=country, near=position, mode="fuzzy"), "fuzzy"
    if as_json:
        body = {"name": name, "match": how, "candidates": [_record(c) for c in found]}
        return json.dumps(body, ensure_ascii=False, indent=1) + "\n", bool(found)
    if not found:
        where = f" in {country}" if country else ""
        return f"no place {name!r}{where} in the gazetteer, nor one spelt alike\n", False
    lines = [] if how == "exact" else [f"no place {name!r}; spelt alike:"]
    for number, candidate in enumerate(found, start=1):
        lines += _lines(number, candidate)
    return "\n".join(lines) + "\n", True


def answer_online(name: str, service: str, user_agent: str, host: str | None) -> tuple[str, bool]:
    """Ask an online geocoder and put its answers in words.

    Parameters
    ----------
    name : str
        As written.
    service : str
        ``nominatim`` or ``photon``.
    user_agent : str
        Who asks.
    host : str or None
        Address of an own instance, with or without ``http://``.

    Returns
    -------
    text : str
    found : bool

    Raises
    ------
    GeocoderError
        The service did not answer.
    """
    from gazetteer.online import geocode

    scheme, _, domain = (host or "").rpartition("://")
    found = geocode(
        name,
        service=service,
        user_agent=user_agent,
        domain=domain or None,
        scheme=scheme or "https",
    )
    if not found:
        return f"{service} knows no place {name!r}\n", False
    lines = [f"{service}, online:"]
    for number, candidate in enumerate(found, start=1):
        lines += _lines(number, candidate)
    return "\n".join(lines) + "\n", True


def build() -> str:
    """Compile the index of place names and say where it is."""
    from gazetteer.store import build_world, packaged_index

    path = packaged_index()
    build_world(path)
    return f"{path}\n"


def info() -> str:
    """Say what the gazetteer holds."""
    return f"{len(Gazetteer.open())} places\n"
