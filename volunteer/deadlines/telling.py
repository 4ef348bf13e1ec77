"""What was reached is told in one go: one happening for all units, so that each person gets one notice."""

from __future__ import annotations

from sqlalchemy import func, select

from volunteer.deadlines.models import AlertsTold, DemandAlert
from volunteer.demands.models import Demand
from volunteer.demands.rules import ANSWER_AWAITED
from volunteer.happenings.deadlines import DeadlinesTold
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Work
from volunteer.organization.queries import root_brigade


def tell_alerts(work: Work) -> int:
    """Tell each unit how many demands reached which level, of those that still wait; how many alerts are settled."""
    mark = db.session.get(AlertsTold, 1, with_for_update=True) or AlertsTold(id=1, up_to=0)
    db.session.add(mark)
    newest, settled = db.session.execute(
        select(func.max(DemandAlert.id), func.count()).where(DemandAlert.id > mark.up_to)
    ).one()
    if not settled:
        return 0
    still_waits = (
        select(DemandAlert.told_unit_id, DemandAlert.level, func.count())
        .join(Demand, Demand.id == DemandAlert.demand_id)
        .where(
            DemandAlert.id > mark.up_to,
            Demand.clock_number == DemandAlert.clock_number,
            Demand.status.in_(ANSWER_AWAITED),
        )
        .group_by(DemandAlert.told_unit_id, DemandAlert.level)
        .order_by(DemandAlert.told_unit_id, DemandAlert.level)
    )
    told = tuple((unit_id, level, count) for unit_id, level, count in db.session.execute(still_waits))
    mark.up_to, mark.at = newest, work.now
    if told:
        top = root_brigade().id
        work.record(DeadlinesTold(subject_id=top, unit_id=top, told=told, details=_sums(told)))
    return int(settled)


def _sums(told: tuple[tuple[int, str, int], ...]) -> dict[str, int]:
    """How many of each level, for the audit."""
    sums: dict[str, int] = {}
    for _unit_id, level, count in told:
        sums[level] = sums.get(level, 0) + count
    return sums
