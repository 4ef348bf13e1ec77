"""Regular work: members are reminded before a qualification runs out; times away that are long over are forgotten."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.engine import CursorResult

from volunteer.happenings.people import SkillExpiring
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.jobs import Job
from volunteer.kernel.unit_of_work import Work
from volunteer.people.models import Absence, Member, MemberSkill
from volunteer.people.qualifications import runs_out
from volunteer.people.rules import REMINDED_BEFORE, reminder_due

AWAY_KEPT = timedelta(days=30)  # after its end: long enough to look up why somebody was not asked


def remind_of_expiry(work: Work) -> int:
    """Tell members whose qualification runs out within 30 days, and once more within 7."""
    today = clock.local(work.now).date()
    statement = (
        select(MemberSkill, Member)
        .join(Member, Member.id == MemberSkill.member_id)
        .where(*runs_out(today, today + max(REMINDED_BEFORE)))
        .order_by(MemberSkill.member_id, MemberSkill.skill)
    )
    due = [
        (held, member)
        for held, member in db.session.execute(statement)
        if reminder_due(held.expires_on, held.reminded_on, today)
    ]
    for held, member in due:
        held.reminded_on = today
        work.record(
            SkillExpiring(
                subject_id=member.id,
                unit_id=member.unit_id,
                member_account_id=member.account_id,
                skill=held.skill,
                expires_on=held.expires_on,
                details={"skill": held.skill, "expires_on": held.expires_on.isoformat()},
            )
        )
    return len(due)


def forget_absences(work: Work) -> int:
    """Times away that ended a month ago are nobody's business any more."""
    gone = delete(Absence).where(func.upper(Absence.period) < work.now - AWAY_KEPT)
    result = db.session.execute(gone)
    assert isinstance(result, CursorResult)
    return result.rowcount


JOBS = (
    Job("people.remind_of_expiry", remind_of_expiry, "cron", {"hour": 9}),
    Job("people.forget_absences", forget_absences, "cron", {"hour": 3, "minute": 20}),
)
