"""What newcomers in overseeing roles do first: three steps, gone once they are done, one statement."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.support.statements import counted_statements
from tests.support.world import World
from volunteer.demands.states import DemandStatus
from volunteer.home.first_steps import first_steps
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.organization.permissions import Role


def done(world: World, name: str) -> list[bool]:
    actor = world.actor(name)
    with world.app.test_request_context(), counted_statements() as statements:
        steps = first_steps(actor, clock.now())
    assert len(statements) == 1
    return [step["done"] for step in steps]


def test_the_committee_settles_its_network(world: World) -> None:
    assert done(world, "committee") == [False, False, False]
    for squad in ("squad_a2", "squad_b1"):
        world._grant("leader", Role.SQUAD_LEADER, unit=squad)
    world.units["brigade"].settings = {"check_in_opens_minutes": 20}
    world.project()
    assert done(world, "committee") == [True, True, True]


def test_a_town_knows_its_sites_and_asks(world: World) -> None:
    assert done(world, "town") == [False, False, False]
    world._grant("keeper", Role.SITE_OPERATOR, place="site_2")
    world.demand(site_id=world.places["site_3"].id, status=DemandStatus.CLOSED)
    assert done(world, "town") == [True, False, False]
    world.demand(status=DemandStatus.CLOSED)
    assert done(world, "town") == [True, True, True]


def test_a_supervisor_looks_around_in_the_first_week(world: World) -> None:
    assert done(world, "supervisor") == [False, False, False]
    world.accounts["supervisor"].consented_at = clock.now() - timedelta(days=8)
    db.session.commit()
    assert done(world, "supervisor") == [True, True, True]


@pytest.mark.parametrize(
    ("name", "words"), [("committee", "看一遍规则"), ("town", "核对社区名单"), ("supervisor", "看一个项目的进展")]
)
def test_the_steps_stand_on_the_home_and_lead_somewhere(world: World, name: str, words: str) -> None:
    browser = world.browser(name)
    assert words in browser.get("/home").text
    with world.app.test_request_context():
        addresses = [step["url"] for step in first_steps(world.actor(name), clock.now())]
    assert [browser.get(address).status_code for address in addresses] == [200, 200, 200]
