"""The holiday table kept by people: proposed, taken over, declared complete; guesses are put right."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.deadlines.test_sweep import at, be
from tests.support.world import World, text_of
from volunteer.audit.models import AuditEvent
from volunteer.deadlines import jobs
from volunteer.deadlines.years import missing_years
from volunteer.demands import service as demands
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, Refused
from volunteer.kernel.jobs import perform_whole
from volunteer.notices.models import Notice
from volunteer.organization.calendar import day_weekday
from volunteer.organization.models import Holiday, HolidayYear
from volunteer.reference import holiday_service as service

NEW_YEAR = date(2027, 1, 1)


def test_days_are_set_changed_and_removed(world: World) -> None:
    committee = world.actor("committee")
    service.set_day(committee, date(2026, 12, 7), "台风停工", 6)
    assert day_weekday(date(2026, 12, 7)) == 6
    service.set_day(committee, date(2026, 12, 12), "调休上班", 0)
    assert day_weekday(date(2026, 12, 12)) == 0
    service.remove_day(committee, date(2026, 12, 7))
    assert day_weekday(date(2026, 12, 7)) == 0
    assert [one.day for one in service.days_of(2026)] == [date(2026, 12, 12)]
    assert db.session.scalars(select(AuditEvent.action)).all() == ["holidays.changed"] * 3


def test_a_working_day_is_not_declared_one(world: World) -> None:
    with pytest.raises(Invalid):
        service.set_day(world.actor("committee"), date(2026, 12, 7), "上班", 0)


def test_only_whoever_sees_to_settings(world: World) -> None:
    with pytest.raises(Forbidden):
        service.set_day(world.actor("team"), NEW_YEAR, "元旦", 6)
    assert world.browser("team").get("/holidays").status_code == 403


def test_a_year_without_days_is_not_complete(world: World) -> None:
    with pytest.raises(Refused, match="no_holidays"):
        service.confirm(world.actor("committee"), 2027)


def test_the_proposal_is_taken_over_day_by_day(world: World) -> None:
    committee = world.actor("committee")
    proposed = service.proposal(2026)
    assert date(2026, 10, 10) in {one.day for one in proposed}
    assert service.take_over(committee, 2026, [proposed[0].day]) == 1
    assert len(service.proposal(2026)) == len(proposed) - 1


def test_guessed_deadlines_are_reckoned_anew_once_the_year_is_complete(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    committee = world.actor("committee")
    world.units["team_a"].settings = {"demand_answer_days": 5}
    for day in (NEW_YEAR, NEW_YEAR + timedelta(days=3)):
        db.session.add(Holiday(day=day, name="元旦", weekday=6))
    db.session.add(HolidayYear(year=2026, confirmed_at=clock.now()))
    db.session.commit()
    be(monkeypatch, "2026-12-28T09:00")
    demand = demands.submit(
        world.actor("site"),
        world.demand(
            status="draft",
            number=None,
            starts=at("2027-02-01T09:00"),
            ends=at("2027-02-01T11:00"),
            responsible_unit_id=None,
        ).id,
    )
    assert (demand.deadline, demand.deadline_guessed) == (at("2027-01-06T17:00"), True)
    service.set_day(committee, date(2027, 1, 2), "调休上班", 0)
    service.confirm(committee, 2027)
    db.session.refresh(demand)
    assert (demand.deadline, demand.deadline_guessed) == (at("2027-01-05T17:00"), False)
    assert perform_whole(jobs.JOBS[-1]) == 0


def test_a_missing_year_is_said_once_and_on_pages(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    db.session.add(HolidayYear(year=2026, confirmed_at=clock.now()))
    db.session.commit()
    be(monkeypatch, "2026-12-10T09:00")
    assert missing_years(clock.now()) == [2027]
    assert [perform_whole(jobs.JOBS[-1]) for _ in range(2)] == [1, 0]
    kinds = db.session.execute(select(Notice.kind, Notice.account_id)).all()
    assert {kind for kind, _ in kinds} == {"holidays.missing"}
    assert len(kinds) == len(set(kinds))
    for page in ("/home", f"/units/{world.units['brigade'].id}/settings"):
        assert "2027年的放假和调休还没有核对" in text_of(world.browser("committee").get(page)), page
    be(monkeypatch, "2026-10-01T09:00")
    assert missing_years(clock.now()) == []


def test_the_year_on_its_page(world: World) -> None:
    browser = world.browser("committee")
    page = text_of(browser.get("/holidays?year=2027"))
    assert "2027年的节假日还没有登记，落在这一年的期限只按周末推算" in page
    days = [one.day.isoformat() for one in service.proposal(2027)]
    browser.post("/holidays/2027/take-over", {"day": days})
    browser.post("/holidays?year=2027", {"day": "2027-02-06", "name": "调休上班", "weekday": "2"})
    browser.post("/holidays/2027/confirm", {})
    page = text_of(browser.get("/holidays?year=2027"))
    assert "已核对" in page
    assert "上班，补周三" in page
    browser.post("/holidays/remove", {"day": "2027-02-06"})
    assert "上班，补周三</" not in text_of(browser.get("/holidays?year=2027")).partition("添加或修改")[0]
    assert browser.post("/holidays/remove", {"day": "nonsense"}).status_code == 302
    assert "请选择日期" in text_of(browser.get("/holidays"))
