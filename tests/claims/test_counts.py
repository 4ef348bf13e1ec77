"""Whatever people do in whatever order, the counts of a position stay true."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import ClassVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select

from tests.support.world import World
from volunteer.claims import answering, service, teams
from volunteer.claims.jobs import end_what_ran_out
from volunteer.claims.models import Claim, Reservation
from volunteer.claims.states import LIVE, TAKES_PLACE, ClaimStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Refused
from volunteer.kernel.unit_of_work import transaction
from volunteer.organization.actor import SYSTEM, Actor
from volunteer.projects.models import Position

NAMES = ("member", "member_2", "member_a2", "member_b")
names = st.sampled_from(NAMES)


class OnePosition(RuleBasedStateMachine):
    """One position with two places, four members, one team."""

    world: ClassVar[World]

    @initialize()
    def start(self) -> None:
        db.session.rollback()
        self.position_id = self.world.project(headcount=2).positions[0].id
        db.session.query(Claim).filter(Claim.position_id != self.position_id).delete()
        db.session.commit()

    @rule(name=names, waitlist=st.booleans())
    def claim(self, name: str, waitlist: bool) -> None:
        self._try(lambda: service.claim(self.world.actor(name), self.position_id, waitlist=waitlist))

    @rule(name=names, consented=st.booleans())
    def offer(self, name: str, consented: bool) -> None:
        member_id = self.world.members[name].id
        leader = self.world.actor("committee")
        self._try(lambda: service.claim_for(leader, self.position_id, member_id, consented=consented))

    @rule(name=names)
    def invite(self, name: str) -> None:
        self._try(lambda: service.invite(self.world.actor("committee"), self.position_id, self.world.members[name].id))

    @rule(name=names, answer=st.sampled_from([answering.accept, answering.decline, answering.release]))
    def respond(self, name: str, answer: Callable[[Actor, int], object]) -> None:
        live = select(Claim.id).where(
            Claim.position_id == self.position_id,
            Claim.member_id == self.world.members[name].id,
            Claim.status.in_(LIVE),
        )
        claim_id = db.session.scalar(live)
        if claim_id is not None:
            self._try(lambda: answer(self.world.actor(name), claim_id))

    @rule(places=st.integers(1, 2), hours=st.integers(1, 48))
    def reserve(self, places: int, hours: int) -> None:
        position = db.session.get_one(Position, self.position_id)
        until = clock.now() + timedelta(hours=hours)
        unit_id = self.world.units["team_a"].id
        self._try(
            lambda: teams.reserve(self.world.actor("team"), position.project_id, unit_id, {position.id: places}, until)
        )

    @rule()
    def a_day_passes_for_what_ran_out(self) -> None:
        with clock.travel(clock.now() + timedelta(hours=30)), transaction(SYSTEM) as work:
            end_what_ran_out(work)

    @invariant()
    def counts_are_true(self) -> None:
        db.session.rollback()
        db.session.expire_all()
        position = db.session.get_one(Position, self.position_id)
        here = Claim.position_id == self.position_id
        taking = db.session.scalar(select(func.count()).where(here, Claim.status.in_(TAKES_PLACE)))
        held = select(func.coalesce(func.sum(Reservation.remaining), 0))
        reserved = db.session.scalar(held.where(Reservation.position_id == self.position_id))
        waiting = db.session.scalar(select(func.count()).where(here, Claim.status == ClaimStatus.WAITLISTED))
        assert position.taken == taking
        assert position.reserved == reserved
        assert position.taken + position.reserved <= position.headcount
        assert not waiting or position.taken + position.reserved == position.headcount

    def _try(self, attempt: Callable[[], object]) -> None:
        try:
            attempt()
        except Refused:
            db.session.rollback()


def test_counts_stay_true(world: World) -> None:
    OnePosition.world = world
    run_state_machine_as_test(
        OnePosition,
        settings=settings(
            max_examples=12, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
