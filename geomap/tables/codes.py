"""The coders' words and numbers in geomap's: the tables of ``geomap/data/tables``."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from geomap.incident import IncidentType

__all__ = ["cameo_type", "country", "country_by_code", "country_of_actor", "table", "type_named"]

_OF_STATE = re.compile(
    r"^(?:(?:military|police|armed|naval|security|border|air) forces? of|government of|"
    r"(?:protesters|rioters|civilians|unidentified (?:armed group|military forces)))"
    r"\s*\(?([^()]+?)\)?\s*(?:\(|$)",
    re.IGNORECASE,
)


@cache
def table(name: str) -> dict[str, Any]:
    """Load a mapping table.

    Examples
    --------
    >>> table("ucdp")["type_of_violence"]["3"]
    'attack_on_civilians'
    """
    file = resources.files("geomap") / "data" / "tables" / f"{name}.toml"
    return tomllib.loads(file.read_text("utf-8"))


@cache
def _codes() -> dict[str, dict[str, str]]:
    file = resources.files("geomap") / "data" / "tables" / "country_codes.tsv"
    rows = [line.split("\t") for line in file.read_text("utf-8").splitlines() if line[:1] != "#"]
    further = table("countries")
    found: dict[str, dict[str, str]] = {"cameo": dict(further["cameo"])}
    for position, scheme in enumerate(rows[0][1:], start=1):
        found[scheme] = {r[position]: r[0] for r in rows[1:] if r[position]} | further[scheme]
    return found


def country_by_code(code: str, scheme: str) -> str | None:
    """Give the country of a code of ``fips``, ``gw`` or ``cameo``.

    Parameters
    ----------
    code : str
        ``"KG"``, ``"703"`` (also ``"703.0"``), ``"KGZ"``.
    scheme : str
        FIPS 10-4, Gleditsch and Ward, CAMEO 1.1b3.

    Returns
    -------
    str or None
        ISO 3166-1 alpha-3.

    Examples
    --------
    >>> country_by_code("KG", "fips"), country_by_code("703.0", "gw")
    ('KGZ', 'KGZ')
    >>> country_by_code("ROM", "cameo")
    'ROU'
    >>> country_by_code("", "gw") is None
    True
    """
    bare = code.strip().removesuffix(".0")
    found = _codes()[scheme].get(bare)
    if found is None and scheme == "cameo":
        from gazetteer.country_data import country_rows

        return bare if bare in country_rows() else None
    return found


@lru_cache(maxsize=16384)
def country(text: str) -> str | None:
    """Give the country that a coder writes by name or ISO code.

    Returns
    -------
    str or None
        ISO 3166-1 alpha-3.

    Examples
    --------
    >>> country("DR Congo (Zaire)"), country("417"), country("Macedonia, FYR")
    ('COD', 'KGZ', 'MKD')
    >>> country("Atlantis"), country("")
    (None, None)
    """
    from gazetteer.countries import find_country
    from gazetteer.country_data import country_rows

    plain = text.strip().removesuffix(".0")
    if not plain or len(plain) > 100:
        return None
    if plain.isdecimal():
        return next((c for c, r in country_rows().items() if r.numeric == plain.zfill(3)), None)
    bare = re.sub(r"\s*\([^)]*\)\s*$", "", plain)
    names: dict[str, str] = table("countries")["names"]
    for form in (plain, bare):
        found = names.get(form.casefold()) or find_country(form)
        if found:
            return found
    return None


@lru_cache(maxsize=65536)
def country_of_actor(name: str) -> str | None:
    """Give the state that an actor's name says it belongs to.

    Examples
    --------
    >>> country_of_actor("Military Forces of Kyrgyzstan (2021-) Border Guards")
    'KGZ'
    >>> country_of_actor("Government of Yemen (North Yemen)")
    'YEM'
    >>> country_of_actor("Civilians (Tajikistan)")
    'TJK'
    >>> country_of_actor("Taleban") is None
    True
    """
    m = _OF_STATE.match(name.strip()[:200])
    return country(m[1]) if m else None


@lru_cache(maxsize=4096)
def cameo_type(code: str) -> IncidentType:
    """Give the incident type of a CAMEO event code; ``unknown`` where none of ours fits.

    Examples
    --------
    >>> cameo_type("190"), cameo_type("0871"), cameo_type("0231"), cameo_type("07")
    ('armed_clash', 'ceasefire', 'statement', 'unknown')
    """
    types: dict[str, str] = table("cameo")["type"]
    for length in range(len(code), 1, -1):
        if code[:length] in types:
            return type_named(types[code[:length]])
    return "unknown"


def type_named(name: str) -> IncidentType:
    """Give an incident type by its name, ``unknown`` for ``""``."""
    from geomap.incident import INCIDENT_TYPES

    return name if name in INCIDENT_TYPES else "unknown"  # type: ignore[return-value]  # just checked
