"""不适合我: what a member does not want suggested again.

It is between the member and their list. Nothing is recorded in the audit trail, which leaders read, nobody is told,
and nothing is counted; whoever says so may still claim.
"""

from __future__ import annotations

from sqlalchemy import CursorResult, Select, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import joinedload

from volunteer.claims.board import HIDDEN
from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.projects.models import Project
from volunteer.projects.states import ProjectStatus
from volunteer.suggestions.models import NotForMe
from volunteer.web.api import LARGEST_ID


@use_case
def say_not_for_me(work: Work, actor: Actor, project_id: int) -> None:
    """Suggest no session of this project to the acting member again; saying it twice changes nothing."""
    member_id = _member(actor)
    known = select(Project.id).where(Project.id == project_id, Project.status.not_in(HIDDEN))
    if project_id > LARGEST_ID or db.session.scalar(known) is None:
        raise NotVisible
    row = insert(NotForMe).values(member_id=member_id, project_id=project_id, said_at=work.now)
    db.session.execute(row.on_conflict_do_nothing())


@use_case
def take_back(work: Work, actor: Actor, project_id: int) -> None:
    """Suggest the project again where it suits; taking back what was never said changes nothing."""
    member_id = _member(actor)
    if project_id <= LARGEST_ID:
        db.session.execute(delete(NotForMe).where(NotForMe.member_id == member_id, NotForMe.project_id == project_id))


def refused_by(actor: Actor) -> Select[NotForMe]:
    """What the acting member does not want to see, with its projects, newest first."""
    return (
        select(NotForMe)
        .where(NotForMe.member_id == _member(actor))
        .options(joinedload(NotForMe.project, innerjoin=True))
        .order_by(NotForMe.said_at.desc(), NotForMe.project_id)
    )


def forget_what_is_over(work: Work) -> int:
    """Nobody's word on a project that is over is needed any longer; how many were dropped."""
    over = select(Project.id).where(Project.status.in_((ProjectStatus.FINISHED, ProjectStatus.CANCELLED)))
    found = db.session.execute(delete(NotForMe).where(NotForMe.project_id.in_(over)))
    return found.rowcount if isinstance(found, CursorResult) else 0


def _member(actor: Actor) -> int:
    if actor.member_id is None:
        raise NotVisible
    return actor.member_id
