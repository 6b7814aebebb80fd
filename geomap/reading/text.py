"""Read reports: files of any format, folders, corpora, standard input.

The text of a plain-text file is kept as it is, newlines included, so that
spans hold; of other formats spans count in the text taken out of them. The
SHA-256 is that of the file's bytes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from geomap.errors import NoInputError, ReadError
from geomap.incident import Rejected, Report
from geomap.reading.corpus import is_corpus, iter_corpus
from geomap.reading.document import Document
from geomap.reading.formats import CORPUS_SUFFIXES, KINDS, REFUSED, kind_of, read_document
from geomap.reading.report import document_to_report, parse_published
from geomap.reread.sniffing import written_by_geomap as is_output

__all__ = [
    "find_reports",
    "iter_reports",
    "parse_published",
    "read_report",
    "read_reports",
    "text_to_report",
]

# A report is an article, not a corpus: 10 MB is some 1,500 pages. PDFs and mails carry pictures.
MAX_BYTES = 10_000_000
MAX_PACKED_BYTES = 100_000_000
SUFFIXES = (*KINDS, *CORPUS_SUFFIXES)


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
    return document_to_report(
        Document(text=text),
        doc_id=doc_id,
        source=source or doc_id,
        path=source,
        data=data,
        published=published,
        lang=lang,
    )


def _wanted(path: Path) -> bool:
    """Tell a report, or a document that has to be refused by name, from other files."""
    suffix = path.suffix.lower()
    return (suffix in SUFFIXES or suffix in REFUSED) and path.is_file() and not is_output(path)


def find_reports(paths: Iterable[str | Path]) -> Iterator[Path]:
    """Find the report files that paths name; folders are searched, in order of name.

    What geomap itself wrote into a folder is none of its reports.

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
                p for p in path.rglob("*") if _wanted(p) and not p.name.startswith((".", "~$"))
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
    """Read one report file of any format; ``-`` is standard input.

    Parameters
    ----------
    path : str or Path
        The file.
    published : str or None
        ISO day of publication; it goes before what the file says.
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
        It cannot be read, holds no text, is too large, or of an unknown language.
    """
    stdin = str(path) == "-"
    source = "standard input" if stdin else str(path)
    data = sys.stdin.buffer.read(MAX_PACKED_BYTES + 1) if stdin else _read_bytes(Path(path))
    _check_size(data, source)
    return document_to_report(
        read_document(data, source),
        doc_id=doc_id or ("stdin" if stdin else Path(path).stem),
        source=source,
        path=source,
        data=data,
        published=published,
        lang=lang,
    )


def _read_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_PACKED_BYTES + 1)
    except FileNotFoundError:
        raise NoInputError(f"{path}: no such file or folder") from None
    except OSError as error:
        raise ReadError(f"{path}: cannot be read ({error.strerror})") from error


def _check_size(data: bytes, source: str) -> None:
    if len(data) <= MAX_BYTES:
        return
    limit = MAX_PACKED_BYTES if kind_of(source, data[:8192]) in {"pdf", "mail"} else MAX_BYTES
    if len(data) > limit:
        raise ReadError(
            f"{source}: longer than {limit // 1_000_000} MB, which no single report is; "
            "split it into one file a report"
        )


def _unique(name: str, taken: dict[str, int]) -> str:
    """Give a name that no report has, ``name-2`` the second time; ``taken`` has last numbers."""
    fresh = name
    while fresh in taken:
        taken[name] += 1
        fresh = f"{name}-{taken[name]}"
    taken[fresh] = 1
    return fresh


def _files(given: str | Path) -> Iterator[str | Path]:
    if str(given) == "-":
        yield "-"
    else:
        yield from find_reports([given])


def _read_any(
    file: str | Path, columns: Mapping[str, str] | None, published: str | None, lang: str | None
) -> Iterator[Report | Rejected]:
    """Read one file: the report in it, or the reports of a corpus."""
    try:
        if is_corpus(file):
            yield from iter_corpus(file, columns=columns, published=published, lang=lang)
        else:
            yield read_report(file, published=published, lang=lang)
    except (ReadError, NoInputError) as error:
        yield Rejected(source=str(file), reason=str(error))


def iter_reports(
    paths: Iterable[str | Path],
    *,
    published: str | None = None,
    lang: str | None = None,
    columns: Mapping[str, str] | None = None,
) -> Iterator[Report | Rejected]:
    """Read reports one after another; one that cannot be read comes with the reason.

    Parameters
    ----------
    paths : iterable of str or Path
        Files, folders, corpora, or ``-``.
    published, lang
        As for :func:`read_report`, for all of them.
    columns : mapping or None
        As for :func:`geomap.reading.corpus.iter_corpus`.

    Yields
    ------
    Report or Rejected
        In order; each ``doc_id`` once. Memory does not grow with the reports,
        but for their names.

    Raises
    ------
    UsageError
        ``published`` is no day, or a column was given that is not there.
    """
    parse_published(published)
    taken: dict[str, int] = {}
    for given in paths:
        try:
            for file in _files(given):
                for item in _read_any(file, columns, published, lang):
                    yield _renamed(item, taken) if isinstance(item, Report) else item
        except NoInputError as error:
            yield Rejected(source=str(given), reason=str(error))


def read_reports(
    paths: Sequence[str | Path], *, published: str | None = None, lang: str | None = None
) -> tuple[list[Report], list[Rejected]]:
    """Read reports; one that cannot be read is set aside with the reason.

    Parameters
    ----------
    paths : sequence of str or Path
        Files, folders, corpora, or ``-``.
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
    reports: list[Report] = []
    rejected: list[Rejected] = []
    for item in iter_reports(paths, published=published, lang=lang):
        if isinstance(item, Report):
            reports.append(item)
        else:
            rejected.append(item)
    return reports, rejected


def _renamed(report: Report, taken: dict[str, int]) -> Report:
    name = _unique(report.doc_id, taken)
    return report if name == report.doc_id else msgspec.structs.replace(report, doc_id=name)
