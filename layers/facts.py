"""Facts: what filters ask of claims and actors, taken out of nested cells.

Several values of one incident lie one after another, and ``counts`` says how
many belong to each. A figure belongs to the claimant's side that
gives it; no figures are added or averaged, and a figure that is not known
stays out: unknown is not zero.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layers.columns import cells, each_told, is_missing
from layers.payload import coded

__all__ = ["CLAIMANT_OTHER", "CLAIMANT_REPORT", "OPEN", "claimant_key", "read_facts"]

CLAIMANT_OTHER = "claim.other"
CLAIMANT_REPORT = "claim.report"
OPEN = -1
"""Stands for a bound that was not stated."""


class _Lists:
    """Values of incidents, one after another, as numbers of distinct words."""

    def __init__(self) -> None:
        self.counts: list[int] = []
        self.codes: list[int] = []
        self.seen: dict[str, int] = {}

    def add(self, words: list[str]) -> None:
        seen = self.seen
        distinct = dict.fromkeys(words) if len(words) > 1 else words
        self.codes += [seen.setdefault(word, len(seen)) for word in distinct]
        self.counts.append(len(distinct))

    def payload(self) -> dict[str, Any]:
        return {
            "words": list(self.seen),
            "counts": coded(np.array(self.counts, "i8")),
            "codes": coded(np.array(self.codes, "i8")),
        }


def claimant_key(claim: dict[str, Any]) -> str:
    """Tell whose column a claim stands in: a country's, others' or the report's.

    Examples
    --------
    >>> claimant_key({"claimant_side": "TJK"}), claimant_key({"claimant": "a witness"})
    ('TJK', 'claim.other')
    >>> claimant_key({})
    'claim.report'
    """
    side = claim.get("claimant_side")
    if side and not is_missing(side):
        return str(side)
    return CLAIMANT_OTHER if claim.get("claimant") else CLAIMANT_REPORT


def read_facts(frame: pd.DataFrame, order: NDArray[np.intp]) -> dict[str, Any]:
    """Read actors, sides and figures of incidents.

    Parameters
    ----------
    frame : pandas.DataFrame
        Incidents as in docs/schema.md.
    order : numpy.ndarray
        Positions in the frame, in the order of the payload.

    Returns
    -------
    dict
        ``actors`` (names as written), ``sides`` (ISO 3166-1 alpha-3 of those
        who take part or speak) and ``figures``: of each the claimant, the kind
        of casualty, and both bounds, :data:`OPEN` where one was not stated.
        Claims that a later one replaces are left out.

    Examples
    --------
    >>> said = {"claimant_side": "TJK", "casualties": [{"kind": "killed", "min": 2, "max": None}]}
    >>> facts = read_facts(pd.DataFrame({"claims": [[said], None]}), np.array([0, 1]))
    >>> facts["sides"]["words"], facts["figures"]["counts"].tolist()
    (['TJK'], [1, 0])
    >>> facts["figures"]["low"].tolist(), facts["figures"]["high"].tolist()
    ([2], [-1])
    """
    actors, sides, figures = _Lists(), _Lists(), _Figures()
    said = each_told(cells(frame, "claims")[order].tolist())
    parties = each_told(cells(frame, "actors")[order].tolist())
    for claims, people in zip(said, parties, strict=True):
        taking_part = [] if people is None else _names(actors, people)
        sides.add([*taking_part, *figures.add(() if claims is None else claims)])
        if people is None:
            actors.add([])
    return {"actors": actors.payload(), "sides": sides.payload(), "figures": figures.payload()}


def _names(actors: _Lists, people: Iterable[Any]) -> list[str]:
    """Add the names of actors, and give their sides."""
    listed = [actor for actor in people if isinstance(actor, dict)]
    actors.add([str(actor["name"]) for actor in listed if actor.get("name")])
    taking_part = (actor.get("iso3") or actor.get("side") for actor in listed)
    return [str(side) for side in taking_part if side]


class _Figures:
    def __init__(self) -> None:
        self.counts: list[int] = []
        self.rows: list[tuple[int, int, int, int]] = []
        self.claimants: dict[str, int] = {}
        self.kinds: dict[str, int] = {}

    def add(self, claims: Iterable[Any]) -> list[str]:
        """Add the figures of one incident, and give the sides that speak."""
        before = len(self.rows)
        listed = [claim for claim in claims if isinstance(claim, dict)]
        replaced = {claim["supersedes"] for claim in listed if claim.get("supersedes")}
        speaking = []
        for claim in listed:
            side = claim.get("claimant_side")
            if side and not is_missing(side):
                speaking.append(str(side))
            figures = claim.get("casualties")
            if figures is not None and len(figures) and claim.get("claim_id") not in replaced:
                self._add(claim, figures)
        self.counts.append(len(self.rows) - before)
        return speaking

    def _add(self, claim: dict[str, Any], figures: Iterable[Any]) -> None:
        key = claimant_key(claim)
        claimant = self.claimants.setdefault(key, len(self.claimants))
        for figure in figures:
            low, high = _bound(figure.get("min")), _bound(figure.get("max"))
            if low != OPEN or high != OPEN:
                kind = self.kinds.setdefault(str(figure.get("kind")), len(self.kinds))
                self.rows.append((claimant, kind, low, high))

    def payload(self) -> dict[str, Any]:
        rows = np.array(self.rows, "i8").reshape(-1, 4)
        return {
            "claimants": list(self.claimants),
            "kinds": list(self.kinds),
            "counts": coded(np.array(self.counts, "i8")),
            "claimant": coded(rows[:, 0]),
            "kind": coded(rows[:, 1]),
            "low": rows[:, 2].astype("i4"),
            "high": rows[:, 3].astype("i4"),
        }


def _bound(value: Any) -> int:
    if type(value) is int:  # nearly all are
        return min(value, 2**31 - 1)
    if value is None or is_missing(value):
        return OPEN
    return min(int(value), 2**31 - 1)
