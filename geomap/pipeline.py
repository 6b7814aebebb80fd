"""From files to incidents: read, extract, locate, one report after another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from geomap.errors import NoInputError, ReadError
from geomap.extract.assemble import read_events
from geomap.incident import Incident, Rejected, Report
from geomap.locate import locate
from geomap.reading.text import read_reports

__all__ = ["Outcome", "incidents_of", "run"]

Track = Callable[[Iterable[Report]], Iterable[Report]]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a run over some files gave: nothing that went in is missing.

    ``tables`` are the names of coded tables, ``notices`` what a reader must
    know of them.
    """

    incidents: tuple[Incident, ...]
    reports: tuple[Report, ...]
    rejected: tuple[Rejected, ...]
    tables: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def read(self) -> bool:
        """Whether anything at all could be read."""
        return bool(self.reports or self.tables)

    @property
    def silent(self) -> tuple[Report, ...]:
        """Reports in which no incident was found."""
        told = {d for i in self.incidents for d in i.doc_ids}
        return tuple(r for r in self.reports if r.doc_id not in told)


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


def run(
    paths: Sequence[str | Path],
    *,
    published: str | None = None,
    lang: str | None = None,
    mapping: Mapping[str, str] | None = None,
    track: Track | None = None,
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
        Wraps the reports as they are read, to show progress.

    Returns
    -------
    Outcome

    Raises
    ------
    UsageError
        ``published`` is no day, no reading table for ``lang``, or no such column.
    """
    from geomap.tables import is_table

    tables = [
        Path(p) for p in paths if Path(p).is_file() and (is_table(p) or (mapping and _is_rows(p)))
    ]
    texts = [p for p in paths if Path(p) not in tables]
    reports, rejected = read_reports(texts, published=published, lang=lang)
    coded, set_aside, names, notices = _read_tables(tables, mapping)
    steps = track(reports) if track else reports
    incidents = [i for report in steps for i in incidents_of(report)]
    return Outcome(
        incidents=(*incidents, *coded),
        reports=tuple(reports),
        rejected=(*rejected, *set_aside),
        tables=tuple(names),
        notices=tuple(notices),
    )
