"""The pairs a plan may choose from, cut into parts that have nothing, or little, to do with each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from volunteer.matching.blocks import compact_groups
from volunteer.matching.columns import BoolArray, IntArray
from volunteer.matching.geo import FloatArray

LOT = 600_000  # pairs of small groups that are solved together
MOST_PAIRS = 8_000_000


@dataclass(frozen=True, slots=True)
class Part:
    """n pairs of a members and b positions, numbered from 0 in each part.

    Columns of shape (n,): ``member``, ``position``, ``profit`` (what choosing the pair is worth, above 0), ``starts``
    and ``ends`` of the session in microseconds (the pause is part of ``ends``). ``limit`` (a,) is how many pairs a
    member may have, ``free`` (b,) how many a position. Pairs come by member.
    """

    member: IntArray
    position: IntArray
    profit: IntArray
    starts: IntArray
    ends: IntArray
    limit: IntArray
    free: IntArray

    def __len__(self) -> int:
        return len(self.member)

    def of(self, pairs: NDArray[np.integer]) -> tuple[Part, IntArray, IntArray]:
        """Some of the pairs as a part of their own, with the members and positions that its numbers stand for."""
        members, member = np.unique(self.member[pairs], return_inverse=True)
        positions, position = np.unique(self.position[pairs], return_inverse=True)
        part = Part(
            member=member.reshape(-1),
            position=position.reshape(-1),
            profit=self.profit[pairs],
            starts=self.starts[pairs],
            ends=self.ends[pairs],
            limit=self.limit[members],
            free=self.free[positions],
        )
        return part, members, positions

    def apart(self, homes: FloatArray) -> list[IntArray]:
        """The pairs cut into batches, as indices; ``homes`` (a, 3) are the members' places.

        Pairs that share members or positions, over any number of steps, stay together, small such groups are put into
        one batch, and a group of more than eight million pairs is cut by where its members live: then, and only
        then, batches share positions.
        """
        links = sparse.coo_matrix(
            (np.ones(len(self), dtype=np.int8), (self.member, self.position + len(self.limit))),
            shape=(len(self.limit) + len(self.free),) * 2,
        )
        _count, label = connected_components(links, directed=False)
        group = label[self.member]
        sizes = np.bincount(group)
        batches = [
            np.flatnonzero(np.isin(group, some)) if len(some) < len(sizes) else np.arange(len(self))
            for some in _packed(sizes.tolist())
        ]
        return [piece for batch in batches for piece in self._cut(batch, homes)]

    def _cut(self, pairs: IntArray, homes: FloatArray) -> Sequence[IntArray]:
        if len(pairs) <= MOST_PAIRS:
            return [pairs]
        members = np.unique(self.member[pairs])
        most = max(1, len(members) * MOST_PAIRS // len(pairs))
        return [pairs[_among(self.member[pairs], members[rows])] for rows in compact_groups(homes[members], most)]


def _packed(sizes: Sequence[int]) -> list[list[int]]:
    """Group numbers put together so that each lot has at most ``LOT`` pairs, or is one group alone."""
    lots: list[list[int]] = []
    room = 0
    for number, size in enumerate(sizes):
        if size and size <= room:
            lots[-1].append(number)
            room -= size
        elif size:
            lots.append([number])
            room = LOT - size
    return lots


def _among(values: IntArray, some: IntArray) -> BoolArray:
    return np.isin(values, some)
