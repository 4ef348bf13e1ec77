"""A series that is paused, changed for one date, handed over, or left behind by whoever asked for it."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import select, update

from tests.recurring.test_service import WEEK, handed_in, later, weekly
from tests.support.world import World, coming, text_of
from volunteer.audit.models import AuditEvent
from volunteer.demands.models import Demand
from volunteer.demands.states import DemandStatus
from volunteer.happenings.accounts import Contact, WorkHandedOver
from volunteer.kernel import clock
from volunteer.kernel.clock import SHANGHAI
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, NotVisible, Refused
from volunteer.kernel.jobs import perform_whole
from volunteer.kernel.unit_of_work import transaction
from volunteer.notices.models import Notice
from volunteer.organization.actor import SYSTEM, GrantView
from volunteer.organization.handing_over import Held, what_follows
from volunteer.organization.models import Grant, Holiday, HolidayYear
from volunteer.organization.permissions import Role
from volunteer.recurring import service
from volunteer.recurring.jobs import HAND_IN
from volunteer.recurring.models import DemandSeries
from volunteer.recurring.states import HolidayRule, SeriesStatus
from volunteer.reference.holidays import holiday_table


def leave(world: World, *names: str) -> None:
    held = select(Grant).where(Grant.account_id.in_([world.accounts[name].id for name in names]))
    for grant in db.session.scalars(held):
        grant.until = clock.now()
    db.session.commit()


def told(world: World, name: str) -> list[str]:
    return list(db.session.scalars(select(Notice.kind).where(Notice.account_id == world.accounts[name].id)))


def test_while_it_is_paused_nothing_comes_and_what_passed_is_not_made_up_for(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    series = weekly(world)
    service.pause(world.actor("site"), series.id)
    with pytest.raises(Refused, match="not_in_this_state"):
        service.pause(world.actor("site"), series.id)
    later(monkeypatch, 30)
    assert perform_whole(HAND_IN) == 0
    assert len(handed_in()) == 2
    service.edit(world.actor("site"), series.id, series.version, {"headcount": 4})
    assert len(handed_in()) == 2
    service.resume(world.actor("site"), series.id)
    fresh = handed_in()[2:]
    assert len(fresh) == 2
    assert all(demand.starts > clock.now() and demand.headcount == 4 for demand in fresh)
    service.pause(world.actor("site"), series.id)
    assert service.end(world.actor("site"), series.id).status == SeriesStatus.ENDED
    actions = set(db.session.scalars(select(AuditEvent.action).where(AuditEvent.action.startswith("series."))))
    assert {"series.paused", "series.resumed"} <= actions


def test_one_date_is_changed_and_the_others_stay(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    series = weekly(world)
    third = series.first_day + 2 * WEEK
    answer = world.browser("site").post(f"/series/{series.id}/dates/{third.isoformat()}/change")
    draft = db.session.scalars(select(Demand).where(Demand.status == DemandStatus.DRAFT)).one()
    assert answer.location == f"/demands/{draft.id}/edit"
    assert clock.local(draft.starts).date() == third
    with pytest.raises(Refused, match="date_settled"):
        service.take_out(world.actor("site"), series.id, third)
    with pytest.raises(NotVisible):
        service.take_out(world.actor("site"), series.id, third + timedelta(days=1))
    later(monkeypatch, 14)
    perform_whole(HAND_IN)
    days = [clock.local(demand.starts).date() for demand in handed_in()]
    assert days == [series.first_day + number * WEEK for number in range(4)]


def test_the_hours_and_the_contact_change_for_what_comes(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    series = weekly(world)
    browser = world.browser("site")
    plan = {"rhythm": "weekly", "every": "1", "holidays": "keep", "days_ahead": "14", "version": str(series.version)}
    said = {
        "title": "周末义剪",
        "text": "理发",
        "headcount": "2",
        "contact_name": "王社工",
        "contact_phone": "13900000000",
    }
    wrong = browser.post(f"/series/{series.id}/edit", {**plan, **said, "starts": "15:00", "ends": "14:00"})
    assert wrong.status_code == 422
    assert "结束时间要晚于开始时间" in text_of(wrong)
    browser.post(f"/series/{series.id}/edit", {**plan, **said, "starts": "14:00", "ends": "15:30"})
    assert "14:00–15:30" in text_of(browser.get(f"/series/{series.id}"))
    later(monkeypatch, 7)
    perform_whole(HAND_IN)
    last = handed_in()[-1]
    assert (clock.local(last.starts).time(), last.ends - last.starts) == (time(14), timedelta(minutes=90))
    assert (last.contact_name, last.contact_phone) == ("王社工", "13900000000")


def test_a_small_thing_that_comes_back_keeps_its_window(world: World) -> None:
    demand = world.demand(
        starts=coming(days=3), ends=coming(days=3, hour=11), title="周末义剪", headcount=1, window_minutes=60
    )
    series = weekly(world, demand)
    assert [one.window_minutes for one in handed_in()] == [60, 60]
    with pytest.raises(Invalid) as short:
        service.edit(world.actor("site"), series.id, series.version, {"starts": "09:00", "minutes": 30})
    assert "ends" in short.value.fields


def test_handing_over_takes_the_series_along(world: World) -> None:
    demand = world.demand(starts=coming(days=3), ends=coming(days=3, hour=11), title="周末义剪")
    before, after = world.accounts["site"], world.accounts["member"]
    demand.contact_name = before.name
    db.session.commit()
    series = weekly(world, demand)
    place = world.places["site_1"]
    view = GrantView(Role.SITE_OPERATOR, "place", place.id, place.path, "site")
    assert "1 条定期需求" in what_follows([Held(Contact(before.id, before.name, None), view)])
    with transaction(SYSTEM) as work:
        work.record(
            WorkHandedOver(
                subject_id=1,
                before=Contact(before.id, before.name, None),
                after=Contact(after.id, after.name, None),
                place_path=place.path,
            )
        )
    db.session.refresh(series)
    assert (series.asker_id, series.content["contact_name"]) == (after.id, after.name)


def test_who_left_is_followed_by_whoever_runs_the_site(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    series = weekly(world)
    leave(world, "site")
    later(monkeypatch, 7)
    perform_whole(HAND_IN)
    db.session.refresh(series)
    assert series.asker_id == world.accounts["town"].id
    assert handed_in()[-1].asker_id == world.accounts["town"].id
    assert "series.taken_over" in told(world, "town")
    perform_whole(HAND_IN)
    assert told(world, "town").count("series.taken_over") == 1


def test_where_nobody_speaks_for_the_site_it_stops_and_the_unit_knows(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    series = weekly(world)
    leave(world, "site", "town")
    later(monkeypatch, 7)
    perform_whole(HAND_IN)
    db.session.refresh(series)
    assert series.status == SeriesStatus.PAUSED
    assert len(handed_in()) == 2
    assert told(world, "team").count("series.forsaken") == 1
    later(monkeypatch, 7)
    assert perform_whole(HAND_IN) == 0


def test_a_leader_who_asked_once_does_not_ask_for_ever(world: World) -> None:
    once = world.demand(
        starts=coming(days=3),
        ends=coming(days=3, hour=11),
        asker_id=world.accounts["squad"].id,
        asked_by_unit_id=world.units["squad_a1"].id,
        on_behalf=True,
    )
    with pytest.raises(Forbidden):
        service.repeat(world.actor("squad"), once.id, {"rhythm": "weekly"})
    series = weekly(world, once)
    assert (series.asker_id, series.content["on_behalf"]) == (world.accounts["site"].id, False)


def _in_a_year(world: World, first_day: date, rule: HolidayRule) -> DemandSeries:
    """Every Saturday from a day on, by the holiday table as it is shipped; seen some days before."""
    for day, name, weekday in holiday_table():
        db.session.add(Holiday(day=day, name=name, weekday=weekday))
    db.session.add(HolidayYear(year=2026, confirmed_at=clock.now()))
    db.session.execute(update(Grant).values(since=clock.now() - timedelta(days=1)))
    db.session.commit()
    starts = datetime.combine(first_day, time(9), SHANGHAI)
    demand = world.demand(starts=starts, ends=starts + timedelta(hours=2), title="周末义剪")
    return weekly(world, demand, holidays=rule)


def _days(page: str) -> list[str]:
    return re.findall(r"20\d\d年\d+月\d+日(?= 周)", page)


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        (HolidayRule.SKIP, ["9月26日", "10月17日", "10月24日"]),
        (HolidayRule.KEEP, ["9月26日", "10月3日", "10月10日"]),
        (HolidayRule.REST_DAY, ["9月26日", "10月11日", "10月17日"]),
    ],
)
def test_saturdays_across_the_national_day(world: World, rule: HolidayRule, days: list[str]) -> None:
    with clock.travel(datetime(2026, 9, 22, 10, tzinfo=SHANGHAI)):
        series = _in_a_year(world, date(2026, 9, 26), rule)
        page = text_of(world.browser("site").get(f"/series/{series.id}"))
    assert _days(page)[:3] == [f"2026年{day}" for day in days]


def test_a_year_whose_make_up_days_nobody_knows_is_said_to_be_open(world: World) -> None:
    with clock.travel(datetime(2026, 12, 14, 10, tzinfo=SHANGHAI)):
        series = _in_a_year(world, date(2026, 12, 19), HolidayRule.SKIP)
        page = text_of(world.browser("site").get(f"/series/{series.id}"))
    before, after = page.split("2027年", 1)
    assert "调休还没有公布" not in before
    assert "调休还没有公布" in after
