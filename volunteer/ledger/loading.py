"""Hours read for a use case: members locked first, in order of id (D30), then one statement for all facts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Select, exists, func, select, tuple_
from sqlalchemy.orm import aliased

from volunteer.activities.models import Attendance, AttendanceStatus, Punch, PunchMethod
from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible
from volunteer.ledger.models import HoursEntry, HoursProposal
from volunteer.ledger.rules import DayLimits, Facts
from volunteer.ledger.scoping import seen_under, visible_hours
from volunteer.organization.actor import Actor
from volunteer.organization.models import Unit
from volunteer.organization.permissions import Permission
from volunteer.organization.settings import settings_at
from volunteer.people.models import Member
from volunteer.projects.models import Project, ServiceSession
from volunteer.web.api import LARGEST_ID

Organizer = aliased(Unit)
Successor = aliased(Unit)


def load_one(actor: Actor, permission: Permission, hours_id: int, *others: Permission) -> Facts:
    """The facts of one that the actor may see under any of the permissions, locked, or NotVisible."""
    if hours_id > LARGEST_ID:
        raise NotVisible
    seen = select(HoursProposal).where(HoursProposal.id == hours_id, seen_under(actor, (permission, *others)))
    found = _locked(seen, actor.account_id)
    if not found:
        raise NotVisible
    return found[0]


def load_locked(actor: Actor, permission: Permission, ids: Sequence[int]) -> list[Facts]:
    """The facts of those that the actor may see under the permission, in order of id, locked."""
    known = [hours_id for hours_id in ids if hours_id <= LARGEST_ID]
    return _locked(visible_hours(actor, permission).where(HoursProposal.id.in_(known)), actor.account_id)


def load_for_anyone(actor: Actor, ids: Sequence[int]) -> list[Facts]:
    """The same whoever acts: for the clock, and for those who may only object."""
    return _locked(select(HoursProposal).where(HoursProposal.id.in_(ids)), actor.account_id)


def _locked(seen: Select[HoursProposal], account_id: int | None) -> list[Facts]:
    members = select(Member.id).where(Member.id.in_(seen.with_only_columns(HoursProposal.member_id)))
    db.session.execute(members.order_by(Member.id).with_for_update(key_share=True, of=Member))
    statement = _described(seen, account_id).with_for_update(key_share=True, of=HoursProposal)
    return [_facts(*row) for row in db.session.execute(statement.execution_options(populate_existing=True))]


def read(actor: Actor, permission: Permission, hours_id: int) -> list[Facts]:
    """The facts of one as far as the actor may see it, without locks: for what a page offers."""
    seen = visible_hours(actor, permission).where(HoursProposal.id == hours_id)
    return [_facts(*row) for row in db.session.execute(_described(seen, actor.account_id))]


def _described(seen: Select[HoursProposal], account_id: int | None) -> Select[Any]:
    own_word = exists().where(
        Punch.attendance_id == HoursProposal.attendance_id,
        Punch.by == account_id,
        Punch.method != PunchMethod.CODE,
    )
    return (
        seen.add_columns(
            Member.account_id,
            Unit.path,
            Organizer.path,
            Successor.path,
            ServiceSession,
            Attendance.status,
            own_word,
        )
        .join(Member, Member.id == HoursProposal.member_id)
        .join(Unit, Unit.id == HoursProposal.unit_id)
        .outerjoin(Successor, Successor.id == Unit.successor_id)
        .outerjoin(ServiceSession, ServiceSession.id == HoursProposal.session_id)
        .outerjoin(Project, Project.id == ServiceSession.project_id)
        .outerjoin(Organizer, Organizer.id == Project.unit_id)
        .outerjoin(Attendance, Attendance.id == HoursProposal.attendance_id)
        .order_by(HoursProposal.id)
    )


def _facts(
    proposal: HoursProposal,
    member_account_id: int,
    unit_path: str,
    organizer_path: str | None,
    successor_path: str | None,
    session: ServiceSession | None,
    attendance_status: str | None,
    own_word: bool,
) -> Facts:
    return Facts(
        id=proposal.id,
        attendance_id=proposal.attendance_id,
        attendance_closed=attendance_status in (None, AttendanceStatus.CHECKED_OUT),
        member_id=proposal.member_id,
        member_account_id=member_account_id,
        unit_id=proposal.unit_id,
        unit_path=unit_path,
        organizer_path=organizer_path,
        successor_path=successor_path,
        session_id=proposal.session_id,
        session_minutes=int((session.ends - session.starts).total_seconds() // 60) if session else 24 * 60,
        place_id=session.site_id if session else None,
        service_date=proposal.service_date,
        minutes=proposal.minutes,
        source=proposal.source,
        status=proposal.status,
        entered_by=proposal.entered_by,
        ticked=proposal.ticked,
        countersigned_by=proposal.countersigned_by,
        ticked_by_actor=own_word,
    )


def day_totals(items: Iterable[Facts]) -> dict[tuple[int, object], int]:
    """Minutes that stand in the ledger on each member's day."""
    days = {item.day for item in items}
    statement = (
        select(HoursEntry.member_id, HoursEntry.service_date, func.sum(HoursEntry.minutes))
        .where(tuple_(HoursEntry.member_id, HoursEntry.service_date).in_(days))
        .group_by(HoursEntry.member_id, HoursEntry.service_date)
    )
    return {(member_id, day): int(minutes) for member_id, day, minutes in db.session.execute(statement)}


def day_limits(items: Iterable[Facts]) -> dict[str, DayLimits]:
    """By unit path, the limits for some hours."""
    return limits_of({item.unit_path for item in items})


def limits_of(paths: Collection[str]) -> dict[str, DayLimits]:
    """By unit path: the limits that the unit or the nearest one above sets."""
    held = settings_at(paths, ("leader_day_minutes", "team_day_minutes"))
    return {path: DayLimits(own["leader_day_minutes"], own["team_day_minutes"]) for path, own in held.items()}
