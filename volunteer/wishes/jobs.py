"""Regular work on wishes: whoever a late step waits for is reminded, once for each step."""

from __future__ import annotations

from sqlalchemy import select

from volunteer.happenings.wishes import WishOverdue
from volunteer.kernel.database import db
from volunteer.kernel.jobs import Job
from volunteer.kernel.unit_of_work import Work
from volunteer.organization.holders import nearest_holders
from volunteer.wishes.models import Wish
from volunteer.wishes.rules import VERIFY
from volunteer.wishes.states import WishStatus
from volunteer.wishes.steps import tell

MOST = 500


def remind(work: Work) -> int:
    """One reminder for each step that is late; how many."""
    due = (
        select(Wish)
        .where(Wish.due_at <= work.now, Wish.reminded_at.is_(None))
        .order_by(Wish.id)
        .limit(MOST)
        .with_for_update(skip_locked=True, of=Wish)
    )
    late = db.session.scalars(due).all()
    for wish in late:
        wish.reminded_at = work.now
        work.record(tell(WishOverdue, wish, waits_for=_waited_for(work, wish)))
    return len(late)


def _waited_for(work: Work, wish: Wish) -> tuple[int, ...]:
    if wish.status == WishStatus.COLLECTED:
        return tuple(nearest_holders(wish.unit_id, VERIFY, work.now))
    if wish.status == WishStatus.INTRODUCED and wish.member is not None:
        return (wish.member.account_id,)
    return (wish.collected_by,)


REMIND = Job("wishes.remind", remind, "cron", {"hour": "8-18", "minute": 40})
