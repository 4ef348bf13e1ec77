"""Reminders of services: the evening before, and two hours before (D26).

The key of a reminder holds the claim and the session's start: it is written once, and anew when the session moves.
Only those who still have a place are reminded, never after the fact, and nobody of what they claimed a moment ago.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, String, cast, extract, func, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import CursorResult

from volunteer.claims.models import Claim
from volunteer.claims.states import ClaimStatus
from volunteer.kernel.clock import local
from volunteer.kernel.database import db
from volunteer.kernel.jobs import Job
from volunteer.kernel.outbox import OutboxMessage
from volunteer.kernel.unit_of_work import Work
from volunteer.organization.models import Place
from volunteer.people.models import Member
from volunteer.projects.models import Project, ServiceSession
from volunteer.projects.states import SessionStatus

EVENING, NIGHT = 18, 22  # o'clock: in between, people are reminded of tomorrow
SHORTLY = timedelta(hours=2)
TOO_LATE = timedelta(minutes=15)  # before the start: whoever is not on the way by then is not reminded
DAY = timedelta(days=1)
COMING = (ClaimStatus.CONFIRMED, ClaimStatus.RECONFIRM)


def remind(work: Work) -> int:
    """Write the reminders that are due now; how many."""
    written = _write(work, "session.soon", work.now + TOO_LATE, work.now + SHORTLY, ServiceSession.starts - SHORTLY)
    here = local(work.now)
    if EVENING <= here.hour < NIGHT:
        midnight = here.replace(hour=0, minute=0, second=0, microsecond=0)
        evening = midnight.replace(hour=EVENING)
        written += _write(work, "session.tomorrow", midnight + DAY, midnight + 2 * DAY, literal(evening))
    return written


def _write(work: Work, kind: str, since: datetime, until: datetime, claimed_before: ColumnElement[datetime]) -> int:
    """One message into the app for each place in a session that starts between the two."""
    starts = func.to_char(func.timezone("UTC", ServiceSession.starts), 'YYYY-MM-DD"T"HH24:MI:SS"+00:00"')
    said = func.jsonb_build_object(
        "kind",
        kind,
        "link",
        literal("/positions/") + cast(Claim.position_id, String),
        "parameters",
        func.jsonb_build_object(
            "title", Project.title, "starts", starts, "place", func.coalesce(ServiceSession.public_place, Place.name)
        ),
    )
    rows = (
        select(
            func.concat(f"{kind}:", Claim.id, ":", func.trunc(extract("epoch", ServiceSession.starts))),
            literal("in_app"),
            cast(Member.account_id, String),
            said,
            literal(work.now),
            ServiceSession.starts,
            literal(work.now),
        )
        .select_from(Claim)
        .join(Member, Member.id == Claim.member_id)
        .join(ServiceSession, ServiceSession.id == Claim.session_id)
        .join(Project, Project.id == ServiceSession.project_id)
        .join(Place, Place.id == ServiceSession.site_id)
        .where(
            Claim.status.in_(COMING),
            Claim.created_at < claimed_before,
            ServiceSession.status == SessionStatus.PLANNED,
            ServiceSession.starts >= since,
            ServiceSession.starts < until,
        )
        .order_by(Claim.id)
    )
    columns = ("dedupe_key", "channel", "recipient", "payload", "due_at", "expires_at", "created_at")
    statement = insert(OutboxMessage).from_select(columns, rows).on_conflict_do_nothing(index_elements=["dedupe_key"])
    written = db.session.execute(statement, execution_options={"preserve_rowcount": True})
    assert isinstance(written, CursorResult)
    return written.rowcount


REMIND = Job("notices.remind", remind, "interval", {"minutes": 2})
