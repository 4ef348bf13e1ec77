"""A handover ends one grant and begins the next, and what hung on the person follows."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from tests.support.world import World, coming, text_of
from volunteer.access import deputies, handover
from volunteer.access.handover import Handover
from volunteer.access.holding import holdings_of
from volunteer.audit.models import AuditEvent
from volunteer.demands.states import DemandStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid, NotVisible, Refused
from volunteer.kernel.jobs import perform
from volunteer.notices.models import Notice
from volunteer.organization.models import Grant
from volunteer.organization.permissions import Permission, Role
from volunteer.projects.models import Project
from volunteer.resources.models import Resource


def _grant_of(world: World, name: str) -> Grant:
    return db.session.scalars(select(Grant).where(Grant.account_id == world.accounts[name].id)).one()


def _hand_over(world: World, by: str, of: str, to: str, since: datetime | None = None) -> list[Grant]:
    wanted = Handover(grant_ids=[_grant_of(world, of).id], to_account_id=world.accounts[to].id, since=since)
    return handover.hand_over(world.actor(by), wanted)


def _projects(world: World) -> tuple[Project, Project]:
    """One of team_a whose maker and contact is its leader, with a session hosted ahead; one of team_b likewise."""
    team = world.accounts["team"]
    own = world.project(contact_name=team.name, contact_phone="0769-22830000")
    other = world.project(unit_id=world.units["team_b"].id, contact_name=team.name)
    for project in (own, other):
        project.sessions[0].host_id = team.id
    db.session.commit()
    return own, other


def test_projects_sessions_and_contact_follow_within_the_node(world: World) -> None:
    own, other = _projects(world)
    over = world.project(status="finished", contact_name=world.accounts["team"].name)
    _hand_over(world, "team", "team", "member")
    team, member = world.accounts["team"], world.accounts["member"]
    assert (own.created_by, own.contact_name, own.sessions[0].host_id) == (
        member.id,
        world.members["member"].name,
        member.id,
    )
    assert own.contact_phone == "0769-22830000"
    assert (other.created_by, other.contact_name, other.sessions[0].host_id) == (team.id, team.name, team.id)
    assert (over.created_by, over.contact_name) == (team.id, team.name)


def test_the_phone_follows_where_it_was_the_persons_own(world: World) -> None:
    member = world.members["member"]
    world._grant("member", Role.TEAM_LEADER, unit="team_a")
    member.phone, world.members["member_2"].phone = "13811111111", "13822222222"
    db.session.commit()
    project = world.project(contact_name=member.name, contact_phone="13811111111")
    _hand_over(world, "member", "member", "member_2")
    assert (project.contact_name, project.contact_phone) == (world.members["member_2"].name, "13822222222")


def test_rights_pass_at_once_and_both_are_told(world: World) -> None:
    _hand_over(world, "team", "team", "member")
    assert world.actor("team").grants == ()
    assert world.actor("member").may(Permission.DEMAND_HANDLE)
    told = {account_id: kind for account_id, kind in db.session.execute(select(Notice.account_id, Notice.kind))}
    assert told[world.accounts["team"].id] == "grant.handed_over"
    assert told[world.accounts["member"].id] == "grant.taken_over"
    assert told[world.accounts["committee"].id] == "unit.leader_changed"
    actions = db.session.scalars(select(AuditEvent.action).where(AuditEvent.subject_kind == "grant"))
    assert sorted(actions) == ["grant.handed_over", "grant.work_handed_over"]


def test_a_handover_on_a_day_waits_for_it(world: World) -> None:
    own, _ = _projects(world)
    day = coming(days=3, hour=0)
    _hand_over(world, "committee", "team", "member", since=day)
    assert world.actor("team").may(Permission.DEMAND_HANDLE)
    assert not world.actor("member").grants
    assert perform(handover.CARRY_OUT) == 0
    assert own.created_by == world.accounts["team"].id
    with clock.travel(day + timedelta(minutes=1)):
        assert not world.actor("team").grants
        assert world.actor("member").may(Permission.DEMAND_HANDLE)
        assert perform(handover.CARRY_OUT) == 1
        assert perform(handover.CARRY_OUT) == 0
    db.session.expire_all()
    assert own.created_by == world.accounts["member"].id


def test_the_demands_of_a_site_follow_its_operator(world: World) -> None:
    site = world.accounts["site"]
    asked = world.demand(contact_name=site.name)
    over = world.demand(status=DemandStatus.CLOSED, contact_name=site.name)
    elsewhere = world.demand(site_id=world.places["site_3"].id, contact_name=site.name)
    _hand_over(world, "site", "site", "member_b")
    taken = world.accounts["member_b"]
    assert (asked.asker_id, asked.contact_name) == (taken.id, world.members["member_b"].name)
    assert {over.asker_id, elsewhere.asker_id} == {site.id}


def test_the_contact_of_resources_follows(world: World) -> None:
    team = world.accounts["team"]
    resource = Resource(
        kind="service", unit_id=world.units["team_a"].id, title="义诊", text="量血压", category="care",
        contact_name=team.name, contact_phone="0769-1", created_by=team.id, created_at=clock.now(),
    )  # fmt: skip
    db.session.add(resource)
    db.session.commit()
    _hand_over(world, "team", "team", "member")
    assert resource.contact_name == world.members["member"].name


def test_a_deputy_who_takes_over_is_no_deputy_any_more(world: World) -> None:
    deputies.name_deputy(world.actor("team"), _grant_of(world, "team").id, world.accounts["member"].id)
    _hand_over(world, "team", "team", "member")
    (held,) = holdings_of(world.accounts["member"].id, clock.now())
    assert not held.grant.deputy


def test_what_cannot_be_handed_over_is_refused(world: World) -> None:
    with pytest.raises(Invalid):
        _hand_over(world, "team", "team", "team")
    world._grant("member", Role.TEAM_LEADER, unit="team_a")
    db.session.commit()
    with pytest.raises(Refused, match="holds_already"):
        _hand_over(world, "team", "team", "member")
    world.accounts["member_2"].status = "disabled"
    grant = _grant_of(world, "team")
    grant.until = coming(days=1)
    db.session.commit()
    for to, since in (("member_2", None), ("member_b", coming(days=2))):
        with pytest.raises(Invalid):
            _hand_over(world, "team", "team", to, since=since)
    with pytest.raises(Invalid):
        handover.hand_over(world.actor("team"), Handover(grant_ids=[], to_account_id=world.accounts["member_b"].id))


@pytest.mark.parametrize("by", ["team_b", "squad", "member", "supervisor", "town"])
def test_others_hand_over_nothing(world: World, by: str) -> None:
    with pytest.raises(NotVisible):
        _hand_over(world, by, "team", "member")
    assert world.browser(by).get(f"/handover/{world.accounts['team'].id}").status_code == 404


def test_a_leader_hands_over_for_the_squads_below(world: World) -> None:
    _hand_over(world, "team", "squad", "member")
    assert world.actor("member").roles == {Role.SQUAD_LEADER}
    with pytest.raises(NotVisible):
        _hand_over(world, "team", "committee", "member")


def test_the_pages_say_first_what_moves(world: World) -> None:
    _projects(world)
    world.demand()
    browser, team = world.browser("team"), world.accounts["team"]
    address, grant = f"/handover/{team.id}", _grant_of(world, "team")
    assert "team_a 服务队" in text_of(browser.get(f"{address}?grant={grant.id}"))
    asked = {"grants": grant.id, "username": "member", "since": ""}
    preview = browser.post(address, asked)
    assert "1 个项目、1 场活动、1 项待办" in text_of(preview)
    assert world.actor("team").grants
    assert browser.post(address, {**asked, "confirmed": "1"}).location == "/roles"
    assert not world.actor("team").grants


def test_what_is_wrong_stands_beside_the_field(world: World) -> None:
    address = f"/handover/{world.accounts['team'].id}"
    grant = _grant_of(world, "team").id
    for data, words in (
        ({"grants": grant, "username": "nobody"}, "没有这个用户名"),
        ({"grants": grant}, "请填写对方的姓名或用户名"),
        ({"username": "member", "confirmed": "1"}, "请选择要交接的职责"),
    ):
        page = world.browser("team").post(address, data)
        assert page.status_code == 422
        assert words in text_of(page)


def test_a_member_is_chosen_by_name(world: World) -> None:
    member = world.members["member"]
    asked = {"grants": _grant_of(world, "team").id, "member": member.id, "confirmed": "1"}
    assert world.browser("team").post(f"/handover/{world.accounts['team'].id}", asked).status_code == 303
    assert world.actor("member").roles == {Role.TEAM_LEADER}
