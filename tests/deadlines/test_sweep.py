"""Deadlines of demands watched: each level once per clock, however often, late or together it is looked."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.support.races import all_at_once
from tests.support.world import World
from volunteer.deadlines import jobs
from volunteer.deadlines.models import DemandAlert
from volunteer.deadlines.rules import horizon, last_day_over
from volunteer.demands.models import Demand, DemandStep
from volunteer.demands.states import DemandStatus, Urgency
from volunteer.kernel import clock
from volunteer.kernel.clock import SHANGHAI
from volunteer.kernel.database import db
from volunteer.kernel.jobs import perform, perform_whole
from volunteer.notices.models import Notice
from volunteer.organization.rules import deadline_after

SWEEP = jobs.JOBS[0]


def at(text: str) -> datetime:
    """A moment in Shanghai, as it is kept. 2026-11-23 is a Monday."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


def be(monkeypatch: pytest.MonkeyPatch, now: str) -> None:
    """It is this moment."""
    monkeypatch.setattr(clock, "now", lambda: at(now))


def waiting(world: World, *, since: str = "2026-11-23T09:00", until: str = "2026-11-25T17:00", **values: Any) -> Demand:
    """A demand on its first clock."""
    return world.demand(clock_number=1, clock_from=at(since), deadline=at(until), **values)


def levels() -> list[tuple[int, str]]:
    """Demand and level of all alerts, in the order in which they came."""
    return [
        (alert.demand_id, alert.level) for alert in db.session.scalars(select(DemandAlert).order_by(DemandAlert.id))
    ]


def notices() -> Counter[tuple[int, str]]:
    """How many notices each account has of each kind."""
    return Counter((one.account_id, one.kind) for one in db.session.scalars(select(Notice)))


def test_reminded_passed_on_and_listed_each_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    demand = waiting(world)
    for moment, reached in [
        ("2026-11-23T12:00", []),
        ("2026-11-24T09:00", []),  # half of the time is not over
        ("2026-11-24T14:00", ["remind"]),
        ("2026-11-25T17:01", ["remind", "escalate"]),
        ("2026-11-26T17:01", ["remind", "escalate"]),
        ("2026-11-27T17:01", ["remind", "escalate", "bulletin"]),
    ]:
        be(monkeypatch, moment)
        for _ in range(2):
            perform_whole(SWEEP)
        assert levels() == [(demand.id, level) for level in reached], moment
    team, committee = world.accounts["team"].id, world.accounts["committee"].id
    assert notices() == {(team, "deadlines.told"): 1, (committee, "deadlines.told"): 2}
    assert db.session.scalars(select(DemandStep.step).order_by(DemandStep.id)).all() == ["escalate", "bulletin"]
    assert db.session.get_one(Demand, demand.id).responsible_unit_id == world.units["team_a"].id


