"""Read a table of coded events into incidents; every row is accounted for."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from geomap.collector import collector_paused
from geomap.errors import ReadError, UsageError
from geomap.incident import Incident, Rejected
from geomap.tables.coded import Source, columns_of
from geomap.tables.detection import SOURCES, known_kind
from geomap.tables.files import open_sheet, read_bytes
from geomap.tables.generic import generic_source
from geomap.tables.headers import fields, guess
from geomap.tables.incidents import Draft, Origin, draft_of, incident_of, measure
from geomap.tables.sheet import Line, Row, Sheet, as_text
from geomap.tables.values import BadCellError

__all__ = ["TableOutcome", "distinct_ids", "read_table"]

RAW_CHARS = 500
SHOWN = 5  # ids or rows named in a warning; the rest is counted


@dataclass(frozen=True, kw_only=True)
class TableOutcome:
    """What a table gave: ``rows == len(incidents) + len(rejected)``.

    Parameters
    ----------
    incidents : tuple of Incident
        One a row, in order; ``extra`` holds the row's cells verbatim.
    rejected : tuple of Rejected
        Rows that could not be read: file, row, column, reason, raw text.
    warnings : tuple of str
        What a reader must know of the file, with rows.
    kind : str
        ``acled``, ``ucdp``, ``gdelt``, ``icews`` or ``table``.
    mapping_used : dict
        geomap's field to the file's column.
    columns : tuple of str
        The file's columns, in order.
    rows : int
        Rows of data; header, HXL tags and blank lines are none.
    doc_id, sha256 : str
        The file's name, as evidence quotes it, and the hash of its bytes.
    """

    incidents: tuple[Incident, ...]
    rejected: tuple[Rejected, ...]
    warnings: tuple[str, ...]
    kind: str
    mapping_used: dict[str, str]
    columns: tuple[str, ...]
    rows: int
    doc_id: str
    sha256: str


def read_table(
    path: str | Path, *, mapping: Mapping[str, str] | None = None, kind: str | None = None
) -> TableOutcome:
    r"""Read coded events: ACLED, UCDP GED, GDELT 2, ICEWS, or any table by a mapping.

    Parameters
    ----------
    path : str or Path
        CSV, TSV, Excel, ODS, Parquet, JSON, JSON lines or GeoJSON.
    mapping : mapping or None
        geomap's field to the table's column (``{"place": "Location"}``); what
        it does not name is known from the kind or guessed from the headers.
    kind : str or None
        ``acled``, ``ucdp``, ``gdelt``, ``icews`` or ``table``; default: by the header.

    Returns
    -------
    TableOutcome

    Raises
    ------
    NoInputError
        No such file.
    ReadError
        The file is empty, damaged, or tells neither place nor date.
    UsageError
        No such kind, field or column.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> file = pathlib.Path(tempfile.mkdtemp()) / "a.csv"
    >>> rows = "Date,Location,Country\n2022-01-27,Vorukh,Tajikistan\n32 May,Batken,KGZ\n"
    >>> _ = file.write_text(rows)
    >>> found = read_table(file)
    >>> found.mapping_used
    {'date': 'Date', 'place': 'Location', 'country': 'Country'}
    >>> found.incidents[0].place.name, found.rejected[0].row, found.rejected[0].column
    ('Vorukh', 3, 'Date')
    """
    file = Path(path)
    data = read_bytes(file)
    with collector_paused():
        return _read(file, data, mapping or {}, kind)


def _read(file: Path, data: bytes, mapping: Mapping[str, str], kind: str | None) -> TableOutcome:
    sheet = open_sheet(file, data)
    _drop_hxl(sheet)
    source, used = _source(file, sheet, mapping, kind)
    origin = Origin(
        doc_id=file.name,
        entry=_entry(file, data, source),
        source=source,
        mapping=used,
        columns=sheet.columns,
    )
    incidents, rejected = _read_lines(sheet, origin, str(file))
    empty = [] if sheet.lines or sheet.rejected else ["the table has a header and no rows"]
    incidents, twice = distinct_ids(incidents)
    rejected = sorted([*sheet.rejected, *rejected], key=lambda r: r.row or 0)
    return TableOutcome(
        incidents=tuple(incidents),
        rejected=tuple(rejected),
        warnings=(*sheet.warnings, *empty, *twice, *_noted(incidents)),
        kind=source.kind,
        mapping_used=dict(used),
        columns=sheet.columns,
        rows=len(sheet.lines) + len(sheet.rejected),
        doc_id=origin.doc_id,
        sha256=str(origin.entry["sha256"]),
    )


def _drop_hxl(sheet: Sheet) -> None:
    """Take HXL's row of tags (``#date+start``) off the top and say so."""
    if not sheet.lines:
        return
    first = sheet.lines[0]
    texts = [t for t in map(as_text, first.cells) if t]
    if texts and all(t.startswith("#") for t in texts):
        sheet.warnings.append(f"row {first.number} holds HXL tags, not an event")
        del sheet.lines[0]


