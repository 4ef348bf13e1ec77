"""Demands for the same need are found, shown, merged and split; nobody who asked is forgotten."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.demands.test_service import content
from tests.support.world import World, coming, text_of
from volunteer.audit.models import AuditEvent
from volunteer.demands import merging, service
from volunteer.demands.models import Demand
from volunteer.demands.queries import timelines
from volunteer.demands.states import DemandStatus
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, NotVisible, Refused
from volunteer.notices.models import Notice
from volunteer.triage import service as triage
from volunteer.triage.twins import Twin, search, twins_of

TREE = {"title": "花园路大树倒了挡住路", "text": "花园路口一棵大树被风吹倒，挡住人行道，请派人清理。"}
SAME_TREE = {"title": "有棵树倒在花园路口", "text": "路口大树吹倒了挡住人行道，走不过去，请清理。"}


def submitted(world: World, who: str = "site", **words: object) -> Demand:
    return service.post(world.actor(who), content(**words), submit_now=True)


def told(demand_id: int) -> list[str]:
    rows = db.session.scalars(select(Notice.kind).where(Notice.link == f"/demands/{demand_id}").order_by(Notice.id))
    return list(rows)


def test_what_resembles_is_found_when_it_comes_in(world: World) -> None:
    first = submitted(world, **TREE)
    other = submitted(world, title="教老人用手机", text="一对一教老人用手机挂号、交费。")
    second = submitted(world, **SAME_TREE)
    found = twins_of(world.actor("team"), [first.id, other.id, second.id])
    assert [twin.demand_id for twin in found[first.id]] == [second.id]
    assert [twin.demand_id for twin in found[second.id]] == [first.id]
    assert found[other.id] == []


def test_what_is_far_in_time_is_no_double(world: World) -> None:
    submitted(world, **TREE)
    starts = coming(days=12)
    later = submitted(world, **SAME_TREE, starts=starts, ends=starts + timedelta(hours=2))
    assert search(later) == []


def test_what_is_over_is_no_double(world: World) -> None:
    first = submitted(world, **TREE)
    service.withdraw(world.actor("site"), first.id)
    assert search(submitted(world, **SAME_TREE)) == []


def test_merging_tells_the_asker_and_is_on_record(world: World) -> None:
    lead, demand = submitted(world, **TREE), submitted(world, **SAME_TREE)
    merging.merge(world.actor("team"), demand.id, lead.id)
    assert demand.status == DemandStatus.MERGED
    assert demand.merged_into_id == lead.id
    assert demand.deadline is None
    assert [one.id for one in merging.merged_into(lead.id)] == [demand.id]
    assert told(demand.id)[-1] == "demand.merged"
    assert timelines([demand.id])[demand.id][-1].step == "merge"
    assert timelines([lead.id])[lead.id][-1].step == "lead"
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "demand.merged")).one()
    assert event.details["lead"] == lead.id


def test_who_asked_for_the_merged_one_hears_of_the_lead(world: World) -> None:
    lead, demand = submitted(world, **TREE), submitted(world, **SAME_TREE)
    merging.merge(world.actor("team"), demand.id, lead.id)
    service.accept(world.actor("team"), lead.id)
    assert told(demand.id)[-1] == "demand.accepted"


def test_split_it_waits_again_with_a_new_clock(world: World) -> None:
    lead, demand = submitted(world, **TREE), submitted(world, **SAME_TREE)
    merging.merge(world.actor("team"), demand.id, lead.id)
    merging.split(world.actor("team"), demand.id, "不是同一棵树")
    assert demand.status == DemandStatus.SUBMITTED
    assert demand.merged_into_id is None
    assert demand.deadline is not None
    assert [entry.step for entry in timelines([demand.id])[demand.id]] == ["submit", "merge", "split"]


def test_what_follows_a_lead_that_ended_is_done_by_itself(world: World) -> None:
    lead, demand = submitted(world, **TREE), submitted(world, **SAME_TREE)
    merging.merge(world.actor("team"), demand.id, lead.id)
    service.decline(world.actor("team"), lead.id, "不归我们管")
    assert demand.status == DemandStatus.SUBMITTED
    assert told(demand.id)[-1] == "demand.split"


def test_a_merged_demand_may_be_withdrawn(world: World) -> None:
    lead, demand = submitted(world, **TREE), submitted(world, **SAME_TREE)
    merging.merge(world.actor("team"), demand.id, lead.id)
    service.withdraw(world.actor("site"), demand.id)
    assert demand.status == DemandStatus.WITHDRAWN
    assert merging.merged_into(lead.id) == []


def test_a_merged_demand_stays_on_the_board_of_its_site(world: World) -> None:
    lead, demand = submitted(world, **TREE), submitted(world, **SAME_TREE)
    merging.merge(world.actor("team"), demand.id, lead.id)
    page = text_of(world.browser("site").get("/demands"))
    assert SAME_TREE["title"] in page
    assert "已并入" in page


def test_no_chains_and_no_dead_leads(world: World) -> None:
    lead, demand, third = submitted(world, **TREE), submitted(world, **SAME_TREE), submitted(world, **TREE)
    team = world.actor("team")
    merging.merge(team, demand.id, lead.id)
    with pytest.raises(Refused, match="leads_others"):
        merging.merge(team, lead.id, third.id)
    with pytest.raises(Refused, match="cannot_lead"):
        merging.merge(team, third.id, demand.id)
    with pytest.raises(Refused, match="cannot_lead"):
        merging.merge(team, third.id, third.id)


def test_only_who_may_pass_on_both_may_merge(world: World) -> None:
    lead, demand = submitted(world, **TREE), submitted(world, **SAME_TREE)
    with pytest.raises(Forbidden):
        merging.merge(world.actor("site"), demand.id, lead.id)
    with pytest.raises(NotVisible):
        merging.merge(world.actor("team_b"), demand.id, lead.id)


def test_told_apart_they_are_not_shown_again(world: World) -> None:
    first, second = submitted(world, **TREE), submitted(world, **SAME_TREE)
    triage.tell_apart(world.actor("team"), second.id, first.id)
    assert twins_of(world.actor("team"), [first.id, second.id]) == {first.id: [], second.id: []}
    service.return_(world.actor("team"), second.id, "请补充")
    service.submit(world.actor("site"), second.id)
    assert twins_of(world.actor("team"), [second.id]) == {second.id: []}


def test_a_double_of_another_unit_is_not_counted_for_who_cannot_see_it(world: World) -> None:
    first, second = submitted(world, **TREE), submitted(world, **SAME_TREE)
    service.forward(world.actor("committee"), first.id, world.units["team_b"].id, "归你们")
    assert twins_of(world.actor("team_b"), [first.id]) == {first.id: []}
    (twin,) = twins_of(world.actor("committee"), [first.id])[first.id]
    assert isinstance(twin, Twin)
    assert twin.demand_id == second.id
