"""What ACLED's and UCDP's shapes have in common: who, where, how many, and what has no row.

Each cell follows from what is told; a cell that would need a choice between
two claimants stays empty. Nothing is averaged, and nothing is added across
claimants.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from geomap.export.delimited import cell
from geomap.export.own_rows import Parts, own_cells, own_ident
from geomap.export.rows import Rows
from geomap.export.values import is_day

__all__ = ["Deaths", "Event", "cells", "deaths_of", "events_of", "left_out", "state_of"]

Violent = frozenset[str] | None
NAMED = 5  # incidents without a row that are named; the rest is counted
DRAWN = 5  # where_prec up to which a place is smaller than its country


@dataclass(frozen=True, kw_only=True)
class Deaths:
    """Deaths as the claimants give them.

    Parameters
    ----------
    best : int or None
        The number, where all claimants who count the same people give it.
    low, high : int or None
        Their span. None where it has no end, or where they count different people.
    by_side : dict
        ISO 3166-1 alpha-3 of the dead to their number, where all who give one agree.
    """

    best: int | None = None
    low: int | None = None
    high: int | None = None
    by_side: Mapping[str, int]


def deaths_of(ranges: Iterable[Mapping[str, Any]]) -> Deaths:
    """Bring the claimants' ranges of one incident into best, low and high.

    Parameters
    ----------
    ranges : iterable of mapping
        ``claimant``, ``side``, ``min``, ``max`` of those killed.

    Examples
    --------
    >>> both = [
    ...     {"claimant": "A", "side": None, "min": 2, "max": 2},
    ...     {"claimant": "B", "side": None, "min": 5, "max": 7},
    ... ]
    >>> found = deaths_of(both)
    >>> found.best, found.low, found.high
    (None, 2, 7)
    >>> apart = [{**both[0], "side": "KGZ"}, {**both[1], "side": "TJK"}]
    >>> deaths_of(apart).low is None
    True
    """
    told: dict[str, dict[str | None, tuple[int | None, int | None]]] = {}
    for r in ranges:
        told.setdefault(r["claimant"], {})[r["side"]] = (r["min"], r["max"])
    by_side = _by_side(told.values())
    whole = [_whole(sides) for sides in told.values()]
    if not whole or len({people for people, _, _ in whole}) > 1:
        return Deaths(by_side=by_side)
    lows, highs = [low for _, low, _ in whole], [high for _, _, high in whole]
    low = None if None in lows else min(n for n in lows if n is not None)
    high = None if None in highs else max(n for n in highs if n is not None)
    best = low if low == high else None
    return Deaths(best=best, low=low, high=high, by_side=by_side)


def _whole(
    sides: Mapping[str | None, tuple[int | None, int | None]],
) -> tuple[frozenset[str | None], int | None, int | None]:
    """Give whom one claimant counts, and the bounds of what that claimant says of them."""
    if None in sides:
        low, high = sides[None]
        return frozenset({None}), low, high
    lows, highs = zip(*sides.values(), strict=True)
    return (
        frozenset(sides),
        None if None in lows else sum(lows),
        None if None in highs else sum(highs),
    )


def _by_side(
    told: Iterable[Mapping[str | None, tuple[int | None, int | None]]],
) -> dict[str, int]:
    found: dict[str, set[tuple[int | None, int | None]]] = {}
    for sides in told:
        for side, bounds in sides.items():
            if side is not None:
                found.setdefault(side, set()).add(bounds)
    agreed = {side: next(iter(b)) for side, b in found.items() if len(b) == 1}
    return {s: low for s, (low, high) in agreed.items() if low is not None and low == high}


@dataclass(frozen=True, kw_only=True)
class Event:
    """One incident in the terms that coders share; ``record`` is the incident itself.

    ``own`` are the cells of the coder's own row that it was read from, where they still hold.
    ``iso3``, ``admin1`` and ``admin2`` are empty where two states claim the
    place or the gazetteer does not tell. ``sides`` are the first actor and the
    first one of another state, else the second one; ``others`` are the rest.
    """

    ident: str
    record: Mapping[str, Any]
    own: Mapping[str, Any]
    deaths: Deaths
    country: str
    iso3: str
    admin1: str
    admin2: str
    sides: tuple[Mapping[str, Any], Mapping[str, Any]]
    others: tuple[Mapping[str, Any], ...]

    @property
    def placed(self) -> bool:
        """Whether the place is known, and smaller than a country."""
        known = self.record["lon"] is not None and self.record["lat"] is not None
        return known and (self.record["where_prec"] or 9) <= DRAWN


def events_of(
    rows: Rows, kind: str, columns: Sequence[str], parts: Parts, *, violent: Violent = None
) -> tuple[list[Event], list[str]]:
    """Choose the incidents that have a row in a coder's table.

    Parameters
    ----------
    rows : Rows
    kind : str
        ``acled`` or ``ucdp``.
    columns : sequence of str
    parts : mapping
        As :func:`geomap.export.own_rows.own_cells` has them.
    violent : frozenset of str or None
        Types that the coder counts; None for all. A row of the coder's own is one of them.

    Returns
    -------
    events : list of Event
    left_out : list of str
        Ids of those told as background, without a day, or of another type.
    """
    killed = _killed(rows)
    events, out = [], []
    for ident, record in rows.records():
        day = record["date_start"]
        own = own_cells(ident, record, kind, columns, parts)
        typed = violent is None or record["type"] in violent or set(parts["type"]) <= own.keys()
        if record["background"] or day is None or not is_day(day) or not typed:
            out.append(ident)
        else:
            name = own_ident(ident, kind)
            events.append(_event(name, record, own, killed.get(ident, [])))
    return events, out


def cells(row: Mapping[str, Any], columns: Sequence[str]) -> list[Any]:
    """Give the cells of a row, none of which a spreadsheet runs.

    Examples
    --------
    >>> cells({"notes": "=1+1", "tags": "'quoted'"}, ("notes", "tags", "iso"))
    ["'=1+1", "'quoted'", None]
    """
    return [cell(row.get(c), undone=False) for c in columns]


def left_out(idents: Sequence[str], why: str) -> tuple[str, ...]:
    """Say which incidents have no row, and why.

    Examples
    --------
    >>> left_out(["a", "b"], "no day is known")
    ('2 incidents are not in the file (no day is known): a, b.',)
    >>> left_out([], "no day is known")
    ()
    """
    if not idents:
        return ()
    some = ", ".join(idents[:NAMED]) + (" …" if len(idents) > NAMED else "")
    noun = "incident is" if len(idents) == 1 else "incidents are"
    return (f"{len(idents)} {noun} not in the file ({why}): {some}.",)


def _killed(rows: Rows) -> dict[str, list[dict[str, Any]]]:
    """Give the claimants' ranges of those killed, by incident."""
    from geomap.claims_totals import ranges

    found: dict[str, list[dict[str, Any]]] = {}
    table = ranges(rows.frame)
    table = table[table["kind"] == "killed"].astype(object)
    for values in table.where(table.notna(), None).itertuples(index=False, name=None):
        row = dict(zip(table.columns, values, strict=True))
        found.setdefault(str(row["incident_id"]), []).append(row)
    return found


