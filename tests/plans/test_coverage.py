"""What a plan would achieve, said before it is sent: the same numbers by place, site and town."""

from __future__ import annotations

from datetime import timedelta

from tests.plans.planning import one_place, pairs, proposed
from tests.support.statements import counted_statements
from tests.support.world import World, coming
from volunteer.claims import answering
from volunteer.claims.models import Claim
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.plans import service
from volunteer.plans.coverage import Fill, consequences, coverage_of, quality
from volunteer.plans.models import Plan


def two_sites(world: World) -> Plan:
    """A site in each town: one half taken, one that nobody can serve; planned."""
    here = world.project(headcount=2).positions[0]
    world.claim("member", here)
    world.project(site_id=world.places["site_3"].id, skill="law", headcount=3, starts=coming(days=8))
    return proposed(world)


def test_places_now_and_then(world: World) -> None:
    found = coverage_of(two_sites(world), clock.now())

    assert found.total == Fill(heads=5, now=1, then=2)
    assert (found.sites, found.empty_now, found.empty_then) == (2, 1, 1)
    assert found.total.share_then == 0.4


def test_the_worst_off_stand_first(world: World) -> None:
    found = coverage_of(two_sites(world), clock.now())

    assert [site.site.id for site in found.worst] == [world.places["site_3"].id, world.places["site_1"].id]
    names = [(town.town.name if town.town else None, town.fill.then, town.empty_then) for town in found.towns]
    assert names == [(world.places["town_2"].name, 0, 1), (world.places["town_1"].name, 2, 0)]


def test_the_towns_add_up(world: World) -> None:
    one_place(world, site_id=world.places["site_2"].id, starts=coming(days=9))
    found = coverage_of(two_sites(world), clock.now())
    assert sum(town.fill.heads for town in found.towns) == found.total.heads
    assert sum(town.sites for town in found.towns) == found.sites == 3


def test_what_was_removed_does_not_count(world: World) -> None:
    one_place(world)
    plan = proposed(world)
    assert coverage_of(plan, clock.now()).total.then == 1
    service.remove(world.actor("committee"), plan.id, *next(iter(pairs(plan))))
    assert coverage_of(plan, clock.now()).total.then == 0


def test_a_plan_fills_no_more_than_there_is(world: World) -> None:
    position = one_place(world)
    plan = proposed(world)
    ((_position, planned),) = pairs(plan)
    other = next(name for name, member in world.members.items() if member.id != planned)
    world.claim(other, position)
    assert coverage_of(plan, clock.now()).total == Fill(1, 1, 1)


def test_what_was_sent_is_counted_as_it_stands(world: World) -> None:
    position = one_place(world)
    plan = proposed(world)
    ((_position, member),) = pairs(plan)
    service.send(world.actor("committee"), plan.id, asks_next=False)
    db.session.expire_all()
    assert coverage_of(plan, clock.now()).total == Fill(1, 1, 1), "an offer holds its place"

    claim = db.session.query(Claim).one()
    name = next(name for name, row in world.members.items() if row.id == member)
    answering.decline(world.actor(name), claim.id)
    db.session.expire_all()
    assert coverage_of(plan, clock.now()).total == Fill(1, 0, 0)
    with clock.travel(position.session.starts + timedelta(hours=1)):
        assert coverage_of(plan, clock.now()).total.heads == 1, "over, and still what the plan was about"


def test_a_plan_for_nothing_is_all_there(world: World) -> None:
    found = coverage_of(proposed(world), clock.now())
    assert found.total.share_now == found.total.share_then == 1.0
    assert found.towns == found.worst == ()


def test_what_sending_would_mean(world: World) -> None:
    world.project(headcount=3)
    one_place(world, starts=coming(days=9))
    found = consequences(proposed(world))
    assert found.offers == 4
    assert 3 <= found.members <= 4
    assert found.cap == 3
    assert found.longest_offer == timedelta(hours=24)


def test_how_near_to_the_best_it_is(world: World) -> None:
    one_place(world)
    plan = proposed(world)
    found = quality(plan)
    assert found.objective <= found.bound
    assert found.gap == 0.0
    assert found.current

    service.remove(world.actor("committee"), plan.id, *next(iter(pairs(plan))))
    assert not quality(plan).current, "changed by hand since"
    service.solve(world.actor("committee"), plan.id)
    assert quality(plan).current


def test_more_rows_take_no_more_statements(world: World) -> None:
    plan = two_sites(world)
    _ = plan.unit.path, plan.town
    with counted_statements() as few:
        coverage_of(plan, clock.now())
    for day in range(3, 9):
        one_place(world, site_id=world.places["site_2"].id, starts=coming(days=day))
    plan = proposed(world)
    _ = plan.unit.path, plan.town
    with counted_statements() as many:
        coverage_of(plan, clock.now())
    assert len(few) == len(many) == 1
