"""Times a member is away: holidays, business trips. They count as busy for matching and release nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import Select, func, select
from sqlalchemy.dialects.postgresql import Range

from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid, NotVisible
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.people.models import Absence, AbsenceKind, Member
from volunteer.people.own_profile import note_change
from volunteer.people.queries import own

LONGEST = timedelta(days=366)


def absences_of(member_id: int, now: datetime) -> Sequence[Absence]:
    """The times a member is away, now or later, earliest first."""
    return db.session.scalars(_ahead(now).where(Absence.member_id == member_id)).all()


@use_case
def add_absence(work: Work, actor: Actor, kind: AbsenceKind, starts: datetime, ends: datetime) -> Absence:
    """Be away for a while."""
    member = own(actor, lock=True)
    _check(member, starts, ends, work.now)
    absence = Absence(member_id=member.id, kind=kind, period=Range(starts, ends))
    db.session.add(absence)
    note_change(work, member, "absences")
    return absence


@use_case
def remove_absence(work: Work, actor: Actor, absence_id: int) -> None:
    """Be there after all."""
    member = own(actor, lock=True)
    absence = db.session.get(Absence, absence_id)
    if absence is None or absence.member_id != member.id:
        raise NotVisible
    db.session.delete(absence)
    note_change(work, member, "absences")


def _check(member: Member, starts: datetime, ends: datetime, now: datetime) -> None:
    if ends <= starts:
        raise Invalid({"last": str(_("结束要晚于开始"))})
    if ends <= now:
        raise Invalid({"last": str(_("这段时间已经过去"))})
    if ends - starts > LONGEST:
        raise Invalid({"last": str(_("最长登记一年"))})
    again = _ahead(now).where(
        Absence.member_id == member.id, func.lower(Absence.period) < ends, func.upper(Absence.period) > starts
    )
    if db.session.scalar(again.limit(1)) is not None:
        raise Invalid({"first": str(_("和已登记的一段时间重叠，请先移除那一段"))})


def _ahead(now: datetime) -> Select[Absence]:
    return select(Absence).where(func.upper(Absence.period) > now).order_by(func.lower(Absence.period), Absence.id)
