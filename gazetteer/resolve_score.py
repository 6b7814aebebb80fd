"""How likely a candidate is what a toponym means: every weight, in one place.

Weights add up on a logarithmic scale: 1.0 makes a candidate 2.7 times as
likely. They were set by hand on general grounds and checked on LGL and
GeoVirus with ``benchmarks/bench_accuracy.py``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from types import MappingProxyType

from gazetteer.country_data import country_rows, country_words
from gazetteer.generic import split_class
from gazetteer.index import distance_km
from gazetteer.names import fold, loosen
from gazetteer.place import Candidate, Place
from gazetteer.resolve_prior import POPULATION, prior
from gazetteer.spot_words import languages
from gazetteer.toponym import Toponym

__all__ = [
    "CUE_FITS",
    "OUTSIDE",
    "WEIGHTS",
    "Evidence",
    "Scored",
    "base_score",
    "cue_score",
    "prior",
]

WEIGHTS = MappingProxyType(
    {
        "population": POPULATION,  # for each factor of ten
        "capital": 1.0,
        "holds another": 2.5,  # a unit in "X, Y" or "X in Y"
        "other name": -1.3,
        "foreign name": -3.0,  # a country's name that the text's language does not use
        "short other name": -2.5,  # "KUT": airports and number plates
        "other spelling": -1.5,
        "class asked for": 2.5,
        "class near to it": 0.5,
        "seat of its own name": -3.0,  # a unit, where its seat bears the name too
        "its namesake is here": -4.0,  # a unit abroad, where a country of the report has a town
        "attached country": 4.0,
        "not in the attached country": -6.0,
        "attached unit": 4.0,
        "not in the attached unit": -2.0,
        "within reach of the attached unit": 1.0,
        "outside the attached unit": -10.0,
        "country of the report": 1.6,
        "country of a neighbour": 3.0,  # times the share of the text's countries
        "in no country of the report": -1.0,
        "unit of the report": 2.0,
        "near the others": 4.0,  # times the nearness of the text's other places
        "named with its class": 4.0,  # "Tavush" after "Tavush province"
        "of the kind of its list": 5.0,  # "Oregon, Utah, Washington and Wyoming"
        "past or future": -1.5,
        "curated": 1.0,
        "a place that nobody knows": 4.0,  # its score: what others must beat
    }
)
"""Natural logarithms of odds."""

SHORT_NAME = 3
SEAT_PEOPLE = 5_000
"""A seat of a unit has so many people: a bare name then rather means the town."""

CUE_FITS: MappingProxyType[str, tuple[frozenset[str], frozenset[str]]] = MappingProxyType(
    {
        cue: (frozenset(best.split("|")), frozenset(fair.split("|")))
        for cue, best, fair in (
            ("country", "country", ""),
            ("adm1", "adm1", "adm2|country"),
            ("adm2", "adm2", "adm1|adm3"),
            ("adm3", "adm3", "adm2|exclave"),
            ("populated place", "populated place", "locality|exclave"),
            ("exclave", "exclave", "adm3|populated place"),
            ("locality", "locality", "populated place|area|adm3"),
            ("border", "border", ""),
            ("border post", "border post", ""),
            ("water", "water", ""),
            ("terrain", "terrain", ""),
            ("road", "road", ""),
            ("structure", "structure", ""),
            (
                "area",
                "area|locality|populated place|exclave",
                "adm3|adm2|terrain|water|border post|structure|border|adm1|country",
            ),
        )
    }
)
"""For each class that a wording asks for: classes that are it, and that may stand for it.

