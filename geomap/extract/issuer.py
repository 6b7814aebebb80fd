"""Whose text a report is: a ministry's statement, a force's press release.

What such a text says without naming a speaker is said by who issued it.
"""

from __future__ import annotations

import re

from geomap.extract.lexicon import load_lexicon
from geomap.extract.notes import find_nations
from geomap.extract.speakers import Speaker

__all__ = ["find_issuer"]

LINES = 3  # in which a text says whose it is
LONGEST = 140  # characters of such a line
_LINE = re.compile(r"[^\n]+")


def find_issuer(text: str, lang: str) -> Speaker | None:
    r"""Find who issued a text, by the lines over it.

    Parameters
    ----------
    text : str
        The report.
    lang : str
        ISO 639-1 code of a reading table.

    Returns
    -------
    Speaker or None
        With its span in the report; None where the text is nobody's statement.

    Examples
    --------
    >>> find_issuer("STATEMENT OF THE MINISTRY OF DEFENCE OF ARMENIA\n\nOn 3 May …", "en").name
    'MINISTRY OF DEFENCE OF ARMENIA'
    >>> find_issuer("COAST GUARD\nPress release, 3 May\n\nOn 2 May …", "en").name
    'COAST GUARD'
    >>> find_issuer("A statement of the army\nwas read out on 3 May …", "en") is None
    True
    """
    lexicon = load_lexicon(lang)
    lines = [m for m in _LINE.finditer(text[:1000]) if m[0].strip()][: LINES + 1]
    for n, line in enumerate(lines[:LINES]):
        if len(line[0]) > LONGEST or line[0].rstrip().endswith((".", ",", ";")):
            continue
        titled = lexicon.word("speech.issued_by").match(line[0])
        if titled and (found := _speaker(line.start() + titled.end(), line.end(), text, lang)):
            return found
        behind = lines[n + 1][0].strip() if n + 1 < len(lines) else ""
        if lexicon.word("speech.issued").match(behind) and len(behind) <= LONGEST:
            return _speaker(line.start(), line.end(), text, lang)
    return None


def _speaker(start: int, end: int, text: str, lang: str) -> Speaker | None:
    """Make the speaker of a line that names an institution."""
    while start < end and text[start] in " \t:—–-":
        start += 1
    name = text[start:end].strip()
    agents = load_lexicon(lang).word("speech.agents")
    if not name[:1].isupper() or agents.search(name) is None:
        return None
    nations = find_nations(name, lang)
    side = nations[0].iso3 if nations else None
    return Speaker(name=name, start=start, end=start + len(name), side=side)
