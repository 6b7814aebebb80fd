"""What a file of incidents gives, good and bad."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import msgspec

from geomap.errors import ReadError
from geomap.export.values import json_text
from geomap.frame import PLACE_COLUMNS
from geomap.incident import SCHEMA_VERSION, Incident, Rejected

__all__ = ["Collector", "ReadBack", "check_version", "together"]

RAW_CHARS = 2000
_FIELDS = frozenset(Incident.__struct_fields__)
_KNOWN = _FIELDS | set(PLACE_COLUMNS)
_PATH = re.compile(r"`\$\.?(.*?)`")


@dataclass(frozen=True, kw_only=True)
class ReadBack:
    """What a file of incidents holds.

    Parameters
    ----------
    incidents : tuple of Incident
    doc_ids : tuple of str
        Its reports, also those without incidents where the file lists them.
    rejected : tuple of Rejected
        Records that break the schema, and what the file itself says was
        rejected when it was made.
    """

    incidents: tuple[Incident, ...]
    doc_ids: tuple[str, ...]
    rejected: tuple[Rejected, ...]


def together(found: Iterable[ReadBack]) -> ReadBack:
    """Put what several files hold into one, in order; each report is named once.

    Parameters
    ----------
    found : iterable of ReadBack

    Examples
    --------
    >>> one = ReadBack(incidents=(), doc_ids=("r", "s"), rejected=())
    >>> together([one, one]).doc_ids
    ('r', 's')
    """
    listed = list(found)
    return ReadBack(
        incidents=tuple(i for one in listed for i in one.incidents),
        doc_ids=tuple(dict.fromkeys(d for one in listed for d in one.doc_ids)),
        rejected=tuple(r for one in listed for r in one.rejected),
    )


class Collector:
    """Collects what one file gives.

    Parameters
    ----------
    source : str
        The file, as messages name it.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self.incidents: list[Incident] = []
        self.doc_ids: list[str] = []
        self.rejected: list[Rejected] = []
        self._ids: set[str] = set()

    def reject(self, reason: str, row: int, column: str | None, raw: Any) -> None:
        """Keep a record aside with the reason."""
        text = raw if isinstance(raw, str) else json_text(raw)
        where = f"{self.source}:{row}{f' {column}' if column else ''}"
        self.rejected.append(
            Rejected(
                source=self.source,
                reason=f"{reason} @ {where}",
                row=row,
                column=column,
                raw=text[:RAW_CHARS],
            )
        )

    def take(self, record: Any, row: int, *, strict: bool = True) -> None:
        """Validate one incident; a bad one is kept aside.

        Parameters
        ----------
        record : mapping
            Columns that are no incident's go to ``extra``, derived ones are left.
        row : int
            As an editor or spreadsheet counts.
        strict : bool
            False where the file holds texts only: ``"3"`` is then a number.
        """
        try:
            incident = msgspec.convert(_own(record), Incident, strict=strict)
        except msgspec.ValidationError as error:
            found = _PATH.search(str(error))
            column = found[1].split(".")[0].split("[")[0] if found else None
            self.reject(str(error), row, column or None, record)
            return
        if incident.incident_id in self._ids:
            reason = f"the incident_id {incident.incident_id!r} is in this file twice"
            self.reject(reason, row, "incident_id", record)
            return
        self._ids.add(incident.incident_id)
        self.incidents.append(incident)
        self.doc_ids += incident.doc_ids

    def take_rejected(self, listed: Iterable[Any]) -> None:
        """Take up what the file says was rejected when it was made."""
        for row, old in enumerate(listed, start=1):
            try:
                self.rejected.append(msgspec.convert(old, Rejected))
            except msgspec.ValidationError as error:
                self.reject(f"a rejected input is not readable: {error}", row, "rejected", old)

    def take_head(self, head: Any) -> None:
        """Check the schema's version and take up reports and rejected inputs.

        Raises
        ------
        ReadError
            Another version.
        """
        check_version(head.get("schema_version"), self.source)
        self.doc_ids += [d for d in head.get("doc_ids") or () if isinstance(d, str)]
        self.take_rejected(head.get("rejected") or ())

    def outcome(self) -> ReadBack:
        """Give what was collected."""
        return ReadBack(
            incidents=tuple(self.incidents),
            doc_ids=tuple(dict.fromkeys(self.doc_ids)),
            rejected=tuple(self.rejected),
        )


def check_version(found: Any, source: str) -> None:
    """Refuse a file of another schema.

    Raises
    ------
    ReadError
        With what to do.
    """
    if found != SCHEMA_VERSION:
        raise ReadError(
            f"{source}: schema version {found!r}, this geomap reads version {SCHEMA_VERSION}; "
            "write the file again with this geomap"
        )


def _own(record: Any) -> Any:
    """Take the incident out of a row; columns that are not ours go to ``extra``."""
    if not isinstance(record, dict):
        return record
    own = {k: v for k, v in record.items() if k in _FIELDS}
    foreign = {k: v for k, v in record.items() if k not in _KNOWN}
    if foreign and isinstance(own.get("extra", {}), dict):
        own["extra"] = {**foreign, **own.get("extra", {})}
    return own