Any other class is refused: a temple is not the province of its name."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate with its score and the reasons for it."""

    place: Place
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the whole text and the caller say, apart from the toponym itself.

    ``given`` are the caller's countries, ``units`` folded names of units,
    ``holders`` of those that the wording puts another place in; ``attached``
    are the units that such a wording may mean, by its text.
    """

    given: tuple[str, ...]
    units: frozenset[str]
    holders: frozenset[str]
    on_date: str | None
    attached: dict[str, tuple[Place, ...]] = field(default_factory=dict)


OUTSIDE = "It lies outside"
"""How the reason begins against a place that is not where the wording puts it."""

_TOP = frozenset({"country", "adm1"})

AREAS = frozenset({"area", "terrain", "border", "exclave"})
"""What "the X valley" may be; a unit only where it bears the whole name, never the town X."""


@cache
def _capitals() -> frozenset[str]:
    return frozenset(f"geonames:{row.capital}" for row in country_rows().values() if row.capital)


def cue_score(toponym: Toponym, place: Place) -> tuple[float, str] | None:
    """Weigh the class that the wording asks for; None where the place cannot be it.

    Examples
    --------
    >>> temple = Toponym(text="X temple", start=0, end=8, name="X", cue="structure")
    >>> cue_score(temple, Place(place_id="a:1", name="X", feature_class="adm1")) is None
    True
    """
    if toponym.cue is None:
        return 0.0, ""
    best, fair = CUE_FITS[toponym.cue]
    if toponym.cue == "area" and not toponym.vague:
        whole = fold(place.name) == fold(toponym.text)
        best, fair = AREAS, frozenset({place.feature_class} if whole else ())
    if place.feature_class in best:
        plain = toponym.cue == "area"
        return (0.0 if plain else WEIGHTS["class asked for"]), _asked(toponym, place)
    if place.feature_class in fair:
        return WEIGHTS["class near to it"], ""
    return None


def _asked(toponym: Toponym, place: Place) -> str:
    return f"The wording ({toponym.text}) asks for {plain_class(place.feature_class)}."


_PLAIN = {
    "adm1": "a region or province",
    "adm2": "a district or county",
    "adm3": "a community or sub-district",
    "area": "an area",
    "exclave": "an exclave",
    "terrain": "a mountain, pass or valley",
    "water": "a river or lake",
}


def plain_class(feature_class: str) -> str:
    """Say a feature class in plain words.

    Examples
    --------
    >>> plain_class("adm1"), plain_class("locality")
    ('a region or province', 'a locality')
    """
    return _PLAIN.get(feature_class, f"a {feature_class}")


def base_score(toponym: Toponym, found: Candidate, evidence: Evidence) -> Scored | None:
    """Weigh a candidate by everything but its distance to other places."""
    place = found.place
    cue = cue_score(toponym, place)
    if cue is None or _is_mere_code(toponym, place):
        return None
    score = prior(place) + cue[0]
    reasons = [cue[1]] if cue[1] else []
    how = found.reasons[0] if found.reasons else ""
    if "sounds like" in how:
        score += WEIGHTS["other spelling"]
    elif not how.startswith("name"):
        score += WEIGHTS[_other(toponym, place)]
    elif place.place_id in _capitals():
        score += WEIGHTS["capital"]
    if _is_curated(place):
        score += WEIGHTS["curated"]
    for weight, reason in (
        _attached(toponym, place),
        _parents(toponym, place, evidence),
        _countries(place, evidence),
        _units(place, evidence),
        _holds_another(toponym, place, evidence),
        _dates(place, evidence),
    ):
        score += weight
        if reason:
            reasons.append(reason)
    return Scored(place, score, tuple(reasons))


def _is_mere_code(toponym: Toponym, place: Place) -> bool:
    """Tell whether a country is only found by its ISO code ("ЕС" is not Spain, "КР" not Korea)."""
    if place.feature_class != "country" or len(fold(toponym.name)) > SHORT_NAME:
        return False
    return _countries_named(toponym.name).isdisjoint(place.countries)


def _other(toponym: Toponym, place: Place) -> str:
    if place.feature_class == "country" and not _countries_named(toponym.name):
        return "foreign name"
    return "other name" if len(fold(toponym.name)) > SHORT_NAME else "short other name"


def _countries_named(name: str) -> frozenset[str]:
    """Return the countries that a name means in a language that is spotted.

    Latin "KR" is not "КР", whose key is the same.
    """
    return _country_names().get((fold(name), name.isascii()), frozenset())


@cache
def _country_names() -> dict[tuple[str, bool], frozenset[str]]:
    """Names of countries and their short forms by key, and whether they are in ASCII."""
    spoken, found = languages(), dict[tuple[str, bool], frozenset[str]]()
    rows = country_rows().items()
    named = ((name, iso3) for iso3, row in rows for lang, name in row.names if lang in spoken)
    for name, iso3 in (*named, *((word.word, word.iso3) for word in country_words())):
        key = fold(name), name.isascii()
        found[key] = found.get(key, frozenset()) | {iso3}
    return found


def _attached(toponym: Toponym, place: Place) -> tuple[float, str]:
    if not toponym.countries or not place.countries:
        return 0.0, ""
    if set(toponym.countries) & set(place.countries):
        named = "/".join(c for c in toponym.countries if c in place.countries)
        return WEIGHTS["attached country"], f"The wording puts it in {named}."
    return WEIGHTS["not in the attached country"], ""


@lru_cache(maxsize=8192)
def unit_keys(name: str) -> frozenset[str]:
    """Give the keys of a unit's name, with and without its class word.

    Examples
    --------
    >>> sorted(unit_keys("Batken district"))
    ['batken', 'batken district']
    >>> {"leylek"} <= unit_keys("Лейлекского района") & unit_keys("Лейлек районундагы")
    True
    """
    key = fold(name)
    keys = {key, *(split.key for split in split_class(key))}
    return frozenset(keys if name.isascii() else keys | _undeclined(name))


def _undeclined(name: str) -> set[str]:
    """Give the capitalised words of a name in another script, in their base forms."""
    from gazetteer.russian import base_forms

    words = [word for word in name.split() if word[:1].isupper()]
    if not words:
        return set()
    *head, last = words
    return {fold(" ".join([*head, form])) for form in (last, *base_forms(last))}


@lru_cache(maxsize=8192)
def _loose_keys(name: str) -> frozenset[str]:
    return frozenset(loosen(key) for key in unit_keys(name))


def _parents(toponym: Toponym, place: Place, evidence: Evidence) -> tuple[float, str]:
    if not toponym.parents:
        return 0.0, ""
    known = frozenset().union(*(_loose_keys(p) for p in place.parents))
    for parent in toponym.parents:
        if _loose_keys(parent) & known:
            return WEIGHTS["attached unit"], f"It lies in {parent}, as the wording says."
    reached = [
        _reaches(unit, place)
        for parent in toponym.parents
        for unit in evidence.attached.get(parent, ())
        if not set(unit.countries).isdisjoint(place.countries)
    ]
    if any(reached):
        return WEIGHTS["within reach of the attached unit"], ""
    if reached and place.feature_class not in _TOP:  # "Colorado, Georgia" is a list
        return WEIGHTS["outside the attached unit"], f"{OUTSIDE} {toponym.parents[0]}."
    return WEIGHTS["not in the attached unit"], ""


def _countries(place: Place, evidence: Evidence) -> tuple[float, str]:
    if not place.countries or not evidence.given:
        return 0.0, ""
    given = [c for c in evidence.given if c in place.countries]
    if given:
        return WEIGHTS["country of the report"], f"The report is about {given[0]}."
    return WEIGHTS["in no country of the report"], ""


def _units(place: Place, evidence: Evidence) -> tuple[float, str]:
    for parent in place.parents[:-1]:
        if unit_keys(parent) & evidence.units:
            return WEIGHTS["unit of the report"], f"The report names {parent}."
    return 0.0, ""


def _holds_another(toponym: Toponym, place: Place, evidence: Evidence) -> tuple[float, str]:
    if fold(toponym.text) in evidence.holders and place.feature_class in ("country", *_UNITS):
        return WEIGHTS["holds another"], "The wording puts another place in it."
    return 0.0, ""


def _dates(place: Place, evidence: Evidence) -> tuple[float, str]:
    day = evidence.on_date
    if not day:
        return 0.0, ""
    if (place.valid_from and place.valid_from > day) or (place.valid_to and place.valid_to < day):
        return WEIGHTS["past or future"], ""
    return 0.0, ""


def seated(scored: list[Scored]) -> bool:
    """Tell whether one of the places is a unit with its seat, of the same name, in it."""
    towns, units = _seats(scored), [s.place for s in scored if s.place.feature_class in _UNITS]
    return any(_holds(unit, town) and _same(unit, town) for unit in units for town in towns)


def _seats(scored: list[Scored]) -> list[Place]:
    towns = (s.place for s in scored if s.place.feature_class == "populated place")
    return [t for t in towns if t.population >= SEAT_PEOPLE or _is_curated(t)]


def _is_curated(place: Place) -> bool:
    return place.place_id.startswith("borderland:")


def less_if_seated(scored: list[Scored], *, asked: bool) -> list[Scored]:
    """Weigh units less where a settlement of the same name lies in them: "Batken" alone.

    A region without such a seat is no likelier than its country's region of that
    name with one: "Auckland" is not the Auckland Islands.

    Parameters
    ----------
    scored : list of Scored
        Candidates of one name.
    asked : bool
        The wording asks for a class: nothing is changed.
    """
    towns = _seats(scored)
    if asked or not towns:
        return scored
    units = [s.place for s in scored if s.place.feature_class in _UNITS]
    with_seat: set[tuple[str, tuple[str, ...]]] = {
        (u.feature_class, u.countries)
        for u in units
        if any(_same(u, t) and _holds(u, t) for t in towns)
    }
    return [
        replace(s, score=s.score + WEIGHTS["seat of its own name"])
        if s.place.feature_class in _UNITS
        and (_rivals_seat(s.place, with_seat) or any(_holds(s.place, t) for t in towns))
        else s
        for s in scored
    ]


def less_if_abroad(
    scored: list[Scored], found: Sequence[Candidate], given: Sequence[str]
) -> list[Scored]:
    """Weigh units abroad less where a town of the name lies in a country of the report.

    "Nara district" in a report on Mali is the district of Mali's Nara, known or not, and no
    prefecture of Japan: units are named after their seats.

    Parameters
    ----------
    scored : list of Scored
        What may be meant.
    found : sequence of Candidate
        All places of the name, those of a class that is not asked for too.
    given : sequence of str
        Countries of the report, ISO 3166-1 alpha-3.
    """
    here = frozenset(given)
    towns = (c.place for c in found if c.reasons and c.reasons[0].startswith("name"))
    if not any(p.feature_class == "populated place" and here & set(p.countries) for p in towns):
        return scored
    weight = WEIGHTS["its namesake is here"]
    abroad = (
        s.place.feature_class in _UNITS and here.isdisjoint(s.place.countries) for s in scored
    )
    return [
        replace(s, score=s.score + weight * is_abroad)
        for s, is_abroad in zip(scored, abroad, strict=True)
    ]


def _rivals_seat(unit: Place, with_seat: set[tuple[str, tuple[str, ...]]]) -> bool:
    return unit.feature_class == "adm1" and (unit.feature_class, unit.countries) in with_seat


def _same(unit: Place, town: Place) -> bool:
    keys = {loosen(key) for key in unit_keys(unit.name)}
    return loosen(fold(town.name)) in keys


_UNITS = frozenset({"adm1", "adm2", "adm3", "exclave"})


def _holds(unit: Place, town: Place) -> bool:
    return bool(set(unit.countries) & set(town.countries)) and _reaches(unit, town)


def _reaches(unit: Place, town: Place) -> bool:
    """Tell whether a place lies in the disc that covers a unit."""
    if unit.radius_km is None:
        return False
    if None in (unit.lon, unit.lat, town.lon, town.lat):
        return False
    assert unit.lon is not None and unit.lat is not None  # noqa: S101, PT018 - just looked
    assert town.lon is not None and town.lat is not None  # noqa: S101, PT018
    return distance_km(unit.lon, unit.lat, town.lon, town.lat) <= unit.radius_km
