"""All open positions, kept in the memory of each web process and brought up to date when one of them changes.

The list of 20 rows out of 5,000 costs no query of its own this way; numbers that only the reader has (the own team's
places, the waitlist) are still asked for (claims/board.py).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import count

from sqlalchemy import select, union

from volunteer.kernel import clock
from volunteer.kernel.changes import Kept
from volunteer.kernel.database import db
from volunteer.organization.models import Place
from volunteer.projects.models import Position, Project, ServiceSession
from volunteer.projects.open_rows import OpenPosition, open_position, open_rows, stays_open

_numbers = count()


class OpenBoard:
    """The open positions by id, and in the order of lists: those with a free place first, then by start.

    `number` differs between any two boards of a process; `campaigns` are those that something is open for, by id.
    """

    def __init__(self, rows: Mapping[int, OpenPosition]) -> None:
        self.number = next(_numbers)
        self.rows = rows
        ordered = sorted(rows.values(), key=lambda row: (row.starts, row.id))
        self._free = [row for row in ordered if row.free > 0]
        self._full = [row for row in ordered if row.free <= 0]
        self.campaigns = tuple(sorted({(row.campaign_id, row.campaign_name) for row in ordered if row.campaign_id}))
        self._opening_later = max((row.opens_at for row in ordered if row.opens_at is not None), default=None)

    def claimable(self, now: datetime) -> list[OpenPosition]:
        """What can be claimed at this moment, full ones last (D18)."""
        listed = [*_ahead(self._free, now), *_ahead(self._full, now)]
        if self._opening_later is None or self._opening_later <= now:
            return listed
        return [row for row in listed if row.opens_at is None or row.opens_at <= now]


def open_board() -> OpenBoard:
    """The board as the database has it."""
    return _KEPT.get()


def _ahead(rows: list[OpenPosition], now: datetime) -> list[OpenPosition]:
    return rows[bisect_right(rows, now, key=lambda row: row.starts) :]


def _load() -> OpenBoard:
    return OpenBoard(_read(open_rows().where(*stays_open(clock.now()))))


def _refresh(board: OpenBoard, since: int) -> OpenBoard:
    """The next board: the changed positions read again; those no longer open are gone with them."""
    if db.session.scalar(select(Place.id).where(Place.changed_tx >= since).limit(1)) is not None:
        return _load()  # names and points of places stand in many rows, and change about never
    changed = set(
        db.session.scalars(
            union(
                select(Position.id).where(Position.changed_tx >= since),
                select(Position.id).join(Position.session).where(ServiceSession.changed_tx >= since),
                select(Position.id).join(Position.project).where(Project.changed_tx >= since),
            )
        )
    )
    kept = {key: row for key, row in board.rows.items() if key not in changed}
    return OpenBoard({**kept, **_read(open_rows().where(Position.id.in_(changed), *stays_open(clock.now())))})


def _read(statement: object) -> dict[int, OpenPosition]:
    rows: Iterable[OpenPosition] = map(open_position, db.session.execute(statement))  # type: ignore[call-overload]  # a Select of any columns
    return {row.id: row for row in rows}


_KEPT = Kept((Position, ServiceSession, Project, Place), _load, _refresh)
