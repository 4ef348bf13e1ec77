"""Ordinary outdoor sessions that an emergency in their town puts off: listed beforehand, then put off as listed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased, contains_eager

from volunteer.organization.actor import Actor
from volunteer.organization.models import Place
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import unit_within
from volunteer.projects.models import Position, Project, ServiceSession
from volunteer.projects.states import ProjectStatus, SessionStatus
from volunteer.task_forces.models import CallOut
from volunteer.taxonomy.models import Category

OUTDOOR = "outdoor"  # among a category's safeguards: served in the open


def sessions_to_suspend(actor: Actor, town_id: int, now: datetime, until: datetime) -> Select[ServiceSession]:
    """The planned sessions in the open that begin in a town until a time, of units within the actor's reach.

    What people are called out to is not ordinary, and goes on.
    """
    town = aliased(Place, name="town")
    urgent = select(Position.session_id).join(CallOut, CallOut.position_id == Position.id)
    return (
        select(ServiceSession)
        .join(ServiceSession.project)
        .join(Category, Category.code == Project.category)
        .join(ServiceSession.site)
        .join(town, func.starts_with(Place.path, town.path))
        .where(
            town.id == town_id,
            Category.safeguards[OUTDOOR].as_boolean(),
            Project.status == ProjectStatus.PUBLISHED,
            unit_within(Project.unit_id, actor.reach(Permission.PROJECT_EDIT)),
            ServiceSession.status == SessionStatus.PLANNED,
            ServiceSession.starts > now,
            ServiceSession.starts < until,
            ServiceSession.id.not_in(urgent),
        )
        .options(contains_eager(ServiceSession.project), contains_eager(ServiceSession.site))
        .order_by(ServiceSession.starts, ServiceSession.id)
    )
