"""Plans as they are made without an engine, by plain code."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from volunteer.matching import Snapshot, top_lists

Ints = NDArray[np.int64]

MINUTE_US = 60_000_000
CHUNK = 100_000


@dataclass(frozen=True)
class Pairs:
    """All feasible pairs: ids and scores, each of shape (n,); a member's side by side, best first."""

    member: Ints
    position: Ints
    score: Ints

    @classmethod
    def of(cls, snapshot: Snapshot) -> Pairs:
        """As the engine finds them."""
        blocks = list(top_lists(snapshot, len(snapshot.positions)))
        nothing = np.empty(0, dtype=np.int64)
        member = [np.repeat(block.member, np.diff(block.starts)) for block in blocks]
        return cls(
            snapshot.members.ids[np.concatenate([nothing, *member])],
            snapshot.positions.ids[np.concatenate([nothing, *(block.position for block in blocks)])],
            np.concatenate([nothing, *(block.score for block in blocks)]),
        )

    def in_order(self, order: Ints) -> Iterator[tuple[int, int, int]]:
        """(member, position, score) one by one."""
        for start in range(0, len(order), CHUNK):
            rows = order[start : start + CHUNK]
            columns = (self.member[rows].tolist(), self.position[rows].tolist(), self.score[rows].tolist())
            yield from zip(*columns, strict=True)


def best_score_first(snapshot: Snapshot, pairs: Pairs) -> int:
    """Value of giving out all feasible pairs from the best score down; ties by member, then position."""
    return _value(snapshot, pairs.in_order(np.lexsort((pairs.position, pairs.member, -pairs.score))))


def first_come_first_served(snapshot: Snapshot, pairs: Pairs) -> int:
    """Value when members come in the order of their ids and take the best that is left to them."""
    return _value(snapshot, pairs.in_order(np.argsort(pairs.member, kind="stable")))


def _value(snapshot: Snapshot, pairs: Iterator[tuple[int, int, int]]) -> int:
    """Sum of score + bonus of the pairs given: one after the other, while places, limits and pauses allow it."""
    members, positions = snapshot.members, snapshot.positions
    rest = snapshot.policy.rest_minutes * MINUTE_US
    free = dict(zip(positions.ids.tolist(), positions.free.tolist(), strict=True))
    more = dict(zip(members.ids.tolist(), members.max_positions.tolist(), strict=True))
    hours = zip(positions.starts.tolist(), (positions.ends + rest).tolist(), strict=True)
    when = dict(zip(positions.ids.tolist(), hours, strict=True))
    held: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    value = 0
    for member, position, score in pairs:
        if free[position] <= 0 or more[member] <= 0:
            continue
        starts, ends = when[position]
        if any(starts < other_ends and other_starts < ends for other_starts, other_ends in held[member]):
            continue
        free[position] -= 1
        more[member] -= 1
        held[member].append((starts, ends))
        value += score + snapshot.policy.coverage_bonus
    return value
