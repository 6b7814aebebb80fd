"""Everything read from one sentence, before any of it is joined to an event.

Spans are relative to the sentence; :meth:`Notes.absolute` turns them into
spans of the report.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from gazetteer import countries
from geomap.extract.attribution import Attribution, find_attributions
from geomap.extract.dates import DateMention, TimeMention, find_dates, find_times
from geomap.extract.harm import HarmFigure, find_harm
from geomap.extract.header import day_heads
from geomap.extract.heads import prepare
from geomap.extract.lexicon import MAX_KEPT, load_lexicon, lowered
from geomap.extract.segment import Sentence, sentences
from geomap.extract.tokens import Nation
from geomap.extract.triggers import Trigger, find_triggers

__all__ = ["Notes", "annotate", "find_nations"]


@dataclass(frozen=True, kw_only=True)
class Notes:
    """One sentence with all that was found in it.

    ``aggregate`` marks totals over a longer time ("24 killed this year").
    """

    number: int
    sentence: Sentence
    nations: tuple[Nation, ...]
    dates: tuple[DateMention, ...]
    times: tuple[TimeMention, ...]
    harm: tuple[HarmFigure, ...]
    triggers: tuple[Trigger, ...]
    lang: str
    aggregate: bool = False

    @cached_property
    def attributions(self) -> tuple[Attribution, ...]:
        """Who says what in it; found when asked for: most news tells of no incident."""
        found = find_attributions(self.text, self.lang, self.nations, self.dates, self.times)
        return tuple(found)

    @property
    def text(self) -> str:
        """The sentence's text."""
        return self.sentence.text

    def absolute(self, start: int, end: int) -> tuple[int, int]:
        """Turn a span of the sentence into a span of the report."""
        return self.sentence.start + start, self.sentence.start + end

    def in_report(self, mention: DateMention) -> DateMention:
        """Give a date of the sentence with its span in the report."""
        start, end = self.absolute(mention.start, mention.end)
        return replace(mention, start=start, end=end)

    def event_dates(self) -> list[DateMention]:
        """Dates of things that happened: not of sayings, deadlines or documents."""
        if not self.dates:
            return []
        said = {a.said_on.start for a in self.attributions if a.said_on and a.form != "act"}
        told = [d for d in self.dates if d.start not in said]
        since = [d for d in told if d.role == "since"]  # "since 21 March they have been fighting"
        return [d for d in told if d.role == "event"] or since


def find_nations(text: str, lang: str) -> list[Nation]:
    """Find the countries that a text names, in any form.

    Parameters
    ----------
    text : str
        Any text.
    lang : str
        ISO 639-1 code.

    Returns
    -------
    list of Nation

    Examples
    --------
    >>> [(n.text, n.iso3) for n in find_nations("Kyrgyz guards left Tajikistan.", "en")]
    [('Kyrgyz', 'KGZ'), ('Tajikistan', 'TJK')]
    """
    return [
        Nation(m.start, m.end, m.text, m.iso3, m.kind) for m in countries.mentions(text, lang=lang)
    ]


def _annotate_sentence(number: int, sentence: Sentence, lang: str) -> Notes:
    text = sentence.text
    if len(text) <= MAX_KEPT:
        prepare(lowered(text))
    nations = find_nations(text, lang)
    dates, times = find_dates(text, lang), find_times(text, lang)
    days = {d.kind for d in dates}
    years = "year" in days and not days & {"day", "weekday", "relative"}
    totals = load_lexicon(lang).word("modality.aggregate").search(text)
    skip: Sequence[tuple[int, int]] = [
        *((d.start, d.end) for d in dates),
        *((t.start, t.end) for t in times),
    ]
    return Notes(
        number=number,
        sentence=sentence,
        nations=tuple(nations),
        dates=tuple(dates),
        times=tuple(times),
        harm=tuple(find_harm(text, lang, nations, skip)),
        lang=lang,
        aggregate=years or totals is not None,
        triggers=tuple(find_triggers(text, lang, [(d.start, d.end) for d in dates])),
    )


def _after(found: Sentence, start: int) -> Sentence | None:
    """Cut a sentence at the end of the report's header."""
    if found.start >= start:
        return found
    if found.end <= start:
        return None
    text = found.text[start - found.start :]
    lead = len(text) - len(text.lstrip())
    return (
        Sentence(start + lead, found.end, text.lstrip(), found.paragraph) if text.strip() else None
    )


def _without_head(told: Sentence, heads: dict[int, int]) -> list[Sentence]:
    """Set the day apart under which an item of a chronicle stands ("18 October: …")."""
    end = heads.get(told.start, 0)
    rest = _after(told, end)
    if not end or rest is None or rest is told:
        return [told]
    return [Sentence(told.start, end, told.text[: end - told.start], told.paragraph), rest]


def annotate(text: str, lang: str, start: int = 0) -> list[Notes]:
    """Read every sentence of a report on its own.

    Parameters
    ----------
    text : str
        The report's text.
    lang : str
        ISO 639-1 code of a reading table.
    start : int
        Where the news begins, behind the header.

    Returns
    -------
    list of Notes
        One a sentence, in order.

    Examples
    --------
    >>> notes = annotate("Two guards were killed in a clash on May 3.", "en")
    >>> [(t.type, h.kind) for n in notes for t in n.triggers for h in n.harm]
    [('armed_clash', 'killed')]
    """
    told = [s for found in sentences(text, lang) if (s := _after(found, start))]
    heads = dict(day_heads(text, lang))
    told = [part for s in told for part in _without_head(s, heads)]
    return [_annotate_sentence(k, s, lang) for k, s in enumerate(told)]
