"""What was merged ends with its lead: asked how it was, struck off, or done again, and each by its own word."""

from __future__ import annotations

import pytest

from tests.demands.test_service import content
from tests.support.services import serve
from tests.support.world import World
from tests.triage.test_merging import SAME_TREE, TREE, submitted, told
from volunteer.demands import merging, rating_service, service
from volunteer.demands.models import Demand
from volunteer.demands.queries import board_numbers, timelines
from volunteer.demands.states import DemandStatus, Outcome
from volunteer.kernel import clock
from volunteer.kernel.errors import Refused


def served_together(world: World, *, elsewhere: bool = False) -> tuple[Demand, Demand]:
    """A lead whose service is over, and what was merged into it; of another site if so told."""
    lead = submitted(world, **TREE)
    site = {"site_id": world.places["site_2"].id} if elsewhere else {}
    demand = service.post(world.actor("town" if elsewhere else "site"), content(**SAME_TREE, **site), submit_now=True)
    merging.merge(world.actor("committee"), demand.id, lead.id)
    service.accept(world.actor("team"), lead.id)
    lead.status = DemandStatus.IN_SERVICE
    serve(world, lead)
    return lead, demand


def steps_of(demand: Demand) -> list[str]:
    return [entry.step for entry in timelines([demand.id])[demand.id]]


def test_it_is_asked_about_once_its_lead_was_served(world: World) -> None:
    lead, demand = served_together(world)
    assert (lead.status, demand.status) == (DemandStatus.AWAITING_RATING, DemandStatus.AWAITING_RATING)
    assert demand.deadline is None
    assert told(demand.id).count("demand.served") == 1
    assert board_numbers(world.actor("site"), clock.now()).groups["to_rate"] == 2
    with pytest.raises(Refused):
        merging.split(world.actor("team"), demand.id, "另一棵树")


def test_a_sites_word_strikes_off_all_it_asked_for(world: World) -> None:
    lead, demand = served_together(world)
    rating_service.rate(world.actor("site"), lead.id, 2)
    assert (demand.status, demand.outcome) == (DemandStatus.CLOSED, Outcome.REMARK)
    assert demand.closed_at == lead.closed_at
    assert told(demand.id)[-1] == "demand.served"  # the site itself spoke
    assert steps_of(demand) == ["submit", "merge", "finish", "close_together"]
    assert board_numbers(world.actor("site"), clock.now()).groups["underway"] == 0


def test_another_site_says_its_own_word(world: World) -> None:
    lead, demand = served_together(world, elsewhere=True)
    assert demand.responsible_unit_id == lead.responsible_unit_id
    rating_service.rate(world.actor("site"), lead.id, 5)
    assert demand.status == DemandStatus.AWAITING_RATING
    rating_service.rate(world.actor("town"), demand.id, 1, "没有来我们这边", do_again=True)
    assert (demand.status, demand.times_reopened) == (DemandStatus.ACCEPTED, 1)
    assert demand.deadline is not None
    assert lead.status == DemandStatus.CLOSED
    rating_service.reopen(world.actor("site"), lead.id, "又倒了")
    assert demand.status == DemandStatus.ACCEPTED  # a story of its own by now


@pytest.mark.parametrize("closed", [False, True])
def test_it_is_done_again_with_its_lead(world: World, closed: bool) -> None:
    lead, demand = served_together(world)
    if closed:
        rating_service.rate(world.actor("site"), lead.id, 5)
    rating_service.reopen(world.actor("site"), lead.id, "还挡着路")
    assert (demand.status, demand.outcome, demand.closed_at) == (DemandStatus.MERGED, None, None)
    assert merging.merged_into(lead.id) == [demand]
    assert steps_of(demand)[-1] == "rejoin"
    merging.split(world.actor("team"), demand.id, "不是同一棵树")
    assert (demand.status, demand.merged_into_id) == (DemandStatus.SUBMITTED, None)
    assert demand.deadline is not None


def test_its_own_word_holds_when_the_lead_is_done_again(world: World) -> None:
    lead, demand = served_together(world)
    rating_service.rate(world.actor("site"), demand.id, 5)
    rating_service.rate(world.actor("site"), lead.id, 1, "还挡着路", do_again=True)
    assert (lead.status, demand.status) == (DemandStatus.ACCEPTED, DemandStatus.CLOSED)
    assert demand.outcome == Outcome.CONTENT
