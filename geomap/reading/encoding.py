"""Find the encoding of a file's bytes."""

from __future__ import annotations

import codecs

from geomap.errors import ReadError

__all__ = ["decode"]

SNIFF = 100_000  # bytes looked at to find an encoding
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# The WHATWG Encoding Standard reads these labels as Windows-1252, as browsers do.
_LATIN = frozenset({"ascii", "us-ascii", "iso-8859-1", "iso8859-1", "latin1", "latin-1"})


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeError, LookupError):
        return None


def _cut_short(data: bytes) -> str | None:
    """Read UTF-8 that ends within a character, as a file cut short does."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start >= max(1, len(data) - 3) and error.end == len(data):
            return data[: error.start].decode("utf-8")
    return None


def _guess(data: bytes) -> str | None:
    high = sum(byte > 127 for byte in data[:SNIFF])
    # Of Latin letters with accents the finder takes any code page; Western news is in this one.
    if high < 0.2 * len(data[:SNIFF]) and (text := _try(data, "cp1252")) is not None:
        return text
    from charset_normalizer import from_bytes

    found = from_bytes(data[:SNIFF]).best()
    return _try(data, found.encoding) if found else None


def decode(data: bytes, source: str, *, hint: str = "") -> str:
    r"""Decode bytes: by their mark, as UTF-8, as they say, else as they look.

    Parameters
    ----------
    data : bytes
        The file.
    source : str
        Its name, for messages.
    hint : str
        The encoding that the file or its mail claims.

    Returns
    -------
    str
        Newlines as in the file; a byte order mark is left out.

    Raises
    ------
    ReadError
        A binary file, or no encoding fits.

    Examples
    --------
    >>> decode("Баткен".encode("utf-16"), "a.txt")
    'Баткен'
    >>> decode("Баткен".encode("cp1251"), "a.html", hint="windows-1251")
    'Баткен'
    >>> decode(b"\x00\x01", "a.bin")
    Traceback (most recent call last):
    geomap.errors.ReadError: a.bin: this is a binary file, not a text; give the report as text
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark) and (text := _try(data, encoding)) is not None:
            return text
    if b"\x00" in data[:SNIFF]:
        raise ReadError(f"{source}: this is a binary file, not a text; give the report as text")
    named = "cp1252" if hint.strip().lower() in _LATIN else hint.strip()
    for encoding in ("utf-8", named):
        if encoding and (text := _try(data, encoding)) is not None:
            return text
    text = _cut_short(data)
    text = _guess(data) if text is None else text
    if text is not None:
        return text
    where = _first_bad(data)
    raise ReadError(
        f"{source}: not readable as UTF-8 (byte {where}) and no other encoding fits; "
        "save the report as UTF-8 and try again"
    )


def _first_bad(data: bytes) -> int:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    return 0
