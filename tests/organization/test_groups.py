"""Collaboration groups: who shapes them, who sees them, and that an organ is in one at most."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.support.world import World
from volunteer.audit.models import AuditEvent
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, NotVisible, Refused
from volunteer.organization import groups
from volunteer.organization.models import CollaborationGroup, Organ
from volunteer.organization.permissions import Role


@pytest.fixture
def organs(world: World) -> list[Organ]:
    """The organs of team_a and of team_b."""
    return list(db.session.scalars(select(Organ).order_by(Organ.id)))


def test_a_group_is_made_named_and_filled(world: World, organs: list[Organ]) -> None:
    actor = world.actor("committee")
    made = groups.make_group(actor, "第一协作组")
    groups.rename_group(actor, made.id, "第一组")
    for organ in organs:
        groups.put_into_group(actor, made.id, organ.id)
    groups.take_out_of_group(actor, made.id, organs[1].id)
    assert [organ.id for organ in groups.organs_of(made.id)] == [organs[0].id]
    assert [team.id for team in groups.teams_of(made.id)] == [world.units["team_a"].id]
    assert [organ.id for organ in groups.organs_of_none()] == [organs[1].id]
    actions = db.session.scalars(select(AuditEvent.action).where(AuditEvent.subject_kind.in_(("group", "organ"))))
    assert sorted(actions) == ["group.made", "group.renamed", "organ.grouped", "organ.grouped", "organ.grouped"]


def test_an_organ_is_in_one_group_at_most(world: World, organs: list[Organ]) -> None:
    actor = world.actor("admin")
    first, second = (groups.make_group(actor, name) for name in ("第一组", "第二组"))
    groups.put_into_group(actor, first.id, organs[0].id)
    with pytest.raises(Refused, match="organ_in_group"):
        groups.put_into_group(actor, second.id, organs[0].id)
    with pytest.raises(NotVisible):
        groups.take_out_of_group(actor, second.id, organs[0].id)


def test_two_groups_never_have_the_same_name(world: World) -> None:
    actor = world.actor("committee")
    groups.make_group(actor, "第一组")
    second = groups.make_group(actor, "第二组")
    for attempt in (
        lambda: groups.make_group(actor, "第一组"),
        lambda: groups.rename_group(actor, second.id, "第一组"),
    ):
        with pytest.raises(Invalid) as refused:
            attempt()
        assert set(refused.value.fields) == {"name"}


def test_an_organ_that_is_not_there_is_said(world: World) -> None:
    made = groups.make_group(world.actor("committee"), "第一组")
    with pytest.raises(Invalid):
        groups.put_into_group(world.actor("committee"), made.id, 999_999)


@pytest.mark.parametrize("name", ["team", "squad", "supervisor", "member", "town"])
def test_others_do_not_shape_groups(world: World, organs: list[Organ], name: str) -> None:
    made = groups.make_group(world.actor("committee"), "第一组")
    actor = world.actor(name)
    with pytest.raises(Forbidden):
        groups.make_group(actor, "第二组")
    with pytest.raises(Forbidden):
        groups.put_into_group(actor, made.id, organs[0].id)


def test_whoever_reads_the_network_sees_all_groups_a_leader_none(world: World) -> None:
    made = groups.make_group(world.actor("committee"), "第一组")
    assert db.session.scalars(groups.groups(world.actor("admin"))).all() == [made]
    assert db.session.scalars(groups.groups(world.actor("team"))).all() == []
    with pytest.raises(NotVisible):
        groups.group(world.actor("team"), made.id)
    with pytest.raises(NotVisible):
        groups.group(world.actor("committee"), 2**70)


def test_a_manager_of_a_brigade_below_does_not_shape_the_groups_of_all(world: World) -> None:
    world._grant("inner", Role.COMMITTEE, unit="team_b")
    db.session.commit()
    with pytest.raises(Forbidden):
        groups.make_group(world.actor("inner"), "第一组")
    assert db.session.scalars(select(CollaborationGroup.id)).all() == []
