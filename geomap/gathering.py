"""Read reports, tables and geomap's own files, mixed as given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from geomap.batch.results import is_result, read_result
from geomap.errors import ReadError
from geomap.incident import Rejected, Report
from geomap.pipeline import Outcome, Track, run
from geomap.reread import ReadBack, is_output, read_back

if TYPE_CHECKING:
    from geomap.backend import Reader

__all__ = ["gather", "is_own"]


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
    return is_output(path) or is_result(path)


def _read_own(path: str | Path) -> ReadBack | Rejected:
    """Read what geomap wrote; what cannot be read is set aside, so that the rest is not lost."""
    try:
        return read_back(path) if is_output(path) else read_result(path)
    except ReadError as error:
        return Rejected(source=str(path), reason=str(error))


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
    failed = [found for found in own.values() if isinstance(found, Rejected)]
    known = [Report(doc_id=d, text="", sha256="") for o in written.values() for d in o.doc_ids]
    return replace(
        fresh,
        incidents=(*(i for o in written.values() for i in o.incidents), *fresh.incidents),
        reports=(*known, *fresh.reports),
        rejected=(
            *(r for o in written.values() for r in o.rejected),
            *failed,
            *fresh.rejected,
        ),
        outputs=tuple(written),
    )
