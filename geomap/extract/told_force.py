"""Words of force in a sentence that tells casualties and no other word of an event."""

from __future__ import annotations

from geomap.extract.lexicon import load_lexicon
from geomap.extract.notes import Notes
from geomap.extract.triggers import Trigger

__all__ = ["force_of"]


def force_of(note: Notes) -> list[Trigger]:
    """Find the word of force that a sentence of casualties tells, if it tells one.

    Parameters
    ----------
    note : Notes
        The sentence.

    Returns
    -------
    list of Trigger
        One or none.

    Examples
    --------
    >>> from geomap.extract.notes import annotate
    >>> (note,) = annotate("Two border guards were shot dead.", "en")
    >>> [t.type for t in force_of(note)]
    ['armed_clash']
    """
    lexicon = load_lexicon(note.lang)
    found = lexicon.word("hostile.words").search(note.text)
    if found is None:
        return _harmed(note)
    text = note.text[found.start() : found.end()]
    return [Trigger(type="armed_clash", start=found.start(), end=found.end(), text=text)]


def _harmed(note: Notes) -> list[Trigger]:
    """Read soldiers killed or wounded, without another word of force, as a clash."""
    word = load_lexicon(note.lang).word
    for h in note.harm:
        told = note.text[h.harm_start : h.harm_end]
        armed = word("people.armed").search(h.quantity.group or "")
        if h.kind in {"killed", "wounded"} and armed and word("people.by_force").fullmatch(told):
            return [Trigger(type="armed_clash", start=h.harm_start, end=h.harm_end, text=told)]
    return []
