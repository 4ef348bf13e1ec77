"""The clock of a demand: by step and urgency, standing still while the asker is waited for."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.demands.test_service import content
from tests.support.world import World
from volunteer.demands import deadlines, rating_service, service
from volunteer.demands.models import Demand
from volunteer.demands.states import DemandStatus, Urgency
from volunteer.kernel import clock
from volunteer.kernel.clock import SHANGHAI
from volunteer.kernel.database import db
from volunteer.organization import rules
from volunteer.organization.calendar import add_working_days, years_not_seen_to
from volunteer.organization.models import Holiday, HolidayYear
from volunteer.reference.holidays import holiday_table

# Spring Festival, Labour Day and the National Day of 2026, each with its make-up days.
TABLE_2026 = {day: weekday for day, _, weekday in holiday_table([2026])}


def at(text: str) -> datetime:
    """A moment in Shanghai, as it is kept."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


def submitted(world: World, now: str, monkeypatch: pytest.MonkeyPatch, urgency: Urgency = Urgency.NORMAL) -> Demand:
    """A demand of the world's site, handed in at a moment."""
    be(monkeypatch, now)
    demand = service.post(world.actor("site"), content(starts=at("2026-12-20T09:00"), ends=at("2026-12-20T11:00")))
    demand.urgency = urgency
    db.session.commit()
    return service.submit(world.actor("site"), demand.id)


def be(monkeypatch: pytest.MonkeyPatch, now: str) -> None:
    """It is this moment."""
    monkeypatch.setattr(clock, "now", lambda: at(now))


def with_holidays(*years: int) -> None:
    """The holiday table as shipped; years of which the make-up days are known."""
    for day, name, weekday in holiday_table():
        db.session.add(Holiday(day=day, name=name, weekday=weekday))
    for year in years:
        db.session.add(HolidayYear(year=year, confirmed_at=clock.now()))
    db.session.commit()


@given(
    start=st.dates(date(2026, 1, 20), date(2026, 3, 10)) | st.dates(date(2026, 9, 10), date(2026, 10, 20)),
    days=st.integers(1, 25),
)
def test_terms_across_the_long_holidays_of_2026_equal_a_walk(start: date, days: int) -> None:
    day, missing = start, days
    while missing:
        day += timedelta(days=1)
        missing -= TABLE_2026.get(day, day.weekday()) < rules.SATURDAY
    assert rules.nth_working_day(start, days, TABLE_2026) == day
    assert rules.working_days_within(start, day, TABLE_2026) == days


@pytest.mark.parametrize(
    ("urgency", "answered_by", "published_by"),
    [
        (Urgency.NORMAL, "2026-11-25T17:00", "2026-11-30T17:00"),
        (Urgency.URGENT, "2026-11-24T17:00", "2026-11-25T17:00"),
        (Urgency.EMERGENCY, "2026-11-23T09:30", "2026-11-23T10:20"),
    ],
)
def test_each_step_has_its_own_term(
    world: World, monkeypatch: pytest.MonkeyPatch, urgency: Urgency, answered_by: str, published_by: str
) -> None:
    demand = submitted(world, "2026-11-23T09:00", monkeypatch, urgency)
    assert demand.deadline == at(answered_by)
    be(monkeypatch, "2026-11-23T09:20")
    service.accept(world.actor("team"), demand.id)
    assert demand.deadline == at(published_by)
    assert demand.clock_number == 2


