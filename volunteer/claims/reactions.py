"""What moved or cancelled sessions, other headcounts and leaving members mean for claims."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.orm import aliased, joinedload

from volunteer.claims.models import Claim, Reservation
from volunteer.claims.places import (
    leave,
    lock_member,
    lock_position,
    organizers_of,
    pass_on,
    return_reserved,
    tell_of,
    turn,
)
from volunteer.claims.states import LIVE, ClaimStatus
from volunteer.happenings.claims import ClaimReleased, ClaimReleasedByOthers, ClaimToReconfirm
from volunteer.happenings.people import MemberChanged
from volunteer.happenings.projects import (
    HeadcountChanged,
    ProjectCancelled,
    SessionCancelled,
    SessionMoved,
    SessionPostponed,
)
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Row, Work
from volunteer.people.models import SERVING
from volunteer.projects.models import Position, ServiceSession

ENDED = LIVE - {ClaimStatus.ATTENDED}


def session_moved(happening: SessionMoved, work: Work) -> Iterable[Row] | None:
    """Claims take the new time; whoever had a place is asked again and may be double-booked meanwhile (D7)."""
    period = Range(happening.starts, happening.ends)
    for claim in _locked_claims(Claim.session_id == happening.subject_id):
        overlaps = _overlaps(claim, period)
        if claim.status == ClaimStatus.REQUESTED and overlaps:
            _withdraw(work, claim, None)
            continue
        if claim.status in (ClaimStatus.CONFIRMED, ClaimStatus.RECONFIRM):
            turn(work, claim, "move")
            claim.blocks = not overlaps
            work.record(tell_of(ClaimToReconfirm, claim, overlaps=overlaps))
        claim.period, claim.changed_at = period, work.now
        db.session.flush()
    return None


def session_called_off(happening: SessionCancelled | SessionPostponed, work: Work) -> Iterable[Row] | None:
    """Nobody stays bound to a session without a time."""
    _withdraw_all(work, Claim.session_id == happening.subject_id, happening.reason)
    return None


def project_cancelled(happening: ProjectCancelled, work: Work) -> Iterable[Row] | None:
    """Everybody who had signed up is free again."""
    positions = select(Position.id).where(Position.project_id == happening.subject_id)
    _withdraw_all(work, Claim.position_id.in_(positions), happening.reason)
    overdue = select(Reservation).where(Reservation.position_id.in_(positions), Reservation.released_at.is_(None))
    for reservation in db.session.scalars(overdue):
        return_reserved(work, lock_position(reservation.position_id), reservation)
    return None


def headcount_changed(happening: HeadcountChanged, work: Work) -> Iterable[Row] | None:
    """More places go to the waitlist first."""
    db.session.flush()
    pass_on(work, lock_position(happening.position_id))
    return None


def member_changed(happening: MemberChanged, work: Work) -> Iterable[Row] | None:
    """Whoever left or died gives back what lies ahead, and the organizers are told (D4)."""
    if happening.kind is None or happening.kind in SERVING:
        return None
    ahead = select(ServiceSession.id).where(ServiceSession.starts > work.now)
    for claim in _locked_claims((Claim.member_id == happening.subject_id) & Claim.session_id.in_(ahead)):
        position = lock_position(claim.position_id)
        leave(work, position, claim, "withdraw")
        work.record(tell_of(ClaimReleased, claim, organizers=organizers_of(position.project, work.now)))
    return None


def _withdraw_all(work: Work, condition: ColumnElement[bool], reason: str | None) -> None:
    for claim in _locked_claims(condition):
        _withdraw(work, claim, reason)


def _withdraw(work: Work, claim: Claim, reason: str | None) -> None:
    leave(work, lock_position(claim.position_id), claim, "withdraw")
    claim.reason = reason
    work.record(tell_of(ClaimReleasedByOthers, claim, reason))


def _locked_claims(condition: ColumnElement[bool]) -> list[Claim]:
    """Live claims with members, then positions locked in the order of their ids (D30), read afresh after that."""
    db.session.flush()
    live: Select[Claim] = select(Claim).where(condition, Claim.status.in_(ENDED))
    found = list(db.session.scalars(live))
    for member_id in sorted({claim.member_id for claim in found}):
        lock_member(member_id)
    for position_id in sorted({claim.position_id for claim in found}):
        lock_position(position_id)
    fresh = live.options(joinedload(Claim.member, innerjoin=True)).order_by(Claim.id)
    return list(db.session.scalars(fresh.execution_options(populate_existing=True)))


def _overlaps(claim: Claim, period: Range) -> bool:
    other = aliased(Claim)
    statement = select(
        exists().where(
            other.member_id == claim.member_id, other.id != claim.id, other.blocks, other.period.op("&&")(period)
        )
    )
    return bool(db.session.scalar(statement))
