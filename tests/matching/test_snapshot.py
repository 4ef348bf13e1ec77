"""Tables changed in place answer like tables laid out anew."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.matching.test_against_reference import members, positions
from volunteer.matching import (
    Member,
    Policy,
    Position,
    Problem,
    Snapshot,
    near,
    top_members,
    top_of_everybody,
    top_positions,
    why_not,
)

MEMBERS, POSITIONS = range(1, 9), range(100, 108)


class Changes(RuleBasedStateMachine):
    """Members and positions come, change and go, places are claimed and released; plain values keep the account."""

    @initialize(rest=st.sampled_from((0, 30)), grace=st.sampled_from((0, 60)))
    def begin(self, rest: int, grace: int) -> None:
        self.members: dict[int, Member] = {}
        self.positions: dict[int, Position] = {}
        self.policy = Policy(rest_minutes=rest, band_grace_minutes=grace)
        self.snapshot = Snapshot.of(Problem((), (), self.policy))
        self.held: set[tuple[int, int]] = set()

    @rule(data=st.data(), number=st.sampled_from(MEMBERS))
    def put_member(self, data: st.DataObject, number: int) -> None:
        if not any(member == number for member, _ in self.held):
            self.members[number] = data.draw(members(number))
            self.snapshot.put_member(self.members[number])

    @rule(data=st.data(), number=st.sampled_from(POSITIONS))
    def put_position(self, data: st.DataObject, number: int) -> None:
        if not any(position == number for _, position in self.held):
            self.positions[number] = data.draw(positions(number))
            self.snapshot.put_position(self.positions[number])

    @precondition(lambda self: self.members)
    @rule(data=st.data())
    def remove_member(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(sorted(self.members)))
        if not any(member == number for member, _ in self.held):
            del self.members[number]
            self.snapshot.remove_member(number)

    @precondition(lambda self: self.positions)
    @rule(data=st.data())
    def remove_position(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(sorted(self.positions)))
        if not any(position == number for _, position in self.held):
            del self.positions[number]
            self.snapshot.remove_position(number)

    @precondition(lambda self: self.members and self.positions)
    @rule(data=st.data())
    def claim(self, data: st.DataObject) -> None:
        member = self.members[data.draw(st.sampled_from(sorted(self.members)))]
        position = self.positions[data.draw(st.sampled_from(sorted(self.positions)))]
        if position.free > 0 and why_not(member, position, self.policy) is None:
            self.held.add((member.id, position.id))
            period = (position.starts, position.ends)
            self.members[member.id] = replace(
                member, busy=(*member.busy, period), max_positions=max(0, member.max_positions - 1)
            )
            excluded = position.excluded | {member.id}
            self.positions[position.id] = replace(position, taken=position.taken + 1, excluded=excluded)
            self.snapshot.claim(member.id, position.id)

    @precondition(lambda self: self.held)
    @rule(data=st.data())
    def release(self, data: st.DataObject) -> None:
        pair = data.draw(st.sampled_from(sorted(self.held)))
        self.held.remove(pair)
        member, position = self.members[pair[0]], self.positions[pair[1]]
        busy = list(member.busy)
        busy.remove((position.starts, position.ends))
        self.members[member.id] = replace(member, busy=tuple(busy), max_positions=member.max_positions + 1)
        excluded = position.excluded - {member.id}
        self.positions[position.id] = replace(position, taken=position.taken - 1, excluded=excluded)
        self.snapshot.release(member.id, position.id)

    @invariant()
    def answers_are_those_of_new_tables(self) -> None:
        if not hasattr(self, "snapshot"):
            return
        problem = Problem(tuple(self.members.values()), tuple(self.positions.values()), self.policy)
        assert top_of_everybody(self.snapshot) == top_of_everybody(problem)
        tables = self.snapshot.members, self.snapshot.positions
        for number, member in self.members.items():
            row = self.snapshot.members.row_of[number]
            assert top_positions(*tables, self.policy, row=row) == top_positions(member, problem.positions, self.policy)
        for number, position in self.positions.items():
            row = self.snapshot.positions.row_of[number]
            assert self.snapshot.positions.value(row) == position
            assert top_members(*reversed(tables), self.policy, row=row) == top_members(
                position, problem.members, self.policy
            )


class ChangesBesideATree(Changes):
    """The same with the tree of large tables, which is kept through all changes."""

    @initialize(rest=st.sampled_from((0, 30)), grace=st.sampled_from((0, 60)))
    def begin(self, rest: int, grace: int) -> None:
        self.usual = near.WORTH_A_TREE, near.REBUILD_SHARE
        near.WORTH_A_TREE, near.REBUILD_SHARE = 1, 1000.0
        super().begin(rest, grace)

    def teardown(self) -> None:
        if hasattr(self, "usual"):
            near.WORTH_A_TREE, near.REBUILD_SHARE = self.usual


TestChanges = Changes.TestCase
TestChanges.settings = settings(max_examples=40, stateful_step_count=20, deadline=None)
TestChangesBesideATree = ChangesBesideATree.TestCase
TestChangesBesideATree.settings = settings(max_examples=40, stateful_step_count=20, deadline=None)
