"""Regular work on wishes: whoever a late step waits for is reminded once; whose it was is forgotten in the end."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import or_, select, update

from volunteer.demands.asking_side import speaking_for
from volunteer.happenings.wishes import WishOverdue
from volunteer.kernel.database import db
from volunteer.kernel.jobs import Job
from volunteer.kernel.unit_of_work import Work
from volunteer.organization.holders import nearest_holders
from volunteer.organization.models import PrivatePlace
from volunteer.wishes.models import Wish
from volunteer.wishes.rules import VERIFY
from volunteer.wishes.service import GUARDED
from volunteer.wishes.states import WishStatus
from volunteer.wishes.steps import tell

MOST = 500
PRIVATE_KEPT = timedelta(days=90)


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
    return tuple(sorted(speaking_for(wish.site, wish.collected_by, work.now)))


def forget(work: Work) -> int:
    """Whose wish it was is erased ninety days after the guarded part has closed (D23); how many were."""
    guarded = [getattr(PrivatePlace, name) for name in GUARDED]
    erased = (
        update(PrivatePlace)
        .where(
            PrivatePlace.closes_at < work.now - PRIVATE_KEPT,
            PrivatePlace.id.in_(select(Wish.private_place_id)),
            or_(*(column.is_not(None) for column in guarded)),
        )
        .values({column: None for column in guarded})
        .returning(PrivatePlace.id)
    )
    return len(db.session.execute(erased).all())


REMIND = Job("wishes.remind", remind, "cron", {"hour": "8-18", "minute": 40})
FORGET = Job("wishes.forget", forget, "cron", {"hour": 3, "minute": 50})
