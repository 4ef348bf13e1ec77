"""The demand behind an urgent need: in the one list, with a number and a timeline, rated by the site, counted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.deadlines.test_sweep import at, be
from tests.support.races import all_at_once
from tests.support.world import World, text_of
from tests.task_forces.calling import a_need, an_emergency, call_everybody, claim_of
from volunteer.audit.models import AuditEvent
from volunteer.checklists.models import ChecklistItem
from volunteer.demands import queries, rating_service
from volunteer.demands.models import Demand
from volunteer.demands.states import Channel, DemandStatus, Urgency
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid, Refused
from volunteer.notices.models import Notice
from volunteer.projects import service as projects
from volunteer.projects.models import Position, Project, ProjectDemand
from volunteer.task_forces import answers, calls, emergencies
from volunteer.task_forces.models import Bypass
from volunteer.taxonomy.models import Category


def demand_behind(position: Position) -> Demand:
    """The one demand that the position's project answers."""
    answered = select(Demand).join(ProjectDemand).where(ProjectDemand.project_id == position.project_id)
    return db.session.scalars(answered).one()


def test_a_site_s_need_is_a_demand_of_its_own(world: World) -> None:
    opened = an_emergency(world)
    demand = demand_behind(calls.open_need(world.actor("site"), opened.id, a_need(world)))
    assert (demand.status, demand.urgency, demand.channel) == (
        DemandStatus.PUBLISHED,
        Urgency.EMERGENCY,
        Channel.SITE,
    )
    assert demand.number is not None
    assert (demand.responsible_unit_id, demand.site_id) == (world.units["team_a"].id, world.places["site_1"].id)
    assert (demand.deadline, demand.on_behalf, demand.asked_by_unit_id) == (None, False, None)
    assert [entry.step for entry in queries.timelines([demand.id])[demand.id]] == ["submit", "accept", "publish"]
    told = select(AuditEvent.action).where(AuditEvent.action.like("demand.%"), AuditEvent.subject_id == demand.id)
    assert db.session.scalars(told.order_by(AuditEvent.id)).all() == ["demand.taken_on_at_once", "demand.published"]


def test_whoever_calls_out_asks_on_the_sites_behalf_and_the_site_is_told(world: World) -> None:
    an_emergency(world)
    demand = demand_behind(db.session.get_one(Position, call_everybody(world).position_id))
    assert (demand.channel, demand.on_behalf, demand.asked_by_unit_id) == (
        Channel.TEAM,
        True,
        world.units["brigade"].id,
    )
    told = select(Notice.account_id).where(Notice.kind == "demand.published")
    assert db.session.scalars(told).all() == [world.accounts["site"].id]


def test_without_an_emergency_it_is_urgent(world: World) -> None:
    demand = demand_behind(db.session.get_one(Position, call_everybody(world).position_id))
    assert (demand.urgency, demand.calm) == (Urgency.URGENT, None)


