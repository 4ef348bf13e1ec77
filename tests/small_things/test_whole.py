"""A small thing from the form to its stars, through pages only: hour, start and finish are the helper's word (D8)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.small_things.test_small_things import asked, at
from tests.support.world import World, text_of
from volunteer.activities.models import Punch, PunchMethod
from volunteer.demands.models import Demand, Rating
from volunteer.demands.states import DemandStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.ledger.models import HoursProposal
from volunteer.projects.models import Position


def fresh(demand: Demand) -> Demand:
    db.session.expire_all()
    return db.session.get_one(Demand, demand.id)


@pytest.mark.parametrize(("rater", "for_the_site"), [("site", False), ("town", True)])
def test_from_the_form_to_its_stars(world: World, rater: str, for_the_site: bool) -> None:
    demand = asked(world)
    helper = world.browser("member")
    world.browser("team").post(f"/demands/{demand.id}/publish-at-once")
    position = db.session.scalars(select(Position)).one()
    helper.post(f"/positions/{position.id}/claim", {"hour": at(14).isoformat()})
    gate = f"/sessions/{position.session_id}/check-in"
    with clock.travel(at(14) - timedelta(minutes=5)):
        helper = world.browser("member")
        assert "开始服务" in text_of(helper.get(gate))
        helper.post(gate)
    assert fresh(demand).status == DemandStatus.IN_SERVICE
    with clock.travel(at(14, 50)):
        helper = world.browser("member")
        assert "结束服务" in text_of(helper.get(gate))
        helper.post(gate, {"kind": "out"})
        proposal = db.session.scalars(select(HoursProposal)).one()
        assert (proposal.minutes, proposal.ticked) == (50, True)
        site = world.browser("site")
        assert "换灯泡" in text_of(site.get("/hours/countersign"))
        site.post("/hours/countersign", {"ids": [proposal.id]})
    with clock.travel(at(16)):
        world.browser("team").post(f"/projects/{position.project_id}/finish")
    assert fresh(demand).status == DemandStatus.AWAITING_RATING
    assert set(db.session.scalars(select(Punch.method))) == {PunchMethod.OWN}
    assert db.session.scalars(select(HoursProposal)).one().countersigned_by == world.accounts["site"].id
    world.browser(rater).post(f"/demands/{demand.id}/rate", {"score": "5"})
    assert fresh(demand).status == DemandStatus.CLOSED
    assert db.session.scalars(select(Rating)).one().on_behalf is for_the_site
    assert ("（代评）" in text_of(world.browser("site").get(f"/demands/{demand.id}"))) is for_the_site
