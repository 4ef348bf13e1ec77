"""The demo city shows what projects are made with: the list before publishing, campaigns, wishes on their way."""

from __future__ import annotations

from tests.demo.test_load import NOW, TINY
from volunteer.checklists.models import ChecklistItem
from volunteer.demo.load import make_city
from volunteer.demo.wishes import STATES
from volunteer.kernel.clock import local
from volunteer.projects.campaign_models import Campaign
from volunteer.projects.checklist_models import ChecklistTick
from volunteer.projects.models import Project
from volunteer.projects.states import ProjectStatus
from volunteer.wishes.models import Wish


def test_drafts_campaigns_and_wishes() -> None:
    rows, today = make_city(TINY, 7, NOW, "hash"), local(NOW).date()
    drafts = [one for one in rows.of(Project) if one["status"] in (ProjectStatus.DRAFT, ProjectStatus.IN_REVIEW)]
    assert len(drafts) >= 3
    assert {tick["project_id"] for tick in rows.of(ChecklistTick)} <= {one["id"] for one in drafts}
    assert {item["required"] for item in rows.of(ChecklistItem)} == {True, False}
    campaigns = {one["id"]: one for one in rows.of(Campaign)}
    assert {one["since"] <= today <= one["until"] for one in campaigns.values()} == {True, False}
    assert len({one["unit_id"] for one in campaigns.values()}) == 2
    for project in rows.of(Project):
        campaign = campaigns.get(project.get("campaign_id") or 0)
        assert campaign is None or campaign["unit_id"] in (1, project["unit_id"])
    assert {one["status"] for one in rows.of(Wish)} == set(STATES)
