"""What one change of the day costs, and whether the next request sees it.

Some members and all positions are followed as plain values. After many changes tables are laid out anew from those
values, and lists from both must be the same.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import numpy as np

from benchmarks.matching.lists import some_of
from benchmarks.matching.measured import Figure, Report, p95
from benchmarks.matching_problems import draw, snapshot_of
from volunteer.matching import Member, Position, Problem, Snapshot, top_members, top_positions

FOLLOWED = 200
NEW_IDS = 10**9
HOUR = timedelta(hours=1)
MOST_MS = {"small": 5.0, "pilot": 5.0, "region": 50.0, "province": 50.0}

Change = Callable[[], None]


def changes(scale: str, shape: str, seed: int) -> Report:
    """Claims, other availability, new positions and withdrawn ones: each with the next list of a member, p95."""
    drawn = draw(scale, shape, seed)
    day = Day(snapshot_of(drawn), some_of(drawn, FOLLOWED, seed), seed)
    kinds = {
        "claim": day.claim,
        "other availability": day.other_availability,
        "new position": day.new_position,
        "position withdrawn": day.withdrawal,
    }
    figures = []
    for name, kind in kinds.items():
        milliseconds = [taken for number in list(day.members) if (taken := day.time(kind, number)) is not None]
        title = f"{scale}, {shape}: {name} and the next list of a member, p95"
        figures.append(Figure(title, p95(milliseconds), "ms", most=MOST_MS[scale]))
    return Report(tuple(figures), tuple(f"{scale}, {shape}: {fault}" for fault in day.faults()))


class Day:
    """A snapshot that changes, and the values that it should stand for."""

    def __init__(self, snapshot: Snapshot, followed: Problem, seed: int) -> None:
        self.snapshot = snapshot
        self.members = {member.id: member for member in followed.members}
        self.positions = {position.id: position for position in followed.positions}
        self.touched: set[int] = set()
        self.rng = np.random.default_rng(seed)
        for table in (snapshot.members, snapshot.positions):
            assert len(table.row_of) == len(table)  # numbered once, at the first change
        top_positions(snapshot.members, snapshot.positions, snapshot.policy)

    def time(self, kind: Callable[[Member], Change | None], number: int) -> float | None:
        """Milliseconds of a change that concerns a member, and of the member's next list."""
        change = kind(self.members[number])
        if change is None:
            return None
        started = time.perf_counter()
        change()
        self._list(number)
        return 1000 * (time.perf_counter() - started)

    def claim(self, member: Member) -> Change | None:
        """Somebody takes the best of the list."""
        found = self._list(member.id)
        if not found or member.max_positions == 0:
            return None
        position = self.positions[found[0][0]]
        self.touched.add(position.id)
        self.positions[position.id] = replace(
            position, taken=position.taken + 1, excluded=position.excluded | {member.id}
        )
        busy = (*member.busy, (position.starts, position.ends))
        self.members[member.id] = replace(member, busy=busy, max_positions=member.max_positions - 1)
        return lambda: self.snapshot.claim(member.id, position.id)

    def other_availability(self, member: Member) -> Change:
        """Somebody paints the week anew."""
        changed = replace(member, availability=int(self.rng.integers(2**28)) | int(self.rng.integers(2**28)))
        self.members[member.id] = changed
        return lambda: self.snapshot.put_member(changed)

    def new_position(self, member: Member) -> Change:
        """Something like another position is wanted where somebody lives, an hour later."""
        like = self._any_position()
        moved = replace(like, starts=like.starts + HOUR, ends=like.ends + HOUR)
        new = replace(moved, id=NEW_IDS + len(self.positions), at=member.anchors[0], taken=0)
        self.positions[new.id] = new
        self.touched.add(new.id)
        return lambda: self.snapshot.put_position(new)

    def withdrawal(self, member: Member) -> Change:
        """A position is no longer wanted."""
        found = self._list(member.id)
        key = found[0][0] if found else self._any_position().id
        del self.positions[key]
        self.touched.discard(key)
        return lambda: self.snapshot.remove_position(key)

    def faults(self) -> list[str]:
        """Lists that differ from those of tables laid out anew."""
        fresh = Snapshot.of(Problem(tuple(self.members.values()), tuple(self.positions.values()), self.snapshot.policy))
        policy = self.snapshot.policy
        wrong = []
        for row, number in enumerate(self.members):
            listed = top_positions(fresh.members, fresh.positions, policy, row=row)
            if [(entry.id, entry.score) for entry in listed] != self._list(number):
                wrong.append(f"the list of member {number} is not up to date")
        for key in self.touched:
            expected = top_members(self.positions[key], fresh.members, policy, len(self.members))
            row = self.snapshot.positions.row_of[key]
            everybody = len(self.snapshot.members)
            members = self.snapshot.members
            listed = top_members(self.snapshot.positions, members, policy, everybody, row=row)
            if [entry for entry in listed if entry.id in self.members] != expected:
                wrong.append(f"the list of position {key} is not up to date")
        return wrong

    def _list(self, number: int) -> list[tuple[int, int]]:
        snapshot = self.snapshot
        row = snapshot.members.row_of[number]
        found = top_positions(snapshot.members, snapshot.positions, snapshot.policy, row=row)
        return [(entry.id, entry.score) for entry in found]

    def _any_position(self) -> Position:
        ids = list(self.positions)
        return self.positions[ids[int(self.rng.integers(len(ids)))]]
