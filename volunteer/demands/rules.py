"""The life of a demand, and what may be asked for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _

from volunteer.demands.states import DemandStatus, Outcome
from volunteer.kernel.transitions import Machine, Step
from volunteer.organization.permissions import Permission

S = DemandStatus
OPEN = frozenset({S.SUBMITTED, S.RETURNED, S.ACCEPTED, S.PUBLISHED, S.IN_SERVICE, S.AWAITING_RATING})
BEFORE_PUBLISHING = frozenset({S.DRAFT, S.SUBMITTED, S.RETURNED, S.ACCEPTED})
EDITABLE = frozenset({S.DRAFT, S.RETURNED})
LEADING = frozenset({S.SUBMITTED, S.ACCEPTED, S.PUBLISHED, S.IN_SERVICE})  # what another may be merged into
CHANGEABLE = frozenset({S.PUBLISHED, S.IN_SERVICE})
ANSWER_AWAITED = frozenset({S.SUBMITTED, S.ACCEPTED})

MACHINE = Machine(
    "demand",
    DemandStatus,
    S.DRAFT,
    [
        Step("submit", frozenset({S.DRAFT, S.RETURNED}), S.SUBMITTED, Permission.DEMAND_ASK),
        Step("accept", frozenset({S.SUBMITTED}), S.ACCEPTED, Permission.DEMAND_HANDLE),
        Step("return", frozenset({S.SUBMITTED}), S.RETURNED, Permission.DEMAND_FORWARD, reason=True),
        Step("decline", frozenset({S.SUBMITTED}), S.DECLINED, Permission.DEMAND_HANDLE, reason=True),
        Step("forward", frozenset({S.SUBMITTED}), S.SUBMITTED, Permission.DEMAND_FORWARD, reason=True),
        Step("unaccept", frozenset({S.ACCEPTED}), S.SUBMITTED),
        Step("unforward", frozenset({S.SUBMITTED}), S.SUBMITTED),
        Step("merge", frozenset({S.SUBMITTED}), S.MERGED, Permission.DEMAND_FORWARD),
        Step("split", frozenset({S.MERGED}), S.SUBMITTED, Permission.DEMAND_FORWARD, reason=True),
        Step("withdraw", BEFORE_PUBLISHING | {S.MERGED}, S.WITHDRAWN, Permission.DEMAND_ASK),
        Step("publish", frozenset({S.ACCEPTED}), S.PUBLISHED),
        Step("unpublish", CHANGEABLE, S.ACCEPTED),
        Step("begin", frozenset({S.PUBLISHED}), S.IN_SERVICE),
        Step("finish", CHANGEABLE | {S.MERGED}, S.AWAITING_RATING),
        Step("cancel", CHANGEABLE, S.CANCELLED, Permission.DEMAND_ASK, reason=True),
        Step("rate", frozenset({S.AWAITING_RATING}), S.CLOSED, Permission.DEMAND_ASK),
        Step("close", frozenset({S.AWAITING_RATING}), S.CLOSED, Permission.DEMAND_HANDLE),
        Step("close_together", frozenset({S.AWAITING_RATING}), S.CLOSED),
        Step("rejoin", frozenset({S.AWAITING_RATING, S.CLOSED}), S.MERGED),
        Step("reopen", frozenset({S.AWAITING_RATING, S.CLOSED}), S.ACCEPTED, Permission.DEMAND_ASK, reason=True),
    ],
)

LOW_SCORE = 2
OWN_WORD_FOR = timedelta(days=7)  # the site's and the recipient's own word is waited for; then they are called (D9)
UNRATED_AFTER = OWN_WORD_FOR + timedelta(days=7)
HORIZON = timedelta(days=366)
LONGEST = timedelta(hours=24)
SHORTEST_SMALL, MOST_SMALL = timedelta(minutes=15), 2  # small things quickly (D8): so long, so many helpers


def overdue(status: str, deadline: datetime | None, now: datetime) -> bool:
    """An answer is awaited and its deadline has passed."""
    return status in ANSWER_AWAITED and deadline is not None and deadline < now


def outcome_of(score: int) -> Outcome:
    """How a rated demand closes: a low score without asking again is a remark."""
    return Outcome.REMARK if score <= LOW_SCORE else Outcome.CONTENT


def problems(content: Mapping[str, Any], now: datetime) -> dict[str, str]:
    """What is wrong with a demand's content, by field."""
    found: dict[str, str] = {}
    starts, ends = content["starts"], content["ends"]
    if starts <= now:
        found["starts"] = _("开始时间已经过了，请改到以后")
    elif starts > now + HORIZON:
        found["starts"] = _("请填写一年以内的时间")
    if ends <= starts:
        found["ends"] = _("结束时间要晚于开始时间")
    elif ends - starts > LONGEST:
        found["ends"] = _("一次服务不超过 24 小时，需要多天请分开发布")
    minutes = content.get("window_minutes")
    if minutes is not None and not SHORTEST_SMALL <= timedelta(minutes=minutes) <= ends - starts:
        found["window_minutes"] = _("时间段里放不下这么久，请改短一点，或把时间段放宽")
    if minutes is not None and content["headcount"] > MOST_SMALL:
        found["headcount"] = _("小事直办只用 1 到 2 人；需要更多人请写明整段时间")
    if content["headcount"] < 1:
        found["headcount"] = _("至少需要 1 人")
    return found


def may_rate_with(score: int) -> bool:
    """Scores are 1 to 5."""
    return 1 <= score <= 5
