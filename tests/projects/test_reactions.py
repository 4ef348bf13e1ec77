"""What projects do, and whom they tell, when something happens."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.support.world import World
from volunteer.audit.models import AuditEvent
from volunteer.demands import service as demands
from volunteer.demands.states import DemandStatus
from volunteer.happenings.activities import CheckedIn
from volunteer.kernel.database import db
from volunteer.kernel.errors import Refused
from volunteer.kernel.unit_of_work import transaction
from volunteer.notices.models import Notice
from volunteer.projects import service, session_service
from volunteer.projects.models import Project, ProjectDemand
from volunteer.projects.states import ProjectStatus, SessionStatus


def notices(name: str, world: World) -> list[str]:
    """The kinds of notices that an account got."""
    account_id = world.accounts[name].id
    return list(db.session.scalars(select(Notice.kind).where(Notice.account_id == account_id).order_by(Notice.id)))


def check_in(world: World, project: Project) -> None:
    with transaction(world.actor("member")) as work:
        work.record(
            CheckedIn(
                subject_id=1,
                session_id=project.sessions[0].id,
                project_id=project.id,
                member_id=world.members["member"].id,
            )
        )


def test_service_begins_once_with_the_first_check_in(world: World) -> None:
    project = world.project()
    check_in(world, project)
    check_in(world, project)
    began = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "project.began")).all()
    assert [event.subject_id for event in began] == [project.id]
    db.session.refresh(project)
    assert project.began_at is not None


def test_a_cancelled_demand_takes_its_project_along(world: World) -> None:
    demand = world.demand(status=DemandStatus.PUBLISHED)
    published = world.project(demand=demand)
    shared = world.project(demand=demand)
    db.session.add(ProjectDemand(project_id=shared.id, demand_id=world.demand(status=DemandStatus.PUBLISHED).id))
    draft = world.project(demand=demand, status=ProjectStatus.DRAFT, published_at=None)
    db.session.commit()
    demands.cancel(world.actor("site"), demand.id, "老人已住院")
    db.session.expire_all()
    assert [project.status for project in (published, shared, draft)] == [
        ProjectStatus.CANCELLED,
        ProjectStatus.PUBLISHED,
        ProjectStatus.CANCELLED,
    ]
    assert published.sessions[0].status == SessionStatus.CANCELLED
    assert demand.status == DemandStatus.CANCELLED


def test_a_changed_demand_moves_its_only_session(world: World) -> None:
    demand = world.demand(status=DemandStatus.PUBLISHED)
    project = world.project(demand=demand, starts=demand.starts)
    wanted = {"headcount": 4, "starts": demand.starts + timedelta(days=1), "ends": demand.ends + timedelta(days=1)}
    demands.change(world.actor("site"), demand.id, wanted)
    db.session.expire_all()
    assert (project.sessions[0].starts, project.positions[0].headcount) == (wanted["starts"], 4)


def test_a_demand_cannot_ask_for_fewer_than_signed_up(world: World) -> None:
    demand = world.demand(status=DemandStatus.PUBLISHED)
    project = world.project(demand=demand)
    world.claim("member", project.positions[0])
    world.claim("member_2", project.positions[0])
    with pytest.raises(Refused, match="below_confirmed"):
        demands.change(world.actor("site"), demand.id, {"headcount": 1})
    db.session.expire_all()
    assert (demand.headcount, project.positions[0].headcount) == (2, 2)


def test_of_several_sessions_none_is_moved_by_guessing(world: World) -> None:
    demand = world.demand(status=DemandStatus.PUBLISHED)
    project = world.project(demand=demand, sessions=2)
    before = [session.starts for session in project.sessions]
    demands.change(world.actor("site"), demand.id, {"starts": demand.starts - timedelta(hours=1)})
    db.session.expire_all()
    assert [session.starts for session in project.sessions] == before


def test_the_nearest_approvers_hear_of_a_submission(world: World) -> None:
    project = world.project(
        status=ProjectStatus.DRAFT,
        published_at=None,
        unit_id=world.units["squad_a1"].id,
        created_by=world.accounts["squad"].id,
    )
    service.submit(world.actor("squad"), project.id)
    assert notices("team", world) == ["project.submitted"]
    assert notices("committee", world) == notices("team_b", world) == notices("supervisor", world) == []
    service.send_back(world.actor("team"), project.id, "补充雨天安排")
    service.submit(world.actor("squad"), project.id)
    service.approve(world.actor("team"), project.id)
    assert notices("squad", world) == ["project.returned", "project.published"]


def test_nobody_is_told_what_they_did_themselves(world: World) -> None:
    project = world.project(status=ProjectStatus.DRAFT, published_at=None)
    service.publish(world.actor("team"), project.id)
    service.cancel(world.actor("committee"), project.id, "台风")
    assert notices("team", world) == ["project.cancelled"]


def test_a_host_is_told(world: World) -> None:
    session = world.project().sessions[0]
    session_service.name_host(world.actor("team"), session.id, world.accounts["squad"].id)
    assert notices("squad", world) == ["session.host_named"]
