"""Small things quickly (D8): one form, one tap of the unit, the hour chosen by whoever claims first."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.support.world import World, coming, text_of
from volunteer.claims import answering, hours, service
from volunteer.claims.models import Claim
from volunteer.claims.states import ClaimStatus
from volunteer.demands import service as demands
from volunteer.demands.models import Demand, DemandStep
from volunteer.demands.states import DemandStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, NotVisible, Refused
from volunteer.notices.models import Notice
from volunteer.projects.models import Position, Project, ServiceSession
from volunteer.projects.open_board import open_board
from volunteer.projects.states import ProjectStatus
from volunteer.small_things.service import publish_at_once
from volunteer.suggestions.open_table import open_table


def asked(world: World, by: str = "site", **values: Any) -> Demand:
    """An hour on a day between nine and five."""
    content = {
        "category": "care",
        "title": "换灯泡",
        "text": "帮老人换客厅的灯泡",
        "headcount": 1,
        "starts": coming(days=5, hour=9),
        "ends": coming(days=5, hour=17),
        "window_minutes": 60,
        "contact_name": "李社工",
        "contact_phone": "13900000000",
        "risk_note": "先断电，社区有人在场",
        "site_id": world.places["site_1"].id,
        "public_place": None,
        "skill": None,
    }
    return demands.post(world.actor(by), {**content, **values}, submit_now=True)


def published(world: World, **values: Any) -> Position:
    demand = asked(world, **values)
    project = publish_at_once(world.actor("team"), demand.id)
    return project.positions[0]


def fresh_session(position: Position) -> ServiceSession:
    db.session.expire_all()
    return db.session.get_one(ServiceSession, position.session_id)


def at(hour: int, minute: int = 0) -> datetime:
    return coming(days=5, hour=hour) + timedelta(minutes=minute)


def test_the_unit_accepts_and_publishes_with_one_tap(world: World) -> None:
    demand = asked(world)
    assert demand.status == DemandStatus.SUBMITTED
    browser = world.browser("team")
    assert "受理并发布" in text_of(browser.get(f"/demands/{demand.id}"))
    answer = browser.post(f"/demands/{demand.id}/publish-at-once")
    assert (answer.status_code, answer.location) == (303, f"/demands/{demand.id}")
    db.session.expire_all()
    assert db.session.get_one(Demand, demand.id).status == DemandStatus.PUBLISHED
    session = db.session.scalars(select(ServiceSession)).one()
    assert session.hour_open
    assert session.own_word
    assert (session.window_starts, session.window_ends, session.window_minutes) == (at(9), at(17), 60)


def test_what_lacks_something_waits_as_a_draft_that_is_shown(world: World) -> None:
    demand = asked(world, category="tutoring")  # at least two helpers
    answer = world.browser("team").post(f"/demands/{demand.id}/publish-at-once")
    project = db.session.scalars(select(Project)).one()
    assert (answer.status_code, answer.location) == (303, f"/projects/{project.id}")
    assert project.status == ProjectStatus.DRAFT
    db.session.expire_all()
    assert db.session.get_one(Demand, demand.id).status == DemandStatus.ACCEPTED


def test_whoever_may_publish_for_the_unit_does_it_with_the_form(world: World) -> None:
    assert asked(world, by="committee").status == DemandStatus.PUBLISHED


def test_others_may_not(world: World) -> None:
    demand = asked(world)
    assert world.browser("site").post(f"/demands/{demand.id}/publish-at-once").status_code == 403
    with pytest.raises(NotVisible):
        publish_at_once(world.actor("squad"), demand.id)
    ordinary = world.demand()
    with pytest.raises(Refused, match="not_in_this_state"):
        publish_at_once(world.actor("team"), ordinary.id)


def test_a_window_must_hold_the_time_and_wants_one_or_two(world: World) -> None:
    with pytest.raises(Invalid) as long:
        asked(world, ends=coming(days=5, hour=10), window_minutes=90)
    assert "window_minutes" in long.value.fields
    with pytest.raises(Invalid) as many:
        asked(world, headcount=3)
    assert "headcount" in many.value.fields


def test_the_hour_is_chosen_with_the_claim_and_the_site_is_told(world: World) -> None:
    position = published(world)
    claim = hours.claim_at(world.actor("member"), position.id, at(14, 30))
    assert claim.status == ClaimStatus.CONFIRMED
    session = fresh_session(position)
    assert (session.starts, session.ends, session.hour_open) == (at(14, 30), at(15, 30), False)
    period = db.session.get_one(Claim, claim.id).period
    assert (period.lower, period.upper) == (at(14, 30), at(15, 30))
    told = db.session.scalars(select(Notice).where(Notice.account_id == world.accounts["site"].id)).all()
    assert "demand.hour_chosen" in {notice.kind for notice in told}
    assert "hour" in set(db.session.scalars(select(DemandStep.step)))


def test_without_an_hour_nobody_claims(world: World) -> None:
    position = published(world)
    with pytest.raises(Refused, match="needs_hour"):
        service.claim(world.actor("member"), position.id)
    with pytest.raises(Refused, match="needs_hour"):
        service.claim_for(world.actor("team"), position.id, world.members["member"].id, consented=True)
    for wrong in (at(8, 30), at(16, 30), at(14, 10)):
        with pytest.raises(Invalid):
            hours.claim_at(world.actor("member"), position.id, wrong)
    assert fresh_session(position).hour_open
    with pytest.raises(Forbidden):
        hours.claim_at(world.actor("site"), position.id, at(14))


def test_only_the_chosen_hour_must_be_free_and_a_refusal_leaves_it_open(world: World) -> None:
    busy = world.project(starts=at(10), hours=2)
    world.claim("member", busy.positions[0])
    position = published(world)
    with pytest.raises(Refused, match="overlap"):
        hours.claim_at(world.actor("member"), position.id, at(11))
    session = fresh_session(position)
    assert (session.hour_open, session.starts, session.ends) == (True, at(9), at(17))
    assert hours.claim_at(world.actor("member"), position.id, at(13)).status == ClaimStatus.CONFIRMED


def test_who_comes_second_comes_at_the_same_hour(world: World) -> None:
    position = published(world, headcount=2)
    hours.claim_at(world.actor("member"), position.id, at(14))
    with pytest.raises(Refused, match="hour_taken"):
        hours.claim_at(world.actor("member_2"), position.id, at(15))
    assert service.claim(world.actor("member_2"), position.id).status == ClaimStatus.CONFIRMED


def test_the_hour_is_open_again_when_the_last_one_leaves(world: World) -> None:
    position = published(world, headcount=2)
    first = hours.claim_at(world.actor("member"), position.id, at(14))
    second = service.claim(world.actor("member_2"), position.id)
    answering.release(world.actor("member"), first.id)
    assert not fresh_session(position).hour_open
    answering.release(world.actor("member_2"), second.id)
    session = fresh_session(position)
    assert (session.hour_open, session.starts, session.ends) == (True, at(9), at(17))
    assert hours.claim_at(world.actor("member_a2"), position.id, at(9)).status == ClaimStatus.CONFIRMED


def test_it_is_listed_with_its_window_and_planned_for_nobody(world: World) -> None:
    position = published(world)
    assert open_board().rows[position.id].hour_minutes == 60
    assert position.id not in open_table().row_of
    browser = world.browser("member")
    assert "时间可选" in text_of(browser.get("/positions"))
    page = browser.get(f"/positions/{position.id}")
    assert "按这个时间认领" in text_of(page)
    assert at(16).isoformat() in page.text
    answer = browser.post(f"/positions/{position.id}/claim", {"hour": at(16).isoformat()})
    assert answer.status_code == 303
    assert fresh_session(position).starts == at(16)
    assert position.id in open_table().row_of
    assert open_board().rows[position.id].hour_minutes is None


def test_an_hour_over_json(world: World) -> None:
    position = published(world)
    api = world.api("member")
    assert api.post(f"/positions/{position.id}/claims", {}).status_code == 409
    claimed = api.post(f"/positions/{position.id}/claims", {"hour": at(10).isoformat()})
    assert (claimed.status_code, claimed.json["status"] if claimed.json else None) == (201, "confirmed")


def test_moving_the_window_keeps_the_hour_open(world: World) -> None:
    position = published(world)
    demand = db.session.scalars(select(Demand)).one()
    later = {"starts": coming(days=6, hour=9), "ends": coming(days=6, hour=12)}
    demands.change(world.actor("site"), demand.id, later)
    session = fresh_session(position)
    assert (session.hour_open, session.window_starts, session.window_ends) == (True, later["starts"], later["ends"])
    assert clock.now() < session.starts


def test_while_the_window_runs_what_is_left_of_it_can_be_chosen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    position = published(world)
    running, nearly_over, four = at(14, 10), at(16, 30), at(16)
    offered, gone = at(14, 30).isoformat(), at(14).isoformat()
    monkeypatch.setattr(clock, "now", lambda: running)
    page = world.browser("member").get(f"/positions/{position.id}").text
    assert offered in page
    assert gone not in page
    assert hours.claim_at(world.actor("member"), position.id, four).status == ClaimStatus.CONFIRMED
    monkeypatch.setattr(clock, "now", lambda: nearly_over)
    with pytest.raises(Refused, match="closed"):
        service.claim(world.actor("member_2"), position.id)
