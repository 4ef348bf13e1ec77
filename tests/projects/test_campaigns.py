"""Campaigns belong to units: who may call, who may take part, what everybody may read of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from tests.projects.test_pages import filled
from tests.records.given import serve
from tests.support.world import World, coming, text_of
from volunteer.demands.states import DemandStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid
from volunteer.projects import campaign_service, service
from volunteer.projects.campaign_models import Campaign
from volunteer.projects.campaign_pages import a_year_later
from volunteer.projects.campaign_service import CampaignContent
from volunteer.projects.content import ProjectContent
from volunteer.projects.models import Project

FIGURES = ("projects", "held", "services", "minutes", "demands", "demands_closed")


def called(world: World, name: str = "team", title: str = "红七月", **days: date) -> Campaign:
    """One that runs now."""
    today = clock.today()
    usual = {"since": today - timedelta(days=3), "until": today + timedelta(days=27), **days}
    return campaign_service.make(world.actor(name), CampaignContent(title, "人人参加一次服务", **usual))


def test_a_team_calls_among_its_own(world: World) -> None:
    campaign = called(world)
    assert campaign.unit_id == world.units["team_a"].id
    assert called(world, "committee").unit_id == world.units["brigade"].id  # the same name, another unit
    for name in ("team_b", "squad"):
        with pytest.raises(Forbidden):
            campaign_service.to_edit(world.actor(name), campaign.id)
    assert campaign_service.to_edit(world.actor("committee"), campaign.id).id == campaign.id


@pytest.mark.parametrize(
    ("caller", "unit", "takes_part"),
    [("team", "squad_a1", True), ("team", "team_b", False), ("committee", "team_b", True), ("team", "brigade", False)],
)
def test_projects_of_the_unit_and_below_it_take_part(world: World, caller: str, unit: str, takes_part: bool) -> None:
    campaign = called(world, caller)
    words = {"title": "清洁日", "category": "care", "site_id": world.places["site_1"].id, "campaign_id": campaign.id}

    def make() -> Project:
        return service.make(world.actor("committee"), ProjectContent(words), world.units[unit].id)

    if takes_part:
        assert make().campaign_id == campaign.id
    else:
        with pytest.raises(Invalid) as refused:
            make()
        assert set(refused.value.fields) == {"campaign_id"}


def test_the_form_offers_what_one_may_take_part_in(world: World) -> None:
    for name, title in (("team", "本队行动"), ("team_b", "别队行动"), ("committee", "全市行动")):
        called(world, name, title)
    over = {"since": clock.today() - timedelta(days=60), "until": clock.today() - timedelta(days=1)}
    called(world, "committee", "去年行动", **over)
    page = text_of(world.browser("team").get("/projects/new"))
    assert "全市行动" in page
    assert f"本队行动（{world.units['team_a'].short_name}）" in page
    assert "别队行动" not in page
    assert "去年行动" not in page


def test_members_find_what_belongs_to_it(world: World) -> None:
    campaign = called(world)
    world.project(campaign_id=campaign.id, title="清河行动")
    world.project(title="读书会", starts=coming(days=9))
    browser = world.browser("member")
    everything = text_of(browser.get("/positions"))
    assert everything.count("红七月") >= 1
    narrowed = text_of(browser.get(f"/positions?campaign={campaign.id}"))
    assert "清河行动" in narrowed
    assert "读书会" not in narrowed
    content = CampaignContent("金八月", campaign.text, campaign.since, campaign.until)
    campaign_service.edit(world.actor("team"), campaign.id, campaign.version, content)
    renamed = text_of(browser.get("/positions"))
    assert "金八月" in renamed
    assert "红七月" not in renamed


def test_what_came_of_it_is_public_and_says_of_which_day(world: World) -> None:
    campaign = called(world)
    serve(world)
    serve(world, "member_2", days_ago=8, hours=1.5)
    db.session.execute(update(Project).values(campaign_id=campaign.id))
    serve(world, days_ago=6)  # not in it
    world.project(campaign_id=campaign.id, demand=world.demand(status=DemandStatus.CLOSED), title="还没有开始的")
    totals = world.api("member").get(f"/campaigns/{campaign.id}/totals").get_json()
    assert {name: totals[name] for name in FIGURES} == dict(zip(FIGURES, (3, 2, 2, 210, 1, 1), strict=True))
    page = text_of(world.browser(None).get(f"/campaigns/{campaign.id}"))
    assert "3 项目 2 已服务场次 2 服务人次 3 服务小时 1 / 1 需求办结" in page
    assert f"{clock.today().day}日；人次和时长只计已确认的" in page
    assert world.members["member"].name not in page


def test_once_more_a_year_later(world: World) -> None:
    campaign = called(world, title="2026 红七月", since=date(2026, 7, 1), until=date(2026, 7, 31))
    page = world.browser("team").get(f"/campaigns/new?like={campaign.id}").get_data(as_text=True)
    for value in ("2027 红七月", "2027-07-01", "2027-07-31"):
        assert f'value="{value}"' in page
    assert a_year_later(date(2028, 2, 29)) == date(2029, 2, 28)


def test_the_api_calls_lists_and_rewords(world: World) -> None:
    api, today = world.api("team"), clock.today()
    days = {"since": today.isoformat(), "until": (today + timedelta(days=9)).isoformat()}
    made = api.post("/campaigns", {"name": "红七月", "text": "人人参加", **days})
    assert made.status_code == 201
    campaign = made.get_json()
    assert campaign["unit_id"] == world.units["team_a"].id
    foreign = {"unit_id": world.units["team_b"].id, "name": "越权", "text": "x", **days}
    assert api.post("/campaigns", foreign).status_code == 403
    backwards = {"version": campaign["version"], "until": (today - timedelta(days=1)).isoformat()}
    assert api.patch(f"/campaigns/{campaign['id']}", backwards).status_code == 422
    reworded = api.patch(f"/campaigns/{campaign['id']}", {"version": campaign["version"], "name": "金八月"})
    assert (reworded.status_code, reworded.get_json()["text"]) == (200, "人人参加")
    running = world.api("member").get(f"/campaigns?running_on={today + timedelta(days=10)}").get_json()
    assert running == []
    assert [one["name"] for one in world.api("member").get("/campaigns").get_json()] == ["金八月"]


def test_a_project_is_filed_under_the_teams_own(world: World) -> None:
    campaign = called(world)
    browser = world.browser("team")
    assert browser.post("/projects/new", filled(world, campaign_id=str(campaign.id))).status_code == 303
    assert "共 1 个" in text_of(browser.get(f"/projects?campaign={campaign.id}"))
