"""What is too personal in the words of a project or a campaign: asked about once, masked, or answered for on record."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.projects.test_pages import filled, only_project
from tests.support.world import World, text_of
from volunteer.audit.models import AuditEvent
from volunteer.demands.states import DemandStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.projects.campaign_models import Campaign
from volunteer.projects.models import Project

PHONE = "报名请找13812345678"
MASKED = "报名请找138****5678"


def kept() -> list[dict[str, Any]]:
    return list(db.session.scalars(select(AuditEvent.details).where(AuditEvent.action == "words.kept")))


@pytest.mark.parametrize("name", ["title", "summary", "risk_note", "bring_note", "insurance_note", "positions-0-title"])
def test_personal_words_are_not_kept_before_somebody_has_chosen(world: World, name: str) -> None:
    answer = world.browser("team").post("/projects/new", filled(world, **{name: PHONE}))
    assert answer.status_code == 422
    page = text_of(answer)
    assert "里面有电话号码" in page
    assert MASKED in page
    assert "我已核对" in page
    assert db.session.scalars(select(Project)).all() == []


def test_masking_by_one_choice(world: World) -> None:
    sent = filled(world, summary=PHONE, as_written="n", **{"positions-0-title": PHONE})
    assert world.browser("team").post("/projects/new", sent).status_code == 303
    project = only_project()
    assert (project.summary, project.positions[0].title) == (MASKED, MASKED)
    assert kept() == []


def test_who_keeps_them_answers_for_it_and_is_asked_once(world: World) -> None:
    browser = world.browser("team")
    assert browser.post("/projects/new", filled(world, summary=PHONE, as_written="y")).status_code == 303
    project = only_project()
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "words.kept")).one()
    assert (event.subject_kind, event.subject_id, event.details["kinds"]) == ("project", project.id, ["phone"])
    assert event.account_id == world.accounts["team"].id
    again = filled(world, summary=PHONE, title="改个名字", version=project.version)
    assert browser.post(f"/projects/{project.id}/edit", again).status_code == 303
    assert len(kept()) == 1
    other = filled(world, summary="找13912345678", version=only_project().version)
    assert browser.post(f"/projects/{project.id}/edit", other).status_code == 422


def test_words_of_a_demand_have_been_judged_there(world: World) -> None:
    demand = world.demand(status=DemandStatus.ACCEPTED, text=PHONE)
    made = world.api("team").post("/projects", {"demand_ids": [demand.id]})
    assert made.status_code == 201
    assert made.get_json()["summary"] == PHONE


def test_over_the_api_the_same_is_asked(world: World) -> None:
    words = {"title": "社区义诊", "category": "care", "site_id": world.places["site_1"].id, "summary": PHONE}
    team = world.api("team")
    refused = team.post("/projects", words)
    assert refused.status_code == 422
    assert set(refused.get_json()["errors"]["json"]) == {"summary", "as_written"}
    assert team.post("/projects", {**words, "as_written": True}).status_code == 201
    assert kept() == [{"kinds": ["phone"]}]


def test_the_words_of_a_campaign(world: World) -> None:
    today = clock.today()
    sent = {"name": "红七月", "text": PHONE, "since": str(today), "until": str(today + timedelta(days=30))}
    browser = world.browser("committee")
    assert "里面有电话号码" in text_of(browser.post("/campaigns/new", sent))
    assert browser.post("/campaigns/new", {**sent, "as_written": "n"}).status_code == 303
    campaign = db.session.scalars(select(Campaign)).one()
    assert campaign.text == MASKED
    change = {"version": campaign.version, "text": PHONE}
    api = world.api("committee")
    assert api.patch(f"/campaigns/{campaign.id}", change).status_code == 422
    assert api.patch(f"/campaigns/{campaign.id}", {**change, "as_written": True}).status_code == 200
    assert kept() == [{"kinds": ["phone"]}]
