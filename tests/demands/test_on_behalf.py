"""代办: a unit asks on behalf of a site. The site is told, has the last word, and rates; nobody answers themselves."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from tests.demands.test_pages import filled, fresh, only_demand
from tests.demands.test_service import content
from tests.support.world import World, coming, text_of
from volunteer.audit.models import AuditEvent
from volunteer.demands import rating_service, service, vouching
from volunteer.demands.models import Demand, Rating
from volunteer.demands.queries import timelines
from volunteer.demands.states import Channel, DemandStatus
from volunteer.happenings.accounts import Contact, WorkHandedOver
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, NotVisible, Refused
from volunteer.kernel.unit_of_work import transaction
from volunteer.notices.models import Notice
from volunteer.organization.actor import SYSTEM
from volunteer.organization.models import Grant
from volunteer.organization.reshape import close_unit


def asked(world: World, by: str, site: str = "site_1", **values: Any) -> Demand:
    return service.post(world.actor(by), content(site_id=world.places[site].id, **values), submit_now=True)


def told(world: World, name: str) -> list[str]:
    statement = select(Notice.kind).where(Notice.account_id == world.accounts[name].id).order_by(Notice.id)
    return list(db.session.scalars(statement))


def test_a_squad_asks_for_any_site_which_is_told_whose_word_it_is(world: World) -> None:
    demand = asked(world, "squad", "site_3")
    assert (demand.asked_by_unit_id, demand.channel) == (world.units["squad_a1"].id, Channel.TEAM)
    assert demand.on_behalf
    assert demand.responsible_unit_id == world.units["brigade"].id
    assert told(world, "site_3") == ["demand.asked_for"]
    assert timelines([demand.id])[demand.id][0].by == world.units["squad_a1"].short_name
    board = text_of(world.browser("site_3").get("/demands"))
    assert "由squad_a1代site_3 社区提出" in board
    assert "社区还没有核实" in board


def test_only_leaders_ask_and_only_in_the_name_of_their_units(world: World) -> None:
    with pytest.raises(Forbidden):
        asked(world, "supervisor")
    with pytest.raises(Forbidden):
        asked(world, "site", "site_3")
    with pytest.raises(Forbidden):
        asked(world, "squad", unit_id=world.units["squad_a2"].id)
    with pytest.raises(Invalid):
        asked(world, "squad", "town_1")
    assert asked(world, "team", unit_id=world.units["squad_a2"].id).asked_by_unit_id == world.units["squad_a2"].id


def test_a_unit_does_not_take_on_what_it_asked_for_until_the_site_vouches(world: World) -> None:
    demand = asked(world, "team")
    assert demand.responsible_unit_id == demand.asked_by_unit_id
    page = world.browser("team").get(f"/demands/{demand.id}")
    assert f"/demands/{demand.id}/accept" not in page.text
    assert "要等社区核实，或由上一级受理" in text_of(page)
    home = world.browser("team").get("/home")
    assert f"/demands/{demand.id}/accept" not in home.text
    assert "等社区核实" in text_of(home)
    with pytest.raises(Refused, match="own_asking"):
        service.accept(world.actor("team"), demand.id)
    assert fresh(demand).status == DemandStatus.SUBMITTED
    answer = world.browser("site").post(f"/demands/{demand.id}/vouch")
    assert answer.status_code == 303
    assert fresh(demand).vouched_at is not None
    assert told(world, "team")[-1] == "demand.vouched"
    assert f"/demands/{demand.id}/accept" in world.browser("team").get("/home").text
    assert service.accept(world.actor("team"), demand.id).status == DemandStatus.ACCEPTED
    with pytest.raises(Refused, match="not_in_this_state"):
        vouching.vouch(world.actor("site"), demand.id)


def test_the_next_tier_takes_it_on_where_the_site_is_silent(world: World) -> None:
    by_team, by_squad = asked(world, "team"), asked(world, "squad")
    assert service.accept(world.actor("committee"), by_team.id).status == DemandStatus.ACCEPTED
    assert service.accept(world.actor("team"), by_squad.id).status == DemandStatus.ACCEPTED
    for_the_squad = asked(world, "team", unit_id=world.units["squad_a1"].id)  # the very account that asked
    with pytest.raises(Refused, match="own_asking"):
        service.accept(world.actor("team"), for_the_squad.id)


def test_another_unit_that_answers_is_a_second_person_already(world: World) -> None:
    assert service.accept(world.actor("team"), asked(world, "team_b").id).status == DemandStatus.ACCEPTED


def test_a_small_thing_that_a_unit_asked_for_is_not_published_by_itself(world: World) -> None:
    small = asked(
        world, "team", headcount=1, starts=coming(days=5, hour=9), ends=coming(days=5, hour=17), window_minutes=60
    )
    assert small.status == DemandStatus.SUBMITTED
    assert "受理并发布" not in text_of(world.browser("team").get(f"/demands/{small.id}"))
    vouching.vouch(world.actor("site"), small.id)
    assert "受理并发布" in text_of(world.browser("team").get(f"/demands/{small.id}"))


def test_the_site_corrects_and_by_that_vouches(world: World) -> None:
    demand = asked(world, "team")
    browser = world.browser("site")
    assert "保存更正" in text_of(browser.get(f"/demands/{demand.id}/edit"))
    answer = browser.post(f"/demands/{demand.id}/edit", filled(version=demand.version, title="陪两位老人复诊"))
    assert answer.status_code == 303
    demand = fresh(demand)
    assert (demand.title, demand.status, demand.on_behalf) == ("陪两位老人复诊", DemandStatus.SUBMITTED, True)
    assert demand.vouched_at is not None
    assert told(world, "team")[-1] == "demand.corrected"
    with pytest.raises(Refused, match="stale"):
        vouching.correct(world.actor("site"), demand.id, 1, {"title": "旧表单"})
    with pytest.raises(Refused, match="not_in_this_state"):
        service.edit(world.actor("team"), demand.id, demand.version, {"title": "改回去"})


def test_either_side_withdraws_and_the_other_is_told(world: World) -> None:
    service.withdraw(world.actor("site"), asked(world, "squad").id, "老人已经有人陪")
    assert told(world, "squad")[-1] == "demand.withdrawn"
    own = asked(world, "squad")
    service.withdraw(world.actor("squad"), own.id)
    assert told(world, "site")[-1] == "demand.withdrawn"
    with pytest.raises(NotVisible):
        service.withdraw(world.actor("team_b"), asked(world, "squad").id)


def test_what_comes_after_publishing_is_the_sites(world: World) -> None:
    demand = world.demand(
        status=DemandStatus.AWAITING_RATING, asked_by_unit_id=world.units["squad_a1"].id, on_behalf=True
    )
    for name in ("squad", "team"):
        with pytest.raises(Forbidden):
            rating_service.rate(world.actor(name), demand.id, 5)
        with pytest.raises(Forbidden):
            rating_service.reopen(world.actor(name), demand.id, "再来一次")
    rating_service.rate(world.actor("site"), demand.id, 4)
    assert db.session.scalars(select(Rating)).one().on_behalf is False


def test_nobody_rates_what_their_own_unit_did(world: World) -> None:
    by_brigade = world.demand(status=DemandStatus.AWAITING_RATING, responsible_unit_id=world.units["brigade"].id)
    assert f"/demands/{by_brigade.id}/rate" not in world.browser("committee").get(f"/demands/{by_brigade.id}").text
    with pytest.raises(Refused, match="own_service"):
        rating_service.rate(world.actor("committee"), by_brigade.id, 5)
    by_team = world.demand(status=DemandStatus.AWAITING_RATING)
    rating_service.rate(world.actor("committee"), by_team.id, 5)
    assert db.session.scalars(select(Rating)).one().on_behalf is True  # 代评


def test_a_leader_asks_on_a_form_that_begins_with_the_paired_sites(world: World) -> None:
    browser = world.browser("team")
    assert "代社区提需求" in text_of(browser.get("/demands"))
    page = browser.get("/demands/new")
    site = world.places["site_1"]
    assert f"/demands/new?site={site.id}" in page.text
    assert f"/demands/new?site={world.places['site_3'].id}" not in page.text
    chosen = browser.get(f"/demands/new?site={site.id}").text
    assert 'name="on_behalf"' not in chosen
    assert 'value="site_1 社区"' in chosen  # who is asked at the door
    found = [choice["id"] for choice in browser.get("/pick/site_of_demands?q=").get_json()]
    assert (found[0], len(found)) == (site.id, 3)
    assert browser.post("/demands/new", filled(site_id=site.id)).status_code == 303
    assert only_demand().asked_by_unit_id == world.units["team_a"].id


def test_it_is_on_record_and_in_json(world: World) -> None:
    api = world.api("squad")
    body = {**content(site_id=world.places["site_1"].id), "unit_id": world.units["squad_a1"].id}
    body |= {"starts": body["starts"].isoformat(), "ends": body["ends"].isoformat()}
    made = api.post("/demands", body).json
    assert made is not None
    assert (made["asked_by_unit_id"], made["vouched_at"]) == (world.units["squad_a1"].id, None)
    assert api.post(f"/demands/{made['id']}/submit").status_code == 200
    assert api.post(f"/demands/{made['id']}/vouch").status_code == 403
    site = world.api("site")
    corrected = site.patch(f"/demands/{made['id']}", {"version": 1, "headcount": 3}).json
    assert corrected is not None
    assert corrected["vouched_at"] is not None
    refused = site.post(f"/demands/{made['id']}/vouch")
    assert (refused.status_code, refused.json["reason"] if refused.json else "") == (409, "not_in_this_state")
    actions = set(db.session.scalars(select(AuditEvent.action).where(AuditEvent.subject_id == made["id"])))
    assert {"demand.posted", "demand.submitted", "demand.corrected"} <= actions


def test_those_who_follow_a_leader_or_an_operator_hear_what_is_asked(world: World) -> None:
    demand, own = asked(world, "squad"), world.demand(asker_id=world.accounts["site"].id)
    before, after = world.accounts["squad"], world.accounts["member_2"]
    with transaction(SYSTEM) as work:
        work.record(
            WorkHandedOver(
                subject_id=before.id,
                before=Contact(before.id, before.name, None),
                after=Contact(after.id, after.name, None),
                unit_path=world.units["squad_a1"].path,
                place_path=None,
            )
        )
    assert fresh(demand).asker_id == after.id
    grant = db.session.scalars(select(Grant).where(Grant.account_id == world.accounts["site"].id)).one()
    grant.until = clock.now()
    db.session.commit()
    service.accept(world.actor("team"), own.id)
    assert told(world, "site")[-1:] != ["demand.accepted"]
    assert told(world, "town") == ["demand.accepted"]


def test_the_successor_of_a_closed_unit_asks_and_still_does_not_answer_itself(world: World) -> None:
    demand = asked(world, "team")
    team_a, team_b = world.units["team_a"], world.units["team_b"]
    for squad in (world.units["squad_a1"], world.units["squad_a2"]):
        close_unit(world.actor("admin"), squad.id, squad.version, world.units["squad_b1"].id)
    close_unit(world.actor("admin"), team_a.id, team_a.version, team_b.id)
    demand = fresh(demand)
    assert demand.asked_by_unit_id == demand.responsible_unit_id == world.units["team_b"].id
    with pytest.raises(Refused, match="own_asking"):
        service.accept(world.actor("team_b"), demand.id)


def test_who_names_nobody_to_call_means_the_site(world: World) -> None:
    site = world.places["site_3"]
    site.duty_phone = "0769-22335003"
    db.session.commit()
    sent = filled(site_id=site.id, contact_name="", contact_phone="")
    assert world.browser("squad").post("/demands/new", sent).status_code == 303
    assert (only_demand().contact_name, only_demand().contact_phone) == (site.name, "0769-22335003")
    assert world.browser("site").post("/demands/new", filled(contact_name="")).status_code == 422
