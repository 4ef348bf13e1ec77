"""Plans as they are made without an engine, by plain code."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import timedelta

from volunteer.matching import Problem

Ranked = list[tuple[int, int]]


class Places:
    """Who has been given what: each step keeps places, limits and pauses."""

    def __init__(self, problem: Problem) -> None:
        self.rest = timedelta(minutes=problem.policy.rest_minutes)
        self.bonus = problem.policy.coverage_bonus
        self.positions = {position.id: position for position in problem.positions}
        self.free = {position.id: position.free for position in problem.positions}
        self.more = {member.id: member.max_positions for member in problem.members}
        self.held: defaultdict[int, list[int]] = defaultdict(list)
        self.value = 0

    def give(self, member: int, position: int, score: int) -> None:
        """Give a place if it is free and the member may still take it; otherwise nothing happens."""
        if self.free[position] <= 0 or self.more[member] <= 0 or self._clashes(member, position):
            return
        self.free[position] -= 1
        self.more[member] -= 1
        self.held[member].append(position)
        self.value += score + self.bonus

    def _clashes(self, member: int, position: int) -> bool:
        wanted = self.positions[position]
        others = (self.positions[other] for other in self.held[member])
        return any(
            wanted.starts < other.ends + self.rest and other.starts < wanted.ends + self.rest for other in others
        )


def best_score_first(problem: Problem, lists: Mapping[int, Ranked]) -> int:
    """Value of giving out all feasible pairs from the best score down; ties by member, then position."""
    pairs = ((-score, member, position) for member, ranked in lists.items() for position, score in ranked)
    return _value(problem, ((member, position, -score) for score, member, position in sorted(pairs)))


def first_come_first_served(problem: Problem, lists: Mapping[int, Ranked]) -> int:
    """Value when members come in the order of their ids and take the best that is left to them."""
    return _value(problem, ((member, *pair) for member in sorted(lists) for pair in lists[member]))


def _value(problem: Problem, pairs: Iterable[tuple[int, int, int]]) -> int:
    places = Places(problem)
    for member, position, score in pairs:
        places.give(member, position, score)
    return places.value
