"""Deadlines in working days, reckoned anew when the holiday table changes or a year is seen to.

A clock is decided by the date it began on and its number of working days: each such pair is reckoned once, and all
demands are put right in one statement. What stands still, runs by minutes or was agreed on is left as it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Date, SQLColumnExpression, cast, func, select, text, union

from volunteer.demands.models import CalmClock, Demand
from volunteer.demands.rules import ANSWER_AWAITED
from volunteer.happenings.deadlines import DeadlinesMovedEarlier, HolidaysChanged, HolidaysConfirmed
from volunteer.kernel.clock import SHANGHAI, local
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Work
from volunteer.organization.calendar import day_types, years_not_seen_to
from volunteer.organization.queries import root_brigade
from volunteer.organization.rules import deadline_after

AWAITED = [str(status) for status in ANSWER_AWAITED]

# What is late no longer has another clock: should it be late again, that is told again.
PUT_RIGHT = text(
    """
    WITH reckoned AS (
        SELECT * FROM unnest(
            CAST(:days AS date[]), CAST(:terms AS bigint[]),
            CAST(:deadlines AS timestamptz[]), CAST(:guessed AS boolean[])
        ) AS r (day, term, deadline, guessed)
    ), moved AS (
        SELECT d.id, d.responsible_unit_id AS unit_id, d.deadline AS before, r.deadline, r.guessed
        FROM demand d JOIN reckoned r
            ON r.term = d.clock_days AND r.day = CAST(d.clock_from AT TIME ZONE 'Asia/Shanghai' AS date)
        WHERE d.status = ANY (CAST(:awaited AS varchar[]))
            AND (d.deadline, d.deadline_guessed) IS DISTINCT FROM (r.deadline, r.guessed)
        ORDER BY d.id FOR NO KEY UPDATE OF d
    ), put_right AS (
        UPDATE demand d SET deadline = m.deadline, deadline_guessed = m.guessed,
            clock_number = d.clock_number + CAST(m.before <= :now AND m.deadline > :now AS integer)
        FROM moved m WHERE d.id = m.id
    )
    SELECT unit_id, count(*), count(*) FILTER (WHERE deadline < before) FROM moved GROUP BY unit_id ORDER BY unit_id
    """
)
PUT_RIGHT_BESIDE = text(
    """
    UPDATE demand_calm_clock c SET deadline = r.deadline, deadline_guessed = r.guessed
    FROM unnest(
        CAST(:days AS date[]), CAST(:terms AS bigint[]), CAST(:deadlines AS timestamptz[]), CAST(:guessed AS boolean[])
    ) AS r (day, term, deadline, guessed)
    WHERE r.term = c.clock_days AND r.day = CAST(c.clock_from AT TIME ZONE 'Asia/Shanghai' AS date)
        AND (c.deadline, c.deadline_guessed) IS DISTINCT FROM (r.deadline, r.guessed)
    """
)


def table_changed(happening: HolidaysChanged, work: Work) -> None:
    """Days became working days or free: every clock that runs across one of them is reckoned anew at once."""
    reckon(work, min(happening.days), max(happening.days))


def year_confirmed(happening: HolidaysConfirmed, work: Work) -> None:
    """A year was seen to: what was guessed is certain, or put right."""
    reckon(work, date(happening.subject_id, 1, 1), date(happening.subject_id, 12, 31))


def reckon(work: Work, first: date = date.min, last: date = date.max) -> int:
    """The deadlines of demands that wait and whose clock runs across the dates, by the table as it stands; how many
    changed. Whoever has less time now is told."""
    db.session.flush()
    began = _pairs(first, last)
    if not began:
        return 0
    values = _columns(began)
    db.session.execute(PUT_RIGHT_BESIDE, values)
    moved = db.session.execute(PUT_RIGHT, {**values, "awaited": AWAITED, "now": work.now}).all()
    earlier = tuple((unit_id, sooner) for unit_id, _count, sooner in moved if sooner)
    if earlier:
        top = root_brigade().id
        details = {"demands": sum(number for _unit_id, number in earlier)}
        work.record(DeadlinesMovedEarlier(subject_id=top, unit_id=top, told=earlier, details=details))
    return sum(count for _unit_id, count, _sooner in moved)


def _pairs(first: date, last: date) -> list[tuple[date, int]]:
    """When the clocks that run across the dates began, and over how many working days each runs."""
    crossing = [
        select(_day(clock.clock_from).label("day"), clock.clock_days).where(
            clock.clock_days.is_not(None), _day(clock.clock_from) < last, _day(clock.deadline) >= first, *waiting
        )
        for clock, waiting in ((Demand, (Demand.status.in_(ANSWER_AWAITED),)), (CalmClock, ()))
    ]
    return [(day, term) for day, term in db.session.execute(union(*crossing))]


def _day(moment: SQLColumnExpression[Any]) -> SQLColumnExpression[date]:
    return cast(func.timezone(SHANGHAI.key, moment), Date)


def _columns(pairs: Iterable[tuple[date, int]]) -> dict[str, list[Any]]:
    began = [(datetime.combine(day, time(), SHANGHAI), term) for day, term in pairs]
    types = day_types(min(since for since, _ in began).date())
    deadlines = [deadline_after(since, term, types) for since, term in began]
    unseen = set(years_not_seen_to(min(since for since, _ in began), max(deadlines)))
    spans = [range(since.year, local(until).year + 1) for (since, _), until in zip(began, deadlines, strict=True)]
    return {
        "days": [since.date() for since, _ in began],
        "terms": [term for _, term in began],
        "deadlines": deadlines,
        "guessed": [not unseen.isdisjoint(span) for span in spans],
    }
