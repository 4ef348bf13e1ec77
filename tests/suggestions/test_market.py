"""What plans and reports are made of: everybody who takes part, everything that is open, in two statements."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.support.statements import counted_statements
from tests.support.world import World, coming
from volunteer.claims.states import ClaimStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.spans import Span
from volunteer.organization.models import Holiday
from volunteer.people.models import MemberKind
from volunteer.projects.states import ProjectStatus, SessionStatus
from volunteer.suggestions.market import Market, held_in, members_below, organized_below, read_market


def window(days: int = 14) -> Span:
    """From today on."""
    return Span(clock.today(), clock.today() + timedelta(days=days))


def whole(city: World, span: Span | None = None) -> Market:
    """Everybody and everything."""
    path = city.units["brigade"].path
    return read_market([members_below(path)], [organized_below(path)], span or window(), clock.now())


def ids(city: World, *names: str) -> set[int]:
    """The ids of members by name."""
    return {city.members[name].id for name in names}


def test_everybody_who_takes_part_is_read_and_nobody_else(world: World) -> None:
    world.add_member("pausing", "squad_a1", paused_until=clock.today())
    world.add_member("left", "squad_a1", kind=MemberKind.LEFT)
    world.add_member("unwilling", "squad_a1", recommendations_on=False)
    world.add_member("back", "squad_a1", paused_until=clock.today() - timedelta(days=1))

    found = whole(world)

    assert set(found.members) == ids(world, "member", "member_2", "member_a2", "member_b", "back")
    assert [member.id for member in found.problem.members] == sorted(found.members)


def test_somebody_nowhere_is_left_out_and_the_office_is_enough(world: World) -> None:
    world.add_member("at_work", "squad_a1", home_lon=None, home_lat=None)
    world.add_member("nowhere", "squad_a1", home_lon=None, home_lat=None)
    nowhere = world.members["nowhere"]
    nowhere.unit_id = world.units["brigade"].id  # without an organ, at no level
    db.session.commit()

    found = whole(world)

    assert world.members["at_work"].id in found.members
    assert nowhere.id not in found.members


def test_a_unit_has_its_own_people_and_its_own_projects(world: World) -> None:
    ours = world.project()
    theirs = world.project(unit_id=world.units["squad_b1"].id)
    path = world.units["team_b"].path

    found = read_market([members_below(path)], [organized_below(path)], window(), clock.now())

    assert set(found.members) == ids(world, "member_b")
    assert set(found.positions) == {theirs.positions[0].id}
    assert ours.positions[0].id in whole(world).positions


def test_what_cannot_be_claimed_is_not_open(world: World) -> None:
    open_now = world.project(headcount=1)
    world.claim("member", open_now.positions[0])
    world.project(status=ProjectStatus.DRAFT)
    world.project(status=ProjectStatus.UNPUBLISHED)
    world.project(opens_at=clock.now() + timedelta(hours=1))
    world.project(starts=clock.now() - timedelta(hours=1))
    world.project(starts=coming(days=15))
    world.project().sessions[0].status = SessionStatus.POSTPONED
    db.session.commit()

    found = whole(world)

    assert set(found.positions) == {open_now.positions[0].id}, "a full position is still among them"
    assert found.positions[open_now.positions[0].id].missing == 0


@pytest.mark.parametrize(("town", "there"), [("town_1", True), ("town_2", False)])
def test_a_town_narrows_the_positions(world: World, town: str, there: bool) -> None:
    position = world.project().positions[0]

    found = read_market([], [held_in(world.places[town].path)], window(), clock.now())

    assert (position.id in found.positions) is there


def test_the_window_is_whole_days_in_shanghai(world: World) -> None:
    day = clock.today() + timedelta(days=3)
    late = world.project(starts=coming(days=3, hour=23), hours=2).positions[0].id
    early = world.project(starts=coming(days=4, hour=0), hours=2).positions[0].id

    assert set(whole(world, Span(day, day)).positions) == {late}
    assert set(whole(world, Span(day, day + timedelta(days=1))).positions) == {late, early}


def test_who_is_bound_or_said_no_is_known(world: World) -> None:
    position = world.project(headcount=4).positions[0]
    world.claim("member", position)
    world.claim("member_2", position, ClaimStatus.DECLINED)

    found = whole(world)

    assert found.positions[position.id].excluded == ids(world, "member", "member_2")
    member = next(one for one in found.problem.members if one.id == world.members["member"].id)
    assert len(member.busy) == 1
    assert member.max_positions == world.members["member"].max_positions - 1


def test_it_takes_no_more_statements_for_more_people(world: World) -> None:
    whole(world)
    with counted_statements() as before:
        whole(world)
    for number in range(5):
        world.add_member(f"one_more_{number}", "squad_b1")
        world.project(starts=coming(days=number + 1))
    _ = world.units["brigade"].path  # expired by the commits above
    with counted_statements() as after:
        whole(world)

    assert len(after) == len(before) <= 3


def test_a_holiday_counts_as_sunday(world: World) -> None:
    day: date = coming(days=7).date()
    db.session.merge(Holiday(day=day, weekday=6, name="节日"))
    db.session.commit()
    position = world.project().positions[0]

    found = next(one for one in whole(world).problem.positions if one.id == position.id)

    assert found.day_types[day] == 6
