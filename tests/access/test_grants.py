"""Roles are given and ended within reach, with dates, and never leave a network without an administrator."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.support.world import World, text_of
from volunteer.access import service
from volunteer.access.choices import key_of
from volunteer.access.service import NewGrant
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, NotVisible, Refused
from volunteer.notices.models import Notice
from volunteer.organization.models import Grant, Unit
from volunteer.organization.permissions import Permission, Role


def _squad_leader(world: World, **changes: Any) -> NewGrant:
    given: dict[str, Any] = {
        "account_id": world.accounts["member"].id,
        "role": Role.SQUAD_LEADER,
        "unit_id": world.units["squad_a1"].id,
        **changes,
    }
    return NewGrant(**given)


def test_a_role_is_held_from_its_beginning_to_its_end(world: World) -> None:
    tomorrow = clock.now() + timedelta(days=1)
    service.give(world.actor("admin"), _squad_leader(world, since=tomorrow, until=tomorrow + timedelta(days=7)))
    held = []
    for days in (0, 2, 9):
        with clock.travel(clock.now() + timedelta(days=days)):
            held.append(world.actor("member").may(Permission.SESSION_RUN))
    assert held == [False, True, False]


def test_the_person_is_told(world: World) -> None:
    grant = service.give(world.actor("committee"), _squad_leader(world))
    service.end(world.actor("committee"), grant.id)
    kinds = db.session.scalars(select(Notice.kind).where(Notice.account_id == world.accounts["member"].id))
    assert sorted(kinds) == ["grant.ended", "grant.given"]


def test_a_role_of_a_place_is_given_by_whoever_covers_the_network(world: World) -> None:
    new = NewGrant(account_id=world.accounts["member"].id, role=Role.SITE_OPERATOR, place_id=world.places["site_2"].id)
    service.give(world.actor("admin"), new)
    assert world.actor("member").may(Permission.DEMAND_ASK)


def test_nobody_gives_beyond_the_own_reach(world: World) -> None:
    world._grant("inner", Role.COMMITTEE, unit="team_b")
    db.session.commit()
    actor = world.actor("inner")
    for beyond in (_squad_leader(world), _squad_leader(world, unit_id=world.units["brigade"].id, role=Role.ADMIN)):
        with pytest.raises(Forbidden):
            service.give(actor, beyond)
    with pytest.raises(Forbidden):
        service.give(
            actor,
            NewGrant(
                account_id=world.accounts["member"].id, role=Role.SITE_OPERATOR, place_id=world.places["site_1"].id
            ),
        )
    foreign = db.session.scalars(select(Grant).where(Grant.unit_id == world.units["team_a"].id)).first()
    assert foreign is not None
    with pytest.raises(NotVisible):
        service.end(actor, foreign.id)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"role": Role.SITE_OPERATOR}, "role"),
        ({"role": Role.ADMIN}, "role"),
        ({"unit_id": 999_999}, "node"),
        ({"until": clock.now() - timedelta(days=1)}, "until"),
    ],
)
def test_what_makes_no_sense_is_said_by_field(world: World, changes: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        service.give(world.actor("admin"), _squad_leader(world, **changes))
    assert set(refused.value.fields) == {field}


def test_the_own_administration_is_ended_by_somebody_else(world: World) -> None:
    admins = select(Grant.id).where(Grant.account_id == world.accounts["admin"].id)
    grant_id = db.session.scalars(admins).one()
    with pytest.raises(Refused, match="own_grant"):
        service.end(world.actor("admin"), grant_id)
    service.end(world.actor("committee"), grant_id)
    assert not world.actor("admin").grants
    with pytest.raises(Refused, match="not_in_this_state"):
        service.end(world.actor("committee"), grant_id)


def test_the_pages_give_list_and_end(world: World) -> None:
    browser = world.browser("committee")
    form = {"username": "member", "role": "squad_leader", "node_text": "squad_a2 服务队"}
    assert browser.get("/grants/new").status_code == 200
    assert browser.post("/grants/new", form).location == "/grants"
    page = text_of(browser.get("/grants?role=squad_leader"))
    assert "squad_a2 服务队" in page
    assert "squad_a1 服务队" in page
    assert "town_1" not in page
    given = db.session.scalars(select(Grant).where(Grant.account_id == world.accounts["member"].id)).one()
    assert browser.post(f"/grants/{given.id}/end").location == "/grants"
    assert "squad_a2" not in text_of(browser.get("/grants?role=squad_leader"))


def test_what_was_typed_stays_beside_what_is_wrong(world: World) -> None:
    page = world.browser("admin").post("/grants/new", {"username": "m", "role": "admin", "node_text": "nowhere"})
    assert page.status_code == 422
    assert "没有找到“nowhere”" in text_of(page)
    assert 'value="nowhere"' in page.text


def test_the_person_is_found_by_name_or_known_by_user_name(world: World) -> None:
    browser, where = world.browser("committee"), {"node": key_of(Unit, world.units["squad_a2"].id)}
    nobody = browser.post("/grants/new", {**where, "role": "squad_leader", "username": "nobody"})
    assert nobody.status_code == 422
    assert "没有这个用户名" in text_of(nobody)
    member = world.members["member_2"]
    found = {**where, "node_text": "", "role": "squad_leader", "member_text": member.number}
    assert browser.post("/grants/new", found).location == "/grants"
    given = db.session.scalars(select(Grant.unit_id).where(Grant.account_id == member.account_id)).all()
    assert given == [world.units["squad_a2"].id]


@pytest.mark.parametrize(
    ("name", "q", "found"),
    [
        ("committee", "squad_a2", {"squad_a2 服务队"}),
        ("committee", "town_1", {"town_1 社区"}),
        ("committee", "site_2", {"town_1 社区 · site_2 社区"}),
        ("inner", "squad_b", {"squad_b1 服务队"}),
        ("inner", "squad_a2", set()),
        ("inner", "site_2", set()),
        ("member", "squad_a2", set()),
    ],
)
def test_a_place_for_a_role_is_picked_within_reach(world: World, name: str, q: str, found: set[str]) -> None:
    world._grant("inner", Role.COMMITTEE, unit="team_b")
    db.session.commit()
    offered = world.browser(name).get(f"/pick/node_of_grants?q={q}").get_json()
    assert {choice["label"] for choice in offered} == found
    foreign = {"role": "squad_leader", "username": "member", "node": key_of(Unit, world.units["squad_a2"].id)}
    known = name == "committee"
    assert world.browser(name).post("/grants/new", foreign).status_code == (
        303 if known else 422 if name == "inner" else 403
    )


@pytest.mark.parametrize("name", ["team", "member", "town"])
def test_others_neither_see_nor_give(world: World, name: str) -> None:
    assert world.browser(name).get("/grants").status_code == 403
    assert world.browser(name).post("/grants/new", {}).status_code == 403
