"""A demand from the site's draft to close-out, and back again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.support.world import World, coming
from volunteer.answers import call_backs
from volunteer.answers.call_backs import Call
from volunteer.answers.states import CallOutcome
from volunteer.demands import rating_service, service
from volunteer.demands.models import Demand, DemandStep, Rating
from volunteer.demands.queries import timelines
from volunteer.demands.states import DemandStatus, Outcome
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, NotVisible, Refused
from volunteer.notices.models import Notice
from volunteer.organization.models import PrivatePlace, Tier, Unit
from volunteer.organization.reshape import close_unit


def content(**changes: Any) -> dict[str, Any]:
    starts = coming(days=5)
    return {
        "category": "care",
        "title": "陪独居老人看病",
        "text": "陪同老人到医院复诊。",
        "headcount": 2,
        "starts": starts,
        "ends": starts + timedelta(hours=2),
        "contact_name": "李社工",
        "contact_phone": "0769-22830000",
        "risk_note": "两人同行",
        **changes,
    }


def test_posting_keeps_a_draft_for_the_own_site(world: World) -> None:
    demand = service.post(world.actor("site"), content())
    assert demand.status == DemandStatus.DRAFT
    assert demand.site_id == world.places["site_1"].id
    assert demand.number is None
    assert demand.responsible_unit_id is None


def test_submitting_names_number_unit_and_deadline(world: World) -> None:
    demand = service.post(world.actor("site"), content(), submit_now=True)
    assert demand.status == DemandStatus.SUBMITTED
    assert demand.number is not None
    assert demand.number.startswith(str(clock.today().year))
    assert demand.responsible_unit_id == world.units["team_a"].id
    assert demand.deadline is not None
    assert demand.deadline > clock.now()
    told = db.session.scalars(select(Notice.account_id).where(Notice.kind == "demand.submitted")).all()
    assert told == [world.accounts["team"].id]


def test_a_site_without_partner_is_answered_by_the_brigade(world: World) -> None:
    demand = service.post(world.actor("site_3"), content(), submit_now=True)
    assert demand.responsible_unit_id == world.units["brigade"].id


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"starts": coming(days=-1)}, "starts"),
        ({"ends": coming(days=5)}, "ends"),
        ({"ends": coming(days=9)}, "ends"),
        ({"headcount": 0}, "headcount"),
        ({"category": "nothing"}, "category"),
        ({"skill": "nothing"}, "skill"),
    ],
)
def test_what_cannot_be_is_named_by_field(world: World, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        service.post(world.actor("site"), content(**changes))
    assert field in refusal.value.fields
    assert db.session.scalar(select(func.count()).select_from(Demand)) == 0


def test_posting_for_another_site_is_forbidden(world: World) -> None:
    with pytest.raises(Forbidden):
        service.post(world.actor("site"), content(site_id=world.places["site_3"].id))


def test_a_town_officer_posts_for_the_towns_sites(world: World) -> None:
    demand = service.post(world.actor("town"), content(site_id=world.places["site_2"].id, on_behalf=True))
    assert demand.on_behalf


def test_editing_needs_the_latest_version(world: World) -> None:
    site = world.actor("site")
    demand = service.post(site, content())
    service.edit(site, demand.id, 1, {"title": "陪诊"})
    with pytest.raises(Refused) as refusal:
        service.edit(site, demand.id, 1, {"title": "旧表单"})
    assert refusal.value.reason == "stale"
    assert db.session.get_one(Demand, demand.id).title == "陪诊"


def test_a_returned_demand_is_edited_and_submitted_again(world: World) -> None:
    site, team = world.actor("site"), world.actor("team")
    demand = service.post(site, content(), submit_now=True)
    number = demand.number
    service.return_(team, demand.id, "请写明楼栋")
    service.edit(site, demand.id, demand.version, {"text": "三号楼，两位老人。"})
    service.submit(site, demand.id)
    assert (demand.status, demand.number, demand.times_returned) == ("submitted", number, 1)
    assert [e.step for e in timelines([demand.id])[demand.id]] == ["submit", "return", "submit"]


def test_returned_twice_goes_to_the_brigade(world: World) -> None:
    site, team = world.actor("site"), world.actor("team")
    demand = service.post(site, content(), submit_now=True)
    for _ in range(2):
        service.return_(team, demand.id, "请补充")
        service.submit(site, demand.id)
    assert demand.responsible_unit_id == world.units["brigade"].id


def test_forwarding_moves_the_responsibility(world: World) -> None:
    demand = service.post(world.actor("site"), content(), submit_now=True)
    service.forward(world.actor("team"), demand.id, world.units["team_b"].id, "对口单位")
    assert demand.responsible_unit_id == world.units["team_b"].id
    with pytest.raises(NotVisible):
        service.accept(world.actor("team"), demand.id)
    service.accept(world.actor("team_b"), demand.id)
    assert demand.status == DemandStatus.ACCEPTED


def test_a_foreign_team_sees_nothing_and_a_squad_leader_may_not(world: World) -> None:
    demand = service.post(world.actor("site"), content(), submit_now=True)
    with pytest.raises(NotVisible):
        service.accept(world.actor("team_b"), demand.id)
    with pytest.raises(Forbidden):
        service.accept(world.actor("supervisor"), demand.id)


def test_the_site_changes_a_published_demand(world: World) -> None:
    demand = world.demand(status=DemandStatus.PUBLISHED)
    with pytest.raises(Refused) as refusal:
        service.change(world.actor("site"), demand.id, {"headcount": demand.headcount})
    assert refusal.value.reason == "nothing_changed"
    service.change(world.actor("site"), demand.id, {"headcount": 5}, "来的人多")
    assert demand.headcount == 5


def test_content_closes_the_demand(world: World) -> None:
    demand = world.demand(status=DemandStatus.AWAITING_RATING)
    rating_service.rate(world.actor("site"), demand.id, 5, "很好")
    assert (demand.status, demand.outcome) == (DemandStatus.CLOSED, Outcome.CONTENT)
    with pytest.raises(Refused):
        rating_service.rate(world.actor("site"), demand.id, 4)


def test_discontent_reopens_with_the_story_kept(world: World) -> None:
    demand = world.demand(status=DemandStatus.AWAITING_RATING)
    rating_service.rate(world.actor("site"), demand.id, 1, "没有人来", do_again=True)
    assert (demand.status, demand.times_reopened, demand.outcome) == (DemandStatus.ACCEPTED, 1, None)
    assert demand.deadline is not None
    assert db.session.scalar(select(Rating.score).where(Rating.demand_id == demand.id)) == 1
    assert [e.step for e in timelines([demand.id])[demand.id]] == ["rate", "reopen"]


def test_a_low_score_without_asking_again_is_a_remark(world: World) -> None:
    demand = world.demand(status=DemandStatus.AWAITING_RATING)
    rating_service.rate(world.actor("site"), demand.id, 2)
    assert demand.outcome == Outcome.REMARK


def test_the_private_part_is_guarded_audited_and_closes(world: World) -> None:
    site = world.actor("site")
    demand = service.post(site, content(private_address="三号楼 502", private_phone="13900001111"), submit_now=True)
    place = service.open_private(world.actor("team"), demand.id)
    assert place.address == "三号楼 502"
    with pytest.raises(Forbidden):
        service.open_private(world.actor("supervisor"), demand.id)
    with clock.travel(clock.now() + timedelta(days=10)):
        db.session.get_one(PrivatePlace, place.id).closes_at = clock.now() - timedelta(minutes=1)
        db.session.commit()
        with pytest.raises(NotVisible):
            service.open_private(world.actor("team"), demand.id)


def test_a_closed_units_demands_pass_to_its_successor(world: World) -> None:
    demand = world.demand()
    finished = world.demand(status=DemandStatus.CLOSED)
    team_a, team_b = world.units["team_a"], world.units["team_b"]
    admin = world.actor("admin")
    for squad in ("squad_a1", "squad_a2"):
        unit = world.units[squad]
        close_unit(admin, unit.id, unit.version, world.units["squad_b1"].id)
    close_unit(admin, team_a.id, team_a.version, team_b.id)
    assert demand.responsible_unit_id == team_b.id
    assert finished.responsible_unit_id == team_a.id


@pytest.mark.parametrize(
    ("status", "step", "who"),
    [
        (DemandStatus.PUBLISHED, service.cancel, "site"),
        (DemandStatus.SUBMITTED, service.withdraw, "site"),
        (DemandStatus.SUBMITTED, service.decline, "team"),
    ],
)
def test_the_private_part_closes_however_it_ends(world: World, status: str, step: Any, who: str) -> None:
    place = PrivatePlace(recipient="王奶奶", address="三号楼")
    db.session.add(place)
    db.session.commit()
    demand = world.demand(status=status, private_place_id=place.id)
    actor = world.actor(who)
    step(actor, demand.id, "原因")
    with clock.travel(clock.now() + timedelta(days=8)), pytest.raises(NotVisible):
        service.open_private(actor, demand.id)


def test_whoever_served_cannot_forestall_the_sites_word(world: World) -> None:
    demand = world.demand(status=DemandStatus.AWAITING_RATING)
    db.session.add(DemandStep(demand_id=demand.id, step="finish", at=clock.now()))
    db.session.commit()
    with pytest.raises(Refused) as refusal:
        rating_service.close(world.actor("team"), demand.id)
    assert refusal.value.reason == "site_may_still_rate"
    with clock.travel(clock.now() + timedelta(days=15)):
        with pytest.raises(Refused) as refusal:
            rating_service.close(world.actor("team"), demand.id)
        assert refusal.value.reason == "call_first"
        call_backs.note(world.actor("team"), demand.id, Call(CallOutcome.UNREACHED))
        rating_service.close(world.actor("team"), demand.id)
    assert demand.outcome == Outcome.UNRATED


def test_a_service_under_way_can_ask_for_more_people(world: World) -> None:
    begun = clock.now() - timedelta(minutes=10)
    demand = world.demand(status=DemandStatus.IN_SERVICE, starts=begun, ends=begun + timedelta(hours=2))
    assert service.change(world.actor("site"), demand.id, {"headcount": 3}).headcount == 3


def test_a_demand_does_not_leave_its_top_brigade(world: World) -> None:
    foreign = Unit(tier=Tier.BRIGADE, name="外市大队", short_name="外市", path="foreign/")
    db.session.add(foreign)
    db.session.commit()
    demand = world.demand()
    with pytest.raises(Invalid):
        service.forward(world.actor("team"), demand.id, foreign.id, "转办")
