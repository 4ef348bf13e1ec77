"""Call-backs: who is on the list, who may call, what comes of it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.answers.spoken import PHONE, served
from tests.support.world import World, text_of
from volunteer.answers import call_backs
from volunteer.answers.call_backs import Call
from volunteer.answers.giving import Said
from volunteer.answers.jobs import CLOSE_SILENT
from volunteer.answers.models import Answer, CallBack
from volunteer.answers.states import CallOutcome
from volunteer.demands import rating_service
from volunteer.demands.models import Demand
from volunteer.demands.states import DemandStatus, Outcome
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, NotVisible, Refused
from volunteer.kernel.jobs import perform

UNREACHED = Call(CallOutcome.UNREACHED)


def listed(world: World, name: str = "team") -> list[int]:
    """The ids on somebody's list."""
    return [one.id for one in db.session.scalars(call_backs.to_call(world.actor(name), clock.now()))]


def answered(score: int, again: bool = False) -> Call:
    """A call that was answered."""
    return Call(CallOutcome.ANSWERED, Said(score, "谢谢" if score > 2 else "没修好", again))


def test_without_telephone_at_once_with_one_after_seven_silent_days(world: World) -> None:
    none, left, silent = served(world), served(world, phone=PHONE), served(world, phone=PHONE, days=8)
    world.demand(status=DemandStatus.CLOSED)
    assert listed(world) == [silent.id, none.id]
    assert listed(world, "committee") == [silent.id, none.id]
    assert listed(world, "team_b") == []
    page = world.browser("team").get("/call-backs")
    assert text_of(page).count("次，最多 3 次") == 2
    assert world.api("team").get("/call-backs").headers["X-Pagination"].startswith('{"total": 2')
    assert left.id not in listed(world)


def test_where_no_recipient_is_named_the_sites_own_word_is_waited_for_first(world: World) -> None:
    demand = served(world)
    demand.private_place_id = None
    db.session.commit()
    assert listed(world) == []
    with clock.travel(clock.now() + timedelta(days=8)):
        assert listed(world) == [demand.id]


def test_the_leaders_home_counts_the_list(world: World) -> None:
    assert "/call-backs" not in world.browser("team").get("/home").text
    served(world), served(world, days=15), served(world, phone=PHONE)
    home = world.browser("team").get("/home")
    assert re.search(r"回访服务对象[^0-9]*2", text_of(home))
    assert 'href="/call-backs"' in home.text
    assert text_of(world.browser("team").get("/call-backs")).count("14 天了还没有回访") == 1


def test_an_answer_is_noted_with_who_called_and_leaves_the_list(world: World) -> None:
    demand = served(world)
    sent = world.browser("team").post(
        f"/call-backs/{demand.id}", {"outcome": "answered", "score": "4", "comment": "师傅很耐心"}
    )
    assert sent.status_code == 303
    kept = db.session.scalars(select(Answer)).one()
    assert (kept.source, kept.score, kept.by) == ("callback", 4, world.accounts["team"].id)
    assert listed(world) == []
    db.session.refresh(demand)
    assert demand.status == DemandStatus.AWAITING_RATING


def test_stars_are_asked_of_who_answered_only(world: World) -> None:
    demand, team = served(world), world.browser("team")
    assert team.post(f"/call-backs/{demand.id}", {"outcome": "answered"}).status_code == 422
    assert team.post(f"/call-backs/{demand.id}", {}).status_code == 422
    assert team.post(f"/call-backs/{demand.id}", {"outcome": "unreached", "score": "5"}).status_code == 303
    assert db.session.scalars(select(Answer)).all() == []
    with pytest.raises(Invalid):
        call_backs.note(world.actor("team"), demand.id, Call(CallOutcome.ANSWERED))


@pytest.mark.parametrize("way", ["helped", "hosted", "hosted what it was done with"])
def test_who_served_does_not_call(world: World, way: str) -> None:
    demand = served(world)
    if way == "hosted what it was done with":
        demand.merged_into_id = world.demand(status=DemandStatus.CLOSED).id
    lead = db.session.get(Demand, demand.merged_into_id) if demand.merged_into_id else demand
    project = world.project(demand=lead, starts=clock.now() - timedelta(days=1))
    if way == "helped":
        world.add_member("team", "squad_a1") if "team" not in world.accounts else world._member("team", "squad_a1")
        db.session.commit()
        world.claim("team", project.positions[0])
    else:
        project.sessions[0].host_id = world.accounts["team"].id
        db.session.commit()
    with pytest.raises(Refused) as refusal:
        call_backs.note(world.actor("team"), demand.id, answered(5))
    assert refusal.value.reason == "own_service_called"
    db.session.rollback()
    assert "参加过这次服务的人不能回访" in text_of(world.browser("team").get(f"/call-backs/{demand.id}"))
    assert call_backs.note(world.actor("committee"), demand.id, answered(5)).answer_id is not None


def test_discontent_on_the_telephone_reopens(world: World) -> None:
    demand = served(world)
    call_backs.note(world.actor("team"), demand.id, answered(1, again=True))
    db.session.refresh(demand)
    assert (demand.status, demand.times_reopened) == (DemandStatus.ACCEPTED, 1)
    with pytest.raises(Refused):
        call_backs.note(world.actor("team"), demand.id, answered(1, again=True))


def test_three_calls_that_reach_nobody_strike_off_as_unrated_after_seven_days(world: World) -> None:
    demand = served(world, phone=PHONE, days=8)
    for _ in range(3):
        assert listed(world) == [demand.id]
        call_backs.note(world.actor("team"), demand.id, UNREACHED)
    db.session.refresh(demand)
    assert (demand.status, demand.outcome) == (DemandStatus.CLOSED, Outcome.UNRATED)
    assert listed(world) == []


