"""The nightly proof: run after run commits how far it came, so that it goes on where it was cut off (D33)."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

import structlog
from flask import current_app
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from volunteer.happenings.ledger import LedgerBroken
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.jobs import Job
from volunteer.kernel.unit_of_work import Work
from volunteer.ledger import proof
from volunteer.ledger.heads import ONE_DAY, make_heads
from volunteer.ledger.keeping import Keeping, keeping
from volunteer.ledger.models import HoursEntry
from volunteer.ledger.proof import Checked, Found
from volunteer.ledger.proof_models import LedgerFinding, LedgerProof
from volunteer.people.models import Member

MEMBERS_AT_ONCE = 1_000
DAYS_AT_ONCE = 100
SECONDS_A_RUN = 40.0  # of a minute: the rest is for others
LOOKED_AT_AGAIN = timedelta(days=7)  # heads of the last days, every night
OVERLAP = timedelta(hours=1)  # rows written while the last proof began
MOST_NAMED = 20

log = structlog.get_logger()


def prove(work: Work) -> int:
    """Go on with tonight's proof, or begin it; how many faults were new."""
    run = db.session.scalars(select(LedgerProof).where(LedgerProof.finished_at.is_(None))).first() or _begin(work)
    if run is None:
        return 0
    kept, new = keeping(), 0
    stops = time.monotonic() + SECONDS_A_RUN
    while True:
        new += _report(work, run, _slice(work, run, kept))
        if run.finished_at is not None or time.monotonic() >= stops:
            return new


def everything(kept: Keeping) -> Iterator[Checked]:
    """The whole proof slice by slice, reading only."""
    after = 0
    while ids := _members(after, None):
        yield proof.check_members(ids)
        after = ids[-1]
    yield Checked(found=proof.check_file(kept.heads_file))
    span = proof.days_to_check(kept.heads_file)
    day = span[0] if span else None
    while span and day and (days := _days(day, span[1])):
        yield proof.check_days(days, kept.key.public_key(), kept.heads_file)
        day = days[-1] + ONE_DAY


def _begin(work: Work) -> LedgerProof | None:
    """A run for today, unless there was one; the whole ledger once a week, and the first time."""
    last = db.session.scalars(select(LedgerProof).order_by(LedgerProof.id.desc()).limit(1)).first()
    today = clock.local(work.now).date()
    if last is not None and clock.local(last.begun_at).date() == today:
        return None
    make_heads(work.now)
    whole = last is None or today.weekday() == current_app.config["LEDGER_FULL_PROOF_WEEKDAY"]
    since = None if whole or last is None else last.begun_at - OVERLAP
    run = LedgerProof(whole=whole, since=since, begun_at=work.now, after_member=0, members=0, entries=0)
    db.session.add(run)
    db.session.flush()
    return run


def _slice(work: Work, run: LedgerProof, kept: Keeping) -> Checked:
    """The next members; when there are none left, the next days; then it is done."""
    if ids := _members(run.after_member, run.since):
        run.after_member = ids[-1]
        return proof.check_members(ids)
    if days := _days_of(run, kept):
        checked = proof.check_days(days, kept.key.public_key(), kept.heads_file)
        checked.found += proof.check_file(kept.heads_file) if run.after_day is None else []
        run.after_day = days[-1]
        return checked
    run.finished_at = work.now
    return Checked()


def _members(after: int, since: datetime | None) -> Sequence[int]:
    """The next members in order: all, or those with rows recorded since."""
    statement = select(Member.id).where(Member.id > after).order_by(Member.id).limit(MEMBERS_AT_ONCE)
    if since is not None:
        statement = statement.where(Member.id.in_(select(HoursEntry.member_id).where(HoursEntry.recorded_at >= since)))
    return db.session.scalars(statement).all()


def _days_of(run: LedgerProof, kept: Keeping) -> list[date]:
    span = proof.days_to_check(kept.heads_file)
    if span is None:
        return []
    first, last = span
    if not run.whole:
        first = max(first, clock.local(run.begun_at).date() - LOOKED_AT_AGAIN)
    return _days(run.after_day + ONE_DAY if run.after_day else first, last)


def _days(first: date, last: date) -> list[date]:
    return [first + n * ONE_DAY for n in range(min((last - first).days + 1, DAYS_AT_ONCE))]


def _report(work: Work, run: LedgerProof, checked: Checked) -> int:
    """Note what was found; shout about what is new."""
    run.members += checked.members
    run.entries += checked.entries
    new = [found for found in checked.found if _is_new(work, run, found)]
    if new:
        faults = dict(Counter(str(found.fault) for found in new))
        members = sorted({found.member_id for found in new if found.member_id is not None})[:MOST_NAMED]
        days = sorted({found.day.isoformat() for found in new if found.day is not None})[:MOST_NAMED]
        log.critical("the ledger does not hold", faults=faults, members=members, days=days)
        work.record(
            LedgerBroken(
                subject_id=run.id, faults=len(new), details={"faults": faults, "members": members, "days": days}
            )
        )
    return len(new)


def _is_new(work: Work, run: LedgerProof, found: Found) -> bool:
    """Keep a finding; whether it was not known, or was said to be settled and is worse than it was."""
    values = {
        "proof_id": run.id,
        "fault": found.fault,
        "member_id": found.member_id,
        "day": found.day,
        "details": found.details,
        "found_at": work.now,
    }
    statement = insert(LedgerFinding).values(values)
    again = {"proof_id": run.id, "details": found.details, "found_at": work.now}
    settled = dict.fromkeys(("resolved_by", "resolved_at", "resolution"))
    statement = statement.on_conflict_do_update(
        index_elements=["fault", "member_id", "day"],
        set_={**again, **settled},
        where=LedgerFinding.details != statement.excluded.details,
    )
    return db.session.scalar(statement.returning(LedgerFinding.id)) is not None


PROVE = Job("ledger.prove", prove, "cron", {"hour": "2-5", "minute": "*"})
