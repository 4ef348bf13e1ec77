"""Posts and areas: named within reach, dated, kept when they end, following their holders."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.support.world import World
from volunteer.audit.models import AuditEvent
from volunteer.designations import queries, service
from volunteer.designations.models import Designation, DesignationKind
from volunteer.designations.service import NewDesignation
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, NotVisible, Refused
from volunteer.notices.models import Notice
from volunteer.organization import reshape
from volunteer.people import service as people
from volunteer.people.models import MemberKind


def _post(world: World, **changes: Any) -> NewDesignation:
    given: dict[str, Any] = {
        "kind": DesignationKind.PIONEER_POST,
        "title": "义诊先锋岗",
        "member_id": world.members["member"].id,
        **changes,
    }
    return NewDesignation(**given)


def _area(world: World, **changes: Any) -> NewDesignation:
    given: dict[str, Any] = {
        "kind": DesignationKind.RESPONSIBILITY_AREA,
        "title": "花园路责任区",
        "unit_id": world.units["squad_a1"].id,
        "place_id": world.places["site_1"].id,
        **changes,
    }
    return NewDesignation(**given)


def _titles(world: World, name: str, **wanted: Any) -> set[str]:
    return {d.title for d in db.session.scalars(queries.designations(world.actor(name), queries.Wanted(**wanted)))}


def test_a_member_is_named_with_the_own_unit_and_told(world: World) -> None:
    named = service.name(world.actor("team"), _post(world))
    assert (named.unit_id, named.since, named.until) == (world.units["squad_a1"].id, clock.today(), None)
    told = select(Notice.kind).where(Notice.account_id == world.accounts["member"].id)
    assert db.session.scalars(told).all() == ["designation.named"]
    service.end(world.actor("team"), named.id, named.version)
    assert set(db.session.scalars(told)) == {"designation.named", "designation.ended"}
    actions = db.session.scalars(select(AuditEvent.action).where(AuditEvent.subject_kind == "designation"))
    assert sorted(actions) == ["designation.ended", "designation.named"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"place_id": None}, "place_id"),
        ({"place_id": 999_999}, "place_id"),
        ({"unit_id": None}, "unit_id"),
        ({"unit_id": 999_999}, "unit_id"),
        ({"until": clock.today() - timedelta(days=1)}, "until"),
    ],
)
def test_what_makes_no_sense_is_said_by_field(world: World, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        service.name(world.actor("team"), _area(world, **changes))
    assert set(refused.value.fields) == {field}


def test_an_area_is_at_a_site_not_at_a_town(world: World) -> None:
    with pytest.raises(Invalid):
        service.name(world.actor("team"), _area(world, place_id=world.places["town_1"].id))


def test_nobody_names_outside_the_own_reach(world: World) -> None:
    for new in (_area(world), _post(world)):
        with pytest.raises(Invalid):
            service.name(world.actor("team_b"), new)
    for name in ("squad", "supervisor", "town"):
        with pytest.raises(Invalid):
            service.name(world.actor(name), _area(world))
    named = service.name(world.actor("team"), _area(world))
    with pytest.raises(NotVisible):
        service.end(world.actor("team_b"), named.id, named.version)
    with pytest.raises(Forbidden):
        service.end(world.actor("squad"), named.id, named.version)


def test_the_list_is_narrowed_by_unit_person_and_place(world: World) -> None:
    service.name(world.actor("team"), _area(world))
    service.name(world.actor("team"), _post(world))
    units, site = world.units, world.places["site_1"]
    assert _titles(world, "team") == {"义诊先锋岗", "花园路责任区"}
    assert _titles(world, "team", unit_id=units["team_a"].id) == {"义诊先锋岗", "花园路责任区"}
    assert _titles(world, "team", unit_id=units["squad_a2"].id) == set()
    assert _titles(world, "team", member_id=world.members["member"].id) == {"义诊先锋岗"}
    assert _titles(world, "team", place_id=site.id) == {"花园路责任区"}
    assert _titles(world, "team", kind="pioneer_post", q="义诊") == {"义诊先锋岗"}
    assert _titles(world, "team", q="%") == set()
    assert _titles(world, "team_b") == set()
    assert _titles(world, "team", unit_id=2**70) == set()


def test_what_ended_is_kept_and_ends_once(world: World) -> None:
    actor = world.actor("team")
    named = service.name(actor, _area(world, since=clock.today() - timedelta(days=9)))
    service.end(actor, named.id, named.version, clock.today() - timedelta(days=2))
    assert _titles(world, "team") == set()
    assert _titles(world, "team", ended=True) == {"花园路责任区"}
    with pytest.raises(Refused, match="not_in_this_state"):
        service.end(actor, named.id, named.version)
    later = service.name(actor, _post(world, since=clock.today() + timedelta(days=9)))
    with pytest.raises(Refused, match="stale"):
        service.end(actor, later.id, later.version + 1)
    assert service.end(actor, later.id, later.version).until == later.since


def test_pages_are_told_what_holds_today(world: World) -> None:
    actor = world.actor("team")
    service.name(actor, _area(world))
    service.name(actor, _post(world, since=clock.today() + timedelta(days=1)))
    site, member = world.places["site_1"], world.members["member"]
    with world.app.test_request_context():
        assert [one.title for one in queries.named_for(place_id=site.id)] == ["花园路责任区"]
        assert [one.title for one in queries.named_for(unit_id=world.units["squad_a1"].id)] == ["花园路责任区"]
        assert list(queries.named_for(member_id=member.id)) == []
        with clock.travel(clock.now() + timedelta(days=2)):
            assert [one.member for one in queries.named_for(member_id=member.id)] == [member.name]


def test_the_successor_of_a_unit_keeps_its_areas(world: World) -> None:
    actor = world.actor("committee")
    old = service.name(actor, _area(world, since=clock.today() - timedelta(days=30)))
    post = service.name(actor, _post(world))
    squad, successor = world.units["squad_a1"], world.units["squad_a2"]
    reshape.close_unit(actor, squad.id, squad.version, successor.id)
    kept = db.session.scalars(select(Designation).where(Designation.id.not_in((old.id, post.id)))).one()
    assert (kept.unit_id, kept.title, kept.since) == (successor.id, old.title, clock.today())
    assert old.until == clock.today() - timedelta(days=1)
    assert db.session.get_one(Designation, post.id).unit_id == successor.id


def test_a_member_takes_the_post_along_and_gives_it_up_when_leaving(world: World) -> None:
    actor, member = world.actor("committee"), world.members["member"]
    post = service.name(actor, _post(world))
    people.update_member(actor, member.id, member.version, {"unit_id": world.units["squad_a2"].id})
    assert db.session.get_one(Designation, post.id).unit_id == world.units["squad_a2"].id
    people.update_member(actor, member.id, member.version, {"kind": MemberKind.LEFT})
    assert db.session.get_one(Designation, post.id).until == clock.today()