def test_the_site_strikes_it_off_and_whoever_served_cannot(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    an_emergency(world)
    made = call_everybody(world)
    demand = demand_behind(db.session.get_one(Position, made.position_id))
    answers.come(world.actor("member"), claim_of(world, "member", made).id)
    later = clock.now() + timedelta(hours=6)
    monkeypatch.setattr(clock, "now", lambda: later)
    project_id = db.session.scalars(select(ProjectDemand.project_id)).one()
    projects.finish(world.actor("committee"), project_id)
    assert demand.status == DemandStatus.AWAITING_RATING
    with pytest.raises(Refused, match="own_service"):
        rating_service.rate(world.actor("committee"), demand.id, 5)
    rating_service.rate(world.actor("site"), demand.id, 5)
    assert (demand.status, demand.outcome) == (DemandStatus.CLOSED, "content")


def test_what_nobody_followed_waits_by_minutes_and_by_working_days_after_the_emergency(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    be(monkeypatch, "2026-11-23T10:00")
    opened = an_emergency(world)
    made = call_everybody(world)
    demand = demand_behind(db.session.get_one(Position, made.position_id))
    be(monkeypatch, "2026-11-23T10:10")
    calls.close(world.actor("committee"), made.id)
    assert (demand.status, demand.deadline) == (DemandStatus.ACCEPTED, at("2026-11-23T11:10"))
    emergencies.close(world.actor("committee"), opened.id)
    assert (demand.urgency, demand.deadline) == (Urgency.URGENT, at("2026-11-25T17:00"))


def test_calls_that_end_with_their_emergency_leave_working_days(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    be(monkeypatch, "2026-11-23T10:00")
    opened = an_emergency(world)
    demand = demand_behind(db.session.get_one(Position, call_everybody(world).position_id))
    emergencies.close(world.actor("committee"), opened.id)
    assert (demand.status, demand.urgency) == (DemandStatus.ACCEPTED, Urgency.URGENT)
    assert demand.deadline == at("2026-11-25T17:00")


def test_what_the_category_asks_for_beforehand_stops_nobody_in_an_emergency_and_is_listed(world: World) -> None:
    asked = {"declaration": True, "insurance": True, "min_helpers": 2, "outdoor": True}
    db.session.get_one(Category, "care").safeguards = asked
    db.session.commit()
    with pytest.raises(Invalid) as refused:
        call_everybody(world)
    assert set(refused.value.fields) == {"assured", "insurance_note"}
    opened = an_emergency(world)
    calls.open_need(world.actor("site"), opened.id, a_need(world, headcount=1))
    kept = db.session.scalars(select(Bypass.details).where(Bypass.rule == "safeguards")).one()
    assert sorted(kept["safeguards"]) == ["declaration", "insurance", "min_helpers"]


def test_a_list_that_nobody_ticked_off_is_reviewed_afterwards(world: World) -> None:
    items = [ChecklistItem(name=name, required=must) for name, must in {"路线踩过点": True, "带了旗子": False}.items()]
    db.session.add_all(items)
    db.session.commit()
    opened = an_emergency(world)
    calls.open_need(world.actor("site"), opened.id, a_need(world))
    kept = db.session.scalars(select(Bypass.details).where(Bypass.rule == "checklist")).one()
    assert kept["items"] == ["路线踩过点"]
    page = text_of(world.browser("committee").get(f"/emergencies/{opened.id}/review"))
    assert "没有核对的事项：路线踩过点（1 次）" in page
    assert "带了旗子" not in page


def test_what_was_answered_is_urgent_after_the_emergency_and_says_nothing_of_clocks(world: World) -> None:
    opened = an_emergency(world)
    demand = demand_behind(calls.open_need(world.actor("site"), opened.id, a_need(world)))
    emergencies.close(world.actor("committee"), opened.id)
    assert (demand.status, demand.urgency, demand.calm) == (DemandStatus.PUBLISHED, Urgency.URGENT, None)
    assert [entry.step for entry in queries.timelines([demand.id])[demand.id]] == ["submit", "accept", "publish"]


def test_two_at_once_are_two_demands(world: World) -> None:
    opened = an_emergency(world)
    site, need, emergency_id = world.actor("site"), a_need(world), opened.id
    all_at_once(world, [lambda: str(calls.open_need(site, emergency_id, need).id)] * 2)
    found = db.session.execute(select(Demand.number, ProjectDemand.project_id).join(ProjectDemand)).all()
    assert len({number for number, _ in found}) == len({project_id for _, project_id in found}) == 2


def test_a_telephone_number_in_a_hurry_is_masked_and_stops_nobody(world: World) -> None:
    opened = an_emergency(world)
    position = calls.open_need(world.actor("site"), opened.id, a_need(world, title="转移老人，电话13812345678"))
    assert "13812345678" not in position.project.title + demand_behind(position).title


def test_nobody_to_call_leaves_no_demand_behind(world: World) -> None:
    an_emergency(world)
    whom = calls.Whom(unit_id=world.units["brigade"].id, skill="law")
    with pytest.raises(Refused, match="nobody_to_call"):
        calls.call_out(world.actor("committee"), whom, a_need(world))
    assert db.session.scalars(select(Demand)).all() == []
    assert db.session.scalars(select(Project)).all() == []


def test_from_the_form_to_the_sites_board(world: World) -> None:
    opened = an_emergency(world)
    site = world.browser("site")
    form = {
        "title": "搬运沙袋",
        "site_id": str(world.places["site_1"].id),
        "muster_point": "党群服务中心门口",
        "headcount": "2",
        "muster_minutes": "30",
        "hours": "4",
        "leader_name": "陈队长",
        "leader_phone": "13900001111",
        "category": "care",
    }
    answered = site.post(f"/emergencies/{opened.id}/need", form)
    assert answered.status_code == 303, text_of(answered)
    demand = db.session.scalars(select(Demand)).one()
    page = text_of(site.get(f"/demands/{demand.id}"))
    assert demand.number is not None
    assert demand.number in page
    assert "应急" in page
    assert "搬运沙袋" in text_of(site.get("/demands"))
    assert "搬运沙袋" in text_of(world.browser("team").get("/demands?view=list"))
