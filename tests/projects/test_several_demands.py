"""One project of several demands: each at its own time and place, also when one of them falls out meanwhile."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.projects.test_pages import filled, only_project
from tests.projects.test_service import shape
from tests.support.world import World, coming, text_of
from volunteer.claims import service as claims
from volunteer.claims.models import Claim
from volunteer.claims.states import ClaimStatus
from volunteer.demands import service as demands
from volunteer.demands.models import Demand
from volunteer.demands.states import DemandStatus
from volunteer.kernel.database import db
from volunteer.kernel.errors import Refused
from volunteer.notices.models import Notice
from volunteer.organization.models import PrivatePlace
from volunteer.projects import service
from volunteer.projects.content import ProjectContent, SessionRow
from volunteer.projects.forms import typed_like
from volunteer.projects.models import Project, ProjectDemand, ServiceSession
from volunteer.projects.states import ProjectStatus, SessionStatus
from volunteer.taxonomy.models import Category

SAFE = {
    "summary": "为居民量血压",
    "contact_name": "李社工",
    "contact_phone": "13900000000",
    "risk_note": "已投保意外险",
}


def accepted(world: World, site: str = "site_1", **values: Any) -> Demand:
    """A demand that waits for a project of team_a."""
    return world.demand(status=DemandStatus.ACCEPTED, site_id=world.places[site].id, **values)


def made_of(world: World, *answered: Demand) -> Project:
    return service.make(world.actor("team"), ProjectContent(), demand_ids=[demand.id for demand in answered])


def places(project: Project) -> list[tuple[int, str | None]]:
    """Where the sessions are, in the order in which they were made."""
    statement = select(ServiceSession).where(ServiceSession.project_id == project.id).order_by(ServiceSession.id)
    return [(session.site_id, session.public_place) for session in db.session.scalars(statement)]


def test_each_session_is_where_its_demand_is(world: World) -> None:
    first = accepted(world, public_place="一楼大厅")
    later = accepted(world, "site_2", starts=coming(days=9), ends=coming(days=9) + timedelta(hours=2), headcount=5)
    same_time = accepted(world, "site_3", public_place="祠堂前")
    project = made_of(world, first, later, same_time)
    assert places(project) == [
        (world.places["site_1"].id, "一楼大厅"),
        (world.places["site_3"].id, "祠堂前"),
        (world.places["site_2"].id, None),
    ]
    assert shape(project) == [
        (first.starts, "志愿者", first.headcount),
        (same_time.starts, "志愿者", same_time.headcount),
        (later.starts, "志愿者", 5),
    ]


def test_demands_of_one_time_and_place_share_a_session(world: World) -> None:
    project = made_of(world, accepted(world, headcount=2), accepted(world, headcount=3))
    assert len(project.sessions) == 1
    assert [position.headcount for position in project.positions] == [5]


def test_the_form_keeps_each_at_its_place(world: World) -> None:
    guarded = PrivatePlace(recipient="陈伯", address="八巷 2 号")
    db.session.add(guarded)
    db.session.commit()
    first, second = accepted(world), accepted(world, "site_2", private_place_id=guarded.id)
    path = f"/projects/new?demand={first.id}&demand={second.id}"
    browser = world.browser("team")
    page = text_of(browser.get(path))
    for number, site in (("1", "site_1"), ("2", "site_2")):
        assert f"场次 {number}（{world.places[site].name}）" in page
    starts, ends = (typed_like(one).isoformat(timespec="minutes") for one in (first.starts, first.ends))
    typed = {f"sessions-{row}-{name}": at for row in (0, 1) for name, at in (("starts", starts), ("ends", ends))}
    assert browser.post(path, filled(world, **typed)).status_code == 303
    project = only_project()
    assert [site for site, _place in places(project)] == [world.places["site_1"].id, world.places["site_2"].id]
    assert sorted(session.private_place_id or 0 for session in project.sessions) == [0, guarded.id]
    shown = text_of(browser.get(f"/projects/{project.id}"))
    assert world.places["site_2"].name in shown
    assert f"场次 2（{world.places['site_2'].name}）" in text_of(browser.get(f"/projects/{project.id}/edit"))


def test_what_was_typed_stays_when_one_is_withdrawn_in_between(world: World) -> None:
    first, second = accepted(world), accepted(world, title="修理路灯")
    path = f"/projects/new?demand={first.id}&demand={second.id}"
    browser = world.browser("team")
    browser.get(path)
    demands.withdraw(world.actor("site"), second.id, "已经修好")
    answer = browser.post(path, filled(world, title="两件一起办"))
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "1 条需求已撤回、变动或不在本单位" in page
    assert 'value="两件一起办"' in page
    assert f'action="/projects/new?demand={first.id}"' in page
    assert browser.post(f"/projects/new?demand={first.id}", filled(world)).status_code == 303
    assert list(db.session.scalars(select(ProjectDemand.demand_id))) == [first.id]


def test_what_belongs_to_another_team_is_left_out(world: World) -> None:
    own, foreign = accepted(world), accepted(world, responsible_unit_id=world.units["team_b"].id, title="别队的事")
    page = text_of(world.browser("team").get(f"/projects/new?demand={own.id}&demand={foreign.id}"))
    assert "1 条需求已撤回、变动或不在本单位" in page
    assert "别队的事" not in page


def test_a_project_goes_on_until_its_last_demand_is_withdrawn(world: World) -> None:
    first, second = accepted(world), accepted(world)
    project = made_of(world, first, second)
    demands.withdraw(world.actor("site"), first.id, "不需要了")
    assert db.session.get_one(Project, project.id).status == ProjectStatus.DRAFT
    assert list(db.session.scalars(select(ProjectDemand.demand_id))) == [second.id]
    demands.withdraw(world.actor("site"), second.id, "不需要了")
    db.session.expire_all()
    assert db.session.get_one(Project, project.id).status == ProjectStatus.CANCELLED


def test_one_of_several_does_not_change_the_others_service(world: World) -> None:
    first, second = accepted(world), accepted(world)
    project = service.publish(world.actor("team"), made_of(world, first, second).id)
    before = (project.sessions[0].starts, project.positions[0].headcount)
    moved = {"headcount": 1, "starts": first.starts + timedelta(days=1), "ends": first.ends + timedelta(days=1)}
    demands.change(world.actor("site"), first.id, moved)
    db.session.expire_all()
    assert (project.sessions[0].starts, project.positions[0].headcount) == before


def test_another_site_of_the_project_leaves_sessions_elsewhere(world: World) -> None:
    project = made_of(world, accepted(world), accepted(world, "site_3"))
    words = {"site_id": world.places["site_2"].id}
    service.edit(world.actor("team"), project.id, project.version, ProjectContent(words))
    assert [site for site, _place in places(project)] == [world.places["site_2"].id, world.places["site_3"].id]


def test_each_demand_keeps_its_safeguards(world: World) -> None:
    db.session.get_one(Category, "legal").safeguards = {"insurance": True}
    plain, insured, helped = (accepted(world, category=code) for code in ("care", "legal", "tutoring"))
    browser = world.browser("team")
    path = f"/projects/new?demand={plain.id}&demand={insured.id}&demand={helped.id}"
    assert "这几条需求分属助老、法律、课后辅导" in text_of(browser.get(path))
    project = made_of(world, plain, insured, helped)
    assert project.category == "tutoring"  # two at a time, which claiming goes by
    assert "注明保险" in text_of(browser.get(f"/projects/{project.id}"))
    with pytest.raises(Refused, match="incomplete"):
        service.publish(world.actor("team"), project.id)
    service.edit(world.actor("team"), project.id, project.version, ProjectContent({"insurance_note": "团体意外险"}))
    assert service.publish(world.actor("team"), project.id).status == ProjectStatus.PUBLISHED


def test_who_answers_one_demand_says_what_kind_it_is(world: World) -> None:
    db.session.get_one(Category, "legal").safeguards = {"insurance": True}
    project = made_of(world, accepted(world, category="legal"))
    service.edit(world.actor("team"), project.id, project.version, ProjectContent({"category": "care"}))
    assert service.publish(world.actor("team"), project.id).status == ProjectStatus.PUBLISHED


def test_a_demand_that_has_a_project_leads_there(world: World) -> None:
    answered = accepted(world)
    project = made_of(world, answered)
    browser = world.browser("team")
    led = browser.get(f"/projects/new?demand={answered.id}")
    assert (led.status_code, led.location) == (303, f"/projects/{project.id}")
    assert "已有项目" in text_of(browser.get(led.location))


def standing(project: Project) -> list[int]:
    """The sites of the sessions that are still to be held."""
    db.session.expire_all()
    return [one.site_id for one in project.sessions if one.status != SessionStatus.CANCELLED]


def test_a_demand_withdrawn_from_a_draft_takes_its_session_along(world: World) -> None:
    first, second = accepted(world), accepted(world, "site_2")
    project = made_of(world, first, second)
    demands.withdraw(world.actor("town"), second.id, "老人已住院")
    assert standing(project) == [world.places["site_1"].id]
    assert [position.headcount for position in project.positions] == [first.headcount]


def test_a_session_that_others_share_stays(world: World) -> None:
    first, same, elsewhere = accepted(world), accepted(world), accepted(world, "site_2")
    project = made_of(world, first, same, elsewhere)
    demands.withdraw(world.actor("town"), same.id, "不用了")
    assert standing(project) == [world.places["site_1"].id, world.places["site_2"].id]


def test_after_publishing_the_session_of_a_cancelled_demand_is_called_off_and_people_told(world: World) -> None:
    first, second = accepted(world), accepted(world, "site_2")
    project = made_of(world, first, second)
    service.edit(world.actor("team"), project.id, project.version, ProjectContent(SAFE))
    service.publish(world.actor("team"), project.id)
    position = next(one for one in project.positions if one.session.site_id == second.site_id)
    claims.claim(world.actor("member"), position.id)
    demands.cancel(world.actor("town"), second.id, "老人已住院")
    assert standing(project) == [world.places["site_1"].id]
    told = select(Notice.kind).where(Notice.account_id == world.accounts["member"].id)
    assert "claim.withdrawn" in set(db.session.scalars(told))
    assert project.status == ProjectStatus.PUBLISHED


def moved_by_the_unit(world: World, project: Project, demand: Demand) -> ServiceSession:
    """The session of this demand, two days later than asked for."""
    (own,) = [session for session in project.sessions if session.site_id == demand.site_id]
    rows = tuple(
        SessionRow(session.starts + later, session.ends + later, id=session.id)
        for session in project.sessions
        for later in [timedelta(days=2 if session is own else 0)]
    )
    service.edit(world.actor("team"), project.id, project.version, ProjectContent(sessions=rows))
    return own


def test_a_session_that_the_unit_moved_still_leaves_with_its_demand(world: World) -> None:
    first, second = accepted(world), accepted(world, "site_2")
    project = made_of(world, first, second)
    assert moved_by_the_unit(world, project, second).starts == second.starts + timedelta(days=2)
    demands.withdraw(world.actor("town"), second.id, "老人已住院")
    assert standing(project) == [world.places["site_1"].id]


def test_a_change_of_one_of_several_reaches_the_session_made_for_it(world: World) -> None:
    first, second = accepted(world), accepted(world, "site_2")
    project = made_of(world, first, second)
    service.edit(world.actor("team"), project.id, project.version, ProjectContent(SAFE))
    service.publish(world.actor("team"), project.id)
    own = next(one for one in project.positions if one.session.site_id == second.site_id)
    claims.claim(world.actor("member"), own.id)
    starts, ends = second.starts + timedelta(days=1), second.ends + timedelta(days=1)
    wanted = {"starts": starts, "ends": ends, "public_place": "祠堂前", "headcount": second.headcount + 1}
    demands.change(world.actor("town"), second.id, wanted)
    db.session.expire_all()
    assert (own.session.starts, own.session.public_place, own.headcount) == (starts, "祠堂前", second.headcount)
    held = select(Claim.status).where(Claim.position_id == own.id)
    assert list(db.session.scalars(held)) == [ClaimStatus.RECONFIRM]
    (other,) = [session for session in project.sessions if session.id != own.session_id]
    assert (other.starts, other.positions[0].headcount) == (first.starts, first.headcount)
    demands.cancel(world.actor("town"), second.id, "老人已住院")
    assert standing(project) == [world.places["site_1"].id]
