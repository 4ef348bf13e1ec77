"""Positions laid out as columns that are changed in place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
from numpy.typing import ArrayLike, NDArray

from volunteer.matching.bands import OFF_WORK_BIT, bits_needed, microseconds, moment
from volunteer.matching.columns import BoolArray, Codes, IntArray
from volunteer.matching.exclusions import Exclusions
from volunteer.matching.geo import FloatArray, unit_vectors
from volunteer.matching.near import Near
from volunteer.matching.problem import Position
from volunteer.matching.table import Table

NO_SKILL = -1


class PositionTable(Table):
    """Columns of n positions; row r of each belongs to ``ids[r]``.

    A row stays where it is until its position is removed; then the last row takes its place. Arrays handed out are
    views that are good until the next change. Times are microseconds since 1970. ``band_grace_minutes`` decides which
    bands each session needs.
    """

    GROWING = (
        "_ids",
        "_sessions",
        "_sites",
        "_points",
        "_vectors",
        "_starts",
        "_ends",
        "_needed",
        "_skill",
        "_level",
        "_category",
        "_headcount",
        "_taken",
    )

    def __init__(self, band_grace_minutes: int = 0) -> None:
        super().__init__()
        self.band_grace_minutes = band_grace_minutes
        self._ids = np.empty(0, dtype=np.int64)
        self._sessions = np.empty(0, dtype=np.int64)
        self._sites = np.empty(0, dtype=np.int64)
        self._points = np.empty((0, 2), dtype=np.float64)
        self._vectors = np.empty((0, 3), dtype=np.float64)
        self._starts = np.empty(0, dtype=np.int64)
        self._ends = np.empty(0, dtype=np.int64)
        self._needed = np.empty(0, dtype=np.int32)
        self.skills = Codes()
        self._skill = np.empty(0, dtype=np.int64)
        self._level = np.empty(0, dtype=np.int64)
        self.categories = Codes()
        self._category = np.empty(0, dtype=np.int64)
        self._headcount = np.empty(0, dtype=np.int64)
        self._taken = np.empty(0, dtype=np.int64)
        self._day_types: list[Mapping[date, int]] = []
        self.excluded = Exclusions()
        self.near = Near()

    @classmethod
    def of(cls, positions: Sequence[Position], band_grace_minutes: int = 0) -> PositionTable:
        """Lay out positions; ids must differ."""
        skills = Codes(position.skill for position in positions if position.skill is not None)
        categories = Codes(position.category for position in positions)
        table = cls.from_columns(
            band_grace_minutes=band_grace_minutes,
            ids=[position.id for position in positions],
            sessions=[position.session for position in positions],
            sites=[position.site for position in positions],
            points=[position.at for position in positions],
            starts=[microseconds(position.starts) for position in positions],
            ends=[microseconds(position.ends) for position in positions],
            off_hours=[position.off_hours for position in positions],
            skill_codes=list(skills.number),
            skill=[NO_SKILL if position.skill is None else skills.of(position.skill) for position in positions],
            level=[position.level for position in positions],
            category_codes=list(categories.number),
            category=[categories.of(position.category) for position in positions],
            headcount=[position.headcount for position in positions],
            taken=[position.taken for position in positions],
            day_types={},
        )
        table._resolve_dates(positions)
        for position in positions:
            if position.excluded:
                table.excluded.put(position.id, position.excluded)
        return table

    @classmethod
    def from_columns(
        cls,
        *,
        band_grace_minutes: int,
        ids: ArrayLike,
        sessions: ArrayLike,
        sites: ArrayLike,
        points: ArrayLike,
        starts: ArrayLike,
        ends: ArrayLike,
        off_hours: ArrayLike,
        skill_codes: Sequence[str],
        skill: ArrayLike,
        level: ArrayLike,
        category_codes: Sequence[str],
        category: ArrayLike,
        headcount: ArrayLike,
        taken: ArrayLike,
        day_types: Mapping[date, int],
    ) -> PositionTable:
        """Columns as they are, unchecked, without a ``Position`` in between.

        ``points`` (n, 2) as lon, lat; times in microseconds since 1970; ``skill`` and ``category`` are numbers of the
        codes, ``skill`` -1 where none is asked; ``day_types`` hold for all of them.
        """
        table = cls(band_grace_minutes)
        table._ids = np.array(ids, dtype=np.int64)
        count = table._size = len(table._ids)
        table._sessions = np.array(sessions, dtype=np.int64)
        table._sites = np.array(sites, dtype=np.int64)
        table._points = np.array(points, dtype=np.float64).reshape(count, 2)
        table._vectors = unit_vectors(table._points)
        table._starts = np.array(starts, dtype=np.int64)
        table._ends = np.array(ends, dtype=np.int64)
        table._needed = bits_needed(table._starts, table._ends, day_types, band_grace_minutes)
        table._needed[~np.array(off_hours, dtype=np.bool_)] |= OFF_WORK_BIT
        table.skills, table.categories = Codes(skill_codes), Codes(category_codes)
        table._skill = np.array(skill, dtype=np.int64)
        table._level = np.array(level, dtype=np.int64)
        table._category = np.array(category, dtype=np.int64)
        table._headcount = np.array(headcount, dtype=np.int64)
        table._taken = np.array(taken, dtype=np.int64)
        table._day_types = [day_types] * count
        return table

    @property
    def sessions(self) -> IntArray:
        """Ids of the sessions, (n,)."""
        return self._sessions[: self._size]

    @property
    def sites(self) -> IntArray:
        """Ids of the sites, (n,)."""
        return self._sites[: self._size]

    @property
    def points(self) -> FloatArray:
        """Places as lon, lat in degrees, (n, 2)."""
        return self._points[: self._size]

    @property
    def vectors(self) -> FloatArray:
        """Places on the unit sphere, (n, 3)."""
        return self._vectors[: self._size]

    @property
    def starts(self) -> IntArray:
        """Beginnings, (n,)."""
        return self._starts[: self._size]

    @property
    def ends(self) -> IntArray:
        """Ends, (n,)."""
        return self._ends[: self._size]

    @property
    def needed(self) -> NDArray[np.int32]:
        """Availability bits that the session needs, and bit 28 in working time, (n,)."""
        return self._needed[: self._size]

    @property
    def skill(self) -> IntArray:
        """Number of the skill (of ``skills``), -1 where none is asked, (n,)."""
        return self._skill[: self._size]

    @property
    def level(self) -> IntArray:
        """Level asked, counts only with a skill, (n,)."""
        return self._level[: self._size]

    @property
    def category(self) -> IntArray:
        """Number of the category (of ``categories``), (n,)."""
        return self._category[: self._size]

    @property
    def headcount(self) -> IntArray:
        """Places in all, (n,)."""
        return self._headcount[: self._size]

    @property
    def free(self) -> IntArray:
        """Places not taken; nobody is recommended where it is zero or less, (n,)."""
        return self._headcount[: self._size] - self._taken[: self._size]

    @property
    def is_open(self) -> BoolArray:
        """Where a place is free, (n,)."""
        return self._headcount[: self._size] > self._taken[: self._size]

    def value(self, row: int) -> Position:
        """The position of a row as a value; times are in UTC."""
        skill = int(self._skill[row])
        lon, lat = self._points[row].tolist()
        return Position(
            id=int(self._ids[row]),
            session=int(self._sessions[row]),
            site=int(self._sites[row]),
            at=(lon, lat),
            starts=moment(int(self._starts[row])),
            ends=moment(int(self._ends[row])),
            category=self.categories.codes[self._category[row]],
            skill=None if skill == NO_SKILL else self.skills.codes[skill],
            level=int(self._level[row]),
            headcount=int(self._headcount[row]),
            taken=int(self._taken[row]),
            excluded=frozenset(self.excluded.members_of(int(self._ids[row]))),
            day_types=self._day_types[row],
            off_hours=not self._needed[row] & OFF_WORK_BIT,
        )

    def values(self) -> tuple[Position, ...]:
        """All positions as values."""
        return tuple(self.value(row) for row in range(self._size))

    def put(self, position: Position) -> int:
        """Add a position or replace the one with the same id; returns the row."""
        row = self._row_for(position.id)
        if row == len(self._day_types):
            self._day_types.append({})
        self._sessions[row], self._sites[row] = position.session, position.site
        self._points[row] = position.at
        self._vectors[row] = unit_vectors(self._points[row])
        self._starts[row], self._ends[row] = microseconds(position.starts), microseconds(position.ends)
        self._resolve_dates([position])
        self._skill[row] = NO_SKILL if position.skill is None else self.skills.of(position.skill)
        self._level[row] = position.level
        self._category[row] = self.categories.of(position.category)
        self._headcount[row], self._taken[row] = position.headcount, position.taken
        self.excluded.put(position.id, position.excluded)
        self.near.changed(row)
        return row

    def remove(self, position_id: int) -> None:
        """Take a position out; ``KeyError`` for an unknown id."""
        self.excluded.put(position_id, ())
        row, last = self._drop(position_id)
        self._day_types[row] = self._day_types[last]
        del self._day_types[last]
        self.near.changed(row)

    def take(self, row: int, places: int) -> None:
        """Take places of a position, or give them back where ``places`` is negative."""
        self._taken[row] += places

    def _resolve_dates(self, positions: Sequence[Position]) -> None:
        """Set the bits of positions that are in the table, those with the same calendar together."""
        alike: dict[tuple[tuple[date, int], ...], list[Position]] = {}
        for position in positions:
            alike.setdefault(tuple(sorted(position.day_types.items())), []).append(position)
        row_of = self.row_of
        for calendar, group in alike.items():
            rows = np.array([row_of[position.id] for position in group], dtype=np.int64)
            bits = bits_needed(self._starts[rows], self._ends[rows], dict(calendar), self.band_grace_minutes)
            in_working_time = np.array([not position.off_hours for position in group], dtype=np.bool_)
            for position, row in zip(group, rows.tolist(), strict=True):
                self._day_types[row] = position.day_types
            self._needed[rows] = np.where(in_working_time, bits | OFF_WORK_BIT, bits)
