"""The rows of an uploaded workbook, streamed: where its table stands, which columns it has, and each row as it is."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import IO, Any
from xml.etree.ElementTree import ParseError

from openpyxl.utils import get_column_letter
from openpyxl.workbook.workbook import Workbook

from volunteer.rosters.cleaning import looks_like_identity_card
from volunteer.rosters.headings import FIELDS, IDENTITY_CARD, LISTED, Field, spelled, synonyms
from volunteer.rosters.package import Limits, Unreadable, open_package
from volunteer.rosters.reading import open_workbook
from volunteer.rosters.states import RosterKind

HEADING_ROWS = 10
CHUNK = 2**20
ROW, FORMULA = re.compile(rb"<row[ >]"), re.compile(rb"<f[ >/]")
OVERLAP = 8  # of two chunks, so that a mark cut in two is found

Values = Sequence[Any]


@dataclass(frozen=True)
class Layout:
    """Where a table stands: its sheet, the line of its headings, which column holds what, what is not understood."""

    sheet: str
    heading_line: int
    columns: Mapping[str, int]  # field → column from 0
    headings: Mapping[str, str]  # field → as the file has it
    ignored: tuple[str, ...]

    def letter(self, field: str) -> str:
        """The letter over the column of a field; empty where the file has none."""
        return get_column_letter(self.columns[field] + 1) if field in self.columns else ""


class Roster:
    """An opened roster. `rows()` may be walked once."""

    def __init__(self, file: IO[bytes], kind: RosterKind, limits: Limits) -> None:
        self._limits = limits
        package = open_package(file, limits)
        self.lines, self._formulas = _measured(package)
        if self.lines > limits.rows + HEADING_ROWS:
            raise Unreadable("too_many_rows", most=limits.rows)
        self.file = file
        self._book = _opened(file, shown=not self._formulas)
        self.layout = self._found(kind)
        self._fields = {field.name: field for field in FIELDS[kind]}

    def rows(self) -> Iterator[tuple[int, Values]]:
        """(line, values) of every row below the headings that is not empty; identity cards are refused anywhere."""
        for line, values in enumerate(self._values(), 1):
            if line > self._limits.rows + HEADING_ROWS:
                raise Unreadable("too_many_rows", most=self._limits.rows)
            if line <= self.layout.heading_line or not any(value not in (None, "") for value in values):
                continue
            for n, value in enumerate(values):
                if looks_like_identity_card(value):
                    raise Unreadable("identity_cards", column=get_column_letter(n + 1))
            yield line, values

    def heading_values(self) -> Values:
        """The headings as they stand in the file."""
        return next(islice(self._plain(), self.layout.heading_line - 1, None))

    def _plain(self) -> Iterator[Values]:
        return _values_of(self._book, self.layout.sheet)

    def _values(self) -> Iterator[Values]:
        """A formula counts as what it last came to, and as its own text where it never came to anything."""
        if not self._formulas:
            return self._plain()
        shown = _values_of(_opened(self.file, shown=True), self.layout.sheet)
        return (
            [formula if value is None else value for value, formula in zip(row, formulas, strict=False)]
            for row, formulas in zip(shown, self._plain(), strict=False)
        )

    def _found(self, kind: RosterKind) -> Layout:
        best: Unreadable | None = None
        for sheet in self._book.sheetnames:
            if not hasattr(self._book[sheet], "iter_rows"):
                continue  # a chart
            try:
                return _layout(sheet, list(islice(_values_of(self._book, sheet), HEADING_ROWS)), kind)
            except Unreadable as reason:
                if best is None or best.reason == "no_headings":
                    best = reason
        raise best or Unreadable("no_headings", wanted=_required(FIELDS[kind]))


def _opened(file: IO[bytes], *, shown: bool) -> Workbook:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # validations and styles that are of no concern here
            return open_workbook(file, shown=shown)
    except (KeyError, ValueError, TypeError, AttributeError, ParseError, zipfile.BadZipFile) as error:
        raise Unreadable("damaged") from error


def _values_of(book: Workbook, sheet: str) -> Iterator[Values]:
    worksheet = book[sheet]
    worksheet.reset_dimensions()  # files lie about them
    try:
        yield from worksheet.iter_rows(values_only=True)
    except (KeyError, ValueError, TypeError, IndexError, ParseError, zipfile.BadZipFile) as error:
        raise Unreadable("damaged") from error


def _measured(package: zipfile.ZipFile) -> tuple[int, bool]:
    """The rows of the longest sheet, and whether there are formulas; read past, without keeping any of it."""
    longest, formulas = 0, False
    for name in package.namelist():
        if not name.startswith("xl/worksheets/") or not name.endswith(".xml"):
            continue
        rows, rest = 0, b""
        try:
            with package.open(name) as part:
                while chunk := part.read(CHUNK):
                    chunk = rest + chunk
                    edge = len(chunk) - OVERLAP
                    rows += sum(found.start() < edge for found in ROW.finditer(chunk))
                    formulas = formulas or FORMULA.search(chunk) is not None
                    rest = chunk[edge:] if edge > 0 else chunk
        except (zipfile.BadZipFile, EOFError, OSError) as error:
            raise Unreadable("damaged") from error
        longest = max(longest, rows + len(ROW.findall(rest)))
    return longest, formulas


def _layout(sheet: str, first: Sequence[Values], kind: RosterKind) -> Layout:
    """The table of a sheet: the row among its first that has most of the headings, or two rows that share them."""
    known = synonyms(kind)
    rows = [[str(value) if value is not None else "" for value in values] for values in first]
    candidates = [(n, row) for n, row in enumerate(rows, 1)]
    candidates += [(n + 1, _merged(above, below, known)) for n, (above, below) in enumerate(pairwise(rows), 1)]
    line, texts = max(candidates, key=lambda one: _understood(one[1], known), default=(0, []))
    wanted = _required(FIELDS[kind])
    if _understood(texts, known) < 2:
        raise Unreadable("no_headings", wanted=wanted)
    columns: dict[str, int] = {}
    ignored = []
    for n, text in enumerate(texts):
        field = known.get(spelled(text))
        if IDENTITY_CARD.search(spelled(text)):
            raise Unreadable("identity_cards", column=get_column_letter(n + 1))
        if field is not None and field.name not in columns:
            columns[field.name] = n
        elif text.strip():
            ignored.append(text.strip())
    missing = [field for field in FIELDS[kind] if field.required and field.name not in columns]
    if missing:
        raise Unreadable("missing_columns", missing=_required(missing))
    return Layout(sheet, line, columns, {name: texts[n].strip() for name, n in columns.items()}, tuple(ignored))


def _merged(above: Sequence[str], below: Sequence[str], known: Mapping[str, Field]) -> list[str]:
    """Two rows of headings as one: the lower where it says something known, else what reaches down from above."""
    width = max(len(above), len(below))
    upper, lower = ([*row, *[""] * (width - len(row))] for row in (above, below))
    return [low if spelled(low) in known else high or low for high, low in zip(upper, lower, strict=True)]


def _understood(texts: Iterable[str], known: Mapping[str, Field]) -> int:
    return len({known[spelled(text)].name for text in texts if spelled(text) in known})


def _required(fields: Iterable[Field]) -> str:
    return LISTED.join(field.heading for field in fields if field.required)
