"""Service that is the organizing organ's own job: for its own people the working time in it is no volunteering."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from volunteer.kernel.database import db
from volunteer.organization.calendar import working_time
from volunteer.organization.models import Unit
from volunteer.organization.rules import ids_of
from volunteer.organization.settings import KNOBS, setting_at
from volunteer.people.models import Member, MemberKind
from volunteer.projects.models import ServiceSession

SETTING = "own_duty_excluded"


def own_job(session: ServiceSession, member_id: int, unit_id: int | None = None) -> list[tuple[datetime, datetime]]:
    """The parts of a session that are the member's own job.

    `unit_id` is the squad at the time of service, without it the present one. The retired have no working time.
    """
    project = session.project
    if not project.own_duty or session.off_hours:
        return []
    if not setting_at(project.unit.path, SETTING, KNOBS[SETTING].default):
        return []
    if not _employs(project.unit, member_id, unit_id):
        return []
    return working_time(session.starts, session.ends)


def _employs(organizer: Unit, member_id: int, unit_id: int | None) -> bool:
    """Whether the member is employed by the organ of the organizing unit: that of the nearest unit that has one."""
    squad = aliased(Unit)
    joined = squad.id == (unit_id if unit_id is not None else Member.unit_id)
    statement = select(Member.kind, squad.path).join(squad, joined).where(Member.id == member_id)
    kind, path = db.session.execute(statement).one()
    if kind == MemberKind.RETIRED:
        return False
    organ = _organ_at(path)
    return organ is not None and organ == _organ_at(organizer.path)


def _organ_at(path: str) -> int | None:
    statement = (
        select(Unit.organ_id)
        .where(Unit.id.in_(ids_of(path)), Unit.organ_id.is_not(None))
        .order_by(func.length(Unit.path).desc())
        .limit(1)
    )
    return db.session.scalar(statement)