def test_after_days_off_only_the_highest_level_is_told_in_one_notice(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    demands = [waiting(world) for _ in range(30)]
    be(monkeypatch, "2026-11-30T09:00")
    perform_whole(SWEEP)
    assert sorted(levels()) == [(demand.id, "bulletin") for demand in demands]
    assert notices() == {(world.accounts["committee"].id, "deadlines.told"): 1}
    assert perform_whole(SWEEP) == 0
    assert db.session.scalars(select(Notice.parameters)).one() == {"due_counts": {"bulletin": 30}}


def test_nobody_is_reminded_at_night_except_in_an_emergency(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting(world, since="2026-11-23T09:00", until="2026-11-24T17:00")
    flood = waiting(world, since="2026-11-24T02:00", until="2026-11-24T02:30", urgency=Urgency.EMERGENCY)
    be(monkeypatch, "2026-11-24T02:20")
    perform_whole(SWEEP)
    assert levels() == [(flood.id, "remind")]


def test_an_emergency_runs_by_minutes(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting(world, since="2026-11-24T02:00", until="2026-11-24T02:30", urgency=Urgency.EMERGENCY)
    for moment, reached in [("02:10", 0), ("02:16", 1), ("02:31", 2), ("02:59", 2), ("03:00", 3)]:
        be(monkeypatch, f"2026-11-24T{moment}")
        perform_whole(SWEEP)
        assert len(levels()) == reached, moment


def test_what_is_answered_is_left_alone(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for status in (DemandStatus.PUBLISHED, DemandStatus.CLOSED, DemandStatus.RETURNED):
        waiting(world, status=status)
    be(monkeypatch, "2026-12-10T09:00")
    assert perform_whole(SWEEP) == 0


def test_another_clock_is_told_of_anew(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    demand = waiting(world)
    be(monkeypatch, "2026-11-25T18:00")
    perform_whole(SWEEP)
    demand.clock_number, demand.clock_from, demand.deadline = 2, at("2026-11-26T09:00"), at("2026-11-27T17:00")
    db.session.commit()
    be(monkeypatch, "2026-11-27T18:00")
    perform_whole(SWEEP)
    assert levels() == [(demand.id, "escalate"), (demand.id, "escalate")]


def test_units_set_how_early_they_are_reminded_and_when_it_is_listed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.units["team_a"].settings = {"demand_remind_days": 3, "demand_bulletin_days": 1}
    waiting(world, since="2026-11-16T09:00", until="2026-11-26T17:00")
    for moment, reached in [
        ("2026-11-20T17:30", 0),
        ("2026-11-23T09:00", 1),
        ("2026-11-26T17:30", 2),
        ("2026-11-27T17:30", 3),
    ]:
        be(monkeypatch, moment)
        perform_whole(SWEEP)
        assert len(levels()) == reached, moment


def test_two_schedulers_at_once_write_each_level_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(20):
        waiting(world)
    be(monkeypatch, "2026-11-25T18:00")
    all_at_once(world, [lambda: str(perform_whole(SWEEP)) for _ in range(4)])
    perform_whole(SWEEP)
    assert len(levels()) == len(set(levels())) == 20
    assert db.session.scalar(select(func.count()).select_from(Notice)) == 1


def test_one_that_dies_before_telling_is_made_up_for(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(5):
        waiting(world)
    be(monkeypatch, "2026-11-25T18:00")
    monkeypatch.setattr(jobs.sweep, "__defaults__", (2,))
    assert perform(SWEEP) == 2  # the process dies here: one batch of three is kept, nothing is told
    assert db.session.scalar(select(func.count()).select_from(Notice)) == 0
    perform_whole(SWEEP)
    assert len(levels()) == 5
    told = db.session.scalars(select(Notice.parameters)).one()
    assert told == {"due_counts": {"escalate": 5}}


def test_what_is_listed_is_not_passed_on_again_when_more_time_goes_by_before_listing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    demand = waiting(world)
    be(monkeypatch, "2026-11-27T17:01")
    perform_whole(SWEEP)
    world.units["team_a"].settings = {"demand_bulletin_days": 20}
    db.session.commit()
    assert perform_whole(SWEEP) == 0
    assert levels() == [(demand.id, "bulletin")]


def test_an_alert_of_a_clock_that_was_replaced_meanwhile_is_not_told(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    demand = waiting(world)
    be(monkeypatch, "2026-11-25T18:00")
    monkeypatch.setattr(jobs.sweep, "__defaults__", (1,))
    perform(SWEEP)
    demand.clock_number, demand.clock_from, demand.deadline = 2, at("2026-11-25T18:00"), at("2026-11-30T17:00")
    db.session.commit()
    perform_whole(SWEEP)
    assert notices() == {}


def test_what_was_settled_meanwhile_is_not_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    demand = waiting(world)
    be(monkeypatch, "2026-11-25T18:00")
    monkeypatch.setattr(jobs.sweep, "__defaults__", (1,))
    perform(SWEEP)
    demand.status = DemandStatus.PUBLISHED
    db.session.commit()
    perform_whole(SWEEP)
    assert notices() == {}


def test_the_bounds_agree_with_the_terms_they_stand_for() -> None:
    now = at("2026-11-25T18:00")
    for days in (1, 2, 7):
        last = last_day_over(now, days, {})
        closing = datetime.combine(last, datetime.min.time(), SHANGHAI)
        assert deadline_after(closing, days, {}) <= now < deadline_after(closing + timedelta(days=1), days, {})
    assert horizon(now, 1, 1, {}).remind_until == at("2026-11-26T17:00")
