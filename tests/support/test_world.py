"""The world that the other tests stand on."""

from __future__ import annotations

from tests.support.world import World


def test_actors_hold_what_their_grants_say(world: World) -> None:
    assert world.actor("team").reach("demand.handle").unit_paths == (world.units["team_a"].path,)
    assert world.actor("site").reach("demand.ask").place_paths == (world.places["site_1"].path,)
    assert not world.actor("member").grants
    assert world.actor("member").unit_path == world.units["squad_a1"].path


def test_projects_and_claims_can_be_built(world: World) -> None:
    project = world.project(demand=world.demand(), sessions=2)
    claim = world.claim("member", project.positions[0])
    assert claim.blocks
    assert project.positions[0].taken == 1
