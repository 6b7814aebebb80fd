"""Read PDFs that have text, with pypdf.

Chosen by measurement (``docs/inputs.md``): as true to the order of words as
the faster PDFium, and the only one that bounds what a stream may inflate to.
"""

from __future__ import annotations

import io
import logging
import struct
import time
import zlib
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from geomap.errors import ReadError
from geomap.reading.document import Document, clean, one_line
from geomap.reading.lines import join_lines, without_furniture
from geomap.reading.published import usable_day

if TYPE_CHECKING:
    from pypdf import Configuration, PageObject, PdfReader

__all__ = ["read_pdf"]

MAX_PAGES = 2000
MAX_TEXT = 10_000_000  # characters
MAX_SECONDS = 120.0
# What pypdf lets out of damaged files, besides its own errors.
_DAMAGE = (
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    AssertionError,
    ArithmeticError,
    RecursionError,
    NotImplementedError,
    OSError,
    MemoryError,
    struct.error,
    zlib.error,
)


def _limits() -> Configuration:
    """Bound one stream: a page of text is some 10 kB with a few thousand operators."""
    from pypdf import Configuration

    return Configuration(
        zlib_maximum_output_length=20_000_000,
        lzw_maximum_output_length=20_000_000,
        run_length_maximum_output_length=20_000_000,
        stream_decoding_work_maximum_length=60_000_000,
        stream_parsing_work_maximum_count=1_000_000,
    )


def _open(data: bytes, source: str) -> PdfReader:
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, PyPdfError

    try:
        reader = PdfReader(io.BytesIO(data))
        locked = reader.is_encrypted and not reader.decrypt("")
    except DependencyError:
        locked = True
    except (PyPdfError, *_DAMAGE) as error:
        raise ReadError(
            f"{source}: a damaged PDF ({_said(error)}); open it and save it anew"
        ) from error
    if locked:
        raise ReadError(
            f"{source}: this PDF is encrypted; open it with its password, print it to a new PDF "
            "and give that"
        )
    return reader


def _said(error: BaseException) -> str:
    return one_line(str(error), 120) or type(error).__name__


def _has_pictures(page: PageObject) -> bool:
    try:
        objects = page["/Resources"]["/XObject"]  # type: ignore[index]  # absent: KeyError below
        return any(o.get_object().get("/Subtype") == "/Image" for o in objects.values())
    except _DAMAGE:
        return False


def _page_text(page: PageObject, place: str) -> str:
    from pypdf.errors import LimitReachedError, PyPdfError

    try:
        return page.extract_text() or ""
    except LimitReachedError as error:
        raise ReadError(
            f"{place}: a stream inflates beyond all measure ({_said(error)}); no report needs that"
        ) from error
    except (PyPdfError, *_DAMAGE) as error:
        raise ReadError(
            f"{place}: damaged ({_said(error)}); open the PDF and save it anew"
        ) from error


def _list_pages(reader: PdfReader, source: str) -> list[PageObject]:
    from pypdf.errors import PyPdfError

    try:
        return list(islice(reader.pages, MAX_PAGES + 1))
    except (PyPdfError, *_DAMAGE) as error:
        raise ReadError(
            f"{source}: a damaged PDF ({_said(error)}); open it and save it anew"
        ) from error


def _texts(pages: Sequence[PageObject], source: str) -> list[str]:
    """Take the text out of each page, within bounds of size and time."""
    out: list[str] = []
    size, began = 0, time.monotonic()
    for number, page in enumerate(pages, start=1):
        out.append(clean(_page_text(page, f"{source}, page {number}")))
        size += len(out[-1])
        if number > MAX_PAGES or size > MAX_TEXT or time.monotonic() - began > MAX_SECONDS:
            raise ReadError(
                f"{source}, page {number}: too much for one report (more than {MAX_PAGES:,} "
                f"pages, {MAX_TEXT:,} characters or {MAX_SECONDS:.0f} s); split it"
            )
    return out


def _facts(reader: PdfReader) -> tuple[str, str]:
    """Give the title and, in words, the day on which the file was made."""
    from pypdf.errors import PyPdfError

    try:
        info = reader.metadata
        title = one_line(info.get("/Title")) if info else ""
        made = str(info.get("/CreationDate") or "") if info else ""
    except (PyPdfError, *_DAMAGE):
        return "", ""
    day, _ = usable_day(made.removeprefix("D:")[:8], "")
    named = (
        title.lower().endswith((".pdf", ".doc", ".docx", ".indd")) or title.lower() == "untitled"
    )
    basis = f"the PDF was made on {day}, which need not be its day of publication" if day else ""
    return "" if named else title, basis


def _notes(data: bytes, bare: list[int], count: int) -> Iterator[str]:
    if bare:
        listed = ", ".join(map(str, bare[:10])) + (" …" if len(bare) > 10 else "")
        yield f"no text on {len(bare)} of {count} pages ({listed}): pictures, or empty"
    if b"%%EOF" not in data[-2048:]:
        yield "the file ends early: pages may be missing"


def _read(reader: PdfReader, data: bytes, source: str) -> Document:
    pages = _list_pages(reader, source)
    texts = _texts(pages, source)
    bare = [number for number, text in enumerate(texts, start=1) if not text]
    if len(bare) == len(texts):
        what = (
            "pages of pictures: a scan" if any(_has_pictures(p) for p in pages) else "empty pages"
        )
        raise ReadError(
            f"{source}: no text in this PDF ({len(texts)} {what}); "
            "run text recognition (OCR) on it and give the result"
        )
    text = join_lines(without_furniture([t.split("\n") for t in texts]))
    if _unmapped(text) > 0.2:
        raise ReadError(
            f"{source}: the fonts of this PDF do not say which letters they show; "
            "run text recognition (OCR) on it and give the result"
        )
    title, basis = _facts(reader)
    return Document(
        text=text, title=title, published_basis=basis, notes=tuple(_notes(data, bare, len(texts)))
    )


def _unmapped(text: str) -> float:
    """Give the share of characters that stand for no letter (private use, replacement)."""
    odd = sum(c == "\ufffd" or "\ue000" <= c <= "\uf8ff" for c in text)
    return odd / max(1, len(text))


def read_pdf(data: bytes, source: str) -> Document:
    """Read a PDF: its text, lines joined to paragraphs, and its title.

    Parameters
    ----------
    data : bytes
        The file.
    source : str
        Its name, for messages.

    Returns
    -------
    Document
        Without a day of publication: a PDF does not give it. The day on
        which the file was made is in ``published_basis``, in words.

    Raises
    ------
    ReadError
        Damaged, encrypted, without text, or inflating beyond measure.

    Examples
    --------
    >>> read_pdf(b"%PDF-1.7 and then nothing", "a.pdf")  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    geomap.errors.ReadError: a.pdf: a damaged PDF
    """
    from pypdf import apply_configuration

    # It reports each oddity of a file as a warning; we judge by the text that comes out.
    logging.getLogger("pypdf").addHandler(logging.NullHandler())
    with apply_configuration(_limits()):
        return _read(_open(data, source), data, source)
