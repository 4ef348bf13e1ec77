"""Every feasible pair of whole tables, without looking at every pair.

Members are cut into groups that live close together. For each group the positions within reach are sorted by what
they ask (the bands, or the skill), and each kind meets only the members who have that, in one matrix product of unit
vectors. What survives is decided by the same columns as a single request. Work and memory follow the number of pairs
that are near each other, free at that time and able, not members x positions.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

import numpy as np

from volunteer.matching.columns import BoolArray, IntArray, Rows
from volunteer.matching.feasibility import feasible
from volunteer.matching.geo import EARTH_RADIUS_KM, FloatArray, chord_of_product
from volunteer.matching.pairs import Pairs
from volunteer.matching.positions import PositionTable
from volunteer.matching.score import scores
from volunteer.matching.snapshot import Snapshot

Result = TypeVar("Result")

MOST_TOGETHER = 8192
FEW_TOGETHER = 64
SPAN_KM = 70.0
MOST_AT_ONCE = 4_000_000  # elements of one matrix product: 32 MB


@dataclass(frozen=True, slots=True)
class Block:
    """All feasible pairs of some members with positions that have a free place: rows of the tables, and scores."""

    member: Rows
    position: Rows
    score: IntArray


def over_blocks(snapshot: Snapshot, reduce: Callable[[IntArray, Block], Result]) -> Iterator[Result]:
    """``reduce(member rows of the block, block)`` for every block, on all processors, in an order that never varies.

    Each member is in exactly one block. Within a block pairs come by member row, then position row.
    """
    classes = _Kinds(snapshot.positions)
    groups = compact_groups(snapshot.members.vectors[:, 0], MOST_TOGETHER)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        yield from pool.map(lambda group: reduce(group, _block(snapshot, classes, group)), groups)


def compact_groups(vectors: FloatArray, most: int) -> list[IntArray]:
    """Rows of unit vectors (n, 3) cut into groups of at most ``most`` that lie within some 70 km; few may lie apart."""
    groups: list[IntArray] = []
    waiting = [np.arange(len(vectors), dtype=np.int64)] if len(vectors) else []
    while waiting:
        rows = waiting.pop()
        places = vectors[rows]
        spans = places.max(axis=0) - places.min(axis=0)
        axis = int(spans.argmax())
        wide = spans[axis] > SPAN_KM / EARTH_RADIUS_KM and len(rows) > FEW_TOGETHER
        if len(rows) <= most and not wide:
            groups.append(rows)
            continue
        order = np.argsort(places[:, axis], kind="stable")
        half = len(rows) // 2
        waiting += [np.sort(rows[order[half:]]), np.sort(rows[order[:half]])]
    return groups


class _Kinds:
    """The open positions by what they ask: without a skill by their bands, with one by skill and level."""

    def __init__(self, positions: PositionTable) -> None:
        self.rows = np.flatnonzero(positions.is_open)
        skill, needed = positions.skill[self.rows], positions.needed[self.rows].astype(np.int64)
        plain = skill < 0
        asked = np.column_stack((skill, np.where(plain, needed, positions.level[self.rows])))
        self.kinds, kind = np.unique(asked, axis=0, return_inverse=True)
        self.kind = kind.reshape(-1)
        self.vectors = positions.vectors[self.rows]
        self.needed = positions.needed[self.rows]

    def near(self, center: FloatArray, chord: float) -> IntArray:
        """Indices into ``rows`` of the positions within a chord of a point, by kind."""
        difference = self.vectors - center
        found = np.flatnonzero(np.einsum("ij,ij->i", difference, difference) <= chord * chord)
        return found[np.argsort(self.kind[found], kind="stable")]


def _block(snapshot: Snapshot, kinds: _Kinds, group: IntArray) -> Block:
    members = snapshot.members
    keys = [_near_pairs(snapshot, kinds, group, members.vectors[group, 0])]
    two = group[(members.vectors[group, 0] != members.vectors[group, 1]).any(axis=1)]
    offices = members.vectors[two, 1]
    keys += [_near_pairs(snapshot, kinds, two[part], offices[part]) for part in compact_groups(offices, MOST_TOGETHER)]
    member, position = np.divmod(_distinct(np.concatenate(keys)), max(1, len(snapshot.positions)))
    pairs = Pairs.of(members, snapshot.positions, member, position, snapshot.policy)
    pairs = pairs.take(np.flatnonzero(feasible(pairs)))
    return Block(pairs.member, pairs.position, scores(pairs, snapshot.policy.weights))


def _near_pairs(snapshot: Snapshot, kinds: _Kinds, rows: IntArray, anchors: FloatArray) -> IntArray:
    """member row x number of positions + position row, of the pairs near one anchor each that may be feasible."""
    members = snapshot.members
    least = members.least_product[rows]
    center = anchors.mean(axis=0)
    spread = float(np.sqrt(((anchors - center) ** 2).sum(axis=1).max()))
    within = kinds.near(center, spread + chord_of_product(float(least.min())))
    if not len(within):
        return np.empty(0, dtype=np.int64)
    availability, levels = members.availability[rows], members.levels
    into = snapshot.positions.skills.into(members.skills)
    found = []
    bounds = [*np.flatnonzero(np.diff(kinds.kind[within], prepend=-1)).tolist(), len(within)]
    for begin, end in pairwise(bounds):
        among = within[begin:end]
        skill, asked = kinds.kinds[kinds.kind[among[0]]].tolist()
        able = (availability & asked) == asked if skill < 0 else levels[into[skill], rows] >= asked
        who = np.flatnonzero(able)
        most = max(1, MOST_AT_ONCE // len(among))
        for part in (who[start : start + most] for start in range(0, len(who), most)):
            hit, place = _hits(anchors[part], kinds.vectors[among], least[part])
            who_hit, where = part[hit], among[place]
            if skill >= 0:
                free = (kinds.needed[where] & ~availability[who_hit]) == 0
                who_hit, where = who_hit[free], where[free]
            found.append(rows[who_hit] * len(snapshot.positions) + kinds.rows[where])
    return np.concatenate(found) if found else np.empty(0, dtype=np.int64)


def _distinct(keys: IntArray) -> IntArray:
    """Ascending, each once: sorting beats the hash table of ``np.unique`` here."""
    keys.sort()
    return keys[np.flatnonzero(np.diff(keys, prepend=-1))]


def _hits(anchors: FloatArray, places: FloatArray, least: FloatArray) -> tuple[IntArray, IntArray]:
    """Indices of anchors and places whose unit vectors have at least this product."""
    near: BoolArray = anchors @ places.T >= least[:, np.newaxis]
    hit, place = np.divmod(near.ravel().nonzero()[0], len(places))
    return hit, place
