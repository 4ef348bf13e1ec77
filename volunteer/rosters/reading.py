"""A workbook opened for reading whose table of shared texts is read in little memory.

openpyxl keeps an empty node of every text until the table is read to its end: 300 MB for a million rows.
"""

from __future__ import annotations

from typing import IO
from xml.etree.ElementTree import Element, iterparse

from openpyxl.reader.excel import ExcelReader
from openpyxl.workbook.workbook import Workbook
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS

ITEM, TEXT, RUN = (f"{{{SHEET_MAIN_NS}}}{name}" for name in ("si", "t", "r"))


class LeanReader(ExcelReader):  # type: ignore[misc]  # ships no types
    """openpyxl's own reader but for the shared texts."""

    def read_strings(self) -> None:
        """Fill the table of shared texts, if the workbook has one."""
        part = self.package.find(SHARED_STRINGS)
        if part is not None:
            with self.archive.open(part.PartName[1:]) as source:
                self.shared_strings = shared_texts(source)


def open_workbook(file: IO[bytes], *, shown: bool) -> Workbook:
    """A workbook to be streamed; `shown`: formulas as what they last came to, else as their text."""
    reader = LeanReader(file, read_only=True, data_only=shown, keep_links=False)
    reader.read()
    return reader.wb


def shared_texts(source: IO[bytes]) -> list[str]:
    """The texts in their order; of formatted ones the runs, without the readings of East Asian characters."""
    texts: list[str] = []
    events = iterparse(source, events=("start", "end"))  # nosec B314  # without document type, see package.py
    _, root = next(events)
    for event, node in events:
        if event == "end" and node.tag == ITEM:
            texts.append(_text_of(node))
            root.clear()
    return texts


def _text_of(item: Element) -> str:
    parts = (node if node.tag == TEXT else node.find(TEXT) for node in item if node.tag in (TEXT, RUN))
    return "".join(part.text or "" for part in parts if part is not None)
