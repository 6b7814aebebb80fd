"""One correction as an analyst writes it."""

from __future__ import annotations

from typing import Literal, get_args

from geomap.incident import Offset, Record

__all__ = ["COLUMNS", "FIELDS", "Correction", "Field"]

Field = Literal["place", "type", "date", "status", "note", "drop", "split"]
FIELDS: tuple[str, ...] = get_args(Field)
"""What can be corrected, in the order in which it is done (``split`` first of all)."""

COLUMNS = (
    "incident_id",
    "doc_id",
    "sha256",
    "start",
    "end",
    "field",
    "old",
    "value",
    "who",
    "when",
    "note",
)
"""The columns of a corrections file (``docs/corrections.md``)."""


class Correction(Record, frozen=True, kw_only=True):
    """Set one field of one incident.

    Parameters
    ----------
    field : str
        ``place``, ``type``, ``date``, ``status``, ``note``, ``drop`` (it is no
        incident) or ``split`` (take a report out of a merged incident).
    value : str
        The new value; the text of a note; the report that ``split`` takes out.
    who : str
        Who corrects.
    incident_id : str
        The incident, or one of the reports' that a merged one was made of.
    doc_id, sha256 : str
        The report, by name or by the hash of its text, with ``start``.
    start, end : int or None
        Characters of the report, in the sentence that tells the incident.
    old : str
        What the reading gave when it was corrected: if it gives something
        else now, that is a conflict.
    when, note : str
        When it was corrected and why.
    source, row
        The file and row of the correction.

    Examples
    --------
    >>> Correction(doc_id="a", start=7, field="type", value="shelling", who="B. A.").selector
    'a:7'
    """

    field: Field
    value: str = ""
    who: str = ""
    incident_id: str = ""
    doc_id: str = ""
    sha256: str = ""
    start: Offset | None = None
    end: Offset | None = None
    old: str = ""
    when: str = ""
    note: str = ""
    source: str = ""
    row: int | None = None

    @property
    def is_anchored(self) -> bool:
        """Whether it points at characters of a report."""
        return self.start is not None and bool(self.doc_id or self.sha256)

    @property
    def selector(self) -> str:
        """The incident that is meant, in words."""
        if not self.is_anchored:
            return self.incident_id
        end = f"-{self.end}" if self.end is not None else ""
        return f"{self.doc_id or f'sha256 {self.sha256[:12]}…'}:{self.start}{end}"

    @property
    def origin(self) -> str:
        """The file and row, for messages."""
        row = f":{self.row}" if self.row is not None else ""
        return f"{self.source or 'a correction'}{row} {self.field}"
