"""Read and begin files of corrections: CSV, JSON, JSON lines."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from geomap.corrections_record import COLUMNS, FIELDS, Correction
from geomap.corrections_values import CorrectionRefusedError, check_value
from geomap.delimiters import delimiter_of, told_delimiter
from geomap.errors import NoInputError, ReadError
from geomap.incident import Incident, Rejected

__all__ = ["CorrectionsRead", "read_corrections", "template"]

_LINES = (".jsonl", ".ndjson")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would run these


@dataclass(frozen=True, kw_only=True)
class CorrectionsRead:
    """The rows of a file: those that can be used, and those that cannot, with the reason."""

    corrections: tuple[Correction, ...]
    rejected: tuple[Rejected, ...]


Row = dict[str, str] | str
"""The cells of a row, or what is wrong with it."""


class _BadCellError(ValueError):
    def __init__(self, column: str | None, reason: str) -> None:
        super().__init__(reason)
        self.column, self.reason = column, reason


def _offset(cells: dict[str, str], column: str) -> int | None:
    text = cells.get(column, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or len(text) > 12:
        raise _BadCellError(column, f"{text!r} is no number of characters")
    return int(text)


def _check_selector(cells: dict[str, str], start: int | None, end: int | None) -> None:
    anchored = start is not None and (cells.get("doc_id") or cells.get("sha256"))
    if not (cells.get("incident_id") or anchored):
        reason = "which incident? give incident_id, or doc_id (or sha256) and start"
        raise _BadCellError("incident_id", reason)
    if start is not None and end is not None and end <= start:
        raise _BadCellError("end", f"the span {start}-{end} is empty")


def _correction(cells: dict[str, str], source: str, row: int) -> Correction:
    unknown = [c for c in cells if c not in COLUMNS and cells[c]]
    if unknown:
        raise _BadCellError(unknown[0], f"no such column; there are: {', '.join(COLUMNS)}")
    field = cells.get("field", "")
    if field not in FIELDS:
        raise _BadCellError("field", f"{field!r} is no field; use one of {', '.join(FIELDS)}")
    if not cells.get("who"):
        raise _BadCellError("who", "who corrects? a correction needs a name")
    start, end = _offset(cells, "start"), _offset(cells, "end")
    _check_selector(cells, start, end)
    try:
        check_value(field, cells.get("value", ""))
    except CorrectionRefusedError as error:
        raise _BadCellError("value", str(error)) from error
    texts = {c: cells.get(c, "") for c in COLUMNS if c not in {"start", "end"}}
    return msgspec.convert(
        {**texts, "start": start, "end": end, "source": source, "row": row}, Correction
    )


def _used(cells: Row, source: str, row: int) -> list[Correction]:
    """Read a row; one of a template that nobody filled in is none."""
    if isinstance(cells, str):
        raise _BadCellError(None, cells)
    filled = any(cells.get(c) for c in COLUMNS[COLUMNS.index("field") :])
    return [_correction(cells, source, row)] if filled else []


def _csv_rows(text: str, source: str) -> Iterator[tuple[int, Row]]:
    first, _, rest = text.partition("\n")
    told = told_delimiter(first)
    body, skipped = (rest, 1) if told else (text, 0)
    delimiter = told or delimiter_of(first)
    reader = csv.DictReader(io.StringIO(body, newline=""), delimiter=delimiter, strict=True)
    try:
        names = [n.strip() for n in reader.fieldnames or []]
    except csv.Error as error:
        raise ReadError(f"{source}:1: not CSV: {error}") from error
    if "field" not in names or not {"incident_id", "doc_id", "sha256"} & set(names):
        raise ReadError(
            f"{source}: not a corrections file: the first line must name the columns "
            f"({', '.join(COLUMNS)}); geomap correct --template writes one"
        )
    reader.fieldnames = names
    while True:
        row = reader.line_num + 1 + skipped
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise ReadError(f"{source}:{row}: not CSV: {error}") from error
        bad = None in cells
        yield row, "more cells than columns" if bad else {k: _cell(v) for k, v in cells.items()}


def _cell(value: Any) -> str:
    """Strip a cell; an apostrophe that made a formula harmless is not part of it."""
    text = "" if value is None else str(value).strip()
    return text[1:] if text[:1] == "'" and text[1:].startswith(_FORMULA) else text


def _decoded(text: str, source: str, row: int) -> Any:
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        raise ReadError(f"{source}:{row}: not JSON: {error}") from error


def _json_records(text: str, source: str, *, lines: bool) -> Iterator[tuple[int, Any]]:
    if lines:
        numbered = enumerate(text.split("\n"), start=1)
        yield from ((n, _decoded(line, source, n)) for n, line in numbered if line.strip())
        return
    body = _decoded(text, source, 1)
    if not isinstance(body, list):
        raise ReadError(f"{source}: a corrections file in JSON is a list of objects")
    yield from enumerate(body, start=1)


def _flat(record: Any) -> Row:
    nested = not isinstance(record, dict) or any(
        isinstance(v, dict | list) for v in record.values()
    )
    return "not an object of plain values" if nested else {k: _cell(v) for k, v in record.items()}


def _rows(text: str, source: str, suffix: str) -> Iterator[tuple[int, Row]]:
    if suffix != ".json" and suffix not in _LINES:
        return _csv_rows(text, source)
    found = _json_records(text, source, lines=suffix in _LINES)
    return ((row, _flat(record)) for row, record in found)


def read_corrections(path: str | Path) -> CorrectionsRead:
    r"""Read a file of corrections.

    Parameters
    ----------
    path : str or Path
        ``.json`` (a list of objects), ``.jsonl``, or CSV of any other suffix;
        columns as :data:`geomap.corrections_record.COLUMNS`.

    Returns
    -------
    CorrectionsRead
        Bad rows are kept aside with file, row, column and reason.

    Raises
    ------
    NoInputError
        No such file.
    ReadError
        Not UTF-8, not CSV or JSON, or without the columns.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> file = pathlib.Path(tempfile.mkdtemp()) / "c.csv"
    >>> rows = ["incident_id,field,value,who", "a#1,type,shelling,B. A.", "a#1,type,war,B. A."]
    >>> _ = file.write_text("\n".join(rows))
    >>> read = read_corrections(file)
    >>> [c.value for c in read.corrections], [(r.row, r.column) for r in read.rejected]
    (['shelling'], [(3, 'value')])
    """
    source = Path(path)
    try:
        text = source.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise NoInputError(f"{source}: no such file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ReadError(f"{source}: cannot be read as UTF-8 ({error}); save it as UTF-8") from error
    good: list[Correction] = []
    bad: list[Rejected] = []
    for row, cells in _rows(text, str(source), source.suffix.lower()):
        try:
            good += _used(cells, str(source), row)
        except _BadCellError as error:
            bad.append(_rejected(str(source), row, error, cells))
    return CorrectionsRead(corrections=tuple(good), rejected=tuple(bad))


def _rejected(source: str, row: int, error: _BadCellError, cells: Row) -> Rejected:
    where = f"{source}:{row}{f' {error.column}' if error.column else ''}"
    return Rejected(
        source=source,
        reason=f"{error.reason} @ {where}",
        row=row,
        column=error.column,
        raw=msgspec.json.encode(cells).decode()[:2000],
    )


def _row(incident: Incident) -> list[str]:
    doc = incident.doc_ids[0]
    source = next((s for s in incident.sources if s.get("doc_id") == doc), {})
    start, end = incident.sentence_start, incident.sentence_end
    span = ["" if v is None else str(v) for v in (start, end)]
    return [incident.incident_id, doc, str(source.get("sha256") or ""), *span]


def template(incidents: Iterable[Incident]) -> str:
    """Begin a corrections file: the header, and a row for each incident to fill in.

    Parameters
    ----------
    incidents : iterable of Incident

    Returns
    -------
    str
        CSV. A row whose ``field`` and ``value`` stay empty is passed over.

    Examples
    --------
    >>> template([]).strip()
    'incident_id,doc_id,sha256,start,end,field,old,value,who,when,note'
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for incident in incidents:
        cells = [*_row(incident), "", "", "", "", "", ""]
        writer.writerow([f"'{c}" if c.startswith(_FORMULA) else c for c in cells])
    return out.getvalue()
