"""A city with gaps of several kinds, as tests of this room count them."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import update

from tests.support.world import World
from volunteer.gaps.counting import OLD, count_old
from volunteer.gaps.models import GapReport
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import transaction
from volunteer.organization.models import Tier, Unit

EVENINGS = sum(1 << (day * 4 + 3) for day in range(7))


def next_weekday(weekday: int, hour: int = 9) -> datetime:
    """The first such weekday (Monday 0) that lies at least two days ahead, at a full hour in Shanghai."""
    day = clock.local(clock.now()) + timedelta(days=2)
    day += timedelta(days=(weekday - day.weekday()) % 7)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)


def count() -> None:
    """Count the reasons, as the scheduler does once they are old."""
    db.session.execute(update(GapReport).values(made_at=GapReport.made_at - OLD))
    with transaction(None) as work:
        assert count_old(work) > 0


def everybody_works_by_day(world: World) -> None:
    """All members are free in the evening only."""
    for member in world.members.values():
        member.availability = EVENINGS
    db.session.commit()


def county(world: World) -> Unit:
    """A top brigade beside the city's."""
    unit = Unit(tier=Tier.BRIGADE, name="县大队", short_name="县大队", path="new/")
    db.session.add(unit)
    db.session.flush()
    unit.path = f"{unit.id}/"
    db.session.commit()
    return unit
