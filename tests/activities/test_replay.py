"""Entries of many devices, replayed three times in random order, leave what they leave once in order.

Every person has a twin with the same claims. The twins' entries come once, in the order of time; those of the others
come in batches of any size, in any order, three times over, through clocks that are wrong. Some have claimed nothing
and come along: the first of their entries to arrive gives them the place, whichever it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text

from tests.support.world import World, coming
from volunteer.activities import rules
from volunteer.activities.models import Attendance, Punch, PunchKind
from volunteer.activities.offline import Result, take_in
from volunteer.activities.offline_judging import Noted, WalkUp
from volunteer.claims.models import Claim
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.ledger import service as ledger
from volunteer.ledger.models import HoursEntry, HoursProposal
from volunteer.projects.models import ServiceSession

LEADERS = ("team", "site")
NOBODY = "13700000000"
OWN_PHONES = 2  # so many of the people note with their own phone, too
AHEAD = {"team": timedelta(minutes=7), "site": timedelta(hours=-3)}  # the others' clocks are right


@dataclass(frozen=True)
class Sent:
    """An entry as it waits on a device: who carries the device, and by how much its clock is ahead."""

    device: str
    ahead: timedelta
    session_id: int
    person: int
    noted: Noted

    @property
    def at(self) -> datetime:
        """When it was made, by a true clock."""
        return self.noted.at - self.ahead


def _device_and_session(sent: Sent) -> tuple[str, int]:
    return sent.device, sent.session_id


@dataclass
class Day:
    """Sessions of one day, and people who have claimed all of them but for `guests`; each with a twin."""

    world: World
    sessions: list[ServiceSession]
    people: list[str]
    guests: int  # so many, the last of the people, come along to one session each

    @property
    def over(self) -> datetime:
        """When the devices find the network again."""
        return max(session.ends for session in self.sessions) + timedelta(hours=1)

    def twin_of(self, sent: Sent) -> Sent:
        """The same entry of the twin."""
        own = f"{sent.device}_twin" if sent.device not in LEADERS else sent.device
        member_id = self._id(sent.person, "_twin") if sent.noted.member_id else None
        walk_up = sent.noted.walk_up
        if walk_up and walk_up.named != NOBODY:
            walk_up = replace(walk_up, named=self._number(sent.person, "_twin"))
        noted = replace(sent.noted, client_id=f"twin-{sent.noted.client_id}", member_id=member_id, walk_up=walk_up)
        return replace(sent, device=own, noted=noted)

    def entry(self, random: Random, number: int) -> Sent:
        """Some arrival or departure, on the device of a leader or on the person's own."""
        person = random.randrange(len(self.people))
        is_guest = person >= len(self.people) - self.guests
        session = self.sessions[person % 3] if is_guest else random.choice(self.sessions)
        at = session.starts + timedelta(seconds=random.randrange(-45 * 60, 3 * 60 * 60, 20))
        device = random.choice(LEADERS) if person >= OWN_PHONES or random.random() < 0.3 else self.people[person]
        ahead = AHEAD.get(device, timedelta(0))
        noted = Noted(f"{session.id}-{number}-{random.random()}", random.choice(list(PunchKind)), at + ahead)
        if device in LEADERS and (is_guest or random.random() < 0.1):
            named = NOBODY if random.random() < 0.1 else self._number(person)
            noted = replace(noted, walk_up=WalkUp(named, session.positions[0].id))
        elif device in LEADERS:
            noted = replace(noted, member_id=self._id(person))
        else:
            noted = replace(noted, code=rules.code_of(session.code_secret, rules.step_at(at)))
        return Sent(device, ahead, session.id, person, noted)

    def send(self, entries: list[Sent]) -> dict[str, Result]:
        """Send entries that lie in a row on their devices together, as devices do."""
        results: dict[str, Result] = {}
        ordered = sorted(entries, key=_device_and_session)
        for (device, session_id), these in groupby(ordered, key=_device_and_session):
            noted = [one.noted for one in these]
            with clock.travel(self.over):
                sent_at = clock.now() + AHEAD.get(device, timedelta(0))
                answers = take_in(self.world.actor(device), session_id, sent_at, noted)
            results.update({answer.client_id: answer.result for answer in answers})
        return results

    def left(self, suffix: str = "") -> list[object]:
        """Attendances and proposals of all people, by person and session."""
        found: list[object] = []
        for person, name in enumerate(self.people):
            statement = (
                select(Attendance, HoursProposal, Claim.status)
                .join(Claim, Claim.id == Attendance.claim_id)
                .outerjoin(HoursProposal, HoursProposal.attendance_id == Attendance.id)
                .where(Attendance.member_id == self._id(person, suffix))
                .where(Attendance.session_id.in_([session.id for session in self.sessions]))
                .order_by(Attendance.session_id)
                .execution_options(populate_existing=True)
            )
            for attendance, proposal, claim in db.session.execute(statement):
                own = self.world.accounts[f"{name}{suffix}"].id
                told = (attendance.status, attendance.first_in, attendance.last_out, attendance.minutes, claim)
                words = ["own" if by == own else by for by in (attendance.ticked_by, proposal and proposal.entered_by)]
                hours = (proposal.minutes, proposal.ticked, proposal.service_date) if proposal else None
                found.append((person, attendance.session_id, told, words, hours))
        return found

    def _id(self, person: int, suffix: str = "") -> int:
        return self.world.members[f"{self.people[person]}{suffix}"].id

    def _number(self, person: int, suffix: str = "") -> str:
        return self.world.members[f"{self.people[person]}{suffix}"].number


