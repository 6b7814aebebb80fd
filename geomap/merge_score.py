"""Whether two incidents of two reports are one, in points and in words.

The points are few and readable: days 0.3, parties 0.25, type 0.1, place 0.35,
and 0.1 each for a clock and a figure that agree. What tells against the two
being one (another day, another place, other parties) is a bar: no points
outweigh it. Other counts never tell against it: they are what claims differ in.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from geomap.merge_facts import Facts
from geomap.merge_places import compare_places

__all__ = ["THRESHOLD", "Verdict", "compare"]

THRESHOLD = 0.6  # days, parties and type alone reach it; without the parties the place must speak
CLEAR = 0.75  # what is told in passing, or on another day, must be clearly the same
HISTORY_ALONE = 9.0  # two that are told in passing: never by themselves
DAYS, PARTIES, TYPE, PLACE, EXTRA = 0.3, 0.25, 0.1, 0.35, 0.1
CLOSE_MIN, FAR_MIN, BAR_MIN = 60, 180, 360  # minutes between two clocks, in UTC
SPOKEN = frozenset({"statement", "mediation", "protest"})  # acts of a speaker, not of a place
EVENTS = frozenset({"event", "episode"})
HALF = 0.5


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """The comparison of two incidents.

    Parameters
    ----------
    score : float
        Points, about 0 to 1.2; 0 where barred.
    bar : str
        What rules out that the two are one; ``""`` if nothing does.
    words : tuple of str
        The evidence, one sentence each.
    numbers : dict
        The same in numbers: ``days_apart``, ``minutes_apart``, ``distance_km``.
    same_report : bool
        The two stand in one report, which tells them apart.
    needed : float
        Points from which the two are taken for one.
    """

    score: float = 0.0
    bar: str = ""
    words: tuple[str, ...] = ()
    numbers: dict[str, float] = field(default_factory=dict)
    same_report: bool = False
    needed: float = THRESHOLD

    @property
    def fits(self) -> bool:
        """Whether nothing but their standing in one report tells the two apart."""
        return not self.bar and self.score >= self.needed

    @property
    def joins(self) -> bool:
        """Whether the two are taken for one."""
        return self.fits and not self.same_report


class _Tally:
    """Points and words as they come in."""

    def __init__(self) -> None:
        self.score = 0.0
        self.needed = THRESHOLD
        self.words: list[str] = []
        self.numbers: dict[str, float] = {}

    def add(self, points: float, words: str, **numbers: float) -> None:
        self.score += points
        self.words.append(f"{words} ({points:+.2f})")
        self.numbers.update(numbers)


def _iso(day: int) -> str:
    return dt.date.fromordinal(day).isoformat()


def _span(f: Facts) -> str:
    first, last = f.first_day or 1, f.last_day or 1
    return _iso(first) if first == last else f"{_iso(first)} to {_iso(last)}"


def _minutes_apart(a: Facts, b: Facts) -> int | None:
    """Give the smallest difference that the clocks allow, or None."""
    return min((abs(x - y) for x in a.moments for y in b.moments), default=None)


def _same_figures(a: Facts, b: Facts) -> list[tuple[str, str | None, int]]:
    return sorted(a.figures & b.figures, key=str)


def _compare_days(a: Facts, b: Facts, tally: _Tally) -> str:
    if a.first_day is None or b.first_day is None or a.last_day is None or b.last_day is None:
        return "a day is not told, or a week and more is"
    common = min(a.last_day, b.last_day) - max(a.first_day, b.first_day) + 1
    if common > 0:
        both = max(a.last_day, b.last_day) - min(a.first_day, b.first_day) + 1
        share = common / both
        if share < HALF:
            return f"{_span(a)} and {_span(b)} have only {common} of {both} days in common"
        tally.add(DAYS - 0.1 * (1 - share), f"days {_span(a)} and {_span(b)} agree", days_apart=0)
        return ""
    if common < 0:
        return f"the days differ: {_span(a)} and {_span(b)}"
    early, late = (a, b) if a.last_day < b.first_day else (b, a)
    return _compare_neighbours(early, late, tally)


def _compare_neighbours(before: Facts, after: Facts, tally: _Tally) -> str:
    """Join two neighbouring days over midnight, or where one is only a publication's."""
    spans = f"{_span(before)} and {_span(after)}"
    apart = _minutes_apart(before, after)
    if apart is not None and apart <= FAR_MIN:
        words = f"days {spans} are one night: the clocks are {apart} minutes apart in UTC"
        tally.add(0.2, words, days_apart=1, minutes_apart=apart)
        return ""
    if apart is not None:
        return f"the days differ ({spans}) and the clocks too: {apart} minutes"
    if before.is_late and after.is_early:
        tally.add(0.15, f"days {spans} are one night by the words of both", days_apart=1)
        return ""
    published = after.incident.date_basis == "publication"
    if before.is_late or after.is_early or published:
        why = "is the day of publication" if published else "may be the same night"
        tally.add(0.0, f"days {spans}: the second {why}", days_apart=1)
        tally.needed = CLEAR
        return ""
    return f"the days differ: {spans}"


