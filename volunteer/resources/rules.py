"""The life of a resource and of an order, and whether something can be had at a time. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from flask_babel import gettext as _

from volunteer.kernel.clock import SHANGHAI, local
from volunteer.kernel.transitions import Machine, Step
from volunteer.organization.permissions import Permission
from volunteer.resources.states import EXCLUSIVE, OrderStatus, ResourceKind, ResourceStatus

R, S = ResourceStatus, OrderStatus
PUBLIC = ("title", "text", "risk_note")  # what everybody reads

MACHINE = Machine(
    "resource",
    ResourceStatus,
    R.DRAFT,
    [
        Step("publish", frozenset({R.DRAFT, R.WITHDRAWN}), R.PUBLISHED, Permission.RESOURCE_MANAGE),
        Step("withdraw", frozenset({R.PUBLISHED}), R.WITHDRAWN, Permission.RESOURCE_MANAGE),
    ],
)
ORDER_MACHINE = Machine(
    "order",
    OrderStatus,
    S.ORDERED,
    [
        Step("accept", frozenset({S.ORDERED}), S.ACCEPTED, Permission.RESOURCE_MANAGE),
        Step("decline", frozenset({S.ORDERED}), S.DECLINED, Permission.RESOURCE_MANAGE, reason=True),
        Step("withdraw", frozenset({S.ORDERED, S.ACCEPTED}), S.WITHDRAWN, Permission.RESOURCE_ORDER),
    ],
)

STANDING = (S.ORDERED, S.ACCEPTED)  # what holds its time
FIRST_HOUR, LAST_HOUR = time(8), time(21)  # when another time is proposed
STEP = timedelta(minutes=30)
DAYS_AROUND = 7
MOST_PROPOSED = 4
LONGEST = timedelta(hours=24)


@dataclass(frozen=True)
class Booking:
    """A standing order: how many it holds, from when until when."""

    starts: datetime
    ends: datetime
    quantity: int = 1


def exclusive(kind: str) -> bool:
    """Whether it can be had by one at a time only."""
    return kind in EXCLUSIVE


def held(bookings: Iterable[Booking], starts: datetime, ends: datetime) -> int:
    """The most that is held at any one moment of a time."""
    inside = [one for one in bookings if one.starts < ends and starts < one.ends]
    moments = {max(one.starts, starts) for one in inside}
    return max((sum(b.quantity for b in inside if b.starts <= at < b.ends) for at in moments), default=0)


def fits(bookings: Iterable[Booking], starts: datetime, ends: datetime, wanted: int, quantity: int) -> bool:
    """Whether so many are still free during the whole of a time."""
    return held(bookings, starts, ends) + wanted <= quantity


def free_times(
    bookings: Sequence[Booking], starts: datetime, ends: datetime, wanted: int, quantity: int, days: tuple[date, date]
) -> list[tuple[datetime, datetime]]:
    """The free times of the same length nearest to a taken one, by day, within the days given (both included)."""
    length = ends - starts
    free = [
        (begin, begin + length)
        for begin in _beginnings(local(starts).date(), length, days)
        if fits(bookings, begin, begin + length, wanted, quantity)
    ]
    nearest = sorted(free, key=lambda one: (abs(one[0] - starts), one[0]))
    chosen: list[tuple[datetime, datetime]] = []
    for begin, end in nearest:
        if all(end <= other or until <= begin for other, until in chosen):
            chosen.append((begin, end))
        if len(chosen) == MOST_PROPOSED:
            break
    return sorted(chosen)


def _beginnings(around: date, length: timedelta, days: tuple[date, date]) -> Iterator[datetime]:
    first, last = max(days[0], around - timedelta(DAYS_AROUND)), min(days[1], around + timedelta(DAYS_AROUND))
    for n in range((last - first).days + 1):
        begin = datetime.combine(first + timedelta(n), FIRST_HOUR, SHANGHAI)
        closing = datetime.combine(first + timedelta(n), LAST_HOUR, SHANGHAI)
        while begin + length <= closing:
            yield begin
            begin += STEP


def month_of(instant: datetime) -> tuple[datetime, datetime]:
    """The month in Shanghai that an instant belongs to: its first moment, and the next month's."""
    first = local(instant).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    following = (first + timedelta(days=32)).replace(day=1)
    return first, following


def orderable_days(
    first_day: date | None, last_day: date | None, notice_days: int, today: date
) -> tuple[date, date] | None:
    """From which day to which it can be ordered today; None when its time is over."""
    earliest = max(filter(None, (first_day, today + timedelta(days=notice_days))))
    latest = min(filter(None, (last_day, today + timedelta(days=365))))
    return (earliest, latest) if earliest <= latest else None


def problems(content: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with a resource's content, by field."""
    found: dict[str, str] = {}
    if not 0 < content["hours"] <= 24:
        found["hours"] = _("时长为 0.5 至 24 小时")
    if content["first_day"] and content["last_day"] and content["last_day"] < content["first_day"]:
        found["last_day"] = _("结束日期不能早于开始日期")
    if content["kind"] in (ResourceKind.SERVICE, ResourceKind.EXPERT) and content["headcount"] < 1:
        found["headcount"] = _("至少需要 1 人")
    if content["kind"] in EXCLUSIVE and content["quantity"] != 1:
        found["quantity"] = _("场地和车辆按单个登记，有几处就登记几条")
    return found
