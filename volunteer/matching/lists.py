"""The best positions of everybody at once: the nightly lists."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from volunteer.matching.blocks import Block, over_blocks
from volunteer.matching.columns import IntArray
from volunteer.matching.problem import Problem
from volunteer.matching.recommend import LIST_LENGTH
from volunteer.matching.snapshot import Snapshot

Ranked = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Lists:
    """The lists of some members: row ``member[i]`` has entries ``starts[i]`` to ``starts[i + 1]``, best first."""

    member: IntArray
    starts: IntArray
    position: IntArray
    score: IntArray


def top_lists(snapshot: Snapshot, k: int = LIST_LENGTH) -> Iterator[Lists]:
    """For every member the (at most k) entries of ``top_positions``, as rows of the tables, in blocks of members.

    ``ValueError`` if k is negative.
    """
    if k < 0:
        raise ValueError("k must not be negative")
    in_order = np.argsort(snapshot.positions.ids)
    by_id = np.empty_like(in_order)
    by_id[in_order] = np.arange(len(in_order))

    def best(members: IntArray, block: Block) -> Lists:
        count = np.searchsorted(members, block.member)
        highest = int(block.score.max(initial=0))
        span = highest - int(block.score.min(initial=0)) + 1
        keys = (count * span + (highest - block.score)) * len(in_order) + by_id[block.position]
        keys.sort()  # by member, then score from the highest, then id
        rest, position = np.divmod(keys, max(1, len(in_order)))
        owner, below = np.divmod(rest, span)
        first = np.searchsorted(owner, np.arange(len(members) + 1))
        kept = np.arange(len(keys)) - first[owner] < k
        starts = np.append(0, np.cumsum(np.minimum(k, np.diff(first))))
        return Lists(members, starts, in_order[position[kept]], highest - below[kept])

    return over_blocks(snapshot, best)


def top_of_everybody(problem: Problem | Snapshot, k: int = LIST_LENGTH) -> dict[int, Ranked]:
    """For every member, in the order of the problem, the (position id, score) of ``top_positions``."""
    snapshot = problem if isinstance(problem, Snapshot) else Snapshot.of(problem)
    found: dict[int, Ranked] = {number: [] for number in snapshot.members.ids.tolist()}
    for lists in top_lists(snapshot, k):
        entries = list(zip(snapshot.positions.ids[lists.position].tolist(), lists.score.tolist(), strict=True))
        bounds = lists.starts.tolist()
        for number, member in enumerate(snapshot.members.ids[lists.member].tolist()):
            found[member] = entries[bounds[number] : bounds[number + 1]]
    return found
