"""Candidates of a toponym: every place that its written form may name."""

from __future__ import annotations

from functools import lru_cache
from typing import Protocol

from gazetteer.country_mentions import find_mentions
from gazetteer.names import fold
from gazetteer.place import Candidate, Place
from gazetteer.russian import base_forms
from gazetteer.toponym import Toponym

__all__ = ["Gazetteer", "base_names", "candidates_of", "units_named"]

_UNITS = frozenset({"adm1", "adm2", "adm3"})
LIMIT = 60
REMEMBERED = 1024
"""Names whose candidates are kept: those of a corpus come again and again."""


class Gazetteer(Protocol):
    """What resolving needs of a gazetteer."""

    def __hash__(self) -> int:
        """Tell one gazetteer from another: what it found is remembered."""
        ...

    def find(self, name: str, *, country: str | None = None, limit: int = 10) -> list[Candidate]:
        """Return candidates of a name, the likeliest first."""
        ...

    def place(self, place_id: str) -> Place:
        """Return a place by its id."""
        ...

    def outline(self, place_id: str) -> dict[str, object] | None:
        """Return a unit's area as GeoJSON, None where it has none."""
        ...


def candidates_of(toponym: Toponym, gazetteer: Gazetteer) -> list[Candidate]:
    """Look up a toponym with and without its class word, then in its base forms."""
    if people := _people(toponym, gazetteer):
        return people
    best: dict[str, Candidate] = {}
    for form in _forms(toponym):
        for found in _found(form, toponym, gazetteer):
            old = best.get(found.place.place_id)
            if old is None or found.score > old.score:
                best[found.place.place_id] = found
    for form in base_names(toponym.name):
        for found in _looked_up(gazetteer, form, None):
            old = best.get(found.place.place_id)
            if old is None or found.score > old.score:
                best[found.place.place_id] = found
    return sorted(best.values(), key=lambda c: -c.score)


@lru_cache(maxsize=REMEMBERED)
def units_named(name: str, gazetteer: Gazetteer) -> tuple[Place, ...]:
    """Return the units with a known extent that bear a name, class words aside."""
    asked = Toponym(text=name, start=0, end=len(name), name=name)
    found = (c.place for c in candidates_of(asked, gazetteer) if "sounds like" not in c.reasons[0])
    return tuple(p for p in found if p.feature_class in _UNITS and p.radius_km is not None)


def _people(toponym: Toponym, gazetteer: Gazetteer) -> list[Candidate]:
    """Read a nationality given as a toponym ("Russian") as its country."""
    iso3 = _nationality(toponym.text)
    if iso3 is None:
        return []
    place = gazetteer.place(f"iso3166:{iso3}")
    return [Candidate(place=place, score=1.0, reasons=(f"name matches {toponym.text!r}",))]


@lru_cache(maxsize=REMEMBERED)
def _nationality(text: str) -> str | None:
    found = [m for m in find_mentions(text, "en") if m.text == text]
    if len(found) != 1 or found[0].kind not in ("adjective", "demonym", "code"):
        return None
    return found[0].iso3


def _forms(toponym: Toponym) -> list[str]:
    if toponym.relation is not None and toponym.relation.kind in ("offset", "road", "between"):
        return [toponym.name]
    if toponym.name not in toponym.text:  # a short form spelt out: "Fla."
        return [toponym.name]
    if toponym.cue == "area" and not toponym.vague:
        return [toponym.text]
    return list(dict.fromkeys((toponym.text, toponym.name)))


def _found(form: str, toponym: Toponym, gazetteer: Gazetteer) -> list[Candidate]:
    found = list(_looked_up(gazetteer, form, None))
    if len(found) == LIMIT:
        for country in toponym.countries:
            found += _looked_up(gazetteer, form, country)
    return found


@lru_cache(maxsize=REMEMBERED)
def _looked_up(gazetteer: Gazetteer, form: str, country: str | None) -> tuple[Candidate, ...]:
    return tuple(gazetteer.find(form, country=country, limit=LIMIT))


def base_names(name: str) -> list[str]:
    """Lead each word of a Russian name back to forms that a gazetteer may hold."""
    words = name.split(" ")
    if not fold(name) or len(words) > 4:
        return []
    last = words[-1]
    head, _, tail = last.rpartition("-")
    joined = f"{head}-" if head else ""
    return [" ".join([*words[:-1], joined + base]) for base in base_forms(tail)]
