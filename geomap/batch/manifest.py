"""The record of a batch: what went in, with hashes and versions, and what came of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from geomap.errors import ReadError, WriteError
from geomap.files import write_whole
from geomap.incident import SCHEMA_VERSION

__all__ = ["Counts", "Input", "Manifest", "Output", "hash_of", "read_manifest", "write_manifest"]

NAME = "manifest.json"
CHUNK = 1 << 20


class _Kept(msgspec.Struct, frozen=True, kw_only=True):
    """Base of the records of a manifest."""


class Input(_Kept, frozen=True, kw_only=True):
    """A file that was read."""

    path: str
    bytes: int
    sha256: str


class Output(_Kept, frozen=True, kw_only=True):
    """A file that was written, its path relative to the manifest."""

    path: str
    rows: int
    bytes: int
    sha256: str


class Counts(_Kept, frozen=True, kw_only=True):
    """What went in and what became of it.

    Parameters
    ----------
    reports, rows : int
        Reports read, and rows of tables that became an incident.
    reports_without_incidents : int
        Reports that tell none; each is named in ``reports/``.
    set_aside : int
        Inputs that could not be read, each with its reason in ``rejects/``:
        files, rows, proposals.
    incidents : int
        All: those with a place on the map, and the unplaced.
    placed, unplaced : int
        Incidents with and without a geometry.
    background : int
        History told in passing, among the incidents.
    """

    reports: int = 0
    rows: int = 0
    reports_without_incidents: int = 0
    set_aside: int = 0
    incidents: int = 0
    placed: int = 0
    unplaced: int = 0
    background: int = 0

    @property
    def troubled(self) -> bool:
        """Whether some input could not be read, told nothing or has no place."""
        return bool(self.set_aside or self.reports_without_incidents or self.unplaced)

    def __add__(self, other: Counts) -> Counts:
        mine, its = msgspec.structs.asdict(self), msgspec.structs.asdict(other)
        return Counts(**{name: mine[name] + its[name] for name in mine})


class Manifest(_Kept, frozen=True, kw_only=True):
    """One batch.

    Parameters
    ----------
    state : str
        ``unfinished`` until every file stands.
    key : str
        Hash of all that decides the result: inputs, options, versions. A run
        goes on only where the key is its own.
    options : dict
        As given, with what was defaulted.
    versions : dict
        geomap, its schema, the gazetteer's stamp, and the engines.
    inputs : tuple of Input
    counts : Counts
    outputs : tuple of Output
    notices : tuple of str
        What a reader must know of the inputs.
    """

    state: str
    key: str
    schema_version: int = SCHEMA_VERSION
    disclaimer: str = ""
    credits: tuple[str, ...] = ()
    options: dict[str, Any]
    versions: dict[str, str]
    inputs: tuple[Input, ...]
    counts: Counts = Counts()
    outputs: tuple[Output, ...] = ()
    notices: tuple[str, ...] = ()


def hash_of(path: Path) -> str:
    """Hash a file (SHA-256), a piece at a time."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            digest.update(piece)
    return digest.hexdigest()


def key_of(inputs: Iterable[Input], options: Mapping[str, Any], versions: Mapping[str, str]) -> str:
    """Make the key of a run.

    Examples
    --------
    >>> key_of([], {}, {}) == key_of([], {"lang": "en"}, {})
    False
    """
    decides = [
        [msgspec.to_builtins(i) for i in inputs],
        sorted(options.items()),
        sorted(versions.items()),
    ]
    return hashlib.sha256(msgspec.json.encode(decides)).hexdigest()


def read_manifest(folder: Path) -> Manifest | None:
    """Read the manifest of a folder, or None where it has none.

    Raises
    ------
    ReadError
        The file is no manifest.
    """
    path = folder / NAME
    try:
        return msgspec.json.decode(path.read_bytes(), type=Manifest)
    except FileNotFoundError:
        return None
    except (msgspec.DecodeError, OSError) as error:
        raise ReadError(
            f"{path}: is no manifest of a batch ({error}); choose another folder"
        ) from error


def write_manifest(folder: Path, manifest: Manifest) -> Path:
    """Write a manifest, whole or not at all.

    Raises
    ------
    WriteError
        The file cannot be written.
    """
    text = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
    return write_whole(folder / NAME, text + b"\n")


def check_balance(counts: Counts) -> None:
    """Make sure that nothing was lost between what went in and what came out.

    Raises
    ------
    WriteError
        The figures do not agree: a fault in geomap.

    Examples
    --------
    >>> check_balance(Counts(incidents=3, placed=2, unplaced=1))
    """
    if counts.incidents != counts.placed + counts.unplaced:
        raise WriteError(
            f"{counts.incidents} incidents were read but {counts.placed} placed and "
            f"{counts.unplaced} unplaced ones written; please report it"
        )
