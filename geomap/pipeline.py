"""From files to incidents: read, extract, locate, one report after another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from geomap.extract.assemble import read_events
from geomap.incident import Incident, Rejected, Report
from geomap.locate import locate
from geomap.reading.text import read_reports

__all__ = ["Outcome", "incidents_of", "run"]

Track = Callable[[Iterable[Report]], Iterable[Report]]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a run over some files gave: nothing that went in is missing."""

    incidents: tuple[Incident, ...]
    reports: tuple[Report, ...]
    rejected: tuple[Rejected, ...]

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


def run(
    paths: Sequence[str | Path],
    *,
    published: str | None = None,
    lang: str | None = None,
    track: Track | None = None,
) -> Outcome:
    """Read files and folders of reports.

    Parameters
    ----------
    paths : sequence of str or Path
        Files, folders, or ``-`` for standard input.
    published : str or None
        ISO day of publication, where the texts do not say.
    lang : str or None
        ISO 639-1 code; default: found from the words.
    track : callable or None
        Wraps the reports as they are read, to show progress.

    Returns
    -------
    Outcome

    Raises
    ------
    UsageError
        ``published`` is no day, or no reading table for ``lang``.
    """
    reports, rejected = read_reports(paths, published=published, lang=lang)
    steps = track(reports) if track else reports
    incidents = [i for report in steps for i in incidents_of(report)]
    return Outcome(incidents=tuple(incidents), reports=tuple(reports), rejected=tuple(rejected))
