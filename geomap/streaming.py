"""Read a corpus of any length into JSON lines: flat in memory, and able to go on.

One line a report, in order, into a file beside the target, which is renamed
when all is read. A run that was stopped goes on where it stood: the file
beside the target bears a key of the inputs and the options, so that lines of
another run are never taken over.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import msgspec

from geomap.errors import GeomapError, NoInputError, ReadError, WriteError
from geomap.files import check_target
from geomap.incident import SCHEMA_VERSION, Incident, Rejected, Report
from geomap.pipeline import read_one
from geomap.reading.text import find_reports

if TYPE_CHECKING:
    from geomap.backend import Reader
    from geomap.tally import Tally

__all__ = ["Unfinished", "encode_line", "run_key", "stream", "stream_to_file"]

FLUSH_EVERY = 50  # reports; what a killed process may have to read again

Inputs = Iterable[Report | Rejected]


class Line(msgspec.Struct, kw_only=True):
    """One line of the file: a report with its incidents, or an input set aside."""

    doc_id: str
    schema_version: int = SCHEMA_VERSION
    incidents: list[Incident] = []
    rejected: list[Rejected] = msgspec.field(default_factory=list)


class Unfinished(GeomapError):  # noqa: N818 - a stop that was asked for is no error
    """A run was stopped; what it read is kept."""


def encode_line(line: Line) -> bytes:
    r"""Encode one line; what was set aside is named only where there is some.

    Examples
    --------
    >>> encode_line(Line(doc_id="r"))
    b'{"doc_id":"r","schema_version":1,"incidents":[]}\n'
    """
    body: dict[str, Any] = {
        "doc_id": line.doc_id,
        "schema_version": line.schema_version,
        "incidents": line.incidents,
    }
    if line.rejected:
        body["rejected"] = line.rejected
    return msgspec.json.encode(body) + b"\n"


def run_key(paths: Sequence[str | Path], options: dict[str, Any]) -> str | None:
    """Make the key of a run: its version, its options and the state of its files.

    Parameters
    ----------
    paths : sequence of str or Path
        As given.
    options : dict
        What else decides what is read.

    Returns
    -------
    str or None
        None where a run cannot be gone on with: standard input is read once.

    Examples
    --------
    >>> run_key(["-"], {}) is None
    True
    """
    from geomap import __version__

    if any(str(p) == "-" for p in paths):
        return None
    seen: list[Any] = [__version__, SCHEMA_VERSION, sorted(options.items())]
    for given in paths:
        try:
            for file in find_reports([given]):
                state = file.stat()
                seen.append((str(file), state.st_size, state.st_mtime_ns))
        except NoInputError:
            seen.append(str(given))
    return hashlib.sha256(msgspec.json.encode(seen)).hexdigest()[:12]


def _read_line(item: Report | Rejected, reader: Reader | None, tally: Tally) -> Line:
    """Read one input and count it."""
    if isinstance(item, Rejected):
        tally.reject([item])
        return Line(doc_id=_source_of(item), rejected=[item])
    found = read_one(item, reader)
    _count(item, found.incidents, found.rejected, tally)
    return Line(doc_id=item.doc_id, incidents=list(found.incidents), rejected=list(found.rejected))


def _count(
    report: Report, incidents: Iterable[Incident], rejected: Sequence[Rejected], tally: Tally
) -> None:
    tally.add(report, incidents, faulty=bool(rejected))
    tally.reject(rejected)


def _source_of(item: Rejected) -> str:
    return f"{item.source}#{item.row}" if item.row else item.source


def stream(items: Inputs, tally: Tally, reader: Reader | None = None) -> Iterator[bytes]:
    """Read inputs one after another into encoded lines.

    Parameters
    ----------
    items : iterable of Report or Rejected
    tally : Tally
        Counts them.
    reader : Reader or None
        A language model that the user gave.

    Yields
    ------
    bytes
        One line an input, in order.
    """
    for item in items:
        yield encode_line(_read_line(item, reader, tally))


def _whole_lines(part: Path) -> Iterator[Line]:
    """Take up the whole lines of a stopped run, and cut off what is not whole."""
    good = 0
    with part.open("rb+") as file:
        for raw in file:
            if not raw.endswith(b"\n"):
                break
            try:
                line = msgspec.json.decode(raw, type=Line)
            except (msgspec.DecodeError, UnicodeDecodeError):
                break
            good += len(raw)
            yield line
        file.truncate(good)


def _skip_done(items: Iterator[Report | Rejected], part: Path, tally: Tally) -> int:
    """Count what a stopped run had read and pass over its inputs; give their number."""
    done = 0
    for line in _whole_lines(part):
        item = next(items, None)
        name = _source_of(item) if isinstance(item, Rejected) else item.doc_id if item else None
        if name != line.doc_id or item is None:
            raise WriteError(
                f"{part}: is of a stopped run over other inputs ({line.doc_id!r} stands where "
                f"{name!r} is read now); delete it to begin anew"
            )
        if isinstance(item, Report):
            _count(item, line.incidents, line.rejected, tally)
        else:
            tally.reject([item])
        done += 1
    return done


@contextmanager
def _writing(part: Path) -> Iterator[IO[bytes]]:
    """Open the file beside the target; say what to do where it cannot be written."""
    try:
        with part.open("ab") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise WriteError(
            f"{part}: cannot be written ({error.strerror or error}); what was read so far is in "
            "it, and the same command goes on from there"
        ) from error


def stream_to_file(
    items: Iterator[Report | Rejected],
    target: Path,
    tally: Tally,
    *,
    key: str | None,
    reader: Reader | None = None,
) -> int:
    """Read inputs into a file of JSON lines, going on where a stopped run stood.

    Parameters
    ----------
    items : iterator of Report or Rejected
    target : Path
        What stands there stays until all is read.
    tally : Tally
        Counts them, those of the stopped run too.
    key : str or None
        Of :func:`run_key`; None keeps nothing of a run that is stopped.
    reader : Reader or None
        A language model that the user gave.

    Returns
    -------
    int
        How many inputs a stopped run had read before.

    Raises
    ------
    WriteError
        The file cannot be written, or the stopped run had other inputs.
    ReadError
        Nothing could be read; nothing is written.
    Unfinished
        The run was stopped by the keyboard; what it read is kept.
    """
    check_target(target)
    target = target.resolve()  # a link stays a link
    part = target.with_name(f"{target.name}.{key or 'unkeyed'}.part")
    if key is None:
        part.unlink(missing_ok=True)
    done = _skip_done(items, part, tally) if part.exists() else 0
    try:
        with _writing(part) as file:
            for number, line in enumerate(stream(items, tally, reader), start=1):
                file.write(line)
                if number % FLUSH_EVERY == 0:
                    file.flush()
    except KeyboardInterrupt:
        if key is None:
            part.unlink(missing_ok=True)
            raise
        raise Unfinished(
            f"stopped after {tally.reports} reports, which are kept in {part}; the same command "
            "goes on from there"
        ) from None
    finally:
        if part.exists() and not part.stat().st_size:
            part.unlink()
    if not tally.reports:
        part.unlink(missing_ok=True)
        tally.finish()
        raise ReadError("nothing could be read, nothing was written")
    part.replace(target)
    return done
