"""Surveys of the demo city: one under way, one of last summer."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any

from volunteer.accounts.models import SignInIdentity
from volunteer.demo.blocks import City
from volunteer.surveys.models import Survey, SurveyAnswer, SurveyStatus
from volunteer.surveys.rules import Part

WHOLE_NETWORK = 50_000  # members up to which everybody is asked; in a larger city only the demo member's team is


def make_surveys(city: City, member: dict[str, Any], seed: int) -> None:
    """The one under way waits for the demo member, too."""
    random = Random(f"{seed}-surveys")
    whole = len(city.members) <= WHOLE_NETWORK
    unit = city.network.brigade if whole else member["team"]["id"]
    asked = city.members if whole else [one for one in city.members if one["team"] is member["team"]]
    summer, autumn = city.now - timedelta(days=150), city.now - timedelta(days=5)
    old = _survey(
        city,
        unit,
        summer,
        title="年中资料核对",
        status=SurveyStatus.CLOSED,
        due_on=(summer + timedelta(days=14)).date(),
        closed_at=summer + timedelta(days=15),
    )
    _answers(city, old, asked, random, 0.9, summer)
    new = _survey(
        city,
        unit,
        autumn,
        title="年底资料核对",
        message="年底志愿服务增多，请看看技能、空闲时间和地点是不是最新的。",
        due_on=(city.now + timedelta(days=8)).date(),
    )
    _answers(city, new, [one for one in asked if one is not member], random, 0.58, autumn)


def _survey(city: City, unit: int, opened: datetime, **values: Any) -> int:
    committee = next(row["account_id"] for row in city.rows.of(SignInIdentity) if row["subject"] == "committee")
    return city.rows.add(
        Survey,
        unit_id=unit,
        asks=list(Part),
        created_by=committee,
        created_at=opened,
        reminded_at=opened,
        **values,
    )


def _answers(
    city: City, survey: int, asked: list[dict[str, Any]], random: Random, share: float, opened: datetime
) -> None:
    """Teams differ in how quickly they answer."""
    pace: dict[int, float] = {}
    for member in asked:
        team = member["team"]["id"]
        pace.setdefault(team, min(0.97, max(0.15, random.gauss(share, 0.18))))
        if random.random() < pace[team]:
            city.rows.add(
                SurveyAnswer,
                survey_id=survey,
                member_id=member["id"],
                answered_at=opened + timedelta(minutes=random.randrange(5, 5 * 24 * 60)),
                changed=random.random() < 0.3,
            )
