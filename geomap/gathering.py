"""Read reports, tables and geomap's own files, mixed as given."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from shutil import copyfileobj
from typing import TYPE_CHECKING

import msgspec

from geomap.batch.results import is_result, read_result
from geomap.errors import ReadError
from geomap.incident import Rejected, Report
from geomap.pipeline import Outcome, Track, run
from geomap.reread import ReadBack, is_output, read_back
from geomap.reread.collecting import together
from geomap.reread.sniffing import kind_on_stdin

if TYPE_CHECKING:
    from geomap.backend import Reader

__all__ = ["gather", "is_own"]

STDIN = "standard input"


def is_own(path: str | Path) -> bool:
    """Tell whether a path is a file that geomap wrote, or the folder of a batch.

    Parameters
    ----------
    path : str or Path

    Examples
    --------
    >>> is_own("report.txt")
    False
    """
    if str(path) == "-":
        return kind_on_stdin() is not None
    return is_output(path) or is_result(path)


def _read_own(path: str | Path) -> ReadBack | Rejected:
    """Read what geomap wrote; what cannot be read is set aside, so that the rest is not lost."""
    try:
        if str(path) == "-":
            return _read_stdin()
        return read_back(path) if is_output(path) else read_result(path)
    except ReadError as error:
        return Rejected(source=str(path), reason=str(error))


def _read_stdin() -> ReadBack:
    """Read what another geomap pours into the pipe."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        file = Path(folder) / f"standard input.{kind_on_stdin()}"
        with file.open("wb") as spool:
            copyfileobj(sys.stdin.buffer, spool)
        try:
            found = read_back(file)
        except ReadError as error:
            raise ReadError(str(error).replace(str(file), STDIN)) from error
    rejected = (
        msgspec.structs.replace(
            r,
            source=r.source.replace(str(file), STDIN),
            reason=r.reason.replace(str(file), STDIN),
        )
        for r in found.rejected
    )
    return replace(found, rejected=tuple(rejected))


def gather(
    paths: Sequence[str | Path],
    *,
    published: str | None = None,
    lang: str | None = None,
    mapping: Mapping[str, str] | None = None,
    track: Track | None = None,
    reader: Reader | None = None,
) -> Outcome:
    """Read reports, tables and geomap's own files, mixed as given.

    Parameters
    ----------
    paths : sequence of str or Path
        Report files, folders of reports, ``-``, tables, files that geomap wrote, or
        folders of a batch.
    published, lang, mapping, track, reader
        As for :func:`geomap.pipeline.run`.

    Returns
    -------
    Outcome
        What geomap's own files held comes first. Reports known from them
        alone have an empty text.

    Raises
    ------
    UsageError
        As for :func:`geomap.pipeline.run`; or a file needs a package that is not installed.

    Examples
    --------
    >>> gather([]).read
    False
    """
    own = {str(p): _read_own(p) for p in paths if is_own(p)}
    rest = [p for p in paths if str(p) not in own]
    fresh = run(rest, published=published, lang=lang, mapping=mapping, track=track, reader=reader)
    written = {p: found for p, found in own.items() if isinstance(found, ReadBack)}
    failed = (found for found in own.values() if isinstance(found, Rejected))
    before = together(written.values())
    known = (Report(doc_id=d, text="", sha256="") for d in before.doc_ids)
    return replace(
        fresh,
        incidents=(*before.incidents, *fresh.incidents),
        reports=(*known, *fresh.reports),
        rejected=(*before.rejected, *failed, *fresh.rejected),
        outputs=tuple(written),
    )
