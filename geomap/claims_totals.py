"""Casualties as each claimant gives them: ranges within an incident, totals over incidents.

What one claimant says is never added to, averaged with or preferred to what another
says. A figure that nobody gave is ``<NA>``, never 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, get_args

from geomap.errors import UsageError
from geomap.institutions import institution_of
from geomap.needs import need_columns
from geomap.nested import Row, ids_of, nested, typed_table

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["By", "counted", "ranges", "speaker", "totals"]

By = Literal["claimant", "institution", "claimant_side"]

_RANGE = {
    "incident_id": "string",
    "claimant": "string",
    "claimant_side": "string",
    "kind": "string",
    "side": "string",
    "min": "Int64",
    "max": "Int64",
    "words": "string",
    "claims": "Int64",
}
_TOTAL = {
    "claimant": "string",
    "claimant_side": "string",
    "kind": "string",
    "side": "string",
    "min": "Int64",
    "max": "Int64",
    "incidents": "Int64",
    "without_number": "Int64",
}


def speaker(claim: Mapping[str, Any]) -> str:
    """Name who makes a claim; two reports that speak themselves are two speakers.

    Examples
    --------
    >>> speaker({"claimant": "SCNS", "doc_id": "r"}), speaker({"claimant": "", "doc_id": "r"})
    ('SCNS', 'the report r')
    """
    return str(claim.get("claimant") or "") or f"the report {claim.get('doc_id') or ''}".strip()


Bounds = tuple[int | None, int | None]


def _versions(figures: Sequence[Row]) -> Bounds:
    """Bound figures of the same people: the least and the most that was ever said."""
    lows = [f["min"] for f in figures if f.get("min") is not None]
    highs = [f.get("max") for f in figures]
    top = None if None in highs else max((h for h in highs if h is not None), default=None)
    return min(lows, default=None), top


def _bounds(figures: Sequence[Row]) -> Bounds:
    """Bound what one claimant says of one kind and side within one incident.

    Groups may overlap (guards among the nationals), so the least is that of the largest
    group and the most is their sum. A figure without a group is another version of that.
    """
    groups: dict[str, list[Row]] = {}
    for figure in figures:
        groups.setdefault(str(figure.get("group") or ""), []).append(figure)
    whole = groups.pop("", [])
    parts = [_versions(same) for same in groups.values()]
    if not parts:
        return _versions(whole)
    tops = [high for _, high in parts]
    low = max((low for low, _ in parts if low is not None), default=None)
    together = {"min": low, "max": None if None in tops else sum(t for t in tops if t is not None)}
    return _versions([*whole, together])


def _who(claim: Row, by: By) -> tuple[str, str | None]:
    """Name the speaker and the side; only those who speak for one state can be one."""
    side = claim.get("claimant_side")
    if by == "claimant" or not side:
        return speaker(claim), side
    if by == "claimant_side":
        return "", side
    return institution_of(str(claim.get("claimant") or "")) or speaker(claim), side


def _grouped(frame: pd.DataFrame, by: By) -> dict[tuple[Any, ...], list[Row]]:
    found: dict[tuple[Any, ...], list[Row]] = {}
    for incident_id, cell in zip(ids_of(frame), frame["claims"], strict=True):
        claims = nested(cell)
        replaced = {c["supersedes"] for c in claims if c.get("supersedes")}
        for claim in claims:
            if claim.get("denies") or claim.get("claim_id") in replaced:
                continue
            for figure in nested(claim.get("casualties")):
                key = (incident_id, *_who(claim, by), figure.get("kind"), figure.get("side"))
                found.setdefault(key, []).append({**figure, "speaker": speaker(claim)})
    return found


def ranges(frame: pd.DataFrame, *, by: By = "claimant") -> pd.DataFrame:
    """Give what each claimant says of each incident as a range, one row a kind and side.

    Parameters
    ----------
    frame : pandas.DataFrame
        Incidents.
    by : str
        ``claimant``, as written; ``institution``: spellings of one institution of one
        state together (:func:`geomap.institutions.institution_of`); or ``claimant_side``:
        all who speak for one state together. Their figures widen the range, they are not added.

    Returns
    -------
    pandas.DataFrame
        ``incident_id``, ``claimant`` (empty where a side stands for its claimants),
        ``spellings`` (only by institution: the claimants as written), ``claimant_side``,
        ``kind``, ``side`` (whose people), ``min``, ``max``, ``words`` (said instead of a
        number) and ``claims`` (figures that the range rests on). Denials and claims that a
        later one replaces are left out.

    Raises
    ------
    SchemaError
        The frame has no column ``claims``.
    UsageError
        ``by`` is neither.

    Examples
    --------
    >>> import pandas as pd
    >>> def says(number, group):
    ...     figure = {"kind": "killed", "side": "TJK", "group": group, "min": number, "max": number}
    ...     return {"claimant": "SCNS", "claimant_side": "TJK", "casualties": [figure]}
    >>> told = [says(2, "guards"), says(3, "guards"), says(1, "civilians")]
    >>> found = ranges(pd.DataFrame({"claims": [told]}, index=["a"]))
    >>> found[["min", "max", "claims"]].values.tolist()
    [[2, 4, 3]]
    """
    need_columns(frame, ["claims"], "figures")
    if by not in get_args(By):
        ways = ", ".join(map(repr, get_args(By)))
        raise UsageError(f"by={by!r}: totals are of one of {ways}")
    rows = []
    for (incident_id, who, speaks_for, kind, side), figures in _grouped(frame, by).items():
        low, high = _bounds(figures)
        words = [str(f["hedge"]) for f in figures if f.get("hedge") and _unnumbered(f)]
        rows.append(
            {
                "incident_id": incident_id,
                "claimant": who,
                "spellings": _joined(f["speaker"] for f in figures),
                "claimant_side": speaks_for,
                "kind": kind,
                "side": side,
                "min": low,
                "max": high,
                "words": "; ".join(dict.fromkeys(words)) or None,
                "claims": len(figures),
            }
        )
    return typed_table(rows, _columns(_RANGE, by))


def _columns(told: Mapping[str, str], by: By) -> dict[str, str]:
    """Have the spellings beside the claimant where several may stand under one name."""
    if by != "institution":
        return dict(told)
    at = list(told).index("claimant") + 1
    names = [*list(told)[:at], "spellings", *list(told)[at:]]
    return {n: told.get(n, "string") for n in names}


def _joined(spellings: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(spellings))


def _unnumbered(figure: Row) -> bool:
    return figure.get("min") is None and figure.get("max") is None


def totals(frame: pd.DataFrame, *, by: By = "claimant") -> pd.DataFrame:
    """Total the casualties that each claimant gives, over incidents and never over claimants.

    Parameters
    ----------
    frame : pandas.DataFrame
        Incidents. Merge the reports of one incident first
        (:func:`geomap.merge`), else a figure counts once a report. History
        told in passing, totals told as incidents (``scale`` aggregate) and what was
        retracted are left out; ``attrs["left_out"]`` says how many.
    by : str
        ``claimant``, ``institution`` or ``claimant_side``, as for :func:`ranges`.

    Returns
    -------
    pandas.DataFrame
        One row a claimant, kind and side of the people. ``min`` adds the
        lower bounds that are known, so it is a lower bound; ``max`` is
        ``<NA>`` as soon as one incident has no upper bound. ``incidents`` tells of
        how many incidents the claimant speaks, ``without_number`` for how many of
        them no number is given. Rows of different claimants speak of the same dead:
        do not add them.

    Raises
    ------
    SchemaError
        A column is missing.
    UsageError
        ``by`` is neither.
    """
    import pandas as pd

    need_columns(frame, ["claims", "background", "scale", "status"], "casualties")
    told, left_out = counted(frame)
    found = ranges(told, by=by)
    keys = ["claimant", "claimant_side", "kind", "side"]
    rows = []
    for values, group in found.groupby(keys, dropna=False, sort=False):
        row = dict(zip(keys, (None if v is pd.NA else v for v in values), strict=True))
        unknown = group["min"].isna() & group["max"].isna()
        rows.append(
            row
            | {
                "spellings": _joined(s for told in group["spellings"] for s in told.split("; "))
                if by == "institution"
                else None,
                "min": group["min"].sum(min_count=1),
                "max": group["max"].sum(skipna=False),
                "incidents": group["incident_id"].nunique(),
                "without_number": int(unknown.sum()),
            }
        )
    out = typed_table(rows, _columns(_TOTAL, by))
    out.attrs["left_out"] = left_out
    return out


def counted(frame: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, int]]:
    """Take the incidents that count, and say how many were left out and why.

    Parameters
    ----------
    frame : pandas.DataFrame
        Incidents.

    Returns
    -------
    tuple
        The incidents that are events themselves, and the number of those left
        out by reason.
    """
    why = {
        "background": frame["background"].astype(bool),
        "aggregate": frame["scale"] == "aggregate",
        "retracted": frame["status"] == "retracted",
    }
    kept = ~(why["background"] | why["aggregate"] | why["retracted"])
    return frame[kept], {reason: int(rows.sum()) for reason, rows in why.items() if rows.any()}
