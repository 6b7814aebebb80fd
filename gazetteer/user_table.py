"""Read a user's CSV or TSV table of places."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from gazetteer.errors import GazetteerDataError
from gazetteer.user_archive import Share, open_packed
from gazetteer.user_fields import Origin, RowMaker, Schema, Shape, recognise
from gazetteer.user_rows import Found, Reject, parse_degrees
from gazetteer.user_shapes import Mover, from_wkt, mover

__all__ = ["read_lines", "read_table"]

SUFFIXES = (".csv", ".tsv", ".tab", ".txt")
LONGEST_CELL = 16 << 20
"""Characters: an outline in well-known text is long."""


def read_lines(
    path: Path, suffixes: tuple[str, ...], encoding: str = "utf-8", share: Share | None = None
) -> Iterator[str]:
    """Yield the lines of a text file; bytes that are not its encoding become surrogates.

    Raises
    ------
    GazetteerDataError
        There is no such encoding, or the archive is damaged.
    """
    try:
        decoder = codecs.getincrementaldecoder(encoding)(errors="surrogateescape")
    except LookupError as err:
        raise GazetteerDataError(f"no encoding {encoding!r} is known; try utf-8 or cp1251") from err
    rest = ""
    with open_packed(path, suffixes, share) as chunks:
        for chunk in chunks:
            *lines, rest = (rest + decoder.decode(chunk)).split("\n")
            for line in lines:
                yield line + "\n"
    rest += decoder.decode(b"", final=True)
    if rest:
        yield rest


def read_table(
    path: Path,
    origin: Origin,
    *,
    given: dict[str, str],
    crs: str = "",
    encoding: str = "utf-8",
    share: Share | None = None,
) -> Iterator[Found | Reject]:
    """Yield the places of a table, and the rows that cannot be read.

    Raises
    ------
    GazetteerDataError
        The table has no header, or no column that holds names.
    """
    lines = read_lines(path, SUFFIXES, encoding, share)
    head = next(lines, "").lstrip("\ufeff")
    if not head.strip():
        raise GazetteerDataError(f"{path}: the first line is empty; it should name the columns")
    if "\0" in head:
        raise GazetteerDataError(f"{path}: is no text; a table of places is CSV or TSV")
    csv.field_size_limit(LONGEST_CELL)
    delimiter = max("\t,;|", key=head.count)
    columns = [c.strip() for c in next(csv.reader([head], delimiter=delimiter))]
    schema = recognise(columns, given)
    reader = csv.reader(lines, delimiter=delimiter)
    maker, move = RowMaker(schema, origin), mover(crs) if crs else None
    for where, number, cells in _cells(reader):
        if isinstance(cells, csv.Error):
            yield Reject(where, f"the line cannot be parted into cells ({cells})")
        else:
            surplus = " | ".join(filter(str.strip, cells[len(columns) :]))
            if surplus:
                reason = f"the line has {len(cells)} cells for {len(columns)} columns: left out"
                yield Reject(where, reason, surplus, mended=True)
            yield from _read(where, number, dict(zip(columns, cells, strict=False)), maker, move)


def _cells(reader: Iterable[list[str]]) -> Iterator[tuple[str, int, list[str] | csv.Error]]:
    """Yield place, number and cells of each row, or why csv cannot part it."""
    rows, number = iter(reader), 1
    while True:
        number = getattr(reader, "line_num", 0) + 2  # the header was read before
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as err:
            yield f"line {number}", number, err
            continue
        if any(map(str.strip, cells)):
            yield f"line {number}", number, cells


def _read(
    where: str, number: int, values: dict[str, str], maker: RowMaker, move: Mover | None
) -> Iterator[Found | Reject]:
    text = " | ".join(values.values())
    if not text.isascii() and any("\ud800" <= c <= "\udfff" for c in text):
        yield Reject(where, "the line is not in the file's encoding; give it with --encoding", text)
    else:
        shape = _shape(values, maker.schema, move)
        if isinstance(shape, str):
            yield Reject(where, shape, text)
        else:
            yield from maker.make(where, number, values, shape)


def _shape(values: dict[str, str], schema: Schema, move: Mover | None) -> Shape | str:
    wkt = values.get(schema.columns.get("wkt", ""), "").strip()
    if wkt:
        return from_wkt(wkt, move)
    lon, lat = (values.get(schema.columns.get(f, ""), "").strip() for f in ("lon", "lat"))
    if not lon and not lat:
        return Shape()
    if not lon or not lat:
        return f"only one of lon {lon!r} and lat {lat!r} is there"
    if move is None:
        found = parse_degrees(lon, lat)
        return found if isinstance(found, str) else Shape(*found)
    return from_wkt(f"POINT ({lon.replace(',', '.')} {lat.replace(',', '.')})", move)
