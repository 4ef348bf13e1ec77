"""Queues of demands for Prometheus: how many wait at each step, how many of them beyond their deadline, since when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from volunteer.demands.models import Demand
from volunteer.demands.states import DemandStatus
from volunteer.health.gauges import Family
from volunteer.kernel.database import db

WAITING = (DemandStatus.SUBMITTED, DemandStatus.ACCEPTED, DemandStatus.AWAITING_RATING)


def queues(now: datetime) -> Sequence[Family]:
    """One statement over the demands that wait for somebody."""
    overdue = Demand.deadline < now
    statement = (
        select(Demand.status, func.count(), func.count().filter(overdue), func.min(Demand.deadline).filter(overdue))
        .where(Demand.status.in_(WAITING))
        .group_by(Demand.status)
    )
    rows = db.session.execute(statement).all()
    late = {row[0]: (now - row[3]).total_seconds() if row[3] else 0.0 for row in rows}
    return (
        Family("volunteer_demands_waiting", "Demands at a step", "status", {row[0]: float(row[1]) for row in rows}),
        Family("volunteer_demands_overdue", "Beyond their deadline", "status", {row[0]: float(row[2]) for row in rows}),
        Family("volunteer_demands_most_overdue_seconds", "Since the oldest deadline that passed", "status", late),
    )
