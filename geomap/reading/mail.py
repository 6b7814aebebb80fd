"""Read e-mail files (``.eml``) with the standard library."""

from __future__ import annotations

import email.policy
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr

from geomap.errors import ReadError
from geomap.reading.document import Document, clean, one_line
from geomap.reading.encoding import decode
from geomap.reading.published import usable_day

__all__ = ["read_mail"]

HEADERS = ("from", "date", "subject", "message-id", "received", "content-type")
MAX_PARTS = 1000


def _parse(data: bytes, source: str) -> EmailMessage:
    try:
        message = BytesParser(_class=EmailMessage, policy=email.policy.default).parsebytes(data)
    except (MessageError, ValueError, RecursionError, LookupError) as error:
        raise ReadError(f"{source}: this mail cannot be parsed ({error})") from error
    if not any(message.get(name) for name in HEADERS):
        raise ReadError(
            f"{source}: no mail headers in this file; name it .txt if it is a plain text"
        )
    return message


def _header(message: EmailMessage, name: str) -> str:
    """Give a header as text; one that breaks its own rules as it stands."""
    try:
        return one_line(str(message.get(name, "")), 500)
    except (ValueError, IndexError, AttributeError, LookupError):
        raw = next((v for k, v in message.raw_items() if k.lower() == name), "")
        return one_line(str(raw), 500)


def _words(part: EmailMessage, source: str) -> str:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    if not data.strip():
        return ""
    text = decode(data, source, hint=part.get_content_charset() or "")
    if part.get_content_type() != "text/html":
        return clean(text)
    from geomap.reading.hidden import drop_invisible
    from geomap.reading.html import parse_page, visible_text

    tree = parse_page(text, source)
    drop_invisible(tree)
    return visible_text(tree)


def _is_attached(part: EmailMessage) -> bool:
    return part.get_content_disposition() == "attachment" or bool(part.get_filename())


def _bodies(message: EmailMessage) -> tuple[list[EmailMessage], list[str]]:
    """List the parts with words (plain ones where there are any) and what is attached."""
    leaves = [p for n, p in enumerate(message.walk()) if n < MAX_PARTS and not p.is_multipart()]
    attached = [
        one_line(p.get_filename() or p.get_content_type()) for p in leaves if _is_attached(p)
    ]
    texts = [p for p in leaves if not _is_attached(p)]
    plain = [p for p in texts if p.get_content_type() == "text/plain"]
    pages = [p for p in texts if p.get_content_type() == "text/html"]
    return plain + pages, attached


def _text(parts: list[EmailMessage], source: str) -> str:
    """Take the plain parts; the HTML ones where the plain ones are empty."""
    for kind in ("text/plain", "text/html"):
        found = [_words(p, source) for p in parts if p.get_content_type() == kind]
        if text := "\n\n".join(w for w in found if w):
            return text
    return ""


def read_mail(data: bytes, source: str) -> Document:
    r"""Read a mail: its text, subject, sender and day.

    Parameters
    ----------
    data : bytes
        The file.
    source : str
        Its name, for messages.

    Returns
    -------
    Document

    Raises
    ------
    ReadError
        No mail, or no text in it.

    Examples
    --------
    >>> mail = (b"From: Border Desk <desk@example.org>\nSubject: Two hurt\n"
    ...         b"Date: Fri, 28 Jan 2022 01:10:00 +0600\n\nTwo guards were hurt.\n")
    >>> read = read_mail(mail, "a.eml")
    >>> read.text, read.publisher, read.published_on
    ('Two guards were hurt.', 'Border Desk', '2022-01-28')
    """
    message = _parse(data, source)
    try:
        parts, attached = _bodies(message)
        text = _text(parts, source)
    except RecursionError as error:
        raise ReadError(f"{source}: parts nested too deep in this mail") from error
    if not text:
        kept = f"; attached and not read: {', '.join(attached[:5])}" if attached else ""
        raise ReadError(f"{source}: no text in this mail{kept}; save the attachment and give that")
    day, basis = usable_day(_header(message, "date"), "the mail's Date header")
    name, address = parseaddr(_header(message, "from"))
    return Document(
        text=text,
        title=_header(message, "subject"),
        publisher=name or address,
        published_on=day,
        published_basis=basis,
        notes=(f"attachments were not read: {', '.join(attached[:20])}",) if attached else (),
    )
