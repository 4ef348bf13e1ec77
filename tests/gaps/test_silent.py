"""Sites that never ask, and whom to phone."""

from __future__ import annotations

from datetime import timedelta

from tests.support.world import World
from volunteer.demands.states import DemandStatus
from volunteer.gaps import silent
from volunteer.gaps.silent import SilentSite
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.organization.models import UnitStatus
from volunteer.organization.permissions import Permission
from volunteer.organization.queries import responsible_unit_for


def asked(world: World, site: str, days_ago: int) -> None:
    """A demand of a site that came in some days ago."""
    world.demand(site_id=world.places[site].id, submitted_at=clock.now() - timedelta(days=days_ago))


def listed(
    world: World, name: str = "committee", town: str | None = None, never: bool | None = None
) -> list[SilentSite]:
    reach = world.actor(name).reach(Permission.REPORT_READ)
    statement = silent.silent_sites(reach, clock.now(), town=town, never=never)
    return silent.sites_of(db.session.execute(statement).all())


def names(sites: list[SilentSite]) -> list[str]:
    return [site.name.split()[0] for site in sites]


def test_those_that_never_asked_come_first_then_the_longest_silent(world: World) -> None:
    asked(world, "site_1", 70)
    asked(world, "site_1", 90)
    asked(world, "site_2", 61)
    assert names(listed(world)) == ["site_3", "site_1", "site_2"]
    asked(world, "site_2", 59)
    assert names(listed(world)) == ["site_3", "site_1"]
    assert names(listed(world, never=True)) == ["site_3"]
    assert names(listed(world, never=False)) == ["site_1"]
    assert listed(world)[1].days_since(clock.today()) == 70
    assert names(listed(world, town="town_2")) == ["site_3"]


def test_a_draft_is_no_question(world: World) -> None:
    world.demand(status=DemandStatus.DRAFT, number=None, responsible_unit_id=None)
    assert names(listed(world)) == ["site_1", "site_2", "site_3"]


def test_it_is_told_whom_to_phone(world: World) -> None:
    world.places["site_1"].duty_phone = "0769-22110011"
    world.units["team_a"].duty_phone = "0769-22220022"
    db.session.commit()
    first = listed(world)[0]
    assert (first.unit, first.unit_phone, first.duty_phone) == ("team_a 服务队", "0769-22220022", "0769-22110011")
    # Nobody is paired with site_2: the brigade answers for it.
    assert listed(world)[1].unit == "brigade 服务队"


def test_a_leader_is_told_of_the_sites_the_team_answers_for(world: World) -> None:
    assert names(listed(world, "team")) == names(listed(world, "supervisor")) == ["site_1"]
    assert listed(world, "team_b") == []
    assert listed(world, "squad") == []
    assert listed(world, "town") == []  # no reports for the places' side


def test_the_days_are_a_setting(world: World) -> None:
    asked(world, "site_1", 40)
    asked(world, "site_2", 40)
    assert names(listed(world)) == ["site_3"]
    world.units["brigade"].settings = {"silent_site_days": 30}
    db.session.commit()
    assert names(listed(world)) == ["site_3", "site_1", "site_2"]
    world.units["team_a"].settings = {"silent_site_days": 45}
    db.session.commit()
    assert listed(world, "team") == []


def test_the_numbers_of_the_towns_are_those_of_the_list(world: World) -> None:
    asked(world, "site_1", 100)
    asked(world, "site_2", 3)
    reach, now = world.actor("committee").reach(Permission.REPORT_READ), clock.now()
    by_town = {one.code: one for one in silent.by_town(reach, now)}
    assert (by_town["town_1"].sites, by_town["town_1"].never, by_town["town_1"].long_ago) == (2, 0, 1)
    assert (by_town["town_2"].sites, by_town["town_2"].never, by_town["town_2"].long_ago) == (1, 1, 0)
    assert silent.together(by_town.values()).silent == len(listed(world)) == 2


def test_who_answers_for_a_site_is_who_its_demands_go_to(world: World) -> None:
    sites = {world.places[name].id for name in ("site_1", "site_2", "site_3")}
    teams = {"site_1": "team_a", "town_1": "team_b"}
    for paired in ({}, teams, {**teams, "site_1": "squad_a1", "city": "team_b"}):
        for place, unit in paired.items():
            world.places[place].paired_unit_id = world.units[unit].id
        world.units["squad_a1"].status = UnitStatus.CLOSED
        db.session.commit()
        assert {site.id: site.unit_id for site in listed(world)} == {
            site: responsible_unit_for(site).id for site in sites
        }