def _event(
    ident: str,
    record: Mapping[str, Any],
    own: Mapping[str, Any],
    killed: list[dict[str, Any]],
) -> Event:
    from gazetteer.countries import name

    told = [p for p in record["places"] if p.get("role", "where") == "where"]
    countries = list(dict.fromkeys(c for p in told for c in p.get("countries") or ()))
    iso3 = str(countries[0]) if len(countries) == 1 else ""
    units = _units(told[0]) if iso3 else []
    sides, others = _sides(record["actors"])
    return Event(
        ident=ident,
        record=record,
        own=own,
        deaths=deaths_of(killed),
        country="; ".join(name(c) for c in countries),
        iso3=iso3,
        admin1=units[-1] if units else "",
        admin2=units[-2] if len(units) > 1 else "",
        sides=sides,
        others=others,
    )


NOBODY: Mapping[str, Any] = {"name": "", "type": ""}


def state_of(actor: Mapping[str, Any]) -> str:
    """Give the state that an actor belongs to, as ISO 3166-1 alpha-3, or an empty text.

    Examples
    --------
    >>> state_of({"name": "Kyrgyz border guards", "iso3": "KGZ"}), state_of({"name": "a crowd"})
    ('KGZ', '')
    """
    return str(actor.get("iso3") or actor.get("side") or "")


def _sides(
    listed: Iterable[Mapping[str, Any]],
) -> tuple[tuple[Mapping[str, Any], Mapping[str, Any]], tuple[Mapping[str, Any], ...]]:
    """Tell the two sides apart from the others who are named."""
    actors = list({a["name"]: a for a in listed}.values())
    first = actors[0] if actors else NOBODY
    rest = actors[1:]
    apart = (a for a in rest if state_of(a) and state_of(a) != state_of(first))
    second = next(apart, rest[0] if rest else NOBODY)
    return (first, second), tuple(a for a in rest if a is not second)


def _units(place: Mapping[str, Any]) -> list[str]:
    """List the units of a place, the smallest first, without its country."""
    units = [p for p in place.get("parents") or () if not _is_country(p)]
    own = place.get("feature_class") in {"adm1", "adm2"}
    return [place["name"], *units] if own else units


@cache
def _is_country(name: str) -> bool:
    from gazetteer.countries import find_country

    return find_country(name) is not None
