"""What leaders are told of months."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on

from volunteer.happenings.months import MonthFrozen
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Row, Work
from volunteer.notices.rows import tell
from volunteer.organization.models import Grant, Unit, UnitStatus
from volunteer.organization.queries import LEADING


def frozen(happening: MonthFrozen, work: Work) -> Iterable[Row]:
    """Each leader of the network learns that the month stands: of the highest unit that they lead."""
    month = happening.details["month"]
    for account_id, unit_id, name in _leaders(happening.subject_id, work):
        yield tell(
            work, account_id, "month.frozen", f"/reports/month?unit={unit_id}&month={month}", unit=name, month=month
        )


def _leaders(top_id: int, work: Work) -> Iterable[tuple[int, int, str]]:
    top_path = select(Unit.path).where(Unit.id == top_id).scalar_subquery()
    statement = (
        select(Grant.account_id, Unit.id, Unit.short_name)
        .join(Unit, Unit.id == Grant.unit_id)
        .where(
            Grant.role.in_(LEADING),
            Grant.holds(work.now),
            func.starts_with(Unit.path, top_path),
            Unit.status == UnitStatus.ACTIVE,
        )
        .order_by(Grant.account_id, func.length(Unit.path), Unit.id)
        .ext(distinct_on(Grant.account_id))
    )
    return [(account_id, unit_id, name) for account_id, unit_id, name in db.session.execute(statement)]
