"""PDFs with text are read; scans, locks, bombs and damage are told apart."""

from __future__ import annotations

import random
import time
import zlib

import pytest

from geomap.errors import ReadError
from geomap.reading.document import Document
from geomap.reading.lines import join_lines, without_furniture
from geomap.reading.pdf import read_pdf

LINES = [
    "DUSHANBE, 28 January 2022. Two border guards were killed and three wounded",
    "in a clash near the village of Surkh, the border service said on Friday. The",
    "shooting went on for two hours.",
    "A ceasefire was agreed the next morning.",
]
PARAGRAPHS = [" ".join(LINES[:3]), LINES[3]]


def show(lines: list[str]) -> bytes:
    drawn = b"".join(b"(%s) Tj 0 -14 Td\n" % line.encode("cp1252") for line in lines)
    return b"BT /F1 11 Tf 50 780 Td\n" + drawn + b"ET\n"


def pdf(
    pages: list[bytes], *, filters: bytes = b"", info: bytes = b"", images: bool = False
) -> bytes:
    """Write a PDF whose pages have these content streams."""
    kids = b" ".join(b"%d 0 R" % (5 + 2 * n) for n in range(len(pages)))
    resources = b"<</Font<</F1 3 0 R>>" + (b"/XObject<</I 4 0 R>>" if images else b"") + b">>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, len(pages)),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        b"<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray"
        b"/BitsPerComponent 8/Length 1>>\nstream\n0\nendstream",
    ]
    for number, content in enumerate(pages):
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R/Resources%s>>"
            % (6 + 2 * number, resources)
        )
        objects.append(
            b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(content), filters, content)
        )
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate([*objects, b"<<%s>>" % info], start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    count, start = len(offsets) + 1, len(out)
    table = b"0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % o for o in offsets)
    trailer = b"trailer<</Size %d/Root 1 0 R/Info %d 0 R>>" % (count, count - 1)
    return out + b"xref\n0 %d\n%s%s\nstartxref\n%d\n%%%%EOF\n" % (count, table, trailer, start)


def attempt(data: bytes) -> Document | str:
    """Read, or give the reason why not; anything else is an error."""
    try:
        return read_pdf(data, "a.pdf")
    except ReadError as error:
        return str(error)


def refusal(data: bytes) -> str:
    with pytest.raises(ReadError) as caught:
        read_pdf(data, "a.pdf")
    assert str(caught.value).startswith("a.pdf")
    return str(caught.value)


def bomb(layers: int) -> bytes:
    deflate = zlib.compressobj(9)
    data = b"".join(deflate.compress(b" " * 1_000_000) for _ in range(300)) + deflate.flush()
    for _ in range(layers - 1):
        data = zlib.compress(data, 9)
    return pdf([data], filters=b"/Filter[" + b"/FlateDecode" * layers + b"]")


def test_lines_become_paragraphs() -> None:
    assert read_pdf(pdf([show(LINES)]), "a.pdf").text.split("\n") == PARAGRAPHS


def test_a_sentence_over_two_pages_is_one() -> None:
    first = ["Border Watch 12", *LINES[:2], "Page 1"]
    second = ["Border Watch 12", *LINES[2:], "Page 2"]
    assert read_pdf(pdf([show(first), show(second)]), "a.pdf").text.split("\n") == PARAGRAPHS


def test_the_day_a_file_was_made_is_told_but_not_taken_for_its_publication() -> None:
    found = read_pdf(pdf([show(LINES)], info=b"/Title(Two killed)/CreationDate(D:20240301)"), "a")
    assert (found.title, found.published_on) == ("Two killed", None)
    assert "made on 2024-03-01" in found.published_basis


def test_a_file_name_is_no_title() -> None:
    assert read_pdf(pdf([show(LINES)], info=b"/Title(report_v3.docx)"), "a").title == ""


def test_a_scan_asks_for_text_recognition() -> None:
    message = refusal(pdf([b"q /I Do Q", b"q /I Do Q"], images=True))
    assert "2 pages of pictures: a scan" in message
    assert "OCR" in message


def test_a_page_without_text_among_others_is_noted() -> None:
    found = read_pdf(pdf([show(LINES), b"q /I Do Q"], images=True), "a.pdf")
    assert found.notes == ("no text on 1 of 2 pages (2): pictures, or empty",)


@pytest.mark.parametrize("layers", [1, 2])
def test_a_stream_that_inflates_hugely_is_bounded(layers: int) -> None:
    began = time.process_time()
    assert "inflates beyond all measure" in refusal(bomb(layers))
    assert time.process_time() - began < 10


def test_a_page_of_endless_operators_is_bounded() -> None:
    content = zlib.compress(b"BT /F1 12 Tf (a) Tj ET\n" * 800_000, 9)
    began = time.process_time()
    assert "a.pdf, page 1" in refusal(pdf([content], filters=b"/Filter/FlateDecode"))
    assert time.process_time() - began < 30


def test_an_encrypted_pdf_asks_for_an_open_one() -> None:
    from io import BytesIO

    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf([show(LINES)]))))
    writer.encrypt("secret", algorithm="RC4-128")
    target = BytesIO()
    writer.write(target)
    assert "encrypted" in refusal(target.getvalue())


