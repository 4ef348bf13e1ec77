"""How open positions stand beyond what their row says: what ran out, what the reader's team holds, who waits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import text

from volunteer.kernel.database import db
from volunteer.organization.actor import Actor
from volunteer.organization.rules import ids_of

_NUMBERS = text("""
SELECT p.id, coalesce(c.waiting, 0), coalesce(c.lapsed, 0), coalesce(r.overdue, 0), coalesce(r.mine, 0)
FROM unnest(CAST(:positions AS bigint[])) AS p (id)
LEFT JOIN LATERAL (
  SELECT count(*) FILTER (WHERE status = 'waitlisted') AS waiting,
    count(*) FILTER (WHERE status = 'offered' AND respond_by <= :now) AS lapsed
  FROM claim WHERE position_id = p.id AND status IN ('waitlisted', 'offered')) c ON true
LEFT JOIN LATERAL (
  SELECT sum(remaining) FILTER (WHERE release_at <= :now) AS overdue,
    sum(remaining) FILTER (WHERE release_at > :now AND unit_id = ANY(CAST(:units AS bigint[]))) AS mine
  FROM reservation WHERE position_id = p.id AND released_at IS NULL) r ON true
""")


class Counted(Protocol):
    """What a position says of itself: a row of the table or of the open board."""

    @property
    def id(self) -> int: ...
    @property
    def headcount(self) -> int: ...
    @property
    def taken(self) -> int: ...
    @property
    def reserved(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Numbers:
    """How a position stands: free to anybody, free to the reader's own unit, waiting."""

    free: int
    free_for_my_unit: int
    waiting: int


def numbers_of(positions: Iterable[Counted], actor: Actor, now: datetime) -> dict[int, Numbers]:
    """The numbers of several positions in at most one statement; what ran out counts as returned already.

    Nobody waits for a position with a free place, and nothing but the reader's own team's places can add to it: only
    positions that are full or partly reserved are asked about. (An offer that ran out is returned within a minute.)
    """
    by_id = {position.id: position for position in positions}
    asked = [key for key, position in by_id.items() if _free(position) <= 0 or position.reserved]
    numbers = {key: Numbers(_free(position), _free(position), 0) for key, position in by_id.items()}
    if asked:
        units = ids_of(actor.unit_path) if actor.unit_path else []
        rows = db.session.execute(_NUMBERS, {"positions": asked, "units": units, "now": now})
        numbers.update((key, _numbers(by_id[key], *(int(value) for value in values))) for key, *values in rows)
    return numbers


def _numbers(position: Counted, waiting: int, ran_out: int, overdue: int, mine: int) -> Numbers:
    free = _free(position) + max(0, ran_out + overdue - waiting)
    return Numbers(free, free + mine, waiting)


def _free(position: Counted) -> int:
    return position.headcount - position.taken - position.reserved
