"""From files to incidents: read, extract, locate, one report after another."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from geomap.errors import GeomapError, NoInputError, ReadError
from geomap.extract.assemble import read_events
from geomap.incident import Incident, Rejected, Report
from geomap.locate import locate
from geomap.reading.text import iter_reports

if TYPE_CHECKING:
    from geomap.backend import Reader

__all__ = ["Outcome", "ReadReport", "Track", "incidents_of", "read_one", "run", "split_tables"]

Track = Callable[[Iterable[Report | Rejected]], Iterable[Report | Rejected]]
FAULTS = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class ReadReport:
    """One report with what was read in it.

    ``rejected`` are proposals of a language model that the text does not bear
    out, or the fault that ended the reading.
    """

    report: Report
    incidents: tuple[Incident, ...] = ()
    rejected: tuple[Rejected, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a run over some files gave: nothing that went in is missing.

    ``tables`` are the names of coded tables, ``notices`` what a reader must
    know of them; ``outputs`` are files of geomap's own that were read back.
    """

    incidents: tuple[Incident, ...]
    reports: tuple[Report, ...]
    rejected: tuple[Rejected, ...]
    tables: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()

    @property
    def read(self) -> bool:
        """Whether anything at all could be read."""
        return bool(self.reports or self.tables or self.outputs)


def incidents_of(report: Report) -> list[Incident]:
    """Read the incidents of one report, with their places.

    Parameters
    ----------
    report : Report

    Returns
    -------
    list of Incident
        In the order in which the text tells them.
    """
    return locate(read_events(report))


def read_one(report: Report, reader: Reader | None = None) -> ReadReport:
    """Read one report so that no fault in it can end a run over many.

    Parameters
    ----------
    report : Report
    reader : Reader or None
        A language model that the user gave (:mod:`geomap.backend`).

    Returns
    -------
    ReadReport
        With the fault as a rejected input where geomap itself failed.

    Raises
    ------
    UsageError
        No reading table for the report's language.

    Examples
    --------
    >>> read_one(Report(doc_id="r", text="Nothing happened.", sha256="", lang="en")).incidents
    ()
    """
    try:
        own = incidents_of(report)
        if reader is None:
            return ReadReport(report=report, incidents=tuple(own))
        from geomap.backend import propose

        gained = propose(report, reader)
    except GeomapError:
        raise
    except FAULTS as error:
        _log.exception("%s: a fault in geomap", report.doc_id)
        reason = (
            f"{report.doc_id}: not read, for a fault in geomap ({type(error).__name__}: {error}); "
            "please report it with this text"
        )
        return ReadReport(
            report=report,
            rejected=(Rejected(source=report.doc_id, reason=reason, raw=report.text[:200]),),
        )
    return ReadReport(report=report, incidents=(*own, *gained.incidents), rejected=gained.set_aside)


def _is_rows(path: str | Path) -> bool:
    """Tell a file of rows: with a mapping given it is a table whatever its headers."""
    return Path(path).suffix.lower() in {
        ".csv",
        ".tsv",
        ".tab",
        ".xlsx",
        ".xls",
        ".ods",
        ".parquet",
    }


def split_tables(
    paths: Sequence[str | Path], mapping: Mapping[str, str] | None = None
) -> tuple[list[Path], list[str | Path]]:
    """Tell tables of coded events from texts.

    Parameters
    ----------
    paths : sequence of str or Path
    mapping : mapping or None
        With one, every file of rows is a table.

    Returns
    -------
    tables : list of Path
    texts : list of str or Path
        The rest.

    Examples
    --------
    >>> split_tables(["-"])
    ([], ['-'])
    """
    from geomap.tables import is_table

    tables = [
        Path(p) for p in paths if Path(p).is_file() and (is_table(p) or (mapping and _is_rows(p)))
    ]
    known = set(tables)
    return tables, [p for p in paths if Path(p) not in known]


def _read_tables(
    paths: Sequence[Path], mapping: Mapping[str, str] | None
) -> tuple[list[Incident], list[Rejected], list[str], list[str]]:
    """Read coded tables: incidents, rows set aside, names and notices."""
    from geomap.tables import distinct_ids, read_table

    incidents: list[Incident] = []
    rejected: list[Rejected] = []
    names: list[str] = []
    notices: list[str] = []
    for path in paths:
        try:
            found = read_table(path, mapping=mapping)
        except (ReadError, NoInputError) as error:
            rejected.append(Rejected(source=str(path), reason=str(error)))
            continue
        incidents += found.incidents
        rejected += found.rejected
        names.append(found.doc_id)
        used = ", ".join(f"{field}={column}" for field, column in found.mapping_used.items())
        notices.append(
            f"{path}: read as {found.kind}, {found.rows} rows, {len(found.incidents)} incidents, "
            f"{len(found.rejected)} set aside; columns: {used}"
        )
        notices += [f"{path}: {w}" for w in found.warnings]
    distinct, changed = distinct_ids(incidents)
    return list(distinct), rejected, names, notices + list(changed)


def _read_texts(
    items: Iterable[Report | Rejected], reader: Reader | None
) -> Iterator[ReadReport | Rejected]:
    for item in items:
        yield item if isinstance(item, Rejected) else read_one(item, reader)


def run(
    paths: Sequence[str | Path],
    *,
    published: str | None = None,
    lang: str | None = None,
    mapping: Mapping[str, str] | None = None,
    track: Track | None = None,
    reader: Reader | None = None,
) -> Outcome:
    """Read reports and tables of coded events.

    Parameters
    ----------
    paths : sequence of str or Path
        Report files, folders, tables of coded events, or ``-`` for standard input.
    published : str or None
        ISO day of publication, where the texts do not say.
    lang : str or None
        ISO 639-1 code; default: found from the words.
    mapping : mapping or None
        geomap's field to a table's column, where the headers do not tell.
    track : callable or None
        Wraps the inputs as they are read, to show progress.
    reader : Reader or None
        A language model that the user gave (:mod:`geomap.backend`).

    Returns
    -------
    Outcome

    Raises
    ------
    UsageError
        ``published`` is no day, no reading table for ``lang``, or no such column.
    """
    tables, texts = split_tables(paths, mapping)
    items: Iterable[Report | Rejected] = iter_reports(texts, published=published, lang=lang)
    incidents: list[Incident] = []
    reports: list[Report] = []
    rejected: list[Rejected] = []
    for found in _read_texts(track(items) if track else items, reader):
        if isinstance(found, Rejected):
            rejected.append(found)
            continue
        reports.append(found.report)
        incidents += found.incidents
        rejected += found.rejected
    coded, set_aside, names, notices = _read_tables(tables, mapping)
    return Outcome(
        incidents=(*incidents, *coded),
        reports=tuple(reports),
        rejected=(*rejected, *set_aside),
        tables=tuple(names),
        notices=tuple(notices),
    )
