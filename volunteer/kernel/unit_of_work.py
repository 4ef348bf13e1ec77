"""One use case, one transaction, one commit. This is the only module that commits.

A use case is a function `(work, actor, …)` wrapped by `@use_case`. It records what happened; the reactions that wiring
registered run inside the same transaction, and the rows they hand over (audit, notices, outbox) are written in one
statement just before the commit. A use case called from another one joins the outer transaction.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, cast

from sqlalchemy import Table, text
from sqlalchemy.exc import OperationalError

from volunteer.happenings.base import Happening
from volunteer.kernel import clock
from volunteer.kernel.connections import reading
from volunteer.kernel.database import DIALECT, db

P = ParamSpec("P")
R = TypeVar("R")
A = TypeVar("A", bound="Acting | None")

RETRIED = {"40P01", "40001"}  # deadlock, serialization failure (D30)


class Acting(Protocol):
    """Whoever acts: what the audit needs to know."""

    @property
    def account_id(self) -> int | None: ...
    @property
    def address(self) -> str | None: ...


@dataclass(frozen=True)
class Row:
    """One row to be written just before the commit."""

    table: Table
    values: dict[str, Any]


Reaction = Callable[[Happening, "Work"], Iterable[Row] | None]


@dataclass
class Work:
    """The transaction under way."""

    actor: Acting | None
    now: datetime
    happenings: list[Happening] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    def record(self, happening: Happening) -> None:
        """Say what happened; its reactions run before the commit."""
        self.happenings.append(happening)


_reactions: dict[type[Happening], tuple[Reaction, ...]] = {}


def register_reactions(table: dict[type[Happening], tuple[Reaction, ...]]) -> None:
    """Set the one table from happening to reactions (called by wiring)."""
    _reactions.clear()
    _reactions.update(table)


def current() -> Work | None:
    """The work of the transaction under way, if any."""
    work: Work | None = db.session().info.get("work")
    return work


@contextmanager
def transaction(actor: Acting | None) -> Iterator[Work]:
    """Open a transaction, or join the one under way; the outermost block commits."""
    outer = current()
    if outer is not None:
        yield outer
        return
    work = Work(actor=actor, now=clock.now())
    session = db.session()
    session.info["work"] = work
    try:
        if reading():
            session.connection().connection.driver_connection.within_transaction()  # type: ignore[union-attr]  # ours
        yield work
        _react(work)
        session.flush()
        _write(work.rows)
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop("work", None)


def use_case(function: Callable[Concatenate[Work, A, P], R]) -> Callable[Concatenate[A, P], R]:
    """Run the function in a transaction of its own, or in the one under way; a deadlock is retried once."""

    @functools.wraps(function)
    def run(actor: A, *args: P.args, **kwargs: P.kwargs) -> R:
        outermost = current() is None
        try:
            with transaction(actor) as work:
                return function(work, actor, *args, **kwargs)
        except OperationalError as error:
            if not outermost or getattr(error.orig, "sqlstate", None) not in RETRIED:
                raise
        with transaction(actor) as work:
            return function(work, actor, *args, **kwargs)

    return cast(Callable[Concatenate[A, P], R], run)


def _react(work: Work) -> None:
    seen = 0
    while seen < len(work.happenings):
        happening = work.happenings[seen]
        seen += 1
        for reaction in _reactions[type(happening)]:
            work.rows.extend(reaction(happening, work) or ())


@functools.cache
def _insert(tables: tuple[tuple[Table, tuple[str, ...]], ...]) -> str:
    """SQL that writes the rows of several tables, given as JSON arrays, in one statement."""
    parts = []
    for n, (table, columns) in enumerate(tables):
        names = ", ".join(columns)
        shape = ", ".join(f"{c} {table.c[c].type.compile(DIALECT)}" for c in columns)
        rows = f"jsonb_to_recordset(CAST(:rows{n} AS jsonb)) AS r({shape})"
        conflict = " ON CONFLICT (dedupe_key) DO NOTHING" if "dedupe_key" in columns else ""
        parts.append(f"w{n} AS (INSERT INTO {table.name} ({names}) SELECT {names} FROM {rows}{conflict})")
    return "WITH " + ", ".join(parts) + " SELECT 1"


def _write(rows: list[Row]) -> None:
    if not rows:
        return
    grouped: dict[tuple[Table, tuple[str, ...]], list[dict[str, Any]]] = {}
    for row in rows:
        grouped.setdefault((row.table, tuple(row.values)), []).append(row.values)
    parameters = {f"rows{n}": json.dumps(values, default=_plain) for n, values in enumerate(grouped.values())}
    db.session.execute(text(_insert(tuple(grouped))), parameters)


def _plain(value: object) -> str:
    """JSON for what JSON lacks: instants and dates in ISO 8601, anything else refused."""
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    raise TypeError(f"{type(value).__name__} cannot be written in a late row")
