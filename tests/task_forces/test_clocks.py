"""Urgent demands run by minutes while an emergency holds in their town, and by working days again afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.deadlines.test_sweep import SWEEP, at, be, levels, waiting
from tests.support.races import all_at_once
from tests.support.statements import counted_statements
from tests.support.world import World, coming, text_of
from tests.task_forces.calling import an_emergency
from volunteer.audit.models import AuditEvent
from volunteer.demands import service
from volunteer.demands.answering import promise
from volunteer.demands.models import CalmClock, Demand, DemandStep
from volunteer.demands.states import DemandStatus, Urgency
from volunteer.kernel.database import db
from volunteer.kernel.jobs import perform_whole
from volunteer.notices.models import Notice
from volunteer.task_forces import emergencies, jobs
from volunteer.task_forces.models import Emergency
from volunteer.triage.service import sort

FIT = next(job for job in jobs.JOBS if job.name == "task_forces.fit_clocks")
END = next(job for job in jobs.JOBS if job.name == "task_forces.end_what_is_over")
BEFORE, DUE = "2026-11-23T09:00", "2026-11-24T17:00"


def urgent(world: World, **values: object) -> Demand:
    """An urgent demand of the town, with a working day to answer it; 2026-11-23 is a Monday."""
    return waiting(world, since=BEFORE, until=DUE, urgency=Urgency.URGENT, clock_days=1, **values)


def steps(demand: Demand) -> list[str]:
    """The steps of its timeline."""
    statement = select(DemandStep.step).where(DemandStep.demand_id == demand.id)
    return list(db.session.scalars(statement.order_by(DemandStep.id)))


def notices(kind: str) -> list[tuple[int, dict[str, object]]]:
    """Whom a kind of notice went to, and with which words."""
    found = select(Notice.account_id, Notice.parameters).where(Notice.kind == kind)
    return [(account_id, parameters) for account_id, parameters in db.session.execute(found)]


def test_what_is_urgent_runs_by_minutes_from_the_opening_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    be(monkeypatch, "2026-11-23T22:30")
    here, normal = urgent(world), waiting(world, since=BEFORE, until=DUE, clock_days=1)
    elsewhere = urgent(world, site_id=world.places["site_3"].id)
    late = waiting(world, since=BEFORE, until="2026-11-23T17:00", urgency=Urgency.URGENT, clock_days=1)
    opened = an_emergency(world)
    assert (here.urgency, here.deadline, here.clock_number) == (Urgency.EMERGENCY, at("2026-11-23T23:00"), 2)
    assert [one.urgency for one in (normal, elsewhere, late)] == [Urgency.NORMAL, Urgency.URGENT, Urgency.URGENT]
    assert late.deadline == at("2026-11-23T17:00")
    assert steps(here) == ["hasten"]
    told = {"town": world.places["town_1"].name, "number": 1}
    assert notices("emergency.demands_hastened") == [(world.accounts["team"].id, told)]
    kept = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "emergency.demands_hastened")).one()
    assert (kept.subject_id, kept.details) == (opened.id, {"demands": [here.number]})


def test_minutes_never_give_more_time_than_working_days(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    be(monkeypatch, "2026-11-24T16:50")
    demand = urgent(world)
    an_emergency(world)
    assert demand.deadline == at(DUE)


def test_at_the_end_its_own_clock_counts_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    be(monkeypatch, "2026-11-23T10:00")
    demand, due = urgent(world), urgent(world, status=DemandStatus.SUBMITTED)
    opened = an_emergency(world)
    due.deadline = at("2026-11-23T10:15")
    db.session.commit()
    be(monkeypatch, "2026-11-23T10:20")
    emergencies.close(world.actor("committee"), opened.id)
    assert (demand.urgency, demand.deadline, demand.clock_days) == (Urgency.URGENT, at(DUE), 1)
    assert (due.urgency, due.deadline) == (Urgency.URGENT, at("2026-11-23T10:15"))
    assert (demand.clock_number, due.clock_number) == (3, 2)
    assert steps(demand) == steps(due) == ["hasten", "calm"]
    assert db.session.scalar(select(func.count()).select_from(CalmClock)) == 0
    assert [parameters["number"] for _, parameters in notices("emergency.demands_calmed")] == [2]


def test_after_days_off_it_is_as_if_the_end_had_been_noticed_in_time(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    be(monkeypatch, "2026-11-23T10:00")
    opened = emergencies.open_emergency(
        world.actor("committee"), world.places["town_1"].id, "暴雨", at("2026-11-23T20:00")
    )
    be(monkeypatch, "2026-11-23T19:40")
    demand = waiting(world, since="2026-11-23T19:40", until="2026-11-24T17:00", urgency=Urgency.URGENT, clock_days=1)
    assert perform_whole(FIT) == 1
    db.session.refresh(demand)
    assert demand.deadline == at("2026-11-23T20:10")
    be(monkeypatch, "2026-11-26T09:00")
    assert [perform_whole(END), perform_whole(FIT)] == [1, 0]
    db.session.refresh(demand)
    assert (demand.urgency, demand.deadline) == (Urgency.URGENT, at("2026-11-24T17:00"))
    assert db.session.get_one(Emergency, opened.id).closed_at == at("2026-11-26T09:00")


def test_what_is_handed_in_again_meanwhile_runs_by_minutes(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    be(monkeypatch, "2026-11-23T09:30")
    ahead = {"starts": at("2026-12-20T09:00"), "ends": at("2026-12-20T11:00")}
    demand = urgent(world, asker_id=world.accounts["site"].id, **ahead)
    service.return_(world.actor("team"), demand.id, "哪个路口")
    opened = an_emergency(world)
    be(monkeypatch, "2026-11-23T11:00")
    service.submit(world.actor("site"), demand.id)
    assert (demand.urgency, demand.deadline) == (Urgency.EMERGENCY, at("2026-11-23T11:30"))
    be(monkeypatch, "2026-11-23T11:10")
    service.return_(world.actor("team"), demand.id, "哪个路口")
    assert demand.clock_left == 20
    emergencies.close(world.actor("committee"), opened.id)
    assert (demand.urgency, demand.clock_left) == (Urgency.URGENT, 1)
    be(monkeypatch, "2026-11-25T11:00")
    service.submit(world.actor("site"), demand.id)
    assert demand.deadline == at("2026-11-26T17:00")


@pytest.mark.parametrize("who", ["town", "team"])
@pytest.mark.parametrize("hurry", [Urgency.URGENT, Urgency.EMERGENCY])
def test_what_a_triager_raises_runs_by_minutes_until_the_end(
    world: World, monkeypatch: pytest.MonkeyPatch, who: str, hurry: Urgency
) -> None:
    be(monkeypatch, "2026-11-23T10:00")
    opened = an_emergency(world)
    demand = waiting(world, since=BEFORE, until="2026-11-25T17:00", clock_days=2)
    sort(world.actor(who), demand.id, {"urgency": hurry})
    assert (demand.urgency, demand.deadline) == (Urgency.EMERGENCY, at("2026-11-23T10:30"))
    told = [account_id for account_id, _ in notices("demand.hurried")]
    assert told == ([world.accounts["team"].id] if who == "town" else [])
    service.accept(world.actor("team"), demand.id)
    assert demand.deadline == at("2026-11-23T11:00")
    emergencies.close(world.actor("committee"), opened.id)
    assert (demand.urgency, demand.deadline) == (Urgency.URGENT, at("2026-11-25T17:00"))


def test_an_emergency_of_its_own_is_not_ended_by_the_towns(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    be(monkeypatch, "2026-11-23T10:00")
    demand = waiting(world, since=BEFORE, until="2026-11-23T10:30", urgency=Urgency.EMERGENCY)
    emergencies.close(world.actor("committee"), an_emergency(world).id)
    assert (demand.urgency, demand.deadline) == (Urgency.EMERGENCY, at("2026-11-23T10:30"))


def test_two_schedulers_at_once_and_a_second_run_change_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    be(monkeypatch, "2026-11-23T10:00")
    an_emergency(world)
    for _ in range(10):
        urgent(world)  # came in between the opening and the eyes of whoever opened it
    all_at_once(world, [lambda: str(perform_whole(FIT)) for _ in range(4)])
    assert perform_whole(FIT) == 0
    assert db.session.scalar(select(func.count()).select_from(CalmClock)) == 10
    assert db.session.scalar(select(func.count()).where(DemandStep.step == "hasten")) == 10
    assert [parameters["number"] for _, parameters in notices("emergency.demands_hastened")] == [10]


def test_opening_and_closing_do_not_ask_more_often_for_more_demands(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    be(monkeypatch, "2026-11-23T10:00")
    committee, asked = world.actor("committee"), []
    for number in (1, 30):
        for _ in range(number):
            urgent(world)
        be(monkeypatch, "2026-11-23T10:00")
        with counted_statements() as statements:
            opened = an_emergency(world)
            emergencies.close(committee, opened.id)
        asked.append(len(statements))
    assert asked[1] <= asked[0]


def test_the_page_of_an_emergency_lists_what_runs_by_minutes(world: World) -> None:
    opened = an_emergency(world)
    browser, asked = world.browser("committee"), []
    for number in (1, 12):
        for _ in range(number):
            world.demand(urgency=Urgency.EMERGENCY)
        with counted_statements() as statements:
            page = text_of(browser.get(f"/emergencies/{opened.id}"))
        asked.append(len(statements))
    assert asked[1] <= asked[0]
    assert "按分钟计时的需求" in page
    assert "13 件" in page
    assert "按分钟计时的需求" not in text_of(world.browser("site_3").get(f"/emergencies/{opened.id}"))


def test_ordinary_demands_do_not_ask_whether_an_emergency_holds(world: World) -> None:
    normal, hurried = world.demand(), world.demand(urgency=Urgency.URGENT)
    team = world.actor("team")
    counts = []
    for demand in (normal, hurried):
        with counted_statements() as statements:
            service.accept(team, demand.id)
        counts.append(sum("FROM emergency" in one for one in statements))
    assert counts == [0, 1]


def test_minutes_are_told_of_at_night_too(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    be(monkeypatch, "2026-11-23T22:00")
    demand = urgent(world)
    an_emergency(world)
    reached = []
    for moment in ("2026-11-23T22:14", "2026-11-23T22:16", "2026-11-23T22:31"):
        be(monkeypatch, moment)
        perform_whole(SWEEP)
        reached.append([level for demand_id, level in levels() if demand_id == demand.id])
    assert reached == [[], ["remind"], ["remind", "escalate"]]


def test_what_is_sent_in_as_urgent_runs_by_minutes_while_an_emergency_holds(world: World) -> None:
    site = world.browser("site")
    day = coming(days=9)
    form = {
        "category": "care",
        "title": "转移独居老人",
        "text": "低洼路段的老人要转移到安置点",
        "day": day.date().isoformat(),
        "starts": "09:00",
        "ends": "11:00",
        "headcount": "2",
        "contact_name": "李社工",
        "contact_phone": "13900000000",
        "urgent": "y",
    }
    assert "急需" in text_of(site.get("/demands/new"))
    assert site.post("/demands/new", form).status_code == 303
    an_emergency(world)
    assert site.post("/demands/new", {**form, "title": "转移行动不便的老人"}).status_code == 303
    before, during = db.session.scalars(select(Demand).order_by(Demand.id)).all()
    for demand in (before, during):
        assert (demand.urgency, demand.clock_days) == (Urgency.EMERGENCY, None)
        assert demand.calm is not None
        assert (demand.calm.urgency, demand.calm.clock_days) == (Urgency.URGENT, 1)


def test_the_api_asks_and_tells_how_urgent_it_is(world: World) -> None:
    starts = coming(days=9)
    asked = {
        "category": "care",
        "title": "转移独居老人",
        "text": "低洼路段的老人要转移到安置点",
        "headcount": 2,
        "starts": starts.isoformat(),
        "ends": (starts + timedelta(hours=2)).isoformat(),
        "contact_name": "李社工",
        "contact_phone": "13900000000",
    }
    site = world.api("site")
    urgencies = [site.post("/demands", {**asked, **more}).json["urgency"] for more in ({}, {"urgent": True})]
    assert urgencies == ["normal", "urgent"]


def test_the_form_promises_what_will_hold_while_an_emergency_does(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    be(monkeypatch, "2026-11-23T09:00")
    an_emergency(world)
    here, elsewhere = world.places["site_1"].id, world.places["site_3"].id
    urgent_here = promise(here, at("2026-11-23T09:00"), urgency=Urgency.URGENT)
    assert urgent_here.deadline == urgent_here.hurried == at("2026-11-23T09:30")
    normal = promise(here, at("2026-11-23T09:00"))
    assert normal.deadline == promise(elsewhere, at("2026-11-23T09:00")).deadline == at("2026-11-25T17:00")
    assert "加急的最迟 今天 09:30 答复" in text_of(world.browser("site").get("/demands/new"))
    assert "加急的最迟" not in text_of(world.browser("site_3").get("/demands/new"))
