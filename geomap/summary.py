"""Incidents in a few words, for tables: what each side claims, how sure a place is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

__all__ = ["claims_in_words", "figure_in_words", "place_in_words", "when_in_words"]

WHERE_PREC = {  # UCDP GED codebook 23.1, where_prec
    1: "exact",
    2: "within 25 km",
    3: "district",
    4: "region",
    5: "line or area",
    6: "country",
    7: "international",
}


def figure_in_words(figure: Mapping[str, Any]) -> str:
    """Put one casualty figure in words; unknown is never zero.

    Parameters
    ----------
    figure : mapping
        A ``Casualties`` record.

    Returns
    -------
    str

    Examples
    --------
    >>> figure_in_words({"kind": "wounded", "min": 10, "max": None, "side": "TJK"})
    'at least 10 wounded (TJK)'
    >>> figure_in_words({"kind": "killed", "min": None, "max": None, "hedge": "dozens"})
    'killed: dozens'
    """
    low, high = figure.get("min"), figure.get("max")
    side = f" ({figure['side']})" if figure.get("side") else ""
    kind = figure["kind"]
    if low is None and high is None:
        return f"{kind}: {figure.get('hedge') or 'number not stated'}{side}"
    if low is None:
        return f"up to {high} {kind}{side}"
    if high is None:
        return f"at least {low} {kind}{side}"
    number = str(low) if low == high else f"{low}–{high}"
    return f"{number} {kind}{side}"


def claims_in_words(claims: Iterable[Mapping[str, Any]]) -> list[str]:
    """List the claims of an incident, one line a claim, each with its claimant.

    Parameters
    ----------
    claims : iterable of mapping
        ``Claim`` records.

    Returns
    -------
    list of str

    Examples
    --------
    >>> figure = {"kind": "killed", "min": 2, "max": 2, "side": "TJK"}
    >>> claims_in_words([{"claimant": "SCNS", "about": "casualties", "casualties": [figure]}])
    ['SCNS: 2 killed (TJK)']
    """
    out: list[str] = []
    for c in claims:
        who = c.get("claimant") or "the report"
        figures = [figure_in_words(f) for f in c.get("casualties") or ()]
        words = " ".join(str(c.get("text", "")).split())
        said = ", ".join(figures) if figures else f"“{words}”"
        denied = "denies: " if c.get("denies") else ""
        about = "" if figures else f"[{c['about']}] "
        out.append(f"{who}: {about}{denied}{said}")
    return out


def when_in_words(row: Mapping[str, Any]) -> str:
    """Give the local date and time of an incident as its report has it.

    Examples
    --------
    >>> when_in_words({"date_start": "2022-01-28", "date_end": "2022-01-28", "time_local": "01:00",
    ...                "date_edtf": "2022-01-28", "time_zone": "Asia/Dushanbe"})
    '2022-01-28 01:00 Asia/Dushanbe'
    >>> when_in_words({"date_edtf": "XXXX-01-27"})
    'XXXX-01-27'
    """
    start, end = row.get("date_start"), row.get("date_end")
    day = row.get("date_edtf") or "undated"
    if start and end and start != end:
        day = f"{start} to {end}"
    return " ".join(p for p in (day, row.get("time_local"), row.get("time_zone")) if p)


def place_in_words(row: Mapping[str, Any]) -> str:
    """Say how sure the place of an incident is.

    Examples
    --------
    >>> place_in_words({"place_status": "resolved", "where_prec": 2, "radius_m": 1000.0,
    ...                 "place_derived": True})
    'resolved, where_prec 2 (within 25 km), radius 1 km, derived'
    >>> place_in_words({"place_status": "none"})
    'unplaced'
    """
    status = row.get("place_status") or "none"
    if status == "none":
        return "unplaced"
    parts = [str(status)]
    prec, radius = row.get("where_prec"), row.get("radius_m")
    if prec:
        parts.append(f"where_prec {prec} ({WHERE_PREC[prec]})")
    if radius:
        parts.append(f"radius {radius / 1000:.3g} km")
    if row.get("place_derived"):
        parts.append("derived")
    return ", ".join(parts)
