"""Private links to one demand."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.support.world import World
from volunteer.demands import links
from volunteer.demands.states import LinkPurpose
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible
from volunteer.kernel.unit_of_work import transaction


def _link(world: World, purpose: LinkPurpose, **values: timedelta) -> tuple[str, int]:
    demand = world.demand(asker_id=None, channel="resident")
    with transaction(None) as work:
        until = work.now + values["lasts"] if "lasts" in values else None
        return links.make(work, demand, purpose, until), demand.id


def test_a_link_leads_to_its_demand_and_keeps_no_secret(world: World) -> None:
    token, demand_id = _link(world, LinkPurpose.FOLLOW)
    link, demand = links.opened(token, LinkPurpose.FOLLOW, clock.now())
    assert demand.id == demand_id
    assert token.encode() not in link.token_hash


def test_another_word_another_purpose_or_too_late_leads_nowhere(world: World) -> None:
    token, _demand_id = _link(world, LinkPurpose.SURVEY, lasts=timedelta(days=7))
    now = clock.now()
    links.opened(token, LinkPurpose.SURVEY, now, lock=True)
    for word, purpose, at in (
        (token + "x", LinkPurpose.SURVEY, now),
        (token, LinkPurpose.FOLLOW, now),
        (token, LinkPurpose.SURVEY, now + timedelta(days=8)),
    ):
        with pytest.raises(NotVisible):
            links.opened(word, purpose, at)


def test_the_site_is_told_for_whoever_has_no_account(world: World) -> None:
    demand = world.demand(asker_id=None, channel="resident")
    world.api("team").post(f"/demands/{demand.id}/accept")
    db.session.refresh(demand)
    assert demand.status == "accepted"
    assert [notice["kind"] for notice in world.api("site").get("/notices").json] == ["demand.accepted"]
    assert world.api("site_3").get("/notices").json == []
