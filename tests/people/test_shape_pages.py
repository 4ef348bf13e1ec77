"""Pages that move, merge and split units: what follows is said first; and the history they leave."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.support.statements import counted_statements
from tests.support.world import World, text_of
from volunteer.kernel.database import db
from volunteer.organization import reshape, service
from volunteer.organization.models import Unit, UnitStatus


def path(world: World, unit: str, page: str) -> str:
    return f"/units/{world.units[unit].id}/{page}"


def test_what_goes_along_is_said_before_a_unit_is_merged(world: World) -> None:
    world.project(unit_id=world.units["squad_a1"].id)
    browser, successor = world.browser("committee"), world.units["squad_a2"]
    first = text_of(browser.get(path(world, "squad_a1", "merge")))
    assert "会一起转入承接组织 2 名成员 1 个项目 1 项职责" in first
    asked = browser.get(path(world, "squad_a1", "merge") + f"?other={successor.id}&other_text={successor.name}")
    assert "由“squad_a2 服务队”承接 以下会一起转入： 2 名成员" in text_of(asked)
    assert world.units["squad_a1"].status == UnitStatus.ACTIVE
    form = {"version": "1", "other_id": str(successor.id)}
    assert browser.post(path(world, "squad_a1", "merge"), form).status_code == 303
    db.session.expire_all()
    assert (world.units["squad_a1"].status, world.members["member"].unit_id) == (UnitStatus.CLOSED, successor.id)
    assert "已撤并，由“squad_a2 服务队”承接" in text_of(browser.get(f"/units/{world.units['squad_a1'].id}"))


def test_a_unit_is_found_by_typing_without_script(world: World) -> None:
    page = text_of(world.browser("committee").get(path(world, "squad_a1", "merge") + "?other_text=squad_a2"))
    assert "由“squad_a2 服务队”承接" in page
    nothing = text_of(world.browser("committee").get(path(world, "squad_a1", "merge") + "?other_text=team_b"))
    assert "没有找到“team_b”" in nothing
    itself = text_of(world.browser("committee").get(path(world, "squad_a1", "merge") + "?other_text=squad_a1"))
    assert "请选择另一个组织" in itself


def test_a_squad_moves_to_another_team(world: World) -> None:
    browser, team_b = world.browser("committee"), world.units["team_b"]
    asked = text_of(browser.get(path(world, "squad_a1", "move") + "?other_text=team_b"))
    assert "移到“team_b 服务队”下" in asked
    form = {"version": "1", "other_id": str(team_b.id)}
    assert browser.post(path(world, "squad_a1", "move"), form).status_code == 303
    db.session.expire_all()
    assert world.units["squad_a1"].parent_id == team_b.id
    again = text_of(browser.get(path(world, "squad_a1", "move") + "?other_text=team_b"))
    assert "现在就在这个组织下" in again


@pytest.mark.parametrize(("unit", "chosen"), [("team_a", "squad_a1"), ("squad_a1", "member")])
def test_a_unit_is_split(world: World, unit: str, chosen: str) -> None:
    thing = world.units.get(chosen) or world.members[chosen]
    form = {"version": "1", "name": "新分设的", "short_name": "新", "chosen": str(thing.id)}
    answer = world.browser("committee").post(path(world, unit, "split"), form)
    beside = db.session.scalars(select(Unit).where(Unit.name == "新分设的")).one()
    assert answer.headers["Location"] == f"/units/{beside.id}"
    db.session.refresh(thing)
    assert beside.id in (getattr(thing, "parent_id", None), getattr(thing, "unit_id", None))


def test_a_split_without_anybody_keeps_the_form(world: World) -> None:
    answer = world.browser("committee").post(path(world, "team_a", "split"), {"version": "1", "name": "新分设的"})
    assert answer.status_code == 422
    assert "请选择要分出去的下级或成员" in answer.text
    assert 'value="新分设的"' in answer.text


@pytest.mark.parametrize("page", ["move", "merge", "split"])
def test_only_who_manages_above_sees_these_pages(world: World, page: str) -> None:
    for reader, unit, status in (
        ("team", "team_a", 403),
        ("team", "squad_a1", 200),
        ("team_b", "squad_a1", 404),
        ("squad", "squad_a1", 403),
        ("supervisor", "squad_a1", 403),
        ("committee", "brigade", 403),
    ):
        assert world.browser(reader).get(path(world, unit, page)).status_code == status, (reader, unit)
    offered = world.browser("team").get(f"/units/{world.units['team_a'].id}").text
    assert path(world, "team_a", page) not in offered


def test_the_history_tells_names_parents_and_whom_it_took_over(world: World) -> None:
    committee, squad = world.actor("committee"), world.units["squad_a1"]
    service.update_unit(committee, squad.id, squad.version, {"name": "第一分队"})
    service.update_unit(committee, squad.id, squad.version, {"parent_id": world.units["team_b"].id})
    reshape.merge_unit(committee, world.units["squad_b1"].id, 1, squad.id)
    page = text_of(world.browser("committee").get(path(world, "squad_a1", "history")))
    assert "更名为“第一分队”，原名“squad_a1 服务队”" in page
    assert "改由“team_b 服务队”管理" in page
    assert "承接撤并的“squad_b1 服务队”" in page
    assert "从squad_b1 服务队转入" in page
    assert "张member_b" not in page
    gone = text_of(world.browser("committee").get(path(world, "squad_b1", "history")))
    assert "撤并，由“第一分队”承接" in gone
    assert "转到第一分队" in gone
    above = text_of(world.browser("committee").get(path(world, "team_b", "history")))
    assert "已撤并的下级 squad_b1 服务队" in above


def test_the_history_costs_as_many_statements_for_many_movements(world: World) -> None:
    browser, page = world.browser("committee"), path(world, "squad_a1", "history")
    browser.get(page)
    with counted_statements() as few:
        assert browser.get(page).status_code == 200
    for n in range(6):
        member = world.add_member(f"moved_{n}", "squad_a2")
        member.unit_id = world.units["squad_a1"].id
        db.session.commit()
    with counted_statements() as many:
        assert browser.get(page).status_code == 200
    assert len(many) == len(few)


def test_a_members_page_tells_the_squads_they_belonged_to(world: World) -> None:
    page = f"/members/{world.members['member'].id}"
    assert "待过的分队" not in world.browser("committee").get(page).text
    reshape.merge_unit(world.actor("committee"), world.units["squad_a1"].id, 1, world.units["squad_a2"].id)
    told = text_of(world.browser("committee").get(page))
    assert "待过的分队 squad_a2 服务队" in told
    assert "squad_a1 服务队" in told
