"""Members laid out as columns that are changed in place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from volunteer.matching.bands import OFF_WORK_BIT, microseconds
from volunteer.matching.chains import Chains
from volunteer.matching.columns import BoolArray, Codes, IntArray, grown
from volunteer.matching.geo import FloatArray, least_products, unit_vectors
from volunteer.matching.near import Near
from volunteer.matching.problem import Member
from volunteer.matching.table import Table

FULL_LOAD_MINUTES = 1200


class MemberTable(Table):
    """Columns of n members; row r of each belongs to ``ids[r]``.

    A row stays where it is until its member is removed; then the last row takes its place. Arrays handed out are views
    that are good until the next change. ``widest_product`` is that of the largest radius there ever was.
    """

    GROWING = (
        "_ids",
        "_points",
        "_vectors",
        "_radius_km",
        "_least_product",
        "_availability",
        "_load_minutes",
        "_max_positions",
    )

    def __init__(self) -> None:
        super().__init__()
        self._ids = np.empty(0, dtype=np.int64)
        self._points = np.empty((0, 2, 2), dtype=np.float64)
        self._vectors = np.empty((0, 2, 3), dtype=np.float64)
        self._radius_km = np.empty(0, dtype=np.float64)
        self._least_product = np.empty(0, dtype=np.float64)
        self._availability = np.empty(0, dtype=np.int32)
        self._load_minutes = np.empty(0, dtype=np.int64)
        self._max_positions = np.empty(0, dtype=np.int64)
        self.skills = Codes()
        self._levels = np.zeros((1, 0), dtype=np.int8)
        self.categories = Codes()
        self._interests = np.zeros((1, 0), dtype=np.bool_)
        self.sites = Chains(0, 1)
        self.busy = Chains(0, 2)
        self.near = Near()
        self.widest_product = 1.0

    @classmethod
    def of(cls, members: Sequence[Member]) -> MemberTable:
        """Lay out members; ids must differ."""
        sites = [(row, site) for row, member in enumerate(members) for site in member.registered_sites]
        busy = [
            (row, microseconds(starts), microseconds(ends))
            for row, member in enumerate(members)
            for starts, ends in member.busy
        ]
        held = [(code, row, level) for row, member in enumerate(members) for code, level in member.skills.items()]
        liked = [(code, row) for row, member in enumerate(members) for code in member.interests]
        return cls.from_columns(
            ids=[member.id for member in members],
            points=[(member.anchors[0], member.anchors[-1]) for member in members],
            radius_km=[member.radius_km for member in members],
            availability=[_bits(member) for member in members],
            load_minutes=[member.load_minutes for member in members],
            max_positions=[member.max_positions for member in members],
            skills={code: [(row, level) for row, level in rows] for code, rows in _by_code(held).items()},
            interests={code: [row for (row,) in rows] for code, rows in _by_code(liked).items()},
            sites=sites,
            busy=busy,
        )

    @classmethod
    def from_columns(
        cls,
        *,
        ids: ArrayLike,
        points: ArrayLike,
        radius_km: ArrayLike,
        availability: ArrayLike,
        load_minutes: ArrayLike,
        max_positions: ArrayLike,
        skills: Mapping[str, ArrayLike],
        interests: Mapping[str, ArrayLike],
        sites: ArrayLike,
        busy: ArrayLike,
    ) -> MemberTable:
        """Columns as they are, unchecked, without a ``Member`` in between.

        ``points`` (n, 2, 2) are the two anchors as lon, lat (a single one stands twice); ``availability`` has bit 28
        set where sessions in working time are no obstacle. ``skills`` gives (row, level) pairs per code, ``interests``
        rows per code, ``sites`` (row, site) pairs, ``busy`` (row, starts, ends) in microseconds since 1970.
        """
        table = cls()
        table._ids = np.array(ids, dtype=np.int64)
        count = table._size = len(table._ids)
        table._points = np.array(points, dtype=np.float64).reshape(count, 2, 2)
        table._vectors = unit_vectors(table._points)
        table._radius_km = np.array(radius_km, dtype=np.float64)
        table._least_product = least_products(table._radius_km)
        table.widest_product = float(table._least_product.min(initial=1.0))
        table._availability = np.array(availability, dtype=np.int32)
        table._load_minutes = np.array(load_minutes, dtype=np.int64)
        table._max_positions = np.array(max_positions, dtype=np.int64)
        table.skills, table._levels = Codes(skills), np.zeros((len(skills) + 1, count), dtype=np.int8)
        for number, pairs in enumerate(skills.values()):
            rows, levels = _table(pairs, 2).T
            table._levels[number, rows] = levels
        table.categories, table._interests = Codes(interests), np.zeros((len(interests) + 1, count), dtype=np.bool_)
        for number, rows in enumerate(interests.values()):
            table._interests[number, np.asarray(rows, dtype=np.int64)] = True
        registered, intervals = _table(sites, 2), _table(busy, 3)
        table.sites = Chains.of(count, registered[:, 0], registered[:, 1:])
        table.busy = Chains.of(count, intervals[:, 0], intervals[:, 1:])
        return table

    @property
    def points(self) -> FloatArray:
        """Anchors as lon, lat in degrees, (n, 2, 2); a single one stands twice."""
        return self._points[: self._size]

    @property
    def vectors(self) -> FloatArray:
        """Anchors on the unit sphere, (n, 2, 3)."""
        return self._vectors[: self._size]

    @property
    def radius_km(self) -> FloatArray:
        """How far each goes, (n,)."""
        return self._radius_km[: self._size]

    @property
    def least_product(self) -> FloatArray:
        """The radius as the least product of unit vectors within it, a little low, (n,)."""
        return self._least_product[: self._size]

    @property
    def availability(self) -> NDArray[np.int32]:
        """28 bits, and bit 28 where sessions in working time are no obstacle, (n,)."""
        return self._availability[: self._size]

    @property
    def load_minutes(self) -> IntArray:
        """Service of the last 90 days, (n,)."""
        return self._load_minutes[: self._size]

    @property
    def max_positions(self) -> IntArray:
        """How many positions a plan may still add, (n,)."""
        return self._max_positions[: self._size]

    @property
    def levels(self) -> NDArray[np.int8]:
        """Level held by skill number (of ``skills``) and row, 0 without it; the last line is 0 for unknown codes."""
        return self._levels[:, : self._size]

    @property
    def interests(self) -> BoolArray:
        """By category number (of ``categories``) and row; the last line is False for unknown codes."""
        return self._interests[:, : self._size]

    def put(self, member: Member) -> int:
        """Add a member or replace the one with the same id; returns the row."""
        row = self._row_for(member.id)
        self._points[row] = (member.anchors[0], member.anchors[-1])
        self._vectors[row] = unit_vectors(self._points[row])
        self._radius_km[row] = member.radius_km
        self._least_product[row] = least_products(self._radius_km[row : row + 1])[0]
        self.widest_product = min(self.widest_product, float(self._least_product[row]))
        self.near.changed(row)
        self._availability[row] = _bits(member)
        self._load_minutes[row] = member.load_minutes
        self._max_positions[row] = member.max_positions
        self._levels = _with_codes(self._levels, self.skills, member.skills)
        self._levels[:, row] = 0
        for code, level in member.skills.items():
            self._levels[self.skills.of(code), row] = level
        self._interests = _with_codes(self._interests, self.categories, member.interests)
        self._interests[:, row] = False
        for code in member.interests:
            self._interests[self.categories.of(code), row] = True
        self.sites.put(row, [(site,) for site in member.registered_sites])
        self.busy.put(row, [(microseconds(starts), microseconds(ends)) for starts, ends in member.busy])
        return row

    def remove(self, member_id: int) -> None:
        """Take a member out; ``KeyError`` for an unknown id."""
        row, last = self._drop(member_id)
        self._levels[:, row], self._interests[:, row] = self._levels[:, last], self._interests[:, last]
        self.sites.move(last, row)
        self.busy.move(last, row)
        self.near.changed(row)

    def add_positions(self, row: int, number: int) -> None:
        """Change how many positions a member may still take."""
        self._max_positions[row] += number

    def _grow(self, room: int) -> None:
        super()._grow(room)
        self._levels = grown(self._levels, room, 0, axis=1)
        self._interests = grown(self._interests, room, False, axis=1)
        self.sites.grow(room)
        self.busy.grow(room)


def _bits(member: Member) -> int:
    return member.availability | (0 if member.off_hours_only else OFF_WORK_BIT)


def _by_code(entries: Iterable[tuple[Any, ...]]) -> dict[str, list[tuple[int, ...]]]:
    found: dict[str, list[tuple[int, ...]]] = {}
    for code, *rest in entries:
        found.setdefault(code, []).append(tuple(rest))
    return found


def _table(values: ArrayLike, width: int) -> IntArray:
    return np.array(values, dtype=np.int64).reshape(-1, width)


def _with_codes(matrix: NDArray[Any], codes: Codes, wanted: Iterable[str]) -> NDArray[Any]:
    """The matrix with a line for every code; the line of zeros stays the last."""
    for code in wanted:
        codes.of(code)
    return matrix if len(matrix) > len(codes) else grown(matrix, len(codes) + 1, 0)
