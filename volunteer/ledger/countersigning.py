"""The site's word on ticked hours has a term: the site is reminded, after it the next tier looks (D19)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from volunteer.happenings.ledger import CountersignDue
from volunteer.kernel.clock import local
from volunteer.kernel.database import db
from volunteer.kernel.jobs import Job
from volunteer.kernel.unit_of_work import Work
from volunteer.ledger.models import CountersignReminder, HoursProposal, ProposalStatus
from volunteer.organization.calendar import add_working_days
from volunteer.organization.models import Unit
from volunteer.organization.settings import setting_at
from volunteer.projects.models import Project, ServiceSession

COUNTERSIGN_DAYS = "countersign_days"  # the unit setting
USUAL_DAYS = 3
REMINDED_AFTER = timedelta(days=1)
MOST = 500


@dataclass(frozen=True)
class Waiting:
    """Ticked hours of one session that nobody vouched for."""

    session_id: int
    site_id: int
    title: str
    unit_id: int
    unit_path: str
    since: datetime
    count: int
    told: CountersignReminder | None

    @property
    def due(self) -> datetime:
        """Until when the site has the word."""
        return add_working_days(self.since, setting_at(self.unit_path, COUNTERSIGN_DAYS, USUAL_DAYS))


def remind(work: Work) -> int:
    """Remind the site once a day after the ticking, tell the next tier once when the term is over."""
    told = 0
    for waiting in _waiting(work.now):
        reminder = waiting.told or CountersignReminder(session_id=waiting.session_id)
        if waiting.due < work.now:
            reminder.passed_on_at = work.now
        elif reminder.reminded_at is None:
            reminder.reminded_at = work.now
        else:
            continue
        db.session.add(reminder)
        work.record(_told(waiting, late=reminder.passed_on_at is not None))
        told += 1
    return told


REMIND = Job("ledger.remind_countersign", remind, "cron", {"hour": 9, "minute": 10})


def _waiting(now: datetime) -> list[Waiting]:
    statement = (
        select(
            ServiceSession.id,
            ServiceSession.site_id,
            Project.title,
            Unit.id,
            Unit.path,
            func.min(HoursProposal.proposed_at),
            func.count(HoursProposal.id),
            CountersignReminder,
        )
        .join(ServiceSession, ServiceSession.id == HoursProposal.session_id)
        .join(Project, Project.id == ServiceSession.project_id)
        .join(Unit, Unit.id == Project.unit_id)
        .outerjoin(CountersignReminder, CountersignReminder.session_id == ServiceSession.id)
        .where(
            HoursProposal.status == ProposalStatus.PENDING,
            HoursProposal.ticked,
            HoursProposal.countersigned_by.is_(None),
            HoursProposal.proposed_at <= now - REMINDED_AFTER,
            CountersignReminder.passed_on_at.is_(None),
        )
        .group_by(ServiceSession.id, Project.title, Unit.id, CountersignReminder.session_id)
        .order_by(ServiceSession.id)
        .limit(MOST)
    )
    return [Waiting(*row) for row in db.session.execute(statement)]


def _told(waiting: Waiting, *, late: bool) -> CountersignDue:
    return CountersignDue(
        subject_id=waiting.session_id,
        unit_id=waiting.unit_id,
        site_id=waiting.site_id,
        title=waiting.title,
        count=waiting.count,
        due=local(waiting.due).date(),
        late=late,
        details={"count": waiting.count, "late": late},
    )
