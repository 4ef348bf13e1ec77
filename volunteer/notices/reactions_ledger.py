"""What people are told of hours."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from volunteer.happenings.ledger import (
    CountersignDue,
    HoursConfirmed,
    HoursCorrected,
    HoursDisputed,
    HoursRefused,
    HoursUpheld,
    LedgerBroken,
)
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Row, Work
from volunteer.notices.rows import tell
from volunteer.organization.holders import nearest_holders, seeing_to
from volunteer.organization.models import Grant, Place, Unit
from volunteer.organization.permissions import Permission, Role

OWN = "/me/hours"
PROOF = "/reports/ledger"
COUNTERSIGN = "/hours/countersign"
PENDING = "/hours"


def confirmed(happening: HoursConfirmed, work: Work) -> Iterable[Row]:
    """The member learns that the hours count."""
    yield tell(work, happening.member_account_id, "hours.confirmed", OWN, minutes=happening.minutes)


def corrected(happening: HoursCorrected, work: Work) -> Iterable[Row]:
    """The member learns of a correction and why."""
    yield tell(
        work,
        happening.member_account_id,
        "hours.corrected",
        OWN,
        minutes=happening.minutes,
        reason=happening.reason or "",
    )


def refused(happening: HoursRefused, work: Work) -> Iterable[Row]:
    """The member learns that the minutes were turned down and why."""
    yield tell(work, happening.member_account_id, "hours.refused", OWN, reason=happening.reason or "")


def disputed(happening: HoursDisputed, work: Work) -> Iterable[Row]:
    """Whoever confirmed is asked to answer, or whoever confirms there since they left; never whose hours they are."""
    link = f"/hours/{happening.subject_id}"
    for account_id in seeing_to(happening.confirmed_by, happening.unit_id, Permission.HOURS_CONFIRM, work.now):
        if account_id != happening.member_account_id:
            yield tell(work, account_id, "hours.disputed", link, reason=happening.reason or "")


def upheld(happening: HoursUpheld, work: Work) -> Iterable[Row]:
    """The member reads the answer."""
    yield tell(work, happening.member_account_id, "hours.upheld", OWN, reason=happening.reason or "")


def broken(happening: LedgerBroken, work: Work) -> Iterable[Row]:
    """Every committee and every administrator is told at once."""
    statement = select(Grant.account_id).where(
        Grant.role.in_((Role.COMMITTEE, Role.ADMIN)),
        Grant.holds(work.now),
    )
    for account_id in sorted(set(db.session.scalars(statement))):
        yield tell(work, account_id, "ledger.broken", PROOF, count=happening.faults)


def countersign_due(happening: CountersignDue, work: Work) -> Iterable[Row]:
    """Before the day, whoever answers for the site; after it, the leaders of the next tier."""
    words = {"title": happening.title, "number": happening.count, "date": happening.due.isoformat()}
    if happening.late:
        for account_id in nearest_holders(_parent_of(happening.unit_id), Permission.HOURS_CONFIRM, work.now):
            yield tell(work, account_id, "hours.countersign_late", PENDING, **words)
    else:
        for account_id in _of_the_site(happening.site_id, work):
            yield tell(work, account_id, "hours.countersign_due", COUNTERSIGN, **words)


def _parent_of(unit_id: int | None) -> int | None:
    return db.session.scalar(select(Unit.parent_id).where(Unit.id == unit_id)) or unit_id


def _of_the_site(site_id: int, work: Work) -> Iterable[int]:
    """The operators of the site."""
    holders = (
        select(Grant.account_id)
        .join(Place, Place.id == Grant.place_id)
        .where(
            Place.id == site_id,
            Grant.role == Role.SITE_OPERATOR,
            Grant.holds(work.now),
        )
    )
    return db.session.scalars(holders.distinct().order_by(Grant.account_id)).all()
