"""Which mark separates the cells of a delimited text."""

from __future__ import annotations

import csv
import re

__all__ = ["delimiter_of", "told_delimiter"]

DELIMITERS = "\t,;|"
LONGEST = 100_000  # characters of a header that are looked at
_TOLD = re.compile(r'\ufeff?"?sep=([\t,;|])"?[\t,;| ]{0,1000}\r?\n?$', re.IGNORECASE)


def told_delimiter(line: str) -> str | None:
    r"""Give the mark that a first line tells to Excel: it is no header, and no row.

    Examples
    --------
    >>> told_delimiter("sep=;\r\n"), told_delimiter("sep,place")
    (';', None)
    """
    found = _TOLD.match(line)
    return found[1] if found else None


def delimiter_of(header: str) -> str:
    r"""Choose the mark that splits a header into most cells; a comma where none does.

    Examples
    --------
    >>> delimiter_of("date;place;killed"), delimiter_of("place")
    (';', ',')
    >>> delimiter_of('"lat, lon";place;"killed, wounded"')
    ';'
    """
    line = re.split(r"[\r\n]", header, maxsplit=1)[0][:LONGEST]
    counts = {d: len(next(csv.reader([line], delimiter=d), [])) for d in DELIMITERS}
    best = max(counts.values())
    return next(d for d in DELIMITERS if counts[d] == best) if best > 1 else ","
