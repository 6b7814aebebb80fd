"""No text leaves its place: not in JSON, not in HTML, not in a link."""

from __future__ import annotations

import json
from html.parser import HTMLParser

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.escape import encode_json, escape_text, guard_script, json_block, safe_url, visible

ANY_TEXT = st.text(alphabet=st.characters())
HOSTILE = [
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "]]>",
    "&amp;",
    "\u2028",
    "{{7*7}}",
]


class Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.starts: list[str] = []
        self.data = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.starts.append(tag)

    def handle_data(self, data: str) -> None:
        self.data += data


def parse(html: str) -> Elements:
    parser = Elements()
    parser.feed(html)
    parser.close()
    return parser


@given(ANY_TEXT)
def test_json_holds_no_markup_and_decodes_to_the_text(text: str) -> None:
    encoded = encode_json({"a": text})
    assert not set(encoded) & set("<>&\u2028\u2029")
    whole = text.encode("utf-8", "backslashreplace").decode("utf-8")
    assert json.loads(encoded) == {"a": whole}


@pytest.mark.parametrize("text", HOSTILE)
def test_a_data_block_is_one_element(text: str) -> None:
    assert parse(json_block("d", encode_json(text))).starts == ["script"]


def test_a_data_block_refuses_what_could_break_out() -> None:
    with pytest.raises(ValueError, match="bare '<'"):
        json_block("d", '"</script>"')
    with pytest.raises(ValueError, match="no element id"):
        json_block('d" onload="x', "1")


def test_missing_numbers_become_null() -> None:
    assert encode_json([float("nan"), None, 1.5]) == "[null,null,1.5]"


def test_ready_json_is_put_in_and_escaped() -> None:
    assert encode_json([msgspec.Raw(b'{"a":"<"}')]) == '[{"a":"\\u003c"}]'


@given(ANY_TEXT)
def test_html_text_is_text(text: str) -> None:
    assert parse(f"<p>{escape_text(text)}</p>").starts == ["p"]
    assert parse(f'<p title="{escape_text(text)}">').starts == ["p"]


@given(ANY_TEXT)
def test_nothing_unseen_stays_unseen(text: str) -> None:
    assert not set(visible(text)) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069\x00\x1b")


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,<script>",
        "vbscript:x",
        "file:///etc/passwd",
        "//example.org",
        "https://",
        "http://[::1",
        "https:\\\\example.org",
        "https://example.org/\u2028x",
        "",
    ],
)
def test_only_a_web_address_is_a_link(url: str) -> None:
    assert safe_url(url) is None


@pytest.mark.parametrize(
    "url", ["https://example.org/a?b=c#d", "http://пример.рф/", "HTTPS://X.org"]
)
def test_a_web_address_is_a_link(url: str) -> None:
    assert safe_url(url) == url


@given(ANY_TEXT)
def test_a_foreign_script_cannot_end_its_element(text: str) -> None:
    script = guard_script(f"'{text}</ScRipt ><!--<script>'").lower()
    assert "</script" not in script
    assert "<!--" not in script
    assert "<script" not in script
