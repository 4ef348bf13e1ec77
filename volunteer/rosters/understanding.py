"""One row of a sheet as it is understood: its cells in one form, and what is wrong with each by itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from volunteer.kernel.pinyin import pinyin_of
from volunteer.rosters.cleaning import date_of, degrees_of, duty_phone_of, name_of, phone_of, text_of
from volunteer.rosters.headings import FIELDS, Field
from volunteer.rosters.states import RosterKind
from volunteer.rosters.workbook import Roster, Values

Problem = dict[str, Any]
Cells = dict[str, Any]

NUMBER = re.compile(r"[A-Za-z0-9\-]+")
EAST, NORTH = (73.0, 136.0), (3.0, 54.0)  # the country, roughly
LONGEST_TOLD = 60
# What rows are told apart by.
KEYS: Mapping[RosterKind, str] = {
    RosterKind.MEMBERS: "number",
    RosterKind.UNITS: "name",
    RosterKind.TOWNS: "code",
    RosterKind.SITES: "code",
    RosterKind.OPERATORS: "username",
}


@dataclass(frozen=True)
class UnderstoodRow:
    """`line` as the spreadsheet counts; `cells` only where something stands."""

    line: int
    key: str | None
    cells: Cells
    problems: list[Problem] = field(default_factory=list)


def understood(roster: Roster, kind: RosterKind) -> Iterator[UnderstoodRow]:
    """Every row of a roster."""
    fields = [(one, roster.layout.columns[one.name]) for one in FIELDS[kind] if one.name in roster.layout.columns]
    for line, values in roster.rows():
        row = _row(line, values, fields, KEYS[kind])
        if row.cells or row.problems:
            yield row


def problem(column: str, name: str, value: object = "") -> Problem:
    """One thing that is wrong with one cell: its column's field, a name worded in words.py, what stood there."""
    return {"column": column, "problem": name, "value": str(value)[:LONGEST_TOLD]}


def _row(line: int, values: Values, fields: Iterable[tuple[Field, int]], key: str) -> UnderstoodRow:
    cells: Cells = {}
    problems: list[Problem] = []
    for one, column in fields:
        value = values[column] if column < len(values) else None
        wrong = _read(one, value, cells)
        if wrong:
            problems.append(problem(one.name, wrong, text_of(value)))
    if "name" in cells and key == "number":
        cells["pinyin"], cells["initials"] = _spelled(cells["name"])
    if not cells and all(wrong["problem"] == "missing" for wrong in problems):
        return UnderstoodRow(line, None, {})
    return UnderstoodRow(line, str(cells[key]).lower() if key in cells else None, cells, problems)


def _read(one: Field, value: Any, cells: Cells) -> str | None:
    """Put a cell into its form; the name of what is wrong with it, if something is."""
    text = text_of(value)
    if not text:
        return "missing" if one.required else None
    if one.form not in ("date", "longitude", "latitude") and isinstance(value, date | datetime):
        return "became_date"
    if len(text) > one.longest:
        return "too_long"
    understood, wrong = _FORMS[one.form](one, text)
    if wrong is None:
        cells[one.name] = understood
    return wrong


def _as_text(_one: Field, text: str) -> tuple[Any, str | None]:
    return text, None


def _as_name(one: Field, text: str) -> tuple[Any, str | None]:
    name = name_of(text)
    wrong = one.name == "name" and not any(character.isalpha() for character in name)
    return name, "name_wrong" if wrong else None


def _as_number(_one: Field, text: str) -> tuple[Any, str | None]:
    plain = text.replace(" ", "")
    return plain, None if NUMBER.fullmatch(plain) else "number_wrong"


def _as_phone(_one: Field, text: str) -> tuple[Any, str | None]:
    phone = phone_of(text)
    return phone, None if phone else "phone_wrong"


def _as_duty_phone(_one: Field, text: str) -> tuple[Any, str | None]:
    phone = duty_phone_of(text)
    return phone, None if phone else "duty_phone_wrong"


def _as_date(_one: Field, text: str) -> tuple[Any, str | None]:
    day = date_of(text)
    return day and day.isoformat(), None if day else "date_wrong"


def _as_degrees(least: float, most: float) -> Callable[[Field, str], tuple[Any, str | None]]:
    def read(_one: Field, text: str) -> tuple[Any, str | None]:
        degrees = degrees_of(text)
        return degrees, None if degrees is not None and least <= degrees <= most else "degrees_wrong"

    return read


def _as_choice(one: Field, text: str) -> tuple[Any, str | None]:
    code = (one.choices or {}).get(name_of(text))
    return code, None if code else "choice_wrong"


_FORMS: Mapping[str, Callable[[Field, str], tuple[Any, str | None]]] = {
    "text": _as_text,
    "name": _as_name,
    "number": _as_number,
    "phone": _as_phone,
    "duty_phone": _as_duty_phone,
    "date": _as_date,
    "longitude": _as_degrees(*EAST),
    "latitude": _as_degrees(*NORTH),
    "choice": _as_choice,
}


@lru_cache(maxsize=50_000)
def _spelled(name: str) -> tuple[str, str]:
    return pinyin_of(name)
