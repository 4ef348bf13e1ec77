"""Whatever people do in whatever order, from the gate to the last correction, the ledger holds.

A machine of random steps over real rows: members come and go by code or by a leader's tick, leaders confirm, refuse
and correct, sites countersign, members dispute, and the clock runs on. After each step everything is looked at.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select

from tests.activities.day import code_now, session_with
from tests.support.world import World, coming
from volunteer.activities import service as activities
from volunteer.activities.models import Attendance, Punch
from volunteer.activities.service import Said
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid, NotVisible, Refused
from volunteer.ledger import queries, service, totals
from volunteer.ledger.models import HoursEntry, HoursProposal
from volunteer.ledger.proof import check_members
from volunteer.ledger.proof_models import HoursMonth
from volunteer.projects.models import ServiceSession

EXAMPLES, STEPS = 10, 20  # some seconds
PHYSICAL_DAY = 24 * 60
MINUTES = list(HoursEntry.__table__.columns.keys()).index("minutes")
TURNED_DOWN = (Refused, Invalid, NotVisible)
MEMBERS, SESSIONS = st.integers(0, 1), st.integers(0, 2)
GATE = st.sampled_from(["code", "team", "site"])
LEADERS = st.sampled_from(["squad", "team", "committee"])


class Day(RuleBasedStateMachine):
    """Two members, three sessions that follow each other, and all that can be done about them."""

    world: World
    made = 0

    @initialize()
    def begin(self) -> None:
        """People and sessions of this run's own."""
        Day.made += 1
        self.names = [f"m{Day.made}_{n}" for n in range(2)]
        for name in self.names:
            self.world.add_member(name, "squad_a1")
        starts = coming(days=3, hour=8)
        self.sessions: list[ServiceSession] = []
        for hours in (5, 10, 13):  # the last one runs into the next day
            session = session_with(self.world, *self.names, starts=starts, hours=hours)
            self.sessions.append(session)
            starts = session.ends
        self.ids = [self.world.members[name].id for name in self.names]
        self.now = self.sessions[0].starts - timedelta(minutes=10)
        self.kept: dict[int, list[tuple[Any, ...]]] = {}
        self.punches = 0
        for who in (0, 1):
            self.visit(who, which=who, by="code", came=0, stayed=240)

    @rule(who=MEMBERS, which=SESSIONS, by=GATE, came=st.integers(-20, 200), stayed=st.integers(1, 900))
    def visit(self, who: int, which: int, by: str, came: int, stayed: int) -> None:
        """Somebody comes, stays and goes; what the gate does not allow is refused."""
        begins = self.sessions[which].starts + timedelta(minutes=came)
        self._at_the_gate(activities.check_in, who, which, by, begins)
        self._at_the_gate(activities.check_out, who, which, by, begins + timedelta(minutes=stayed))

    @rule(who=MEMBERS, which=SESSIONS, by=GATE, out=st.booleans(), at=st.integers(-60, 1000))
    def half_a_visit(self, who: int, which: int, by: str, out: bool, at: int) -> None:
        """One side of it alone: a sign-out that was forgotten, a second one, one that comes first."""
        act = activities.check_out if out else activities.check_in
        self._at_the_gate(act, who, which, by, self.sessions[which].starts + timedelta(minutes=at))

    def _at_the_gate(self, act: Callable[..., object], who: int, which: int, by: str, moment: datetime) -> None:
        session = self.sessions[which]
        self.now = max(self.now, moment)
        with clock.travel(moment), suppress(*TURNED_DOWN):
            if by == "code":
                act(self.world.actor(self.names[who]), session.id, Said(code=code_now(session)))
            else:
                act(self.world.actor(by), session.id, Said(member_id=self.ids[who]))

    @rule(by=LEADERS)
    def confirmed(self, by: str) -> None:
        """A leader confirms whatever waits."""
        with clock.travel(self.now):
            service.confirm(self.world.actor(by), self._hours())

    @rule(by=st.sampled_from(["site", "committee"]))
    def countersigned(self, by: str) -> None:
        """The site vouches for what was ticked."""
        with clock.travel(self.now):
            service.countersign(self.world.actor(by), self._hours())

    @rule(which=st.integers(0, 3), by=LEADERS, minutes=st.integers(0, 800))
    def corrected(self, which: int, by: str, minutes: int) -> None:
        """A leader says what it should be."""
        for hours_id in self._hours()[which : which + 1]:
            with clock.travel(self.now), suppress(*TURNED_DOWN):
                service.correct(self.world.actor(by), hours_id, minutes, "核对")

    @rule(which=st.integers(0, 3), what=st.sampled_from(["dispute", "uphold", "refuse"]), by=LEADERS)
    def disagreed(self, which: int, what: str, by: str) -> None:
        """The member disputes; a leader answers, or turns pending minutes down."""
        calls = {"dispute": service.dispute, "uphold": service.uphold, "refuse": service.refuse}
        for hours_id in self._hours()[which : which + 1]:
            owner = db.session.get_one(HoursProposal, hours_id).member_id
            actor = self.world.actor(self.names[self.ids.index(owner)] if what == "dispute" else by)
            with clock.travel(self.now), suppress(*TURNED_DOWN):
                calls[what](actor, hours_id, "核对")

    @invariant()
    def minutes_are_possible(self) -> None:
        """Never negative, never longer than the session, never more than a day has."""
        if not hasattr(self, "ids"):
            return
        lengths = {session.id: (session.ends - session.starts).total_seconds() / 60 for session in self.sessions}
        attended = select(Attendance.session_id, Attendance.minutes).where(Attendance.member_id.in_(self.ids))
        claimed = select(HoursProposal.session_id, HoursProposal.minutes).where(HoursProposal.member_id.in_(self.ids))
        booked = (
            select(HoursEntry.session_id, func.sum(HoursEntry.minutes))
            .where(HoursEntry.member_id.in_(self.ids))
            .group_by(HoursEntry.proposal_id, HoursEntry.session_id)
        )
        for statement in (attended, claimed, booked):
            for session_id, minutes in db.session.execute(statement):
                assert 0 <= (minutes or 0) <= lengths[session_id]
        days = select(func.sum(HoursEntry.minutes)).where(HoursEntry.member_id.in_(self.ids))
        for minutes in db.session.scalars(days.group_by(HoursEntry.member_id, HoursEntry.service_date)):
            assert 0 <= minutes <= PHYSICAL_DAY

    @invariant()
    def nothing_disappears(self) -> None:
        """Rows are only added: each that was there stays as it was."""
        for member_id in getattr(self, "ids", ()):
            statement = select(HoursEntry.__table__).where(HoursEntry.member_id == member_id)
            rows = [tuple(row) for row in db.session.execute(statement.order_by(HoursEntry.sequence))]
            assert rows[: len(self.kept.get(member_id, []))] == self.kept.get(member_id, [])
            self.kept[member_id] = rows
        if hasattr(self, "ids"):
            attendances = select(Attendance.id).where(Attendance.member_id.in_(self.ids))
            punches = db.session.scalar(select(func.count(Punch.id)).where(Punch.attendance_id.in_(attendances))) or 0
            assert punches >= self.punches
            self.punches = punches

    @invariant()
    def sums_hold(self) -> None:
        """Balance, rows, kept sums and what people see say the same; chains, four eyes and sums are proved."""
        if not hasattr(self, "ids"):
            return
        shown = [view for view in queries.views(self._hours()) if view.status not in ("pending", "refused")]
        for member_id in self.ids:
            kept = select(func.coalesce(func.sum(HoursMonth.verified + HoursMonth.backfilled), 0))
            assert (
                totals.balance(member_id).minutes
                == sum(row[MINUTES] for row in self.kept[member_id])
                == db.session.scalar(kept.where(HoursMonth.member_id == member_id))
                == sum(view.minutes for view in shown if view.proposal.member_id == member_id)
            )
        assert check_members(self.ids).found == []

    def teardown(self) -> None:
        db.session.rollback()

    def _hours(self) -> list[int]:
        of_these = select(HoursProposal.id).where(HoursProposal.member_id.in_(self.ids))
        return list(db.session.scalars(of_these.order_by(HoursProposal.id)))


def test_whatever_happens_the_ledger_holds(world: World) -> None:
    Day.world = world
    run_state_machine_as_test(
        Day,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