def _source(
    file: Path, sheet: Sheet, mapping: Mapping[str, str], kind: str | None
) -> tuple[Source, dict[str, str]]:
    """Choose the source, and which of its fields the file's columns are."""
    if kind not in {None, "table", *SOURCES}:
        raise UsageError(f"no kind of table {kind!r}; there are: {', '.join(SOURCES)}, table")
    kind = kind or known_kind(sheet.columns) or "table"
    known = SOURCES[kind].fields if kind in SOURCES else fields()
    _check_mapping(mapping, known, sheet.columns, file)
    if kind in SOURCES:
        used = {**columns_of(SOURCES[kind], sheet.columns), **mapping}
        missing = {"date", "lat", "lon"} - used.keys()
        if missing:
            raise ReadError(
                f"{file}: not {kind}: it has no column for {', '.join(sorted(missing))}"
            )
        return SOURCES[kind], used
    guessed = {f: c for f, c in guess(sheet.columns).items() if c not in mapping.values()}
    used = {**guessed, **mapping}
    if not used.keys() & {"place", "lat", "coordinates", "geometry", "admin1", "admin2"}:
        columns = ", ".join(map(repr, sheet.columns[:20]))
        raise ReadError(
            f"{file}: no column seems to tell a place; name it with place=COLUMN "
            f"(columns: {columns})"
        )
    return generic_source(file.name, sheet, used), used


def _check_mapping(
    mapping: Mapping[str, str], known: Iterable[str], columns: Sequence[str], file: Path
) -> None:
    for field, column in mapping.items():
        if field not in known:
            raise UsageError(f"no field {field!r} to map to; there are: {', '.join(known)}")
        if column not in columns:
            raise UsageError(f"{file}: no column {column!r}; there are: {', '.join(columns)}")


def _entry(file: Path, data: bytes, source: Source) -> dict[str, str]:
    return {
        "doc_id": file.name,
        "path": str(file),
        "publisher": "" if source.kind == "table" else source.coder,
        "title": file.name,
        "sha256": hashlib.sha256(data).hexdigest(),
    }


def _read_lines(sheet: Sheet, origin: Origin, path: str) -> tuple[list[Incident], list[Rejected]]:
    index = {field: sheet.columns.index(column) for field, column in origin.mapping.items()}
    rejected: list[Rejected] = []
    rows, drafts = _drafts(sheet, index, origin, path, rejected)
    incidents: list[Incident] = []
    for (line, row), draft, away in zip(rows, drafts, measure(drafts), strict=True):
        try:
            incidents.append(incident_of(draft, away, row, line.cells, origin))
        except BadCellError as error:
            rejected.append(_rejected(line, error, origin, path))
    return incidents, rejected


def _drafts(
    sheet: Sheet, index: Mapping[str, int], origin: Origin, path: str, rejected: list[Rejected]
) -> tuple[list[tuple[Line, Row]], list[Draft]]:
    """Read and place the rows; those that cannot be read join the rejected."""
    rows: list[tuple[Line, Row]] = []
    drafts: list[Draft] = []
    for line in sheet.lines:
        row = Row(line, index)
        if not any(as_text(cell).strip() for cell in line.cells):
            empty = "every cell of the row is empty"
            rejected.append(Rejected(source=path, reason=empty, row=line.number))
            continue
        try:
            drafts.append(draft_of(origin.source.read(row), origin))
        except BadCellError as error:
            rejected.append(_rejected(line, error, origin, path))
        else:
            rows.append((line, row))
    return rows, drafts


def _rejected(line: Line, error: BadCellError, origin: Origin, path: str) -> Rejected:
    return Rejected(
        source=path,
        reason=str(error),
        row=line.number,
        column=origin.mapping.get(error.field, error.field),
        raw=" | ".join(map(as_text, line.cells))[:RAW_CHARS],
    )


def distinct_ids(incidents: Iterable[Incident]) -> tuple[list[Incident], list[str]]:
    """Give every incident an id of its own: the second ``ucdp:7`` becomes ``ucdp:7#2``.

    Parameters
    ----------
    incidents : iterable of Incident
        Of one table, or of several that may overlap.

    Returns
    -------
    incidents : list of Incident
    warnings : list of str
        One line where any id was there twice.

    Examples
    --------
    >>> one = Incident(incident_id="a", type="talks", doc_ids=("r",))
    >>> found, warnings = distinct_ids([one, one])
    >>> [i.incident_id for i in found], warnings
    (['a', 'a#2'], ['1 id is there more than once, the later rows kept with a suffix: a'])
    """
    seen: dict[str, int] = {}
    out: list[Incident] = []
    again: dict[str, None] = {}
    for incident in incidents:
        fresh = incident.incident_id
        while fresh in seen:
            seen[incident.incident_id] += 1
            fresh = f"{incident.incident_id}#{seen[incident.incident_id]}"
        seen[fresh] = 1
        if fresh != incident.incident_id:
            again[incident.incident_id] = None
            incident = msgspec.structs.replace(incident, incident_id=fresh)  # noqa: PLW2901 - the same with a new id
        out.append(incident)
    if not again:
        return out, []
    verb = "id is" if len(again) == 1 else "ids are"
    some = ", ".join(list(again)[:SHOWN])
    return out, [
        f"{len(again)} {verb} there more than once, the later rows kept with a suffix: {some}"
    ]


def _noted(incidents: Sequence[Incident]) -> list[str]:
    """Gather what is odd in single rows into one line a kind."""
    marks = {
        "outside its own bounds": "give a best estimate outside its own bounds",
        "lies outside": "have a point outside the country that they name",
        "date_prec 1 is one day": "give a range of days with the code of a single day",
        "may be the one or the other day": "have a date that may be read two ways",
    }
    found: dict[str, list[int]] = {}
    for incident in incidents:
        for problem in incident.problems:
            for mark, words in marks.items():
                if mark in problem:
                    found.setdefault(words, []).append(incident.sources[0]["row"])
    return [_line(words, rows) for words, rows in found.items()]


def _line(words: str, rows: Sequence[int]) -> str:
    some = ", ".join(map(str, rows[:SHOWN])) + (" …" if len(rows) > SHOWN else "")
    return f"{len(rows)} of the rows {words}: row {some}"
