"""UCDP GED (23.1 and near it, 49 columns) and HDX's edition (43 columns, a row of HXL tags)."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Any, Literal

from geomap.incident import Actor, Casualties
from geomap.tables.coded import Coded, Source, Spot
from geomap.tables.codes import country, country_by_code, country_of_actor, table, type_named
from geomap.tables.sheet import Row
from geomap.tables.values import BadCellError, When, count_of, number_of, position_of, when_of

__all__ = ["SOURCE", "range_edtf"]

FIELDS = {
    "id": ("id",),
    "type": ("type_of_violence",),
    "date": ("date_start",),
    "date_end": ("date_end",),
    "date_prec": ("date_prec",),
    "place": ("where_coordinates",),
    "where_prec": ("where_prec",),
    "lat": ("latitude",),
    "lon": ("longitude",),
    "country": ("country",),
    "country_code": ("country_id",),
    "admin1": ("adm_1",),
    "admin2": ("adm_2",),
    "actor1": ("side_a",),
    "actor2": ("side_b",),
    "actor1_code": ("gwnoa",),
    "actor2_code": ("gwnob",),
    "deaths_a": ("deaths_a",),
    "deaths_b": ("deaths_b",),
    "deaths_civilians": ("deaths_civilians",),
    "deaths_unknown": ("deaths_unknown",),
    "best": ("best", "best_est"),
    "low": ("low", "low_est"),
    "high": ("high", "high_est"),
    "notes": ("source_headline",),
    "source": ("source_office",),
    "source_original": ("source_original",),
    "source_article": ("source_article",),
    "source_date": ("source_date",),
}
CITES = {
    "type": ("type",),
    "date_start": ("date", "date_end", "date_prec"),
    "places": ("place", "lat", "lon", "where_prec", "admin1"),
    "countries": ("country",),
    "actors": ("actor1", "actor2"),
    "claims": ("low", "best", "high", "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown"),
}


def _code(row: Row, field: str, allowed: range) -> int | None:
    value = number_of(row.text(field), field)
    if value is None:
        return None
    if not value.is_integer() or int(value) not in allowed:
        raise BadCellError(field, f"{row.text(field)!r} is none of {allowed[0]}..{allowed[-1]}")
    return int(value)


def range_edtf(start: str, end: str) -> str:
    """Write a range of days as EDTF: a whole month or year by its name.

    Examples
    --------
    >>> range_edtf("2013-01-01", "2013-01-31"), range_edtf("2013-01-01", "2013-01-02")
    ('2013-01', '2013-01-01/2013-01-02')
    >>> range_edtf("2013-01-01", "2013-12-31"), range_edtf("2013-01-01", "2013-01-01")
    ('2013', '2013-01-01')
    """
    if start == end:
        return start
    if start[5:] == "01-01" and end == f"{start[:4]}-12-31":
        return start[:4]
    after = dt.date.fromisoformat(end) + dt.timedelta(days=1)
    whole = start[8:] == "01" and start[:7] == end[:7] and after.day == 1
    return start[:7] if whole else f"{start}/{end}"


def _when(row: Row) -> tuple[When, tuple[str, ...]]:
    start, end = when_of(row.text("date"), "date"), when_of(row.text("date_end"), "date_end")
    prec = _code(row, "date_prec", range(1, 6))
    if start.start is None:
        return start, ()
    last = end.end or start.end or start.start
    if last < start.start:
        raise BadCellError("date_end", f"date_end {last} is before date_start {start.start}")
    when = When(
        start=start.start,
        end=last,
        edtf=range_edtf(start.start, last),
        prec=prec or start.prec,
        note=start.note,
    )
    if prec == 1 and last != start.start:
        return when, (f"date_prec 1 is one day, but the row gives {start.start} to {last}",)
    return when, ()


@lru_cache(maxsize=16384)
def _side(name: str, code: str) -> Actor | None:
    if not name:
        return None
    iso3 = country_by_code(code, "gw") or country_of_actor(name)
    kind: Literal["government", "civilians", "armed_group"] = "armed_group"
    if iso3 or name.lower().startswith("government of"):
        kind = "government"
    elif name.lower().startswith("civilians"):
        kind = "civilians"
    return Actor(name=name, type=kind, side=iso3, iso3=iso3, start=0, end=len(name))


def _parts(row: Row, sides: dict[str, Actor | None], *, sure: bool) -> tuple[Casualties, ...]:
    """Break ``best`` down by side: "at least" where deaths of no known side are left.

    A zero counts as stated only where the total is sure and wholly told apart.
    """
    unknown = count_of(row.text("deaths_unknown"), "deaths_unknown")
    out = []
    for field in ("deaths_a", "deaths_b", "deaths_civilians"):
        count = count_of(row.text(field), field)
        who = sides.get(field)
        if count is None or (count == 0 and (unknown != 0 or not sure)):
            continue
        if count == 0 and who and who.type == "civilians":  # told in deaths_civilians
            continue
        out.append(
            Casualties(
                kind="killed",
                side=who.iso3 if who else None,
                group=who.name if who else "civilians",
                min=count,
                max=count if unknown == 0 else None,
                hedge="best estimate",
                side_basis=f"column {field}" + (f": {who.name}" if who else ""),
            )
        )
    if unknown:
        group = "side unknown"
        out.append(
            Casualties(
                kind="killed",
                group=group,
                min=unknown,
                max=unknown,
                hedge="best estimate",
                side_basis="column deaths_unknown",
            )
        )
    return tuple(out)


def _figures(
    row: Row, sides: dict[str, Actor | None]
) -> tuple[tuple[Casualties, ...], tuple[str, ...]]:
    low, best, high = (count_of(row.text(f), f) for f in ("low", "best", "high"))
    sure = low == best == high
    parts = _parts(row, sides, sure=sure)
    if low is None and best is None and high is None and not parts:
        return (), ()
    only = low is None and high is None
    total = Casualties(
        kind="killed",
        min=best if only else low,
        max=best if only else high,
        hedge=None if sure or best is None else f"best estimate {best}",
        side_basis="columns low, best, high",
        parts=parts,
    )
    if best is None or (low or 0) <= best <= (best if high is None else high):
        return (total,), ()
    return (total,), (f"the best estimate {best} is outside its own bounds {low} to {high}",)


def _made_from(row: Row) -> tuple[dict[str, Any], ...]:
    office, article = row.text("source"), row.text("source_article")
    if not office and not article:
        return ()
    day = row.text("source_date")
    try:
        published = dt.date.fromisoformat(day).isoformat()
    except ValueError:
        published = None
    entry = {
        "publisher": office,
        "title": row.text("notes") or article,
        "published_on": published,
        "published_basis": "column source_date" if published else "",
        "cited_by": "UCDP GED",
    }
    return (entry,)


def read(row: Row) -> Coded:
    """Read a row of UCDP GED."""
    position = position_of(row.text("lon"), row.text("lat"))
    prec = _code(row, "where_prec", range(1, 8))
    kind = _code(row, "type", range(1, 4))
    when, doubts = _when(row)
    side_a = _side(row.text("actor1"), row.text("actor1_code"))
    side_b = _side(row.text("actor2"), row.text("actor2_code"))
    figures, odd = _figures(row, {"deaths_a": side_a, "deaths_b": side_b})
    words = table("ucdp")["words"].get(str(kind), "")
    iso3 = country(row.text("country")) or country_by_code(row.text("country_code"), "gw")
    return Coded(
        ident=row.text("id").removesuffix(".0"),
        type=type_named(table("ucdp")["type_of_violence"].get(str(kind), "")),
        words=words.capitalize(),
        when=when,
        spot=Spot(
            name=row.text("place"),
            lon=position[0] if position else None,
            lat=position[1] if position else None,
            prec=prec,
            code=f"where_prec {prec}" if prec else "",
            admin1=row.text("admin1"),
            admin2=row.text("admin2"),
            iso3=iso3,
        ),
        actors=tuple(a for a in (side_a, side_b) if a),
        figures=figures,
        figures_field="best",
        via=row.text("source_original") or row.text("source") or row.text("source_article"),
        made_from=_made_from(row),
        problems=(*doubts, *odd),
    )


SOURCE = Source(
    kind="ucdp",
    coder="UCDP GED",
    fields=FIELDS,
    signature=frozenset({"type_of_violence", "where_prec", "date_prec", "dyad_name"}),
    cites=CITES,
    read=read,
)
