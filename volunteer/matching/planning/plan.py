"""The best plan for a snapshot: feasible always, within its time, with a proven bound."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np

from volunteer.matching.bands import MINUTE_US
from volunteer.matching.blocks import over_blocks
from volunteer.matching.columns import IntArray
from volunteer.matching.planning.choosing import Hand
from volunteer.matching.planning.parts import Part
from volunteer.matching.planning.result import Assignment, Ending, Plan, near_enough
from volunteer.matching.planning.solver import Solver
from volunteer.matching.problem import ProblemError
from volunteer.matching.snapshot import Snapshot

DEFAULT_TIME_LIMIT_S = 30.0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a plan is: seconds since the start, what is reached, and what nothing can exceed."""

    seconds: float
    objective: int
    bound: int


def plan(
    snapshot: Snapshot,
    time_limit_s: float = DEFAULT_TIME_LIMIT_S,
    pinned: Iterable[tuple[int, int]] = (),
    progress: Callable[[Progress], None] | None = None,
) -> Plan:
    """Pairs that maximize the sum of score + coverage_bonus under the rules of the contract.

    No position gets more members than it has free places, no member more than ``max_positions`` or two sessions closer
    than ``rest_minutes``. ``pinned`` (member id, position id) are part of every plan. Ends when nothing better by more
    than a hundred-thousandth can exist, when the time is up, or on Ctrl-C, then with the best so far. The same input
    gives the same plan unless the time was up. Raises ``ProblemError`` if pins are not feasible together.
    """
    began = time.monotonic()
    pairs = _feasible_pairs(snapshot)
    pins = _pins(snapshot, pairs, pinned)
    held = Hand(pairs)
    held.take(pins)
    if len(held.chosen) < len(pins):
        raise ProblemError("pinned", "the pinned pairs do not fit together")
    rest = replace(pairs, limit=held.limit, free=held.free)
    open_pairs = np.flatnonzero(held.fits() & (pairs.profit > 0))
    part, members, _positions = rest.of(open_pairs)
    batches = part.apart(snapshot.members.vectors[members, 0])
    solver = Solver([part.of(batch)[0] for batch in batches], began + time_limit_s)
    kept = int(pairs.profit[pins].sum())

    def report() -> None:
        if progress is not None:
            objective, bound = solver.standing()
            progress(Progress(time.monotonic() - began, kept + objective, kept + bound))

    ending = solver.run(report)
    merged = Hand(part)
    for number, batch in enumerate(batches):
        merged.take(batch[solver.best(number).chosen])
    merged.fill()
    chosen = np.concatenate((pins, open_pairs[merged.chosen]))
    objective, bound = int(pairs.profit[chosen].sum()), kept + solver.standing()[1]
    if ending is Ending.PROVEN and not near_enough(objective, bound):
        ending = Ending.TIME
    return Plan(_assignments(snapshot, pairs, chosen), objective, bound, ending)


def _feasible_pairs(snapshot: Snapshot) -> Part:
    """All feasible pairs, numbered by the rows of the tables."""
    members, positions = snapshot.members, snapshot.positions
    blocks = list(over_blocks(snapshot, lambda _members, block: block))
    nothing = np.empty(0, dtype=np.int64)
    member = np.concatenate([nothing, *(block.member for block in blocks)])
    position = np.concatenate([nothing, *(block.position for block in blocks)])
    score = np.concatenate([nothing, *(block.score for block in blocks)])
    return Part(
        member=member,
        position=position,
        profit=score + snapshot.policy.coverage_bonus,
        starts=positions.starts[position],
        ends=positions.ends[position] + snapshot.policy.rest_minutes * MINUTE_US,
        limit=members.max_positions.copy(),
        free=positions.free.clip(0),
    )


def _pins(snapshot: Snapshot, pairs: Part, pinned: Iterable[tuple[int, int]]) -> IntArray:
    """The pinned pairs among the feasible ones."""
    found: list[int] = []
    for member, position in dict.fromkeys(pinned):
        row, other = snapshot.members.row_of.get(member, -1), snapshot.positions.row_of.get(position, -1)
        pair = np.flatnonzero((pairs.member == row) & (pairs.position == other))
        if not len(pair):
            raise ProblemError("pinned", f"member {member} cannot take position {position}")
        found.append(int(pair[0]))
    return np.array(found, dtype=np.int64)


def _assignments(snapshot: Snapshot, pairs: Part, chosen: IntArray) -> tuple[Assignment, ...]:
    members = snapshot.members.ids[pairs.member[chosen]]
    positions = snapshot.positions.ids[pairs.position[chosen]]
    scores = pairs.profit[chosen] - snapshot.policy.coverage_bonus
    order = np.lexsort((members, positions))
    columns = (members[order].tolist(), positions[order].tolist(), scores[order].tolist())
    return tuple(Assignment(*entry) for entry in zip(*columns, strict=True))
