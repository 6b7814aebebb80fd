"""Which of the places a report names is the place of an incident.

The finest place beside the words of the event wins; what encloses it is
``within``; the rest is ``mentioned``. Where two sides place the event
differently, both places stand, each with its claimant.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gazetteer import Resolution
from geomap.extract.assemble import EventText
from geomap.extract.lexicon import load_lexicon
from geomap.extract.notes import Notes
from geomap.extract.segment import in_quotes

__all__ = ["Placed", "assign_roles", "in_claimant", "is_seat"]

RANK = {  # finest first; an unknown class was named with a cue of its own
    "structure": 0,
    "border post": 0,
    "populated place": 0,
    "locality": 0,
    "terrain": 0,
    "water": 1,
    "road": 1,
    "exclave": 1,
    "adm3": 2,
    "adm2": 3,
    "adm1": 4,
    "area": 5,
    "border": 6,
    "country": 9,
}
UNITS = {"adm3", "adm2", "adm1", "exclave", "country", "area"}
DIPLOMATIC = {"talks", "mediation", "statement", "protest", "document"}


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A resolved toponym of an incident with its role and who places it there."""

    resolution: Resolution
    role: str
    claimant: str = ""


@dataclass(frozen=True, slots=True)
class _Mention:
    resolution: Resolution
    note: Notes
    speaker: str
    told: bool
    inside: bool
    quoted: bool

    @property
    def feature(self) -> str:
        place = self.resolution.place
        cue = self.resolution.toponym.cue
        if self.resolution.toponym.relation is not None:
            border = self.resolution.toponym.relation.kind.startswith("border")
            return "border" if border else "locality"
        return place.feature_class if place else (cue or "locality")

    @property
    def span(self) -> tuple[int, int]:
        toponym = self.resolution.toponym
        first = self.note.sentence.start
        return toponym.start - first, toponym.end - first

    @property
    def names(self) -> set[str]:
        toponym = self.resolution.toponym
        return {toponym.name.casefold(), toponym.text.casefold()}

    @property
    def rank(self) -> int:
        return RANK.get(self.feature, 0)


def _speaker(event: EventText, note: Notes, position: int) -> str:
    """Give whose words a position of a sentence is in, as written; "" for the report's."""
    for a in note.attributions:
        if a.start <= position < a.end and a.form not in {"blame", "act"}:
            return a.claimant
    start, end = note.sentence.start, note.sentence.end
    said = [c.claimant for c in event.incident.claims if start <= c.start < end]
    return said[0] if said and not note.attributions else ""


def in_claimant(note: Notes, start: int) -> bool:
    """Tell a place in a speaker's name ("officials in X") from one of what is told.

    Parameters
    ----------
    note : Notes
        The sentence.
    start : int
        Where the place begins in it.

    Returns
    -------
    bool
    """
    return any(a.claimant_start <= start < a.claimant_end for a in note.attributions)


def _mentions(event: EventText, resolutions: Sequence[Resolution], lang: str) -> list[_Mention]:
    out = []
    for note in event.notes:
        for r in resolutions:
            start = r.toponym.start - note.sentence.start
            if not 0 <= start < len(note.text) or in_claimant(note, start):
                continue
            told = any(t.modality == "told" and t.family == event.family for t in note.triggers)
            inside = _is_told_of(note, start, start + len(r.toponym.text), lang)
            quoted = in_quotes(note.text, start)
            out.append(_Mention(r, note, _speaker(event, note, start), told, inside, quoted))
    return out


def is_seat(text: str, end: int, lang: str) -> bool:
    """Tell a place that stands for a government or an institution from a scene.

    "New Delhi's version", "Vardenis hospital", "what Caracas described".

    Parameters
    ----------
    text : str
    end : int
        Where the place's name ends in it.
    lang : str
        ISO 639-1 code of a reading table.

    Returns
    -------
    bool

    Examples
    --------
    >>> is_seat("Baku said so.", 4, "en"), is_seat("Baku was shelled.", 4, "en")
    (True, False)
    """
    behind = text[end : end + 40].lstrip()
    lists = ("places.institution", "places.subject", "speech.verbs")
    return text[end : end + 2] in {"'s", "’s"} or any(
        load_lexicon(lang).word(words).match(behind) for words in lists
    )