def test_a_pdf_locked_against_printing_only_is_read() -> None:
    from io import BytesIO

    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf([show(LINES)]))))
    writer.encrypt("", owner_password="owner", algorithm="RC4-128")  # noqa: S106  # made up here
    target = BytesIO()
    writer.write(target)
    assert read_pdf(target.getvalue(), "a.pdf").text.split("\n") == PARAGRAPHS


def test_a_file_cut_short_is_refused_or_said_to_be() -> None:
    data = pdf([show(LINES), show(LINES)])
    for share in (0.1, 0.5, 0.9, 0.99):
        found = attempt(data[: int(len(data) * share)])
        if isinstance(found, str):
            assert found.startswith("a.pdf")
        else:
            assert "the file ends early: pages may be missing" in found.notes


def test_damaged_bytes_never_escape_as_a_traceback() -> None:
    data = pdf([show(LINES), show(LINES)], info=b"/Title(x)/CreationDate(D:20240301)")
    chance = random.Random(7)
    for _ in range(150):
        copy = bytearray(data)
        for _ in range(chance.randrange(1, 12)):
            copy[chance.randrange(len(copy))] = chance.randrange(256)
        found = attempt(bytes(copy))
        assert isinstance(found, Document) or found.startswith("a.pdf")


def test_fonts_without_letters_ask_for_text_recognition() -> None:
    data = pdf([b"BT /F1 12 Tf 50 700 Td (" + b"a" * 40 + b") Tj ET"])
    symbol = b"<</Type/Font/Subtype/Type1/BaseFont/X/ToUnicode 4 0 R>>"
    cmap = (
        b"1 begincodespacerange\n<00> <FF>\nendcodespacerange\n"
        b"1 beginbfrange\n<00> <FF> <E000>\nendbfrange\n"
    )
    data = data.replace(
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>", symbol
    ).replace(
        b"<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray"
        b"/BitsPerComponent 8/Length 1>>\nstream\n0\n",
        b"<</Length %d>>\nstream\n%s\n" % (len(cmap), cmap),
    )
    assert "OCR" in refusal(data)


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["The sol-", "diers fled."], "The soldiers fled."),
        (["Near Tort-", "Kocho."], "Near Tort-Kocho."),
        (
            ["A cease-fire held. The cease-", "fire broke."],
            "A cease-fire held. The cease-fire broke.",
        ),
        (["Two men", "", "Three men"], "Two men\nThree men"),
        ([], ""),
    ],
)
def test_hyphens_at_the_end_of_lines(lines: list[str], text: str) -> None:
    assert join_lines(lines) == text


def test_a_line_that_repeats_within_pages_is_kept() -> None:
    page = ["a", "b", "The men fled.", "c", "d"]
    other = ["e", "f", "The men fled.", "g", "h"]
    assert without_furniture([page, other]).count("The men fled.") == 2
