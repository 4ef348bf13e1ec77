"""Use cases on projects against a real database."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.support.world import World, coming
from volunteer.audit.models import AuditEvent
from volunteer.claims import teams
from volunteer.demands.states import DemandStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, NotVisible, Refused
from volunteer.kernel.jobs import perform
from volunteer.organization.models import UnitStatus
from volunteer.projects import service
from volunteer.projects.content import PositionRow, ProjectContent, SessionRow
from volunteer.projects.jobs import FINISH_ENDED
from volunteer.projects.models import Project, ProjectDemand, ServiceSession
from volunteer.projects.states import ProjectStatus, SessionStatus


def content(world: World, *, days: tuple[int, ...] = (3, 4), **words: Any) -> ProjectContent:
    """A complete project at site_1 with two rows of positions."""
    defaults = {
        "title": "社区义诊",
        "summary": "为居民量血压",
        "category": "care",
        "site_id": world.places["site_1"].id,
        "contact_name": "李社工",
        "contact_phone": "13900000000",
        "risk_note": "已投保意外险",
    }
    rows = (PositionRow("护理", 2, "nursing", 2), PositionRow("引导", 3))
    return ProjectContent({**defaults, **words}, rows, tuple(on(day) for day in days))


def on(day: int, hour: int = 19) -> SessionRow:
    starts = coming(days=day, hour=hour)
    return SessionRow(starts, starts + timedelta(hours=2))


def shape(project: Project) -> list[tuple[datetime, str, int]]:
    """(start, title, headcount) of every position, in order."""
    return [(s.starts, p.title, p.headcount) for s in project.sessions for p in s.positions]


def actions() -> list[str]:
    return list(db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))


def test_rows_times_sessions_make_positions(world: World) -> None:
    project = service.make(world.actor("team"), content(world))
    first, second = on(3).starts, on(4).starts
    assert shape(project) == [(first, "护理", 2), (first, "引导", 3), (second, "护理", 2), (second, "引导", 3)]
    assert project.status == ProjectStatus.DRAFT
    assert project.unit_id == world.units["team_a"].id
    assert all(len(session.code_secret) == 20 for session in project.sessions)
    assert actions() == ["project.made"]


def test_sessions_know_whether_they_lie_outside_working_time(world: World) -> None:
    workday = next(day for day in range(3, 10) if clock.local(on(day).starts).weekday() == 2)
    sessions = (on(workday, hour=10), on(workday, hour=19))
    project = service.make(world.actor("team"), replace(content(world), sessions=sessions))
    assert [session.off_hours for session in project.sessions] == [False, True]


def test_a_project_repeats_what_its_demands_say(world: World) -> None:
    early = world.demand(status=DemandStatus.ACCEPTED, headcount=2, skill="nursing", public_place="文化广场")
    late = world.demand(
        status=DemandStatus.ACCEPTED,
        headcount=5,
        skill="nursing",
        starts=early.starts + timedelta(days=1),
        ends=early.ends + timedelta(days=1),
    )
    project = service.make(world.actor("team"), ProjectContent({"title": "上门护理"}), None, [early.id, late.id])
    assert project.title == "上门护理"
    assert project.summary == early.text
    assert project.contact_phone == early.contact_phone
    assert shape(project) == [(early.starts, "志愿者", 2), (late.starts, "志愿者", 5)]
    assert project.sessions[0].public_place == "文化广场"
    assert set(db.session.scalars(select(ProjectDemand.demand_id))) == {early.id, late.id}


def test_a_demand_of_another_team_or_not_accepted_makes_no_project(world: World) -> None:
    demand = world.demand(status=DemandStatus.ACCEPTED)
    with pytest.raises(NotVisible):
        service.make(world.actor("team_b"), ProjectContent(), None, [demand.id])
    waiting = world.demand(status=DemandStatus.SUBMITTED)
    with pytest.raises(Refused, match="not_in_this_state"):
        service.make(world.actor("team"), ProjectContent(), None, [waiting.id])


def test_nobody_makes_projects_for_a_foreign_unit(world: World) -> None:
    with pytest.raises(Forbidden):
        service.make(world.actor("team_b"), content(world), world.units["team_a"].id)
    with pytest.raises(Invalid, match="unit_id"):
        service.make(world.actor("team"), content(world), 999_999)
    with pytest.raises(Forbidden):
        service.make(world.actor("member"), content(world))


def test_a_dissolved_unit_takes_nothing_on(world: World) -> None:
    published = world.project()
    world.units["squad_a1"].status = UnitStatus.CLOSED
    db.session.commit()
    leader, closed = world.actor("team"), world.units["squad_a1"].id
    with pytest.raises(Refused, match="unit_closed"):
        service.make(leader, content(world), closed)
    with pytest.raises(Refused, match="unit_closed"):
        teams.reserve(leader, published.id, closed, {published.positions[0].id: 1}, coming(days=3))


@pytest.mark.parametrize("field", ["category", "site_id"])
def test_references_must_exist(world: World, field: str) -> None:
    with pytest.raises(Invalid, match=field):
        service.make(world.actor("team"), content(world, **{field: 999_999 if field == "site_id" else "none"}))
    assert db.session.scalar(select(Project.id)) is None


def test_sessions_must_lie_ahead(world: World) -> None:
    with pytest.raises(Invalid, match="starts"):
        service.make(world.actor("team"), content(world, days=(-1,)))
    assert db.session.scalar(select(Project.id)) is None


def test_editing_a_draft_replaces_rows_and_sessions(world: World) -> None:
    project = service.make(world.actor("team"), content(world))
    kept = project.sessions[1].id
    rows = (PositionRow("护理", 4, "nursing", 2),)
    changed = service.edit(
        world.actor("team"), project.id, project.version, ProjectContent({"title": "义诊"}, rows, (on(4), on(5)))
    )
    assert shape(changed) == [(on(4).starts, "护理", 4), (on(5).starts, "护理", 4)]
    assert changed.sessions[0].id == kept
    assert (changed.title, changed.version) == ("义诊", 2)


def test_a_stale_edit_is_refused(world: World) -> None:
    project = service.make(world.actor("team"), content(world))
    service.edit(world.actor("team"), project.id, 1, ProjectContent({"title": "甲"}))
    with pytest.raises(Refused, match="stale"):
        service.edit(world.actor("team"), project.id, 1, ProjectContent({"title": "乙"}))
    assert db.session.get_one(Project, project.id).title == "甲"


def test_a_published_project_keeps_those_who_signed_up(world: World) -> None:
    project = world.project(headcount=3)
    world.claim("member", project.positions[0])
    world.claim("member_2", project.positions[0])
    team = world.actor("team")
    with pytest.raises(Refused, match="below_confirmed"):
        service.edit(team, project.id, 1, ProjectContent(positions=(PositionRow("志愿者", 1),)))
    with pytest.raises(Refused, match="has_claims"):
        service.edit(team, project.id, 1, ProjectContent(positions=(PositionRow("志愿者", 3, "law"),)))
    with pytest.raises(Refused, match="published_row"):
        service.edit(team, project.id, 1, ProjectContent(positions=()))
    with pytest.raises(Refused, match="incomplete"):
        service.edit(team, project.id, 1, ProjectContent({"risk_note": None}))
    service.edit(team, project.id, 1, ProjectContent(positions=(PositionRow("志愿者", 2), PositionRow("摄影", 1))))
    assert [(p.title, p.headcount, p.taken) for p in project.positions] == [("志愿者", 2, 2), ("摄影", 1, 0)]
    assert "project.headcount_changed" in actions()


def test_sessions_can_be_added_after_publishing(world: World) -> None:
    project = world.project()
    known = project.sessions[0]
    sessions = (SessionRow(known.starts, known.ends), on(20))
    service.edit(world.actor("team"), project.id, 1, ProjectContent(sessions=sessions))
    assert len(project.sessions) == 2
    assert [position.headcount for position in project.positions] == [2, 2]
    assert "session.added" in actions()


def test_review_by_somebody_else(world: World) -> None:
    squad, team = world.actor("squad"), world.actor("team")
    project = service.make(squad, content(world))
    assert project.unit_id == world.units["squad_a1"].id
    with pytest.raises(Forbidden):
        service.publish(squad, project.id)
    service.submit(squad, project.id)
    with pytest.raises(Refused, match="not_in_this_state"):
        service.edit(squad, project.id, project.version, ProjectContent({"title": "改"}))
    service.send_back(team, project.id, "请补充雨天安排")
    assert (project.status, project.return_reason) == (ProjectStatus.DRAFT, "请补充雨天安排")
    service.submit(squad, project.id)
    service.approve(team, project.id)
    assert project.status == ProjectStatus.PUBLISHED
    assert project.return_reason is None
    assert actions() == [
        "project.made",
        "project.submitted",
        "project.returned",
        "project.submitted",
        "project.published",
    ]


def test_publishing_refuses_with_all_that_is_missing(world: World) -> None:
    bare = ProjectContent({"title": "待定", "category": "tutoring", "site_id": world.places["town_1"].id})
    project = service.make(world.actor("team"), bare)
    with pytest.raises(Refused, match="incomplete") as refusal:
        service.publish(world.actor("team"), project.id)
    assert refusal.value.details["missing"] == [
        "summary",
        "public_place",
        "sessions",
        "positions",
        "contact",
        "risk_note",
    ]
    db.session.expire_all()
    assert project.status == ProjectStatus.DRAFT


def test_a_category_that_needs_two_helpers(world: World) -> None:
    alone = replace(content(world, category="tutoring"), positions=(PositionRow("辅导", 1),))
    project = service.make(world.actor("team"), alone)
    with pytest.raises(Refused) as refusal:
        service.publish(world.actor("team"), project.id)
    assert refusal.value.details["missing"] == ["min_helpers"]


def test_unpublish_is_for_when_nobody_has_signed_up(world: World) -> None:
    project = world.project()
    team = world.actor("team")
    service.unpublish(team, project.id)
    assert project.status == ProjectStatus.UNPUBLISHED
    service.publish(team, project.id)
    world.claim("member", project.positions[0])
    with pytest.raises(Refused, match="has_claims"):
        service.unpublish(team, project.id)
    service.cancel(team, project.id, "台风")
    assert project.status == ProjectStatus.CANCELLED
    assert {session.status for session in project.sessions} == {SessionStatus.CANCELLED}


def test_sessions_already_held_survive_a_cancellation(world: World) -> None:
    project = world.project(starts=clock.now() - timedelta(hours=5), sessions=2)
    service.cancel(world.actor("team"), project.id)
    assert [session.status for session in project.sessions] == [SessionStatus.PLANNED, SessionStatus.CANCELLED]


def test_another_team_sees_but_cannot_change(world: World) -> None:
    project = world.project()
    with pytest.raises(Forbidden):
        service.cancel(world.actor("team_b"), project.id)
    draft = service.make(world.actor("team"), content(world))
    with pytest.raises(NotVisible):
        service.edit(world.actor("team_b"), draft.id, 1, ProjectContent({"title": "改"}))


def test_a_draft_can_be_discarded(world: World) -> None:
    draft = service.make(world.actor("team"), content(world))
    service.discard(world.actor("team"), draft.id)
    assert draft.status == ProjectStatus.CANCELLED
    with pytest.raises(Refused, match="not_in_this_state"):
        service.discard(world.actor("team"), world.project().id)


def test_finish_when_all_sessions_are_over(world: World) -> None:
    project = world.project()
    with pytest.raises(Refused, match="sessions_ahead"):
        service.finish(world.actor("team"), project.id)
    over = world.project(starts=clock.now() - timedelta(hours=3))
    service.finish(world.actor("team"), over.id)
    assert over.status == ProjectStatus.FINISHED


def test_the_clock_finishes_a_day_after_the_last_session(world: World) -> None:
    over = world.project(starts=clock.now() - timedelta(hours=27))
    recent = world.project(starts=clock.now() - timedelta(hours=5))
    postponed = world.project(starts=clock.now() - timedelta(days=3))
    postponed.sessions[0].status = SessionStatus.POSTPONED
    db.session.commit()
    assert perform(FINISH_ENDED) == 1
    assert perform(FINISH_ENDED) == 0
    db.session.expire_all()
    assert [p.status for p in (over, recent, postponed)] == [
        ProjectStatus.FINISHED,
        ProjectStatus.PUBLISHED,
        ProjectStatus.PUBLISHED,
    ]


def test_a_project_that_goes_elsewhere_moves_its_sessions(world: World) -> None:
    project = world.project()
    elsewhere = world.places["site_2"].id
    service.edit(world.actor("team"), project.id, 1, ProjectContent({"site_id": elsewhere}))
    session = db.session.get_one(ServiceSession, project.sessions[0].id)
    assert (session.site_id, session.sequence, session.version) == (elsewhere, 1, 2)
    assert "session.moved" in actions()
