"""Use cases on the list of one project: an organizer says that an item is seen to, or takes it back."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from volunteer.checklists.models import ChecklistItem
from volunteer.checklists.queries import holding_at
from volunteer.happenings.projects import ChecklistTicked, ChecklistUnticked, ProjectHappening
from volunteer.kernel.database import db, table_of
from volunteer.kernel.errors import NotVisible, Refused
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.permissions import Permission
from volunteer.projects.checklist import OPEN
from volunteer.projects.checklist_models import ChecklistTick
from volunteer.projects.models import Project
from volunteer.projects.service import load, tell_of


@use_case
def tick(work: Work, actor: Actor, project_id: int, item_id: int) -> Project:
    """It is seen to. Ticking again changes nothing: who was first stays."""
    project = _open(actor, project_id, item_id, "tick")
    values = {"project_id": project.id, "item_id": item_id, "by": actor.account_id, "at": work.now}
    statement = insert(table_of(ChecklistTick)).values(values).on_conflict_do_nothing()
    if db.session.execute(statement.returning(ChecklistTick.item_id)).all():
        _tell(work, ChecklistTicked, project, item_id)
    return project


@use_case
def untick(work: Work, actor: Actor, project_id: int, item_id: int) -> Project:
    """It is not seen to after all."""
    project = _open(actor, project_id, item_id, "untick")
    own = (ChecklistTick.project_id == project.id, ChecklistTick.item_id == item_id)
    if db.session.execute(delete(ChecklistTick).where(*own).returning(ChecklistTick.item_id)).all():
        _tell(work, ChecklistUnticked, project, item_id)
    return project


def _open(actor: Actor, project_id: int, item_id: int, step: str) -> Project:
    project = load(actor, project_id, Permission.PROJECT_EDIT)
    if project.status not in OPEN:
        raise Refused("not_in_this_state", step=step, status=project.status)
    holding = select(ChecklistItem.id).where(ChecklistItem.id == item_id, holding_at(project.unit.path))
    if db.session.scalar(holding) is None:
        raise NotVisible
    return project


def _tell(work: Work, kind: type[ProjectHappening], project: Project, item_id: int) -> None:
    work.record(tell_of(kind, project, details={"item_id": item_id}))
