"""Open a user's data set; where what was compiled of it is lost, compile it again."""

from __future__ import annotations

from gazetteer.errors import IndexUnusableError
from gazetteer.index import Index
from gazetteer.store import key_stamp, open_index
from gazetteer.user_sets import INDEX, UserSet

__all__ = ["open_set", "rebuilt"]


def open_set(chosen: UserSet) -> Index:
    """Open a set's index; where it is missing, damaged or outdated, compile it again.

    Raises
    ------
    IndexUnusableError
        It cannot be opened, nor made again from the kept source.
    """
    path = chosen.folder / INDEX
    try:
        index = open_index(path)
        if index.file.header["stamp"] == key_stamp():
            return index
        reason = "its index was compiled by another version of geomap"
    except IndexUnusableError as err:
        reason = str(err)
    rebuilt(chosen, reason)
    return open_index(path)


def rebuilt(chosen: UserSet, reason: str) -> None:
    """Compile a set again from its source, saying why."""
    from gazetteer.user_add import rebuild  # reading files is much to import

    rebuild(chosen, reason)
