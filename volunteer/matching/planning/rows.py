"""The rules of a plan as rows of a linear program over the pairs of a part.

A position takes no more members than it has places. A member takes no more pairs than the limit and at most one of the
sessions that go on at any instant. It is enough to say the latter for the largest such sets: each is what goes on when
some session starts. Sets of intervals like these make the members' rows an interval matrix, whose corners are whole
numbers (Fulkerson and Gross 1965); only the positions' rows can make an optimum fractional, and seldom do.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from volunteer.matching.columns import BoolArray, IntArray
from volunteer.matching.geo import FloatArray
from volunteer.matching.planning.parts import Part


@dataclass(frozen=True, slots=True)
class Rules:
    """``matrix @ x <= most`` for x in [0, 1] per pair; the positions' rows come first."""

    matrix: sparse.csc_matrix
    most: FloatArray

    @classmethod
    def of(cls, part: Part) -> Rules:
        """The rules of a part."""
        row_of_set, pair_of_set = _going_on(part)
        sets = int(row_of_set.max(initial=-1)) + 1
        counts = np.bincount(part.member, minlength=len(part.limit))
        limited = np.flatnonzero(counts > part.limit)
        number = np.full(len(part.limit), -1, dtype=np.int64)
        number[limited] = np.arange(len(limited))
        under_limit = np.flatnonzero(number[part.member] >= 0)
        rows = np.concatenate(
            (part.position, row_of_set + len(part.free), number[part.member[under_limit]] + len(part.free) + sets)
        )
        columns = np.concatenate((np.arange(len(part)), pair_of_set, under_limit))
        shape = (len(part.free) + sets + len(limited), len(part))
        matrix = sparse.csc_matrix((np.ones(len(rows)), (rows, columns)), shape=shape)
        return cls(matrix, np.concatenate((part.free, np.ones(sets), part.limit[limited])).astype(np.float64))


def _going_on(part: Part) -> tuple[IntArray, IntArray]:
    """(number of the set, pair) for each largest set of a member's pairs that go on at one instant, two pairs or more.

    Members who may take one pair only need none.
    """
    several = np.flatnonzero(part.limit[part.member] > 1)
    order = several[np.lexsort((part.ends[several], part.starts[several], part.member[several]))]
    count = len(order)
    if not count:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    member = part.member[order]
    _moments, rank = np.unique(np.concatenate((part.starts[order], part.ends[order])), return_inverse=True)
    starts, ends = rank.reshape(2, count)
    later, earlier = _meetings(member, starts, ends)
    soonest_end = ends.copy()
    np.minimum.at(soonest_end, later, ends[earlier])
    last_of_member = np.append(member[1:] != member[:-1], True)
    # What goes on at a start goes on at the member's next start too unless one of it has ended: then it is not largest.
    largest = last_of_member | (soonest_end <= np.append(starts[1:], 0))
    largest &= np.bincount(later, minlength=count) > 0
    number = np.cumsum(largest) - 1
    within = largest[later]
    own = np.flatnonzero(largest)
    return np.concatenate((number[later[within]], number[own])), order[np.concatenate((earlier[within], own))]


def _meetings(member: IntArray, starts: IntArray, ends: IntArray) -> tuple[IntArray, IntArray]:
    """(later, earlier) of the same member where the earlier still goes on when the later starts; sorted by start."""
    # The latest end among a member's pairs up to each: nothing further back can matter to what starts after it.
    span = int(ends.max()) + 1
    reach = np.maximum.accumulate(ends + member * span) - member * span
    later, earlier = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
    back = 1
    candidates = np.arange(1, len(member))
    while len(candidates):
        other = candidates - back
        possible: BoolArray = (other >= 0) & (member[other] == member[candidates])
        possible[possible] = reach[other[possible]] > starts[candidates[possible]]
        candidates, other = candidates[possible], other[possible]
        meets = ends[other] > starts[candidates]
        later.append(candidates[meets])
        earlier.append(other[meets])
        back += 1
    return np.concatenate(later), np.concatenate(earlier)
