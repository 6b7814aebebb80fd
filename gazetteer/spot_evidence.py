"""Evidence for and against a run of words being a place's name.

Weights are added up; a piece with :data:`THRESHOLD` or more is a place. They
are stated here once, were set by hand on general grounds, and were checked on
LGL and GeoVirus (``benchmarks/bench_accuracy.py``).
"""

from __future__ import annotations

from types import MappingProxyType

__all__ = ["KNOWN", "THRESHOLD", "WEIGHTS", "known_weight"]

THRESHOLD = 0.95

WEIGHTS = MappingProxyType(
    {
        "unknown": -0.9,  # nobody has this name
        "other name": -0.3,  # known, but not as the place's own name
        "several words": 0.8,  # a known name of two words or more is rarely chance
        "whole run": 0.7,
        "class word": 3.0,  # "Surkh jamoat", "Mount X"
        "strong preposition": 1.2,  # in, near, at
        "near": 1.5,  # near, outskirts of: only places have surroundings
        "weak preposition": 0.5,  # from, to, of
        "takes a place": 1.3,  # "fled to X", "residents of X", "shelled X"
        "takes no place": -1.5,  # "believes in X", "works at X"
        "in a larger place": 2.0,  # "Gainesville, Fla."
        "holds the place before": 2.0,  # "…, Fla."
        "owned by a country": 1.0,  # "Tajikistan's X"
        "dateline": 1.5,  # "DUSHANBE, 28 January" at the head
        "elsewhere a place": 1.2,  # surely one in another sentence
        "other end of a road": 1.0,
        "in a list of places": 1.0,  # "Oxford, Reading and Bath"
        "a town in a list": 0.5,  # "Jermuk, Vardenis and Sotk", none of them surely a place
        "direction": 0.5,  # "northern X"
        "head of a sentence": -0.3,
        "article": -1.2,  # "the X": no settlement's name takes it
        "common word": -1.6,  # also an English word in lower case
        "common word at the head": -1.5,
        "given name": -0.4,
        "title before": -3.0,  # "Secretary X", "spokesman X"
        "given name before": -2.5,
        "initial before": -2.5,
        "word before": -1.6,  # an unknown capitalised word on its left
        "word after": -1.6,
        "organisation": -2.2,  # "X University"
        "street": -4.0,
        "person's verb": -1.2,  # "X said"
        "elsewhere a person": -2.5,
        "capitals": -1.5,  # an acronym
        "plain words": -2.5,  # an unknown name of nothing but common words ("Waste District")
        "given name with a class word": -2.0,  # "Angela Hill"
    }
)
KNOWN = MappingProxyType(
    {"country": 3.0, "adm1": 1.2, "border": 3.0, "area": 2.5, "terrain": 1.5, "exclave": 2.0}
)
"""Base for a known name by its class; settlements count by population."""


def known_weight(feature_class: str, population: int) -> float:
    """Weigh a known name by how likely it is meant.

    Examples
    --------
    >>> known_weight("populated place", 2_000_000), known_weight("country", 0)
    (1.0, 3.0)
    >>> known_weight("populated place", 900)
    0.0
    """
    if feature_class in KNOWN:
        return KNOWN[feature_class]
    for floor, weight in ((1_000_000, 1.0), (100_000, 0.7), (15_000, 0.4), (1_500, 0.2)):
        if population >= floor:
            return weight
    return 0.0
