"""Which line is used for a pair on a day: a user's own where it holds, else the packaged ones."""

from __future__ import annotations

from functools import lru_cache

import shapely

from gazetteer.borders_lines import NE_ACCURACY_M, BorderLine, BorderPart
from gazetteer.borders_lines import lines as packaged_lines
from gazetteer.borders_status import BorderStatus, sorted_pair, today
from gazetteer.borders_user import UserLine, user_lines
from gazetteer.errors import GazetteerDataError

__all__ = ["lines"]

NEAR_DEG = 0.2
LEAST_COVER = 0.9
"""A user's line covers a pair if so much of Natural Earth's lies within 0.2 degrees of it."""
UNSTATED = "how exact it is was not stated: taken as no better than Natural Earth"


def lines(
    a: str, b: str, on_date: str | None = None, told: tuple[UserLine, ...] | None = None
) -> tuple[BorderLine, ...]:
    """Give every source's line between two countries, the one to be used first.

    A user's own line comes first where it holds on the day and covers the
    pair; else last. Of the packaged lines the more accurate one is first.

    Parameters
    ----------
    a, b : str
        ISO 3166-1 alpha-3.
    on_date : str or None
        ISO date of the event; today where None.
    told : tuple of UserLine or None
        All lines of the user's own, for who asks of many pairs; default: as they are now.

    Raises
    ------
    GazetteerDataError
        Where the two share no line on land, or ``on_date`` is no date.

    Examples
    --------
    >>> [line.as_of for line in lines("TJK", "KGZ")]
    ['2026', '2022-05']
    >>> lines("FRA", "GBR")
    Traceback (most recent call last):
    ...
    gazetteer.errors.GazetteerDataError: FRA and GBR share no border on land in Natural Earth
    """
    pair, day = sorted_pair(a, b), today(on_date)
    own = _own(pair, user_lines() if told is None else told)
    if not own:
        return packaged_lines(a, b)
    found = _packaged(a, b)
    used = [line for line in own if line.holds_on(day) and _covers(line, found)]
    used.sort(key=lambda line: (line.valid_from, line.dataset), reverse=True)
    return (*used, *found, *(line for line in own if line not in used))


@lru_cache(maxsize=256)
def _covers(line: BorderLine, packaged: tuple[BorderLine, ...]) -> bool:
    if not packaged:
        return True
    coarse = packaged[-1]
    near = shapely.intersection(coarse.geometry, shapely.buffer(line.geometry, NEAR_DEG))
    return bool(near.length >= LEAST_COVER * coarse.geometry.length)


def _packaged(a: str, b: str) -> tuple[BorderLine, ...]:
    try:
        return packaged_lines(a, b)
    except GazetteerDataError:  # the user has a line where Natural Earth has none
        return ()


def _own(pair: tuple[str, str], told: tuple[UserLine, ...]) -> list[BorderLine]:
    """Give the user's lines of a pair, one a data set."""
    by_set: dict[str, list[UserLine]] = {}
    for line in told:
        if line.pair == pair:
            by_set.setdefault(line.dataset.label, []).append(line)
    return [_of_set(tuple(parts)) for parts in by_set.values()]


@lru_cache(maxsize=256)
def _of_set(told: tuple[UserLine, ...]) -> BorderLine:
    first = told[0]
    manifest, (begun, ended) = first.dataset.manifest, first.dates
    source = f"{manifest['source']} (your data set {first.dataset.label})"
    return BorderLine(
        pair=first.pair,
        parts=tuple(_part(line) for line in told),
        source=source if first.accuracy_m is not None else f"{source}; {UNSTATED}",
        licence=manifest["licence"],
        as_of=begun or ended,
        accuracy_m=NE_ACCURACY_M if first.accuracy_m is None else first.accuracy_m,
        dataset=first.dataset.label,
        valid_from=begun,
        valid_to=ended,
    )


def _part(line: UserLine) -> BorderPart:
    said = None
    if line.status is not None or line.label:
        said = BorderStatus(
            pair=line.pair,
            status=line.status or "not recorded",
            label=line.label or f"{line.pair[0]}–{line.pair[1]}: {line.status}",
            source="; ".join(filter(None, (f"your data set {line.dataset.label}", line.note))),
            part=line.part,
        )
    return BorderPart(
        name=line.part, geometry=shapely.MultiLineString(line.coordinates), status=said
    )
