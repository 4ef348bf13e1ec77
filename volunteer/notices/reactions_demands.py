"""What people are told of demands."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, or_, select

from volunteer.demands.models import Demand
from volunteer.happenings.demands import DemandHappening
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Row, Work
from volunteer.notices.rows import tell
from volunteer.organization.models import Grant, Unit
from volunteer.organization.permissions import Permission, roles_with


def to_asker(happening: DemandHappening, work: Work) -> Iterable[Row]:
    """The asker hears of every step that somebody else took."""
    if work.actor is None or work.actor.account_id != happening.asker_id:
        yield _row(happening, work, happening.asker_id)


def to_unit(happening: DemandHappening, work: Work) -> Iterable[Row]:
    """Whoever handles demands for the responsible unit, but for the one who acted."""
    for account_id in _handlers(happening.unit_id, work):
        if work.actor is None or work.actor.account_id != account_id:
            yield _row(happening, work, account_id)


def _row(happening: DemandHappening, work: Work, account_id: int) -> Row:
    title = db.session.get_one(Demand, happening.subject_id).title
    link = f"/demands/{happening.subject_id}"
    return tell(work, account_id, happening.action, link, title=title, why=happening.reason or "")


def _handlers(unit_id: int | None, work: Work) -> list[int]:
    """The nearest holders: those whose grant stands on the unit itself, else on the units above."""
    own = select(Unit.path).where(Unit.id == unit_id).scalar_subquery()
    statement = (
        select(Grant.account_id, Unit.path)
        .join(Unit, Unit.id == Grant.unit_id)
        .where(
            Grant.role.in_(roles_with(Permission.DEMAND_HANDLE)),
            func.starts_with(own, Unit.path),
            Grant.since <= work.now,
            or_(Grant.until.is_(None), Grant.until > work.now),
        )
        .order_by(func.length(Unit.path).desc(), Grant.account_id)
    )
    found = db.session.execute(statement).all()
    return [account_id for account_id, path in found if path == found[0].path]
