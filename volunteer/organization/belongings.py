"""What hangs on a unit and follows to its successor when it is closed: rooms say how to count theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute

from volunteer.kernel.database import db


@dataclass(frozen=True)
class Belonging:
    """One kind of thing that hangs on a unit itself: how many there are, and how that is said ("3 个项目")."""

    count: Callable[[int], int]
    words: Callable[[int], str]


def counting(unit_column: InstrumentedAttribute[Any], *which: ColumnElement[bool]) -> Callable[[int], int]:
    """Counts the rows of a table that name a unit and meet the conditions."""
    return lambda unit_id: db.session.scalar(select(func.count()).where(unit_column == unit_id, *which)) or 0


_belongings: list[Belonging] = []


def register_belongings(belongings: Iterable[Belonging]) -> None:
    """Say once, at start, what there is."""
    _belongings[:] = belongings


def belongings_of(unit_id: int) -> list[str]:
    """What hangs on a unit, in words; kinds of which there is nothing are left out."""
    counted = ((one, one.count(unit_id)) for one in _belongings)
    return [one.words(number) for one, number in counted if number]
