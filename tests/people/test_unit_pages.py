"""The tree of units: branch by branch, with numbers that lead to lists; skills and survey of a unit."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.support.statements import counted_statements
from tests.support.world import World, coming, text_of
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.organization.models import Grant, Tier
from volunteer.organization.permissions import Role
from volunteer.people.models import MemberSkill


def statements_of(world: World, name: str, path: str) -> int:
    browser = world.browser(name)
    browser.get(path)
    with counted_statements() as sent:
        assert browser.get(path).status_code == 200
    return len(sent)


def test_a_branch_brings_what_hangs_below_and_nothing_from_elsewhere(world: World) -> None:
    team = world.units["team_a"].id
    piece = world.browser("team").get(f"/units/{team}/branch")
    assert "squad_a1 服务队" in piece.text
    assert "squad_b1" not in piece.text
    assert "<html" not in piece.text
    for stranger in ("team_b", "squad"):
        assert world.browser(stranger).get(f"/units/{team}/branch").status_code == 404
    assert world.browser("member").get(f"/units/{team}/branch").status_code == 403


def test_a_unit_that_can_be_opened_has_a_link_without_script(world: World) -> None:
    page = world.browser("committee").get("/units").text
    team, squad = world.units["team_a"].id, world.units["squad_a1"].id
    assert f'hx-get="/units/{team}/branch"' in page
    assert f'href="/units/{team}">看下级组织（2 个）' in page
    assert f"/units/{squad}" not in page


def test_numbers_count_everything_below_and_lead_to_their_lists(world: World) -> None:
    world.project(unit_id=world.units["squad_a1"].id)
    world.project(unit_id=world.units["team_b"].id)
    team = world.units["team_a"].id
    page = world.browser("committee").get("/units").text
    assert f'href="/members?unit={team}">3 人</a>' in page
    assert f'href="/projects?unit={team}&amp;status=published">1 个项目</a>' in page
    listed = text_of(world.browser("committee").get(f"/projects?unit={team}&status=published"))
    assert "共 1 个" in listed


def test_lists_that_the_reader_may_not_open_are_not_offered(world: World) -> None:
    for path in ("/units", f"/units/{world.units['team_a'].id}"):
        page = world.browser("admin").get(path).text
        assert "/projects" not in page
        assert "/hours" not in page


def test_a_unit_without_a_leader_is_flagged_until_it_has_one(world: World) -> None:
    assert "没有负责人" in text_of(world.browser("team").get("/units"))
    flagged = text_of(world.browser("team").get("/units?leaderless=1"))
    assert "squad_a2" in flagged
    assert "squad_a1 服务队" not in flagged
    leader = world.accounts["member_a2"].id
    since = clock.now() - timedelta(days=1)
    db.session.add(Grant(account_id=leader, role=Role.SQUAD_LEADER, unit_id=world.units["squad_a2"].id, since=since))
    db.session.commit()
    assert "没有找到这样的组织" in text_of(world.browser("team").get("/units?leaderless=1"))


@pytest.mark.parametrize("typed", ["青年突击", "qingnian", "qntj", "QingNian Tu", "青"])
def test_units_are_found_by_name_pinyin_and_initials(world: World, typed: str) -> None:
    world.units["squad_a2"].name = "青年突击队"
    db.session.commit()
    found = world.browser("team").get(f"/units?q={typed}")
    assert "青年突击队" in found.text
    assert "squad_a1 服务队" not in found.text
    assert "没有找到" in text_of(world.browser("team_b").get(f"/units?q={typed}"))


def test_hundreds_of_units_are_paged_and_cost_no_more_statements(world: World) -> None:
    before = statements_of(world, "committee", "/units")
    for n in range(30):
        world._unit(f"team_{n}", Tier.TEAM, "brigade")
    db.session.commit()
    assert statements_of(world, "committee", "/units") == before
    page = text_of(world.browser("committee").get("/units"))
    assert "team_17 服务队" in page
    assert "team_18 服务队" not in page
    assert "team_18 服务队" in text_of(world.browser("committee").get("/units?page=2"))


def test_skills_stand_by_level_against_what_is_wanted(world: World) -> None:
    world.give_skill("member", "nursing", 1)
    world.give_skill("member_2", "nursing", 3)
    world.give_skill("member_a2", "law", 2, approved=False)
    world.project(skill="nursing", headcount=5)
    world.project(skill="electrics", headcount=2, starts=coming(days=40))
    page = text_of(world.browser("team").get(f"/units/{world.units['team_a'].id}/skills"))
    assert "护理 不够 1 0 1 2 2 / 5" in page
    assert "法律咨询 0 0 0 0 1" in page
    assert "电工" not in page
    held = db.session.scalars(select(MemberSkill).where(MemberSkill.skill == "law")).one()
    held.returned_at, held.returned_reason = clock.now(), "看不清"
    db.session.commit()
    page = text_of(world.browser("team").get(f"/units/{world.units['team_a'].id}/skills"))
    assert "法律咨询 0 0 0 0 空缺" in page  # none waits any more
    assert world.browser("team_b").get(f"/units/{world.units['team_a'].id}/skills").status_code == 404


def test_the_survey_counts_by_unit_and_leads_to_who_is_missing(world: World) -> None:
    world.members["member"].profile_assumed = True
    world.members["member"].home_lon = None
    world.give_skill("member_2", "nursing")
    team = world.units["team_a"].id
    answer = world.browser("team").get(f"/units/{team}/survey")
    assert "确认了空闲时间和范围" in text_of(answer)
    assert f'href="/members?unit={team}&amp;lacks=skills">还差 2 人' in answer.text
    assert text_of(world.browser("team").get(f"/members?unit={team}&lacks=profile")).count("M0") == 1
    assert "共 2 人" in text_of(world.browser("team").get(f"/members?unit={team}&lacks=skills"))


@pytest.mark.parametrize("page", ["skills", "survey"])
def test_reports_cost_as_many_statements_for_many_members(world: World, page: str) -> None:
    path = f"/units/{world.units['team_a'].id}/{page}"
    before = statements_of(world, "team", path)
    for n in range(5):
        world.add_member(f"extra{n}", "squad_a1")
        world.give_skill(f"extra{n}", "nursing")
    assert statements_of(world, "team", path) == before


@pytest.mark.parametrize("path", ["/projects", "/hours", "/members"])
@pytest.mark.parametrize("unit", ["0", "x", "99999999999999999999", "-1"])
def test_a_unit_nobody_knows_narrows_nothing_and_breaks_nothing(world: World, path: str, unit: str) -> None:
    assert world.browser("team").get(f"{path}?unit={unit}").status_code == 200
