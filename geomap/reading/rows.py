"""Rows of corpus files, one at a time: JSON lines, CSV, TSV, Parquet.

Memory stays flat: no more than one row (or one batch of a Parquet file) is
held. A row that cannot be read comes as :class:`BadRow`.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TextIO

from geomap.delimiters import delimiter_of, told_delimiter
from geomap.errors import NoInputError, ReadError

if TYPE_CHECKING:
    import pyarrow as pa  # type: ignore[import-untyped]  # it ships neither stubs nor py.typed

__all__ = ["BadRow", "Row", "read_rows"]

MAX_ROW = 10_000_000  # characters of one row, as of one report
BATCH = 256  # rows of a Parquet file held at a time
SNIFF = 65_536  # bytes looked at to find encoding and delimiter

Row = tuple[int, dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class BadRow:
    """A row that cannot be read, counted from 1 as an editor shows it."""

    number: int
    reason: str
    raw: str = ""


def _lines(file: BinaryIO, encoding: str) -> Iterator[tuple[int, str]]:
    """Give the lines of a file with their numbers; one that is too long, once, cut."""
    number = 0
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    while piece := file.readline(MAX_ROW + 1):
        number += 1
        text = decoder.decode(piece, final=piece.endswith(b"\n"))
        while not piece.endswith(b"\n") and (piece := file.readline(MAX_ROW + 1)):
            pass  # the rest of a line beyond measure
        yield number, text


def _json_rows(file: BinaryIO) -> Iterator[Row | BadRow]:
    for number, line in _lines(file, "utf-8-sig"):
        if len(line) > MAX_ROW:
            yield BadRow(number=number, reason=_too_long(), raw=line[:200])
            continue
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            reason = f"not a JSON object ({error}); each line must hold one"
            yield BadRow(number=number, reason=reason, raw=line[:200])
            continue
        if isinstance(value, dict):
            yield number, value
        else:
            reason = f"not a JSON object but {type(value).__name__}; each line must hold one"
            yield BadRow(number=number, reason=reason, raw=line[:200])


def _too_long() -> str:
    return f"longer than {MAX_ROW // 1_000_000} MB, which no single report is"


def _encoding_of(head: bytes, source: str) -> str:
    from geomap.reading.encoding import decode

    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\x00" in head:
        raise ReadError(f"{source}: this is a binary file, not a table")
    for encoding in ("utf-8-sig", "cp1251", "cp1252"):
        try:
            text = codecs.getincrementaldecoder(encoding)().decode(head)
        except UnicodeDecodeError:
            continue
        if encoding == "utf-8-sig" or text == decode(head, source):
            return encoding
    raise ReadError(f"{source}: neither UTF-8 nor a Windows code page; save the table as UTF-8")


def _bounded(file: TextIO) -> Iterator[str]:
    """Give physical lines, none longer than a row may be."""
    number = 0
    while line := file.readline(MAX_ROW + 1):
        number += 1
        if len(line) > MAX_ROW:
            raise csv.Error(f"line {number} is {_too_long()}")
        yield line


def _csv_rows(file: BinaryIO, source: str) -> Iterator[Row | BadRow]:
    head = file.read(SNIFF)
    file.seek(0)
    encoding = _encoding_of(head, source)
    first, _, _ = head.decode(encoding, "replace").partition("\n")
    told = told_delimiter(first)
    delimiter = told or delimiter_of(first)
    csv.field_size_limit(max(csv.field_size_limit(), MAX_ROW))
    text = io.TextIOWrapper(file, encoding=encoding, errors="replace", newline="")
    try:
        skipped = 1 if told and text.readline() else 0
        yield from _table_rows(text, delimiter, skipped)
    finally:
        text.detach()  # the file is closed by whoever opened it


def _table_rows(text: TextIO, delimiter: str, skipped: int) -> Iterator[Row | BadRow]:
    reader = csv.reader(_bounded(text), delimiter=delimiter, strict=True)
    names: list[str] | None = None
    number = skipped
    try:
        for cells in reader:
            number += 1
            if names is None:
                names = [c.strip() for c in cells]
            elif any(cells):
                yield _named_row(number, names, cells)
    except csv.Error as error:
        reason = f"not readable from line {reader.line_num} on ({error}); mend the quotation marks"
        yield BadRow(number=number + 1, reason=reason)


def _named_row(number: int, names: list[str], cells: list[str]) -> Row | BadRow:
    if len(cells) == len(names):
        return number, dict(zip(names, cells, strict=True))
    reason = f"{len(cells)} cells under {len(names)} column names"
    return BadRow(number=number, reason=reason, raw=" | ".join(cells)[:200])


def _parquet_rows(file: BinaryIO, source: str) -> Iterator[Row | BadRow]:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq  # type: ignore[import-untyped]  # as above
    except ImportError:
        raise ReadError(
            f"{source}: Parquet needs the package pyarrow; install it, or save the table as CSV"
        ) from None
    number = 0
    try:
        for batch in pq.ParquetFile(file).iter_batches(batch_size=BATCH):
            for row in _batch_rows(batch):
                number += 1
                yield number, row
    except (pa.ArrowException, OSError, OverflowError) as error:
        said = " ".join(str(error).split())[:200]
        yield BadRow(number=number + 1, reason=f"damaged Parquet ({said}); write the file anew")


def _batch_rows(batch: pa.RecordBatch) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = batch.to_pylist()
    return rows


def read_rows(path: str | Path) -> Generator[Row | BadRow, None, None]:
    """Read the rows of a corpus file, by its suffix.

    Parameters
    ----------
    path : str or Path
        ``.jsonl``, ``.ndjson``, ``.csv``, ``.tsv`` or ``.parquet``.

    Yields
    ------
    tuple of int and dict, or BadRow
        Number of the row (for CSV, the header is row 1) and its cells.

    Raises
    ------
    NoInputError
        No such file.
    ReadError
        It cannot be opened, or is not what its name says.
    """
    source, suffix = str(path), Path(path).suffix.lower()
    try:
        with Path(path).open("rb") as file:
            if suffix in {".jsonl", ".ndjson"}:
                yield from _json_rows(file)
            elif suffix == ".parquet":
                yield from _parquet_rows(file, source)
            else:
                yield from _csv_rows(file, source)
    except FileNotFoundError:
        raise NoInputError(f"{path}: no such file or folder") from None
    except OSError as error:
        raise ReadError(f"{path}: cannot be read ({error.strerror or error})") from error
