"""Entries of devices that came in after a leader had set the minutes: told to the leader, never taken by themselves."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, select

from volunteer.activities.models import Attendance, Punch
from volunteer.happenings.ledger import HoursAmended
from volunteer.kernel.database import db
from volunteer.kernel.errors import Refused
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.ledger import loading
from volunteer.ledger.models import HoursProposal, ProposalStatus
from volunteer.ledger.service import signed_in, told
from volunteer.organization.actor import Actor
from volunteer.organization.permissions import Permission


@dataclass(frozen=True)
class LateEntries:
    """What all punches of one attendance add up to now, while the leader set something else before some came."""

    counted: int
    punches: Sequence[tuple[str, datetime]]  # kind and time of those that came after


SET_OTHERWISE = (
    HoursProposal.status == ProposalStatus.PENDING,
    HoursProposal.amended,
    Attendance.minutes != HoursProposal.minutes,
)
AFTERWARDS = (Punch.attendance_id == Attendance.id, Punch.received_at > HoursProposal.proposed_at)


def came_late() -> ColumnElement[bool]:
    """For a select of hours with their attendance: whether the leader set the minutes not knowing all entries."""
    return and_(*SET_OTHERWISE, exists().where(*AFTERWARDS))


def late_entries(hours_ids: Collection[int]) -> dict[int, LateEntries]:
    """By hours, where there are any; one statement for all."""
    statement = (
        select(HoursProposal.id, Attendance.minutes, Punch.kind, Punch.at)
        .join(Attendance, Attendance.id == HoursProposal.attendance_id)
        .join(Punch, and_(*AFTERWARDS))
        .where(HoursProposal.id.in_(hours_ids), *SET_OTHERWISE)
        .order_by(HoursProposal.id, Punch.at, Punch.id)
    )
    found: dict[int, LateEntries] = {}
    for hours_id, counted, kind, at in db.session.execute(statement) if hours_ids else ():
        before = found.get(hours_id, LateEntries(counted, ()))
        found[hours_id] = LateEntries(counted, (*before.punches, (kind, at)))
    return found


@use_case
def take_counted(work: Work, actor: Actor, hours_id: int) -> None:
    """Take what the punches add up to instead of what a leader set; from then on the hours follow the punches again."""
    signed_in(actor)
    item = loading.load_one(actor, Permission.HOURS_CONFIRM, hours_id)
    if actor.account_id == item.member_account_id:
        raise Refused("own_hours")
    if not item.open or hours_id not in late_entries([hours_id]):
        raise Refused("not_in_this_state")
    proposal = db.session.get_one(HoursProposal, hours_id)
    attendance = db.session.get_one(Attendance, proposal.attendance_id)
    assert attendance.minutes is not None  # there are entries that count
    proposal.minutes, proposal.note = attendance.minutes, None
    proposal.entered_by = attendance.ticked_by or item.member_account_id
    proposal.ticked = attendance.ticked_by is not None
    proposal.countersigned_by = proposal.countersigned_at = None
    proposal.proposed_at = work.now
    proposal.version += 1
    work.record(told(HoursAmended, item, minutes=attendance.minutes))
