"""From ``problem.json`` to a ``Problem``: types and forms are checked here, ranges by the values themselves.

Where the contract leaves the spelling open, both usual ones are read: a point is ``[lon, lat]`` or
``{"lon", "lat"}``, anchors are a list of points or ``{"home", "office"}``, availability is an integer or a list
of 28 zeros and ones.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import UTC, date, datetime
from typing import TypeVar

from volunteer.matching.problem import (
    AVAILABILITY_BITS,
    Interval,
    Member,
    Point,
    Policy,
    Position,
    Problem,
    ProblemError,
    Weights,
)

Item = TypeVar("Item")
Row = Mapping[str, object]

LARGEST_ID = 2**63 - 1
LARGEST_COUNT = 10**9  # minutes of it still fit 64 bits as microseconds
SHOWN_CHARACTERS = 40


def parse_problem(text: str | bytes) -> Problem:
    """Read the text of a problem file; raises ``ProblemError`` if it is not JSON or not a problem."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ProblemError("problem", f"not valid JSON ({' '.join(str(error).split())})") from None
    return load_problem(document)


def load_problem(document: object) -> Problem:
    """Check a decoded problem file; raises ``ProblemError`` naming row and field, as ``members[3].radius_km``."""
    top = _mapping("problem", document)
    members = _rows(top, "members", _member)
    positions = _rows(top, "positions", _position)
    policy = _mapping("policy", top.get("policy", {}))
    return Problem(members, positions, _in_row("policy", lambda: _policy(policy)))


def _rows(top: Row, name: str, read: Callable[[Row], Item]) -> tuple[Item, ...]:
    rows = _list(name, _need(top, name))

    def one(number: int) -> Item:
        row = _mapping(f"{name}[{number}]", rows[number])
        return _in_row(f"{name}[{number}]", lambda: read(row))

    return tuple(one(number) for number in range(len(rows)))


def _in_row(row: str, read: Callable[[], Item]) -> Item:
    try:
        return read()
    except ProblemError as error:
        raise error.within(row) from None


def _member(row: Row) -> Member:
    return Member(
        id=_id("id", _need(row, "id")),
        anchors=_anchors(_need(row, "anchors")),
        skills={
            code: _integer(f"skills[{code!r}]", level)
            for code, level in _mapping("skills", _need(row, "skills")).items()
        },
        availability=_availability(_need(row, "availability")),
        radius_km=_number("radius_km", _need(row, "radius_km")),
        interests=frozenset(_items(row, "interests", _text)),
        registered_sites=frozenset(_items(row, "registered_sites", _id)),
        max_positions=_integer("max_positions", _need(row, "max_positions")),
        load_minutes=_integer("load_minutes", _need(row, "load_minutes")),
        busy=tuple(_items(row, "busy", _interval)),
    )


def _position(row: Row) -> Position:
    skill = _need(row, "skill")
    return Position(
        id=_id("id", _need(row, "id")),
        session=_id("session", _need(row, "session")),
        site=_id("site", _need(row, "site")),
        at=_point("at", _need(row, "at")),
        starts=_time("starts", _need(row, "starts")),
        ends=_time("ends", _need(row, "ends")),
        category=_text("category", _need(row, "category")),
        skill=None if skill is None else _text("skill", skill),
        level=0 if skill is None else _integer("level", _need(row, "level")),
        headcount=_integer("headcount", _need(row, "headcount")),
        taken=_integer("taken", _need(row, "taken")),
        excluded=frozenset(_items(row, "excluded", _id)),
        day_types=_day_types(row.get("day_types")),
    )


def _policy(row: Row) -> Policy:
    _refuse_unknown(row, Policy)
    weights = _mapping("weights", row.get("weights", {}))
    numbers = {name: _integer(name, value) for name, value in row.items() if name != "weights"}
    return Policy(weights=_in_row("weights", lambda: _weights(weights)), **numbers)


