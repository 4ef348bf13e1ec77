"""Campaigns of the demo city: one of last summer, one of the whole city that runs now, one of a team."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from volunteer.accounts.models import SignInIdentity
from volunteer.demo.blocks import City
from volunteer.kernel.clock import local
from volunteer.projects.campaign_models import Campaign
from volunteer.projects.models import Project, ServiceSession

SHARE = 0.1  # of the services ahead belong to the one that runs
SHARE_OF_SUMMER = 0.15


def make_campaigns(city: City, seed: int) -> None:
    """Projects come to them by their dates: those of the summer by their sessions, new ones by when they were made."""
    random = Random(f"{seed}-campaign")  # plausible, not secret
    today = local(city.now).date()
    text = "围绕助老、关爱儿童和环境整治，每个党支部至少开展一次服务。"
    winter = _campaign(city, "暖冬志愿服务月", text, today - timedelta(days=10), today + timedelta(days=40))
    for project in city.rows.of(Project):
        if project["created_at"] > city.now - timedelta(days=30) and random.random() < SHARE:
            project["campaign_id"] = winter
    _summer(city, random, today)
    _of_team(city, today)


def _summer(city: City, random: Random, today: date) -> None:
    """The red July behind us, which can be held again."""
    year = today.year if today.month > 7 else today.year - 1
    first, last = date(year, 7, 1), date(year, 7, 31)
    text = f"{year} 年“七一”前后，各支部到报到社区开展一次服务。"
    summer = _campaign(city, f"{year} 红七月志愿服务月", text, first, last)
    held = {one["project_id"] for one in city.rows.of(ServiceSession) if first <= local(one["starts"]).date() <= last}
    for project in city.rows.of(Project):
        if project["id"] in held and random.random() < SHARE_OF_SUMMER:
            project["campaign_id"] = summer


def _of_team(city: City, today: date) -> None:
    """A week of the demo site's own team."""
    leader = _account(city, "team")
    team = next(team for team in city.network.teams if team["leader"]["account_id"] == leader)
    text = "本队各分队利用晚上和周末，到结对社区看望独居老人。"
    own = _campaign(city, "敬老爱老行动周", text, today - timedelta(days=2), today + timedelta(days=12), team, leader)
    ours = [one for one in city.rows.of(Project) if one["unit_id"] == team["id"] and not one.get("campaign_id")]
    for project in ours[-4:]:
        project["campaign_id"] = own


def _campaign(
    city: City, name: str, text: str, since: date, until: date, unit: dict[str, Any] | None = None, by: int = 0
) -> int:
    return city.rows.add(
        Campaign,
        unit_id=unit["id"] if unit else city.network.brigade,
        name=name,
        text=text,
        since=since,
        until=until,
        created_by=by or _account(city, "committee"),
        created_at=city.now - timedelta(days=20),
    )


def _account(city: City, subject: str) -> int:
    found: int = next(row["account_id"] for row in city.rows.of(SignInIdentity) if row["subject"] == subject)
    return found
