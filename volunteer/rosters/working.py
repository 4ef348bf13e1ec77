"""An import carried on by whoever works in the background: read, compared, done. Others see how far it is.

Nothing is written before somebody let it through; then it is written whole or not at all.
"""

from __future__ import annotations

import structlog
from sqlalchemy import delete, select

from volunteer.accounts.models import Account
from volunteer.happenings.rosters import RosterApplied
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Work
from volunteer.organization.actor import Actor
from volunteer.people.identity import actor_of_account
from volunteer.rosters import checking
from volunteer.rosters.decisions import ACTIONS
from volunteer.rosters.models import RosterFile, RosterImport, RosterRow
from volunteer.rosters.package import Unreadable
from volunteer.rosters.rules import MACHINE
from volunteer.rosters.staging import Tell
from volunteer.rosters.states import ImportStatus
from volunteer.rosters.workbook import Roster

log = structlog.get_logger()


def behind(work: Work, made: RosterImport) -> Actor | None:
    """Whoever brought the file, with what they may do now; None when they may do nothing any more."""
    epoch = db.session.scalar(select(Account.sign_in_epoch).where(Account.id == made.created_by))
    return actor_of_account(made.created_by, epoch, work.now, None) if epoch is not None else None


def check(work: Work, actor: Actor, made: RosterImport, tell: Tell, roster: Roster | None = None) -> None:
    """The dry run: rows are read once, and compared again whenever somebody decided something."""
    told = {name: made.summary[name] for name in (*checking.READING, "rows") if name in made.summary}
    try:
        with db.session.begin_nested():
            told = told or checking.read(made, tell, roster)
            found = checking.compare(actor, made)
    except Unreadable as reason:
        if _locked(made, ImportStatus.CHECKING):
            _fail(made, reason)
        return
    if _locked(made, ImportStatus.CHECKING):
        MACHINE.move(made, "check")
        made.summary = {**told, **found}
        made.rows_total = made.rows_done = int(told["rows"])
        made.checked_at = work.now
        made.version += 1


def apply(work: Work, actor: Actor, made: RosterImport, tell: Tell) -> None:
    """Do what was agreed on, unless what is there has changed since; whatever goes wrong, nothing of it stays."""
    before = len(work.happenings), len(work.rows)
    failure = "changed_meanwhile"
    try:
        with db.session.begin_nested():
            if not checking.changed_since(actor, made):
                checking.apply(work, actor, made, tell)
                failure = ""
    except Exception:  # of whatever kind: the import is given back with its reason, and may be tried again
        log.exception("roster not applied", roster=made.id)
        failure = "apply_failed"
        del work.happenings[before[0] :], work.rows[before[1] :]
    _locked(made, ImportStatus.APPLYING)
    made.version += 1
    made.rows_done = made.rows_total
    if failure:
        MACHINE.move(made, "give_back")
        made.failure = failure
        made.summary = {**made.summary, **checking.compare(actor, made)}
        return
    MACHINE.move(made, "finish")
    made.applied_at = work.now
    db.session.execute(delete(RosterFile).where(RosterFile.import_id == made.id))
    counts = {name: made.summary[name] for name in (*ACTIONS, "absent") if name in made.summary}
    work.record(RosterApplied(subject_id=made.id, unit_id=made.unit_id, kind=made.kind, details=counts))


def refuse(made: RosterImport) -> None:
    """Whoever brought the file may not any more."""
    if made.status == ImportStatus.APPLYING:
        MACHINE.move(made, "give_back")
        made.failure = "not_allowed"
    else:
        _fail(made, Unreadable("not_allowed"))


def _fail(made: RosterImport, reason: Unreadable) -> None:
    MACHINE.move(made, "fail")
    made.failure = reason.reason
    made.summary = {"details": reason.details}
    made.version += 1
    for of in (RosterFile, RosterRow):
        db.session.execute(delete(of).where(of.import_id == made.id))


def _locked(made: RosterImport, status: ImportStatus) -> bool:
    """Lock the import; whether it still stands as it did: it may have been put aside meanwhile."""
    db.session.refresh(made, with_for_update={"key_share": True})
    return made.status == status
