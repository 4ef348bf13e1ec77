"""Units closed, merged and split: who may, what follows to whom, and what the history keeps."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select

from tests.activities.day import scan, session_with
from tests.support.world import World, coming
from volunteer.claims import teams
from volunteer.claims.models import Claim, Reservation
from volunteer.claims.states import ClaimStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, Refused
from volunteer.ledger import service as ledger
from volunteer.ledger.models import HoursEntry, HoursProposal
from volunteer.organization import reshape, service
from volunteer.organization.belongings import belongings_of
from volunteer.organization.models import Grant, Tier, Unit, UnitPeriod, UnitStatus
from volunteer.organization.permissions import Role
from volunteer.organization.reshape import NewPart
from volunteer.people.models import Membership
from volunteer.people.splitting import split
from volunteer.projects.states import ProjectStatus


def merge(world: World, unit: str, into: str, by: str = "committee") -> Unit:
    """One unit merged into another through the use case."""
    return reshape.merge_unit(world.actor(by), world.units[unit].id, world.units[unit].version, world.units[into].id)


def test_merging_a_team_takes_its_squads_and_what_is_under_way_along(world: World) -> None:
    team_a, team_b = world.units["team_a"], world.units["team_b"]
    demand, project = world.demand(), world.project()
    over = world.project(starts=coming(days=30), status=ProjectStatus.FINISHED)
    merge(world, "team_a", "team_b")
    db.session.expire_all()
    assert (team_a.status, team_a.successor_id) == (UnitStatus.CLOSED, team_b.id)
    for name in ("squad_a1", "squad_a2"):
        squad = world.units[name]
        assert (squad.parent_id, squad.path) == (team_b.id, f"{team_b.path}{squad.id}/")
        assert squad.status == UnitStatus.ACTIVE
    assert world.members["member"].unit_id == world.units["squad_a1"].id
    assert demand.responsible_unit_id == team_b.id
    assert (project.unit_id, over.unit_id) == (team_b.id, team_a.id)
    assert world.places["site_1"].paired_unit_id == team_b.id


def test_roles_go_on_at_the_successor(world: World) -> None:
    merge(world, "team_a", "team_b")
    assert world.actor("team").reach("project.approve").unit_paths == (world.units["team_b"].path,)
    assert world.actor("team_b").reach("project.approve").unit_paths == (world.units["team_b"].path,)
    now = clock.now()
    left = select(Grant).where(Grant.unit_id == world.units["team_a"].id)
    assert all(grant.until is not None and grant.until <= now for grant in db.session.scalars(left))


def test_a_role_held_at_both_is_not_held_twice(world: World) -> None:
    world._grant("team", Role.TEAM_LEADER, unit="team_b")
    db.session.commit()
    merge(world, "team_a", "team_b")
    assert len(world.actor("team").grants) == 1


def test_claims_and_places_held_follow(world: World) -> None:
    project = world.project(headcount=8)
    position = project.positions[0]
    claim = world.claim("member", position, ClaimStatus.REQUESTED)
    until = clock.now() + timedelta(days=2)
    for team, by in (("team_a", "team"), ("team_b", "team_b")):
        teams.reserve(world.actor(by), project.id, world.units[team].id, {position.id: 2}, until)
    merge(world, "squad_a1", "squad_a2")
    assert db.session.get_one(Claim, claim.id).unit_id == world.units["squad_a2"].id
    merge(world, "team_a", "team_b")
    held = db.session.scalars(select(Reservation).where(Reservation.released_at.is_(None))).all()
    assert [(one.unit_id, one.places, one.remaining) for one in held] == [(world.units["team_b"].id, 4, 4)]
    assert position.reserved == 4


def test_the_successor_certifies_hours_and_the_ledger_keeps_the_unit_at_the_time(world: World) -> None:
    scan(world, "member_b", session_with(world, "member_b", starts=coming(days=2)))
    with clock.travel(coming(days=5)):
        merge(world, "squad_b1", "squad_a1")
        hours = db.session.scalars(select(HoursProposal)).one()
        assert "squad" in world.accounts
        ledger.confirm(world.actor("squad"), [hours.id])
    entry = db.session.scalars(select(HoursEntry)).one()
    assert entry.unit_id == world.units["squad_b1"].id


def test_whoever_answered_for_a_unit_passes_it_on(world: World) -> None:
    merge(world, "squad_a1", "squad_a2")
    merge(world, "squad_a2", "squad_b1")
    db.session.expire_all()
    assert world.units["squad_a1"].successor_id == world.units["squad_b1"].id
    assert world.members["member"].unit_id == world.units["squad_b1"].id


def test_what_follows_is_counted_beforehand(world: World) -> None:
    world.demand()
    world.project()
    with world.app.test_request_context():
        assert belongings_of(world.units["team_a"].id) == [
            "2 个下级组织",
            "1 个结对社区",
            "1 件在办需求",
            "1 个项目",
            "2 项职责",
        ]
        assert belongings_of(world.units["squad_a1"].id) == ["2 名成员", "1 项职责"]


def test_a_team_leader_shapes_the_squads_but_not_the_team(world: World) -> None:
    team, squad = world.units["team_a"], world.units["squad_a1"]
    leader = world.actor("team")
    made = service.create_unit(leader, service.NewUnit(parent_id=team.id, tier=Tier.SQUAD, name="新设分队"))
    assert made.parent_id == team.id
    service.update_unit(leader, team.id, team.version, {"name": "甲局机关服务队"})
    with pytest.raises(Forbidden):
        service.update_unit(leader, team.id, team.version, {"parent_id": made.id})
    with pytest.raises(Forbidden):
        reshape.close_unit(leader, team.id, team.version, world.units["team_b"].id)
    with pytest.raises(Forbidden):
        reshape.split_unit(leader, team.id, team.version, NewPart(name="甲局二队"), [squad.id])
    with pytest.raises(Invalid):
        reshape.merge_unit(leader, squad.id, squad.version, world.units["squad_b1"].id)
    merge(world, "squad_a1", "squad_a2", by="team")
    assert squad.status == UnitStatus.CLOSED


def test_the_top_of_a_tree_stays(world: World) -> None:
    brigade = world.units["brigade"]
    made = service.NewUnit(parent_id=brigade.id, tier=Tier.BRIGADE, name="区大队")
    county = service.create_unit(world.actor("committee"), made)
    with pytest.raises(Forbidden):
        reshape.merge_unit(world.actor("committee"), brigade.id, brigade.version, county.id)


def test_a_unit_does_not_merge_into_its_own_part(world: World) -> None:
    committee, brigade = world.actor("committee"), world.units["brigade"]
    outer = service.create_unit(committee, service.NewUnit(parent_id=brigade.id, tier=Tier.BRIGADE, name="市大队"))
    inner = service.create_unit(committee, service.NewUnit(parent_id=outer.id, tier=Tier.BRIGADE, name="区大队"))
    with pytest.raises(Refused) as refused:
        reshape.merge_unit(committee, outer.id, outer.version, inner.id)
    assert refused.value.reason == "cycle"


def test_splitting_a_team_sets_up_its_like_beside_it(world: World) -> None:
    team, squad = world.units["team_a"], world.units["squad_a1"]
    service.update_unit(world.actor("committee"), team.id, team.version, {"settings": {"offer_hours": 12}})
    beside = split(
        world.actor("committee"), team.id, team.version, NewPart(name="甲局二队", short_name="二队"), [squad.id]
    )
    assert (beside.tier, beside.parent_id, beside.organ_id) == (Tier.TEAM, team.parent_id, team.organ_id)
    assert beside.settings == {"offer_hours": 12}
    assert squad.path == f"{beside.path}{squad.id}/"
    assert world.units["squad_a2"].parent_id == team.id


def test_splitting_a_squad_takes_the_members_chosen(world: World) -> None:
    squad, moved = world.units["squad_a1"], world.members["member"]
    beside = split(world.actor("team"), squad.id, squad.version, NewPart(name="新分队"), member_ids=[moved.id])
    assert (moved.unit_id, world.members["member_2"].unit_id) == (beside.id, squad.id)
    squads = select(Membership.unit_id).where(Membership.member_id == moved.id).order_by(Membership.since)
    assert list(db.session.scalars(squads)) == [squad.id, beside.id]


@pytest.mark.parametrize("chosen", ["nothing", "squad_b1", "member_b"])
def test_only_what_belongs_to_the_unit_can_be_split_off(world: World, chosen: str) -> None:
    squad = world.units["squad_a1"]
    units = [world.units["squad_b1"].id] if chosen == "squad_b1" else []
    members = [world.members["member_b"].id] if chosen == "member_b" else []
    with pytest.raises(Invalid):
        split(world.actor("committee"), squad.id, squad.version, NewPart(name="新分队"), units, members)
    assert db.session.scalar(select(Unit.id).where(Unit.name == "新分队")) is None


def test_what_a_unit_was_called_and_where_it_hung_is_kept(world: World) -> None:
    squad = world.units["squad_a1"]
    service.update_unit(world.actor("committee"), squad.id, squad.version, {"name": "第一分队"})
    service.update_unit(world.actor("committee"), squad.id, squad.version, {"parent_id": world.units["team_b"].id})
    merge(world, "squad_a1", "squad_b1")
    kept = db.session.scalars(select(UnitPeriod).where(UnitPeriod.unit_id == squad.id).order_by(UnitPeriod.since)).all()
    latest = [(one.name, one.parent_id, one.status) for one in kept][-4:]
    a, b = world.units["team_a"].id, world.units["team_b"].id
    assert latest == [
        ("squad_a1 服务队", a, "active"),
        ("第一分队", a, "active"),
        ("第一分队", b, "active"),
        ("第一分队", b, "closed"),
    ]
    assert all(one.until == later.since for one, later in pairwise(kept))