def _is_told_of(note: Notes, start: int, end: int, lang: str) -> bool:
    """Tell a place of the event from one of the telling ("In Islamabad, the ministry said").

    In an attributed sentence only the words attributed tell of the event; a
    town with a possessive ("New Delhi's version") stands for a government.
    """
    if is_seat(note.text, end, lang):
        return False
    if not note.attributions or any(a.start <= start < a.end for a in note.attributions):
        return True
    clause = note.text.rfind(";", 0, start), note.text.find(";", start)
    if all(not clause[0] < a.claimant_start < (clause[1] % 10**6) for a in note.attributions):
        return True
    first = min(min(a.start, a.claimant_start) for a in note.attributions)
    events = [*(t.start for t in note.triggers), *(h.start for h in note.harm)]
    return start < first and any(e < first for e in events)  # told before anybody speaks


def _is_locative(mention: _Mention, lang: str) -> bool:
    """Tell "talks in X" from "the ministry of X": a preposition of place stands before."""
    start, _ = mention.span
    before = mention.note.text[max(0, start - 40) : start]
    words = before.replace("’s", " ").replace("'s", " ").split()
    locative = load_lexicon(lang).word("places.locative")
    if mention.resolution.toponym.relation is not None:
        return True
    return any(locative.fullmatch(w.lower()) for w in words[-4:])


def _is_aside(mention: _Mention, lang: str) -> bool:
    """Tell a place in a relative clause ("the X district, which lies next to Y")."""
    start, _ = mention.span
    before = mention.note.text[max(0, start - 40) : start]
    return any(
        before[: m.start()].rstrip().endswith(",")
        for m in load_lexicon(lang).word("grammar.relative").finditer(before)
    )


def _links(inner: _Mention, outer: _Mention, lang: str) -> bool:
    """Tell "the X mahalla of the Y community": the wording puts one in the other."""
    if inner.note is not outer.note or inner.span[1] > outer.span[0]:
        return False
    between = inner.note.text[inner.span[1] : outer.span[0]].strip().lower()
    if between == ",":
        return outer.rank > inner.rank
    return bool(load_lexicon(lang).word("places.holds").fullmatch(between))


def _eligible(event: EventText, mentions: Iterable[_Mention], lang: str) -> list[_Mention]:
    if event.family not in DIPLOMATIC:
        named = [m for m in mentions if m.rank < RANK["country"] and m.inside]
        named = [m for m in named if not _is_aside(m, lang)]
        return [m for m in named if m.told or _is_about_event(m.note)]
    quoted = [m for m in mentions if m.rank < RANK["border"] and not m.quoted]
    return [m for m in quoted if m.told and _is_locative(m, lang)]


def _is_about_event(note: Notes) -> bool:
    """Tell a sentence that speaks of the event without its words: harm, blame, narration."""
    blames = any(a.form == "blame" for a in note.attributions)
    return bool(note.harm) or blames or not note.attributions


def _best_of(group: Sequence[_Mention], lang: str) -> list[_Mention]:
    """Choose the finest place of one speaker; places listed in one sentence stay together."""
    names = {p.casefold() for m in group for p in m.resolution.toponym.parents}
    inner = [
        m
        for m in group
        if not m.names & names and not any(_links(o, m, lang) for o in group if o is not m)
    ]
    located = [m for m in inner if _is_locative(m, lang) or _is_listed(m, inner, lang)]
    inner = located or inner or list(group)
    best = min(inner, key=lambda m: (not m.told, m.rank, m.resolution.toponym.start))
    return [m for m in inner if m.rank == best.rank and m.note is best.note]


def _is_listed(mention: _Mention, group: Sequence[_Mention], lang: str) -> bool:
    """Tell the second of "near X and Y": it stands listed behind one with a preposition."""
    for other in group:
        if other is mention or other.note is not mention.note:
            continue
        between = mention.note.text[other.span[1] : mention.span[0]].strip().lower()
        joined = load_lexicon(lang).word("grammar.and").fullmatch(between.strip(", "))
        if other.span[1] <= mention.span[0] and (between == "," or joined):
            return _is_locative(other, lang)
    return False


