"""Deputies stand in with the same rights; leaders are named by those who shape what is above."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.support.world import World, coming, text_of
from volunteer.access import deputies, handover, service
from volunteer.access.handover import Handover
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, NotVisible, Refused
from volunteer.notices.models import Notice
from volunteer.organization.models import Grant
from volunteer.organization.permissions import Permission, Role


def _grant_of(world: World, name: str) -> int:
    return db.session.scalars(select(Grant.id).where(Grant.account_id == world.accounts[name].id)).one()


def _told(world: World, name: str) -> list[str]:
    told = select(Notice.kind).where(Notice.account_id == world.accounts[name].id).order_by(Notice.id)
    return list(db.session.scalars(told))


def test_a_deputy_may_do_the_same_until_the_day(world: World) -> None:
    until = coming(days=3)
    deputy = deputies.name_deputy(world.actor("team"), _grant_of(world, "team"), world.accounts["member"].id, until)
    assert deputy.deputy
    assert world.actor("member").roles == {Role.TEAM_LEADER}
    assert _told(world, "member") == ["grant.deputy_given"]
    with clock.travel(until + timedelta(minutes=1)):
        assert world.actor("member").grants == ()


def test_a_deputy_never_outlasts_the_role(world: World) -> None:
    held = db.session.get_one(Grant, _grant_of(world, "team"))
    held.until = coming(days=2)
    db.session.commit()
    actor, member = world.actor("team"), world.accounts["member"].id
    assert deputies.name_deputy(actor, held.id, member, coming(days=9)).until == held.until


def test_the_holder_ends_the_deputy_and_the_deputy_gives_it_back(world: World) -> None:
    grant_id, member = _grant_of(world, "team"), world.accounts["member"].id
    for by in ("team", "member", "committee"):
        deputy = deputies.name_deputy(world.actor("team"), grant_id, member)
        deputies.end_role(world.actor(by), deputy.id)
        assert world.actor("member").grants == ()


def test_what_makes_no_sense_is_refused(world: World) -> None:
    actor, member = world.actor("team"), world.accounts["member"]
    deputy = deputies.name_deputy(actor, _grant_of(world, "team"), member.id)
    with pytest.raises(Refused, match="deputy_of_deputy"):
        deputies.name_deputy(world.actor("committee"), deputy.id, world.accounts["member_2"].id)
    onward = Handover(grant_ids=[deputy.id], to_account_id=world.accounts["member_2"].id)
    with pytest.raises(Refused, match="deputy_of_deputy"):
        handover.hand_over(world.actor("member"), onward)
    assert world.browser("member").get(f"/handover/{member.id}").status_code == 404
    with pytest.raises(Refused, match="holds_already"):
        deputies.name_deputy(actor, _grant_of(world, "team"), member.id)
    with pytest.raises(Invalid):
        deputies.name_deputy(actor, _grant_of(world, "team"), world.accounts["member_2"].id, clock.now())
    with pytest.raises(Invalid):
        deputies.name_deputy(actor, _grant_of(world, "team"), 999_999)
    with pytest.raises(Refused, match="own_grant"):
        deputies.end_role(actor, _grant_of(world, "team"))


@pytest.mark.parametrize("by", ["team_b", "squad", "member", "supervisor"])
def test_others_name_and_end_nobody(world: World, by: str) -> None:
    deputy = deputies.name_deputy(world.actor("team"), _grant_of(world, "team"), world.accounts["member_2"].id)
    for attempt in (
        lambda: deputies.name_deputy(world.actor(by), _grant_of(world, "team"), world.accounts["member_b"].id),
        lambda: deputies.end_role(world.actor(by), deputy.id),
    ):
        with pytest.raises(NotVisible):
            attempt()


def test_a_teams_leader_names_and_ends_the_leaders_of_squads(world: World) -> None:
    actor, squad = world.actor("team"), world.units["squad_a2"]
    leader = deputies.name_leader(actor, squad.id, world.accounts["member_a2"].id)
    assert (leader.role, leader.unit_id) == (Role.SQUAD_LEADER, squad.id)
    deputies.end_role(actor, leader.id)
    assert world.actor("member_a2").grants == ()
    assert _told(world, "member_a2") == ["grant.given", "grant.ended"]


def test_nobody_names_leaders_beside_or_above(world: World) -> None:
    member = world.accounts["member"].id
    with pytest.raises(Forbidden):
        deputies.name_leader(world.actor("team"), world.units["team_a"].id, member)
    with pytest.raises(NotVisible):
        deputies.name_leader(world.actor("team_b"), world.units["squad_a1"].id, member)
    with pytest.raises(Forbidden):
        deputies.name_leader(world.actor("squad"), world.units["squad_a1"].id, member)
    with pytest.raises(Refused, match="holds_already"):
        deputies.name_leader(world.actor("team"), world.units["squad_a1"].id, world.accounts["squad"].id)


def test_a_deputy_who_is_named_leader_is_no_deputy_any_more(world: World) -> None:
    member = world.accounts["member"].id
    deputies.name_deputy(world.actor("squad"), _grant_of(world, "squad"), member)
    deputies.name_leader(world.actor("team"), world.units["squad_a1"].id, member)
    held = db.session.scalars(select(Grant).where(Grant.account_id == member, Grant.until.is_(None))).all()
    assert [grant.deputy for grant in held] == [False]


def test_those_above_hear_of_a_unit_that_lost_its_last_leader(world: World) -> None:
    deputy = deputies.name_deputy(world.actor("squad"), _grant_of(world, "squad"), world.accounts["member"].id)
    service.end(world.actor("committee"), _grant_of(world, "squad"))
    assert _told(world, "team") == []
    deputies.end_role(world.actor("team"), deputy.id)
    assert _told(world, "team") == ["unit.without_leader"]
    assert "没有负责人了" in text_of(world.browser("team").get("/notices"))


def test_a_unit_without_a_leader_is_a_task_of_the_team(world: World) -> None:
    browser, squad = world.browser("team"), world.units["squad_a2"]
    assert "1 支下级队伍没有负责人" in text_of(browser.get("/home"))
    assert "没有负责人" not in text_of(world.browser("squad").get("/home"))
    assert squad.name in text_of(browser.get("/units?leaderless=1"))
    assert f"/units/{squad.id}/leader" in browser.get(f"/units/{squad.id}").text
    answer = browser.post(f"/units/{squad.id}/leader", {"member": world.members["member_a2"].id})
    assert answer.location == f"/units/{squad.id}/leaders"
    assert "没有负责人" not in text_of(browser.get("/home"))


def test_the_pages_show_who_stands_in(world: World) -> None:
    browser, grant_id = world.browser("team"), _grant_of(world, "team")
    back = browser.post(f"/grants/{grant_id}/deputy", {"username": "member", "until": "2099-01-01"})
    assert back.location == "/roles"
    own = text_of(browser.get("/roles"))
    assert "member账号 代理" in own
    assert "2099年1月1日" in own
    unit = world.units["team_a"]
    for path in (f"/units/{unit.id}", f"/units/{unit.id}/leaders"):
        assert "代理" in text_of(world.browser("supervisor").get(path))
    assert "指定副职或代理" not in text_of(world.browser("supervisor").get(f"/units/{unit.id}/leaders"))
    deputy = db.session.scalars(select(Grant.id).where(Grant.deputy)).one()
    assert browser.post(f"/grants/{deputy}/end-role").location == "/roles"
    assert "member账号" not in text_of(browser.get("/roles"))


def test_a_site_operator_names_a_deputy_by_user_name(world: World) -> None:
    browser, grant_id = world.browser("site"), _grant_of(world, "site")
    assert 'name="member_text"' not in browser.get(f"/grants/{grant_id}/deputy").text
    wrong = browser.post(f"/grants/{grant_id}/deputy", {})
    assert wrong.status_code == 422
    assert browser.post(f"/grants/{grant_id}/deputy", {"username": "member"}).status_code == 303
    assert world.actor("member").may(Permission.DEMAND_ASK)
