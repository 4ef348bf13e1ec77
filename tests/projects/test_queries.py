"""Who sees which project."""

from __future__ import annotations

from sqlalchemy import select

from tests.support.world import World
from volunteer.kernel.database import db
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import visible
from volunteer.projects.models import Project, ServiceSession
from volunteer.projects.states import ProjectStatus


def test_drafts_are_seen_within_reach_only(world: World) -> None:
    draft = world.project(status=ProjectStatus.DRAFT, published_at=None)
    open_to_all = world.project()

    def seen(name: str) -> set[int]:
        return {p.id for p in db.session.scalars(visible(Project, world.actor(name), Permission.PROJECT_READ))}

    assert seen("team") == seen("committee") == seen("supervisor") == {draft.id, open_to_all.id}
    assert seen("team_b") == seen("member") == seen("site") == {open_to_all.id}
    sessions = visible(ServiceSession, world.actor("member"), Permission.PROJECT_READ)
    assert set(db.session.scalars(sessions.with_only_columns(ServiceSession.project_id))) == {open_to_all.id}
    assert len(db.session.scalars(select(ServiceSession.id)).all()) == 2
