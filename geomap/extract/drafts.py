"""Events while they are put together, and which of them are history."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from geomap.extract.dates import DateMention
from geomap.extract.days import Day, ReportCalendar
from geomap.extract.lexicon import load_lexicon
from geomap.extract.notes import Notes
from geomap.extract.triggers import Trigger

__all__ = ["Draft", "date_statements", "mark_background", "split_off_air"]

TALKS_RANK = ("ceasefire", "agreement", "talks")  # what came of it names it
PASSING = 2  # sentences that a piece of history may take
AIR = "air_drone_strike"
LONG_PAST_DAYS = 60  # what lies so far before the main event is its history
HISTORY_DAYS = 3  # days before the main event from which on a passing mention is history


@dataclass(slots=True)
class Draft:
    """An event while it is put together.

    ``notes`` are the sentences that tell of it, ``triggers`` its words with
    the number of their sentence; ``dated`` is where the date was read.
    """

    family: str
    lang: str
    day: Day | None = None
    dated: tuple[Notes, DateMention] | None = None
    notes: list[Notes] = field(default_factory=list)
    triggers: list[tuple[Notes, Trigger]] = field(default_factory=list)
    history: bool = False
    background: bool = False
    aggregate: bool = False
    document: bool = False
    _numbers: set[int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Note the numbers of its sentences: a list of sentences is slow to look through."""
        self._numbers = {n.number for n in self.notes}

    def holds(self, note: Notes) -> bool:
        """Tell whether a sentence is one of those that tell of it."""
        return note.number in self._numbers

    @property
    def first(self) -> int:
        """Number of its first sentence."""
        return min((n.number for n in self.notes), default=0)

    @property
    def start(self) -> dt.date | None:
        """First local day, where known."""
        return self.day.start if self.day else None

    def add(self, note: Notes, triggers: Sequence[Trigger] = ()) -> None:
        """Add a sentence with its trigger words."""
        if not self.holds(note):
            self.notes.append(note)
            self._numbers.add(note.number)
        self.triggers.extend((note, t) for t in triggers)

    def date(self, note: Notes, mention: DateMention, day: Day) -> None:
        """Set the event's date."""
        self.day, self.dated = day, (note, mention)

    def _both_fire(self) -> bool:
        """Tell a clash in which shells fell from shelling: its first words tell of two who fire."""
        mutual = load_lexicon(self.lang).word("hostile.mutual")
        clash = [t for n, t in self.triggers if t.type == "armed_clash" and n.number <= self.first]
        return any(mutual.search(t.text) for t in clash)

    def _exchanged_fire(self) -> bool:
        """Tell a quarrel that turned into a shoot-out of two forces."""
        word = load_lexicon(self.lang).word
        forces = ("actors.armed_forces", "actors.border_guards")
        return any(
            word("hostile.firefight").search(n.text) and any(word(f).search(n.text) for f in forces)
            for n in self.notes
        )

    def _between_soldiers(self) -> bool:
        """Tell soldiers who came to blows from villagers who did."""
        word = load_lexicon(self.lang).word
        text = " ".join(n.text for n in self.notes)
        armed = ("actors.armed_forces", "actors.border_guards")
        civil = ("actors.civilians", "people.civilian")
        return any(word(w).search(text) for w in armed) and not any(
            word(w).search(text) for w in civil
        )

    @property
    def type(self) -> str:
        """The type that most of its words tell; of talks, what came of them."""
        if self.document:
            return "agreement"
        if not self.triggers:
            return "statement" if self.family == "statement" else "unknown"
        if self.family == "talks":
            return self._outcome()
        counts = self._votes()
        finer = {k: n + (k not in {"armed_clash", "shelling"}) * 0.5 for k, n in counts.items()}
        most = max(finer, key=finer.__getitem__)  # ties go to the finer type, then the first
        clash = (most == "shelling" and self._both_fire()) or (
            most == "communal_clash" and (self._between_soldiers() or self._exchanged_fire())
        )
        if clash:
            return "armed_clash"
        if most == "armed_clash" and self._is_brawl() and not self._between_soldiers():
            return "communal_clash"
        return self._by_victims(most)

    def _outcome(self) -> str:
        """Name talks by what came of them: a paper signed, a truce, or a meeting and promises."""
        word = load_lexicon(self.lang).word
        kinds = {t.type for _, t in self.triggers}
        papers = [t for _, t in self.triggers if word("modality.signed").fullmatch(t.text)]
        truce = load_lexicon(self.lang).triggers["ceasefire"]
        if papers and not any(truce.search(t.text) for t in papers):
            return "agreement"
        promised = [t for _, t in self.triggers if t.type == "agreement"]
        only = all(word("modality.promise").fullmatch(t.text) for t in promised)
        if kinds == {"talks", "agreement"} and only:
            return "talks"
        return min(kinds, key=TALKS_RANK.index)

    def _by_victims(self, most: str) -> str:
        """Tell an attack on civilians from one on soldiers by who was harmed."""
        if most not in {"armed_clash", "attack_on_civilians"} or self._both_fire():
            return most
        word, lead = load_lexicon(self.lang).word, [n for n, _ in self.triggers[:1]]
        for notes in (lead, self.notes):
            groups = _harmed(notes)
            armed = any(word("people.armed").search(g) for g in groups)
            civil = any(word("people.civilian").search(g) for g in groups)
            aimed = any(word("hostile.aimed").search(n.text) for n in notes)
            if armed != civil and (armed or aimed):
                return "armed_clash" if armed else "attack_on_civilians"
            if most == "attack_on_civilians":
                break  # soldiers hurt later on are no reason to doubt it
        return most

    def _is_brawl(self) -> bool:
        """Tell a clash of villagers or protesters, told by no word of weapons."""
        word = load_lexicon(self.lang).word
        clash = [(n, t) for n, t in self.triggers if t.type == "armed_clash"]
        if not all(word("hostile.brawl").fullmatch(t.text) for _, t in clash):
            return False
        return any(
            not any(a.claimant_start <= m.start() < a.claimant_end for a in n.attributions)
            for n, _ in clash[:1]
            for m in word("hostile.crowd").finditer(n.text)
        )

    def _votes(self) -> Counter[str]:
        """Count its words by type, those of the sentence that tells it first most.

        Words that say no more than that there was violence, or which weapons a
        side is said to have used, count half, and however many they are, they
        count as one that tells the type.
        """
        word = load_lexicon(self.lang).word
        weak, used = word("hostile.general"), word("hostile.used")
        counts: Counter[str] = Counter()
        vague: Counter[str] = Counter()
        lead = self.first
        for note, trigger in self.triggers:
            earlier = trigger.reference and any(
                n is note and not t.reference for n, t in self.triggers
            )
            if earlier or weak.fullmatch(trigger.text) or used.fullmatch(trigger.text):
                vague[trigger.type] += 1
            else:
                counts[trigger.type] += 4 if note.number == lead else 2
        for kind, number in vague.items():
            counts[kind] += min(number, 2)
        return counts