def _holds(outer: _Mention, inner: _Mention) -> bool:
    """Tell whether one place encloses another, by the wording or the gazetteer."""
    if outer.feature not in UNITS or outer.rank <= inner.rank:
        return False
    a, b = outer.resolution, inner.resolution
    if any(p.casefold() in outer.names for p in b.toponym.parents):
        return True
    if b.place is None or b.lon is None or b.lat is None:
        return outer.note is inner.note
    if a.place is None or a.lon is None or a.lat is None:
        return False
    from gazetteer.shapes import distance_m

    shared = set(a.place.countries) & set(b.place.countries)
    return bool(shared) and distance_m(a.lon, a.lat, b.lon, b.lat) <= (a.radius_m or 0)


def _where(eligible: Sequence[_Mention], lang: str) -> list[_Mention]:
    speakers = list(dict.fromkeys(m.speaker for m in eligible))
    chosen = [
        best
        for speaker in speakers
        for best in _best_of([m for m in eligible if m.speaker == speaker], lang)
    ]
    finest = min(m.rank for m in chosen)
    out: list[_Mention] = []
    for m in chosen:
        same = any(_same(m, o) for o in out)
        holds = any(_holds(m, o) for o in chosen if o is not m)
        vague = m.rank >= RANK["area"] and finest < RANK["area"]
        if not (same or holds or vague):
            out.append(m)
    return out


def _encloses(outer: _Mention, inner: _Mention, mentions: Sequence[_Mention], lang: str) -> bool:
    """Tell enclosure by gazetteer, or by the wording, over one unit between."""
    if _holds(outer, inner) or _links(inner, outer, lang):
        return True
    between = [m for m in mentions if _links(inner, m, lang)]
    return any(_links(m, outer, lang) for m in between)


def _same(a: _Mention, b: _Mention) -> bool:
    one, other = a.resolution.place, b.resolution.place
    if one and other:
        return one.place_id == other.place_id
    cues = {a.resolution.toponym.cue, b.resolution.toponym.cue} - {None}
    if len(cues) > 1:  # the Lachin road is not the Lachin district
        return False
    return a.resolution.toponym.name.casefold() == b.resolution.toponym.name.casefold()


def assign_roles(event: EventText, resolutions: Sequence[Resolution], lang: str) -> list[Placed]:
    """Give each place that an event's sentences name its role.

    Parameters
    ----------
    event : EventText
        The incident with its sentences.
    resolutions : sequence of Resolution
        All places of the report, spans in the report.
    lang : str
        ISO 639-1 code of a reading table.

    Returns
    -------
    list of Placed
        The incident's own places first (``where``), then what holds them
        (``within``), then the others (``mentioned``). Countries are left out.
    """
    mentions = _mentions(event, resolutions, lang)
    eligible = _eligible(event, mentions, lang)
    where = _where(eligible, lang) if eligible else []
    named = [m for m in mentions if m.rank < RANK["country"]]
    within = [
        m
        for m in named
        if not any(m is w or _same(m, w) for w in where)
        and any(_encloses(m, w, mentions, lang) for w in where)
    ]
    taken = [*where, *within]
    rest = [m for m in named if not any(m is t or _same(m, t) for t in taken)]
    return [
        *(Placed(resolution=m.resolution, role="where", claimant=m.speaker) for m in where),
        *(
            Placed(resolution=m.resolution, role="within", claimant=m.speaker)
            for m in sorted(_unique(within), key=lambda m: (m.feature not in UNITS, m.rank))
        ),
        *(
            Placed(resolution=m.resolution, role="mentioned", claimant=m.speaker)
            for m in _unique(rest)
        ),
    ]


def _unique(mentions: Iterable[_Mention]) -> list[_Mention]:
    out: list[_Mention] = []
    for m in mentions:
        if not any(_same(m, o) for o in out):
            out.append(m)
    return out