def _weights(row: Row) -> Weights:
    _refuse_unknown(row, Weights)
    return Weights(**{name: _number(name, value) for name, value in row.items()})


def _refuse_unknown(row: Row, kind: type[Policy] | type[Weights]) -> None:
    """Every key is optional, so a misspelt one would silently leave the default in force."""
    known = {entry.name for entry in fields(kind)}
    for name in row:
        if name not in known:
            raise ProblemError(_shown(name), "is not a policy key")


def _anchors(value: object) -> tuple[Point, ...]:
    places = value.values() if isinstance(value, Mapping) else _list("anchors", value)
    return tuple(_point(f"anchors[{number}]", place) for number, place in enumerate(places))


def _point(where: str, value: object) -> Point:
    parts = [_need(value, "lon"), _need(value, "lat")] if isinstance(value, Mapping) else _list(where, value)
    if len(parts) != 2:
        raise ProblemError(where, "must be [lon, lat] in degrees")
    return _number(where, parts[0]), _number(where, parts[1])


def _availability(value: object) -> int:
    if not isinstance(value, list):
        return _integer("availability", value)
    if len(value) != AVAILABILITY_BITS or any(bit not in (0, 1) for bit in value):
        raise ProblemError("availability", f"must be {AVAILABILITY_BITS} bits")
    return sum(1 << number for number, bit in enumerate(value) if bit)


def _interval(where: str, value: object) -> Interval:
    ends = _list(where, value)
    if len(ends) != 2:
        raise ProblemError(where, "must be [starts, ends]")
    return _time(where, ends[0]), _time(where, ends[1])


def _day_types(value: object) -> dict[date, int]:
    if value is None:
        return {}
    days: dict[date, int] = {}
    for text, weekday in _mapping("day_types", value).items():
        where = f"day_types[{_shown(text)}]"
        days[_date(where, text)] = _integer(where, weekday)
    return days


def _date(where: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ProblemError(where, "must be a date as 2026-10-01") from None


def _time(where: str, value: object) -> datetime:
    text = _text(where, value)
    try:
        moment = datetime.fromisoformat(text)
        if moment.utcoffset() is None:
            raise ValueError("no offset")
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ProblemError(where, f"must be an ISO 8601 time with offset, not {_shown(text)}") from None


def _items(row: Row, name: str, read: Callable[[str, object], Item]) -> list[Item]:
    return [read(f"{name}[{number}]", item) for number, item in enumerate(_list(name, _need(row, name)))]


def _need(row: Row, name: str) -> object:
    if name not in row:
        raise ProblemError(name, "is missing")
    return row[name]


def _mapping(where: str, value: object) -> Row:
    if not isinstance(value, Mapping):
        raise ProblemError(where, f"must be an object, not {_shown(value)}")
    return value


def _list(where: str, value: object) -> list[object]:
    if not isinstance(value, list):
        raise ProblemError(where, f"must be a list, not {_shown(value)}")
    return value


def _text(where: str, value: object) -> str:
    if not isinstance(value, str):
        raise ProblemError(where, f"must be text, not {_shown(value)}")
    return value


def _id(where: str, value: object) -> int:
    return _integer(where, value, LARGEST_ID)


def _integer(where: str, value: object, largest: int = LARGEST_COUNT) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ProblemError(where, f"must be an integer, not {_shown(value)}")
    if abs(value) > largest:
        raise ProblemError(where, "is too large")
    return value


def _number(where: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ProblemError(where, f"must be a number, not {_shown(value)}")
    if not (abs(value) <= LARGEST_COUNT and math.isfinite(value)):
        raise ProblemError(where, "must be a finite number")
    return float(value)


def _shown(value: object) -> str:
    """A value as one short line for a message."""
    text = repr(value)
    return text if len(text) <= SHOWN_CHARACTERS else text[:SHOWN_CHARACTERS] + "…"
