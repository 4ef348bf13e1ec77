"""Years that deadlines reach and whose make-up days nobody has seen to: said aloud, once each."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.dialects.postgresql import insert

from volunteer.happenings.deadlines import HolidaysMissing
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Work
from volunteer.organization.calendar import years_not_seen_to
from volunteer.organization.models import HolidayYear
from volunteer.organization.queries import root_brigade

AHEAD = timedelta(days=45)  # make-up days are announced in November; deadlines rarely reach further


def missing_years(now: datetime | None = None) -> list[int]:
    """The years ahead that deadlines reach and whose make-up days nobody has seen to."""
    moment = now or clock.now()
    return years_not_seen_to(moment, moment + AHEAD)


def say_what_is_missing(work: Work) -> int:
    """Tell whoever sees to settings once of each such year."""
    said = 0
    for year in missing_years(work.now):
        noted = insert(HolidayYear).values(year=year).on_conflict_do_nothing().returning(HolidayYear.year)
        if db.session.scalar(noted) is not None:
            work.record(HolidaysMissing(subject_id=year, unit_id=root_brigade().id))
            said += 1
    return said
