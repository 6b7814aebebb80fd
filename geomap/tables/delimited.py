"""Comma, semicolon, tab and bar separated files, with the row numbers of an editor.

The standard library's csv reads them, not pandas: it is as fast for cells that
stay text, tells the line of every record, and drops, guesses and converts
nothing. A stray quote must not swallow the rest of the file: a record that
comes out ragged over several lines costs its first line only.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from functools import cache
from importlib import resources

from geomap.delimiters import delimiter_of, told_delimiter
from geomap.errors import ReadError
from geomap.incident import Rejected
from geomap.tables.sheet import Line, Sheet, unique_columns

__all__ = ["decode", "gdelt_columns", "parse"]

MAX_CELL = 64_000_000
RETRIES = 5  # lines read again after stray quotes, as a multiple of the file's
RAW_CHARS = 500
BAD_SHARE = 0.5  # of the lines with letters beyond ASCII: above it the file is not UTF-8 at all
_BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


def decode(data: bytes, source: str) -> tuple[str, list[str]]:
    """Decode a table: by its mark, as UTF-8, else as charset-normalizer finds.

    A file that is UTF-8 but for a few lines stays so: those bytes become
    surrogates, and their rows are set aside. Guessing the encoding of the whole
    file from them would garble every other row.

    Returns
    -------
    text : str
    warnings : list of str

    Raises
    ------
    ReadError
        No encoding fits.

    Examples
    --------
    >>> decode("место".encode(), "a.csv")
    ('место', [])
    """
    for mark, encoding in _BOMS.items():
        if data.startswith(mark):
            try:
                return data.decode(encoding), []
            except UnicodeDecodeError as error:
                raise ReadError(
                    f"{source}: says it is {encoding} but is not ({error.reason})"
                ) from None
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError:
        if _mostly_utf8(data):
            return data.decode("utf-8", errors="surrogateescape"), []
    from charset_normalizer import from_bytes

    sample = b"".join(line for line in data[:2_000_000].splitlines(True) if not line.isascii())
    found = from_bytes(sample[:100_000]).best()
    if found is None:
        raise ReadError(f"{source}: neither UTF-8 nor any other encoding fits; save it as UTF-8")
    try:
        text = data.decode(found.encoding)
    except UnicodeDecodeError:
        raise ReadError(
            f"{source}: not UTF-8, and {found.encoding} does not fit; save it as UTF-8"
        ) from None
    return text, [f"not UTF-8; read as {found.encoding}, which is a guess: check its names"]


def _mostly_utf8(data: bytes) -> bool:
    beyond = [line for line in data.split(b"\n") if not line.isascii()]
    return sum(not _is_utf8(line) for line in beyond) <= len(beyond) * BAD_SHARE


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


@cache
def gdelt_columns() -> tuple[str, ...]:
    """Return the 61 columns of a GDELT 2 event file, which has no header.

    Examples
    --------
    >>> len(gdelt_columns()), gdelt_columns()[0]
    (61, 'GLOBALEVENTID')
    """
    file = resources.files("geomap") / "data" / "tables" / "gdelt2_columns.txt"
    return tuple(line for line in file.read_text("utf-8").splitlines() if not line.startswith("#"))


def _is_gdelt(line: str) -> bool:
    cells = line.rstrip("\r\n").split("\t")
    day = cells[1] if len(cells) > 1 else ""
    return (
        len(cells) == len(gdelt_columns())
        and cells[0].isdecimal()
        and len(day) == 8
        and day.isdecimal()
    )


def parse(text: str, source: str) -> Sheet:
    r"""Split a table into rows.

    Parameters
    ----------
    text : str
        The file's text; its line ends as they are.
    source : str
        For messages.

    Returns
    -------
    Sheet

    Raises
    ------
    ReadError
        The file is empty or has no header.

    Examples
    --------
    >>> sheet = parse("id,place\r\n1,Batken\r\n2\r\n", "a.csv")
    >>> sheet.columns, sheet.lines[0].number, sheet.rejected[0].reason
    (('id', 'place'), 2, 'has 1 cell, the header 2')
    """
    lines = list(io.StringIO(text, newline=""))
    first = _first(lines, 0)
    told = None if first is None else told_delimiter(lines[first])
    if first is not None and told:
        first = _first(lines, first + 1)
    if first is None:
        raise ReadError(f"{source}: the file is empty")
    old = csv.field_size_limit(MAX_CELL)
    try:
        if _is_gdelt(lines[first]):
            columns, start = gdelt_columns(), first
            warnings: list[str] = []
            reader = _reader("\t", quoting=csv.QUOTE_NONE)
        else:
            columns, warnings, start, reader = _header(lines, first, told, source)
        sheet = Sheet(columns=columns, lines=[], warnings=warnings)
        _fill(sheet, lines, start, reader, source)
    finally:
        csv.field_size_limit(old)
    return sheet


def _first(lines: list[str], start: int) -> int | None:
    """Find the first line from ``start`` on that holds anything."""
    return next((n for n in range(start, len(lines)) if lines[n].strip()), None)


_Reader = Callable[[Iterator[str]], Iterator[list[str]]]


def _reader(delimiter: str, *, quoting: int = csv.QUOTE_MINIMAL) -> _Reader:
    return lambda lines: csv.reader(lines, delimiter=delimiter, quoting=quoting, strict=True)  # type: ignore[arg-type]  # typeshed's literal of the four constants


def _header(
    lines: list[str], first: int, told: str | None, source: str
) -> tuple[tuple[str, ...], list[str], int, _Reader]:
    delimiter = told or delimiter_of(lines[first])
    plain = (
        delimiter == "\t" and "event id\tevent date" in lines[first].lower()
    )  # ICEWS quotes nothing
    reader = _reader(delimiter, quoting=csv.QUOTE_NONE if plain else csv.QUOTE_MINIMAL)
    rows = reader(iter(lines[first:]))
    try:
        names = next(rows)
    except csv.Error as error:
        raise ReadError(
            f"{source}: row {first + 1}, the header, cannot be read ({error})"
        ) from None
    columns, warnings = unique_columns(names)
    return columns, warnings, first + rows.line_num, reader  # type: ignore[attr-defined]  # csv's own reader


def _fill(sheet: Sheet, lines: list[str], start: int, reader: _Reader, source: str) -> None:
    """Read the records from ``start`` on; after a bad one go on with the next line."""
    width, budget = len(sheet.columns), RETRIES * len(lines) + 1000
    while start < len(lines):
        records, begun = reader(iter(_from(lines, start))), start
        fault = None
        try:
            for cells in records:
                ended = begun + records.line_num  # type: ignore[attr-defined]  # csv's own reader
                if len(cells) != width and ended - start > 1 and cells:
                    fault = _ragged(cells, width)
                    break
                _keep(sheet, cells, start, width, source, lines)
                start = ended
            else:
                return
        except csv.Error as error:
            fault = f"cannot be split into cells ({error}): look for a stray quote"
        budget -= records.line_num  # type: ignore[attr-defined]  # csv's own reader
        if budget < 0:
            raise ReadError(
                f"{source}: too many stray quotes, the last in row {start + 1}; mend the file"
            )
        _reject(sheet, source, start, fault, lines[start])
        start += 1


def _from(lines: list[str], start: int) -> Iterator[str]:
    for number in range(start, len(lines)):
        yield lines[number]


def _keep(
    sheet: Sheet, cells: list[str], start: int, width: int, source: str, lines: list[str]
) -> None:
    if not cells or (len(cells) == 1 and not cells[0].strip()):
        return  # a blank line is no row
    if len(cells) > width and not any(cells[width:]):
        cells = cells[:width]  # a spreadsheet's empty cells beyond the last column
    if len(cells) != width:
        _reject(sheet, source, start, _ragged(cells, width), lines[start])
        return
    bad = next((n for n, c in enumerate(cells) if not c.isascii() and not _sound(c)), None)
    if bad is not None:
        reason = "holds bytes that are not UTF-8, as the rest of the file is"
        _reject(sheet, source, start, reason, lines[start], sheet.columns[bad])
        return
    sheet.lines.append(Line(start + 1, cells))


def _sound(cell: str) -> bool:
    try:
        cell.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _ragged(cells: list[str], width: int) -> str:
    plural = "" if len(cells) == 1 else "s"
    return f"has {len(cells)} cell{plural}, the header {width}"


def _reject(
    sheet: Sheet, source: str, start: int, reason: str, raw: str, column: str | None = None
) -> None:
    clean = raw.encode("utf-8", "replace").decode("utf-8")[:RAW_CHARS].rstrip("\r\n")
    sheet.rejected.append(
        Rejected(source=source, reason=reason, row=start + 1, column=column, raw=clean)
    )