def test_the_sites_own_word_is_waited_for(world: World) -> None:
    demand = served(world)
    call_backs.note(world.actor("team"), demand.id, Call(CallOutcome.DECLINED))
    db.session.refresh(demand)
    assert demand.status == DemandStatus.AWAITING_RATING
    assert listed(world) == []


def test_calls_come_before_closing_as_unrated(world: World) -> None:
    waiting, late, forgotten = served(world, days=8), served(world, days=15), served(world, days=40)
    for demand in (waiting, late):
        call_backs.note(world.actor("team"), demand.id, UNREACHED)
    assert perform(CLOSE_SILENT) == 1
    assert perform(CLOSE_SILENT) == 0
    states = {one.id: one.status for one in db.session.scalars(select(Demand))}
    assert (states[waiting.id], states[late.id]) == (DemandStatus.AWAITING_RATING, DemandStatus.CLOSED)
    assert late.outcome == Outcome.UNRATED
    assert states[forgotten.id] == DemandStatus.AWAITING_RATING
    assert listed(world) == [forgotten.id, waiting.id]
    with pytest.raises(Refused) as refusal:
        rating_service.close(world.actor("team"), forgotten.id)
    assert refusal.value.reason == "call_first"


def test_who_declined_is_struck_off_once_the_sites_time_is_over(world: World) -> None:
    demand = served(world)
    call_backs.note(world.actor("team"), demand.id, Call(CallOutcome.DECLINED))
    assert perform(CLOSE_SILENT) == 0
    with clock.travel(clock.now() + timedelta(days=8)):
        assert perform(CLOSE_SILENT) == 1
    db.session.refresh(demand)
    assert demand.outcome == Outcome.UNRATED


@pytest.mark.parametrize(("score", "outcome"), [(5, Outcome.CONTENT), (1, Outcome.REMARK)])
def test_where_the_site_stays_silent_the_recipients_word_closes(world: World, score: int, outcome: Outcome) -> None:
    demand = served(world)
    call_backs.note(world.actor("team"), demand.id, answered(score))
    assert perform(CLOSE_SILENT) == 0
    with clock.travel(clock.now() + timedelta(days=8)):
        assert perform(CLOSE_SILENT) == 1
    db.session.refresh(demand)
    assert (demand.status, demand.outcome) == (DemandStatus.CLOSED, outcome)


def test_the_telephone_opens_on_record(world: World) -> None:
    demand = served(world, phone=PHONE, days=8)
    closed = world.browser("team").get(f"/call-backs/{demand.id}")
    assert PHONE not in closed.text
    opened = world.browser("team").post(f"/call-backs/{demand.id}/telephone")
    assert PHONE in opened.text
    events = world.api("committee").get("/audit-events?action=private_place.opened").json
    assert len(events) == 1


@pytest.mark.parametrize(
    ("name", "error"), [("squad", NotVisible), ("supervisor", Forbidden), ("site", Forbidden), ("team_b", NotVisible)]
)
def test_who_may_not(world: World, name: str, error: type[Exception]) -> None:
    demand = served(world)
    with pytest.raises(error):
        call_backs.note(world.actor(name), demand.id, UNREACHED)
    assert db.session.scalars(select(CallBack)).all() == []


def test_over_the_api(world: World) -> None:
    demand, api = served(world), world.api("team")
    (listed_one,) = api.get("/call-backs").json
    assert (listed_one["demand_id"], listed_one["tries"]) == (demand.id, 0)
    noted = api.post(f"/demands/{demand.id}/call-backs", {"outcome": "answered", "score": 5})
    assert noted.status_code == 201
    assert api.get("/call-backs").json == []
    assert api.post(f"/demands/{demand.id}/call-backs", {"outcome": "unreached"}).status_code == 409


def test_the_next_call_is_one_tap_away(world: World) -> None:
    first, own, third = (served(world, days=days) for days in (12, 11, 10))
    project = world.project(demand=own, starts=clock.now() - timedelta(days=11))
    project.sessions[0].host_id = world.accounts["team"].id
    db.session.commit()
    team = world.browser("team")
    assert "登记，打下一个" in text_of(team.get(f"/call-backs/{first.id}"))
    went_on = team.post(f"/call-backs/{first.id}", {"outcome": "unreached"})
    assert went_on.headers["Location"] == f"/call-backs/{third.id}"  # what one served oneself is left out
    enough = team.post(f"/call-backs/{first.id}", {"outcome": "unreached", "stop": "1"})
    assert enough.headers["Location"] == "/call-backs"
    assert "打下一个" not in text_of(team.get(f"/call-backs/{third.id}"))
    assert team.post(f"/call-backs/{third.id}", {"outcome": "declined"}).headers["Location"] == "/call-backs"


def test_the_telephone_is_masked_until_it_is_to_be_dialled(world: World) -> None:
    demand, team = served(world, phone=PHONE, days=8), world.browser("team")
    page = team.get(f"/call-backs/{demand.id}").text
    assert "137****5678" in page
    assert "黄阿婆" not in page
    assert f"tel:{PHONE}" not in page
    assert f'href="tel:{PHONE}"' in team.post(f"/call-backs/{demand.id}/telephone").text
    (event,) = world.api("committee").get("/audit-events?action=private_place.opened").json
    assert event["details"] == {"of": "demand", "id": demand.id, "purpose": "回访"}
