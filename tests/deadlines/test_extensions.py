"""More time for a demand: asked for in time, decided by the next tier, shown to the site."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from tests.deadlines.test_sweep import at, be, waiting
from tests.support.world import World, text_of
from volunteer.deadlines import extensions, jobs, queries
from volunteer.deadlines.states import ExtensionStatus
from volunteer.demands import service
from volunteer.demands.queries import timelines
from volunteer.demands.states import Urgency
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, Refused
from volunteer.kernel.jobs import perform_whole
from volunteer.notices.models import Notice

LATER = date(2026, 11, 30)


def test_granted_by_the_next_tier_the_deadline_moves(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    be(monkeypatch, "2026-11-24T09:00")
    demand = waiting(world)
    asked = extensions.ask(world.actor("team"), demand.id, LATER, "医生周五才有空")
    assert demand.deadline == at("2026-11-25T17:00")
    extensions.grant(world.actor("committee"), asked.id)
    assert (demand.deadline, demand.clock_number) == (at("2026-11-30T17:00"), 2)
    told = set(db.session.execute(select(Notice.account_id, Notice.kind)))
    assert told == {
        (world.accounts["committee"].id, "demand.extension_asked"),
        (world.accounts["team"].id, "demand.extension_granted"),
        (world.accounts["site"].id, "demand.extension_granted"),
    }
    story = [(entry.step, entry.reason) for entry in timelines([demand.id])[demand.id]]
    assert story == [("extend_ask", "延到11月30日：医生周五才有空"), ("extend", "延到11月30日：医生周五才有空")]


def test_refused_the_deadline_stays(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    be(monkeypatch, "2026-11-24T09:00")
    demand = waiting(world)
    asked = extensions.ask(world.actor("team"), demand.id, LATER, "医生周五才有空")
    extensions.refuse(world.actor("committee"), asked.id, "请调其他医生")
    assert demand.deadline == at("2026-11-25T17:00")
    assert (asked.status, asked.answer) == (ExtensionStatus.REFUSED, "请调其他医生")
    again = extensions.ask(world.actor("team"), demand.id, LATER, "确实没有别人")
    assert again.status == ExtensionStatus.ASKED


@pytest.mark.parametrize(
    ("now", "until", "reason"),
    [
        ("2026-11-25T17:01", LATER, "deadline_passed"),
        ("2026-11-24T09:00", date(2026, 11, 25), "until"),
        ("2026-11-24T09:00", date(2026, 12, 20), "until"),
    ],
)
def test_what_cannot_be_asked_says_why(
    world: World, monkeypatch: pytest.MonkeyPatch, now: str, until: date, reason: str
) -> None:
    be(monkeypatch, now)
    demand = waiting(world)
    with pytest.raises((Refused, Invalid)) as refusal:
        extensions.ask(world.actor("team"), demand.id, until, "原因")
    said = refusal.value.reason if isinstance(refusal.value, Refused) else next(iter(refusal.value.fields))
    assert said == reason


def test_one_at_a_time(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    be(monkeypatch, "2026-11-24T09:00")
    demand = waiting(world)
    extensions.ask(world.actor("team"), demand.id, LATER, "原因")
    with pytest.raises(Refused, match="extension_asked"):
        extensions.ask(world.actor("team"), demand.id, LATER, "原因")


def test_emergencies_are_not_put_off(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    be(monkeypatch, "2026-11-24T09:00")
    demand = waiting(world, urgency=Urgency.EMERGENCY)
    with pytest.raises(Refused, match="no_extension_by_minutes"):
        extensions.ask(world.actor("team"), demand.id, LATER, "原因")


def test_the_own_tier_cannot_decide_nor_whoever_asked(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    be(monkeypatch, "2026-11-24T09:00")
    asked = extensions.ask(world.actor("team"), waiting(world).id, LATER, "原因")
    with pytest.raises(Forbidden):
        extensions.grant(world.actor("team"), asked.id)
    by_committee = extensions.ask(world.actor("committee"), waiting(world).id, LATER, "原因")
    with pytest.raises(Refused, match="own_extension"):
        extensions.grant(world.actor("committee"), by_committee.id)
    assert db.session.scalars(queries.extensions(world.actor("committee"))).all() == [asked]


def test_what_went_another_way_is_not_decided_any_more(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    be(monkeypatch, "2026-11-24T09:00")
    demand = waiting(world)
    asked = extensions.ask(world.actor("team"), demand.id, LATER, "原因")
    service.accept(world.actor("team"), demand.id)
    with pytest.raises(Refused, match="extension_lapsed"):
        extensions.grant(world.actor("committee"), asked.id)
    assert db.session.scalars(queries.extensions(world.actor("committee"))).all() == []
    extensions.ask(world.actor("team"), demand.id, date(2026, 12, 4), "还在联系")
    assert asked.status == ExtensionStatus.LAPSED


def test_the_clock_process_voids_what_went_another_way(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    be(monkeypatch, "2026-11-24T09:00")
    demand, other = waiting(world), waiting(world)
    asked, kept = (extensions.ask(world.actor("team"), one.id, LATER, "原因") for one in (demand, other))
    service.withdraw(world.actor("site"), demand.id)
    lapse = next(job for job in jobs.JOBS if job.name == "deadlines.lapse_extensions")
    assert [perform_whole(lapse) for _ in range(2)] == [1, 0]
    assert (asked.status, kept.status) == (ExtensionStatus.LAPSED, ExtensionStatus.ASKED)


def test_asked_and_granted_on_pages(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    be(monkeypatch, "2026-11-24T09:00")
    demand = waiting(world)
    team, committee = world.browser("team"), world.browser("committee")
    page = team.get(f"/demands/{demand.id}").get_data(as_text=True)
    assert f"/demands/{demand.id}/extension" in page
    assert "还剩 1 个工作日" in page
    wrong = team.post(f"/demands/{demand.id}/extension", {"until": "2026-11-25", "reason": "原因"})
    assert wrong.status_code == 422
    assert "新的期限要晚于现在的期限" in text_of(wrong)
    team.post(f"/demands/{demand.id}/extension", {"until": "2026-11-30", "reason": "医生周五才有空"})
    listed = text_of(committee.get("/deadlines/extensions"))
    assert "医生周五才有空" in listed
    asked = db.session.scalars(queries.extensions(world.actor("committee"))).one()
    committee.post(f"/deadlines/extensions/{asked.id}/grant", {})
    assert "11月30日" in text_of(world.browser("site").get(f"/demands/{demand.id}"))


def test_asked_and_refused_over_the_api(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    demand = waiting(world, since="2026-11-22T09:00", until="2027-01-05T17:00")
    path = f"/demands/{demand.id}/extensions"
    asked = world.api("team").post(path, {"until": "2027-01-08", "reason": "原因"})
    assert asked.status_code == 201, asked.json
    found = world.api("committee").get("/extensions").json
    assert [one["id"] for one in found] == [asked.json["id"]]
    refused = world.api("committee").post(f"/extensions/{asked.json['id']}/refuse", {"reason": "不必"})
    assert (refused.status_code, refused.json["status"]) == (200, "refused")
