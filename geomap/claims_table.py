"""Claims of a frame as a table: one row a claim and figure.

A figure that nobody gave is ``<NA>``, never 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from geomap.needs import need_columns
from geomap.nested import Row, ids_of, nested, typed_table

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["claims_table"]

_CLAIM = {
    "claim_id": "string",
    "claimant": "string",
    "claimant_side": "string",
    "via": "string",
    "about": "string",
    "blames": "string",
}
_FIGURE = {
    "kind": "string",
    "side": "string",
    "side_basis": "string",
    "group": "string",
    "min": "Int64",
    "max": "Int64",
}
_REST = {
    "attribution": "string",
    "denies": "boolean",
    "supersedes": "string",
    "said_on": "string",
    "doc_id": "string",
    "start": "Int64",
    "end": "Int64",
    "text": "string",
}
_COLUMNS = {
    "incident_id": "string",
    **_CLAIM,
    **_FIGURE,
    "hedge": "string",
    "derived": "boolean",
    "part_of": "Int64",
    "claim_hedge": "string",
    **_REST,
}


def _rows_of_claim(incident_id: str, claim: Row, *, parts: bool) -> Iterator[Row]:
    told = {
        "incident_id": incident_id,
        **{name: claim.get(name) for name in (*_CLAIM, *_REST)},
        "claim_hedge": claim.get("hedge"),
    }
    figures = nested(claim.get("casualties"))
    if not figures:
        yield told
    for figure in figures:
        yield {**told, **_figure(figure)}
        if parts:
            inside = nested(figure.get("parts"))
            yield from ({**told, **_figure(p), "part_of": figure.get("start")} for p in inside)


def _figure(figure: Row) -> Row:
    return {name: figure.get(name) for name in (*_FIGURE, "hedge", "derived")}


def _claims(frame: pd.DataFrame) -> Iterator[tuple[str, Row]]:
    for incident_id, cell in zip(ids_of(frame), frame["claims"], strict=True):
        for claim in nested(cell):
            yield incident_id, claim


def claims_table(frame: pd.DataFrame, *, parts: bool = False) -> pd.DataFrame:
    """List the claims of incidents, one row a claim and figure.

    Parameters
    ----------
    frame : pandas.DataFrame
        Incidents, or some of them.
    parts : bool
        List the parts of a figure too ("of them six border guards"), each
        with the figure's start in ``part_of``. They are contained in their figure:
        never add them to it.

    Returns
    -------
    pandas.DataFrame
        In the frame's order. A claim without figures has one row in which
        ``kind``, ``min`` and ``max`` are missing. ``claimant`` is ``""``
        where the report says it itself; ``min`` and ``max`` are ``<NA>`` where no
        number is given (``hedge`` has the words), never 0.

    Raises
    ------
    SchemaError
        The frame has no column ``claims``.

    Examples
    --------
    >>> import pandas as pd
    >>> figure = {"kind": "wounded", "side": "TJK", "min": 10, "max": None, "hedge": "at least"}
    >>> claim = {"claimant": "SCNS", "about": "casualties", "casualties": [figure]}
    >>> frame = pd.DataFrame({"claims": [[claim]]}, index=["a"])
    >>> claims_table(frame)[["incident_id", "claimant", "kind", "min", "max"]].values.tolist()
    [['a', 'SCNS', 'wounded', 10, <NA>]]
    >>> len(claims_table(frame.iloc[:0]))
    0
    """
    need_columns(frame, ["claims"], "claims")
    rows = (row for i, claim in _claims(frame) for row in _rows_of_claim(i, claim, parts=parts))
    return typed_table(rows, _COLUMNS)
