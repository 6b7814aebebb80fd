"""Plain values: what a frame may hold, as what a file can hold."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping
from typing import Any

import msgspec

__all__ = [
    "cell_of",
    "is_day",
    "json_text",
    "plain",
    "quote_controls",
    "quote_nul",
    "unquote_controls",
]

_SCALARS = (str, bool, int, type(None))
_CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]|_x(?=[0-9A-Fa-f]{4}_)"
)  # _x is quoted where it would read as a quoted character
_NUL = re.compile("\x00|_x(?=[0-9A-Fa-f]{4}_)")
_QUOTED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")


def plain(value: Any) -> Any:
    """Make a value plain: what JSON has, and nothing else.

    Parameters
    ----------
    value : object
        Of a frame's cell: numpy scalars, dates with zones, sets, arrays and
        geometries too.

    Returns
    -------
    object
        None, bool, int, float, str, list or dict. A date is ISO 8601 with
        its own offset; NaN, NaT and NA are None.

    Examples
    --------
    >>> import numpy as np
    >>> plain({"a": np.int64(3), "b": (float("nan"), np.array([1.5]))})
    {'a': 3, 'b': [None, [1.5]]}
    >>> plain(dt.datetime(2022, 1, 27, tzinfo=dt.timezone(dt.timedelta(hours=6))))
    '2022-01-27T00:00:00+06:00'
    """
    if isinstance(value, _SCALARS) and type(value) in _SCALARS:
        return value
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(v) for v in value]
    return _unusual(value)


def _unusual(value: Any) -> Any:
    if type(value).__name__ in {"NaTType", "NAType"}:
        return None
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if hasattr(value, "tolist"):  # numpy's scalars and arrays
        return plain(value.tolist())
    if hasattr(value, "wkt"):
        return value.wkt
    return str(value)


def is_day(text: str) -> bool:
    """Tell whether an ISO date is in the calendar.

    Examples
    --------
    >>> is_day("2022-02-28"), is_day("2022-02-31")
    (True, False)
    """
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def json_text(value: Any) -> str:
    """Write a nested value as JSON without control characters.

    Examples
    --------
    >>> json_text([{"a": "ü"}])
    '[{"a":"ü"}]'
    """
    text = msgspec.json.encode(value, enc_hook=plain).decode()
    return text.replace("\x7f", "\\u007f").replace("\ufffe", "\\ufffe").replace("\uffff", "\\uffff")


def quote_controls(text: str) -> str:
    r"""Quote the characters that a format cannot hold as ``_xHHHH_``, as Excel does.

    ECMA-376 part 1, 22.9.2.19 (ST_Xstring). Line feeds and tabs stay.

    Examples
    --------
    >>> quote_controls("a\x00b"), quote_controls("_x0041_"), quote_controls("line\nfeed")
    ('a_x0000_b', '_x005F_x0041_', 'line\nfeed')
    """
    return _CONTROLS.sub(_quoted, text)


def quote_nul(text: str) -> str:
    r"""Quote NUL alone, where texts end at it (GDAL, and what is written in C).

    Examples
    --------
    >>> quote_nul("a\x00\r\n")
    'a_x0000_\r\n'
    """
    return _NUL.sub(_quoted, text) if "\x00" in text or "_x" in text else text


def _quoted(found: re.Match[str]) -> str:
    return "_x005F_x" if found[0] == "_x" else f"_x{ord(found[0]):04X}_"


def unquote_controls(text: str) -> str:
    r"""Undo :func:`quote_controls`.

    Examples
    --------
    >>> unquote_controls("a_x0000_b"), unquote_controls("_x005F_x0041_")
    ('a\x00b', '_x0041_')
    """
    return _QUOTED.sub(lambda found: chr(int(found[1], 16)), text)


def cell_of(text: str) -> str:
    """Make a text harmless where a spreadsheet may run what begins like a formula.

    An apostrophe goes before it, and before one that is there already, so
    that taking the first off again gives the text. Numbers stay numbers.

    Examples
    --------
    >>> cell_of("=1+1"), cell_of("'quoted'"), cell_of("-3.5"), cell_of("plain")
    ("'=1+1", "''quoted'", '-3.5', 'plain')
    """
    bare = text.lstrip()
    risky = bare.startswith(_FORMULA) or text.startswith(_FORMULA)
    return f"'{text}" if text.startswith("'") or (risky and not _NUMBER.fullmatch(text)) else text
