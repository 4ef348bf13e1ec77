"""The other numbers of the overview: demands that came in or wait too long, the hours of a month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from volunteer.answers.late_calls import passed_on as calls_passed_on
from volunteer.complaints.models import Complaint
from volunteer.complaints.queries import to_answer as complaints_to_answer
from volunteer.deadlines.queries import escalated
from volunteer.demands.models import Demand
from volunteer.demands.queries import DemandFilters, at_risk, demand_list
from volunteer.home.alarms import pending
from volunteer.home.rows import CameIn, Month, SpanCount
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.outbox import OutboxMessage, stuck
from volunteer.kernel.spans import SAME_WEEKDAY_LAST_YEAR, WEEK, Span, last_seven
from volunteer.ledger.models import HoursEntry, HoursProposal
from volunteer.ledger.totals import BACKFILLED
from volunteer.organization.actor import Actor, Reach
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import under, visible

WEEKS_SHOWN = 8
AT_RISK_SHOWN = 6


def come_up(actor: Actor, now: datetime) -> dict[str, int | None]:
    """How many late demands and calls were passed on to the actor's units, complaints wait, messages are stuck,
    and how many alarms there are.

    None: not for them.
    """
    wanted = {}
    if actor.may(Permission.DEMAND_HANDLE):
        wanted["passed_on"] = escalated(actor).with_only_columns(Demand.id)
        wanted["late_calls"] = calls_passed_on(actor, now).with_only_columns(Demand.id)
    if actor.may(Permission.COMPLAINT_HANDLE):
        wanted["complaints"] = complaints_to_answer(actor).with_only_columns(Complaint.id)
    if actor.may(Permission.SETTING_MANAGE):
        wanted["stuck"] = select(OutboxMessage.id).where(stuck(now))
    rows = {name: few.order_by(None).subquery() for name, few in wanted.items()}
    if actor.may(Permission.SETTING_MANAGE):
        rows["alarms"] = pending().subquery()
    counts = [select(func.count()).select_from(one).scalar_subquery() for one in rows.values()]
    found = db.session.execute(select(*counts)).one() if counts else ()
    none: dict[str, int | None] = dict.fromkeys(("passed_on", "late_calls", "complaints", "stuck", "alarms"))
    return {**none, **dict(zip(rows, found, strict=True))}


def came_in(actor: Actor, now: datetime) -> CameIn:
    """How many demands came in week by week up to today, in the same days last year, and how many wait too long."""
    latest = last_seven(clock.local(now).date())
    spans = [latest.earlier(n * WEEK) for n in reversed(range(WEEKS_SHOWN))]
    last_year = latest.earlier(SAME_WEEKDAY_LAST_YEAR)
    counts = [
        func.count().filter(Demand.submitted_at >= span.begins, Demand.submitted_at < span.ends)
        for span in (*spans, last_year)
    ]
    statement = visible(Demand, actor, Permission.DEMAND_READ).with_only_columns(
        *counts, func.count().filter(at_risk(now)), func.min(Demand.submitted_at)
    )
    *weeks, a_year_ago, waiting, earliest = db.session.execute(statement).one()
    known = earliest is not None and earliest < last_year.ends
    return CameIn(
        weeks=tuple(SpanCount(span, count) for span, count in zip(spans, weeks, strict=True)),
        last_year=SpanCount(last_year, a_year_ago) if known else None,
        at_risk=waiting,
    )


def demands_at_risk(actor: Actor, now: datetime) -> Sequence[Demand]:
    """The first of the demands whose answer is due within a day or overdue, the most pressing first."""
    statement = demand_list(actor, DemandFilters(at_risk=True), now).limit(AT_RISK_SHOWN)
    return db.session.scalars(statement).all()


def month(reach: Reach, today: date) -> Month:
    """Service since the first of the month, and up to the same day of the month before (D22)."""
    first = today.replace(day=1)
    first_before = (first - timedelta(days=1)).replace(day=1)
    same_day = min(first_before + timedelta(days=today.day - 1), first - timedelta(days=1))
    now = HoursEntry.service_date.between(first, today)
    before = HoursEntry.service_date <= same_day
    statement = (
        select(
            func.count(HoursEntry.proposal_id.distinct()).filter(now),
            func.coalesce(func.sum(HoursEntry.minutes).filter(now, ~BACKFILLED), 0),
            func.coalesce(func.sum(HoursEntry.minutes).filter(now, BACKFILLED), 0),
            func.coalesce(func.sum(HoursEntry.minutes).filter(before), 0),
        )
        .join(HoursProposal, HoursProposal.id == HoursEntry.proposal_id)
        .where(HoursEntry.service_date >= first_before, under(HoursEntry.unit_path, reach.unit_paths))
    )
    services, *minutes = (int(value) for value in db.session.execute(statement).one())
    return Month(Span(first, today), services, *minutes)
