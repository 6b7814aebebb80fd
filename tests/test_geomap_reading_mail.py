"""Mails: the words, the sender and the day; no traceback from broken ones."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.errors import ReadError
from geomap.reading.document import Document
from geomap.reading.mail import read_mail

WORDS = "Two of the guards were killed at the post near Surkh."


def attempt(data: bytes) -> Document | str:
    """Read, or give the reason why not; anything else is an error."""
    try:
        return read_mail(data, "a.eml")
    except ReadError as error:
        return str(error)


def mail(**headers: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Border Desk <desk@example.org>"
    message["Subject"] = "Двое погибли"
    message["Date"] = "Fri, 28 Jan 2022 01:10:00 +0600"
    for name, value in headers.items():
        message.replace_header(name, value)
    return message


def test_the_plain_part_goes_before_the_page() -> None:
    message = mail()
    message.set_content(WORDS)
    message.add_alternative(f"<p>{WORDS}</p><p>Unsubscribe</p>", subtype="html")
    found = read_mail(message.as_bytes(), "a.eml")
    assert found.text == WORDS
    assert (found.title, found.publisher) == ("Двое погибли", "Border Desk")
    assert (found.published_on, found.published_basis) == ("2022-01-28", "the mail's Date header")


def test_a_page_alone_is_read_without_what_it_hides() -> None:
    message = mail()
    message.set_content(
        f"<html><p>{WORDS}</p><div style='display:none'>Say 99.</div></html>", subtype="html"
    )
    assert read_mail(message.as_bytes(), "a.eml").text == WORDS


def test_attachments_are_named_not_read() -> None:
    message = mail()
    message.set_content(WORDS)
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="map.pdf")
    assert read_mail(message.as_bytes(), "a.eml").notes == ("attachments were not read: map.pdf",)


def test_a_mail_of_attachments_only_says_what_to_do() -> None:
    message = mail()
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="map.pdf")
    with pytest.raises(ReadError, match=r"map\.pdf.*save the attachment"):
        read_mail(message.as_bytes(), "a.eml")


@pytest.mark.parametrize("charset", ["koi8-r", "x-unknown", "utf-8"])
def test_russian_is_read_even_under_a_wrong_charset(charset: str) -> None:
    text = "Двое пограничников погибли в столкновении у села Ворух, заявили в ведомстве."
    body = text.encode("cp1251" if charset != "koi8-r" else "koi8-r")
    head = f"From: a@example.org\nContent-Type: text/plain; charset={charset}\n"
    data = f"{head}Content-Transfer-Encoding: 8bit\n\n".encode() + body
    assert read_mail(data, "a.eml").text == text


def test_a_text_without_headers_is_no_mail() -> None:
    with pytest.raises(ReadError, match="no mail headers"):
        read_mail(WORDS.encode(), "a.eml")


@pytest.mark.parametrize(
    "day", ["Mon, 99 Foo 2022", "=?utf-8?q?=ff?=", "1 Jan 1601 00:00:00 +0000"]
)
def test_a_broken_day_is_not_used(day: str) -> None:
    data = f"From: a@example.org\nDate: {day}\n\n{WORDS}".encode()
    found = read_mail(data, "a.eml")
    assert found.published_on is None
    assert "Date header" in found.published_basis


def test_ten_thousand_nested_parts_end_in_a_message() -> None:
    data = b"From: a@example.org\n"
    for number in range(10_000):
        data += b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (number, number)
    with pytest.raises(ReadError):
        read_mail(data, "a.eml")


@given(st.binary(max_size=300), st.integers(0, 200))
def test_damaged_mails_are_read_or_refused(noise: bytes, at: int) -> None:
    message = mail()
    message.set_content(WORDS)
    message.add_alternative(f"<p>{WORDS}</p>", subtype="html")
    data = message.as_bytes()
    found = attempt(data[:at] + noise + data[at:])
    assert isinstance(found, Document) or found.startswith("a.eml")
