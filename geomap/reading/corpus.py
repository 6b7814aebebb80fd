"""Read a corpus: a table with one report a row, streamed."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from geomap.errors import ReadError, UsageError
from geomap.incident import Rejected, Report
from geomap.reading.columns import Columns, guess_columns
from geomap.reading.document import Document, one_line
from geomap.reading.formats import CORPUS_SUFFIXES
from geomap.reading.published import usable_day
from geomap.reading.report import document_to_report, parse_published
from geomap.reading.rows import BadRow, read_rows

__all__ = ["is_corpus", "iter_corpus"]

_log = logging.getLogger(__name__)


def is_corpus(path: str | Path) -> bool:
    """Tell by its name whether a file may hold many reports.

    Examples
    --------
    >>> is_corpus("news.jsonl"), is_corpus("report.txt")
    (True, False)
    """
    return Path(path).suffix.lower() in CORPUS_SUFFIXES


def _cell(row: Mapping[str, Any], column: str) -> object:
    return row.get(column) if column else None


def _document(row: Mapping[str, Any], columns: Columns) -> Document | None:
    text = _cell(row, columns.text)
    if not isinstance(text, str) or not text.strip():
        return None
    what = f"the column {columns.published!r}"
    day, basis = usable_day(_cell(row, columns.published), what)
    return Document(
        text=text,
        title=one_line(_cell(row, columns.title)),
        publisher=one_line(_cell(row, columns.publisher)),
        url=one_line(_cell(row, columns.url), 2000),
        lang=one_line(_cell(row, columns.lang))[:2].lower(),
        published_on=day,
        published_basis=basis,
    )


def _name(row: Mapping[str, Any], columns: Columns, stem: str, number: int) -> str:
    given = _cell(row, columns.doc_id)
    named = isinstance(given, str | int) and not isinstance(given, bool)
    return (one_line(str(given), 200) if named else "") or f"{stem}-{number}"


class _Corpus:
    """One pass over a corpus; the columns are guessed from its first row."""

    def __init__(
        self,
        path: str | Path,
        given: Mapping[str, str] | None,
        published: str | None,
        lang: str | None,
    ) -> None:
        self.source, self.stem = str(path), Path(path).stem
        self.given, self.published, self.lang = given, published, lang
        self.columns: Columns | None = None

    def _learn(self, names: list[str]) -> Columns:
        try:
            found = guess_columns(names, self.given)
        except ValueError as error:
            raise UsageError(f"{self.source}: {error}") from None
        if found is None:
            raise ReadError(
                f"{self.source}: no column of texts among {', '.join(names[:20])}; "
                "name the one with the reports' words “text”"
            )
        _log.info("%s: columns taken: %s", self.source, found)
        return found

    def rejected(self, number: int, reason: str, raw: str = "") -> Rejected:
        column = self.columns.text if self.columns else None
        return Rejected(
            source=self.source,
            reason=f"{self.source}, row {number}: {reason}",
            row=number,
            column=column,
            raw=raw,
        )

    def read(self, number: int, row: Mapping[str, Any]) -> Report | Rejected:
        columns = self.columns = self.columns or self._learn([str(name) for name in row])
        document = _document(row, columns)
        if document is None:
            return self.rejected(number, f"no text in column {columns.text!r}")
        place = f"{self.source}, row {number}"
        try:
            return document_to_report(
                document,
                doc_id=_name(row, columns, self.stem, number),
                source=place,
                path=self.source,
                published=self.published,
                lang=self.lang,
            )
        except ReadError as error:
            return self.rejected(number, str(error).removeprefix(f"{place}: "), document.text[:200])


def iter_corpus(
    path: str | Path,
    *,
    columns: Mapping[str, str] | None = None,
    published: str | None = None,
    lang: str | None = None,
) -> Iterator[Report | Rejected]:
    r"""Read a table of reports, one row at a time.

    Parameters
    ----------
    path : str or Path
        ``.jsonl``, ``.ndjson``, ``.csv``, ``.tsv`` or ``.parquet``.
    columns : mapping or None
        Which column is what: ``{"text": "Story", "published": "day"}``; the
        roles are text, doc_id, url, published, publisher, title and lang.
        What is not given is guessed; the guess is logged.
    published : str or None
        ISO day of publication, for all rows; it goes before the column's.
    lang : str or None
        ISO 639-1 code; default: found from the words.

    Yields
    ------
    Report or Rejected
        In order; ``doc_id`` is the row's own, else the file's name and the
        row. The SHA-256 is that of the text.

    Raises
    ------
    NoInputError
        No such file.
    ReadError
        No column of texts, or not a table.
    UsageError
        ``columns`` names one that is not there; ``published`` is no day.

    Examples
    --------
    >>> import json, tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> rows = [{"id": 7, "text": "Two of the guards were hurt."}, {"id": 8, "text": ""}]
    >>> _ = (folder / "a.jsonl").write_text("\n".join(map(json.dumps, rows)))
    >>> first, second = iter_corpus(folder / "a.jsonl")
    >>> first.doc_id, second.row
    ('7', 2)
    """
    parse_published(published)
    corpus, count = _Corpus(path, columns, published, lang), 0
    with closing(read_rows(path)) as rows:
        for item in rows:
            count += 1
            if isinstance(item, BadRow):
                yield corpus.rejected(item.number, item.reason, item.raw)
            else:
                yield corpus.read(*item)
    if not count:
        raise ReadError(f"{path}: no rows in this file")
