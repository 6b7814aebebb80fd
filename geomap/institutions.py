"""Which institution of a state speaks, however a report writes its name.

“The Kyrgyz border service”, “Kyrgyzstan's Border Guard Service” and “the country's border
service” are one speaker where all three speak for one state. Words of people and of unnamed
sources are never taken for those of an institution.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files

__all__ = ["institution_of"]

_WORD = re.compile(r"[^\W\d_]+")
# Whoever has one of these is a person, a joint body of two sides, or somebody unnamed.
_OTHERS = (
    *("source", "official", "officer", "veteran", "former", "joint", "minister", "deputy", "some"),
    *("commander", "soldier", "member", "expert", "analyst"),
    *("источник", "чиновник", "офицер", "бывш", "совместн", "министр", "замминистр", "командир"),
)
_WHOLE = frozenset({"ex", "head", "chief", "глава", "главы"})
SHORT = 4  # letters: a shorter word is an abbreviation, and matches whole
LONGEST = 200  # characters of a name


@cache
def _table() -> tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]:
    text = files("geomap").joinpath("data/institutions.toml").read_text("utf-8")
    listed = tomllib.loads(text)["institution"]
    return tuple((one["name"], tuple(map(tuple, one["words"]))) for one in listed)


def _begins(word: str, told: str) -> bool:
    return told == word if len(word) <= SHORT else told.startswith(word)


@lru_cache(maxsize=16384)
def institution_of(written: str) -> str | None:
    """Name the institution that a claimant's words name.

    Parameters
    ----------
    written : str
        The claimant as written, in English or Russian.

    Returns
    -------
    str or None
        A plain name (``"border service"``), the same for every state; None where the words name
        a person, a source or an institution that is not known.

    Examples
    --------
    >>> institution_of("Kyrgyzstan's Border Guard Service"), institution_of("погранслужба КР")
    ('border service', 'border service')
    >>> institution_of("the Border Service of the State Committee for National Security")
    'border service'
    >>> institution_of("a source in the defence ministry"), institution_of("the defence minister")
    (None, None)
    """
    words = [w.casefold() for w in _WORD.findall(written[:LONGEST])]
    if any(w in _WHOLE or w.startswith(_OTHERS) for w in words):
        return None
    for name, spelled in _table():
        if any(all(any(_begins(p, w) for w in words) for p in one) for one in spelled):
            return name
    return None
