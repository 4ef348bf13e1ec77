"""What a member's home shows: the next service, what waits for an answer, what suits, what to do first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from flask import url_for

from volunteer.activities.rules import OPENS_MINUTES
from volunteer.claims.rules import ASKED
from volunteer.claims.states import ClaimStatus
from volunteer.home.own_calls import calls_in
from volunteer.home.own_facts import OwnFacts, OwnService, own_facts
from volunteer.kernel import clock
from volunteer.organization.actor import Actor
from volunteer.organization.settings import setting_at
from volunteer.projects.open_board import open_board
from volunteer.projects.open_rows import OpenPosition
from volunteer.suggestions import service as suggestions
from volunteer.suggestions.adapter import PositionRow
from volunteer.suggestions.words import Chip, chips, silence_words
from volunteer.web.speech import gettext as _

SUGGESTED = 5
CHECKED_EVERY = timedelta(days=180)  # a profile nobody looked at since is asked about, quietly
COMING_UP = frozenset({ClaimStatus.CONFIRMED, ClaimStatus.ATTENDED})
MORNING, NOON, EVENING = 5, 12, 18


def member_home(actor: Actor) -> dict[str, Any]:
    """What the template of a member's home is given."""
    assert actor.member_id is not None
    now = clock.now()
    facts = own_facts(actor.member_id, clock.today().replace(month=1, day=1), now)
    following = next((one for one in facts.services if one.status in COMING_UP), None)
    found = suggestions.recommend_for(actor, SUGGESTED)
    return {
        "greeting": greeting(now),
        "facts": facts,
        "following": following,
        "check_in_opens": _opens(following) if following else None,
        "now": now,
        "today": clock.today(),
        "own_calls": calls_in(facts),
        "to_answer": [
            one
            for one in facts.services
            if one.call is None and (one.status in ASKED or one.status == ClaimStatus.RECONFIRM)
        ],
        "asked": ASKED,
        "requested": [one for one in facts.services if one.status == ClaimStatus.REQUESTED],
        "suggested": _cards(found.items),
        "by_time": _by_time(found.by_time),
        "recommendations_off": found.silence == suggestions.Silence.OFF,
        "silence": silence_words(found.silence) if found.silence else None,
        "assumed_km": found.assumed_km,
        "steps": _first_steps(facts),
        "long_unchecked": facts.checked_at < now - CHECKED_EVERY,
    }


def greeting(now: datetime) -> str:
    """早上好, 下午好 or 晚上好."""
    hour = clock.local(now).hour
    if MORNING <= hour < NOON:
        return _("早上好")
    return _("下午好") if NOON <= hour < EVENING else _("晚上好")


def _opens(service: OwnService) -> datetime:
    """When check-in opens, by the setting of the organizing unit."""
    minutes = setting_at(service.organizer_path, "check_in_opens_minutes", OPENS_MINUTES)
    return service.starts - timedelta(minutes=minutes)


def _cards(found: Sequence[suggestions.Suggestion]) -> list[tuple[OpenPosition, tuple[Chip, ...]]]:
    rows = open_board().rows
    return [(rows[one.position.id], tuple(chips(one))) for one in found]


def _by_time(found: Sequence[PositionRow]) -> list[OpenPosition]:
    rows = open_board().rows
    return [rows[one.id] for one in found]


def _first_steps(facts: OwnFacts) -> list[dict[str, Any]]:
    if facts.has_skills and facts.has_claimed and not facts.profile_assumed:
        return []
    return [
        {
            "title": _("三步填好资料"),
            "text": _("会什么、什么时候、在哪儿，不到两分钟，推荐更准"),
            "url": url_for("me_start.can"),
            "done": not facts.profile_assumed,
        },
        {
            "title": _("登记你的技能"),
            "text": _("如护理、法律、电工，需要时能找到你"),
            "url": url_for("me_skills.index"),
            "done": facts.has_skills,
        },
        {
            "title": _("认领第一次服务"),
            "text": _("开始前可以随时释放"),
            "url": url_for("positions.index"),
            "done": facts.has_claimed,
        },
    ]
