"""Is a plan what it says it is? Recomputed from the problem, pair by pair, with nothing of the solver."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from volunteer.matching.bands import MINUTE_US
from volunteer.matching.feasibility import FEASIBLE, REASONS, reason_codes
from volunteer.matching.pairs import Pairs
from volunteer.matching.planning import Assignment, Plan, gap_of
from volunteer.matching.score import scores
from volunteer.matching.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Verdict:
    """What checking found: ``faults`` in words for engineers, the objective recomputed, and the gap to the bound."""

    faults: tuple[str, ...]
    objective: int
    gap: float

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


def check(snapshot: Snapshot, plan: Plan) -> Verdict:
    """Every pair feasible and scored right, no place, member or hour used twice, the figures as stated."""
    known = [one for one in plan.assignments if _known(snapshot, one)]
    faults = [f"unknown pair {one.member}, {one.position}" for one in plan.assignments if not _known(snapshot, one)]
    faults += _pair_faults(snapshot, known) + _place_faults(snapshot, known) + _member_faults(snapshot, known)
    objective = sum(one.score for one in plan.assignments) + snapshot.policy.coverage_bonus * len(plan.assignments)
    gap = gap_of(objective, plan.bound)
    if objective != plan.objective:
        faults.append(f"objective is {objective}, not {plan.objective}")
    if objective > plan.bound:
        faults.append(f"objective {objective} is above the bound {plan.bound}")
    return Verdict(tuple(faults), objective, gap)


def _known(snapshot: Snapshot, one: Assignment) -> bool:
    return one.member in snapshot.members.row_of and one.position in snapshot.positions.row_of


def _pair_faults(snapshot: Snapshot, assignments: list[Assignment]) -> list[str]:
    members = np.array([snapshot.members.row_of[one.member] for one in assignments], dtype=np.int64)
    positions = np.array([snapshot.positions.row_of[one.position] for one in assignments], dtype=np.int64)
    pairs = Pairs.of(snapshot.members, snapshot.positions, members, positions, snapshot.policy)
    codes, points = reason_codes(pairs).tolist(), scores(pairs, snapshot.policy.weights).tolist()
    faults = []
    for one, code, score in zip(assignments, codes, points, strict=True):
        if code != FEASIBLE:
            faults.append(f"member {one.member} cannot take position {one.position}: {REASONS[code]}")
        if score != one.score:
            faults.append(f"member {one.member} with position {one.position} scores {score}, not {one.score}")
    return faults


def _place_faults(snapshot: Snapshot, assignments: list[Assignment]) -> list[str]:
    free, row_of = snapshot.positions.free, snapshot.positions.row_of
    used = Counter(one.position for one in assignments)
    faults = [
        f"position {position} has {free[row_of[position]]} free places, {count} are used"
        for position, count in used.items()
        if count > free[row_of[position]]
    ]
    twice = Counter((one.member, one.position) for one in assignments)
    return faults + [
        f"member {member} holds position {position} twice" for (member, position), n in twice.items() if n > 1
    ]


def _member_faults(snapshot: Snapshot, assignments: list[Assignment]) -> list[str]:
    members, positions, rest = snapshot.members, snapshot.positions, snapshot.policy.rest_minutes * MINUTE_US
    held: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for one in assignments:
        row = positions.row_of[one.position]
        held[one.member].append((int(positions.starts[row]), int(positions.ends[row])))
    faults = []
    for member, sessions in held.items():
        most = int(members.max_positions[members.row_of[member]])
        if len(sessions) > most:
            faults.append(f"member {member} may take {most} positions, {len(sessions)} are given")
        for (_, ends), (starts, _) in pairwise(sorted(sessions)):
            if starts < ends + rest:
                faults.append(f"member {member} has two sessions that overlap or lie too close together")
    return faults
