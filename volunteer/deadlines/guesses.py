"""Deadlines that reach into a year whose make-up days nobody has seen to: said aloud, put right once it is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert

from volunteer.demands.models import Demand
from volunteer.demands.rules import ANSWER_AWAITED
from volunteer.happenings.deadlines import HolidaysConfirmed, HolidaysMissing
from volunteer.kernel import clock
from volunteer.kernel.clock import local
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Work
from volunteer.organization.calendar import day_types, years_not_seen_to
from volunteer.organization.models import HolidayYear
from volunteer.organization.queries import root_brigade
from volunteer.organization.rules import deadline_after

AHEAD = timedelta(days=45)  # make-up days are announced in November; deadlines rarely reach further

PUT_RIGHT = text(
    """
    UPDATE demand d SET deadline = n.deadline, deadline_guessed = n.guessed
    FROM unnest(
        CAST(:days AS date[]), CAST(:terms AS bigint[]), CAST(:deadlines AS timestamptz[]), CAST(:guessed AS boolean[])
    ) AS n (day, term, deadline, guessed)
    WHERE d.deadline_guessed AND d.status = ANY (CAST(:awaited AS varchar[])) AND d.clock_days = n.term
        AND CAST(d.clock_from AT TIME ZONE 'Asia/Shanghai' AS date) = n.day
        AND (d.deadline, d.deadline_guessed) IS DISTINCT FROM (n.deadline, n.guessed)
    """
)


def missing_years(now: datetime | None = None) -> list[int]:
    """The years ahead that deadlines reach and whose make-up days nobody has seen to."""
    moment = now or clock.now()
    return years_not_seen_to(moment, moment + AHEAD)


def reckon_guesses(now: datetime) -> int:
    """Every guessed deadline by the holiday table as it stands now; how many moved or are certain now.

    The date the clock began on and its number of working days decide, so that each pair is reckoned once.
    """
    began = select(Demand.clock_from, Demand.clock_days).where(
        Demand.deadline_guessed, Demand.status.in_(ANSWER_AWAITED), Demand.clock_days.is_not(None)
    )
    pairs = {(local(since).date(), days): since for since, days in db.session.execute(began) if since and days}
    if not pairs:
        return 0
    awaited = [str(status) for status in ANSWER_AWAITED]
    return int(db.session.connection().execute(PUT_RIGHT, {"awaited": awaited, **_columns(pairs)}).rowcount)


def year_confirmed(happening: HolidaysConfirmed, work: Work) -> Iterable[Any]:
    """A year was seen to: what was guessed is reckoned anew at once."""
    db.session.flush()
    reckon_guesses(work.now)
    return ()


def say_what_is_missing(work: Work) -> int:
    """Tell whoever sees to settings once of each such year."""
    said = 0
    for year in missing_years(work.now):
        noted = insert(HolidayYear).values(year=year).on_conflict_do_nothing().returning(HolidayYear.year)
        if db.session.scalar(noted) is not None:
            work.record(HolidaysMissing(subject_id=year, unit_id=root_brigade().id))
            said += 1
    return said


def _columns(pairs: dict[tuple[Any, int], datetime]) -> dict[str, list[Any]]:
    types = day_types(min(day for day, _ in pairs))
    deadlines = [deadline_after(since, term, types) for (_, term), since in pairs.items()]
    unseen = set(years_not_seen_to(min(pairs.values()), max(deadlines)))
    spans = [range(day.year, local(deadline).year + 1) for (day, _), deadline in zip(pairs, deadlines, strict=True)]
    return {
        "days": [day for day, _ in pairs],
        "terms": [term for _, term in pairs],
        "deadlines": deadlines,
        "guessed": [not unseen.isdisjoint(span) for span in spans],
    }
