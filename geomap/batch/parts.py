"""Cut a corpus into parts that workers read, always in the same way."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from geomap.errors import NoInputError, UsageError
from geomap.incident import Rejected, Report
from geomap.pipeline import split_tables
from geomap.reading.text import find_reports, iter_reports

__all__ = ["Part", "find_inputs", "parts_of"]

MAX_CHARS = 2_000_000  # of a part's texts: what a worker holds, and what a kill can cost


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """What one task reads: some reports, or a table of coded events.

    Parameters
    ----------
    name : str
        Names the part's files; in order of the corpus.
    version : str
        Of the geomap that made it: a worker of another version refuses it.
    reports : tuple of Report
    rejected : tuple of Rejected
        Inputs among them that could not be read.
    table : str
        Path of a table; ``""`` for reports.
    mapping : dict or None
        Its columns, where the user names them.
    """

    name: str
    version: str
    reports: tuple[Report, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    table: str = ""
    mapping: dict[str, str] | None = None

    def key(self, run_key: str) -> str:
        """Hash what decides the part's result."""
        texts = [(r.doc_id, r.sha256, r.path) for r in self.reports]
        decides = [run_key, texts, [r.reason for r in self.rejected], self.table]
        return hashlib.sha256(msgspec.json.encode(decides)).hexdigest()


def find_inputs(paths: Sequence[str | Path], without: Path | None = None) -> list[Path]:
    """List the files that paths name, folders searched, in order.

    Parameters
    ----------
    paths : sequence of str or Path
    without : Path or None
        Folder of the result, which may lie in the corpus and is none of it.

    Raises
    ------
    NoInputError
        No such file, or nothing to read in a folder.
    UsageError
        Standard input, which cannot be read again after a stop.
    """
    files: dict[Path, None] = {}
    for given in paths:
        if str(given) == "-":
            raise UsageError("a batch cannot read standard input, which is gone after a stop")
        files.update(dict.fromkeys(_inside(Path(given))))
    own = without.resolve() if without else None
    return [f for f in files if own is None or own not in f.resolve().parents]


def _inside(path: Path) -> list[Path]:
    """List a folder's reports and tables."""
    from geomap.tables import is_table

    if not path.is_dir():
        return list(find_reports([path]))
    tables = {p for p in path.rglob("*") if not p.name.startswith((".", "~$")) and is_table(p)}
    try:
        reports = set(find_reports([path]))
    except NoInputError:
        if not tables:
            raise
        reports = set()
    return sorted(reports | tables)


def parts_of(
    files: Sequence[Path],
    *,
    size: int,
    version: str,
    published: str | None = None,
    lang: str | None = None,
    mapping: Mapping[str, str] | None = None,
) -> Iterator[Part]:
    """Cut the files into parts: reports by number, each table one.

    Parameters
    ----------
    files : sequence of Path
    size : int
        Reports in a part, at most; fewer where they are long.
    version : str
        Of geomap.
    published, lang, mapping
        As for :func:`geomap.pipeline.run`.

    Yields
    ------
    Part
        In order; the same files give the same parts.
    """
    tables, texts = split_tables(files, mapping)
    number = 0
    for items in _chunks(iter_reports(texts, published=published, lang=lang), size):
        yield Part(
            name=f"{number:06d}",
            version=version,
            reports=tuple(i for i in items if isinstance(i, Report)),
            rejected=tuple(i for i in items if isinstance(i, Rejected)),
        )
        number += 1
    columns = dict(mapping) if mapping else None
    for nth, table in enumerate(tables, start=number):
        yield Part(name=f"{nth:06d}", version=version, table=str(table), mapping=columns)


def _chunks(items: Iterable[Report | Rejected], size: int) -> Iterator[list[Report | Rejected]]:
    chunk: list[Report | Rejected] = []
    chars = 0
    for item in items:
        chunk.append(item)
        chars += len(item.text) if isinstance(item, Report) else 0
        if len(chunk) >= size or chars >= MAX_CHARS:
            yield chunk
            chunk, chars = [], 0
    if chunk:
        yield chunk


def singles_of(part: Part) -> list[Part]:
    """Cut a part into parts of one report, to find the one that ends its reader.

    Examples
    --------
    >>> reports = tuple(Report(doc_id=d, text="", sha256="") for d in "ab")
    >>> [p.name for p in singles_of(Part(name="7", version="", reports=reports))]
    ['7.0000', '7.0001']
    """
    alone = [
        msgspec.structs.replace(part, name=f"{part.name}.{n:04d}", reports=(r,), rejected=())
        for n, r in enumerate(part.reports)
    ]
    if part.rejected:
        last = f"{part.name}.{len(alone):04d}"
        alone.append(msgspec.structs.replace(part, name=last, reports=()))
    return alone
