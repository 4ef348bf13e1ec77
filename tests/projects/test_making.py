"""Making projects quickly: week by week, like an earlier one, under a campaign; safeguards before publishing."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.projects.test_pages import filled
from tests.support.statements import counted_statements
from tests.support.world import World, coming, text_of
from volunteer.kernel import clock
from volunteer.kernel.clock import local
from volunteer.kernel.database import db
from volunteer.organization.models import Holiday
from volunteer.projects import service
from volunteer.projects.campaign_models import Campaign
from volunteer.projects.content import ProjectContent
from volunteer.projects.models import Project
from volunteer.projects.rules import weekly
from volunteer.projects.states import ProjectStatus
from volunteer.taxonomy.models import Category


def test_weeks_leave_holidays_out() -> None:
    first = date(2026, 9, 19)
    kept, skipped = weekly(first, 3, {date(2026, 9, 26): 4, date(2026, 10, 3): 6})
    assert kept == [first, date(2026, 10, 10), date(2026, 10, 17)]
    assert skipped == [date(2026, 9, 26), date(2026, 10, 3)]


def test_the_form_is_filled_week_by_week(world: World) -> None:
    typed = filled(world, times="3", add="weeks")
    starts = datetime.fromisoformat(typed["sessions-0-starts"])
    db.session.add(Holiday(day=(starts + timedelta(weeks=1)).date(), name="假日", weekday=6))
    db.session.commit()
    answer = world.browser("team").post("/projects/new", typed)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    for weeks in (0, 2, 3):
        assert (starts + timedelta(weeks=weeks)).isoformat(timespec="minutes") in page
    assert (starts + timedelta(weeks=1)).isoformat(timespec="minutes") not in page
    assert "已避开节假日和调休" in text_of(answer)


def test_one_more_like_it(world: World) -> None:
    earlier = world.project(starts=coming(days=-20), sessions=2, headcount=3, status=ProjectStatus.FINISHED)
    browser = world.browser("team")
    page = browser.get(f"/projects/new?like={earlier.id}").get_data(as_text=True)
    assert 'value="社区义诊"' in page
    first = local(earlier.sessions[0].starts).replace(tzinfo=None)
    again = first + timedelta(weeks=3)
    assert again.isoformat(timespec="minutes") in page
    assert first.isoformat(timespec="minutes") not in page
    assert world.browser("team_b").get(f"/projects/new?like={earlier.id}").status_code in (403, 404)


def draft(world: World, **words: Any) -> Project:
    """A draft that lacks nothing but what the category asks for."""
    known = world.project(status=ProjectStatus.DRAFT, published_at=None, **words)
    return db.session.get_one(Project, known.id)


@pytest.mark.parametrize(
    ("safeguards", "words", "wanting"),
    [
        ({"insurance": True}, {}, "注明保险"),
        ({"insurance": True}, {"insurance_note": "团体意外险"}, None),
        ({"guardian_consent": True, "declaration": True}, {"assured": ["declaration"]}, "监护人同意"),
        ({"guardian_consent": True}, {"assured": ["guardian_consent"]}, None),
        ({}, {}, None),
    ],
)
def test_publishing_asks_for_the_safeguards_of_the_category(
    world: World, safeguards: dict[str, Any], words: dict[str, Any], wanting: str | None
) -> None:
    db.session.get_one(Category, "care").safeguards = safeguards
    project = draft(world, **words)
    browser = world.browser("team")
    page = text_of(browser.get(f"/projects/{project.id}"))
    browser.post(f"/projects/{project.id}/publish")
    if wanting:
        assert "发布前还要补充" in page
        assert wanting in page
        assert "已有" in page
    else:
        assert "发布前还要补充" not in page
    assert project.status == (ProjectStatus.DRAFT if wanting else ProjectStatus.PUBLISHED)


def test_what_is_noted_is_kept(world: World) -> None:
    noted = filled(world, insurance_note="团体意外险 2026", assured="guardian_consent")
    world.browser("team").post("/projects/new", noted)
    project = db.session.scalars(select(Project)).one()
    assert (project.insurance_note, project.assured) == ("团体意外险 2026", ["guardian_consent"])


def called(world: World, name: str = "红七月志愿服务月") -> Campaign:
    """A campaign that runs now."""
    today = clock.today()
    days = {"since": (today - timedelta(days=3)).isoformat(), "until": (today + timedelta(days=27)).isoformat()}
    world.browser("committee").post("/campaigns/new", {"name": name, "text": "人人参加一次服务", **days})
    return db.session.scalars(select(Campaign).where(Campaign.name == name)).one()


def test_the_committee_calls_for_a_campaign(world: World) -> None:
    campaign = called(world)
    browser = world.browser("committee")
    same = {"name": campaign.name, "text": "x", "since": "2026-01-01", "until": "2026-02-01"}
    assert "已有同名的活动月" in text_of(browser.post("/campaigns/new", same))
    wrong = {**same, "name": "另一个", "until": "2025-12-31"}
    assert "结束日期不能早于开始日期" in text_of(browser.post("/campaigns/new", wrong))
    changed = {**same, "name": "红七月", "version": campaign.version}
    assert browser.post(f"/campaigns/{campaign.id}/edit", changed).status_code == 303
    assert "红七月" in text_of(world.browser("member").get("/campaigns"))
    for name in ("squad", "member", "site"):
        assert world.browser(name).get("/campaigns/new").status_code == 403


def test_a_campaign_adds_up_its_projects(world: World) -> None:
    campaign = called(world)
    demand = world.demand()
    project = world.project(campaign_id=campaign.id, sessions=2, headcount=3, demand=demand, title="清河行动")
    world.claim("member", project.positions[0])
    world.project(campaign_id=campaign.id, status=ProjectStatus.DRAFT, published_at=None, title="还在草稿")
    world.project(title="不在其中")
    page = text_of(world.browser("member").get(f"/campaigns/{campaign.id}"))
    assert "1 项目 0 已服务场次 0 服务人次" in page
    assert "0 服务小时 0 / 1 需求办结 截至" in page
    assert "清河行动" in page
    assert "还在草稿" not in page
    assert "不在其中" not in page
    narrowed = text_of(world.browser("team").get(f"/projects?campaign={campaign.id}"))
    assert "共 2 个" in narrowed


def test_a_project_is_put_under_a_campaign(world: World) -> None:
    campaign = called(world)
    browser = world.browser("team")
    form = browser.get(f"/projects/new?campaign={campaign.id}").get_data(as_text=True)
    assert f'<option selected value="{campaign.id}">' in form
    browser.post("/projects/new", filled(world, campaign_id=str(campaign.id)))
    project = db.session.scalars(select(Project)).one()
    assert project.campaign_id == campaign.id
    assert campaign.name in text_of(browser.get(f"/projects/{project.id}"))
    wrong = ProjectContent({"title": "x", "category": "care", "site_id": project.site_id, "campaign_id": 99_999})
    with pytest.raises(Exception, match="campaign_id"):
        service.make(world.actor("team"), wrong)


def test_statements_of_a_campaign_do_not_grow(world: World) -> None:
    campaign, browser = called(world), world.browser("member")
    world.project(campaign_id=campaign.id)
    path = f"/campaigns/{campaign.id}"
    browser.get(path)
    with counted_statements() as few:
        browser.get(path)
    for _number in range(5):
        world.project(campaign_id=campaign.id)
    with counted_statements() as many:
        browser.get(path)
    assert len(many) == len(few)
