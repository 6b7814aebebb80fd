"""Evidence: all that is known of one incident, put together for a reader.

The result is plain values (texts, lists, dicts). The browser code puts each
text into the page as text; links have passed :func:`layers.escape.safe_url`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from layers.columns import is_missing, rows_of
from layers.dates import clock_words, date_words, day_words, utc_words
from layers.escape import safe_url
from layers.figures import figure_words, kinds_in
from layers.quotes import Span, mark
from layers.ui import Ui, read_ui

__all__ = ["claim_columns", "describe", "distance_words", "place_details", "source_details"]

Row = dict[str, Any]


def describe(row: Row, mode: str, ui: Ui) -> dict[str, Any]:
    """Put the evidence of one incident together.

    Parameters
    ----------
    row : dict
        One row of the frame, column to value, empty cells None.
    mode : str
        How it is drawn (:data:`layers.shapes.Mode`).
    ui : Ui
        Interface text.

    Returns
    -------
    dict
        ``when``, ``where``, ``within``, ``mentioned``, ``claims``, ``quote``, ``spans``,
        ``sources``, ``actors``, ``problems``, ``status``; parts that are
        empty are left out.
    """
    runs, outside = _quote(row)
    detail = {
        "when": _when(row, ui),
        "where": [
            place_details(p, "none" if n else mode, ui) for n, p in enumerate(_places(row, "where"))
        ],
        "within": [place_details(p, "none", ui) for p in _places(row, "within")],
        "mentioned": [place_details(p, "none", ui) for p in _places(row, "mentioned")],
        "claims": claim_columns(rows_of(row.get("claims")), ui),
        "quote": runs,
        "spans": [{"label": span.label, "text": span.text} for span in outside],
        "sources": [source_details(s) for s in rows_of(row.get("sources"))],
        "actors": [_actor(a, ui) for a in rows_of(row.get("actors"))],
        "problems": _texts(row.get("problems")),
        "border": " – ".join(ui.country(c) for c in str(row.get("border_pair") or "").split("-")),
        "distance": _kilometres(row.get("distance_to_border_km"), ui),
        "scale": str(row.get("scale") or ""),
    }
    return {key: value for key, value in detail.items() if value}


def claim_columns(claims: list[Row], ui: Ui) -> dict[str, Any]:
    """Set the claims of each claimant side beside each other.

    Parameters
    ----------
    claims : list of dict
        ``Claim`` records of one incident.
    ui : Ui
        Interface text.

    Returns
    -------
    dict
        ``sides`` (a column each), ``rows`` (a kind of casualty and what each
        side says of it) and ``claims`` (for each side its claims). Empty
        where there are no claims.

    Examples
    --------
    >>> from layers.ui import read_ui
    >>> two = [{"claimant_side": "TJK", "about": "casualties",
    ...         "casualties": [{"kind": "killed", "min": 2, "max": 2}]},
    ...        {"claimant_side": "KGZ", "about": "blame"}]
    >>> columns = claim_columns(two, read_ui("en"))
    >>> columns["sides"], columns["rows"][0]
    (['Tajikistan', 'Kyrgyzstan'], {'kind': 'killed', 'said': ['2', 'not stated']})
    """
    if not claims:
        return {}
    by_side: dict[str, list[Row]] = {}
    for claim in claims:
        by_side.setdefault(_side_of(claim), []).append(claim)
    # The sides of the conflict first, then the report and others.
    order = sorted(by_side, key=lambda side: side.startswith("claim."))
    replaced = {str(claim["supersedes"]) for claim in claims if claim.get("supersedes")}
    return {
        "sides": [ui.text(s) if s.startswith("claim.") else ui.country(s) for s in order],
        "rows": [
            {"kind": kind, "said": [figure_words(by_side[side], kind, ui) for side in order]}
            for kind in kinds_in(claims)
        ],
        "claims": [[_claim(claim, replaced, ui) for claim in by_side[side]] for side in order],
    }


def place_details(place: Row, mode: str, ui: Ui) -> dict[str, Any]:
    """Say how a place is written, what it was taken to be, and why.

    Parameters
    ----------
    place : dict
        A ``PlaceMention`` record.
    mode : str
        How the incident is drawn; ``"none"`` for a place that is not its place.
    ui : Ui
        Interface text.

    Returns
    -------
    dict
        Texts and lists of texts; what is not known is left out.
    """
    found = {
        "written": str(place.get("as_written") or ""),
        "status": str(place.get("status") or "unresolved"),
        "name": str(place.get("name") or ""),
        "inside": _inside(place, ui),
        "prec": "" if is_missing(place.get("where_prec")) else str(place["where_prec"]),
        "extent": _extent(place, mode, ui),
        "position": _position(place, ui),
        "derived": bool(place.get("derived")),
        "note": str(place.get("note") or ""),
        "claimant": str(place.get("claimant") or ""),
        "reasons": _texts(place.get("reasons")),
        "candidates": [_candidate(c, ui) for c in rows_of(place.get("candidates"))],
        "source": " · ".join(filter(None, _texts([place.get("source"), place.get("licence")]))),
    }
    return {key: value for key, value in found.items() if value}


def source_details(source: Row) -> dict[str, Any]:
    """Say where a report comes from; only an http or https link is a link.

    Examples
    --------
    >>> source_details({"title": "Clash", "url": "javascript:alert(1)"})
    {'title': 'Clash', 'written_url': 'javascript:alert(1)'}
    """
    url = str(source.get("url") or "")
    link = safe_url(url)
    names = ("title", "publisher", "published_on", "sha256", "path", "licence", "doc_id")
    found = {name: str(source.get(name) or "") for name in names}
    found |= {"url": link or "", "written_url": "" if link else url}
    return {key: value for key, value in found.items() if value}


def distance_words(metres: float, ui: Ui) -> str:
    """Put a distance into words, no more precise than it can be.

    Examples
    --------
    >>> from layers.ui import read_ui
    >>> distance_words(950.0, read_ui("en")), distance_words(12_340.0, read_ui("en"))
    ('950 m', '12 km')
    """
    if metres < 1000:
        return ui.text("unit.m", n=f"{metres:.0f}")
    kilometres = metres / 1000
    return ui.text(
        "unit.km",
        n=f"{kilometres:.1f}".removesuffix(".0") if kilometres < 10 else f"{kilometres:.0f}",
    )


def _places(row: Row, role: str) -> list[Row]:
    places = rows_of(row.get("places"))
    found = [p for p in places if (p.get("role") or "where") == role]
    if found or role != "where" or not row.get("place_as_written"):
        return found
    names = ("where_prec", "radius_m", "lon", "lat")
    own = {name: row.get(name) for name in names}
    return [
        own
        | {
            "as_written": row.get("place_as_written"),
            "name": row.get("place_name"),
            "status": row.get("place_status"),
            "derived": row.get("place_derived"),
            "note": row.get("place_note"),
        }
    ]


def _when(row: Row, ui: Ui) -> dict[str, Any]:
    edtf = str(row.get("date_edtf") or "")
    clocks = []
    for clock in rows_of(row.get("clocks")):
        moment, offset = clock_words(str(clock.get("local") or ""), ui)
        clocks.append([ui.country(str(clock.get("iso3") or "")), moment, offset])
    utc = row.get("datetime_utc")
    prec = row.get("date_prec")
    found = {
        "local": date_words(
            row.get("date_start"), row.get("date_end"), edtf, row.get("time_local"), ui
        ),
        "clocks": clocks,
        "utc": utc_words(str(utc), ui) if utc else "",
        "basis": str(row.get("date_basis") or ""),
        "year": str(row.get("year_basis") or ""),
        "prec": "" if prec is None else str(int(prec)),
    }
    return {key: value for key, value in found.items() if value}


def _quote(row: Row) -> tuple[list[Any], list[Span]]:
    doc_ids = _texts(row.get("doc_ids"))
    home = doc_ids[0] if doc_ids else None
    here: list[Span] = []
    elsewhere: list[Span] = []
    for item in rows_of(row.get("evidence")):
        span = Span(
            start=int(item.get("start") or 0),
            end=int(item.get("end") or 0),
            text=str(item.get("text") or ""),
            label=str(item.get("field") or ""),
        )
        (here if len(doc_ids) < 2 or item.get("doc_id") == home else elsewhere).append(span)
    start = row.get("sentence_start")
    sentence = str(row.get("sentence") or "")
    runs, outside = mark(sentence, None if start is None else int(start), here)
    return runs, [*outside, *elsewhere]


def _side_of(claim: Row) -> str:
    side = str(claim.get("claimant_side") or "")
    if side:
        return side
    return "claim.other" if claim.get("claimant") else "claim.report"


def _claim(claim: Row, replaced: set[str], ui: Ui) -> dict[str, Any]:
    said_on = claim.get("said_on")
    found = {
        "claimant": str(claim.get("claimant") or ui.text("claim.report")),
        "via": str(claim.get("via") or ""),
        "about": str(claim.get("about") or "other"),
        "blames": ui.country(str(claim.get("blames") or "")),
        "hedge": str(claim.get("hedge") or ""),
        "continued": claim.get("attribution") == "continued",
        "denies": bool(claim.get("denies")),
        "said_on": day_words(str(said_on), ui) if said_on else "",
        "replaced": str(claim.get("claim_id") or "") in replaced,
        "replaces": bool(claim.get("supersedes")),
        "text": str(claim.get("text") or ""),
    }
    return {key: value for key, value in found.items() if value}


def _actor(actor: Row, ui: Ui) -> str:
    name = str(actor.get("name") or "")
    side = str(actor.get("iso3") or actor.get("side") or "")
    return f"{name} ({ui.country(side)})" if side else name


def _inside(place: Row, ui: Ui) -> str:
    countries = [ui.country(code) for code in _texts(place.get("countries"))]
    english = {read_ui().country(code) for code in _texts(place.get("countries"))}
    units = [unit for unit in _texts(place.get("parents")) if unit not in english]
    return ", ".join([*units, *([" / ".join(countries)] if countries else [])])


def _extent(place: Row, mode: str, ui: Ui) -> str:
    if mode == "point":
        return ui.text("place.exact")
    if place.get("geojson"):
        return ui.text("place.area")
    radius = place.get("radius_m")
    if not is_missing(radius):
        return ui.text("place.radius", radius=distance_words(float(str(radius)), ui))
    return ui.text("place.extent_unknown") if mode == "vague" else ""


def _position(place: Row, ui: Ui) -> str:
    lon, lat = place.get("lon"), place.get("lat")
    if is_missing(lon) or is_missing(lat):
        return ""
    return ui.text("place.position", lat=f"{lat:.5f}", lon=f"{lon:.5f}")


def _candidate(candidate: Row, ui: Ui) -> str:
    inside = _inside(candidate, ui)
    why = candidate.get("why") or ""
    reason = why if isinstance(why, str) else "; ".join(_texts(why))
    name = str(candidate.get("name") or "")
    return " — ".join(filter(None, [f"{name} ({inside})" if inside else name, reason]))


def _kilometres(value: object, ui: Ui) -> str:
    return "" if is_missing(value) else distance_words(float(str(value)) * 1000, ui)


def _texts(cell: object) -> list[str]:
    if is_missing(cell) or isinstance(cell, str | dict) or not isinstance(cell, Iterable):
        return [str(cell)] if isinstance(cell, str) and cell else []
    return [str(item) for item in cell if not is_missing(item)]
