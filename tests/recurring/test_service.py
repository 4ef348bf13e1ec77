"""Needs that come back: handed in ahead, once each, without a flood; a date left out, a series changed and ended."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.resources.offers import offered, ordered
from tests.support.world import World, coming
from volunteer.audit.models import AuditEvent
from volunteer.demands.models import Demand
from volunteer.demands.states import DemandStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, NotVisible, Refused
from volunteer.kernel.jobs import perform_whole
from volunteer.organization.models import Holiday, PrivatePlace
from volunteer.recurring import service
from volunteer.recurring.jobs import HAND_IN
from volunteer.recurring.models import DemandSeries, SeriesOccurrence
from volunteer.recurring.states import HolidayRule, Rhythm, SeriesStatus

WEEK = timedelta(days=7)


def weekly(world: World, demand: Demand | None = None, **plan: Any) -> DemandSeries:
    """The demand once a week, by the site's operator."""
    demand = demand or world.demand(starts=coming(days=3), ends=coming(days=3, hour=11), title="周末义剪")
    usual = {"rhythm": Rhythm.WEEKLY, "holidays": HolidayRule.KEEP, "days_ahead": 14}
    return service.repeat(world.actor("site"), demand.id, {**usual, **plan})


def handed_in() -> list[Demand]:
    db.session.expire_all()
    return list(db.session.scalars(select(Demand).where(Demand.title == "周末义剪").order_by(Demand.starts)))


def later(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    now = clock.now() + timedelta(days=days)
    monkeypatch.setattr(clock, "now", lambda: now)


def test_the_next_dates_are_in_at_once_and_are_ordinary_demands(world: World) -> None:
    series = weekly(world)
    first, second = handed_in()
    assert second.starts - first.starts == WEEK
    assert second.ends - second.starts == first.ends - first.starts
    assert (second.status, second.responsible_unit_id) == (DemandStatus.SUBMITTED, world.units["team_a"].id)
    assert second.number is not None
    assert second.number != first.number
    assert second.deadline is not None
    assert second.asker_id == world.accounts["site"].id
    linked = set(db.session.scalars(select(SeriesOccurrence.demand_id).where(SeriesOccurrence.series_id == series.id)))
    assert linked == {first.id, second.id}


def test_the_nightly_job_hands_in_each_date_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    weekly(world)
    assert perform_whole(HAND_IN) == 0
    later(monkeypatch, 7)
    assert perform_whole(HAND_IN) == 1
    assert len(handed_in()) == 3
    assert perform_whole(HAND_IN) == 0
    assert len(handed_in()) == 3


def test_after_weeks_without_a_scheduler_only_what_is_ahead_is_handed_in(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    weekly(world)
    later(monkeypatch, 60)
    perform_whole(HAND_IN)
    fresh = [demand for demand in handed_in() if demand.created_at > clock.now() - timedelta(hours=1)]
    assert len(fresh) == 2
    assert all(demand.starts > clock.now() for demand in fresh)


def test_a_past_demand_comes_back_from_the_next_free_week_on(world: World) -> None:
    old = world.demand(
        status=DemandStatus.CLOSED, starts=coming(days=-10), ends=coming(days=-10, hour=11), title="周末义剪"
    )
    series = weekly(world, old)
    assert series.first_day == clock.local(old.starts).date() + 2 * WEEK
    assert old.id not in set(db.session.scalars(select(SeriesOccurrence.demand_id)))


def test_holidays_are_left_out_by_the_table(world: World) -> None:
    demand = world.demand(starts=coming(days=3), ends=coming(days=3, hour=11), title="周末义剪")
    off = clock.local(demand.starts).date() + WEEK
    db.session.add(Holiday(day=off, name="试放一天", weekday=6))
    db.session.commit()
    weekly(world, demand, holidays=HolidayRule.SKIP)
    assert [one.id for one in handed_in()] == [demand.id]


def test_one_date_is_left_out_and_taken_back(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    series = weekly(world)
    third = series.first_day + 2 * WEEK
    service.skip(world.actor("site"), series.id, third)
    with pytest.raises(Refused, match="date_settled"):
        service.skip(world.actor("site"), series.id, third)
    with pytest.raises(Refused, match="date_settled"):
        service.skip(world.actor("site"), series.id, series.first_day)
    with pytest.raises(NotVisible):
        service.skip(world.actor("site"), series.id, third + timedelta(days=1))
    later(monkeypatch, 7)
    perform_whole(HAND_IN)
    assert len(handed_in()) == 2
    service.restore(world.actor("site"), series.id, third)
    assert len(handed_in()) == 3


def test_what_changes_holds_for_what_is_handed_in_from_then_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    series = weekly(world)
    service.edit(world.actor("site"), series.id, series.version, {"headcount": 9, "text": "在活动室理发"})
    with pytest.raises(Refused, match="stale"):
        service.edit(world.actor("site"), series.id, 1, {"headcount": 3})
    later(monkeypatch, 7)
    perform_whole(HAND_IN)
    assert [demand.headcount for demand in handed_in()] == [2, 2, 9]


def test_a_series_ends_by_hand_or_with_its_last_time(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    by_hand = weekly(world)
    service.end(world.actor("site"), by_hand.id)
    with pytest.raises(Refused, match="not_in_this_state"):
        service.end(world.actor("site"), by_hand.id)
    twice = weekly(world, world.demand(starts=coming(days=2), ends=coming(days=2, hour=11)), times=2)
    assert twice.status == SeriesStatus.ENDED
    later(monkeypatch, 30)
    assert perform_whole(HAND_IN) == 0


def test_the_guarded_part_comes_along_for_each_and_is_on_record(world: World) -> None:
    guarded = PrivatePlace(recipient="张奶奶", address="3栋502")
    db.session.add(guarded)
    db.session.flush()
    demand = world.demand(
        starts=coming(days=3), ends=coming(days=3, hour=11), title="周末义剪", private_place_id=guarded.id
    )
    series = weekly(world, demand)
    first, second = handed_in()
    assert second.private_place is not None
    assert second.private_place.address == "3栋502"
    assert len({first.private_place_id, second.private_place_id, series.private_place_id}) == 3
    assert db.session.scalar(select(func.count()).where(AuditEvent.action == "private_place.opened")) == 1
    service.end(world.actor("site"), series.id)
    kept = db.session.get_one(PrivatePlace, series.private_place_id)
    assert kept.closes_at is not None


def test_who_may_repeat_what(world: World) -> None:
    demand = world.demand(starts=coming(days=3), ends=coming(days=3, hour=11))
    with pytest.raises(Forbidden):
        service.repeat(world.actor("team"), demand.id, {"rhythm": Rhythm.WEEKLY})
    series = weekly(world, demand)
    with pytest.raises(Refused, match="already_repeated"):
        weekly(world, demand)
    with pytest.raises(NotVisible):
        service.end(world.actor("team"), series.id)
    with pytest.raises(Invalid):
        service.edit(world.actor("site"), series.id, series.version, {"until": series.first_day - WEEK})


def test_what_was_ordered_is_ordered_again_and_not_repeated(world: World) -> None:
    order = ordered(world, offered(world))
    with pytest.raises(Refused, match="ordered_not_repeated"):
        service.repeat(world.actor("site"), order.demand_id, {"rhythm": Rhythm.WEEKLY})
