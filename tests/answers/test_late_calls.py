"""Calls that nobody made in time: passed on to the tier above once in each round, told in one notice."""

from __future__ import annotations

import re
from datetime import timedelta

from sqlalchemy import func, select

from tests.answers.spoken import served
from tests.support.world import World, text_of
from volunteer.answers import call_backs
from volunteer.answers.call_backs import Call
from volunteer.answers.late_calls import PASS_ON, passed_on
from volunteer.answers.states import CallOutcome
from volunteer.demands.models import Demand, DemandStep
from volunteer.demands.queries import timelines
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.jobs import perform_whole
from volunteer.notices.models import Notice

UNREACHED = Call(CallOutcome.UNREACHED)


def listed(world: World, name: str) -> list[int]:
    """What was passed on to somebody and still waits."""
    return [one.id for one in db.session.scalars(passed_on(world.actor(name), clock.now()))]


def told(world: World, name: str) -> list[int]:
    """The numbers that somebody's notices told."""
    own = select(Notice).where(Notice.account_id == world.accounts[name].id, Notice.kind == "call_back.late")
    return [notice.parameters["number"] for notice in db.session.scalars(own.order_by(Notice.id))]


def test_the_tier_above_is_told_once_of_all_that_came_late(world: World) -> None:
    late, long_ago, called = served(world, days=15), served(world, days=40), served(world, days=16)
    served(world, days=8)
    call_backs.note(world.actor("team"), called.id, UNREACHED)
    assert (perform_whole(PASS_ON), perform_whole(PASS_ON)) == (2, 0)
    assert (told(world, "committee"), told(world, "team"), told(world, "team_b")) == ([2], [], [])
    assert listed(world, "committee") == [long_ago.id, late.id]
    assert (listed(world, "team"), listed(world, "team_b")) == ([], [])
    assert [entry.step for entry in timelines([late.id])[late.id]] == ["finish", "call_late"]
    assert perform_whole(PASS_ON) == 0


def test_home_list_and_notice_say_the_same_and_a_call_settles_it(world: World) -> None:
    late = served(world, days=15)
    served(world, days=20)
    perform_whole(PASS_ON)
    committee = world.browser("committee")
    home = committee.get("/home")
    assert "转到你督办的超期回访 2 件" in text_of(home)
    assert 'href="/call-backs/late"' in home.text
    page = committee.get("/call-backs/late").text
    assert re.findall(r'href="/call-backs/(\d+)"', page) == [str(one) for one in listed(world, "committee")]
    assert "没有转到你这里的超期回访" in text_of(world.browser("team").get("/call-backs/late"))
    over_the_api = world.api("committee").get("/call-backs/late").json or []
    assert [one["demand_id"] for one in over_the_api] == listed(world, "committee")
    assert world.api("team").get("/call-backs/late").json == []
    call_backs.note(world.actor("committee"), late.id, UNREACHED)
    assert late.id not in listed(world, "committee")
    assert len(listed(world, "committee")) == 1


def test_what_is_done_again_is_passed_on_again(world: World) -> None:
    demand = served(world, days=40)
    assert perform_whole(PASS_ON) == 1
    db.session.add(DemandStep(demand_id=demand.id, step="finish", at=clock.now()))
    demand.times_reopened = 1
    db.session.commit()
    assert (perform_whole(PASS_ON), listed(world, "committee")) == (0, [])
    with clock.travel(clock.now() + timedelta(days=15)):
        assert (perform_whole(PASS_ON), perform_whole(PASS_ON)) == (1, 0)
    assert told(world, "committee") == [1, 1]


def test_the_top_hears_of_its_own(world: World) -> None:
    demand = served(world, days=15, responsible_unit_id=world.units["brigade"].id)
    assert perform_whole(PASS_ON) == 1
    assert (listed(world, "committee"), told(world, "committee")) == ([demand.id], [1])
    assert db.session.scalar(select(func.count()).select_from(Demand)) == 1
