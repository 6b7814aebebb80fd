"""Keep count of a run: what was read, what could not be, what told nothing or has no place."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from geomap.incident import Incident, Rejected, Report

__all__ = ["Tally", "in_words"]

MAX_NAMED = 20  # of a kind, named one by one; more nobody reads on a terminal


def in_words(rejected: Rejected) -> str:
    """Say what was set aside and where it stands; a reason that names its file says so itself.

    Examples
    --------
    >>> in_words(Rejected(source="a.csv", reason="'x' is no number", row=3, column="lat"))
    "a.csv, row 3, column lat: 'x' is no number"
    >>> in_words(Rejected(source="a.csv", reason="a.csv: the file is empty"))
    'a.csv: the file is empty'
    """
    source, reason = rejected.source, rejected.reason
    if not source or source in reason or (source == "-" and reason.startswith("standard input")):
        return reason
    row = f", row {rejected.row}" if rejected.row else ""
    column = f", column {rejected.column}" if rejected.column else ""
    return f"{source}{row}{column}: {reason}"


class Tally:
    """Counts one report after another and names the first of each trouble.

    Memory does not grow with the reports.

    Parameters
    ----------
    say : callable
        Takes one line for the person at the terminal.
    where_all : str
        Where those that are not named one by one can be found.

    Examples
    --------
    >>> tally = Tally(print, "all are in the file")
    >>> tally.add(Report(doc_id="r", path="r.txt", text="", sha256=""), [])
    >>> tally.finish()
    r.txt: no incident was found in this report; it is counted here
    True
    """

    def __init__(self, say: Callable[[str], None], where_all: str) -> None:
        self._say, self._where_all = say, where_all
        self.reports = self.incidents = self.rejected = self.silent = self.unplaced = 0
        self._hinted = 0
        self._named: dict[str, list[str]] = {"rejected": [], "silent": [], "unplaced": []}

    def _name(self, trouble: str, line: str) -> None:
        named = self._named[trouble]
        if len(named) < MAX_NAMED:
            named.append(line)

    def reject(self, rejected: Iterable[Rejected]) -> None:
        """Count what could not be read.

        Parameters
        ----------
        rejected : iterable of Rejected
        """
        for r in rejected:
            self.rejected += 1
            self._name("rejected", in_words(r))

    def add(self, report: Report, incidents: Iterable[Incident], *, faulty: bool = False) -> None:
        """Count a report and its incidents.

        Parameters
        ----------
        report : Report
        incidents : iterable of Incident
            Of this report.
        faulty : bool
            Its reading ended in a fault, which is counted as a rejected input.
        """
        told = list(incidents)
        self.reports += 1
        self.incidents += len(told)
        name = report.path or report.doc_id
        for note in report.notes:
            self._say(f"{name}: {note}")
        if not told and not faulty:
            self.silent += 1
            self._name(
                "silent", f"{name}: no incident was found in this report; it is counted here"
            )
        live = [i for i in told if not i.background]
        self._hint_at_day(report, name, live)
        self._count_unplaced(report.doc_id, live)

    def _hint_at_day(self, report: Report, name: str, live: list[Incident]) -> None:
        """Say what would date "on Friday"; it is no trouble of the report's."""
        undated = sum(i.date_start is None for i in live)
        if report.published_on is not None or not undated or self._hinted >= MAX_NAMED:
            return
        self._hinted += 1
        self._say(
            f"{name}: when it was published is not known, and {undated} of its incidents "
            f"{'is' if undated == 1 else 'are'} undated; give the day with --published YYYY-MM-DD"
        )

    def _count_unplaced(self, doc_id: str, live: list[Incident]) -> None:
        tried = any(p.role == "where" for i in live for p in i.places)
        if not tried or any(p.lon is not None or p.geojson for i in live for p in i.places):
            return
        self.unplaced += 1
        why = next((p for i in live for p in i.problems if "“" in p), "no place was found")
        self._name("unplaced", f"{doc_id}: none of its incidents could be placed: {why}")

    def finish(self) -> bool:
        """Say what went wrong; tell whether anything did.

        Returns
        -------
        bool
        """
        counts = {
            "rejected": (self.rejected, f"set aside; {self._where_all}"),
            "silent": (self.silent, "reports without an incident"),
            "unplaced": (self.unplaced, "reports of which no incident could be placed"),
        }
        for trouble, (count, what) in counts.items():
            for line in self._named[trouble]:
                self._say(line)
            if count > MAX_NAMED:
                self._say(f"… and {count - MAX_NAMED} more {what}")
        return any(count for count, _ in counts.values())
