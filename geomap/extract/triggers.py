"""Words that tell of an event, and whether they tell of one that happened.

"May attack", "no clash", "an exercise" and "the clashes of recent years" hold
the words of an event without the event: each trigger carries its modality.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from geomap.extract.heads import share
from geomap.extract.lexicon import MAX_KEPT, Lexicon, Pattern, load_lexicon, lowered

__all__ = ["Trigger", "event_table", "family_of", "find_triggers"]

WINDOW = 60  # characters before a trigger in which a "no" or "may" still governs it
_CLAUSE_MARK = re.compile(r"[;:()“”«»]|,(?!\d|\s(?:что|чтобы)\b)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Trigger:
    """A trigger with its modality; spans in the sentence.

    ``modality`` is ``told``, or why it is no event: ``negated``,
    ``hypothetical``, ``exercise``, ``aggregate``. ``history`` marks words
    that speak of an earlier event; ``narrated`` the same by tense alone ("had
    clashed"), which indirect speech uses too. ``reference`` marks a noun that only
    points to an event ("after talks").
    """

    type: str
    start: int
    end: int
    text: str
    modality: str = "told"
    history: bool = False
    narrated: bool = False
    reference: bool = False

    @property
    def family(self) -> str:
        """Family of its type: events of one family on one day are one incident."""
        return family_of(self.type)


@cache
def event_table() -> dict[str, dict[str, Any]]:
    """Load the incident types with their ACLED, UCDP, CAMEO and PLOVER codes.

    Returns
    -------
    dict
        Type to ``family``, ``acled``, ``ucdp``, ``cameo`` and ``plover``.

    Examples
    --------
    >>> event_table()["armed_clash"]["acled"]
    'Battles/Armed clash'
    """
    file = resources.files("geomap") / "data" / "events.toml"
    return tomllib.loads(file.read_text("utf-8"))


def family_of(incident_type: str) -> str:
    """Give the family of an incident type.

    Examples
    --------
    >>> family_of("shelling"), family_of("unknown")
    ('violence', 'violence')
    """
    return str(event_table().get(incident_type, {"family": "violence"})["family"])


def _raw_triggers(text: str, lexicon: Lexicon) -> list[tuple[int, int, str]]:
    low = lowered(text)
    found = [
        (m.start(), m.end(), kind)
        for kind, pattern in lexicon.triggers.items()
        for m in pattern.within(low)
    ]
    if not found:
        return []
    none = lexicon.word("modality.no_event")  # "heart attack"
    found += [(m.start(), m.end(), "") for m in none.within(low)]
    found.sort(key=lambda f: (f[0], -f[1], f[2] == "armed_clash"))  # ties go to the finer type
    out: list[tuple[int, int, str]] = []
    for start, end, kind in found:
        if out and start < out[-1][1]:
            if end - start > out[-1][1] - out[-1][0]:
                out[-1] = (start, end, kind)
            continue
        out.append((start, end, kind))
    return [f for f in out if f[2]]


def _clause_before(text: str, start: int) -> str:
    left = text[max(0, start - WINDOW) : start]
    marks = [m.end() for m in _CLAUSE_MARK.finditer(left)]
    return left[marks[-1] :] if marks else left


def _close(pattern: Pattern, clause: str, words: int) -> bool:
    """Tell whether a word of the pattern stands within so many words before the end."""
    return any(len(clause[m.end() :].split()) <= words for m in pattern.finditer(clause))


def _modality(text: str, start: int, end: int, lexicon: Lexicon) -> str:
    before = _clause_before(text, start)
    for hedge in ("at_least", "at_most"):  # "no fewer than" denies nothing
        before = lexicon.word(f"numbers.{hedge}").sub("_", before)
    if _close(lexicon.word("modality.negated"), before, 4):
        return "negated"
    if _close(lexicon.word("modality.hypothetical"), before, 5):
        return "hypothetical"
    ahead = lexicon.word("modality.ahead")
    if ahead.match(text[end:].lstrip()) or ahead.search(text, start + 1, end):
        return "hypothetical"  # "the attack may come", "ministers will meet"
    around = text[max(0, start - 40) : end + 30]
    if lexicon.word("modality.exercise").search(around):
        return "exercise"
    if lexicon.word("modality.aggregate").search(text):
        return "aggregate"
    return "told"


def _topic(text: str, start: int, kind: str, lexicon: Lexicon) -> str:
    """Tell a truce that is talked about from one that was agreed."""
    if kind not in {"ceasefire", "agreement"}:
        return ""
    talked = _close(lexicon.word("modality.topic"), _clause_before(text, start), 5)
    return "hypothetical" if talked else ""


def _refers(clause: str, lexicon: Lexicon) -> bool:
    """Tell "after talks", "a day after troops fought": the words point to an earlier event."""
    word = lexicon.word
    return _close(word("modality.after"), clause, 2) or _close(
        word("modality.day_after"), clause, 14
    )


def _masked(text: str, skip: Sequence[tuple[int, int]]) -> str:
    """Blank out spans, so that the month of May is not the verb."""
    for start, end in skip:
        text = text[:start] + "_" * (end - start) + text[end:]
    return text


def find_triggers(text: str, lang: str, skip: Sequence[tuple[int, int]] = ()) -> list[Trigger]:
    """Find the words of a sentence that tell of an event.

    Parameters
    ----------
    text : str
        The sentence.
    lang : str
        ISO 639-1 code of a reading table.
    skip : sequence of (int, int)
        Spans that are dates: their words are no verbs.

    Returns
    -------
    list of Trigger
        In order, without overlaps; the longer phrase wins.

    Examples
    --------
    >>> found = find_triggers("A clash broke out; more may attack the post.", "en")
    >>> [(t.type, t.modality) for t in found]
    [('armed_clash', 'told'), ('armed_clash', 'hypothetical')]
    """
    lexicon, words = load_lexicon(lang), text
    text = _masked(text, skip)
    if skip and len(text) <= MAX_KEPT:
        share(lowered(words), lowered(text))
    if lexicon.any_trigger.search(lowered(text)) is None:
        return []
    raw = _raw_triggers(text, lexicon)
    if not raw:
        return []
    history = bool(lexicon.word("modality.background").search(text))
    narrated = bool(lexicon.word("modality.narrated").search(text))
    return [
        Trigger(
            type=kind,
            start=start,
            end=end,
            text=words[start:end],
            modality=_topic(text, start, kind, lexicon) or _modality(text, start, end, lexicon),
            history=history,
            narrated=narrated,
            reference=_refers(_clause_before(words, start), lexicon),
        )
        for start, end, kind in raw
    ]
