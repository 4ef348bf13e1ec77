"""Recommendations at request time: the best positions of a member, the best members of a position."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from volunteer.matching.feasibility import FEASIBLE, REASONS, reason_codes
from volunteer.matching.geo import nearest_km
from volunteer.matching.pairs import Pairs, pairs_of_member, pairs_of_position
from volunteer.matching.problem import Member, Policy, Position, Problem
from volunteer.matching.score import contributions, scores
from volunteer.matching.tables import BoolArray, IntArray, MemberTable, PositionTable

DEFAULT_POLICY = Policy()
LIST_LENGTH = 20

Ranked = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One entry of a list: the id of the other side, the score, what each part adds to it, metres between them."""

    id: int
    score: int
    contributions: Mapping[str, int]
    distance_m: int


def top_positions(
    member: Member,
    positions: Sequence[Position] | PositionTable,
    policy: Policy = DEFAULT_POLICY,
    k: int = LIST_LENGTH,
) -> list[Recommendation]:
    """At most k feasible positions with a free place, best score first, then lowest id.

    For many requests on one snapshot pass a ``PositionTable``. ``ValueError`` if k is negative or the table was
    laid out for another grace.
    """
    table = _position_table(positions, policy)
    pairs = pairs_of_member(member, table, policy)
    best = _best(pairs, table.ids, table.free > 0, policy, k)
    return [_recommendation(pairs, row, int(table.ids[row]), score, policy) for row, score in best]


def top_members(
    position: Position,
    members: Sequence[Member] | MemberTable,
    policy: Policy = DEFAULT_POLICY,
    k: int = LIST_LENGTH,
) -> list[Recommendation]:
    """At most k members who may take the position, best score first, then lowest id; none if no place is free.

    For many requests on one snapshot pass a ``MemberTable``. ``ValueError`` if k is negative.
    """
    table = members if isinstance(members, MemberTable) else MemberTable.of(members)
    pairs = pairs_of_position(position, table, policy)
    best = _best(pairs, table.ids, np.full(len(table.rows), position.free > 0), policy, k)
    return [_recommendation(pairs, row, int(table.ids[row]), score, policy) for row, score in best]


def top_of_everybody(problem: Problem, k: int = LIST_LENGTH) -> dict[int, Ranked]:
    """For every member, in the order of the problem, the (position id, score) of ``top_positions``."""
    table = PositionTable.of(problem.positions, problem.policy.band_grace_minutes)
    has_place = table.free > 0
    lists: dict[int, Ranked] = {}
    for member in problem.members:
        pairs = pairs_of_member(member, table, problem.policy)
        best = _best(pairs, table.ids, has_place, problem.policy, k)
        lists[member.id] = [(int(table.ids[row]), score) for row, score in best]
    return lists


def why_not(member: Member, position: Position, policy: Policy = DEFAULT_POLICY) -> str | None:
    """The first reason of the contract that keeps the two apart, or None; free places are not looked at."""
    code = int(reason_codes(pairs_of_member(member, _position_table([position], policy), policy))[0])
    return None if code == FEASIBLE else REASONS[code]


def _position_table(positions: Sequence[Position] | PositionTable, policy: Policy) -> PositionTable:
    if isinstance(positions, PositionTable):
        return positions
    return PositionTable.of(positions, policy.band_grace_minutes)


def _best(pairs: Pairs, ids: IntArray, has_place: BoolArray, policy: Policy, k: int) -> Ranked:
    """(row, score) of the k best rows that are feasible and have a place."""
    if k < 0:
        raise ValueError("k must not be negative")
    rows = np.flatnonzero((reason_codes(pairs) == FEASIBLE) & has_place)
    points = scores(pairs, rows, policy.weights)
    order = np.lexsort((ids[rows], -points))[:k]
    return list(zip(rows[order].tolist(), points[order].tolist(), strict=True))


def _recommendation(pairs: Pairs, row: int, other: int, score: int, policy: Policy) -> Recommendation:
    member, position = pairs.member(row), pairs.position(row)
    return Recommendation(
        id=other,
        score=score,
        contributions=contributions(member, position, policy.weights),
        distance_m=round(nearest_km(member.anchors, position.at) * 1000),
    )
