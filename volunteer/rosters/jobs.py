"""Regular work on imports: carry on what waits, forget what has ended."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, func, select

from volunteer.kernel.database import db
from volunteer.kernel.jobs import Job
from volunteer.kernel.unit_of_work import Work
from volunteer.rosters import working
from volunteer.rosters.models import RosterFile, RosterImport, RosterRow
from volunteer.rosters.rules import ENDED, MACHINE, UNDER_WAY
from volunteer.rosters.staging import tell_others
from volunteer.rosters.states import ImportStatus

ROWS_KEPT = timedelta(days=30)


def carry_on(work: Work) -> int:
    """Take the oldest import under way a step further. Each step is a transaction, so that it is seen to have begun."""
    made = db.session.scalar(select(RosterImport).where(RosterImport.status.in_(UNDER_WAY)).order_by(RosterImport.id))
    if made is None:
        return 0
    actor = working.behind(work, made)
    if actor is None:
        working.refuse(made)
        return 1
    work.actor = actor
    if made.status == ImportStatus.WAITING:
        MACHINE.move(made, "begin")
    elif made.status == ImportStatus.CHECKING:
        working.check(work, actor, made, tell_others(made.id))
    else:
        working.apply(work, actor, made, tell_others(made.id))
    return 1


def forget_ended(work: Work) -> int:
    """Rows hold names and phones: they go a month after their import, with the files of what nobody took further."""
    last = func.coalesce(RosterImport.applied_at, RosterImport.checked_at, RosterImport.created_at)
    old = select(RosterImport.id).where(last < work.now - ROWS_KEPT, RosterImport.status.in_(ENDED))
    stale = select(RosterImport).where(last < work.now - ROWS_KEPT, RosterImport.status == ImportStatus.CHECKED)
    gone = 0
    for made in db.session.scalars(stale).all():
        MACHINE.move(made, "discard")
        gone += 1
    db.session.flush()
    for of in (RosterFile, RosterRow):
        gone += len(db.session.execute(delete(of).where(of.import_id.in_(old)).returning(of.import_id)).all())
    return gone


JOBS = (
    Job("rosters.carry_on", carry_on, "interval", {"seconds": 2}),
    Job("rosters.forget_ended", forget_ended, "cron", {"hour": 3, "minute": 20}),
)
