"""Regular work on sent plans: what waits goes out, and where somebody is not coming the next best are put down."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import joinedload

from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.jobs import Job
from volunteer.kernel.unit_of_work import Work
from volunteer.plans.asking import propose_next
from volunteer.plans.models import Plan, PlanPair
from volunteer.plans.rules import TO_SEND
from volunteer.plans.sending import BY_THE_JOB, deliver_some, sender_of
from volunteer.plans.states import PlanStatus


def deliver_waiting(work: Work) -> int:
    """Send out a few of the pairs that wait, the oldest plan's first; how many were settled."""
    waits = exists().where(PlanPair.plan_id == Plan.id, PlanPair.status.in_(TO_SEND))
    plans = _sent_plans(work, waits)
    return deliver_some(sender_of(plans[0]), plans[0].id, BY_THE_JOB) if plans else 0


def ask_the_next(work: Work) -> int:
    """Put down the next best for what is free again; how many."""
    return sum(propose_next(plan, work.now) for plan in _sent_plans(work, Plan.asks_next.is_(True)))


def _sent_plans(work: Work, which: ColumnElement[bool]) -> Sequence[Plan]:
    """Sent plans until the day after their last: what did not go out by then is told to be too late."""
    yesterday = clock.local(work.now).date() - timedelta(days=1)
    statement = (
        select(Plan)
        .where(Plan.status == PlanStatus.SENT, Plan.last_day >= yesterday, which)
        .options(joinedload(Plan.unit, innerjoin=True), joinedload(Plan.town))
        .order_by(Plan.id)
    )
    return db.session.scalars(statement).all()


JOBS = (
    Job("plans.deliver", deliver_waiting, "interval", {"seconds": 5}),
    Job("plans.ask_the_next", ask_the_next, "interval", {"minutes": 3}),
)
