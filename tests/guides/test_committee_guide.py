"""What docs/guides/committee.md tells: the queue, deadlines, gaps, a plan, complaints. At a desk."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Browser

from tests.complaints.sent import about_unit
from tests.guides.album import Album, open_album
from tests.guides.conftest import MORNING
from tests.guides.screens import card, desk, main
from tests.journeys.people import Person
from tests.support.world import World, coming
from tests.triage.test_merging import SAME_TREE, TREE, submitted
from volunteer.deadlines import jobs
from volunteer.kernel.jobs import perform_whole

pytestmark = pytest.mark.browser


def test_the_guide_of_the_committee(city: World, address: str, chromium: Browser) -> None:
    late = {"clock_number": 1, "clock_from": MORNING - timedelta(days=5), "deadline": MORNING - timedelta(days=1)}
    city.demand(title="陪独居老人复诊", **late)
    submitted(city, **TREE)
    submitted(city, **SAME_TREE)
    city.project(starts=coming(days=7), headcount=3, title="重阳节义诊")
    city.project(starts=coming(days=9), headcount=2, title="法律咨询进社区", skill="law")
    about_unit(city, "team_a")
    perform_whole(jobs.JOBS[0])
    committee = desk(chromium, address, "committee")
    with open_album("committee") as album:
        committee.sign_in()
        parts = (committee.page.locator(part) for part in ("h1", ".first-steps", ".stat-tiles"))
        album.picture("committee-home", *parts)
        sorts(committee, album)
        presses(committee, album)
        plans(committee, album)
        answers(committee, album)


def sorts(committee: Person, album: Album) -> None:
    """The queue of what waits, and two that are the same."""
    committee.open("/triage")
    album.picture("committee-queue", main(committee.page), height=640)


def presses(committee: Person, album: Album) -> None:
    """What is late and was passed on."""
    committee.open("/deadlines")
    album.picture("committee-late", main(committee.page), height=330)


def plans(committee: Person, album: Album) -> None:
    """Where help is missing, and a plan that asks people."""
    committee.open("/reports/gaps")
    committee.press("重新统计")
    committee.sees("原因统计于")
    album.picture("committee-gaps", main(committee.page), height=640)
    committee.open("/plans/new")
    committee.press("开始计算")
    committee.sees("还没有通知任何人")
    committee.unfold("发出邀约")
    album.picture("committee-plan", main(committee.page), height=640)


def answers(committee: Person, album: Album) -> None:
    """A complaint about a team below."""
    committee.open("/complaints")
    committee.follow("办理")
    part = card(committee.page, "反映的内容")
    part.locator("summary", has_text="答复").click()
    album.picture("committee-complaint", part)
