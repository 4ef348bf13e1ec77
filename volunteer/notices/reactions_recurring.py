"""What people are told of needs that come back."""

from __future__ import annotations

from collections.abc import Iterable

from volunteer.demands.answering import unit_answering
from volunteer.happenings.recurring import SeriesForsaken, SeriesTakenOver
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Row, Work
from volunteer.notices.rows import tell
from volunteer.organization.holders import nearest_holders
from volunteer.organization.permissions import Permission
from volunteer.recurring.models import DemandSeries


def taken_over(happening: SeriesTakenOver, work: Work) -> Iterable[Row]:
    """Whoever asks from now on is to look whether the need still stands."""
    title = _of(happening.subject_id).content["title"]
    yield tell(work, happening.asker_id, happening.action, f"/series/{happening.subject_id}", title=title)


def forsaken(happening: SeriesForsaken, work: Work) -> Iterable[Row]:
    """Whoever handles demands for the unit that would answer knows that nothing more comes."""
    series = _of(happening.subject_id)
    words = {"title": series.content["title"], "site": series.site.name}
    for account_id in nearest_holders(unit_answering(series.site_id).id, Permission.DEMAND_HANDLE, work.now):
        yield tell(work, account_id, happening.action, f"/sites/{series.site_id}", **words)


def _of(series_id: int | None) -> DemandSeries:
    return db.session.get_one(DemandSeries, series_id)
