"""From a plan's market to its pairs: reads the database, asks `volunteer.matching`, writes nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import select

from volunteer import matching
from volunteer.kernel.database import db
from volunteer.matching.pairs import Pairs
from volunteer.matching.score import contributions
from volunteer.plans.asks import NOTHING, most_by_unit, open_asks, with_asks
from volunteer.plans.models import Plan, PlanPair
from volunteer.plans.rules import overlap
from volunteer.plans.scope import market_of
from volunteer.plans.states import PairStatus
from volunteer.suggestions.adapter import POLICY
from volunteer.suggestions.market import Market

TIME_LIMIT_S = 10.0

Key = tuple[int, int]  # position and member
Told = Callable[[matching.Progress], None]


@dataclass(frozen=True)
class Question:
    """What a plan is solved from: its version when it was read, the problem, and the pairs to keep.

    `given_up` are pinned pairs that do not fit any more, with the first reason.
    """

    version: int
    problem: matching.Problem
    pinned: tuple[Key, ...] = ()
    given_up: Mapping[Key, str] = field(default_factory=dict)

    @property
    def places(self) -> int:
        """Places that are free."""
        return sum(max(0, position.free) for position in self.problem.positions)


@dataclass(frozen=True)
class Solution:
    """What a plan proposes: a row for each pair by its columns, and what it leaves unfilled."""

    question: Question
    rows: Mapping[Key, Mapping[str, Any]]
    unfilled: list[dict[str, Any]]
    objective: int
    bound: int
    milliseconds: int


def question_of(plan: Plan, now: datetime) -> Question:
    """The plan's market, bound by what members were asked meanwhile and by what was pinned and removed by hand."""
    chosen = _by_hand(plan.id)
    removed = _members_by_position(key for key, status in chosen.items() if status == PairStatus.REMOVED)
    problem = problem_of(market_of(plan, now), plan.unit.path, now, removed)
    pinned = [key for key, status in chosen.items() if status == PairStatus.PINNED]
    kept, given_up = _still_fitting(problem, pinned)
    return Question(plan.version, problem, kept, given_up)


def problem_of(market: Market, unit_path: str, now: datetime, excluded: Mapping[int, set[int]]) -> matching.Problem:
    """The market without the pairs excluded by position, and nobody asked for more than they may be at once."""
    asks, most = open_asks(now), most_by_unit(unit_path)
    rows = market.members
    members = (
        with_asks(member, rows[member.id], asks.get(member.id, NOTHING), most[rows[member.id].unit_id])
        for member in market.problem.members
    )
    positions = (
        replace(position, excluded=position.excluded | excluded[position.id]) if position.id in excluded else position
        for position in market.problem.positions
    )
    return matching.Problem(tuple(members), tuple(positions), market.problem.policy)


def answer(question: Question, now: datetime, progress: Told | None = None) -> Solution:
    """Solve; takes up to the time limit and a little more, and tells how far it is meanwhile."""
    began = time.monotonic()
    snapshot = matching.Snapshot.of(question.problem)
    pinned = [(member, position) for position, member in question.pinned]
    found = matching.plan(snapshot, time_limit_s=TIME_LIMIT_S, pinned=pinned, progress=progress)
    left = matching.unfilled(snapshot, found.assignments, not_before=now)
    return Solution(
        question=question,
        rows=_rows(snapshot, found.assignments),
        unfilled=[asdict(one) for one in left],
        objective=found.objective,
        bound=found.bound,
        milliseconds=round((time.monotonic() - began) * 1000),
    )


def _rows(snapshot: matching.Snapshot, assignments: Sequence[matching.Assignment]) -> dict[Key, Mapping[str, Any]]:
    """The columns of each pair's row: how well the two fit, how far apart they are."""
    members = np.array([snapshot.members.row_of[one.member] for one in assignments], dtype=np.int64)
    positions = np.array([snapshot.positions.row_of[one.position] for one in assignments], dtype=np.int64)
    pairs = Pairs.of(snapshot.members, snapshot.positions, members, positions, snapshot.policy)
    metres = np.rint(pairs.distance_km * 1000).astype(np.int64).tolist()
    reasons = contributions(pairs, snapshot.policy.weights)
    return {
        (one.position, one.member): {"score": one.score, "distance_m": far, "reasons": why}
        for one, far, why in zip(assignments, metres, reasons, strict=True)
    }


def _by_hand(plan_id: int) -> dict[Key, str]:
    statement = select(PlanPair.position_id, PlanPair.member_id, PlanPair.status).where(
        PlanPair.plan_id == plan_id, PlanPair.status.in_((PairStatus.PINNED, PairStatus.REMOVED))
    )
    return {(position, member): status for position, member, status in db.session.execute(statement)}


def _members_by_position(keys: Iterable[Key]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for position, member in keys:
        found.setdefault(position, set()).add(member)
    return found


def _still_fitting(problem: matching.Problem, pinned: Iterable[Key]) -> tuple[tuple[Key, ...], dict[Key, str]]:
    """Of the pinned pairs those that can all be kept at once, and why the others cannot."""
    members = {member.id: member for member in problem.members}
    positions = {position.id: position for position in problem.positions}
    kept: list[Key] = []
    given_up: dict[Key, str] = {}
    for key in sorted(pinned):
        position, member = positions.get(key[0]), members.get(key[1])
        if position is None:
            given_up[key] = "closed"
        elif member is None:
            given_up[key] = "unavailable"
        elif reason := _in_the_way(member, position, kept, positions):
            given_up[key] = reason
        else:
            kept.append(key)
    return tuple(kept), given_up


def _in_the_way(
    member: matching.Member,
    position: matching.Position,
    kept: Sequence[Key],
    positions: Mapping[int, matching.Position],
) -> str | None:
    """The first reason against one more pair beside those kept."""
    if reason := matching.why(member, position, POLICY).reason:
        return reason
    if sum(key[0] == position.id for key in kept) >= position.free:
        return "full"
    others = [positions[key[0]] for key in kept if key[1] == member.id]
    if len(others) >= member.max_positions:
        return "too_many_claims"
    rest = timedelta(minutes=POLICY.rest_minutes)
    period = (position.starts - rest, position.ends + rest)
    return "overlap" if overlap(period, [(other.starts, other.ends) for other in others]) else None