def a_day(world: World, people: int, guests: int, days: int = 1) -> Day:
    """Three sessions two hours apart, the last of them moved onto the one before after all but guests had claimed."""
    names = [f"helper{days}x{n}" for n in range(people)]
    for name in names:
        world.add_member(name, "squad_a1")
        world.add_member(f"{name}_twin", "squad_a1")
    starts = coming(days=days)
    sessions = []
    for n in range(3):
        project = world.project(starts=starts + timedelta(hours=3 * n), headcount=2 * people)
        for name in names[: people - guests]:
            world.claim(name, project.positions[0])
            world.claim(f"{name}_twin", project.positions[0])
        sessions.append(project.sessions[0])
    moved = sessions[1].starts + timedelta(hours=1)
    db.session.execute(
        text("UPDATE service_session SET starts = :starts, ends = :ends WHERE id = :id"),
        {"starts": moved, "ends": moved + timedelta(hours=2), "id": sessions[2].id},
    )
    db.session.commit()
    db.session.refresh(sessions[2])
    return Day(world, sessions, names, guests)


def in_parts(random: Random, entries: list[Sent], most: int) -> Iterator[list[Sent]]:
    """The entries in their order, in parts of any size."""
    left = list(entries)
    while left:
        size = random.randint(1, most)
        yield left[:size]
        left = left[size:]


def replay(day: Day, random: Random, count: int) -> list[Sent]:
    """Once in order for the twins, three times in random order for the others; what is left is the same."""
    entries = [day.entry(random, n) for n in range(count)]
    in_order = sorted(entries, key=lambda one: one.at)
    once: dict[str, Result] = {}
    for begin in range(0, count, 100):
        once |= day.send([day.twin_of(one) for one in in_order[begin : begin + 100]])
    first: dict[str, Result] = {}
    for _time in range(3):
        random.shuffle(entries)
        for part in in_parts(random, entries, most=max(10, count // 2)):
            for client_id, result in day.send(part).items():
                assert result is first.setdefault(client_id, result) or result is Result.REPEATED
    assert {f"twin-{client_id}": result for client_id, result in first.items()} == once
    assert day.left() == day.left("_twin")
    return [one for one in entries if first[one.noted.client_id] is Result.ACCEPTED]


def ledger_of(day: Day, suffix: str = "") -> list[int]:
    """Confirmed minutes by person."""
    summed = select(HoursEntry.member_id, func.sum(HoursEntry.minutes)).group_by(HoursEntry.member_id)
    by_member = {member_id: minutes for member_id, minutes in db.session.execute(summed)}
    return [int(by_member.get(day._id(person, suffix), 0)) for person in range(len(day.people))]


@pytest.mark.parametrize("seed", [20261122])
def test_a_thousand_entries_three_times_in_random_order_make_the_same_ledger(world: World, seed: int) -> None:
    day = a_day(world, people=14, guests=3)
    accepted = replay(day, Random(seed), 1000)
    assert len(accepted) > 600
    assert db.session.scalar(select(func.count(Punch.id))) == 2 * len(accepted)

    with clock.travel(day.over):
        ids = list(db.session.scalars(select(HoursProposal.id)))
        ledger.countersign(world.actor("town"), ids)
        assert ledger.confirm(world.actor("committee"), ids).done
    assert ledger_of(day) == ledger_of(day, "_twin")
    assert sum(ledger_of(day)) > 0


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2**32), st.integers(1, 60))
def test_few_entries_of_few_people_in_any_order(world: World, seed: int, count: int) -> None:
    days = 1 + len(world.members)  # a day of its own for every example
    replay(a_day(world, people=5, guests=2, days=days), Random(seed), count)
