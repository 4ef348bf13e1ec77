"""The rows of an uploaded list, as text. The file is looked at with the same care as a roster."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import IO, Any
from xml.etree.ElementTree import ParseError

from openpyxl.utils import get_column_letter

from volunteer.hotlines.headings import FIELDS, IDENTITY_CARD, REQUIRED, SYNONYMS, spelled
from volunteer.rosters.cleaning import looks_like_identity_card, text_of
from volunteer.rosters.package import Limits, Unreadable, open_package
from volunteer.rosters.reading import open_workbook

HEADING_ROWS = 10
LEAST_UNDERSTOOD = 2
LONGEST_CELL = 4000
MOST_COLUMNS = 60
LIMITS = Limits(packed=8 * 2**20, unpacked=64 * 2**20, rows=5000)


@dataclass(frozen=True)
class Table:
    """A list: its headings, and (line, cells) of every row that is not empty."""

    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def read(file: IO[bytes], remembered: Mapping[str, str]) -> Table:
    """The first sheet whose first rows hold headings, or Unreadable."""
    open_package(file, LIMITS)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles that are of no concern here
            book = open_workbook(file, shown=True)
            for sheet in book.sheetnames:
                if hasattr(book[sheet], "iter_rows"):
                    found = _table(_values(book[sheet]), frozenset(remembered.values()))
                    if found is not None:
                        return found
    except (KeyError, ValueError, TypeError, AttributeError, IndexError, ParseError, zipfile.BadZipFile) as error:
        raise Unreadable("damaged") from error
    raise Unreadable("no_headings", wanted=REQUIRED)


def table_of(orders: Sequence[Mapping[str, str]]) -> Table:
    """Work orders that came by field, as the list that they would be; held to what files are held to."""
    headings = tuple(field.heading for field in FIELDS)
    cells = ([order.get(field.name, "") for field in FIELDS] for order in orders)
    return Table(headings, tuple((line, _cells(row, len(headings))) for line, row in enumerate(cells, 1)))


def _values(worksheet: Any) -> Iterator[tuple[Any, ...]]:
    worksheet.reset_dimensions()  # files lie about them
    yield from worksheet.iter_rows(values_only=True)


def _table(values: Iterator[tuple[Any, ...]], known: frozenset[str]) -> Table | None:
    first = list(islice(values, HEADING_ROWS))
    scores = [sum(_is_heading(_kept(cell), known) for cell in row) for row in first]
    if not scores or max(scores) < LEAST_UNDERSTOOD:
        return None
    at = scores.index(max(scores))
    headings = _trimmed([_kept(cell) for cell in first[at]])
    for n, heading in enumerate(headings):
        if IDENTITY_CARD.search(spelled(heading)):
            raise Unreadable("identity_cards", column=get_column_letter(n + 1))
    below = [*enumerate(first[at + 1 :], at + 2), *((n, row) for n, row in enumerate(values, HEADING_ROWS + 1))]
    rows = tuple((line, _cells(row, len(headings))) for line, row in below if any(text_of(cell) for cell in row))
    if len(rows) > LIMITS.rows:
        raise Unreadable("too_many_rows", most=LIMITS.rows)
    return Table(headings, rows)


def _is_heading(cell: str, known: frozenset[str]) -> bool:
    return bool(cell) and (cell in known or spelled(cell) in SYNONYMS)


def _trimmed(row: Sequence[str]) -> tuple[str, ...]:
    last = max((n for n, cell in enumerate(row) if cell), default=-1)
    return tuple(row[: min(last + 1, MOST_COLUMNS)])


def _cells(row: Sequence[Any], width: int) -> tuple[str, ...]:
    for n, value in enumerate(row[:width]):
        if looks_like_identity_card(value):
            raise Unreadable("identity_cards", column=get_column_letter(n + 1))
    cells = [_kept(value)[:LONGEST_CELL] for value in row[:width]]
    return (*cells, *[""] * (width - len(cells)))


def _kept(value: Any) -> str:
    """A cell as its sender wrote it: it goes back like this."""
    return value.strip() if isinstance(value, str) else text_of(value)
