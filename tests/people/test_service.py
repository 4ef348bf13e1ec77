"""Records of members, their kinds, skills and own words; unmasking is on record."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from tests.support.world import World
from volunteer.accounts.models import Account, SignInIdentity
from volunteer.audit.models import AuditEvent
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, NotVisible, Refused
from volunteer.notices.models import Notice
from volunteer.notices.wording import words
from volunteer.people import approvals, own_profile, qualifications, queries, service, skills
from volunteer.people.models import Member, MemberKind
from volunteer.people.rules import ASSUMED_AVAILABILITY


def audited(action: str) -> list[AuditEvent]:
    """The rows of one action in the audit trail."""
    return list(db.session.scalars(select(AuditEvent).where(AuditEvent.action == action).order_by(AuditEvent.id)))


def add(world: World, by: str = "team", **values: Any) -> Member:
    """A new member through the use case."""
    defaults = {"number": "DG-0001", "name": "曾国强", "unit_id": world.units["squad_a1"].id}
    return service.add_member(world.actor(by), service.NewMember(**{**defaults, **values}))


def found(world: World, by: str, **filters: Any) -> set[str]:
    """The names that a search finds."""
    return {member.name for member in db.session.scalars(queries.members(world.actor(by), **filters))}


def test_a_new_member_has_an_account_to_activate_and_assumed_wishes(world: World) -> None:
    member = add(world)
    account = db.session.get_one(Account, member.account_id)
    assert (account.status, account.name) == ("pending", "曾国强")
    subject = db.session.scalar(select(SignInIdentity.subject).where(SignInIdentity.account_id == account.id))
    assert subject == "dg-0001"
    assert (member.pinyin, member.initials) == ("zengguoqiang", "zgq")
    assert (member.availability, member.profile_assumed) == (ASSUMED_AVAILABILITY, True)


def test_a_number_is_given_once(world: World) -> None:
    add(world)
    with pytest.raises(Invalid):
        add(world, name="别人")


@pytest.mark.parametrize("unit", ["team_a", "squad_b1"])
def test_members_belong_to_a_squad_within_reach(world: World, unit: str) -> None:
    with pytest.raises(Invalid):
        add(world, unit_id=world.units[unit].id)


def test_a_squad_leader_reads_but_does_not_manage(world: World) -> None:
    member = world.members["member"]
    with pytest.raises(Forbidden):
        service.update_member(world.actor("squad"), member.id, member.version, {"name": "新名"})
    with pytest.raises(NotVisible):
        service.update_member(world.actor("team_b"), member.id, member.version, {"name": "新名"})


def test_a_change_of_kind_is_told(world: World) -> None:
    member = world.members["member"]
    service.update_member(world.actor("team"), member.id, 1, {"kind": MemberKind.LEFT})
    (event,) = audited("member.changed")
    changed = {"before": {"kind": "active"}, "after": {"kind": "left"}}
    assert event.details == {"fields": ["kind"], "kind": "left", **changed}
    assert member.name not in found(world, "team")
    assert found(world, "team", kind="left") == {member.name}
    with pytest.raises(Refused) as refused:
        service.update_member(world.actor("team"), member.id, 1, {"kind": MemberKind.ACTIVE})
    assert refused.value.reason == "stale"


def test_a_new_name_is_found_by_its_sound(world: World) -> None:
    member = world.members["member"]
    service.update_member(world.actor("team"), member.id, 1, {"name": "单田芳"})
    for q in ("单田", "shant", "ShanTianFang", "stf", member.number):
        assert found(world, "team", q=q) == {"单田芳"}, q
    assert found(world, "team", q="dan") == set()
    assert found(world, "team", q="%") == set()


def test_filters_by_unit_and_by_skills_that_count(world: World) -> None:
    world.give_skill("member", "nursing")
    world.give_skill("member_2", "law", approved=False)
    assert len(found(world, "committee")) == 4
    assert found(world, "committee", unit=world.units["team_b"].id) == {"张member_b"}
    assert found(world, "team", unit=world.units["team_b"].id) == set()
    assert found(world, "team", skill="nursing") == {"张member"}
    assert found(world, "team", skill="law") == set()


def test_unmasking_is_on_record_with_its_purpose(world: World) -> None:
    members = [world.members["member"], world.members["member_2"]]
    service.unmask(world.actor("squad"), members, "核对保险名单")
    events = audited("member.unmasked")
    assert {event.subject_id for event in events} == {member.id for member in members}
    assert {event.reason for event in events} == {"核对保险名单"}
    with pytest.raises(Invalid):
        service.unmask(world.actor("squad"), members, " ")
    with pytest.raises(Forbidden):
        service.unmask(world.actor("squad"), [world.members["member_b"]], "核对")


def test_a_qualification_waits_for_a_leader(world: World) -> None:
    member = world.members["member"]
    skills.add_skill(world.actor("member"), member.id, "law", 2)
    waiting = qualifications.awaiting_approval(world.actor("team"))
    assert [who.id for _, who in db.session.execute(waiting)] == [member.id]
    assert queries.skills_of([member.id])[member.id][0].standing == "pending"
    approvals.approve_skill(world.actor("team"), member.id, "law")
    assert db.session.execute(qualifications.awaiting_approval(world.actor("team"))).all() == []
    assert found(world, "team", skill="law") == {member.name}
    skills.add_skill(world.actor("member"), member.id, "law", 3)
    assert found(world, "team", skill="law") == set()


def test_a_leaders_word_approves_at_once_but_never_for_oneself(world: World) -> None:
    skills.add_skill(world.actor("team"), world.members["member_2"].id, "law", 1)
    assert found(world, "team", skill="law") == {"张member_2"}
    leader = world.add_member("team_lead", "squad_a1")
    db.session.execute(Account.__table__.update().where(Account.id == leader.account_id).values(status="active"))
    world._grant("team_lead", "team_leader", unit="team_a")
    db.session.commit()
    skills.add_skill(world.actor("team_lead"), leader.id, "law", 1)
    with pytest.raises(Forbidden):
        approvals.approve_skill(world.actor("team_lead"), leader.id, "law")
    assert leader.name not in found(world, "team", skill="law")


def test_a_skill_can_be_taken_off(world: World) -> None:
    member = world.members["member"]
    skills.add_skill(world.actor("member"), member.id, "nursing", 2)
    skills.remove_skill(world.actor("member"), member.id, "nursing")
    assert queries.skills_of([member.id]) == {member.id: []}
    with pytest.raises(NotVisible):
        skills.remove_skill(world.actor("member"), member.id, "nursing")


def test_ones_own_word_ends_the_assumption(world: World) -> None:
    member = add(world)
    assert member.profile_assumed
    painted = own_profile.paint_availability(world.actor("member"), 5)
    assert (painted.availability, painted.profile_assumed) == (5, False)


def test_a_profile_keeps_a_coarse_home_and_known_interests(world: World) -> None:
    actor = world.actor("member")
    changes = {"home": {"lon": 113.123456, "lat": 23.1}, "interests": ["care", "legal"], "radius_km": 5.0}
    member = own_profile.change_profile(actor, changes)
    assert (member.home_lon, member.home_lat, member.radius_km) == (113.123, 23.1, 5.0)
    assert queries.interests_of(member.id) == ["care", "legal"]
    with pytest.raises(Invalid):
        own_profile.change_profile(actor, {"interests": ["none"]})
    assert own_profile.change_profile(actor, {"home": None}).home_lon is None
    with pytest.raises(NotVisible):
        own_profile.change_profile(world.actor("site"), {"radius_km": 3.0})


def test_members_are_counted_by_the_units_below(world: World) -> None:
    units = world.units
    ids = {name: unit.id for name, unit in units.items()}
    assert queries.member_counts([ids["brigade"], ids["team_a"], ids["squad_a1"], ids["team_b"]]) == {
        ids["brigade"]: 4,
        ids["team_a"]: 3,
        ids["squad_a1"]: 2,
        ids["team_b"]: 1,
    }


def test_members_are_told_what_leaders_decide_on_their_skills(world: World) -> None:
    member = world.members["member"]
    for code in ("law", "nursing"):
        skills.add_skill(world.actor("member"), member.id, code, 2)
    approvals.approve_skill(world.actor("team"), member.id, "law")
    skills.remove_skill(world.actor("team"), member.id, "nursing", "证书已过期")
    skills.remove_skill(world.actor("member"), member.id, "law")
    told = db.session.scalars(select(Notice).where(Notice.account_id == member.account_id).order_by(Notice.id)).all()
    assert [words(notice.kind, notice.parameters) for notice in told] == [
        "你登记的「法律咨询」已审核通过",
        "「护理」未通过审核，已从你的技能中移除。证书已过期",
    ]
