"""Read plain-text reports: files, folders, standard input.

The text is kept as it is in the file, newlines included, so that spans hold;
the SHA-256 is that of the file's bytes.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from geomap.errors import NoInputError, ReadError, UsageError
from geomap.extract.lexicon import available_languages, guess_language
from geomap.incident import Rejected, Report

__all__ = ["find_reports", "parse_published", "read_report", "read_reports", "text_to_report"]

MAX_BYTES = 10_000_000  # a report is an article, not a corpus: 10 MB is some 1,500 pages
SUFFIXES = (".txt", ".text", ".md", ".markdown")
SNIFF = 100_000  # bytes looked at to find an encoding
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")


def parse_published(value: str | None) -> str | None:
    """Check a date of publication given by the user.

    Parameters
    ----------
    value : str or None
        ISO 8601 day, ``2022-02-01``; a trailing EDTF ``~`` or ``?`` is dropped.

    Returns
    -------
    str or None
        The day.

    Raises
    ------
    UsageError
        Not a day.

    Examples
    --------
    >>> parse_published("2022-01-31~")
    '2022-01-31'
    >>> parse_published("last week")
    Traceback (most recent call last):
    geomap.errors.UsageError: --published 'last week' is not a day; write it as 2022-02-01
    """
    if value is None:
        return None
    day = value.strip().rstrip("~?")
    try:
        return dt.date.fromisoformat(day).isoformat()
    except ValueError:
        message = f"--published {value!r} is not a day; write it as 2022-02-01"
        raise UsageError(message) from None


def _decode(data: bytes, source: str) -> str:
    """Decode bytes: UTF-8 where it is, else what charset-normalizer finds."""
    if b"\x00" in data[:SNIFF] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ReadError(f"{source}: this is a binary file, not a text; give the report as text")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        where = error.start
    from charset_normalizer import from_bytes

    found = from_bytes(data[:SNIFF]).best()
    encoding = found.encoding if found else None
    if encoding:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            encoding = None
    raise ReadError(
        f"{source}: not readable as UTF-8 (byte {where}) and no other encoding fits; "
        "save the report as UTF-8 and try again"
    )


def text_to_report(
    text: str,
    *,
    doc_id: str,
    source: str = "",
    data: bytes | None = None,
    published: str | None = None,
    lang: str | None = None,
) -> Report:
    """Make a report of a text.

    Parameters
    ----------
    text : str
        The report's words.
    doc_id : str
        Name of the report in the output.
    source : str
        File it came from, for messages.
    data : bytes or None
        The bytes of the file, for the hash; default: the text as UTF-8.
    published : str or None
        ISO day of publication.
    lang : str or None
        ISO 639-1 code; default: found from the words.

    Returns
    -------
    Report

    Raises
    ------
    ReadError
        No words, control characters, or a language without a reading table.

    Examples
    --------
    >>> text_to_report("The guards were at the post and the road.", doc_id="a").lang
    'en'
    """
    name = source or doc_id
    if not text.strip():
        raise ReadError(f"{name}: the report is empty")
    if len(_CONTROL.findall(text[:SNIFF])) > len(text[:SNIFF]) * 0.01:
        raise ReadError(
            f"{name}: this looks like a binary file, not a text; give the report as text"
        )
    found = lang or guess_language(text)
    if found is None:
        known = ", ".join(available_languages())
        raise ReadError(
            f"{name}: the language is none of those that geomap reads ({known}); "
            "if it is one of them all the same, say so with --lang"
        )
    return Report(
        doc_id=doc_id,
        text=text,
        sha256=hashlib.sha256(data if data is not None else text.encode()).hexdigest(),
        path=source,
        title=_headline(text),
        published_on=parse_published(published),
        published_basis="given with --published" if published else "",
        lang=found,
    )


def _headline(text: str) -> str:
    """Take the first line as the title where it stands as a headline: short, no full stop."""
    first = text.strip().split("\n", 1)[0].strip()
    return first if len(first) <= 140 and not first.endswith((".", ",", ";")) else ""


def find_reports(paths: Iterable[str | Path]) -> Iterator[Path]:
    """Find the report files that paths name; folders are searched, in order of name.

    Parameters
    ----------
    paths : iterable of str or Path
        Files and folders.

    Yields
    ------
    Path

    Raises
    ------
    NoInputError
        No such file, or a folder without reports.
    """
    for path in map(Path, paths):
        if path.is_dir():
            inside = sorted(
                p
                for p in path.rglob("*")
                if p.suffix.lower() in SUFFIXES and p.is_file() and not p.name.startswith(".")
            )
            if not inside:
                kinds = ", ".join(SUFFIXES)
                raise NoInputError(f"{path}: no reports in this folder (looked for {kinds})")
            yield from inside
        elif path.is_file():
            yield path
        else:
            raise NoInputError(f"{path}: no such file or folder")


def read_report(
    path: str | Path,
    *,
    published: str | None = None,
    lang: str | None = None,
    doc_id: str | None = None,
) -> Report:
    """Read one report file; ``-`` is standard input.

    Parameters
    ----------
    path : str or Path
        The file.
    published : str or None
        ISO day of publication.
    lang : str or None
        ISO 639-1 code; default: found from the words.
    doc_id : str or None
        Name of the report; default: the file's name without suffix.

    Returns
    -------
    Report

    Raises
    ------
    NoInputError
        No such file.
    ReadError
        The file is no text, too large, or of an unknown language.
    """
    if str(path) == "-":
        data, source, name = sys.stdin.buffer.read(MAX_BYTES + 1), "standard input", "stdin"
    else:
        source, name = str(path), Path(path).stem
        data = _read_bytes(Path(path))
    if len(data) > MAX_BYTES:
        raise ReadError(
            f"{source}: longer than {MAX_BYTES // 1_000_000} MB, which no single report is; "
            "split it into one file a report"
        )
    text = _decode(data, source)
    return text_to_report(
        text, doc_id=doc_id or name, source=source, data=data, published=published, lang=lang
    )


def _read_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise NoInputError(f"{path}: no such file or folder") from None
    except OSError as error:
        raise ReadError(f"{path}: cannot be read ({error.strerror})") from error


def _unique(name: str, taken: set[str]) -> str:
    number, fresh = 2, name
    while fresh in taken:
        fresh, number = f"{name}-{number}", number + 1
    taken.add(fresh)
    return fresh


def read_reports(
    paths: Sequence[str | Path], *, published: str | None = None, lang: str | None = None
) -> tuple[list[Report], list[Rejected]]:
    """Read reports; one that cannot be read is set aside with the reason.

    Parameters
    ----------
    paths : sequence of str or Path
        Files, folders, or ``-``.
    published, lang
        As for :func:`read_report`, for all of them.

    Returns
    -------
    reports : list of Report
        In order; each ``doc_id`` once.
    rejected : list of Rejected
        What could not be read, and why.

    Raises
    ------
    UsageError
        ``published`` is no day.
    """
    parse_published(published)
    reports: list[Report] = []
    rejected: list[Rejected] = []
    taken: set[str] = set()
    for given in paths:
        try:
            files: list[str | Path] = ["-"] if str(given) == "-" else list(find_reports([given]))
        except NoInputError as error:
            rejected.append(Rejected(source=str(given), reason=str(error)))
            continue
        for file in files:
            try:
                report = read_report(file, published=published, lang=lang)
            except (ReadError, NoInputError) as error:
                rejected.append(Rejected(source=str(file), reason=str(error)))
                continue
            name = _unique(report.doc_id, taken)
            reports.append(_renamed(report, name))
    return reports, rejected


def _renamed(report: Report, doc_id: str) -> Report:
    if report.doc_id == doc_id:
        return report
    import msgspec

    return msgspec.structs.replace(report, doc_id=doc_id)
