"""Workbooks out: templates to fill in, and the file that came with its problems beside the rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from typing import Any

from sqlalchemy import select

from volunteer.kernel.database import db
from volunteer.rosters.checking import opened
from volunteer.rosters.cleaning import text_of
from volunteer.rosters.headings import (
    BESIDE,
    FIELDS,
    HOW_TO_FILL,
    MEANS,
    NOTE_COLUMNS,
    OPTIONAL,
    PROBLEM_COLUMN,
    REQUIRED,
    SENTENCE,
    TITLES,
    Field,
)
from volunteer.rosters.models import RosterFile, RosterImport, RosterRow
from volunteer.rosters.queries import wrong_rows
from volunteer.rosters.states import RosterKind
from volunteer.rosters.words import problem_words
from volunteer.web.spreadsheet import Column, Sheet

PROBLEM_WIDTH = 60


def template(kind: RosterKind) -> list[Sheet]:
    """An empty sheet with headings, dropdowns and text columns, and one that explains them."""
    notes = [
        Column(NOTE_COLUMNS[0], width=14),
        Column(NOTE_COLUMNS[1], width=10),
        Column(NOTE_COLUMNS[2], width=60),
        Column(NOTE_COLUMNS[3], width=28),
    ]
    rows = [(one.heading, REQUIRED if one.required else OPTIONAL, one.note, one.example) for one in FIELDS[kind]]
    return [Sheet(TITLES[kind], [_column(one) for one in FIELDS[kind]]), Sheet(HOW_TO_FILL, notes, rows)]


def _column(field: Field) -> Column:
    """A column of text, whatever it holds: numbers keep their zeros, and dates stay what was typed."""
    choices = list(field.choices or ())[: field.offered]
    note = SENTENCE.join((REQUIRED if field.required else OPTIONAL, field.note)) if field.note else ""
    return Column(field.heading, width=min(30, max(12, len(field.example) * 2)), choices=choices, note=note)


def with_problems(made: RosterImport) -> list[Sheet]:
    """The rows as they came with what is wrong with each beside it; all rows, so that the file can come in again."""
    roster = opened(BytesIO(db.session.get_one(RosterFile, made.id).content), made.kind)
    headings = [text_of(value) for value in roster.heading_values()]
    columns = [Column(PROBLEM_COLUMN, width=PROBLEM_WIDTH), *(Column(heading) for heading in headings)]
    problems = _problems_by_line(made)
    rows = (_beside(problems.get(line, ""), values, len(headings)) for line, values in roster.rows())
    return [Sheet(roster.layout.sheet, columns, rows)]


def _beside(problem: str, values: Iterable[Any], width: int) -> list[str]:
    texts = [text_of(value) for value in values][:width]
    return [problem, *texts, *[""] * (width - len(texts))]


def _problems_by_line(made: RosterImport) -> Mapping[int, str]:
    headings = made.summary.get("headings", {})
    wrong = wrong_rows(made).with_only_columns(RosterRow.line, RosterRow.problems)
    return {line: BESIDE.join(_worded(problems, headings)) for line, problems in db.session.execute(wrong)}


def _worded(problems: Iterable[Mapping[str, Any]], headings: Mapping[str, str]) -> Iterator[str]:
    for one in problems:
        yield MEANS.join((headings.get(one["column"], one["column"]), problem_words(one)))


def has_file(made: RosterImport) -> bool:
    """Whether the file is still kept."""
    return db.session.scalar(select(RosterFile.import_id).where(RosterFile.import_id == made.id)) is not None
