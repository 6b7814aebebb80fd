"""Read reports, tables and geomap's own files, mixed as given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from geomap.incident import Report
from geomap.pipeline import Outcome, Track, run
from geomap.reread import is_output, read_back

__all__ = ["gather"]


def gather(
    paths: Sequence[str | Path],
    *,
    published: str | None = None,
    lang: str | None = None,
    mapping: Mapping[str, str] | None = None,
    track: Track | None = None,
) -> Outcome:
    """Read reports, tables and geomap's own files, mixed as given.

    Parameters
    ----------
    paths : sequence of str or Path
        Report files, folders of reports, ``-``, tables, or files that geomap wrote.
    published, lang, mapping, track
        As for :func:`geomap.pipeline.run`.

    Returns
    -------
    Outcome
        What geomap's own files held comes first. Reports known from them
        alone have an empty text.

    Raises
    ------
    GeomapError
        A file of geomap's cannot be read, or is of another schema version.

    Examples
    --------
    >>> gather([]).read
    False
    """
    written = {str(p): read_back(p) for p in paths if is_output(p)}
    rest = [p for p in paths if str(p) not in written]
    fresh = run(rest, published=published, lang=lang, mapping=mapping, track=track)
    own = written.values()
    known = [Report(doc_id=d, text="", sha256="") for o in own for d in o.doc_ids]
    return replace(
        fresh,
        incidents=(*(i for o in own for i in o.incidents), *fresh.incidents),
        reports=(*known, *fresh.reports),
        rejected=(*(r for o in own for r in o.rejected), *fresh.rejected),
        outputs=tuple(written),
    )