def _harmed(notes: Sequence[Notes]) -> list[str]:
    """List who was killed or wounded, as named, with the parts of totals."""
    harmed = [h for n in notes for h in n.harm if h.kind in {"killed", "wounded"}]
    return [q.group or "" for h in harmed for q in (h.quantity, *h.parts)]


def split_off_air(draft: Draft) -> list[Draft]:
    """Part a strike from the air from the fighting on the ground of the same day.

    Parameters
    ----------
    draft : Draft
        An event; only violence is parted, and only where whole sentences tell
        of the one and others of the other.

    Returns
    -------
    list of Draft
        One or two.
    """
    general = load_lexicon(draft.lang).word("hostile.general")
    told = [(n, t) for n, t in draft.triggers if not general.fullmatch(t.text)]
    ground = {n.number for n, t in told if t.type != AIR}
    above = [n for n, t in told if t.type == AIR and n.number not in ground]
    if draft.family != "violence" or draft.aggregate or not (ground and above):
        return [draft]
    flown = {n.number for n in above}
    strike = replace(
        draft,
        notes=[n for n in draft.notes if n.number in flown],
        triggers=[(n, t) for n, t in draft.triggers if n.number in flown],
    )
    rest = replace(
        draft,
        notes=[n for n in draft.notes if n.number not in flown],
        triggers=[(n, t) for n, t in draft.triggers if n.number not in flown],
    )
    return [rest, strike]


def date_statements(drafts: Sequence[Draft], calendar: ReportCalendar) -> None:
    """Date an outsider's undated statement by the publication that brings it as news.

    Parameters
    ----------
    drafts : sequence of Draft
        All events of a report.
    calendar : ReportCalendar
        The report's calendar.
    """
    for d in drafts:
        if d.family == "statement" and d.day is None:
            d.day = calendar.publication_day()


def mark_background(drafts: Sequence[Draft]) -> None:
    """Tell history from news: what lies before the main event and is told in passing.

    Parameters
    ----------
    drafts : sequence of Draft
        All events of a report; ``background`` is set on them.
    """
    told = [d for d in drafts if d.family == "violence" and not d.aggregate]
    live = [d for d in told if not d.history]
    main = max(live, key=lambda d: (len(d.notes), -d.first), default=None)
    news = main if main is not None and main.start else _news(drafts)
    for d in drafts:
        if d.document or d.aggregate:
            d.background = True
        elif d in (main, news):
            continue
        elif d.family == "violence" and main is not None:
            d.background = _is_history(d, main, live)
        elif d.family != "statement" and news is not None:
            d.background = _is_long_past(d, news)


def _news(drafts: Sequence[Draft]) -> Draft | None:
    """Give the latest dated event of a report that tells of no violence as its news."""
    dated = [d for d in drafts if d.start and not (d.document or d.aggregate or d.history)]
    return max(dated, key=lambda d: (d.start or dt.date.min, -d.first), default=None)


def _is_history(d: Draft, main: Draft, live: Sequence[Draft]) -> bool:
    if d.start is None or main.start is None:
        return d.history
    if d.history:
        return d.start <= main.start
    early = (main.start - d.start).days > HISTORY_DAYS
    if d.dated and d.dated[1].kind in {"weekday", "relative"} and not d.dated[1].which:
        return False  # "on Monday rebels captured …": news of the week
    return early and len(d.notes) <= PASSING and d.first > main.first and not _is_roundup(live)


def _is_long_past(d: Draft, main: Draft) -> bool:
    """Tell talks or closures before the main event that are told as its past."""
    if d.start is None or main.start is None:
        return d.history
    days = (main.start - d.start).days
    past = any(t.history or t.narrated for _, t in d.triggers)
    return days > LONG_PAST_DAYS or (days > HISTORY_DAYS and past)


def _is_roundup(live: Sequence[Draft]) -> bool:
    """Tell a chronicle: three or more dated events in the order of their days."""
    days = [d.start for d in sorted(live, key=lambda d: d.first) if d.start]
    return len(days) >= 3 and days == sorted(days)
