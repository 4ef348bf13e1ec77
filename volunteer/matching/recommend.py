"""Recommendations at request time: the best positions of a member, the best members of a position."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from volunteer.matching.columns import BoolArray, IntArray, Rows
from volunteer.matching.feasibility import FEASIBLE, REASONS, feasible, reason_codes
from volunteer.matching.geo import chord_of_product
from volunteer.matching.members import MemberTable
from volunteer.matching.pairs import Pairs
from volunteer.matching.positions import PositionTable
from volunteer.matching.problem import Member, Policy, Position
from volunteer.matching.score import contributions, metres, scores

DEFAULT_POLICY = Policy()
LIST_LENGTH = 20


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One entry of a list: the id of the other side, the score, what each part adds to it, metres between them."""

    id: int
    score: int
    contributions: Mapping[str, int]
    distance_m: int


def top_positions(
    member: Member | MemberTable,
    positions: Sequence[Position] | PositionTable,
    policy: Policy = DEFAULT_POLICY,
    k: int = LIST_LENGTH,
    *,
    row: int = 0,
    closed: BoolArray | None = None,
) -> list[Recommendation]:
    """At most k feasible positions with a free place, best score first, then lowest id.

    For many requests on one snapshot pass a ``PositionTable``, and the member as a ``row`` of a ``MemberTable``.
    ``closed`` (n,) marks rows of the positions that are out of the question. ``ValueError`` if k is negative or the
    table was laid out for another grace.
    """
    members = member if isinstance(member, MemberTable) else MemberTable.of([member])
    table = _position_table(positions, policy)
    rows = _positions_within_reach(members, row, table)
    if closed is not None:
        rows = rows[~closed[rows]]
    return _best(Pairs.of(members, table, np.full(len(rows), row), rows, policy), table.ids[rows], policy, k)


def top_members(
    position: Position | PositionTable,
    members: Sequence[Member] | MemberTable,
    policy: Policy = DEFAULT_POLICY,
    k: int = LIST_LENGTH,
    *,
    row: int = 0,
) -> list[Recommendation]:
    """At most k members who may take the position, best score first, then lowest id; none if no place is free.

    For many requests on one snapshot pass a ``MemberTable``, and the position as a ``row`` of a ``PositionTable``.
    ``ValueError`` if k is negative.
    """
    table = members if isinstance(members, MemberTable) else MemberTable.of(members)
    positions = position if isinstance(position, PositionTable) else _position_table([position], policy)
    rows = _members_within_reach(positions, row, table)
    return _best(Pairs.of(table, positions, rows, np.full(len(rows), row), policy), table.ids[rows], policy, k)


def count_members(position: Position, members: Sequence[Member] | MemberTable, policy: Policy = DEFAULT_POLICY) -> int:
    """How many ``top_members`` there are in all."""
    table = members if isinstance(members, MemberTable) else MemberTable.of(members)
    positions = _position_table([position], policy)
    rows = _members_within_reach(positions, 0, table)
    pairs = Pairs.of(table, positions, rows, np.zeros_like(rows), policy)
    return int(np.count_nonzero(feasible(pairs)))


def why_not(member: Member, position: Position, policy: Policy = DEFAULT_POLICY) -> str | None:
    """The first reason of the contract that keeps the two apart, or None; free places are not looked at."""
    code = int(reason_codes(Pairs.of_two(member, position, policy))[0])
    return None if code == FEASIBLE else REASONS[code]


def _position_table(positions: Sequence[Position] | PositionTable, policy: Policy) -> PositionTable:
    if isinstance(positions, PositionTable):
        return positions
    return PositionTable.of(positions, policy.band_grace_minutes)


def _positions_within_reach(members: MemberTable, row: int, table: PositionTable) -> Rows:
    """Rows of the positions that may be feasible: what is quick to tell is sorted out, ``feasible`` decides."""
    anchors, least = members.vectors[row], float(members.least_product[row])
    lacking = ~members.availability[row]
    rows = table.near.rows(table.vectors[:, np.newaxis], anchors, chord_of_product(least))
    if rows is None:
        near = (table.vectors @ anchors[0] >= least) | (table.vectors @ anchors[1] >= least)
        rows = (near & ((table.needed & lacking) == 0) & table.is_open).nonzero()[0]
    else:
        rows = rows[((table.needed[rows] & lacking) == 0) & table.is_open[rows]]
    held = members.levels[table.skills.into(members.skills), row]
    skill = table.skill[rows]
    found: Rows = rows[(skill < 0) | (held[skill] >= table.level[rows])]
    return found


def _members_within_reach(positions: PositionTable, row: int, table: MemberTable) -> Rows:
    """Rows of the members who may be feasible, as above."""
    if not positions.is_open[row]:
        return np.empty(0, dtype=np.int64)
    place = positions.vectors[row]
    rows = table.near.rows(table.vectors, place[np.newaxis], chord_of_product(table.widest_product))
    if rows is None:
        return _able(positions, row, table, slice(None)).nonzero()[0]
    found: Rows = rows[_able(positions, row, table, rows)]
    return found


def _able(positions: PositionTable, row: int, table: MemberTable, rows: Rows | slice) -> BoolArray:
    """Which of these members hold the skill, are free and live near enough, a little generously."""
    needed, skill = positions.needed[row], int(positions.skill[row])
    able: BoolArray = (table.availability[rows] & needed) == needed
    if skill >= 0:
        line = positions.skills.into(table.skills)[skill]
        able &= table.levels[line][rows] >= positions.level[row]
    # One product for all anchors: one for each member would be a thousand times as many calls.
    products = (table.vectors[rows].reshape(-1, 3) @ positions.vectors[row]).reshape(-1, 2)
    least = table.least_product[rows]
    able &= (products[:, 0] >= least) | (products[:, 1] >= least)
    return able


def _best(pairs: Pairs, ids: IntArray, policy: Policy, k: int) -> list[Recommendation]:
    """The k best feasible pairs; ``ids`` are those of the other side."""
    if k < 0:
        raise ValueError("k must not be negative")
    points = scores(pairs, policy.weights)
    rows = feasible(pairs).nonzero()[0]
    if len(rows) > k > 0:
        kth = np.partition(points[rows], len(rows) - k)[len(rows) - k]
        rows = rows[points[rows] >= kth]
    order = rows[np.lexsort((ids[rows], -points[rows]))][:k]
    best = pairs.take(order)
    columns = (ids[order].tolist(), points[order].tolist(), contributions(best, policy.weights), metres(best).tolist())
    return [Recommendation(*entry) for entry in zip(*columns, strict=True)]
