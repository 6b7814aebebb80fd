"""Whether a spreadsheet can be opened without filling the memory.

A workbook of 5 kB can unpack to gigabytes, or have one cell in its last corner: then all
seventeen thousand million cells before it would be made.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path

from geomap.errors import ReadError

__all__ = ["check_workbook"]

MAX_UNPACKED = 2_000_000_000
MAX_AREA = 100_000_000  # cells, some 3 GB
SPARSE = 20  # times as many cells as hold anything, and more than SMALL: a stray cell far away
SMALL = 5_000_000
PIECE, OVERLAP = 4_000_000, 2_000  # bytes of a sheet looked at at once
_SHEET = re.compile(r"xl/worksheets/[^/]{1,200}\.xml", re.IGNORECASE)
# Cells that hold something: an empty one with a colour of its own, <c …/>, makes no others.
_COLUMN = re.compile(rb' r="([A-Za-z]{1,3})\d{1,7}"[^<>]{0,80}(?<!/)>')
_ROW = re.compile(
    rb'<row [^<>]{0,200}?\br="(\d{1,7})"[^<>]{0,300}>'
    rb"(?:<c [^<>]{0,80}/>){0,200}<c [^<>]{0,80}(?<!/)>"
)
_FAR = re.compile(rb' r="[A-Za-z]{1,3}(\d{6,7})"[^<>]{0,80}(?<!/)>')  # in another row than its own


def check_workbook(path: Path) -> None:
    """Refuse a spreadsheet that would not fit into memory; others are not zip archives.

    Parameters
    ----------
    path : Path
        ``.xlsx``, ``.xlsb``, ``.ods`` and older ones.

    Raises
    ------
    ReadError
        It unpacks beyond measure, is damaged, or has a cell far away from all others.
    """
    if not zipfile.is_zipfile(path):
        return
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(i.file_size for i in archive.infolist())
            if size > MAX_UNPACKED:
                raise ReadError(f"{path}: unpacks to {size / 10**6:.0f} MB; not read")
            for name in archive.namelist():
                if _SHEET.fullmatch(name):
                    _check_sheet(path, archive, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise ReadError(f"{path}: the file is damaged ({error})") from error


def _check_sheet(path: Path, archive: zipfile.ZipFile, name: str) -> None:
    """Compare the corner that a sheet reaches to with the number of its cells."""
    filled = rows = columns = 0
    before = b""
    with archive.open(name) as sheet:
        while piece := sheet.read(PIECE):
            data = before + piece
            filled += piece.count(b"</c>")
            columns = max(columns, *map(_column, {b"A", *_COLUMN.findall(data)}))
            rows = max(rows, *map(int, {b"1", *_ROW.findall(data), *_FAR.findall(data)}))
            before = data[-OVERLAP:]
    area = rows * columns
    if area > MAX_AREA or area > max(SMALL, SPARSE * filled):
        raise ReadError(
            f"{path}: {name} reaches over {rows:,} rows and {columns:,} columns, of which "
            f"{filled:,} cells hold anything; delete the cell that is far away from the others, or "
            "save the table as CSV"
        )


def _column(letters: bytes) -> int:
    """Give the number of a column, ``A`` is 1.

    Examples
    --------
    >>> _column(b"A"), _column(b"XFD")
    (1, 16384)
    """
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