def test_a_unit_sets_its_own_terms(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.units["team_a"].settings = {"demand_publish_days": 1}
    demand = submitted(world, "2026-11-23T09:00", monkeypatch)
    service.accept(world.actor("team"), demand.id)
    assert demand.deadline == at("2026-11-24T17:00")


def test_the_clock_stands_still_while_the_asker_is_waited_for(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.units["team_a"].settings = {"demand_answer_days": 4}
    demand = submitted(world, "2026-11-23T09:00", monkeypatch)
    be(monkeypatch, "2026-11-24T09:00")
    service.return_(world.actor("team"), demand.id, "请写明楼栋")
    assert (demand.deadline, demand.clock_left) == (None, 3)
    be(monkeypatch, "2026-12-10T09:00")
    service.submit(world.actor("site"), demand.id)
    assert demand.deadline == at("2026-12-15T17:00")
    assert (demand.clock_number, demand.clock_left) == (1, None)


def test_at_least_one_working_day_is_left(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    demand = submitted(world, "2026-11-23T09:00", monkeypatch)
    be(monkeypatch, "2026-12-01T09:00")
    service.return_(world.actor("team"), demand.id, "请写明楼栋")
    service.submit(world.actor("site"), demand.id)
    assert demand.deadline == at("2026-12-02T17:00")


def test_the_brigade_has_a_clock_of_its_own_after_two_returns(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    demand = submitted(world, "2026-11-23T09:00", monkeypatch)
    for day in ("2026-11-24T09:00", "2026-11-25T09:00"):
        be(monkeypatch, day)
        service.return_(world.actor("team"), demand.id, "请写明楼栋")
        service.submit(world.actor("site"), demand.id)
    assert demand.responsible_unit_id == world.units["brigade"].id
    assert (demand.deadline, demand.clock_number) == (at("2026-11-27T17:00"), 2)


def test_an_emergency_that_stood_still_goes_on_by_minutes(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    demand = submitted(world, "2026-11-23T09:00", monkeypatch, Urgency.EMERGENCY)
    be(monkeypatch, "2026-11-23T09:12")
    service.return_(world.actor("team"), demand.id, "哪条路")
    be(monkeypatch, "2026-11-23T10:00")
    service.submit(world.actor("site"), demand.id)
    assert demand.deadline == at("2026-11-23T10:18")


def test_reopening_starts_another_clock(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    be(monkeypatch, "2026-11-23T09:00")
    demand = world.demand(status=DemandStatus.CLOSED, outcome="content", deadline=None)
    rating_service.reopen(world.actor("site"), demand.id, "没有做完")
    assert (demand.deadline, demand.clock_number) == (at("2026-11-30T17:00"), 1)


def test_what_is_judged_anew_runs_another_clock(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    demand = submitted(world, "2026-11-23T09:00", monkeypatch)
    deadlines.hurry(demand, Urgency.URGENT, clock.now())
    assert (demand.deadline, demand.clock_number) == (at("2026-11-24T17:00"), 2)


def test_passed_on_to_and_fro_the_brigade_settles_it(world: World) -> None:
    committee, demand = world.actor("committee"), world.demand()
    team, other = world.units["team_a"], world.units["team_b"]
    for unit in (other, team, other, team):
        service.forward(committee, demand.id, unit.id, "应由对方办理")
    assert demand.responsible_unit_id == world.units["brigade"].id
    service.forward(committee, demand.id, team.id, "由市直机关办理")
    assert demand.responsible_unit_id == team.id


def test_a_deadline_in_a_year_not_seen_to_is_marked_as_a_guess(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with_holidays(2026)
    demand = submitted(world, "2026-12-18T09:00", monkeypatch)
    assert not demand.deadline_guessed
    world.units["team_a"].settings = {"demand_publish_days": 10}
    be(monkeypatch, "2026-12-21T09:00")
    service.accept(world.actor("team"), demand.id)
    assert demand.deadline_guessed
    assert demand.deadline == at("2027-01-05T17:00")  # New Year's Day is known, make-up days are not
    assert years_not_seen_to(clock.now(), demand.deadline) == [2027]


def test_a_removed_row_of_the_holiday_table_does_not_count(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    be(monkeypatch, "2026-11-23T09:00")
    db.session.add(Holiday(day=date(2026, 11, 24), name="台风停工", weekday=6, removed=True))
    db.session.commit()
    assert add_working_days(clock.now(), 1) == at("2026-11-24T17:00")


@pytest.mark.parametrize(
    ("now", "urgency", "words"),
    [
        ("2026-11-20T09:00", Urgency.NORMAL, "还剩 2 个工作日"),
        ("2026-11-24T16:00", Urgency.NORMAL, "今天 17:00 前"),
        ("2026-11-24T18:00", Urgency.NORMAL, "已超期"),
        ("2026-11-26T08:00", Urgency.NORMAL, "已超期 2 个工作日"),
        ("2026-11-24T16:35", Urgency.EMERGENCY, "还剩 25 分钟"),
        ("2026-11-24T17:10", Urgency.EMERGENCY, "已超期 10 分钟"),
    ],
)
def test_what_is_left_in_words(world: World, now: str, urgency: Urgency, words: str) -> None:
    demand = Demand(deadline=at("2026-11-24T17:00"), urgency=urgency)
    assert deadlines.left_words(demand, at(now)) == words


def test_a_guess_is_called_one(world: World) -> None:
    guessed = Demand(deadline=at("2027-01-05T17:00"), urgency=Urgency.NORMAL, deadline_guessed=True)
    assert deadlines.left_words(guessed, at("2026-12-30T09:00")) == "还剩 4 个工作日，推算"
