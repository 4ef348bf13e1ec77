"""What the ledger tells about a unit: how many hours wait for confirmation."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select

from volunteer.kernel.database import db
from volunteer.ledger.models import HoursProposal, ProposalStatus
from volunteer.organization.models import Unit
from volunteer.organization.queries import Top, within_each


def waiting_hours(unit_ids: Collection[int]) -> dict[int, int]:
    """By unit: the pending hours of its members and of those below."""
    within, these = within_each(unit_ids)
    statement = (
        select(Top.id, func.count(HoursProposal.id))
        .select_from(HoursProposal)
        .join(Unit, Unit.id == HoursProposal.unit_id)
        .join(Top, within)
        .where(these, HoursProposal.status == ProposalStatus.PENDING)
        .group_by(Top.id)
    )
    return {unit_id: count for unit_id, count in db.session.execute(statement)}
