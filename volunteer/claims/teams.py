"""A team claims a project for a number of places until a date (D15)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from volunteer.claims.models import Reservation
from volunteer.claims.places import lock_position, tidy
from volunteer.claims.rules import CONSTRAINT_REASONS
from volunteer.happenings.claims import PlacesReserved
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, NotVisible, Refused, refusing
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.models import Unit, UnitStatus
from volunteer.organization.permissions import Permission
from volunteer.projects.models import Position, Project
from volunteer.projects.states import ProjectStatus, SessionStatus


@use_case
def reserve(
    work: Work, actor: Actor, project_id: int, unit_id: int, places: Mapping[int, int], release_at: datetime
) -> list[Reservation]:
    """Hold places per position for a unit, all or none; what is unfilled at `release_at` opens again."""
    if not actor.may(Permission.CLAIM_MANAGE):
        raise Forbidden
    unit = db.session.get(Unit, unit_id)
    if unit is None or not actor.reach(Permission.CLAIM_MANAGE).covers(unit.path):
        raise NotVisible
    if unit.status != UnitStatus.ACTIVE:
        raise Refused("unit_closed")
    project = db.session.get(Project, project_id)
    if project is None or project.status in (ProjectStatus.DRAFT, ProjectStatus.IN_REVIEW):
        raise NotVisible
    if project.status != ProjectStatus.PUBLISHED:
        raise Refused("closed")
    known = set(db.session.scalars(select(Position.id).where(Position.project_id == project_id)))
    if not places or not places.keys() <= known:
        raise Invalid({"places": _("请选择这个项目的岗位")})
    # Positions are locked in the order of their ids, as everywhere that several are.
    return [_hold(work, unit, position_id, places[position_id], release_at) for position_id in sorted(places)]


def _hold(work: Work, unit: Unit, position_id: int, places: int, release_at: datetime) -> Reservation:
    position = lock_position(position_id)
    session = position.session
    if session.status != SessionStatus.PLANNED or session.starts <= work.now:
        raise Refused("closed")
    if not work.now < release_at <= session.starts:
        raise Invalid({"release_at": _("保留截止时间要在现在之后、活动开始之前")})
    tidy(work, position)
    if position.headcount - position.taken - position.reserved < places:
        raise Refused("full")
    reservation = Reservation(
        position_id=position_id,
        unit_id=unit.id,
        places=places,
        remaining=places,
        release_at=release_at,
        by=work.actor.account_id if work.actor else None,
        created_at=work.now,
    )
    position.reserved += places
    db.session.add(reservation)
    with refusing({**CONSTRAINT_REASONS, "uq_reservation_open": "already_claimed"}):
        db.session.flush()
    work.record(PlacesReserved(subject_id=reservation.id, unit_id=unit.id, position_id=position_id, places=places))
    return reservation
