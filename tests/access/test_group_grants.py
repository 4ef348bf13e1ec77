"""A grant at a collaboration group reaches the teams of its organs, whichever they are at the moment of the request."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.support.world import World, text_of
from volunteer.access import service
from volunteer.access.choices import key_of
from volunteer.access.service import NewGrant
from volunteer.accounts.queries import account_named
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, NotVisible
from volunteer.organization import groups
from volunteer.organization.models import CollaborationGroup, Grant
from volunteer.organization.permissions import Permission, Role


@pytest.fixture
def group(world: World) -> CollaborationGroup:
    """A group with the organ of team_a."""
    made = groups.make_group(world.actor("committee"), "第一协作组")
    groups.put_into_group(world.actor("committee"), made.id, world.units["team_a"].organ_id or 0)
    return made


@pytest.fixture
def grant(world: World, group: CollaborationGroup) -> Grant:
    """Its supervisor, who held nothing before."""
    world._account("watcher")
    db.session.commit()
    return service.give(world.actor("committee"), _supervisor(group))


def _supervisor(group: CollaborationGroup, **changes: Any) -> NewGrant:
    watcher = account_named("watcher")
    assert watcher is not None
    given: dict[str, Any] = {
        "account_id": watcher.id,
        "role": Role.SUPERVISOR,
        "collaboration_group_id": group.id,
        **changes,
    }
    return NewGrant(**given)


def _reached(world: World) -> set[str]:
    return set(world.actor("watcher").reach(Permission.MEMBER_READ).unit_paths)


def test_the_reach_follows_the_organs_of_the_group(world: World, group: CollaborationGroup, grant: Grant) -> None:
    actor = world.actor("committee")
    team_a, team_b = world.units["team_a"], world.units["team_b"]
    assert _reached(world) == {team_a.path}
    groups.put_into_group(actor, group.id, team_b.organ_id or 0)
    assert _reached(world) == {team_a.path, team_b.path}
    groups.take_out_of_group(actor, group.id, team_a.organ_id or 0)
    assert _reached(world) == {team_b.path}
    groups.take_out_of_group(actor, group.id, team_b.organ_id or 0)
    assert world.actor("watcher").grants == ()


def test_an_organ_that_left_is_gone_at_the_next_request(world: World, group: CollaborationGroup, grant: Grant) -> None:
    browser, team = world.browser("watcher"), world.units["team_a"]
    groups.put_into_group(world.actor("committee"), group.id, world.units["team_b"].organ_id or 0)
    assert browser.get(f"/units/{team.id}").status_code == 200
    groups.take_out_of_group(world.actor("committee"), group.id, team.organ_id or 0)
    assert browser.get(f"/units/{team.id}").status_code == 404
    assert browser.get(f"/members/{world.members['member'].id}").status_code == 404


def test_a_supervisor_only_reads(world: World, grant: Grant) -> None:
    held = {permission for permission in Permission if world.actor("watcher").may(permission)}
    assert Permission.MEMBER_READ in held
    assert {permission.value.rpartition(".")[2] for permission in held} == {"read"}


def test_grants_at_groups_are_dated(world: World, group: CollaborationGroup) -> None:
    world._account("watcher")
    db.session.commit()
    tomorrow = clock.now() + timedelta(days=1)
    new = _supervisor(group, since=tomorrow, until=tomorrow + timedelta(days=7))
    service.give(world.actor("committee"), new)
    held = []
    for days in (0, 2, 9):
        with clock.travel(clock.now() + timedelta(days=days)):
            held.append(bool(_reached(world)))
    assert held == [False, True, False]


def test_a_group_takes_only_supervisors(world: World, group: CollaborationGroup) -> None:
    world._account("watcher")
    db.session.commit()
    for role in set(Role) - {Role.SUPERVISOR}:
        with pytest.raises(Invalid) as refused:
            service.give(world.actor("admin"), _supervisor(group, role=role))
        assert set(refused.value.fields) == {"role"}


def test_only_who_covers_the_network_gives_and_ends_at_groups(
    world: World, group: CollaborationGroup, grant: Grant
) -> None:
    world._grant("inner", Role.COMMITTEE, unit="team_a")
    db.session.commit()
    inner = world.actor("inner")
    with pytest.raises(Forbidden):
        service.give(inner, _supervisor(group))
    with pytest.raises(NotVisible):
        service.end(inner, grant.id)
    with pytest.raises((Forbidden, NotVisible)):
        service.issue_code(inner, world.accounts["watcher"].id)
    service.end(world.actor("admin"), grant.id)
    assert world.actor("watcher").grants == ()


def test_who_supervises_a_group_is_let_in_by_who_covers_the_network(world: World, grant: Grant) -> None:
    watcher = world.accounts["watcher"]
    service.issue_code(world.actor("admin"), watcher.id)
    assert "watcher" in text_of(world.browser("committee").get("/accounts?q=watcher"))
    assert "watcher" not in text_of(world.browser("team").get("/accounts?q=watcher"))


def test_the_pages_give_and_list_at_groups(world: World, group: CollaborationGroup) -> None:
    world._account("watcher")
    db.session.commit()
    browser = world.browser("committee")
    assert f'value="{group.name}"' in browser.get(f"/grants/new?group_id={group.id}&role=supervisor").text
    asked = {"username": "watcher", "role": "supervisor"}
    linked = {**asked, "node": key_of(CollaborationGroup, group.id), "node_text": group.name}
    assert browser.post("/grants/new", linked).location == "/grants"
    assert browser.post("/grants/new", {**asked, "node_text": group.name, "deputy": "y"}).location == "/grants"
    page = text_of(browser.get("/grants?q=第一协作组"))
    assert page.count("协作组督导员") >= 2
    assert "副职" in page
