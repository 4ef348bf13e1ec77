"""A step taken by mistake is taken back: soon, by the same person, before anybody acted on it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.support.world import World, text_of
from tests.triage.test_merging import SAME_TREE, TREE, submitted, told
from volunteer.audit.models import AuditEvent
from volunteer.demands import deadlines, service
from volunteer.demands.models import Demand, DemandBefore
from volunteer.demands.queries import timelines
from volunteer.demands.states import DemandStatus
from volunteer.demands.undoing import CLOCK, WITHIN, undo
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible, Refused
from volunteer.notices.models import Notice
from volunteer.triage import service as triage
from volunteer.triage.twins import twins_of


def running(demand: Demand) -> dict[str, object]:
    return {name: getattr(demand, name) for name in CLOCK}


def actions(demand: Demand) -> list[str]:
    events = select(AuditEvent.action).where(AuditEvent.subject_id == demand.id, AuditEvent.action.like("demand.%"))
    return list(db.session.scalars(events.order_by(AuditEvent.id)))


def test_an_acceptance_is_taken_back_and_the_old_clock_goes_on(world: World) -> None:
    demand = submitted(world, **TREE)
    deadlines.put_off(demand, clock.now() + timedelta(days=9), clock.now())  # a day that was agreed on
    db.session.commit()
    before, team = running(demand), world.actor("team")
    service.accept(team, demand.id)
    assert running(demand) != before
    undo(team, demand.id)
    assert (demand.status, running(demand)) == (DemandStatus.SUBMITTED, before)
    assert [entry.step for entry in timelines([demand.id])[demand.id]] == ["submit", "accept", "unaccept"]
    assert told(demand.id)[-1] == "demand.not_accepted"
    assert actions(demand)[-2:] == ["demand.accepted", "demand.not_accepted"]
    with pytest.raises(NotVisible):
        undo(team, demand.id)


def test_what_was_passed_on_comes_back_though_it_is_out_of_sight(world: World) -> None:
    demand = submitted(world, **TREE)
    before, unit_id, team = running(demand), demand.responsible_unit_id, world.actor("team")
    other = world.units["team_b"]
    service.forward(team, demand.id, other.id, "归你们")
    with pytest.raises(NotVisible):
        undo(world.actor("committee"), demand.id)  # another person's step
    undo(team, demand.id)
    assert (demand.responsible_unit_id, running(demand)) == (unit_id, before)
    heard = select(Notice.kind).where(Notice.account_id == world.actor("team_b").account_id).order_by(Notice.id)
    assert list(db.session.scalars(heard))[-2:] == ["demand.forwarded", "demand.not_forwarded"]


def test_a_passing_on_that_was_taken_back_is_no_ping_pong(world: World) -> None:
    demand, team = submitted(world, **TREE), world.actor("team")
    own, other = demand.responsible_unit_id, world.units["team_b"].id
    for _time in range(2):
        service.forward(team, demand.id, other, "归你们")
        undo(team, demand.id)
    service.forward(team, demand.id, other, "归你们")
    service.forward(world.actor("team_b"), demand.id, own, "归你们")
    assert demand.responsible_unit_id == own


def test_what_somebody_built_on_stays(world: World) -> None:
    demand, team = submitted(world, **TREE), world.actor("team")
    service.accept(team, demand.id)
    project = world.project(demand=demand)
    with pytest.raises(Refused, match="acted_on_since"):
        undo(team, demand.id)
    assert project.id
    passed_on = submitted(world, **SAME_TREE)
    service.forward(team, passed_on.id, world.units["team_b"].id, "归你们")
    service.accept(world.actor("team_b"), passed_on.id)
    with pytest.raises(NotVisible):
        undo(team, passed_on.id)


def test_it_is_too_late_after_a_while(world: World) -> None:
    demand, team = submitted(world, **TREE), world.actor("team")
    service.accept(team, demand.id)
    db.session.get_one(DemandBefore, demand.id).at -= WITHIN + timedelta(seconds=1)
    db.session.commit()
    with pytest.raises(Refused, match="too_late_to_undo"):
        undo(team, demand.id)


def test_doubles_and_harmless_words_are_taken_back(world: World) -> None:
    first, second = submitted(world, **TREE), submitted(world, **SAME_TREE)
    team = world.actor("team")
    triage.tell_apart(team, second.id, first.id)
    with pytest.raises(Refused, match="too_late_to_undo"):
        triage.tell_alike(world.actor("committee"), second.id, first.id)  # another person's word
    triage.tell_alike(team, second.id, first.id)
    assert [twin.demand_id for twin in twins_of(team, [second.id])[second.id]] == [first.id]
    second.text = "电话 13712345678，路口大树吹倒了"
    db.session.commit()
    triage.declare_harmless(team, second.id)
    triage.declare_not_harmless(team, second.id)
    assert second.harmless_digest is None
    assert actions(second)[-4:] == [
        f"demand.{step}" for step in ("told_apart", "told_alike", "declared_harmless", "not_harmless")
    ]


def test_the_page_offers_it_and_says_how_long(world: World) -> None:
    demand, browser = submitted(world, **TREE), world.browser("team")
    browser.post(f"/demands/{demand.id}/accept")
    page = browser.get("/triage")
    assert "没有人接着办时，10 分钟内可以撤销" in text_of(page)
    assert f'action="/demands/{demand.id}/undo"' in page.get_data(as_text=True)
    assert browser.post(f"/demands/{demand.id}/undo").status_code == 303
    assert demand.status == DemandStatus.SUBMITTED
    other = submitted(world, **SAME_TREE)
    browser.post(f"/triage/{demand.id}/apart", {"other_id": other.id})
    assert f"/triage/{demand.id}/alike?other_id={other.id}" in browser.get("/triage").get_data(as_text=True)
    assert browser.post(f"/triage/{demand.id}/alike?other_id={other.id}").status_code == 303
    assert twins_of(world.actor("team"), [demand.id])[demand.id]


def test_over_the_api_the_same_is_taken_back_and_refused(world: World) -> None:
    first, second = (
        submitted(world, **TREE),
        submitted(world, **{**SAME_TREE, "text": f"{SAME_TREE['text']}13812345678"}),
    )
    team = world.api("team")
    assert team.post(f"/demands/{first.id}/undo").status_code == 404, "nothing was done"
    team.post(f"/demands/{first.id}/accept")
    back = team.post(f"/demands/{first.id}/undo")
    assert (back.status_code, (back.json or {})["status"]) == (200, "submitted")
    team.post(f"/demands/{first.id}/accept")
    with clock.travel(clock.now() + WITHIN + timedelta(minutes=1)):
        late = team.post(f"/demands/{first.id}/undo")
    assert (late.status_code, (late.json or {})["reason"]) == (409, "too_late_to_undo")
    apart = {"other_id": first.id}
    assert team.post(f"/triage/demands/{second.id}/apart", apart).status_code == 204
    assert twins_of(world.actor("team"), [second.id]) == {second.id: []}
    assert team.post(f"/triage/demands/{second.id}/alike", apart).status_code == 204
    assert [twin.demand_id for twin in twins_of(world.actor("team"), [second.id])[second.id]] == [first.id]
    assert team.post(f"/triage/demands/{second.id}/harmless").status_code == 200
    assert team.post(f"/triage/demands/{second.id}/personal").status_code == 200
    again = team.post(f"/triage/demands/{second.id}/personal")
    assert (again.status_code, (again.json or {})["reason"]) == (409, "nothing_changed")
    assert db.session.get_one(Demand, second.id).harmless_digest is None
