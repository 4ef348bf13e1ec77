"""Sums by month, unit and member: kept and counted ones say the same."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import ProgrammingError

from tests.activities.day import scan, session_with
from tests.ledger.test_service import hours_of
from tests.support.world import World
from volunteer.kernel.database import db
from volunteer.kernel.spans import Span
from volunteer.ledger import service, totals
from volunteer.ledger.models import HoursEntry
from volunteer.ledger.proof_models import HoursMonth
from volunteer.ledger.totals import Total, split_months

MARCH, APRIL = date(2027, 3, 1), date(2027, 4, 1)


def served_on(world: World, day: date, member: str = "member", minutes: int = 120) -> int:
    """The id of confirmed hours of a day."""
    session = session_with(world, member, starts=datetime(day.year, day.month, day.day, 1, tzinfo=UTC))
    scan(world, member, session, left=minutes)
    hours_id = hours_of(session.id)
    assert service.confirm(world.actor("committee"), [hours_id]).done == [hours_id]
    return hours_id


def said(rows: Sequence[Total]) -> list[tuple[object, int, int, int, int]]:
    return [(row.key, row.verified, row.backfilled, row.services, row.people) for row in rows]


@pytest.mark.parametrize(
    ("first", "last", "whole", "broken"),
    [
        (MARCH, date(2027, 3, 31), (MARCH, date(2027, 3, 31)), []),
        (MARCH, date(2027, 4, 2), (MARCH, date(2027, 3, 31)), [(APRIL, date(2027, 4, 2))]),
        (date(2027, 3, 2), date(2027, 3, 30), None, [(date(2027, 3, 2), date(2027, 3, 30))]),
        (date(2027, 3, 2), date(2027, 3, 31), None, [(date(2027, 3, 2), date(2027, 3, 31))]),
        (MARCH, date(2027, 3, 30), None, [(MARCH, date(2027, 3, 30))]),
        (
            date(2026, 12, 31),
            APRIL,
            (date(2027, 1, 1), date(2027, 3, 31)),
            [(date(2026, 12, 31), date(2026, 12, 31)), (APRIL, APRIL)],
        ),
        (date.min, date.max, (date.min, date.max), []),
    ],
)
def test_a_span_is_split_into_whole_and_broken_months(
    first: date, last: date, whole: tuple[date, date] | None, broken: list[tuple[date, date]]
) -> None:
    assert split_months(first, last) == (Span(*whole) if whole else None, [Span(*days) for days in broken])


def test_kept_and_counted_sums_agree(world: World) -> None:
    first = served_on(world, date(2027, 3, 5))
    served_on(world, date(2027, 3, 6))
    served_on(world, date(2027, 3, 6), "member_b", 60)
    served_on(world, date(2027, 4, 1), "member_2", 30)
    service.correct(world.actor("team"), first, 90, "提前离开")
    committee = world.actor("committee")
    kept = said(totals.by_month(committee))
    assert kept == [(MARCH, 270, 0, 3, 2), (APRIL, 30, 0, 1, 1)]
    march = said(totals.by_month(committee, date(2027, 3, 2), date(2027, 3, 30)))  # counted from the rows
    assert march == kept[:1]
    assert said(totals.by_month(committee, date(2027, 3, 2), date(2027, 4, 1))) == kept
    assert totals.by_month(committee, date(2027, 3, 7), date(2027, 3, 31)) == []
    assert totals.by_month(committee, APRIL, MARCH) == []
    by_squad = totals.by_unit(committee, tier="squad")
    assert sum(row.minutes for row in by_squad) == 300
    assert {row.key: row.minutes for row in totals.by_member(committee)} == {
        world.members["member"].id: 210,
        world.members["member_2"].id: 30,
        world.members["member_b"].id: 60,
    }


def test_who_served_for_two_squads_in_a_month_is_one_person(world: World) -> None:
    served_on(world, date(2027, 3, 5))
    world.members["member"].unit_id = world.units["squad_a2"].id
    db.session.commit()
    served_on(world, date(2027, 3, 20))
    served_on(world, date(2027, 4, 20))
    committee = world.actor("committee")
    assert said(totals.by_month(committee)) == [(MARCH, 240, 0, 2, 1), (APRIL, 120, 0, 1, 1)]
    assert said(totals.by_month(world.actor("squad"))) == [(MARCH, 120, 0, 1, 1)]
    brigade = totals.by_unit(committee)[0]
    assert (brigade.services, brigade.people) == (3, 1)


def test_a_correction_stays_with_the_squad_of_the_time(world: World) -> None:
    hours_id = served_on(world, date(2027, 3, 5))
    path = world.units["squad_a1"].path
    moved = world.units["squad_a1"]
    moved.path = f"{world.units['team_b'].path}{moved.id}/"
    moved.parent_id = world.units["team_b"].id
    db.session.commit()
    service.correct(world.actor("committee"), hours_id, 60, "核对")
    assert set(db.session.scalars(select(HoursEntry.unit_path))) == {path}
    assert list(db.session.scalars(select(HoursMonth.verified))) == [60]


def test_the_application_cannot_write_the_kept_sums(world: World) -> None:
    served_on(world, date(2027, 3, 5))
    for statement in ("UPDATE hours_month SET verified = 1", "DELETE FROM hours_month", "TRUNCATE hours_month"):
        with pytest.raises(ProgrammingError, match="permission denied"):
            db.session.execute(text(statement))
        db.session.rollback()
    assert db.session.scalar(select(func.sum(HoursMonth.verified))) == 120
