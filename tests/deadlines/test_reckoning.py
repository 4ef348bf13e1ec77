"""The holiday table changed under clocks that run: put right in one go, told to whoever has less time now."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random

import pytest
from sqlalchemy import select

from tests.deadlines.test_sweep import SWEEP, at, be, levels, waiting
from tests.support.races import all_at_once
from tests.support.statements import counted_statements
from tests.support.world import World
from volunteer.deadlines import extensions, jobs, queries
from volunteer.demands import service as demands
from volunteer.demands.deadlines import hasten, keep_promise
from volunteer.demands.models import Demand
from volunteer.demands.states import DemandStatus, Urgency
from volunteer.kernel import clock
from volunteer.kernel.clock import SHANGHAI, local
from volunteer.kernel.database import db
from volunteer.kernel.jobs import perform_whole
from volunteer.notices.models import Notice
from volunteer.organization.calendar import day_weekday
from volunteer.organization.models import Holiday, HolidayYear
from volunteer.reference import holiday_service as holidays
from volunteer.reference.holidays import holiday_table

YEARS = jobs.JOBS[-1]
FREE = 6
WEDNESDAY = date(2026, 11, 25)


def walked(since: datetime, days: int) -> datetime:
    """17:00 of the last of so many working days, found by walking from day to day."""
    day, missing = local(since).date(), days
    while missing:
        day += timedelta(days=1)
        missing -= day_weekday(day) < 5
    return datetime.combine(day, time(17), SHANGHAI)


def running(world: World, since: str, days: int, **values: object) -> Demand:
    """A demand on a clock of so many working days, by the table as it stands."""
    until = walked(at(since), days).replace(tzinfo=None).isoformat()
    return waiting(world, since=since, until=until, clock_days=days, **values)


def told() -> list[tuple[int, dict[str, object]]]:
    """Whom a deadline that moved earlier was told to."""
    found = select(Notice.account_id, Notice.parameters).where(Notice.kind == "deadlines.moved_earlier")
    return [(account_id, parameters) for account_id, parameters in db.session.execute(found)]


@pytest.mark.parametrize("seed", range(3))
def test_every_clock_agrees_with_a_walk_whatever_is_changed(
    world: World, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    random, committee = Random(seed), world.actor("committee")
    for day, name, weekday in holiday_table([2026]):
        db.session.add(Holiday(day=day, name=name, weekday=weekday))
    db.session.add(HolidayYear(year=2026, confirmed_at=clock.now()))  # confirmed already
    db.session.commit()
    be(monkeypatch, "2026-09-20T09:00")
    begins = date(2026, 9, 10)
    clocks = [(begins + timedelta(days=random.randrange(40)), random.randrange(1, 15)) for _ in range(40)]
    for day, days in clocks:
        running(world, f"{day}T{random.randrange(24):02d}:30", days)
    for _ in range(4):
        day = date(2026, 9, 14) + timedelta(days=random.randrange(40))
        if day_weekday(day) < 5:
            holidays.set_day(committee, day, "台风停工", FREE)
        elif day.weekday() < 5:
            holidays.remove_day(committee, day)
        else:
            holidays.set_day(committee, day, "调休上班", 2)
        db.session.expire_all()
        for demand in db.session.scalars(select(Demand)):
            assert demand.clock_from is not None
            assert demand.clock_days is not None
            assert demand.deadline == walked(demand.clock_from, demand.clock_days), (day, demand.clock_from)
    assert perform_whole(YEARS) == 0


def test_whoever_has_less_time_now_is_told_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    be(monkeypatch, "2026-11-23T09:00")
    db.session.add(Holiday(day=WEDNESDAY, name="停工", weekday=FREE))
    db.session.add_all(HolidayYear(year=year, confirmed_at=clock.now()) for year in (2026, 2027))
    db.session.commit()
    for _ in range(3):
        running(world, "2026-11-23T08:00", 2)
    running(world, "2026-11-23T08:00", 1)  # over before the day
    holidays.remove_day(world.actor("committee"), WEDNESDAY)
    assert told() == [(world.accounts["team"].id, {"number": 3})]
    holidays.set_day(world.actor("committee"), WEDNESDAY, "停工", FREE)
    assert perform_whole(YEARS) == 0
    assert len(told()) == 1


def test_what_stands_still_was_agreed_on_or_runs_by_minutes_is_left_alone(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    be(monkeypatch, "2026-11-24T09:00")
    agreed, promised, paused, hurried = (running(world, "2026-11-23T08:00", 2) for _ in range(4))
    asked = extensions.ask(world.actor("team"), agreed.id, date(2026, 11, 30), "原因")
    extensions.grant(world.actor("committee"), asked.id)
    keep_promise(promised, at("2026-11-25T12:00"))
    demands.return_(world.actor("team"), paused.id, "请写明楼栋")
    hurried.urgency = Urgency.URGENT
    hasten(hurried, 30, clock.now())
    done = running(world, "2026-11-23T08:00", 2, status=DemandStatus.PUBLISHED)
    db.session.commit()
    holidays.set_day(world.actor("committee"), WEDNESDAY, "台风停工", FREE)
    kept = {
        agreed: "2026-11-30T17:00",
        promised: "2026-11-25T12:00",
        hurried: "2026-11-24T09:30",
        done: "2026-11-25T17:00",
    }
    db.session.expire_all()
    assert {demand.id: demand.deadline for demand in kept} == {demand.id: at(due) for demand, due in kept.items()}
    assert (paused.deadline, paused.clock_left) == (None, 1)
    assert hurried.calm is not None
    assert hurried.calm.deadline == at("2026-11-26T17:00")  # the clock beside it runs by the table


def test_what_is_late_no_longer_is_listed_no_longer_and_told_when_it_is_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = running(world, "2026-11-23T08:00", 2)
    be(monkeypatch, "2026-11-25T18:00")
    perform_whole(SWEEP)
    holidays.set_day(world.actor("committee"), WEDNESDAY, "台风停工", FREE)
    db.session.refresh(late)
    assert (late.deadline, late.clock_number) == (at("2026-11-26T17:00"), 2)
    assert db.session.scalars(queries.escalated(world.actor("committee"))).all() == []
    be(monkeypatch, "2026-11-26T18:00")
    perform_whole(SWEEP)
    assert levels() == [(late.id, "escalate")] * 2


def test_a_change_costs_the_same_for_any_number_of_demands(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    be(monkeypatch, "2026-11-23T09:00")
    committee, asked = world.actor("committee"), []
    for number in (1, 60):
        for _ in range(number):
            running(world, "2026-11-23T08:00", 2)
        with counted_statements() as statements:
            holidays.set_day(committee, WEDNESDAY, "停工", FREE)
            holidays.remove_day(committee, WEDNESDAY)
        asked.append(len(statements))
    assert asked[1] <= asked[0]


def test_a_clock_that_began_while_the_table_changed_is_put_right_by_night(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    be(monkeypatch, "2026-11-24T05:40")
    stale = running(world, "2026-11-23T08:00", 2)
    db.session.add(Holiday(day=WEDNESDAY, name="停工", weekday=FREE))
    db.session.commit()
    all_at_once(world, [lambda: str(perform_whole(YEARS)) for _ in range(3)])
    assert perform_whole(YEARS) == 0
    db.session.refresh(stale)
    assert stale.deadline == at("2026-11-26T17:00")
