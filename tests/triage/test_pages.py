"""The queue of a triager, worked through in place and without script."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from tests.demands.test_service import content
from tests.support.statements import asks_at_most, counted_statements
from tests.support.world import World, text_of
from tests.triage.test_merging import SAME_TREE, TREE, submitted
from volunteer.demands import service
from volunteer.demands.models import Demand
from volunteer.demands.pressing import behind
from volunteer.demands.states import DemandStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.triage import queue


def in_order(page: str, *titles: str) -> bool:
    places = [page.index(title) for title in titles]
    return places == sorted(places)


def test_emergencies_first_then_overdue_then_by_clock_then_by_hurry(world: World) -> None:
    now = clock.now()
    soon = now + timedelta(days=1)
    world.demand(title="还早", deadline=now + timedelta(days=3))
    world.demand(title="没有期限", deadline=None)
    world.demand(title="应急，还有两天", deadline=now + timedelta(days=2), urgency="emergency")
    world.demand(title="同时到期，一般", deadline=soon)
    world.demand(title="同时到期，紧急", deadline=soon, urgency="urgent")
    world.demand(title="已经超期", deadline=now - timedelta(hours=1))
    page = text_of(world.browser("team").get("/triage"))
    assert in_order(page, "应急，还有两天", "已经超期", "同时到期，紧急", "同时到期，一般", "还早", "没有期限")
    assert "等待受理 6 件" in page


def test_only_what_waits_and_is_within_reach_is_in_the_queue(world: World) -> None:
    world.demand(title="别队的", responsible_unit_id=world.units["team_b"].id, site_id=world.places["site_2"].id)
    world.demand(title="已受理的", status=DemandStatus.ACCEPTED)
    page = text_of(world.browser("team").get("/triage"))
    assert "别队的" not in page
    assert "已受理的" not in page
    assert "没有等待受理的需求" in page


def test_a_page_goes_on_where_the_last_one_ended(world: World) -> None:
    for n in range(queue.PAGE + 3):
        world.demand(title=f"第{n:02}件", deadline=clock.now() + timedelta(days=1, minutes=n // 2))
    world.demand(title="没有期限", deadline=None)
    actor = world.actor("team")
    first = queue.page(actor, queue.QueueFilters(), None, clock.now())
    second = queue.page(actor, queue.QueueFilters(), first.after, clock.now())
    titles = [demand.title for demand in (*first.demands, *second.demands)]
    assert titles == [*(f"第{n:02}件" for n in range(queue.PAGE + 3)), "没有期限"]
    assert second.after is None


@pytest.mark.parametrize(
    "after", ["", "x", "_", "never_2_1", "2026-13-01_0_0", "never_2_99999999999999999999", "a_b_c"]
)
def test_any_place_in_the_address_is_answered(world: World, after: str) -> None:
    world.demand()
    assert world.browser("team").get(f"/triage?after={after}").status_code == 200


def test_accepting_leads_back_to_the_queue(world: World) -> None:
    demand = world.demand()
    browser = world.browser("team")
    browser.get("/triage")
    answer = browser.post(f"/demands/{demand.id}/accept", referrer="/triage")
    assert answer.location.endswith("/triage")
    assert db.session.get_one(Demand, demand.id).status == DemandStatus.ACCEPTED


def test_what_the_words_say_is_taken_over_with_one_tap(world: World) -> None:
    demand = service.post(
        world.actor("site"), content(text="楼道停电，需要三名电工马上来修。", headcount=2), submit_now=True
    )
    before = demand.deadline
    browser = world.browser("team")
    assert "紧急" in text_of(browser.get("/triage"))
    browser.post(f"/triage/{demand.id}/sort", {"field": "urgency", "value": "urgent"}, referrer="/triage")
    browser.post(f"/triage/{demand.id}/sort", {"field": "headcount", "value": "3"}, referrer="/triage")
    db.session.refresh(demand)
    assert (demand.urgency, demand.headcount) == ("urgent", 3)
    assert before is not None
    assert demand.deadline is not None
    assert demand.deadline < before


@pytest.mark.parametrize(
    ("field", "value"),
    [("title", "x"), ("headcount", "0"), ("category", "none"), ("urgency", "later"), ("skill", "no")],
)
def test_nothing_else_is_changed(world: World, field: str, value: str) -> None:
    demand = world.demand()
    answer = world.browser("team").post(
        f"/triage/{demand.id}/sort", {"field": field, "value": value}, referrer="/triage"
    )
    db.session.refresh(demand)
    assert (demand.title, demand.headcount, demand.category) == ("陪独居老人看病", 2, "care")
    assert answer.status_code < 500


def test_doubles_stand_side_by_side_and_are_merged(world: World) -> None:
    first, second = submitted(world, **TREE), submitted(world, **SAME_TREE)
    browser = world.browser("team")
    assert "疑似重复 1 件" in text_of(browser.get("/triage"))
    page = text_of(browser.get(f"/triage/{second.id}"))
    assert TREE["title"] in page
    assert "同一社区" in page
    assert "花园路口" in page
    browser.post(f"/triage/{second.id}/merge", {"lead_id": str(first.id)}, referrer=f"/triage/{second.id}")
    page = text_of(browser.get(f"/triage/{first.id}"))
    assert "并入这一件的需求" in page
    browser.post(f"/triage/{second.id}/split", {"reason": "两棵树"}, referrer=f"/triage/{first.id}")
    assert db.session.get_one(Demand, second.id).status == DemandStatus.SUBMITTED


def test_who_follows_a_lead_sees_its_story(world: World) -> None:
    first, second = submitted(world, **TREE), submitted(world, **SAME_TREE)
    world.browser("team").post(f"/triage/{second.id}/merge", {"lead_id": str(first.id)}, referrer="/triage")
    service.accept(world.actor("team"), first.id)
    page = text_of(world.browser("site").get(f"/demands/{second.id}"))
    assert "已并入" in page
    assert "已受理" in page


def test_the_partner_is_proposed_with_reasons_and_forwarded_to_with_one_tap(world: World) -> None:
    demand = world.demand(responsible_unit_id=world.units["brigade"].id)
    browser = world.browser("committee")
    page = text_of(browser.get("/triage"))
    assert "与这个社区结对" in page
    team = world.units["team_a"]
    browser.post(
        f"/triage/{demand.id}/forward", {"unit_id": str(team.id), "reason": "与这个社区结对"}, referrer="/triage"
    )
    db.session.refresh(demand)
    assert demand.responsible_unit_id == team.id


def test_the_queue_costs_the_same_however_long_it_is(world: World) -> None:
    browser = world.browser("team")
    world.demand(skill="nursing")
    browser.get("/triage")
    with counted_statements() as few:
        browser.get("/triage")
    for n in range(12):
        world.demand(skill="law", title=f"再来一件{n}")
    assert asks_at_most(len(few), lambda: browser.get("/triage"))


POSTS = {
    "sort": {"field": "urgency", "value": "urgent"},
    "forward": {"unit_id": "1", "reason": "转给你们"},
    "merge": {"lead_id": "1"},
    "split": {"reason": "单独办理"},
    "apart": {"other_id": "1"},
    "mask": {},
    "harmless": {},
}


@pytest.mark.parametrize("step", POSTS)
def test_nobody_else_may_triage(world: World, step: str) -> None:
    demand = world.demand(text="请联系13812345678")
    for name, refused in (("site", 403), ("squad", 403), ("member", 403), ("team_b", 404)):
        answer = world.browser(name).post(f"/triage/{demand.id}/{step}", POSTS[step])
        assert answer.status_code == refused, name
    db.session.refresh(demand)
    assert (demand.status, demand.urgency, demand.text) == ("submitted", "normal", "请联系13812345678")
    assert demand.harmless_digest is None


@pytest.mark.parametrize(("name", "status"), [("site", 403), ("member", 403), ("town", 200), ("committee", 200)])
def test_who_sees_the_queue(world: World, name: str, status: int) -> None:
    assert world.browser(name).get("/triage").status_code == status


@pytest.mark.parametrize("after", [None, "2026-11-23T01:00:00+00:00_11_7"])
def test_the_order_of_the_queue_is_that_of_its_index(world: World, after: str | None) -> None:
    """So that no page sorts a hundred thousand demands, neither the first nor one further on.

    With few rows sorting costs nothing: the planner is told to sort only where no index has the order.
    """
    statement = queue.ordered(world.actor("committee"), queue.QueueFilters(), clock.now()).limit(queue.PAGE)
    rest = behind(after)
    asked = (statement if rest is None else statement.where(rest)).compile(
        db.engine, compile_kwargs={"literal_binds": True}
    )
    for way in ("seqscan", "bitmapscan", "sort"):
        db.session.execute(text(f"SET LOCAL enable_{way} = off"))
    plan = "\n".join(db.session.scalars(text(f"EXPLAIN {str(asked).replace(':', chr(92) + ':')}")))
    assert "Index Scan using ix_demand_queue" in plan
    assert "Sort" not in plan
    assert after is None or "Index Cond: (ROW(" in plan
