"""Use cases of hours: confirmed and countersigned in bulk, disputed, answered, corrected; the ledger only grows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from flask_babel import gettext as _
from sqlalchemy import select, update

from volunteer.activities.accepting import mark_accepted
from volunteer.happenings.ledger import (
    HoursAmended,
    HoursConfirmed,
    HoursCorrected,
    HoursCountersigned,
    HoursDisputed,
    HoursHappening,
    HoursRefused,
    HoursUpheld,
)
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, Refused
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.ledger import loading, rules
from volunteer.ledger.chain import NewEntry, append
from volunteer.ledger.models import EntryKind, HoursEntry, HoursProposal, HoursSource, ProposalStatus
from volunteer.ledger.rules import MACHINE, Facts, HoursStatus
from volunteer.organization.actor import Actor
from volunteer.organization.permissions import Permission

H = TypeVar("H", bound=HoursHappening)


@dataclass(frozen=True)
class NotDone:
    """One of many that was refused, and why."""

    id: int
    reason: str


@dataclass
class BulkAnswer:
    """What became of many."""

    done: list[int] = field(default_factory=list)
    refused: list[NotDone] = field(default_factory=list)


@use_case
def confirm(work: Work, actor: Actor, ids: Sequence[int]) -> BulkAnswer:
    """Confirm many hours at once; each is decided by itself, in order of id, days filling up as they go."""
    account_id = signed_in(actor)
    items = loading.load_locked(actor, Permission.HOURS_CONFIRM, ids)
    days, limits = loading.day_totals(items), loading.day_limits(items)
    answer, passed = without(ids, items), []
    for item in items:
        before = days.get(item.day, 0)
        reason = rules.confirm_refusal(actor, item, before, limits[item.unit_path])
        if reason is not None:
            answer.refused.append(NotDone(item.id, reason))
            continue
        days[item.day] = before + item.minutes
        passed.append(item)
    answer.done = [item.id for item in passed]
    append(work, [_credit(item, rules.confirmer_of(account_id, item)) for item in passed])
    _set_status(answer.done, "confirm")
    mark_accepted(work, [item.attendance_id for item in passed if item.attendance_id is not None])
    for item in passed:
        work.record(told(HoursConfirmed, item, attendance_id=item.attendance_id))
    return answer


@use_case
def countersign(work: Work, actor: Actor, ids: Sequence[int]) -> BulkAnswer:
    """The site's word, in one tap, on what leaders ticked (D19)."""
    account_id = signed_in(actor)
    items = loading.load_locked(actor, Permission.HOURS_COUNTERSIGN, ids)
    answer = without(ids, items)
    for item in items:
        reason = rules.countersign_refusal(actor, item)
        if reason is not None:
            answer.refused.append(NotDone(item.id, reason))
            continue
        answer.done.append(item.id)
        work.record(told(HoursCountersigned, item))
    if answer.done:
        db.session.execute(
            update(HoursProposal)
            .where(HoursProposal.id.in_(answer.done))
            .values(countersigned_by=account_id, countersigned_at=work.now, version=HoursProposal.version + 1)
        )
    return answer


@use_case
def confirm_one(work: Work, actor: Actor, hours_id: int) -> None:
    """Confirm one; what the rules say against it is raised."""
    loading.load_one(actor, Permission.HOURS_CONFIRM, hours_id)
    for refused in confirm(actor, [hours_id]).refused:
        raise Refused(refused.reason)


@use_case
def refuse(work: Work, actor: Actor, hours_id: int, reason: str) -> None:
    """Turn pending minutes down."""
    item = _for_leader(actor, hours_id)
    if not item.open:
        raise Refused("not_in_this_state")
    _set_status([item.id], "refuse")
    work.record(told(HoursRefused, item, reason=reason))


@use_case
def dispute(work: Work, actor: Actor, hours_id: int, reason: str) -> None:
    """Say that minutes in the ledger are wrong: the member, a leader, or the site of the session."""
    account_id = signed_in(actor)
    item = loading.load_one(actor, Permission.HOURS_CONFIRM, hours_id, Permission.HOURS_COUNTERSIGN)
    rows = _rows_of(item)
    if _status(item, rows) not in (HoursStatus.EFFECTIVE, HoursStatus.CORRECTED):
        raise Refused("not_in_this_state")
    append(work, [NewEntry(item, EntryKind.DISPUTE, item.source, 0, account_id, reason=reason)])
    credit = _standing(rows)
    work.record(told(HoursDisputed, item, minutes=credit.minutes, reason=reason, confirmed_by=credit.confirmed_by))


@use_case
def uphold(work: Work, actor: Actor, hours_id: int, reason: str) -> None:
    """Answer a dispute without change."""
    account_id = signed_in(actor)
    item = _for_leader(actor, hours_id)
    rows = _rows_of(item)
    if _status(item, rows) is not HoursStatus.DISPUTED:
        raise Refused("not_in_this_state")
    append(work, [NewEntry(item, EntryKind.UPHELD, item.source, 0, account_id, reason=reason)])
    work.record(told(HoursUpheld, item, minutes=_standing(rows).minutes, reason=reason))


