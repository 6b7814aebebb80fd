"""Evidence: what each side says, and how well a place is known, in words.

For a reader whose browser runs no script (:mod:`layers.plain`). Every other
reader gets the same from ``layers/static/describe.js``, made from the same
cells; ``tests/test_layers_modules.py`` holds the two to the same words.
"""

from __future__ import annotations

from typing import Any

from layers.columns import is_missing
from layers.facts import claimant_key
from layers.figures import figure_words, kinds_in
from layers.ui import Ui

__all__ = ["claim_columns", "distance_words", "extent_words"]

Row = dict[str, Any]


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
        side says of it) and ``claims`` (for each side who says it, and the words). Empty
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
        by_side.setdefault(claimant_key(claim), []).append(claim)
    # The sides of the conflict first, then the report and others.
    order = sorted(by_side, key=lambda side: side.startswith("claim."))
    return {
        "sides": [ui.text(s) if s.startswith("claim.") else ui.country(s) for s in order],
        "rows": [
            {"kind": kind, "said": [figure_words(by_side[side], kind, ui) for side in order]}
            for kind in kinds_in(claims)
        ],
        "claims": [[_said(claim, ui) for claim in by_side[side]] for side in order],
    }


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


def extent_words(row: Row, ui: Ui) -> str:
    """Say how far from the centre an incident may have been.

    Parameters
    ----------
    row : dict
        Its ``mode`` (:data:`layers.shapes.MODES`) and ``radius_m`` in metres.
    ui : Ui
        Interface text.

    Returns
    -------
    str
        Empty where it is not on the map.

    Examples
    --------
    >>> from layers.ui import read_ui
    >>> extent_words({"mode": "disc", "radius_m": 1000.0}, read_ui("en"))
    'somewhere within 1 km of this centre'
    """
    radius = row.get("radius_m")
    key = {"point": "exact", "disc": "radius", "area": "area", "vague": "extent_unknown"}
    if row["mode"] not in key:
        return ""
    words = "" if is_missing(radius) else distance_words(float(str(radius)), ui)
    return ui.text(f"place.{key[row['mode']]}", radius=words)


def _said(claim: Row, ui: Ui) -> Row:
    return {
        "claimant": str(claim.get("claimant") or ui.text("claim.report")),
        "text": str(claim.get("text") or ""),
    }