def _compare_parties(a: Facts, b: Facts, tally: _Tally) -> str:
    one, other = a.incident.border_pair, b.incident.border_pair
    if one and other:
        if one != other:
            return f"other borders: {one} and {other}"
        tally.add(PARTIES, f"both are at the border {one}")
        return ""
    if not a.sides or not b.sides:
        tally.add(0.05, "the parties are not told in both")
        return ""
    common = sorted(a.sides & b.sides)
    if not common:
        return f"other parties: {', '.join(sorted(a.sides))} and {', '.join(sorted(b.sides))}"
    tally.add(PARTIES if len(common) > 1 else 0.15, f"both involve {', '.join(common)}")
    return ""


def _compare_types(a: Facts, b: Facts, tally: _Tally) -> str:
    one, other = a.incident.type, b.incident.type
    if one == other:
        tally.add(TYPE, f"both are {one}")
    elif a.family and a.family == b.family:
        tally.add(0.07, f"{one} and {other} are of one family ({a.family})")
    elif "unknown" in {one, other}:
        tally.add(0.0, f"{one} and {other}: the type is not told in both")
    else:
        return f"{one} and {other} are different kinds of events"
    return ""


def _compare_clocks(a: Facts, b: Facts, tally: _Tally) -> str:
    apart = _minutes_apart(a, b)
    if apart is None or "minutes_apart" in tally.numbers:
        return ""
    if apart > BAR_MIN:
        return f"the clocks are {apart} minutes apart in UTC"
    points = EXTRA if apart <= CLOSE_MIN else (0.0 if apart <= FAR_MIN else -0.15)
    tally.add(points, f"the clocks are {apart} minutes apart in UTC", minutes_apart=apart)
    return ""


def _compare_figures(a: Facts, b: Facts, tally: _Tally) -> str:
    common = _same_figures(a, b)
    if common:
        kind, side, number = max(common, key=lambda f: f[2])
        points = EXTRA if number > 1 or len(common) > 1 else EXTRA / 2
        tally.add(points, f"both claim {number} {kind} ({side or 'no side'})")
    return ""


def _compare_speakers(a: Facts, b: Facts, tally: _Tally) -> str:
    if a.speaker_sides and b.speaker_sides and not a.speaker_sides & b.speaker_sides:
        return "other countries speak"
    common = a.speakers & b.speakers
    fewer = min(len(a.speakers), len(b.speakers))
    if not common or len(common) < HALF * fewer:
        return "other people speak"
    tally.add(PLACE, f"the same speak: {' '.join(sorted(common))}")
    return ""


def _compare_where(a: Facts, b: Facts, tally: _Tally) -> str:
    if a.family in SPOKEN:
        return _compare_speakers(a, b, tally)
    found = compare_places(a, b)
    if found.bar:
        return found.bar
    tally.add(PLACE * found.share, found.words, **found.numbers)
    return ""


_STEPS = (
    _compare_types,
    _compare_parties,
    _compare_days,
    _compare_clocks,
    _compare_where,
    _compare_figures,
)


def _unfit(a: Facts, b: Facts) -> str:
    one, other = a.incident, b.incident
    if not {one.scale, other.scale} <= EVENTS:
        return "a total over several events is none of them"
    if "retracted" in {one.status, other.status}:
        return "one is retracted"
    return ""


def compare(a: Facts, b: Facts) -> Verdict:
    """Compare two incidents.

    Parameters
    ----------
    a, b : Facts
        In any order: the verdict is the same but for the order of its words.

    Returns
    -------
    Verdict

    Examples
    --------
    >>> from geomap.incident import Incident
    >>> from geomap.merge_facts import facts_of
    >>> def clash(doc, day):
    ...     return facts_of(Incident(incident_id=doc, type="armed_clash", doc_ids=(doc,),
    ...                     border_pair="KGZ-TJK", date_start=day, date_end=day))
    >>> compare(clash("a", "2022-01-27"), clash("b", "2022-01-27")).joins
    True
    >>> compare(clash("a", "2022-01-27"), clash("b", "2022-01-29")).bar
    'the days differ: 2022-01-27 and 2022-01-29'
    """
    if b.incident.incident_id < a.incident.incident_id:
        a, b = b, a
    same_report = bool(a.docs & b.docs)
    tally = _Tally()
    bar = _unfit(a, b)
    for step in _STEPS:
        bar = bar or step(a, b, tally)
        if bar:
            return Verdict(bar=bar, same_report=same_report)
    history = [i.incident.background for i in (a, b)]
    return Verdict(
        score=round(tally.score, 3),
        words=tuple(tally.words),
        numbers=tally.numbers,
        same_report=same_report,
        needed=HISTORY_ALONE if all(history) else CLEAR if any(history) else tally.needed,
    )
