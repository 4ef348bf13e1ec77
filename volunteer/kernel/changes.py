"""What each process may keep in memory, and how it learns that it must not.

Every row of a marked table keeps the number of the transaction that wrote it last (a trigger sets it). One cheap
statement per request reads the newest mark of every marked table; a `Kept` value is remade when a table it is made of
holds a mark that the value may not have seen. What that may be is exact: a transaction whose outcome was open when the
value was made has a number at or above the horizon (`pg_snapshot_xmin`) noted then, and so has every later one (D33).

Rows of marked tables that others can see are not deleted, they change their status; as a second fence a value is
remade after ten minutes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, ClassVar, Generic, TypeVar

from flask import Flask, current_app, g, has_request_context
from sqlalchemy import Index, TextClause, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from volunteer.kernel import clock
from volunteer.kernel.database import Base, db

T = TypeVar("T")

OLDEST = timedelta(minutes=10)
STORE = "volunteer_kept"


class ChangeMarked:
    """Mixin of tables whose rows keep the number of the transaction that wrote them last."""

    __tablename__: ClassVar[str]
    changed_tx: Mapped[int] = mapped_column(server_default="0", deferred=True, deferred_raiseload=True)

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        """The index the newest mark is read from; a table with arguments of its own adds `mark_index` to them."""
        return (mark_index(cls.__tablename__),)


def mark_index(table: str) -> Index:
    """The index the newest mark of a table is read from."""
    return Index(f"ix_{table}_changed_tx", "changed_tx")


@dataclass(frozen=True)
class Marks:
    """The newest mark of each marked table.

    Every transaction below `horizon` had ended. `writing`: the transaction that asks has written something itself.
    """

    horizon: int
    writing: bool
    newest: Mapping[str, int]


def marks() -> Marks:
    """The marks as this request found them, asked once; outside a request they are asked anew."""
    if not has_request_context():
        return _marks(db.session.scalar(_question()))
    if "change_marks" not in g:
        note_marks(db.session.scalar(_question()))
    found: Marks = g.change_marks
    return found


def note_marks(values: Sequence[int]) -> None:
    """Take over what `marks_column` answered in a statement that the request sends anyway."""
    g.change_marks = _marks(values)


@cache
def marks_column() -> str:
    """All marks as one column of a SELECT, for `note_marks`. Without parameters, so that it is planned once."""
    newest = (f"(SELECT changed_tx FROM {table} ORDER BY changed_tx DESC LIMIT 1)" for table in _marked_tables())
    horizon = "pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
    writing = "(pg_current_xact_id_if_assigned() IS NOT NULL)::int"
    return f"ARRAY[{', '.join((horizon, writing, *newest))}]"


class Kept(Generic[T]):
    """A value made of rows of marked tables that this process keeps until one of them changes.

    `load` makes it anew. `refresh(value, since)`, where there is one, makes the next from the last and the rows marked
    at or above `since`; it may be called for rows that the value holds already. Values must not be changed in place.
    """

    def __init__(
        self,
        tables: tuple[type[ChangeMarked], ...],
        load: Callable[[], T],
        refresh: Callable[[T, int], T] | None = None,
    ) -> None:
        self._tables = tuple(table.__tablename__ for table in tables)
        self._load = load
        self._refresh = refresh

    def get(self) -> T:
        """The value as the database has it. A transaction that has written gets one of its own, which nobody keeps."""
        found = marks()
        if found.writing:
            return self._load()
        store: dict[Kept[Any], _Entry[Any]] = current_app.extensions.setdefault(STORE, {})
        entry: _Entry[T] | None = store.get(self)
        now = clock.now()
        if entry is None or not timedelta(0) <= now - entry.loaded < OLDEST:
            entry = _Entry(self._load(), found.horizon, now)
        elif any(found.newest[table] >= entry.horizon for table in self._tables):
            value = self._refresh(entry.value, entry.horizon) if self._refresh else self._load()
            entry = _Entry(value, found.horizon, entry.loaded if self._refresh else now)
        else:
            return entry.value
        store[self] = entry
        return entry.value


def forget(app: Flask) -> None:
    """Let go of everything kept: for whoever replaces the database under a running application."""
    app.extensions.pop(STORE, None)


@dataclass(frozen=True)
class _Entry(Generic[T]):
    value: T
    horizon: int
    loaded: datetime


def _marks(values: Sequence[int]) -> Marks:
    horizon, writing, *newest = values
    return Marks(horizon, bool(writing), dict(zip(_marked_tables(), (mark or 0 for mark in newest), strict=True)))


@cache
def _question() -> TextClause:
    return text(f"SELECT {marks_column()}")


@cache
def _marked_tables() -> tuple[str, ...]:
    marked = (mapper for mapper in Base.registry.mappers if issubclass(mapper.class_, ChangeMarked))
    return tuple(sorted(str(mapper.class_.__tablename__) for mapper in marked))
