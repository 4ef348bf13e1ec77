"""Regular work on demands."""

from __future__ import annotations

from sqlalchemy import func, select

from volunteer.demands.models import Demand, DemandStep
from volunteer.demands.rating_service import close_unrated
from volunteer.demands.rules import UNRATED_AFTER
from volunteer.demands.states import DemandStatus
from volunteer.kernel.database import db
from volunteer.kernel.jobs import Job
from volunteer.kernel.unit_of_work import Work


def close_silent(work: Work) -> int:
    """Close as unrated what nobody answered in the time for one's own word and for being called (D9)."""
    served = (
        select(func.max(DemandStep.at))
        .where(DemandStep.demand_id == Demand.id, DemandStep.step == "finish")
        .scalar_subquery()
    )
    silent = (
        select(Demand)
        .where(Demand.status == DemandStatus.AWAITING_RATING, served < work.now - UNRATED_AFTER)
        .order_by(Demand.id)
        .limit(500)
        .with_for_update(skip_locked=True)
    )
    closed = 0
    for demand in db.session.scalars(silent):
        close_unrated(work, demand)
        closed += 1
    return closed


CLOSE_SILENT = Job("demands.close_silent", close_silent, "cron", {"hour": 6, "minute": 10})
