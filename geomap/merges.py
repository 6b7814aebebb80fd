"""Reports of one incident made one incident, and taken apart again.

Pairs are compared (:mod:`geomap.merge_score`), joined from the best down, and
a group takes in another only where nothing rules out any of its pairs: chains
do not drift from one day or village to the next. What fits two incidents that
cannot be one is left apart and said to be doubtful.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations, product
from typing import Any

import msgspec

from geomap.collector import collector_paused
from geomap.errors import UsageError
from geomap.incident import Incident
from geomap.merge_blocks import candidate_pairs
from geomap.merge_facts import facts_of
from geomap.merge_record import compose, id_key, parts_of
from geomap.merge_score import Verdict, compare

__all__ = ["Doubt", "Join", "MergeOutcome", "merge", "unmerge"]

RIVAL = 0.1  # points within which two incidents fit a third equally well
FLOOR = 0.5  # points of every pair of a group, so that chains do not drift

Pair = tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Join:
    """Why two incidents were taken for one.

    Parameters
    ----------
    first, second : str
        Their ids.
    score : float
        Points (:mod:`geomap.merge_score`).
    words : tuple of str
        The evidence, each with its points.
    numbers : dict
        ``days_apart``, ``minutes_apart``, ``distance_km``, ``gap_km`` where known.
    """

    first: str
    second: str
    score: float
    words: tuple[str, ...]
    numbers: dict[str, float]


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """Two incidents that fit each other but were left apart, and why."""

    first: str
    second: str
    score: float
    why: str


@dataclass(frozen=True, kw_only=True)
class MergeOutcome:
    """What a merge gave.

    Parameters
    ----------
    incidents : tuple of Incident
        In the order of their days, then ids.
    joins : tuple of Join
        The evidence for each pair inside a merged incident.
    doubts : tuple of Doubt
        Pairs that a person should look at.
    """

    incidents: tuple[Incident, ...]
    joins: tuple[Join, ...]
    doubts: tuple[Doubt, ...]


class _Comparisons:
    """Verdicts on pairs, each worked out once."""

    def __init__(self, incidents: Sequence[Incident]) -> None:
        self.ids = [i.incident_id for i in incidents]
        self.facts = [facts_of(i) for i in incidents]
        self._known: dict[Pair, Verdict] = {}

    def of(self, i: int, j: int) -> Verdict:
        pair = (i, j) if i < j else (j, i)
        if pair not in self._known:
            self._known[pair] = compare(self.facts[pair[0]], self.facts[pair[1]])
        return self._known[pair]

    def joining(self) -> dict[Pair, Verdict]:
        found = {}
        for pair in candidate_pairs(self.facts):
            verdict = compare(self.facts[pair[0]], self.facts[pair[1]])
            if verdict.joins:
                found[pair] = self._known[pair] = verdict
        return found


def _is_rival(verdict: Verdict) -> bool:
    """Tell two incidents that cannot be in one group."""
    return bool(verdict.bar) or verdict.score < FLOOR


def _rivals(comparisons: _Comparisons, edges: dict[Pair, Verdict]) -> dict[Pair, int]:
    """Find the edges of which an end fits something else as well, that the other end is not."""
    fits: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for (i, j), verdict in edges.items():
        fits[i].append((j, verdict.score))
        fits[j].append((i, verdict.score))
    out: dict[Pair, int] = {}
    for middle, ends in fits.items():
        for (a, one), (b, other) in combinations(ends, 2):
            if not _is_rival(comparisons.of(a, b)):
                continue
            for end, rival, lead in ((a, b, one - other), (b, a, other - one)):
                if lead < RIVAL - 1e-9:
                    pair = (min(middle, end), max(middle, end))
                    out[pair] = min(rival, out.get(pair, rival))
    return out


class _Groups:
    """Groups of incidents that grow from the best pair down."""

    def __init__(self, comparisons: _Comparisons) -> None:
        self.comparisons = comparisons
        self.of = list(range(len(comparisons.ids)))
        self.members = {n: [n] for n in self.of}

    def join(self, i: int, j: int) -> str:
        """Make the groups of two incidents one; give what rules it out, or ''."""
        one, other = self.of[i], self.of[j]
        if one == other:
            return ""
        pairs = list(product(self.members[one], self.members[other]))
        verdicts = [self.comparisons.of(a, b) for a, b in pairs]
        for (a, b), v in zip(pairs, verdicts, strict=True):
            if _is_rival(v) or v.same_report:
                names = f"{self.comparisons.ids[a]} and {self.comparisons.ids[b]}"
                report = "one report tells them as two" if v.same_report else ""
                return f"{names}: {v.bar or report or f'only {v.score:.2f} points'}"
        for member in self.members[other]:
            self.of[member] = one
        self.members[one] += self.members.pop(other)
        return ""


def _units(incidents: Iterable[Incident]) -> Iterator[Incident]:
    """Take merged incidents apart first, so that merging in steps is merging at once."""
    for incident in incidents:
        parts = parts_of(incident)
        yield from parts if parts and not _is_corrected(incident, parts) else [incident]


def _is_corrected(incident: Incident, parts: Sequence[Incident]) -> bool:
    """Whether the merged incident itself was corrected, besides its parts."""
    theirs = [c for p in parts for c in p.extra.get("corrected", ())]
    return any(c not in theirs for c in incident.extra.get("corrected", ()))


def _written(incident: Incident) -> bytes:
    """Give a record as a file has it: there, lists and tuples are one."""
    return msgspec.json.encode(incident)


def _distinct(incidents: Iterable[Incident]) -> list[Incident]:
    found: dict[str, Incident] = {}
    for incident in _units(incidents):
        known = found.setdefault(incident.incident_id, incident)
        if known != incident and _written(known) != _written(incident):
            raise UsageError(
                f"two different incidents have the id {incident.incident_id!r}: reports need "
                "different names, or the same report was read twice in different ways"
            )
    return sorted(found.values(), key=lambda i: id_key(i.incident_id))


def _order(incident: Incident) -> tuple[object, ...]:
    return (incident.date_start or "9999", id_key(incident.incident_id))


def _evidence(comparisons: _Comparisons, group: Sequence[int]) -> list[Join]:
    out = []
    for i, j in combinations(sorted(group), 2):
        v = comparisons.of(i, j)
        if v.joins:
            out.append(
                Join(
                    first=comparisons.ids[i],
                    second=comparisons.ids[j],
                    score=v.score,
                    words=v.words,
                    numbers=v.numbers,
                )
            )
    return out


def _plain(join: Join) -> dict[str, Any]:
    return {**asdict(join), "words": list(join.words)}


def _grouped(comparisons: _Comparisons) -> tuple[_Groups, list[Doubt]]:
    edges = comparisons.joining()
    rivals = _rivals(comparisons, edges)
    groups, doubts = _Groups(comparisons), []
    for (i, j), verdict in sorted(edges.items(), key=lambda e: (-e[1].score, e[0])):
        if (i, j) in rivals:
            why = f"it fits {comparisons.ids[rivals[i, j]]} as well, and those two are not one"
        else:
            why = groups.join(i, j)
        if why:
            ids = comparisons.ids
            doubts.append(Doubt(first=ids[i], second=ids[j], score=verdict.score, why=why))
    return groups, doubts


def merge(incidents: Iterable[Incident]) -> MergeOutcome:
    """Make reports of one incident one incident that keeps all they say.

    Parameters
    ----------
    incidents : iterable of Incident
        Of any number of reports, in any order, merged before or not.

    Returns
    -------
    MergeOutcome
        Every claim, place and source of the reports; figures stand side by
        side. The same whatever the order of the input, and the same whether
        reports come at once or in steps.

    Raises
    ------
    UsageError
        Two different incidents have one id.

    Examples
    --------
    >>> def clash(doc, day):
    ...     return Incident(incident_id=f"{doc}#1", type="armed_clash", doc_ids=(doc,),
    ...                     border_pair="KGZ-TJK", date_start=day, date_end=day)
    >>> days = {"a": "2022-01-27", "b": "2022-01-27", "c": "2022-01-30"}
    >>> outcome = merge([clash(doc, day) for doc, day in days.items()])
    >>> [i.incident_id for i in outcome.incidents], outcome.joins[0].score
    (['merged:a#1', 'c#1'], 0.65)
    >>> merge([]).incidents
    ()
    """
    with collector_paused():
        return _merged(_distinct(incidents))


def _merged(units: Sequence[Incident]) -> MergeOutcome:
    comparisons = _Comparisons(units)
    groups, doubts = _grouped(comparisons)
    out, joins = [], []
    for members in groups.members.values():
        evidence = _evidence(comparisons, members)
        joins += evidence
        one = [units[m] for m in members]
        out.append(compose(one, [_plain(e) for e in evidence]) if len(one) > 1 else one[0])
    together = {tuple(sorted((d.first, d.second))): d for d in doubts}
    for join in joins:
        together.pop(tuple(sorted((join.first, join.second))), None)
    return MergeOutcome(
        incidents=tuple(sorted(out, key=_order)),
        joins=tuple(sorted(joins, key=lambda j: (id_key(j.first), id_key(j.second)))),
        doubts=tuple(sorted(together.values(), key=lambda d: (id_key(d.first), id_key(d.second)))),
    )


def unmerge(incidents: Incident | Iterable[Incident]) -> list[Incident]:
    """Give back the incidents that merged ones were made of.

    Parameters
    ----------
    incidents : Incident or iterable of Incident
        Those that are not merged are given back as they are.

    Returns
    -------
    list of Incident
        Equal to those that went in, in the order of days and ids.

    Examples
    --------
    >>> one = Incident(incident_id="a#1", type="talks", doc_ids=("a",))
    >>> two = Incident(incident_id="b#1", type="talks", doc_ids=("b",))
    >>> unmerge(compose([one, two], [])) == [one, two]
    True
    """
    listed = [incidents] if isinstance(incidents, Incident) else list(incidents)
    parts = [p for i in listed for p in (parts_of(i) or [i])]
    return sorted(parts, key=_order)