@use_case
def correct(work: Work, actor: Actor, hours_id: int, minutes: int, reason: str) -> None:
    """Say what the minutes should be: pending ones are amended, confirmed ones reversed and credited anew."""
    item = _for_leader(actor, hours_id)
    if not 0 <= minutes <= item.session_minutes:
        raise Invalid({"minutes": _("不能超过本场时长 %(minutes)s 分钟", minutes=item.session_minutes)})
    if item.status == ProposalStatus.PENDING:
        _amend(work, actor, item, minutes, reason)
    elif item.status == ProposalStatus.CONFIRMED:
        _reverse_and_credit(work, actor, item, minutes, reason)
    else:
        raise Refused("not_in_this_state")


def _amend(work: Work, actor: Actor, item: Facts, minutes: int, reason: str) -> None:
    """The minutes become the leader's word and need another's confirmation; backfilled ones are entered anew."""
    if not item.open or item.backfilled:
        raise Refused("not_in_this_state")
    db.session.execute(
        update(HoursProposal)
        .where(HoursProposal.id == item.id)
        .values(
            minutes=minutes,
            note=reason,
            entered_by=signed_in(actor),
            ticked=True,
            countersigned_by=None,
            countersigned_at=None,
            proposed_at=work.now,
            version=HoursProposal.version + 1,
        )
    )
    work.record(told(HoursAmended, item, minutes=minutes, reason=reason))


def _reverse_and_credit(work: Work, actor: Actor, item: Facts, minutes: int, reason: str) -> None:
    account_id = signed_in(actor)
    if rules.wrote_it(actor, item):
        raise Refused("own_entry")
    standing = _standing(_rows_of(item))
    day = loading.day_totals([item]).get(item.day, 0) - standing.minutes + minutes
    refusal = rules.day_refusal(day, rules.level_of(actor, item), loading.day_limits([item])[item.unit_path])
    if refusal is not None:
        raise Refused(refusal)
    source, by = HoursSource.CORRECTION, item.entered_by
    append(
        work,
        [
            NewEntry(item, EntryKind.REVERSAL, source, -standing.minutes, by, account_id, standing.id, reason),
            NewEntry(item, EntryKind.CREDIT, source, minutes, by, account_id, reason=reason),
        ],
    )
    work.record(told(HoursCorrected, item, minutes=minutes, reason=reason))


def _for_leader(actor: Actor, hours_id: int) -> Facts:
    """Locked facts of hours over which the actor is a leader, and that are not the actor's own."""
    item = loading.load_one(actor, Permission.HOURS_CONFIRM, hours_id)
    if actor.account_id == item.member_account_id:
        raise Refused("own_hours")
    return item


def _credit(item: Facts, confirmed_by: int) -> NewEntry:
    return NewEntry(item, EntryKind.CREDIT, item.source, item.minutes, item.entered_by, confirmed_by)


def _set_status(ids: Sequence[int], step: str) -> None:
    """Take the step on pending ones, already locked and checked, in one statement."""
    if ids:
        target = MACHINE.target(ProposalStatus.PENDING, step)
        db.session.execute(
            update(HoursProposal)
            .where(HoursProposal.id.in_(ids))
            .values(status=target, version=HoursProposal.version + 1)
        )


def _rows_of(item: Facts) -> list[HoursEntry]:
    statement = select(HoursEntry).where(HoursEntry.proposal_id == item.id).order_by(HoursEntry.sequence)
    return list(db.session.scalars(statement))


def _standing(rows: Sequence[HoursEntry]) -> HoursEntry:
    """The credit that counts: the last one, since each reversal is followed by the credit that replaces it."""
    return next(row for row in reversed(rows) if row.kind == EntryKind.CREDIT)


def _status(item: Facts, rows: Sequence[HoursEntry]) -> HoursStatus:
    return rules.status_of(item.status, [row.kind for row in rows])


def without(ids: Sequence[int], items: Sequence[Facts]) -> BulkAnswer:
    """An answer that already refuses what the actor cannot see."""
    seen = {item.id for item in items}
    return BulkAnswer(
        refused=[NotDone(hours_id, "not_visible") for hours_id in dict.fromkeys(ids) if hours_id not in seen]
    )


def signed_in(actor: Actor) -> int:
    """The account that acts, or Forbidden."""
    if actor.account_id is None:
        raise Forbidden
    return actor.account_id


def told(kind: type[H], item: Facts, **fields: Any) -> H:
    """What happened to some hours."""
    values: dict[str, Any] = {
        "subject_id": item.id,
        "unit_id": item.unit_id,
        "member_id": item.member_id,
        "member_account_id": item.member_account_id,
        "minutes": item.minutes,
    } | fields
    return kind(**values, details={"minutes": values["minutes"]})
