"""The outbox held and let go.

What was queued before a backup and sent after it waits once more in the restored database, and would be sent twice.
Whoever releases says whether that is to be.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import func, select

from volunteer.happenings.notices import OutboxHeld, OutboxReleased
from volunteer.kernel.database import db
from volunteer.kernel.errors import Refused
from volunteer.kernel.outbox import OutboxMessage, too_late
from volunteer.kernel.outbox_hold import HoldReason, OutboxHold, current_hold
from volunteer.kernel.unit_of_work import Acting, Work, use_case

NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Held:
    """The hold under way: how many messages wait, and how many of them were in the backup already."""

    since: datetime
    reason: HoldReason
    backup_made_at: datetime | None
    waiting: int
    doubtful: int


def standing() -> Held | None:
    """The hold under way with what waits behind it; None while messages leave."""
    hold = current_hold()
    if hold is None:
        return None
    waiting, doubtful = db.session.execute(
        select(
            func.count(),
            func.count().filter(OutboxMessage.created_at <= (hold.backup_made_at or NEVER)),
        ).where(OutboxMessage.delivered_at.is_(None), OutboxMessage.dead_at.is_(None))
    ).one()
    return Held(hold.held_at, HoldReason(hold.reason), hold.backup_made_at, waiting, doubtful)


@use_case
def hold(
    work: Work, actor: Acting, reason: HoldReason = HoldReason.ASKED, backup_made_at: datetime | None = None
) -> OutboxHold:
    """Let nothing leave from now on; a hold under way that was restored from the backup begins anew."""
    known = current_hold()
    if known is not None and reason is HoldReason.ASKED:
        return known
    if known is not None:
        known.released_at = work.now
        db.session.flush()
    begun = OutboxHold(reason=reason, held_at=work.now, backup_made_at=backup_made_at)
    db.session.add(begun)
    db.session.flush()
    work.record(OutboxHeld(subject_id=begun.id, details={"reason": str(reason)}))
    return begun


@use_case
def release(work: Work, actor: Acting, drop_before: datetime | None = None) -> int:
    """Let messages leave again, but not those queued at `drop_before` or earlier; how many of these there were."""
    statement = select(OutboxHold).where(OutboxHold.released_at.is_(None)).with_for_update()
    held = db.session.scalars(statement).one_or_none()
    if held is None:
        raise Refused("outbox_not_held")
    dropped = _drop(work, drop_before) if drop_before is not None else 0
    held.released_at = work.now
    before = drop_before.isoformat() if drop_before is not None else None
    work.record(OutboxReleased(subject_id=held.id, details={"dropped": dropped, "before": before}))
    return dropped


def _drop(work: Work, before: datetime) -> int:
    statement = select(OutboxMessage).where(
        OutboxMessage.delivered_at.is_(None), OutboxMessage.dead_at.is_(None), OutboxMessage.created_at <= before
    )
    messages = db.session.scalars(statement.with_for_update()).all()
    for message in messages:
        message.dead_at = work.now
        too_late(message)
    return len(messages)
