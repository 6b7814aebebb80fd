"""The gazetteer, opened once a process, and the few questions that reading asks of it."""

from __future__ import annotations

from functools import cache

from gazetteer import Gazetteer

__all__ = ["country_of_city", "open_gazetteer"]

SURE = 0.78  # prominence below which a town is not what a lone name means


@cache
def open_gazetteer() -> Gazetteer:
    """Open the packaged gazetteer, once."""
    return Gazetteer.open()


@cache
def country_of_city(name: str) -> str | None:
    """Give the country of a well-known town.

    Newsrooms write the capital for the government ("Baku denied it"), and a
    report's dateline names the town that it was filed from.

    Parameters
    ----------
    name : str
        The town, in any script.

    Returns
    -------
    str or None
        ISO 3166-1 alpha-3; None where no prominent town has that name.

    Examples
    --------
    >>> country_of_city("Baku"), country_of_city("БИШКЕК"), country_of_city("Residents")
    ('AZE', 'KGZ', None)
    """
    found = open_gazetteer().find(name, feature_class="populated place", limit=2)
    if not found or found[0].score < SURE or not found[0].place.countries:
        return None
    return found[0].place.countries[0]
