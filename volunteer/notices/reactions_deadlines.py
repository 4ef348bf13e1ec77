"""What people are told of deadlines: one summed notice a sweep, and each step of an extension."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from volunteer.deadlines.states import Level
from volunteer.demands.asking_side import asking_side
from volunteer.demands.models import Demand
from volunteer.happenings.deadlines import (
    DeadlinesMovedEarlier,
    DeadlinesTold,
    ExtensionHappening,
    HolidaysMissing,
)
from volunteer.happenings.task_forces import DemandClocks
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Row, Work
from volunteer.notices.rows import tell
from volunteer.organization.holders import holders_of, nearest_holders, seeing_to
from volunteer.organization.permissions import Permission


def told(happening: DeadlinesTold, work: Work) -> Iterable[Row]:
    """Whoever handles demands gets one notice for all units and levels together."""
    holders = holders_of({unit_id for unit_id, _, _ in happening.told}, Permission.DEMAND_HANDLE, work.now)
    sums: dict[int, Counter[str]] = {}
    for unit_id, level, count in happening.told:
        for account_id in holders[unit_id]:
            sums.setdefault(account_id, Counter())[level] += count
    for account_id, counts in sums.items():
        late = counts[Level.ESCALATE] + counts[Level.BULLETIN]
        link = "/deadlines" if late else "/demands?overdue=soon"
        yield tell(work, account_id, "deadlines.told", link, due_counts=dict(counts))


def clocks_changed(happening: DemandClocks, work: Work) -> Iterable[Row]:
    """Whoever handles demands that run by minutes now, or by working days again: one notice for all of them."""
    sums = sums_by_holder(happening.told, work)
    link = f"/emergencies/{happening.subject_id}"
    for account_id, number in sums.items():
        yield tell(work, account_id, happening.action, link, town=happening.town, number=number)


def moved_earlier(happening: DeadlinesMovedEarlier, work: Work) -> Iterable[Row]:
    """Whoever handles demands that are due earlier by the holiday table as it stands now."""
    for account_id, number in sums_by_holder(happening.told, work).items():
        yield tell(work, account_id, "deadlines.moved_earlier", "/demands?overdue=soon", number=number)


def extension_asked(happening: ExtensionHappening, work: Work) -> Iterable[Row]:
    """Whoever decides."""
    holders = nearest_holders(happening.decider_unit_id, Permission.DEMAND_HANDLE, work.now)
    yield from _tell(happening, work, holders, "/deadlines/extensions")


def extension_decided(happening: ExtensionHappening, work: Work) -> Iterable[Row]:
    """Whoever asked, or handles it since they left; of a later day those who asked for help as well."""
    told_of = seeing_to(happening.asked_by, happening.unit_id, Permission.DEMAND_HANDLE, work.now)
    if happening.action == "demand.extension_granted":
        told_of += sorted(asking_side(db.session.get_one(Demand, happening.subject_id), work.now))
    yield from _tell(happening, work, told_of, f"/demands/{happening.subject_id}")


def holidays_missing(happening: HolidaysMissing, work: Work) -> Iterable[Row]:
    """Whoever sees to settings."""
    for account_id in nearest_holders(happening.unit_id, Permission.SETTING_MANAGE, work.now):
        yield tell(
            work, account_id, "holidays.missing", f"/holidays?year={happening.subject_id}", year=happening.subject_id
        )


def sums_by_holder(told: Iterable[tuple[int, int]], work: Work) -> Counter[int]:
    """How many of the units' demands each holder answers for, but for the one who acted."""
    counts = dict(told)
    holders = holders_of(counts, Permission.DEMAND_HANDLE, work.now)
    sums: Counter[int] = Counter()
    for unit_id, number in counts.items():
        sums.update(dict.fromkeys(holders[unit_id], number))
    acted = work.actor.account_id if work.actor else None
    return Counter({account_id: number for account_id, number in sums.items() if account_id != acted})


def _tell(happening: ExtensionHappening, work: Work, account_ids: Iterable[int], link: str) -> Iterable[Row]:
    """Everybody once, but for the one who acted."""
    title = db.session.get_one(Demand, happening.subject_id).title
    acted = work.actor.account_id if work.actor else None
    for account_id in dict.fromkeys(account_ids):
        if account_id != acted:
            yield tell(
                work,
                account_id,
                happening.action,
                link,
                title=title,
                why=happening.reason or "",
                until=happening.until.isoformat(),
            )
