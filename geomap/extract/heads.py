"""How the entries of a word list begin: enough to pass over most texts without matching.

An entry can only match where a word begins with its *head*, the letters that
every match of it must begin with. The heads of a list are compared with those
of a sentence, which are worked out once for some sixty lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

__all__ = ["heads_of_entries", "heads_of_text"]

LENGTH = 4  # letters of a head; longer ones tell little more
MOST = 2000  # heads of one list; more would cost more than they save
_WORD = re.compile(r"\w+")
_OPTIONAL = ("?", "*", "{")


class _Unbounded(Exception):  # noqa: N818 - no error: such a list is matched everywhere
    """An entry can begin with anything."""


@lru_cache(maxsize=256)
def heads_of_text(text: str) -> frozenset[str]:
    """Give the beginnings of a text's words, up to four letters, and its marks.

    Parameters
    ----------
    text : str
        In lower case.

    Returns
    -------
    frozenset of str

    Examples
    --------
    >>> sorted(heads_of_text("fire, at"))
    [' ', ',', 'a', 'at', 'f', 'fi', 'fir', 'fire']
    """
    plain = text.replace("ё", "е")
    out = {c for c in plain if not c.isalnum()}
    for word in _WORD.findall(plain):
        out.update(word[:n] for n in range(1, min(len(word), LENGTH) + 1))
    return frozenset(out)


def _closing(entry: str) -> int:
    """Find the bracket that closes the one that an entry begins with."""
    depth = 0
    for k, c in enumerate(entry):
        if c in "[\\":
            raise _Unbounded
        depth += (c == "(") - (c == ")")
        if not depth:
            return k
    raise _Unbounded


def _branches(body: str) -> Iterator[str]:
    """Split the inside of a group at its own bars."""
    depth = begun = 0
    for k, c in enumerate(body):
        depth += (c == "(") - (c == ")")
        if c == "|" and not depth:
            yield body[begun:k]
            begun = k + 1
    yield body[begun:]


def _after_group(entry: str, end: int) -> tuple[str, bool]:
    """Give what follows a group and whether the group may be left out."""
    rest = entry[end + 1 :]
    optional = rest[:1] in _OPTIONAL and rest != ""
    if rest[:1] == "{":
        rest = rest[rest.index("}") + 1 :]
    elif rest[:1] in ("?", "*", "+"):
        rest = rest[1:]
    return rest, optional


def _literal(entry: str) -> str:
    """Give the letters that an entry surely begins with."""
    found = ""
    for k, c in enumerate(entry):
        if not (c.isalnum() or c == "_"):
            break
        if entry[k + 1 : k + 2] in ("?", "{"):
            break
        found += c
    if not found:
        raise _Unbounded
    return found[:LENGTH].replace("ё", "е")


def _heads(entry: str, depth: int = 0) -> Iterator[str]:
    if depth > 6 or not entry:
        raise _Unbounded
    if entry[0] in ",;: '’%–—-":
        yield entry[0]
    elif entry[0] != "(":
        yield _literal(entry)
    else:
        end = _closing(entry)
        body = entry[1:end]
        if body.startswith("?"):
            raise _Unbounded
        rest, optional = _after_group(entry, end)
        for branch in _branches(body):
            yield from _heads(branch + rest, depth + 1)
        if optional:
            yield from _heads(rest, depth + 1)


def heads_of_entries(entries: Iterable[str]) -> frozenset[str] | None:
    r"""Give the heads of a word list.

    Parameters
    ----------
    entries : iterable of str
        As in a reading table.

    Returns
    -------
    frozenset of str or None
        None where an entry can begin with anything.

    Examples
    --------
    >>> sorted(heads_of_entries(["clash*", "(has |have )?open(ed)? fire"]))
    ['clas', 'has', 'have', 'open']
    >>> heads_of_entries([r"[\w-]+ shots"]) is None
    True
    """
    out: set[str] = set()
    try:
        for entry in entries:
            out.update(_heads(entry.lower()))
    except _Unbounded:
        return None
    return frozenset(out) if len(out) <= MOST else None
