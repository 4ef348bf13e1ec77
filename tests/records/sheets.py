"""What a typeset sheet holds: its words, and whether a letter was missing from the fonts."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ContentStream

CODE = re.compile(r"(?:[A-Z2-7]{5}-){5}[A-Z2-7]")


def text_of_pdf(pdf: bytes) -> str:
    """All its words; line breaks are those of the sheet."""
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def words_of_pdf(pdf: bytes) -> str:
    """The same without white space, which a sheet sets between Chinese and Latin letters."""
    return "".join(text_of_pdf(pdf).split())


def printed_code(pdf: bytes) -> str:
    """The code that stands beside the QR."""
    found = CODE.search(text_of_pdf(pdf))
    assert found is not None
    return found[0]


def fonts_of(pdf: bytes) -> set[str]:
    """The names of the embedded fonts, without the prefix of the subset."""
    return {
        str(font.get_object()["/BaseFont"]).partition("+")[2]
        for page in PdfReader(BytesIO(pdf)).pages
        for font in page["/Resources"]["/Font"].values()
    }


def glyphs_of(pdf: bytes) -> list[int]:
    """The numbers of all glyphs shown, two bytes each."""
    found: list[int] = []
    for page in PdfReader(BytesIO(pdf)).pages:
        for operands, operator in ContentStream(page["/Contents"].get_object(), page.pdf).operations:
            if operator in (b"Tj", b"TJ"):
                parts: Any = operands[0] if operator == b"TJ" else operands
                texts = [part.original_bytes for part in parts if hasattr(part, "original_bytes")]
                found += [int.from_bytes(text[n : n + 2]) for text in texts for n in range(0, len(text), 2)]
    return found
