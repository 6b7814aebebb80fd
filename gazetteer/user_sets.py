"""A user's own data sets: where they are kept, which are in use, and opening them.

::

    <data folder>/gazetteer/<name>/<version>/
        manifest.json    what it is, where it comes from, its licence, what was counted
        source/          the files as they were given
        index.gzt        compiled from the source; made again where missing or damaged
        rejects.jsonl    the rows that were set aside or mended, with the reasons

The newest version of a set is in use; older ones stay until they are removed.
This module is on the path of every look-up and imports next to nothing;
adding and removing is :mod:`gazetteer.user_add`.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any, Final, NamedTuple

from gazetteer.errors import GazetteerDataError

__all__ = [
    "BORDERS",
    "INDEX",
    "MANIFEST",
    "REJECTS",
    "SOURCE",
    "UserSet",
    "data_folder",
    "find_set",
    "list_sets",
    "sets_in_use",
]

MANIFEST: Final = "manifest.json"
INDEX: Final = "index.gzt"
SOURCE: Final = "source"
REJECTS: Final = "rejects.jsonl"
BORDERS: Final = "borders"
"""The kind of a set of border lines; every other kind is of places."""


class UserSet(NamedTuple):
    """One version of a data set."""

    name: str
    version: int
    folder: Path
    manifest: dict[str, Any]

    @property
    def label(self) -> str:
        """Name and version, as the command line writes them."""
        return f"{self.name}@{self.version}"

    @property
    def kind(self) -> str:
        """How its source is read: ``geonames``, ``csv``, ``borders``."""
        return str(self.manifest["kind"])


def data_folder() -> Path:
    """Return the folder of the user's data sets; it need not exist.

    ``GEOMAP_DATA`` names another one.
    """
    given = os.environ.get("GEOMAP_DATA")
    return (Path(given) if given else _home()) / "gazetteer"


def _home() -> Path:
    if sys.platform in ("win32", "darwin"):
        from platformdirs import user_data_path

        return user_data_path("geomap")
    # What platformdirs answers here; to import it would be a third of the time to an answer.
    base = os.environ.get("XDG_DATA_HOME", "").strip() or os.path.expanduser("~/.local/share")  # noqa: PTH111
    return Path(base) / "geomap"


def _entries(folder: Path) -> list[str]:
    try:
        return sorted(os.listdir(folder))  # noqa: PTH208 - names, not paths, are compared
    except OSError:
        return []


def _versions(folder: Path) -> list[int]:
    return sorted(int(entry) for entry in _entries(folder) if entry.isdecimal())


def list_sets() -> list[UserSet]:
    """Return every version of every data set, by name, the newest version last.

    Raises
    ------
    GazetteerDataError
        A manifest cannot be read.
    """
    root = data_folder()
    return [
        _read(name, version, root / name / str(version))
        for name in _names(root)
        for version in _versions(root / name)
    ]


def _names(root: Path) -> list[str]:
    return [name for name in _entries(root) if not name.startswith(".")]


def sets_in_use(*, borders: bool = False) -> tuple[UserSet, ...]:
    """Return the newest version of each set of places, or of each of border lines."""
    root = data_folder()
    found = (
        _read(name, versions[-1], root / name / str(versions[-1]))
        for name in _names(root)
        if (versions := _versions(root / name))
    )
    return tuple(each for each in found if (each.kind == BORDERS) == borders)


def find_set(label: str) -> list[UserSet]:
    """Return the versions that ``NAME`` or ``NAME@VERSION`` means.

    Raises
    ------
    GazetteerDataError
        There is none.
    """
    name, _, version = label.partition("@")
    known = list_sets()
    found = [s for s in known if s.name == name and version in ("", str(s.version))]
    if not found:
        there = ", ".join(s.label for s in known) or "none was added yet"
        raise GazetteerDataError(f"no data set {label!r}; there are: {there}")
    return found


def _read(name: str, version: int, folder: Path) -> UserSet:
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_bytes())
        str(manifest["kind"])
    except (OSError, ValueError, TypeError, KeyError) as err:
        raise GazetteerDataError(
            f"{path} cannot be read ({err}); remove the folder {folder}, or add the data set again"
        ) from err
    return UserSet(name, version, folder, manifest)
