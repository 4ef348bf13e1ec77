"""Whatever people do in whatever order, from the gate to the last correction, the ledger holds.

A machine of random steps over real rows: members come and go by code or by somebody's tick, devices send what they
noted as often as they like, leaders confirm, refuse and correct, sites countersign, hours are entered later and agreed
to, members dispute, and the clock runs on. One of the members leads the team. After each step everything is looked at.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from datetime import datetime, timedelta
from typing import Any, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from hypothesis.stateful import run_state_machine_as_test as run
from sqlalchemy import func, select, text

from tests.activities.day import code_now, session_with
from tests.backfills.backed import described
from tests.backfills.backed import enter as backfill
from tests.ledger import must_hold
from tests.support.world import World, coming
from volunteer.activities import offline
from volunteer.activities import service as activities
from volunteer.activities.models import PunchKind
from volunteer.activities.offline_judging import Noted
from volunteer.activities.service import Said
from volunteer.backfills import service as backfills
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, NotVisible, Refused
from volunteer.kernel.jobs import perform
from volunteer.ledger import queries, service, totals
from volunteer.ledger.models import HoursEntry, HoursProposal, ProposalStatus
from volunteer.ledger.proof import check_members
from volunteer.organization.models import Grant
from volunteer.organization.permissions import Role
from volunteer.projects.models import ServiceSession

EXAMPLES, STEPS = 12, 15  # some seconds
TURNED_DOWN = (Forbidden, Invalid, NotVisible, Refused)
CONFIRMED_ALONE = {"squad": 480, "leader": 720, "team": 720, "committee": 1440}  # minutes of a day
MEMBERS, SESSIONS, HOURS = st.integers(0, 1), st.integers(0, 3), st.integers(0, 5)
GATE = st.sampled_from(["code", "team", "site", "leader"])
LEADERS = st.sampled_from(list(CONFIRMED_ALONE))
ANSWERS = st.sampled_from(["dispute", "uphold", "correct", "correct", "refuse"])
MINUTES = st.integers(-60, 800) | st.sampled_from([0, 120, 300, 301, 600, 780])

KINDS: list[st.SearchStrategy[tuple[str, dict[str, Any]]]] = []
M = TypeVar("M", bound=Callable[..., None])


def step(**said: st.SearchStrategy[Any]) -> Callable[[M], M]:
    """Mark what can happen, with what is said to it."""

    def note(method: M) -> M:
        KINDS.append(st.tuples(st.just(method.__name__), st.fixed_dictionaries(said)))
        return method

    return note


class Day(RuleBasedStateMachine):
    """Two members, sessions that follow each other but for one that was moved, and all that can be done about them."""

    world: World
    made = 0

    @initialize()
    def begin(self) -> None:
        """People and sessions of this run's own; each has served at one, and was ticked at another."""
        Day.made += 1
        self.names = [f"m{Day.made}_{n}" for n in range(2)]
        for name in self.names:
            self.world.add_member(name, "squad_a1")
        self._make_leader(self.names[1])
        starts = coming(days=3, hour=8)
        self.sessions: list[ServiceSession] = []
        for hours in (5, 10, 13, 3):  # the third runs into the next day
            session = session_with(self.world, *self.names, starts=starts, hours=hours)
            self.sessions.append(session)
            starts = session.ends
        self._move(self.sessions[3], self.sessions[1].starts + timedelta(hours=1))
        self.ids = [self.world.members[name].id for name in self.names]
        self.now = self.sessions[0].starts - timedelta(minutes=10)
        self.kept: dict[int, list[tuple[Any, ...]]] = {}
        self.noted: set[str] = set()
        self.taken_in = 0
        for who in (0, 1):
            self.visit(who, which=who, by="code", came=0, stayed=240)
        self.confirmed("committee", "nobody")
        for who in (0, 1):
            self.visit(who, which=2, by="team", came=0, stayed=240)

    @step(who=MEMBERS, which=SESSIONS, by=GATE, came=st.integers(-20, 200), stayed=st.integers(1, 900))
    def visit(self, who: int, which: int, by: str, came: int, stayed: int) -> None:
        """Somebody comes, stays and goes; what the gate does not allow is refused."""
        begins = self.sessions[which].starts + timedelta(minutes=came)
        self._at_the_gate(activities.check_in, who, which, by, begins)
        self._at_the_gate(activities.check_out, who, which, by, begins + timedelta(minutes=stayed))

    @step(who=MEMBERS, by=GATE)
    def whole_day(self, who: int, by: str) -> None:
        """Somebody serves from the first moment to the last, at two places at a time where sessions allow it."""
        for which, session in enumerate(self.sessions):
            minutes = (session.ends - session.starts) // timedelta(minutes=1)
            self.visit(who, which, by, came=0, stayed=minutes)

    @step(who=MEMBERS, which=SESSIONS, by=GATE, out=st.booleans(), at=st.integers(-60, 1000))
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
                act(self._actor(by), session.id, Said(member_id=self.ids[who]))
            self.taken_in += 1

    @step(
        who=MEMBERS,
        which=SESSIONS,
        by=st.sampled_from(["team", "site"]),
        at=st.lists(st.integers(-20, 700), min_size=1, max_size=4),
        times=st.integers(1, 2),
    )
    def noted_without_network(self, who: int, which: int, by: str, at: list[int], times: int) -> None:
        """A device sends what it noted, in no order, once or twice."""
        session = self.sessions[which]
        noted = [
            Noted(
                client_id=f"{self.names[who]}-{which}-{by}-{n}-{minute}",
                kind=PunchKind.OUT if n % 2 else PunchKind.IN,
                at=session.starts + timedelta(minutes=minute),
                member_id=self.ids[who],
            )
            for n, minute in enumerate(at)
        ]
        self.now = max(self.now, session.ends)
        with self._next_moment():
            for _time in range(times):
                answers = offline.take_in(self._actor(by), session.id, self.now, noted)
                self.noted |= {one.client_id for one in answers if one.result is not offline.Result.REFUSED}

    @step(by=LEADERS, vouched_by=st.sampled_from(["nobody", "site", "committee", "leader"]))
    def confirmed(self, by: str, vouched_by: str) -> None:
        """Somebody vouches for what was ticked; a leader confirms what waits, as far as days are short enough."""
        if vouched_by != "nobody":
            with self._next_moment():
                service.countersign(self._actor(vouched_by), self._hours())
        with self._next_moment():
            done = service.confirm(self._actor(by), self._hours()).done
        for hours_id in done:
            assert self._day_of(hours_id) <= CONFIRMED_ALONE[by]

    @step(which=HOURS, steps=st.lists(st.tuples(ANSWERS, LEADERS, MINUTES), min_size=1, max_size=4))
    def dealt_with(self, which: int, steps: list[tuple[str, str, int]]) -> None:
        """The member disputes; leaders answer, correct, turn pending minutes down; some press twice."""
        for hours_id in self._hours()[which : which + 1]:
            owner = db.session.get_one(HoursProposal, hours_id).member_id
            for what, by, minutes in steps:
                with self._next_moment(), suppress(*TURNED_DOWN):
                    if what == "correct":
                        self._correct(by, hours_id, minutes)
                    elif what == "dispute":
                        service.dispute(self.world.actor(self.names[self.ids.index(owner)]), hours_id, "少记了")
                    else:
                        answer = service.uphold if what == "uphold" else service.refuse
                        answer(self._actor(by), hours_id, "核对无误")

    def _correct(self, by: str, hours_id: int, minutes: int) -> None:
        """Say what it should be; who vouched for other minutes has not vouched for these."""
        service.correct(self._actor(by), hours_id, minutes, "核对")
        hours = db.session.get_one(HoursProposal, hours_id, populate_existing=True)
        assert hours.status != ProposalStatus.PENDING or hours.countersigned_by is None
        assert self._day_of(hours_id) <= CONFIRMED_ALONE[by]

    @step(who=MEMBERS, by=LEADERS, second=LEADERS, days_ago=st.integers(1, 3), hours=st.integers(1, 12))
    def backfilled(self, who: int, by: str, second: str, days_ago: int, hours: int) -> None:
        """A leader enters what was not recorded, another agrees or may not; what nobody objects to takes effect."""
        starts = self.sessions[0].starts - timedelta(days=days_ago)
        with self._next_moment(), suppress(*TURNED_DOWN):
            what, minutes = described(starts, hours), 60 * hours
            entered = backfill(self.world, self._name(by), what, self.names[who], minutes=minutes)
            backfills.agree(self._actor(second), entered.done)
        self.now += timedelta(days=20)
        with self._next_moment():
            perform(backfills.TAKE_EFFECT)

    @rule(what=st.deferred(lambda: st.one_of(KINDS)))
    def something_happens(self, what: tuple[str, dict[str, Any]]) -> None:
        """Any of these steps, all as likely: a rule for each would leave some of them out of most runs."""
        name, said = what
        getattr(self, name)(**said)

    @invariant()
    def what_must_hold_holds(self) -> None:
        """By a plain reading of the rows, and by the proof that runs at night."""
        if hasattr(self, "ids"):
            book = must_hold.read(self.ids, self.sessions)
            for check in must_hold.ALL:
                check(book)
            self._nothing_disappeared(book)
            self._pages_say_the_same(book)
            assert check_members(self.ids).found == []

    def _nothing_disappeared(self, book: must_hold.Book) -> None:
        """Rows are only added: each that was there stays as it was, and every punch that was taken in is kept."""
        for member_id in self.ids:
            rows = [tuple(row) for row in book.entries if row.member_id == member_id]
            before = self.kept.get(member_id, [])
            assert rows[: len(before)] == before
            self.kept[member_id] = rows
        sent = [punch.client_id for punch in book.punches if punch.client_id is not None]
        assert sorted(sent) == sorted(self.noted)
        assert len(book.punches) - len(sent) == self.taken_in

    def _pages_say_the_same(self, book: must_hold.Book) -> None:
        """A member's balance and the hours listed come to what the rows say."""
        shown = [view for view in queries.views(self._hours()) if view.proposal.status == ProposalStatus.CONFIRMED]
        for member_id in self.ids:
            rows = sum(row.minutes for row in book.entries if row.member_id == member_id)
            months = [row for row in book.months if row.member_id == member_id]
            balance = totals.balance(member_id)
            assert balance.minutes == rows == sum(v.minutes for v in shown if v.proposal.member_id == member_id)
            assert balance.verified == sum(row.verified for row in months)
            assert balance.backfilled == sum(row.backfilled for row in months)

    def teardown(self) -> None:
        db.session.rollback()

    def _make_leader(self, name: str) -> None:
        grant = Grant(
            account_id=self.world.accounts[name].id,
            role=Role.TEAM_LEADER,
            unit_id=self.world.units["team_a"].id,
            since=clock.now() - timedelta(days=1),
        )
        db.session.add(grant)
        db.session.commit()

    def _move(self, session: ServiceSession, starts: datetime) -> None:
        """Another time after people had claimed it, so that it overlaps what they have claimed besides."""
        moved = {"id": session.id, "starts": starts, "ends": starts + (session.ends - session.starts)}
        db.session.execute(text("UPDATE service_session SET starts = :starts, ends = :ends WHERE id = :id"), moved)
        db.session.commit()
        db.session.refresh(session)

    def _next_moment(self) -> AbstractContextManager[None]:
        """Some seconds after whatever was done before."""
        self.now += timedelta(seconds=10)
        return clock.travel(self.now)

    def _name(self, by: str) -> str:
        return self.names[1] if by == "leader" else by

    def _actor(self, by: str) -> Any:
        return self.world.actor(self._name(by))

    def _hours(self) -> list[int]:
        of_these = select(HoursProposal.id).where(HoursProposal.member_id.in_(self.ids))
        return list(db.session.scalars(of_these.order_by(HoursProposal.id)))

    def _day_of(self, hours_id: int) -> int:
        """How many minutes stand on the day of these hours."""
        hours = db.session.get_one(HoursProposal, hours_id)
        same_day = HoursEntry.member_id == hours.member_id, HoursEntry.service_date == hours.service_date
        return db.session.scalar(select(func.coalesce(func.sum(HoursEntry.minutes), 0)).where(*same_day)) or 0


def test_whatever_happens_the_ledger_holds(world: World) -> None:
    Day.world = world
    run(
        Day,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
