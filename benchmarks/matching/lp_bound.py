"""An upper bound of any plan, found without the package: the relaxation solved by SciPy's HiGHS.

One variable for each feasible pair, one row for each position and each member, and one for each member and maximal
set of sessions of theirs that are on at the same instant (with the pause after each). Such rows describe intervals
exactly, so that the relaxation is integral or nearly so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from volunteer.matching import Position, Problem

Ranked = list[tuple[int, int]]


def lp_bound(problem: Problem, lists: Mapping[int, Ranked]) -> float:
    """The largest sum of (score + coverage_bonus); ``lists`` gives every feasible pair as (position id, score)."""
    positions = {position.id: position for position in problem.positions}
    pause = timedelta(minutes=problem.policy.rest_minutes)
    worth: list[int] = []
    rows: list[tuple[list[int], int]] = []
    of_position: dict[int, list[int]] = {}
    for member in problem.members:
        mine = range(len(worth), len(worth) + len(lists[member.id]))
        theirs = [positions[key] for key, _ in lists[member.id]]
        worth += [score + problem.policy.coverage_bonus for _, score in lists[member.id]]
        for variable, position in zip(mine, theirs, strict=True):
            of_position.setdefault(position.id, []).append(variable)
        rows.append((list(mine), member.max_positions))
        rows += [([mine[index] for index in clique], 1) for clique in _cliques(theirs, pause)]
    rows += [(variables, positions[key].free) for key, variables in of_position.items()]
    return _solve(worth, rows) if worth else 0.0


def _cliques(positions: Sequence[Position], pause: timedelta) -> Iterator[list[int]]:
    """Maximal sets, of two or more, of positions that one person cannot hold together."""
    order = sorted(range(len(positions)), key=lambda index: positions[index].starts)
    running: list[int] = []
    for index in order:
        still = [other for other in running if positions[index].starts < positions[other].ends + pause]
        if len(still) < len(running) > 1:
            yield running
        running = [*still, index]
    if len(running) > 1:
        yield running


def _solve(worth: list[int], rows: list[tuple[list[int], int]]) -> float:
    columns = np.concatenate([np.array(variables, dtype=np.int64) for variables, _ in rows])
    lengths = [len(variables) for variables, _ in rows]
    shape = (len(rows), len(worth))
    matrix = csr_array((np.ones(len(columns)), (np.repeat(np.arange(len(rows)), lengths), columns)), shape=shape)
    limits = [limit for _, limit in rows]
    answer = linprog(-np.array(worth), A_ub=matrix, b_ub=limits, bounds=(0, 1), method="highs-ds")
    if answer.status != 0:
        raise RuntimeError(f"the relaxation was not solved: {answer.message}")
    return float(-answer.fun)
