"""The head of a report: where and when it was filed ("DUSHANBE, 28 January 2022.").

Its words tell of the report, not of an event: they are set apart before
sentences are read. The place gives the home country of institutions that the
report names without one ("the Ministry of Defence").
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from geomap.extract.dates import DateMention, find_dates

__all__ = ["Header", "day_heads", "find_header"]

REACH = 140  # characters of a line in which a dateline ends
MAX_WORDS = 7  # place, region, country and the like before the separator
_SEPARATOR = re.compile(r"\s[—–-]{1,2}\s|\.\s|:\s|[.:]?$", re.MULTILINE)
_AGENCY = re.compile(r"\s*[—–-]?\s*(?:\([^()\n]{2,60}\)|[«\"“][^»\"”\n]{2,60}[»\"”])\s*[.—–:-]?\s+")
_CARRIER = re.compile(
    r"\s*(?:/[^/\n]{2,30}/|[^\W\d_a-zа-яё][\w«».-]*(?: [^\W\d_a-zа-яё«][\w«».-]*){0,2})"
    r"(?:\.|\s*[—–]|\s+-)\s+(?=[^\W\d_a-zа-яё«“\"])"
)
_PARENTHESIS = re.compile(r"\([^()]{0,60}\)")
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_SMALL = frozenset({"of", "and", "the", "de", "la", "el", "al", "on", "from", "г", "года", "год"})


_ITEM = re.compile(r"^[^\S\n]*(?:[•●▪◦·*–—-][^\S\n]*|\(?\d{1,2}[.)][^\S\n]+)?", re.MULTILINE)
_AFTER_DAY = re.compile(r"[ ,]*(?:\([^()\n]{1,20}\))?[ ,]*(?:[:.]|\s[—–-])(?=\s|$)")
_DIGIT = re.compile(r"\d")
DAY_REACH = 60  # characters of a line in which its day ends


@dataclass(frozen=True, kw_only=True, slots=True)
class Header:
    """A dateline.

    Parameters
    ----------
    start, end : int
        Span in the report, up to where the news begins.
    place : str
        The words before the date, as written; may be empty.
    date : DateMention or None
        The date in it; spans in the report.
    """

    start: int
    end: int
    place: str
    date: DateMention | None

    @property
    def day(self) -> dt.date | None:
        """The full date, where it has one."""
        d = self.date
        if d is None or not (d.year and d.month and d.day):
            return None
        try:
            return dt.date(d.year, d.month, d.day)
        except ValueError:
            return None


def _is_place_like(head: str, *, dated: bool) -> bool:
    """Tell a place line from a sentence: a few words, all names or capitals."""
    words = _WORD.findall(head)
    if len(words) > MAX_WORDS or (not words and not dated):
        return False
    named = all(w[0].isupper() or w.lower() in _SMALL for w in words)
    shouted = bool(words) and len(words[0]) > 2 and words[0].isupper()
    return named and (dated or shouted)


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + " " + text[end:]
    return _PARENTHESIS.sub(" ", text)


def _in_line(text: str, start: int, stop: int, lang: str) -> Header | None:
    line = text[start : min(stop, start + REACH)]
    if _SEPARATOR.search(line) is None:
        return None
    dates = [d for d in find_dates(line, lang) if d.kind in {"day", "weekday"}]
    for cut in _SEPARATOR.finditer(line):
        if any(d.start < cut.start() < d.end - 1 for d in dates):
            continue
        inside = [d for d in dates if d.end <= cut.end()]
        if start + cut.end() >= stop and not inside:
            return None  # a headline in capitals, not a dateline
        plain = _without(line[: cut.start()], [(d.start, d.end) for d in inside])
        if not _is_place_like(plain, dated=bool(inside)):
            return None
        end = start + cut.end()
        after = [d for d in dates if d.start >= cut.end() and d.start <= cut.end() + 2]
        if after and not inside and len(line[after[0].end :].strip(" .:")) == 0:
            inside, end = after, stop
        agency = _AGENCY.match(text, end, stop)
        carrier = None if agency or not inside else _CARRIER.match(text, end, stop)
        found = agency or carrier
        end = found.end() if found else end
        full = next((d for d in inside if d.day), inside[0] if inside else None)
        place = " ".join(plain.split()).strip(" ,.")
        return Header(start=start, end=end, place=place, date=_moved(full, start))
    return None


def _moved(mention: DateMention | None, offset: int) -> DateMention | None:
    if mention is None:
        return None
    from dataclasses import replace

    return replace(mention, start=mention.start + offset, end=mention.end + offset)


def day_heads(text: str, lang: str) -> list[tuple[int, int]]:
    r"""Find the days under which a chronicle or a list of incidents tells its items.

    Parameters
    ----------
    text : str
        The report.
    lang : str
        ISO 639-1 code of a reading table.

    Returns
    -------
    list of (int, int)
        Spans of the days at the beginnings of lines, with what sets them off; none where
        there is only one, which is the report's own dateline.

    Examples
    --------
    >>> text = "• 18 October: men burnt a farm.\n• 20 October: soldiers fought them."
    >>> [text[a:b] for a, b in day_heads(text, "en")]
    ['• 18 October:', '• 20 October:']
    >>> day_heads("OSH, 3 May. Two guards were hurt.\n3 May. It was calm.", "en")
    []
    """
    heads = []
    for item in _ITEM.finditer(text):
        piece = text[item.end() : item.end() + DAY_REACH].split("\n", 1)[0]
        end = _day_end(piece, lang) if _DIGIT.search(piece, 0, DAY_REACH // 2) else 0
        mark = _AFTER_DAY.match(piece, end) if end else None
        if mark is not None:
            heads.append((item.start(), item.end() + mark.end()))
    return heads if len(heads) > 1 else []


def _day_end(piece: str, lang: str) -> int:
    """Give where the day ends that a line begins with, 0 where it begins with none."""
    end = 0
    for date in find_dates(piece, lang):
        if date.kind in {"day", "weekday"} and piece[end : date.start].strip(" ,(") in {"", "On"}:
            end = date.end
    return end


def find_header(text: str, lang: str) -> Header | None:
    """Find the dateline in the first two lines of a report.

    Parameters
    ----------
    text : str
        The report.
    lang : str
        ISO 639-1 code of a reading table.

    Returns
    -------
    Header or None

    Examples
    --------
    >>> text = "YEREVAN, July 28 (News). Three soldiers were killed."
    >>> head = find_header(text, "en")
    >>> head.place, text[head.end :]
    ('YEREVAN', 'Three soldiers were killed.')
    >>> find_header("BISHKEK, 9 July 2021. A guard was hurt.", "en").day
    datetime.date(2021, 7, 9)
    >>> find_header("On January 11, 2014 a road was being built.", "en") is None
    True
    """
    lines = [m for m in re.finditer(r"[^\n]+", text[:4000]) if m[0].strip()]
    for line in lines[:2]:
        lead = len(line[0]) - len(line[0].lstrip())
        found = _in_line(text, line.start() + lead, line.end(), lang)
        if found is not None and not _is_item(text[:4000], found, lang):
            return found
    return None


def _is_item(text: str, header: Header, lang: str) -> bool:
    """Tell the day over the first item of a chronicle from the report's own."""
    if any(c.isalpha() for c in header.place):
        return False
    end = len(text[: header.end].rstrip())
    return any(end == last for _, last in day_heads(text, lang))
