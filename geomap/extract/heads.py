"""How the entries of a word list begin: enough to pass over most texts without matching.

An entry can only match where a word begins with its *head*, the letters that
every match of it must begin with. The heads of a list are compared with those
of a sentence, which are worked out once for some sixty lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

__all__ = ["glance", "heads_of_entries", "heads_of_text", "known", "prepare", "share", "spread"]

LENGTH = 4  # letters of a head; longer ones tell little more
TELLING = 6  # letters of a beginning that are enough to tell
DEEPEST = 12  # groups of an entry that are looked into
WIDEST = 400  # entries that one may be written out to
MOST = 2000  # heads of one list; more would cost more than they save
_LENGTHS = range(1, LENGTH + 1)
_WORD = re.compile(r"\w+")
_MARK = re.compile(r"[\W_]")
KEPT = 256  # sentences whose heads are kept
known: dict[str, frozenset[str]] = {}
"""The heads of the sentences that are read just now."""
_OPTIONAL = ("?", "*", "{")


class _Unbounded(Exception):  # noqa: N818 - no error: such a list is matched everywhere
    """An entry can begin with anything."""


def prepare(low: str) -> None:
    """Work out the heads of a sentence that many word lists will be asked about.

    Parameters
    ----------
    low : str
        The sentence, in lower case.
    """
    if low not in known:
        if len(known) >= KEPT:
            known.clear()
        known[low] = heads_of_text(low)


def share(low: str, masked: str) -> None:
    """Let a sentence with some words blanked out have the heads of the whole one.

    They are more than its own, which costs a look and loses no match.

    Parameters
    ----------
    low : str
        The sentence, in lower case.
    masked : str
        The same with words blanked out.
    """
    if low in known:
        known[masked] = known[low]
    else:
        prepare(masked)


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
    words = set(_WORD.findall(plain))
    return frozenset(_MARK.findall(plain)).union(*({w[:n] for w in words} for n in _LENGTHS))


def _closing(entry: str) -> int:
    """Find the bracket that closes the one that an entry begins with."""
    depth = 0
    if entry.startswith("(?"):
        raise _Unbounded
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


def spread(entry: str, depth: int = 0) -> list[str]:
    """Write out the group that an entry begins with, so that each begins with a letter.

    Parameters
    ----------
    entry : str
        As in a reading table.

    Returns
    -------
    list of str
        Entries that together match what the one did.

    Examples
    --------
    >>> spread("(has |have )?open(ed)? fire")
    ['has open(ed)? fire', 'have open(ed)? fire', 'open(ed)? fire']
    """
    if not entry.startswith("(") or entry.startswith("(?") or depth > 3:
        return [entry]
    try:
        end = _closing(entry)
    except _Unbounded:
        return [entry]
    rest = entry[end + 1 :]
    if rest[:1] in ("*", "+", "{"):
        return [entry]
    optional = rest[:1] == "?"
    rest = rest[1:] if optional else rest
    heads = [*_branches(entry[1:end]), *([""] if optional else [])]
    found = [e for head in heads for e in spread(head + rest, depth + 1)]
    return found if len(found) <= WIDEST and all(found) else [entry]


def _literal(entry: str, more: str) -> str:
    """Give the letters, and characters of ``more``, that an entry surely begins with."""
    found = ""
    for k, c in enumerate(entry):
        if not (c.isalnum() or c == "_" or c in more):
            break
        if entry[k + 1 : k + 2] in ("?", "{"):
            break
        found += c
    if not found.strip():
        raise _Unbounded
    return found.replace("ё", "е")


def _heads(entry: str, more: str = "", depth: int = 0) -> Iterator[str]:
    if depth > DEEPEST or not entry:
        raise _Unbounded
    at = entry.find("(")
    if entry[0] in ",;: '’%–—-":
        yield entry[0]
        return
    found = _literal(entry, more) if at else ""
    if at < 0 or len(found) < at or (found and not more) or len(found.rstrip()) >= TELLING:
        yield found
        return
    try:
        end = at + _closing(entry[at:])
    except _Unbounded:
        if not found.strip():
            raise
        yield found
        return
    rest, optional = _after_group(entry, end)
    for branch in [*_branches(entry[at + 1 : end]), *([""] if optional else [])]:
        yield from _heads(entry[:at] + branch + rest, more, depth + 1)


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
            out.update(head[:LENGTH] for head in _heads(entry.lower()))
    except _Unbounded:
        return None
    return frozenset(out) if len(out) <= MOST else None


def glance(entries: Iterable[str]) -> re.Pattern[str]:
    """Compile the beginnings of many entries: where none stands, no entry can match.

    Parameters
    ----------
    entries : iterable of str
        As in a reading table.

    Returns
    -------
    re.Pattern
        To be searched in a text in lower case.

    Examples
    --------
    >>> passed = glance(["clash*", "a truce", "(has |have )opened fire"])
    >>> bool(passed.search("they have  opened fire")), passed.search("a fire has been put out")
    (True, None)
    """
    try:
        heads = {head for entry in entries for head in _heads(entry.lower(), " -")}
    except _Unbounded:
        return re.compile("")
    kept = sorted(h for h in heads if not any(h != o and h.startswith(o) for o in _cuts(h, heads)))
    return re.compile(rf"(?<!\w){_trie(kept)}" if kept else "(?!)")


def _cuts(head: str, heads: set[str]) -> Iterator[str]:
    """Give the shorter heads that a head begins with: they tell as much."""
    return (head[:n] for n in range(1, len(head)) if head[:n] in heads)


def _trie(tails: list[str]) -> str:
    groups: dict[str, list[str]] = {}
    for tail in tails:
        if not tail:
            return ""
        groups.setdefault(tail[0], []).append(tail[1:])
    parts = []
    for letter, group in groups.items():
        mark = r"\s+" if letter == " " else "[её]" if letter == "е" else re.escape(letter)
        parts.append(mark + (_trie(group) if len(group) > 1 else _straight(group[0])))
    return parts[0] if len(parts) == 1 else f"(?:{'|'.join(parts)})"


def _straight(tail: str) -> str:
    return re.escape(tail).replace(r"\ ", r"\s+").replace("е", "[её]")
