"""How likely a name without any context means a place: by its size alone.

Apart from the other weights, because the spotter needs it too and must be
ready at once.
"""

from __future__ import annotations

import math
from typing import Final, Protocol

__all__ = ["POPULATION", "Sized", "prior"]

POPULATION: Final = 1.15
"""For each factor of ten, in natural logarithms of odds."""
PRIORS: Final = {"adm1": 6.4, "adm2": 4.4, "exclave": 3.0, "adm3": 3.0, "area": 6.0}
"""Logarithm to base ten of a population that makes a class as likely as a settlement."""
COUNTRY: Final = 1.2
"""A country is as likely as a city of ten times and more its people."""
AREA: Final = 0.3
"""How much larger regions are likelier than smaller ones, for each factor of ten."""
LEAST_PEOPLE: Final = 300


class Sized(Protocol):
    """What a place's size alone says: a whole place or the fixed part of one."""

    @property
    def feature_class(self) -> str:
        """One of the feature classes."""
        ...

    @property
    def population(self) -> int:
        """People, 0 where unknown."""
        ...

    @property
    def radius_km(self) -> float | None:
        """Radius of the disc that holds it."""
        ...


def prior(place: Sized) -> float:
    """Weigh a place by its size alone."""
    people = math.log10(max(place.population, LEAST_PEOPLE))
    if place.feature_class == "country":
        return POPULATION * (people + COUNTRY)
    size = max(people, PRIORS.get(place.feature_class, 0.0))
    if place.feature_class == "adm1" and place.radius_km:
        size += AREA * math.log10(place.radius_km / 100)
    return POPULATION * size
