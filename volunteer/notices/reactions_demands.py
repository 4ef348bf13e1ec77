"""What people are told of demands."""

from __future__ import annotations

from collections.abc import Iterable

from volunteer.demands.asking_side import asking_side, site_people
from volunteer.demands.merging import merged_into
from volunteer.demands.models import Demand
from volunteer.demands.states import Urgency
from volunteer.happenings.demands import DemandHappening, DemandSorted, DemandSubmitted
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Row, Work
from volunteer.notices.rows import tell
from volunteer.organization.holders import nearest_holders
from volunteer.organization.permissions import Permission


def to_asker(happening: DemandHappening, work: Work) -> Iterable[Row]:
    """Whoever asked hears of every step that somebody else took; without an account, by the private link.

    So do those whose demands are merged into it, each by the title of their own.
    """
    for demand in (db.session.get_one(Demand, happening.subject_id), *merged_into(happening.subject_id)):
        for account_id in sorted(asking_side(demand, work.now) - _acting(work)):
            yield _row(happening, work, account_id, demand.id)


def to_site_asked_for(happening: DemandSubmitted, work: Work) -> Iterable[Row]:
    """The site hears what a unit asks for in its name."""
    demand = db.session.get_one(Demand, happening.subject_id)
    if demand.asked_by_unit is None:
        return
    words = {"title": demand.title, "unit": demand.asked_by_unit.short_name}
    for account_id in sorted(site_people(demand.site, work.now) - _acting(work)):
        yield tell(work, account_id, "demand.asked_for", f"/demands/{demand.id}", **words)


def to_unit(happening: DemandHappening, work: Work) -> Iterable[Row]:
    """Whoever handles demands for the responsible unit, but for the one who acted."""
    for account_id in nearest_holders(happening.unit_id, Permission.DEMAND_HANDLE, work.now):
        if account_id not in _acting(work):
            yield _row(happening, work, account_id)


def _acting(work: Work) -> set[int | None]:
    return {work.actor.account_id} if work.actor else set()


def hurried(happening: DemandSorted, work: Work) -> Iterable[Row]:
    """Whoever answers for what a triager called an emergency: minutes run, so that it is told at any hour."""
    changed = happening.details.get("after", {})
    if changed.get("urgency") == Urgency.EMERGENCY:
        title = db.session.get_one(Demand, happening.subject_id).title
        link = f"/demands/{happening.subject_id}"
        for account_id in nearest_holders(happening.unit_id, Permission.DEMAND_HANDLE, work.now):
            if account_id not in _acting(work):
                yield tell(work, account_id, "demand.hurried", link, title=title)


def _row(happening: DemandHappening, work: Work, account_id: int, demand_id: int | None = None) -> Row:
    told_of = demand_id or happening.subject_id
    title = db.session.get_one(Demand, told_of).title
    link = f"/demands/{told_of}"
    return tell(work, account_id, happening.action, link, title=title, why=happening.reason or "")
