"""What a plan and its pairs may become, which windows can be planned, and who of the planned ones a step may take."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from volunteer.kernel.transitions import Machine, Step
from volunteer.organization.permissions import Permission
from volunteer.plans.states import PairStatus, PlanStatus
from volunteer.suggestions.adapter import HORIZON

_D, _P = PlanStatus, PairStatus

# What still goes out when the plan is sent.
TO_SEND = frozenset({_P.PROPOSED, _P.PINNED})
# What a plan shows as its own; the rest was taken out by hand.
IN_PLAN = TO_SEND | {_P.SENT, _P.REFUSED}

PLAN_MACHINE = Machine(
    "plan",
    PlanStatus,
    _D.DRAFT,
    [
        Step("send", frozenset({_D.DRAFT}), _D.SENT, Permission.PLAN_RUN),
        Step("discard", frozenset({_D.DRAFT}), _D.DISCARDED, Permission.PLAN_RUN),
    ],
)

PAIR_MACHINE = Machine(
    "pair",
    PairStatus,
    _P.PROPOSED,
    [
        Step("pin", frozenset({_P.PROPOSED}), _P.PINNED, Permission.PLAN_RUN),
        Step("unpin", frozenset({_P.PINNED}), _P.PROPOSED, Permission.PLAN_RUN),
        Step("remove", TO_SEND, _P.REMOVED, Permission.PLAN_RUN),
        Step("put_back", frozenset({_P.REMOVED}), _P.PROPOSED, Permission.PLAN_RUN),
        Step("offer", TO_SEND, _P.SENT),
        Step("refuse", TO_SEND, _P.REFUSED),
    ],
)

LONGEST_DAYS = HORIZON.days


def wrong_days(first: date, last: date, today: date) -> str | None:
    """The field of a window that cannot be planned; None if it can: from today on, no further than six weeks."""
    if first < today:
        return "first_day"
    return None if first <= last and (last - today).days < LONGEST_DAYS else "last_day"


def overlap(one: tuple[datetime, datetime], others: Iterable[tuple[datetime, datetime]]) -> bool:
    """Whether a half-open period meets one of the others."""
    return any(one[0] < ends and starts < one[1] for starts, ends in others)


def gap(objective: int, bound: int) -> float:
    """The share of the bound that a plan stays below; 0 where nothing can be reached."""
    return (bound - objective) / bound if bound > 0 else 0.0
