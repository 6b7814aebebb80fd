"""Escaping: the one way by which text of a report or a table reaches a page.

Every text is hostile. Data go into the page as JSON inside an inert
``<script type="application/json">`` block (:func:`json_block`) and are put
into the document by the browser code with ``textContent`` only; the few texts
that Python itself writes as HTML go through :func:`escape_text`; links go
through :func:`safe_url`; scripts that are not ours through
:func:`guard_script`.
"""

from __future__ import annotations

import base64
import gzip
import html
import re
from typing import Any
from urllib.parse import urlsplit

import msgspec
import numpy as np
import pandas as pd

__all__ = [
    "encode_json",
    "escape_text",
    "guard_script",
    "inert",
    "json_block",
    "json_bytes",
    "pack",
    "safe_url",
    "visible",
]

_JSON_ESCAPES = (
    (b"&", b"\\u0026"),
    (b"<", b"\\u003c"),
    (b">", b"\\u003e"),
    ("\u2028".encode(), b"\\u2028"),
    ("\u2029".encode(), b"\\u2029"),
)
# Embeddings, overrides and isolates (Unicode Bidirectional Algorithm, UAX #9)
# and the C0/C1 controls but tab, line feed and carriage return: they change
# what a reader sees without being seen.
_UNSEEN = re.compile("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SCRIPT_BREAKERS = re.compile(r"<(?=/script|!--|script)", re.IGNORECASE)
_URL_CONTROLS = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029\\]")
_ID = re.compile(r"^[A-Za-z][A-Za-z0-9_-]*$")


def visible(text: str) -> str:
    r"""Show characters that would act unseen as ``[U+202E]``.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        The text with bidi controls and other controls spelled out.

    Examples
    --------
    >>> visible("abc\u202egnp.exe")
    'abc[U+202E]gnp.exe'
    >>> visible("")
    ''
    """
    return _UNSEEN.sub(lambda match: f"[U+{ord(match[0]):04X}]", text)


def escape_text(text: str) -> str:
    """Escape a text for HTML, as content or in a quoted attribute.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        Text that a browser shows as it was written.

    Examples
    --------
    >>> escape_text('<img src=x onerror="alert(1)">')
    '&lt;img src=x onerror=&quot;alert(1)&quot;&gt;'
    """
    return html.escape(visible(_whole(text)), quote=True)


def encode_json(value: Any) -> str:
    r"""Encode a value as JSON that is inert inside a script element.

    Parameters
    ----------
    value : object
        Numbers, texts, lists, dicts, ``msgspec.Raw``; NaN becomes null.

    Returns
    -------
    str
        JSON in which ``<``, ``>``, ``&``, U+2028 and U+2029 are escaped.

    Examples
    --------
    >>> encode_json({"a": "</script><b>"})
    '{"a":"\\u003c/script\\u003e\\u003cb\\u003e"}'
    """
    return inert(json_bytes(value)).decode("utf-8")


def json_bytes(value: Any) -> bytes:
    """Encode a value as JSON that is *not* inert inside a script element.

    Parameters
    ----------
    value : object
        As of :func:`encode_json`; arrays and scalars of numpy and pandas are
        encoded as their values, anything else as its text.

    Returns
    -------
    bytes
        UTF-8.

    Examples
    --------
    >>> import numpy as np
    >>> json_bytes([np.int64(1), np.array(["&"])])
    b'[1,["&"]]'
    """
    try:
        return msgspec.json.encode(value, enc_hook=_plain_value)
    except UnicodeEncodeError:
        plain = msgspec.to_builtins(value, enc_hook=_plain_value)
        return msgspec.json.encode(_whole_values(plain))


def inert(json: bytes) -> bytes:
    r"""Escape what could end a script element in JSON.

    Examples
    --------
    >>> inert(b'["</script>"]')
    b'["\\u003c/script\\u003e"]'
    """
    for raw, escaped in _JSON_ESCAPES:
        json = json.replace(raw, escaped)
    return json


def json_block(element_id: str, payload: str, *, encoding: str = "") -> str:
    """Wrap encoded JSON in an inert data block.

    Parameters
    ----------
    element_id : str
        The id by which the browser code finds it: letters, digits, ``_``, ``-``.
    payload : str
        What :func:`encode_json` returned, or base64.
    encoding : str
        ``"gzip"`` where the payload is base64 of gzipped JSON.

    Returns
    -------
    str
        A ``<script type="application/json">`` element.

    Raises
    ------
    ValueError
        The id or the payload could break out of the element.

    Examples
    --------
    >>> json_block("d1", encode_json([1]))
    '<script type="application/json" id="d1">[1]</script>'
    """
    if not _ID.match(element_id):
        raise ValueError(f"{element_id!r} is no element id: use letters, digits, '_' and '-'")
    if "<" in payload:
        raise ValueError("the payload holds a bare '<': encode it with encode_json")
    attribute = f' data-encoding="{escape_text(encoding)}"' if encoding else ""
    return f'<script type="application/json" id="{element_id}"{attribute}>{payload}</script>'


def pack(payload: str) -> str:
    """Pack encoded JSON as base64 of gzip, for a block whose encoding is ``"gzip"``.

    Examples
    --------
    >>> import base64, gzip
    >>> gzip.decompress(base64.b64decode(pack("[1]")))
    b'[1]'
    """
    packed = gzip.compress(payload.encode("utf-8"), compresslevel=6, mtime=0)
    return base64.b64encode(packed).decode("ascii")


def safe_url(url: str) -> str | None:
    """Return the link if it is one that a reader may follow, else None.

    Parameters
    ----------
    url : str
        A link as a report or a table gives it.

    Returns
    -------
    str or None
        The link where its scheme is http or https and it names a host.

    Examples
    --------
    >>> safe_url("https://example.org/a?b=1")
    'https://example.org/a?b=1'
    >>> safe_url("javascript:alert(1)") is None
    True
    """
    candidate = url.strip()
    if _URL_CONTROLS.search(candidate):
        return None
    try:
        parts = urlsplit(candidate)
    except ValueError:
        return None
    return candidate if parts.scheme in {"http", "https"} and parts.hostname else None


def guard_script(script: str) -> str:
    r"""Keep a script that is not ours from ending its element early.

    Inside a JavaScript string ``<\/script`` means what ``</script`` means.

    Parameters
    ----------
    script : str
        JavaScript written by folium or one of its plugins.

    Returns
    -------
    str
        JavaScript that holds neither ``</script`` nor ``<!--`` nor ``<script``.

    Examples
    --------
    >>> print(guard_script("s = '</script>'"))
    s = '<\/script>'
    """
    return _SCRIPT_BREAKERS.sub(r"<\\", script)


def _plain_value(value: Any) -> Any:
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    return None if value is pd.NA or value is pd.NaT else str(value)


def _whole(text: str) -> str:
    """Spell out lone surrogates, which UTF-8 cannot hold."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _whole_values(value: Any) -> Any:
    if isinstance(value, str):
        return _whole(value)
    if isinstance(value, dict):
        return {_whole_values(key): _whole_values(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_whole_values(item) for item in value]
    return value
