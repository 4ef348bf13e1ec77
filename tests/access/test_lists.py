"""The lists of accounts and vacancies: nobody beyond one's reach, every row leads to a page that opens."""

from __future__ import annotations

import re

import pytest

from tests.support.world import World, text_of
from volunteer.access.choices import key_of
from volunteer.kernel.database import db
from volunteer.organization.models import Unit
from volunteer.organization.permissions import Role


def accounts_listed(world: World, name: str, query: str = "") -> list[int]:
    page = world.browser(name).get(f"/accounts{query}").text
    return [int(found) for found in re.findall(r'href="/accounts/(\d+)"', page)]


@pytest.mark.parametrize("name", ["team", "committee", "admin"])
def test_every_account_listed_may_be_opened(world: World, name: str) -> None:
    listed = accounts_listed(world, name)
    assert world.accounts["member"].id in listed
    assert {world.browser(name).get(f"/accounts/{one}").status_code for one in listed} == {200}


def test_a_leader_sees_the_own_people_and_nobody_with_a_role_elsewhere(world: World) -> None:
    world._grant("member_2", Role.SITE_OPERATOR, place="site_3")
    db.session.commit()
    listed = accounts_listed(world, "team")
    assert {world.accounts[name].id for name in ("member", "member_a2", "squad", "team")} <= set(listed)
    assert not {world.accounts[name].id for name in ("member_2", "member_b", "committee")} & set(listed)


def test_accounts_are_found_by_name_number_and_user_name(world: World) -> None:
    member = world.members["member"]
    for q in (member.name, member.number, "member"):
        assert member.account_id in accounts_listed(world, "team", f"?q={q}")
    assert "没有符合条件的账号" in text_of(world.browser("team").get("/accounts?q=nobody&state=locked"))


def test_a_members_page_leads_to_the_account(world: World) -> None:
    member = world.members["member"]
    assert f'href="/accounts?q={member.number}"' in world.browser("team").get(f"/members/{member.id}").text
    assert accounts_listed(world, "team", f"?q={member.number}") == [member.account_id]


def test_a_vacancy_is_filled_from_its_row(world: World) -> None:
    page = world.browser("committee").get("/grants/vacancies?kind=leaders").text
    squad = world.units["squad_a2"]
    assert f'href="/grants/new?unit_id={squad.id}"' in page
    form = world.browser("committee").get(f"/grants/new?unit_id={squad.id}").text
    assert f'value="{squad.name}"' in form
    given = {"username": "member_a2", "role": "squad_leader", "node": key_of(Unit, squad.id)}
    assert world.browser("committee").post("/grants/new", given).status_code == 303
    assert squad.name not in text_of(world.browser("committee").get("/grants/vacancies?kind=leaders"))


def test_nonsense_in_the_address_is_left_out(world: World) -> None:
    browser = world.browser("committee")
    for address in (
        "/accounts?state=x&page=-1",
        "/grants?ending=x&page=99999999999999999999",
        "/grants/vacancies?kind=x",
    ):
        assert browser.get(address).status_code == 200
