"""Tell what kind of file it is, and let the reader of that kind read it."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from geomap.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Callable

    from geomap.reading.document import Document

__all__ = ["CORPUS_SUFFIXES", "KINDS", "REFUSED", "kind_of", "read_document"]

KINDS = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".eml": "mail",
}
CORPUS_SUFFIXES = (".jsonl", ".ndjson", ".csv", ".tsv", ".parquet")
# Documents that people have reports in and geomap does not read: they are named, not passed over.
REFUSED = {
    ".docx": "a Word document; save it as PDF or plain text",
    ".doc": "a Word document; save it as PDF or plain text",
    ".odt": "an OpenDocument text; save it as PDF or plain text",
    ".rtf": "a Rich Text file; save it as PDF or plain text",
    ".pages": "a Pages document; save it as PDF or plain text",
    ".epub": "an e-book; save the report as HTML, PDF or plain text",
    ".mht": "a web archive; save the page as HTML",
    ".mhtml": "a web archive; save the page as HTML",
    ".msg": "an Outlook message; save it as .eml",
    ".mbox": "a mailbox; save its mails as .eml files",
    ".zip": "an archive; unpack it and give the folder",
    ".gz": "a compressed file; unpack it first",
}
# Files of maps: geomap's own are read back before it comes to this (geomap.reread), and the words
# of another's are no report. In a folder they are passed over.
MAPS = dict.fromkeys(
    (".kml", ".kmz", ".gpkg", ".shp", ".dbf", ".fgb", ".gml", ".gpx", ".pmtiles"),
    "a map file that geomap did not write, or a damaged one; save its table as CSV or GeoJSON",
)
_MODULES = {"html": "html", "pdf": "pdf", "mail": "mail", "markdown": "markdown"}
_MAIL = re.compile(
    rb"(?:from|date|subject|received|return-path|mime-version|message-id|delivered-to|to):[ \t]",
    re.I,
)
_MAIL_LINES = re.compile(
    rb"(?im)^(?:from|date|subject|message-id|mime-version|content-type):[ \t]\S"
)
_PAGE = re.compile(
    rb"\s{0,200}(?:<\?xml[^>]{0,200}>\s{0,20})?(?:<!--.{0,500}?-->\s{0,20})?<(?:!doctype\s+html|html|head)\b",
    re.I | re.S,
)


def _refuse_container(head: bytes) -> str | None:
    """Name a packed or office format by its first bytes."""
    if head.startswith(b"PK\x03\x04"):
        inside = b"word/" in head or b"[Content_Types]" in head
        return REFUSED[".docx"] if inside else REFUSED[".zip"]
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return "an old Office document or Outlook message; save it as PDF, plain text or .eml"
    if head.startswith(b"{\\rtf"):
        return REFUSED[".rtf"]
    return REFUSED[".gz"] if head.startswith(b"\x1f\x8b") else None


def kind_of(name: str, head: bytes) -> str:
    """Tell the kind of a file by its first bytes, else by its name.

    Parameters
    ----------
    name : str
        The file's name; only its suffix counts.
    head : bytes
        Its first bytes.

    Returns
    -------
    str
        ``text``, ``markdown``, ``html``, ``pdf`` or ``mail``.

    Raises
    ------
    ReadError
        A format that is not read; the message says what to save it as.

    Examples
    --------
    >>> kind_of("report.txt", b"%PDF-1.7"), kind_of("page.htm", b"<p>Two"), kind_of("-", b"Two")
    ('pdf', 'html', 'text')
    >>> kind_of("report.docx", b"PK")
    Traceback (most recent call last):
    geomap.errors.ReadError: report.docx: a Word document; save it as PDF or plain text
    """
    suffix = Path(name).suffix.lower()
    why = REFUSED.get(suffix) or MAPS.get(suffix) or _refuse_container(head[:4096])
    if why:
        raise ReadError(f"{name}: {why}")
    if b"%PDF-" in head[:1024]:
        return "pdf"
    kind = KINDS.get(suffix, "")
    if kind in {"", "text"}:
        if _PAGE.match(head.removeprefix(b"\xef\xbb\xbf")):
            return "html"
        # A report may begin "From: the desk": two header lines make a mail.
        if not kind and _MAIL.match(head) and len(_MAIL_LINES.findall(head[:8192])) > 1:
            return "mail"
    return kind or "text"


def read_document(data: bytes, source: str) -> Document:
    """Read the bytes of one report, whatever its format.

    Parameters
    ----------
    data : bytes
        The whole file.
    source : str
        Its name, for messages and to tell its format.

    Returns
    -------
    Document

    Raises
    ------
    ReadError
        It cannot be read; the message says why and what to do.

    Examples
    --------
    >>> read_document(b"<html><p>Two guards were hurt.</p></html>", "standard input").text
    'Two guards were hurt.'
    """
    kind = kind_of(source, data[:8192])
    if kind == "text":
        from geomap.reading.document import Document
        from geomap.reading.encoding import decode

        return Document(text=decode(data, source))
    module = import_module(f"geomap.reading.{_MODULES[kind]}")
    read: Callable[[bytes, str], Document] = getattr(module, f"read_{kind}")
    return read(data, source)
