"""What people are told of demands."""

from __future__ import annotations

from collections.abc import Iterable

from volunteer.demands.merging import merged_into
from volunteer.demands.models import Demand
from volunteer.happenings.demands import DemandHappening
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Row, Work
from volunteer.notices.rows import tell
from volunteer.organization.holders import nearest_holders
from volunteer.organization.permissions import Permission


def to_asker(happening: DemandHappening, work: Work) -> Iterable[Row]:
    """The asker hears of every step that somebody else took; without an account, by the private link.

    So do those whose demands are merged into it, each by the title of their own.
    """
    for demand_id, asker in ((happening.subject_id, happening.asker_id), *_merged_into(happening.subject_id)):
        if asker is not None and (work.actor is None or work.actor.account_id != asker):
            yield _row(happening, work, asker, demand_id)


def to_unit(happening: DemandHappening, work: Work) -> Iterable[Row]:
    """Whoever handles demands for the responsible unit, but for the one who acted."""
    for account_id in nearest_holders(happening.unit_id, Permission.DEMAND_HANDLE, work.now):
        if work.actor is None or work.actor.account_id != account_id:
            yield _row(happening, work, account_id)


def _merged_into(lead_id: int) -> Iterable[tuple[int, int | None]]:
    return ((demand.id, demand.asker_id) for demand in merged_into(lead_id))


def _row(happening: DemandHappening, work: Work, account_id: int, demand_id: int | None = None) -> Row:
    told_of = demand_id or happening.subject_id
    title = db.session.get_one(Demand, told_of).title
    link = f"/demands/{told_of}"
    return tell(work, account_id, happening.action, link, title=title, why=happening.reason or "")
