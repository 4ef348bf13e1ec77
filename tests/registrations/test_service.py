"""Asking, receiving, refusing, moving on and leaving: one site at a time, without a gap."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.support.world import World
from volunteer.audit.models import AuditEvent
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, NotVisible, Refused
from volunteer.notices.models import Notice
from volunteer.people import queries as people
from volunteer.people import service as members
from volunteer.people.models import MemberKind, Registration, RegistrationKind, RegistrationStatus
from volunteer.registrations import queries, service, teams


def ask(world: World, site: str = "site_1", member: str = "member") -> Registration:
    return service.ask(world.actor(member), world.places[site].id)


def registered(world: World, site: str = "site_1", member: str = "member") -> Registration:
    return service.receive(world.actor("committee"), ask(world, site, member).id)


def notices(world: World, account: str) -> list[str]:
    statement = select(Notice.kind).where(Notice.account_id == world.accounts[account].id).order_by(Notice.id)
    return list(db.session.scalars(statement))


def places_of(world: World, member: str = "member") -> list[str]:
    return [place.code for place in people.registered_places(world.members[member].id)]


def test_only_a_received_registration_counts(world: World) -> None:
    asked = ask(world)
    assert asked.status == RegistrationStatus.REQUESTED
    assert asked.slip is not None
    assert places_of(world) == []
    service.receive(world.actor("site"), asked.id)
    assert places_of(world) == ["site_1"]
    assert asked.answered_by == world.accounts["site"].id


def test_both_sides_are_told(world: World) -> None:
    asked = ask(world)
    assert notices(world, "site") == ["registration.asked.site"]
    assert notices(world, "town") == []
    service.receive(world.actor("site"), asked.id)
    assert notices(world, "member") == ["registration.received"]
    service.leave(world.actor("member"), asked.id)
    assert notices(world, "site") == ["registration.asked.site", "registration.ended.site"]
    assert notices(world, "member") == ["registration.received"]


def test_a_site_without_operator_is_answered_for_by_its_town(world: World) -> None:
    ask(world, "site_2")
    assert notices(world, "town") == ["registration.asked.site"]


def test_a_refusal_says_why_and_lets_ask_again(world: World) -> None:
    asked = ask(world)
    with pytest.raises(Invalid):
        service.refuse(world.actor("site"), asked.id, " ")
    service.refuse(world.actor("site"), asked.id, "住在隔壁社区")
    assert asked.status == RegistrationStatus.REFUSED
    notice = db.session.scalars(select(Notice).where(Notice.kind == "registration.refused")).one()
    assert notice.parameters["why"] == "住在隔壁社区"
    assert ask(world, "site_2").status == RegistrationStatus.REQUESTED


def test_whoever_moves_is_registered_without_a_gap(world: World) -> None:
    old = registered(world)
    with clock.travel(clock.now() + timedelta(days=3)):
        new = ask(world, "site_3")
        assert places_of(world) == ["site_1"]
        service.receive(world.actor("site_3"), new.id)
        assert places_of(world) == ["site_3"]
        assert old.status == RegistrationStatus.ENDED
        assert old.until == new.since == clock.today()
    ended = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "registration.ended")).one()
    assert ended.subject_id == old.id
    assert notices(world, "member")[-1] == "registration.received"


def test_one_request_at_a_time_and_never_twice_at_one_site(world: World) -> None:
    ask(world)
    with pytest.raises(Refused, match="registration_asked"):
        ask(world, "site_2")
    registered(world, "site_2", "member_2")
    with pytest.raises(Refused, match="registered_here"):
        ask(world, "site_2", "member_2")


def test_a_request_can_be_taken_back(world: World) -> None:
    asked = ask(world)
    service.leave(world.actor("member"), asked.id)
    assert asked.status == RegistrationStatus.ENDED
    with pytest.raises(Refused, match="not_in_this_state"):
        service.receive(world.actor("site"), asked.id)
    assert ask(world).status == RegistrationStatus.REQUESTED


def test_a_site_ends_one_with_a_reason(world: World) -> None:
    held = registered(world)
    service.release(world.actor("site"), held.id, "已搬离本社区")
    assert places_of(world) == []
    assert notices(world, "member")[-1] == "registration.ended"


@pytest.mark.parametrize("stranger", ["site_3", "team", "squad"])
def test_others_do_not_see_it(world: World, stranger: str) -> None:
    asked = ask(world)
    with pytest.raises(NotVisible):
        service.receive(world.actor(stranger), asked.id)
    with pytest.raises(NotVisible):
        service.leave(world.actor("member_2"), asked.id)
    with pytest.raises(Forbidden):
        queries.kept_site(world.actor(stranger), world.places["site_1"].id)


def test_whoever_leaves_the_network_is_registered_nowhere(world: World) -> None:
    registered(world)
    waiting = ask(world, "site_2")
    member = world.members["member"]
    members.update_member(world.actor("team"), member.id, member.version, {"kind": MemberKind.LEFT})
    assert places_of(world) == []
    assert waiting.status == RegistrationStatus.ENDED


def test_a_team_is_registered_in_one_step_and_received_in_one_tap(world: World) -> None:
    site = world.places["site_1"]
    number = teams.register_team(world.actor("team"), world.units["team_a"].id, site.id)
    assert number == 3
    assert notices(world, "site") == ["registration.team"]
    assert notices(world, "member_a2") == ["registration.by_team"]
    waiting = db.session.scalars(queries.waiting_at(site.id)).all()
    assert {one.kind for one in waiting} == {RegistrationKind.PAIRED}
    assert service.receive_waiting(world.actor("site"), site.id, [one.id for one in waiting]) == 3
    assert places_of(world, "member_a2") == ["site_1"]
    with pytest.raises(Refused, match="nobody_to_register"):
        teams.register_team(world.actor("team"), world.units["team_a"].id, site.id)


def test_some_of_a_team(world: World) -> None:
    chosen = [world.members["member_2"].id, world.members["member_b"].id]
    number = teams.register_team(world.actor("team"), world.units["team_a"].id, world.places["site_1"].id, chosen)
    assert number == 1  # the other is not of this team


def test_a_team_goes_to_its_paired_site_only_and_by_its_leader_only(world: World) -> None:
    team, paired = world.units["team_a"].id, world.places["site_1"].id
    with pytest.raises(NotVisible):
        teams.register_team(world.actor("team"), team, world.places["site_2"].id)
    with pytest.raises(NotVisible):
        teams.register_team(world.actor("team_b"), team, paired)
    with pytest.raises(NotVisible):
        teams.register_team(world.actor("squad"), team, paired)


def test_residence_and_paired_hold_side_by_side(world: World) -> None:
    registered(world, "site_2")
    site = world.places["site_1"]
    teams.register_team(world.actor("team"), world.units["team_a"].id, site.id, [world.members["member"].id])
    waiting = db.session.scalars(queries.waiting_at(site.id)).one()
    service.receive(world.actor("site"), waiting.id)
    assert places_of(world) == ["site_2", "site_1"]
    rate = queries.rates([world.units["team_a"].id, world.units["squad_a2"].id])
    assert rate[world.units["team_a"].id] == queries.Rate(members=3, residence=1, paired=1)
    assert rate[world.units["squad_a2"].id] == queries.Rate(members=1)
