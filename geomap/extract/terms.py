"""Terms that an agreement sets: "within eight days", "by 08:00 on January 28"."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from typing import Any

from geomap.extract.lexicon import SPACE, load_lexicon
from geomap.extract.numbers import word_value

__all__ = ["find_terms"]

DAYS = {"day": 1, "week": 7, "month": 30}  # a month is not counted to a day: no date is given


@cache
def _pattern(lang: str) -> re.Pattern[str]:
    table = load_lexicon(lang).raw["dates"]["terms"]
    lead = "|".join(w.replace(" ", SPACE) for w in table["lead"])
    units = "|".join(f"(?P<{unit}>{'|'.join(words)})" for unit, words in table["units"].items())
    return re.compile(
        rf"(?<!\w)(?:{lead}){SPACE}(?P<n>\d{{1,3}}|[^\W\d_]{{2,20}}){SPACE}(?:{units})(?!\w)",
        re.IGNORECASE,
    )


def find_terms(
    text: str, lang: str, agreed_on: dt.date | None, offset: int = 0
) -> list[dict[str, Any]]:
    """Find the terms set in a sentence about an agreement.

    Parameters
    ----------
    text : str
        The sentence.
    lang : str
        ISO 639-1 code of a reading table.
    agreed_on : datetime.date or None
        Local day of the agreement.
    offset : int
        Where the sentence starts in the report.

    Returns
    -------
    list of dict
        ``text``, ``start``, ``end`` (in the report), ``count``, ``unit``
        and, where the day can be counted, ``until`` (ISO date).

    Examples
    --------
    >>> terms = find_terms("agreed to withdraw within eight days", "en", dt.date(2022, 1, 29))
    >>> [(t["text"], t["count"], t["until"]) for t in terms]
    [('within eight days', 8, '2022-02-06')]
    >>> find_terms("agreed to meet again", "en", None)
    []
    """
    out: list[dict[str, Any]] = []
    for m in _pattern(lang).finditer(text):
        count = int(m["n"]) if m["n"].isdigit() else word_value(lang, m["n"].lower())
        if count is None:
            continue
        unit = next(u for u in DAYS if m[u])
        until = None
        if agreed_on is not None and unit != "month":
            until = (agreed_on + dt.timedelta(days=count * DAYS[unit])).isoformat()
        out.append(
            {
                "text": m[0],
                "start": offset + m.start(),
                "end": offset + m.end(),
                "count": count,
                "unit": unit,
                "until": until,
            }
        )
    return out
