"""Find the times of day that a text names: "at 01:00 am", "about 18:40"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from geomap.extract.date_forms import claim, date_forms
from geomap.extract.lexicon import load_lexicon

__all__ = ["TimeMention", "find_times"]

_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, kw_only=True, slots=True)
class TimeMention:
    """A clock time as written; ``until`` marks the end of something."""

    start: int
    end: int
    text: str
    hour: int
    minute: int
    until: bool = False


def _hour(match: re.Match[str]) -> int:
    half = (match.groupdict().get("ap") or "").lower().replace(".", "")
    hour = int(match["h"]) % 24
    if half == "pm" and hour < 12:
        return hour + 12
    return 0 if half == "am" and hour == 12 else hour


def find_times(text: str, lang: str) -> list[TimeMention]:
    """Find clock times: "at 01:00 am", "at about 18:40", "12.30 p.m.".

    A bare "5.30" without a word like "at" before it and without am/pm may be
    a measure: it is left alone.

    Parameters
    ----------
    text : str
        Any text.
    lang : str
        ISO 639-1 code of a reading table.

    Returns
    -------
    list of TimeMention
        In order.

    Examples
    --------
    >>> [(t.hour, t.minute) for t in find_times("at about 18:40, then 5 p.m., 3.50 km away", "en")]
    [(18, 40), (17, 0)]
    """
    if _DIGIT.search(text) is None:
        return []
    forms = date_forms(lang)
    cue = load_lexicon(lang).word("dates.clock_cue")
    taken: list[tuple[int, int]] = []
    out: list[TimeMention] = []
    for pattern in forms.clocks:
        for match in pattern.finditer(text):
            before = text[max(0, match.start() - 24) : match.start()].rstrip()
            cued = cue.ending(before) is not None
            plain = "." in match[0] and not match.groupdict().get("ap")
            if (plain and not cued) or not claim(taken, match.start(), match.end()):
                continue
            until = forms.clock_until.ending(before) is not None
            minute = int(match.groupdict().get("m") or 0)
            out.append(
                TimeMention(
                    start=match.start(),
                    end=match.end(),
                    text=match[0],
                    hour=_hour(match),
                    minute=minute,
                    until=until,
                )
            )
    return sorted(out, key=lambda t: t.start)
