"""What people are told of demands."""

from __future__ import annotations

from collections.abc import Iterable

from volunteer.demands.models import Demand
from volunteer.happenings.demands import DemandHappening
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Row, Work
from volunteer.notices.rows import tell
from volunteer.organization.holders import nearest_holders
from volunteer.organization.permissions import Permission


def to_asker(happening: DemandHappening, work: Work) -> Iterable[Row]:
    """The asker hears of every step that somebody else took; without an account, by the private link."""
    asker = happening.asker_id
    if asker is not None and (work.actor is None or work.actor.account_id != asker):
        yield _row(happening, work, asker)


def to_unit(happening: DemandHappening, work: Work) -> Iterable[Row]:
    """Whoever handles demands for the responsible unit, but for the one who acted."""
    for account_id in nearest_holders(happening.unit_id, Permission.DEMAND_HANDLE, work.now):
        if work.actor is None or work.actor.account_id != account_id:
            yield _row(happening, work, account_id)


def _row(happening: DemandHappening, work: Work, account_id: int) -> Row:
    title = db.session.get_one(Demand, happening.subject_id).title
    link = f"/demands/{happening.subject_id}"
    return tell(work, account_id, happening.action, link, title=title, why=happening.reason or "")
