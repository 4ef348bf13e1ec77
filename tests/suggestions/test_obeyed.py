"""What members are suggested, whom leaders are shown and what is listed at night obey the same rules of time."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from tests.support.world import World, coming
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.jobs import perform
from volunteer.organization.models import Holiday, Organ, WorkingTimeRule
from volunteer.people.models import MemberKind
from volunteer.projects.models import Position
from volunteer.suggestions.jobs import REFRESH_LISTS
from volunteer.suggestions.models import SuggestionList
from volunteer.suggestions.service import candidates_for, recommend_for

NIGHT, MORNING, AFTERNOON, EVENING = range(4)
EVERY_DAY = range(7)


def painted(days: range | tuple[int, ...], *bands: int) -> int:
    """Availability on these weekdays in these bands."""
    return sum(1 << (day * 4 + band) for day in days for band in bands)


def on(weekday: int, hour: float = 9) -> datetime:
    """The next such weekday at least three days from now."""
    start = coming(days=(weekday - clock.today().weekday() - 3) % 7 + 3, hour=int(hour))
    return start + timedelta(minutes=round(hour % 1 * 60))


def counts_as(at: datetime, weekday: int) -> None:
    """The holiday table says that this date counts as another weekday."""
    db.session.add(Holiday(day=clock.local(at).date(), name="测试", weekday=weekday))
    db.session.commit()


def everywhere(world: World, position: Position) -> set[str]:
    """The names of those it suits, after making sure that all three ways say so."""
    names = {member.id: name for name, member in world.members.items()}
    seen = {name for name in world.members if position.id in _recommended(world, name)}
    shown = {names[one.member.id] for one in candidates_for(world.actor("committee"), position.id, 50).items}
    perform(REFRESH_LISTS)
    db.session.expire_all()
    lists = db.session.scalars(select(SuggestionList))
    listed = {names[row.member_id] for row in lists if position.id in row.position_ids}
    assert seen == shown == listed
    return seen


def _recommended(world: World, name: str) -> set[int]:
    return {one.position.id for one in recommend_for(world.actor(name)).items}


@pytest.fixture
def week(world: World) -> World:
    """Members who have time on workdays only, and on rest days only."""
    for name in list(world.members):
        world.members[name].availability = 0
    world.add_member("workdays", "squad_a1", availability=painted(range(5), MORNING))
    world.add_member("weekend", "squad_b1", availability=painted((5, 6), MORNING))
    return world


def test_plain_days(week: World) -> None:
    assert everywhere(week, week.project(starts=on(2)).positions[0]) == {"workdays"}
    assert everywhere(week, week.project(starts=on(5)).positions[0]) == {"weekend"}


def test_a_holiday_is_a_sunday(week: World) -> None:
    starts = on(2)
    counts_as(starts, 6)
    assert everywhere(week, week.project(starts=starts).positions[0]) == {"weekend"}


def test_a_make_up_day_is_the_workday_it_replaces(week: World) -> None:
    starts = on(5)
    counts_as(starts, 0)
    assert everywhere(week, week.project(starts=starts).positions[0]) == {"workdays"}


def test_a_session_over_midnight_asks_each_date_for_itself(world: World) -> None:
    friday = on(4, hour=22)
    for name, days in (("friday", (4,)), ("both", (4, 5))):
        world.add_member(name, "squad_a1", availability=painted(days, EVENING, NIGHT))
    position = world.project(starts=friday, hours=5).positions[0]
    assert {"friday", "both"} & everywhere(world, position) == {"both"}


@pytest.mark.parametrize(("hours", "suits"), [(4, True), (4.5, False)])
def test_an_hour_of_grace(world: World, hours: float, suits: bool) -> None:
    world.add_member("mornings", "squad_a1", availability=painted(EVERY_DAY, MORNING))
    position = world.project(starts=on(2, hour=9), hours=hours).positions[0]
    assert ("mornings" in everywhere(world, position)) is suits


@pytest.mark.parametrize(
    ("rule", "suits"),
    [(WorkingTimeRule.FREE, True), (WorkingTimeRule.APPROVAL, False), (WorkingTimeRule.HIDDEN, False)],
)
def test_the_organ_decides_about_its_working_time(world: World, rule: WorkingTimeRule, suits: bool) -> None:
    world.add_member("retired", "squad_a1", kind=MemberKind.RETIRED)
    organ = db.session.query(Organ).filter_by(short_name="甲").one()
    organ.working_time = rule
    inside, outside = world.project(starts=on(2)).positions[0], world.project(starts=on(2, hour=19)).positions[0]
    inside.session.off_hours = False
    db.session.commit()
    others = {"member_b", "retired"}  # another organ, and nobody's working time
    of_the_organ = {"member", "member_2", "member_a2"}
    assert everywhere(world, inside) == (others | of_the_organ if suits else others)
    assert everywhere(world, outside) == others | of_the_organ
