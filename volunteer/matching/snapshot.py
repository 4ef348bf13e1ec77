"""Members, positions and the policy as columns: built once, then changed in place as the day goes on."""

from __future__ import annotations

from dataclasses import dataclass

from volunteer.matching.members import MemberTable
from volunteer.matching.positions import PositionTable
from volunteer.matching.problem import Member, Policy, Position, Problem


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What one run looks at."""

    members: MemberTable
    positions: PositionTable
    policy: Policy

    @classmethod
    def of(cls, problem: Problem) -> Snapshot:
        """Lay out a problem."""
        grace = problem.policy.band_grace_minutes
        return cls(MemberTable.of(problem.members), PositionTable.of(problem.positions, grace), problem.policy)

    def put_member(self, member: Member) -> None:
        """Add a member or replace the one with the same id."""
        self.members.put(member)

    def remove_member(self, member_id: int) -> None:
        """Take a member out; ``KeyError`` for an unknown id."""
        self.members.remove(member_id)

    def put_position(self, position: Position) -> None:
        """Add a position or replace the one with the same id."""
        self.positions.put(position)

    def remove_position(self, position_id: int) -> None:
        """Take a position out; ``KeyError`` for an unknown id."""
        self.positions.remove(position_id)

    def claim(self, member_id: int, position_id: int) -> None:
        """A member took a place: it is gone, the member is busy then and is not asked for it again."""
        member, position = self.members.row_of[member_id], self.positions.row_of[position_id]
        self.positions.take(position, 1)
        self.positions.excluded.add(member_id, position_id)
        self.members.busy.add(member, self._period(position))
        self.members.add_positions(member, -1)

    def release(self, member_id: int, position_id: int) -> None:
        """A member gave a place back that ``claim`` had noted."""
        member, position = self.members.row_of[member_id], self.positions.row_of[position_id]
        self.positions.take(position, -1)
        self.positions.excluded.discard(member_id, position_id)
        self.members.busy.discard(member, self._period(position))
        self.members.add_positions(member, 1)

    def _period(self, position: int) -> tuple[int, int]:
        return int(self.positions.starts[position]), int(self.positions.ends[position])
