"""D24: what is assumed of members until they speak, so that nobody is invisible on the first day."""

from __future__ import annotations

import pytest

from tests.support.world import World, coming
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.organization import service as organization
from volunteer.people import own_profile
from volunteer.people.models import Member, Registration
from volunteer.people.service import NewMember, add_member
from volunteer.suggestions.adapter import Anchor
from volunteer.suggestions.service import candidates_for, recommend_for


def set_radius(world: World, unit: str, km: int | None) -> None:
    db.session.refresh(world.units[unit])
    version = world.units[unit].version
    organization.update_unit(
        world.actor("admin"), world.units[unit].id, version, {"settings": {"default_radius_km": km}}
    )


def radius(member: Member) -> float:
    db.session.refresh(member)
    return member.radius_km


def come_in(world: World, squad: str, number: str = "N1") -> Member:
    return add_member(world.actor("committee"), NewMember(number=number, name="李新", unit_id=world.units[squad].id))


def saturday_morning(world: World) -> int:
    ahead = (5 - clock.today().weekday() - 3) % 7 + 3
    return world.project(starts=coming(days=ahead)).positions[0].id


def test_who_came_in_today_is_a_candidate_by_office_rest_days_and_the_units_radius(world: World) -> None:
    set_radius(world, "team_a", 6)
    member = come_in(world, "squad_a1")
    assert member.profile_assumed
    assert member.radius_km == 6
    found = candidates_for(world.actor("squad"), saturday_morning(world)).items
    (own,) = [one for one in found if one.member.id == member.id]
    assert own.measured_from == Anchor.ORGAN
    assert own.member.profile_assumed


def test_a_registered_site_stands_in_for_a_home_nobody_told(world: World) -> None:
    new = world.add_member("new", "squad_a1", home_lon=None, home_lat=None, profile_assumed=True)
    site = world.places["site_1"]
    db.session.add(Registration(member_id=new.id, place_id=site.id, since=clock.today()))
    db.session.commit()
    (found,) = recommend_for(world.actor("new")).items if saturday_morning(world) else ()
    assert (found.measured_from, found.distance_m) == (Anchor.REGISTERED, 0)


def test_whoever_never_spoke_follows_the_units_radius(world: World) -> None:
    silent, spoke = come_in(world, "squad_a1"), world.add_member("spoke", "squad_a1", radius_km=10)
    chose = world.add_member("chose", "squad_a1", radius_km=3, profile_assumed=True)
    elsewhere = come_in(world, "squad_b1", "N2")
    set_radius(world, "team_a", 15)
    assert [radius(one) for one in (silent, spoke, chose, elsewhere)] == [15, 10, 3, 10]
    set_radius(world, "team_a", None)
    assert radius(silent) == 10


def test_a_nearer_units_word_stands(world: World) -> None:
    near, far = come_in(world, "squad_a1"), come_in(world, "squad_a2", "N2")
    set_radius(world, "squad_a1", 10)
    set_radius(world, "brigade", 20)
    assert (radius(near), radius(far)) == (10, 20)


@pytest.mark.parametrize("way", ["confirm", "paint"])
def test_after_the_member_spoke_nothing_is_assumed_any_more(world: World, way: str) -> None:
    member = world.add_member("new", "squad_a1", radius_km=10, profile_assumed=True)
    actor = world.actor("new")
    if way == "confirm":
        own_profile.confirm_defaults(actor)
    else:
        own_profile.paint_availability(actor, 0b1000)
    set_radius(world, "brigade", 30)
    assert radius(member) == 10
    assert not member.profile_assumed


def test_an_office_of_ones_own_stands_before_the_organs_address(world: World) -> None:
    site = world.places["site_1"]
    office = {"office_lon": site.lon, "office_lat": site.lat}
    new = world.add_member("new", "squad_a1", home_lon=None, home_lat=None, radius_km=1, **office)
    position = saturday_morning(world)
    (own,) = recommend_for(world.actor("new")).items
    assert (own.measured_from, own.distance_m) == (Anchor.ORGAN, 0)
    listed = [one for one in candidates_for(world.actor("squad"), position).items if one.member.id == new.id]
    assert [one.distance_m for one in listed] == [0]
    own_profile.change_profile(world.actor("new"), {"office": None})
    assert not recommend_for(world.actor("new")).items
