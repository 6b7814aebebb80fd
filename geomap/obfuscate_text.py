"""Positions written out in words and figures, hidden where a coarser place is shown.

Digits become ``█``, so that a text keeps its length and its spans their places.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

__all__ = ["MASK", "hidden_in", "hide_distances", "hide_numbers", "hide_positions"]

MASK = "█"

_N = r"[-+\u2212]?\d{1,3}[.,]\d+"  # 39.9554; 39,9554
_PAIRED = r"[-+\u2212]?\d{1,3}\.\d{2,}"  # 39.95, 70.52
_SIDE = r"(?:[NSEWСЮВЗ]\b|[сю]\.?\s?ш|[вз]\.?\s?д|north|south|east|west|latitude|longitude)"
_WORD = r"(?:lat|lon|lng|latitude|longitude|mlat|mlon|широт\w*|долгот\w*)"
_POSITIONS = re.compile(
    "|".join(
        (
            r"(?<![\d.])[-+\u2212]?\d{1,3}[.,]\d{4,}",  # any number so exact
            rf"(?<![\d.,]){_N}\s*°?\s*{_SIDE}",
            rf"(?<![\d.,]){_PAIRED}\s*[,;/ &]\s*{_PAIRED}(?![\d.])",
            rf"\b{_WORD}\W{{0,4}}[-+\u2212]?\d{{1,3}}(?:[.,]\d+)?",
            r"(?<![\d.,])[-+\u2212]?\d{1,3},\d{2,}\s*[;/ ]\s*[-+\u2212]?\d{1,3},\d{2,}(?![\d,])",
            # 39°57′20″ N, 39° 57.3' N, 39.9° N; never 20 °C
            r"\d{1,3}(?:[.,]\d+)?\s*[°º]\s*\d{1,2}(?:[.,]\d+)?\s*['′’](?:\s*\d{1,2}(?:[.,]\d+)?\s*(?:[\"″”]|['′’]{2}))?",
            rf"\d{{1,3}}(?:[.,]\d+)?\s*[°º]\s*{_SIDE}",
            rf"\d{{1,3}}(?:[.,]\d+)?\s*(?:degrees?|deg|градус\w*)\b\s*(?:\d{{1,2}}(?:[.,]\d+)?\s*(?:minutes?|min|минут\w*)\s*)?(?:\d{{1,2}}(?:[.,]\d+)?\s*(?:seconds?|sec|секунд\w*)\s*)?{_SIDE}",
            # MGRS, UTM and Open Location Codes, in capitals as they are written
            r"(?-i:\b\d{1,2}[C-HJ-NP-X]\s?[A-HJ-NP-Z]{2}\s?\d{1,5}\s?\d{1,5}\b)",
            r"(?-i:\b\d{1,2}[C-HJ-NP-X]\s+\d{6}(?:\.\d+)?\s*m?\s*E?,?\s+\d{6,7}(?:\.\d+)?\s*m?\s*N?\b)",
            r"(?-i:\b[23456789CFGHJMPQRVWX]{4,8}\+[23456789CFGHJMPQRVWX]{2,}\b)",
        )
    ),
    re.IGNORECASE,
)  # fmt: skip
_METRES = r"(?:km|m|metres?|meters?|kilomet(?:re|er)s?|miles?|mi|км|м|метр\w*|километр\w*)"
_DISTANCES = re.compile(
    rf"\d[\d.,\s–-]*\s?{_METRES}\b(?![²2])|\b{_METRES}\s\d[\d.,]*", re.IGNORECASE
)
_DIGIT = re.compile(r"\d")
_CODE = re.compile(r"[0-9A-Z]")


def hide_positions(text: str) -> str:
    """Hide the digits of coordinates, grid references and location codes.

    Parameters
    ----------
    text : str
        Words of a report, a cell of a table, a link.

    Returns
    -------
    str
        As long as the text.

    Examples
    --------
    >>> hide_positions("at 39.9554, 70.5160, killing 2 of 1.275")
    'at ██.████, ██.████, killing 2 of 1.275'
    >>> hide_positions("39°57′N 70°31′E, 20 °C, 42S XD 1234 5678, 8GCQFGXX+2F")
    '██°██′N ██°██′E, 20 °C, ███ ██ ████ ████, ████████+██'
    """
    return _POSITIONS.sub(_hidden, text)


def hide_distances(text: str) -> str:
    """Hide coordinates, and distances from which a position could be worked out.

    Examples
    --------
    >>> hide_distances("Batken, also named, is 12 km away; 3 of 4 names match")
    'Batken, also named, is ██ km away; 3 of 4 names match'
    """
    return _DISTANCES.sub(lambda m: _DIGIT.sub(MASK, m[0]), hide_positions(text))


def hide_numbers(text: str) -> str:
    """Hide a number that has a fraction: the cell of a table that gave a coordinate.

    Examples
    --------
    >>> hide_numbers("35.76"), hide_numbers("1.0"), hide_numbers("Rami village")
    ('██.██', '1.0', 'Rami village')
    """
    number = re.fullmatch(r"\s*[-+]?\d+[.,](\d+)\s*", text)
    return _DIGIT.sub(MASK, text) if number and number[1].strip("0") else hide_positions(text)


def _hidden(match: re.Match[str]) -> str:
    is_code = re.fullmatch(r"\d{1,2}[C-X].*|[2-9A-Z]+\+.*", match[0], re.DOTALL)
    return (_CODE if is_code else _DIGIT).sub(MASK, match[0])


def hidden_in(value: Any, hide: Callable[[str], str] = hide_distances) -> Any:
    """Hide positions in every text of a nested value.

    Parameters
    ----------
    value : object
        Dicts, lists, texts.
    hide : callable
        What is done to a text.

    Returns
    -------
    object
        The same with its texts changed.

    Examples
    --------
    >>> hidden_in({"note": ["2 km from X"], "n": 1})
    {'note': ['█ km from X'], 'n': 1}
    """
    if isinstance(value, str):
        return hide(value)
    if isinstance(value, dict):
        return {key: hidden_in(item, hide) for key, item in value.items()}
    return [hidden_in(item, hide) for item in value] if isinstance(value, list | tuple) else value
