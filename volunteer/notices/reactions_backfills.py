"""What people are told of backfilled and missing hours: the member, the second person, who decides."""

from __future__ import annotations

from collections.abc import Iterable

from volunteer.backfills.missing_models import MissingHours
from volunteer.happenings.backfills import (
    HoursBackfilled,
    HoursObjected,
    HoursPosted,
    MissingHoursHappening,
    ObjectionAnswered,
)
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Row, Work
from volunteer.notices.rows import tell
from volunteer.organization.holders import nearest_holders
from volunteer.organization.permissions import Permission

OWN = "/me/hours"
TO_AGREE = "/hours/backfills"


def backfilled(happening: HoursBackfilled, work: Work) -> Iterable[Row]:
    """The member learns of it; whoever may agree is told once for all that were entered together."""
    date = happening.day.isoformat()
    yield tell(work, happening.member_account_id, "hours.backfilled", OWN, minutes=happening.minutes, date=date)
    if happening.first:
        for account_id in _leaders(happening.second_unit_id, work):
            if account_id != happening.entered_by:
                yield tell(work, account_id, "hours.agreement_wanted", TO_AGREE, number=happening.of_many)


def posted(happening: HoursPosted, work: Work) -> Iterable[Row]:
    """The member learns until when one may object."""
    date = happening.until.isoformat()
    yield tell(work, happening.member_account_id, "hours.posted", OWN, minutes=happening.minutes, date=date)


def objected(happening: HoursObjected, work: Work) -> Iterable[Row]:
    """All whose word is doubted, without a name; and whoever decides."""
    link = f"/hours/{happening.subject_id}"
    for account_id in dict.fromkeys((happening.member_account_id, happening.entered_by, happening.agreed_by)):
        yield tell(work, account_id, "hours.objection", link)
    for account_id in _leaders(happening.decider_unit_id, work):
        yield tell(work, account_id, "hours.objection_to_decide", f"{link}/objection")


def objection_answered(happening: ObjectionAnswered, work: Work) -> Iterable[Row]:
    """Whoever objected, the member, and whose word was doubted."""
    kind = "hours.objection_kept" if happening.kept else "hours.objection_upheld"
    told = (*happening.objectors, happening.member_account_id, happening.entered_by, happening.agreed_by)
    for account_id in dict.fromkeys(told):
        yield tell(work, account_id, kind, f"/hours/{happening.subject_id}/objection", reason=happening.reason or "")


def missing_to_answer(happening: MissingHoursHappening, work: Work) -> Iterable[Row]:
    """The leaders of the unit that is asked."""
    missing = db.session.get_one(MissingHours, happening.subject_id)
    respond_by = missing.answer_by.isoformat()
    for account_id in _leaders(happening.asked_unit_id, work):
        if account_id != happening.member_account_id:
            link = f"/hours/missing/{happening.subject_id}"
            yield tell(work, account_id, "missing_hours.asked", link, respond_by=respond_by)


def missing_answered(happening: MissingHoursHappening, work: Work) -> Iterable[Row]:
    """The member reads what became of it."""
    link = f"/me/missing-hours/{happening.subject_id}"
    yield tell(work, happening.member_account_id, happening.action, link, reason=happening.reason or "")


def _leaders(unit_id: int | None, work: Work) -> list[int]:
    return nearest_holders(unit_id, Permission.HOURS_CONFIRM, work.now)
