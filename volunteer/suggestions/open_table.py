"""The open positions laid out for matching, kept in memory until one of them changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from volunteer import matching
from volunteer.kernel import clock
from volunteer.kernel.changes import Kept
from volunteer.matching.bands import microseconds
from volunteer.organization.calendar import day_types
from volunteer.organization.models import Holiday, Place, WorkingTimeRule
from volunteer.projects.models import Position, Project, ServiceSession
from volunteer.projects.open_board import open_board
from volunteer.projects.open_rows import OpenPosition
from volunteer.suggestions.adapter import HORIZON, POLICY, MemberRow, PositionRow, position_of
from volunteer.suggestions.member_rows import Closed


@dataclass(frozen=True, eq=False)
class OpenTable:
    """The open positions as columns; row n of every column is position `rows[n]`."""

    rows: tuple[PositionRow, ...]
    table: matching.PositionTable
    opens: NDArray[np.int64]  # microseconds since 1970; 0 where claims open at publishing
    projects: NDArray[np.int64]
    row_of: Mapping[int, int]

    def open_row(self, position_id: int, now: datetime) -> int | None:
        """The row of a position that can be claimed now; None for any other."""
        row = self.row_of.get(position_id)
        if row is None or self.table.starts[row] <= microseconds(now) or self.opens[row] > microseconds(now):
            return None
        return row

    def soonest(self, member: MemberRow, closed: Closed, now: datetime, k: int) -> tuple[PositionRow, ...]:
        """What begins first of that which has free places and is not closed to the member; nothing else is weighed.

        It is a list like the public one: only an organ that hides its working time is obeyed (D17).
        """
        hides = member.working_time == WorkingTimeRule.HIDDEN
        rows = (self.rows[n] for n in np.flatnonzero(~self.closed_to(closed, now)))
        free = [row for row in rows if row.missing > 0 and (row.off_hours or not hides)]
        return tuple(sorted(free, key=lambda row: (row.starts, row.id))[:k])

    def closed_to(self, closed: Closed, now: datetime) -> NDArray[np.bool_]:
        """Rows of what this member is not to be asked for, by what they did or said and by the clock."""
        starts = self.table.starts
        out: NDArray[np.bool_] = (
            (starts <= microseconds(now)) | (starts > microseconds(now + HORIZON)) | (self.opens > microseconds(now))
        )
        out[[self.row_of[key] for key in closed.positions if key in self.row_of]] = True
        if closed.projects:
            out |= np.isin(self.projects, list(closed.projects))
        return out


def open_table() -> OpenTable:
    """The open positions as the database has them."""
    return _KEPT.get()


def _load() -> OpenTable:
    found = [row for row in open_board().rows.values() if row.hour_minutes is None]  # a window is no time to plan with
    rows = tuple(_row(position) for position in found)
    types = day_types(clock.today())
    return OpenTable(
        rows=rows,
        table=matching.PositionTable.of([position_of(row, types) for row in rows], POLICY.band_grace_minutes),
        opens=np.array([microseconds(row.opens_at) if row.opens_at else 0 for row in found], dtype=np.int64),
        projects=np.array([row.project_id for row in rows], dtype=np.int64),
        row_of={row.id: number for number, row in enumerate(rows)},
    )


def _row(position: OpenPosition) -> PositionRow:
    return PositionRow(
        id=position.id,
        project_id=position.project_id,
        session_id=position.session_id,
        site_id=position.site_id,
        at=(position.lon, position.lat),
        starts=position.starts,
        ends=position.ends,
        off_hours=position.off_hours,
        category=position.category,
        skill=position.skill,
        level=position.level,
        headcount=position.headcount,
        gone=position.taken + position.reserved,
        excluded=frozenset(),
    )


_KEPT = Kept((Position, ServiceSession, Project, Place, Holiday), _load)
