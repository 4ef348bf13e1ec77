"""The clock of a demand: by when its unit answers, then publishes a project. `Demand.deadline` is what everybody reads.

Working days, or minutes in an emergency (D11). While the asker is waited for it stands still; a unit that takes over,
an agreed extension, an answer and a reopening each start another clock, told apart by `clock_number`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case

from volunteer.demands.models import Demand
from volunteer.demands.rules import ANSWER_AWAITED
from volunteer.demands.states import DemandStatus, Urgency
from volunteer.kernel import clock
from volunteer.kernel.clock import local
from volunteer.organization.calendar import add_working_days, working_days_between, years_not_seen_to
from volunteer.organization.models import Unit
from volunteer.organization.settings import KNOBS, setting_at
from volunteer.web.humanize import moment
from volunteer.web.speech import gettext as _
from volunteer.web.speech import ngettext

LEAST_LEFT = 1  # working day, or minute, when a stopped clock goes on

# The setting that says how long each step may take.
TERMS: Mapping[tuple[DemandStatus, Urgency], str] = {
    (DemandStatus.SUBMITTED, Urgency.NORMAL): "demand_answer_days",
    (DemandStatus.SUBMITTED, Urgency.URGENT): "demand_answer_days_urgent",
    (DemandStatus.SUBMITTED, Urgency.EMERGENCY): "demand_answer_minutes",
    (DemandStatus.ACCEPTED, Urgency.NORMAL): "demand_publish_days",
    (DemandStatus.ACCEPTED, Urgency.URGENT): "demand_publish_days_urgent",
    (DemandStatus.ACCEPTED, Urgency.EMERGENCY): "demand_publish_minutes",
}
PRESSING = {Urgency.EMERGENCY: 0, Urgency.URGENT: 1}
RARELY = 2


def term(unit: Unit, status: DemandStatus, urgency: Urgency) -> int:
    """How long the unit has for a step: working days, or minutes in an emergency."""
    key = TERMS[status, urgency]
    return setting_at(unit.path, key, KNOBS[key].default)


def due(since: datetime, amount: int, urgency: Urgency) -> datetime:
    """When a clock that runs since then has run down."""
    if urgency == Urgency.EMERGENCY:
        return since + timedelta(minutes=amount)
    return add_working_days(since, amount)


def start(demand: Demand, unit: Unit, now: datetime) -> None:
    """Another clock, for the step that the demand waits for."""
    status, urgency = DemandStatus(demand.status), Urgency(demand.urgency)
    demand.clock_number += 1
    _run(demand, term(unit, status, urgency), now)


def stop(demand: Demand, now: datetime) -> None:
    """The asker is waited for: what is left is kept, even of a clock that has run down at least one working day."""
    if demand.deadline is not None:
        demand.clock_left = max(left(demand.deadline, Urgency(demand.urgency), now), LEAST_LEFT)
    demand.deadline, demand.clock_from, demand.clock_days, demand.deadline_guessed = None, None, None, False


def resume(demand: Demand, unit: Unit, now: datetime, *, same_unit: bool) -> None:
    """Handed in: a unit that asked for more has what was left of its clock, another one starts anew."""
    if same_unit and demand.clock_left is not None:
        _run(demand, demand.clock_left, now)
    else:
        start(demand, unit, now)


def put_off(demand: Demand, until: datetime, now: datetime) -> None:
    """A later day was agreed on; no change of the holiday table moves it."""
    demand.clock_number += 1
    demand.clock_from, demand.clock_days, demand.deadline = now, None, until
    demand.deadline_guessed = False


def hurry(demand: Demand, urgency: Urgency, now: datetime) -> None:
    """How pressing it is was judged anew: where its unit is being waited for, another clock runs."""
    demand.urgency, demand.clock_left = urgency, None
    if demand.deadline is not None and demand.status in ANSWER_AWAITED and demand.responsible_unit is not None:
        start(demand, demand.responsible_unit, now)


def reckon_again(demand: Demand) -> bool:
    """The deadline by the holiday table as it stands now; whether it moved."""
    if demand.clock_from is None or demand.clock_days is None or demand.deadline is None:
        return False
    before = demand.deadline
    demand.deadline = add_working_days(demand.clock_from, demand.clock_days)
    demand.deadline_guessed = bool(years_not_seen_to(demand.clock_from, demand.deadline))
    return demand.deadline != before


def left(deadline: datetime, urgency: Urgency, now: datetime) -> int:
    """How many working days, or minutes in an emergency, are left; negative once it has passed."""
    if urgency == Urgency.EMERGENCY:
        return int((deadline - now).total_seconds() // 60)
    return working_days_between(now, deadline) if deadline >= now else -working_days_between(deadline, now)


def left_words(demand: Demand, now: datetime | None = None) -> str:
    """还剩 1 个工作日, 今天 17:00 前, 已超期 2 个工作日: as whoever must act needs it."""
    if demand.deadline is None:
        return ""
    now = now or clock.now()
    number = left(demand.deadline, Urgency(demand.urgency), now)
    if demand.urgency == Urgency.EMERGENCY:
        return _minutes_words(number, demand.deadline < now)
    if demand.deadline < now:
        return ngettext("已超期 %(num)s 个工作日", "已超期 %(num)s 个工作日", -number) if number else _("已超期")
    if local(demand.deadline).date() == local(now).date() or not number:
        return _("%(moment)s 前", moment=moment(demand.deadline, now))
    return ngettext("还剩 %(num)s 个工作日", "还剩 %(num)s 个工作日", number)


def pressing_first() -> tuple[Any, ...]:
    """The order of a queue of demands that wait: emergencies, then urgent ones, each by the time they must be done."""
    rank = case(PRESSING, value=Demand.urgency, else_=RARELY)
    return (rank, Demand.deadline.asc().nulls_last(), Demand.id)


def _run(demand: Demand, amount: int, now: datetime) -> None:
    urgency = Urgency(demand.urgency)
    demand.clock_from, demand.clock_left = now, None
    demand.clock_days = None if urgency == Urgency.EMERGENCY else amount
    demand.deadline = due(now, amount, urgency)
    demand.deadline_guessed = demand.clock_days is not None and bool(years_not_seen_to(now, demand.deadline))


def _minutes_words(number: int, late: bool) -> str:
    if late:
        return ngettext("已超期 %(num)s 分钟", "已超期 %(num)s 分钟", max(1, -number))
    return ngettext("还剩 %(num)s 分钟", "还剩 %(num)s 分钟", number)
