"""The clock of a demand: by when its unit answers, then publishes a project. `Demand.deadline` is what everybody reads.

Working days, or minutes in an emergency (D11). While the asker is waited for it stands still; a unit that takes over,
an agreed extension, an answer and a reopening each start another clock, told apart by `clock_number`. What is urgent
runs by minutes while an emergency holds in its town; its clock of working days goes on beside (CalmClock).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from volunteer.demands import emergencies
from volunteer.demands.models import CalmClock, Clock, Demand
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
    """Another clock, for the step that the demand waits for; by minutes where it is urgent and an emergency holds."""
    demand.clock_number += 1
    for running, _urgency in _clocks(demand):
        running.clock_left = None
    if _pressed(demand, now):
        _set_aside(demand)
    _run(demand, unit, now)


def stop(demand: Demand, now: datetime) -> None:
    """The asker is waited for: what is left is kept, even of a clock that has run down at least one working day."""
    for running, urgency in _clocks(demand):
        if running.deadline is not None:
            running.clock_left = max(left(running.deadline, urgency, now), LEAST_LEFT)
        running.clock_from = None
        _fix(running, None)


def resume(demand: Demand, unit: Unit, now: datetime, *, same_unit: bool) -> None:
    """Handed in: a unit that asked for more has what was left of its clock, another one starts anew."""
    if not same_unit or demand.clock_left is None:
        start(demand, unit, now)
        return
    if _pressed(demand, now):
        _set_aside(demand)
        demand.clock_number += 1
    _run(demand, unit, now)


def put_off(demand: Demand, until: datetime, now: datetime) -> None:
    """A later day was agreed on."""
    demand.clock_number += 1
    demand.clock_from = now
    _fix(demand, until)


def keep_promise(demand: Demand, until: datetime | None) -> None:
    """A time that was promised already holds where it is earlier than the unit's own."""
    for running, _urgency in _clocks(demand):
        if until is not None and (running.deadline is None or until < running.deadline):
            _fix(running, until)


def hurry(demand: Demand, urgency: Urgency, now: datetime) -> None:
    """How pressing it is was judged anew: where its unit is being waited for, another clock runs.

    What is called an emergency while one holds there is no more than urgent once that is over.
    """
    demand.urgency, demand.clock_left, demand.calm = urgency, None, None
    if urgency == Urgency.EMERGENCY and emergencies.holds_at(demand.site.path, now):
        demand.calm = CalmClock(urgency=Urgency.URGENT)
    if demand.deadline is not None and demand.status in ANSWER_AWAITED and demand.responsible_unit is not None:
        start(demand, demand.responsible_unit, now)


def hasten(demand: Demand, minutes: int, now: datetime) -> None:
    """An emergency holds where the demand waits: minutes run, and its own clock goes on beside (D11)."""
    _set_aside(demand)
    demand.clock_number += 1
    _begin(demand, Urgency.EMERGENCY, minutes, now)
    _settle(demand)


def calm_down(demand: Demand, over_at: datetime) -> None:
    """The emergency is over since then: its own clock counts again. What was due by then keeps its due."""
    calm, demand.calm = demand.calm, None
    if calm is None:
        return
    demand.urgency = calm.urgency
    if demand.status not in ANSWER_AWAITED:
        demand.clock_left = calm.clock_left
    elif demand.deadline is not None and demand.deadline > over_at and calm.deadline is not None:
        demand.clock_number += 1
        demand.deadline, demand.deadline_guessed = calm.deadline, calm.deadline_guessed
        demand.clock_from, demand.clock_days = calm.clock_from, calm.clock_days


def left(deadline: datetime, urgency: Urgency, now: datetime) -> int:
    """How many working days, or minutes in an emergency, are left; negative once it has passed."""
    if urgency == Urgency.EMERGENCY:
        return int((deadline - now).total_seconds() // 60)
    return working_days_between(now, deadline) if deadline >= now else -working_days_between(deadline, now)


def left_words(demand: Demand, now: datetime | None = None) -> str:
    """还剩 1 个工作日, 今天 17:00 前, 已超期 2 个工作日: as whoever must act needs it; a guess is called one."""
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
    words = ngettext("还剩 %(num)s 个工作日", "还剩 %(num)s 个工作日", number)
    return _("%(left)s，推算", left=words) if demand.deadline_guessed else words


def _pressed(demand: Demand, now: datetime) -> bool:
    """It is urgent, and an emergency holds where it is asked for."""
    return demand.urgency == Urgency.URGENT and emergencies.holds_at(demand.site.path, now)


def _set_aside(demand: Demand) -> None:
    """Its own clock goes on beside; the one that counts has not begun."""
    demand.calm = CalmClock(
        urgency=demand.urgency,
        deadline=demand.deadline,
        deadline_guessed=demand.deadline_guessed,
        clock_from=demand.clock_from,
        clock_days=demand.clock_days,
        clock_left=demand.clock_left,
    )
    demand.urgency, demand.clock_left = Urgency.EMERGENCY, None


def _clocks(demand: Demand) -> list[tuple[Clock, Urgency]]:
    """The clock that counts, and the one beside it in an emergency."""
    clocks: list[tuple[Clock, Urgency]] = [(demand, Urgency(demand.urgency))]
    if demand.urgency == Urgency.EMERGENCY and demand.calm is not None:
        clocks.append((demand.calm, Urgency(demand.calm.urgency)))
    return clocks


def _run(demand: Demand, unit: Unit, now: datetime) -> None:
    """What is left of each clock, or else its term."""
    status = DemandStatus(demand.status)
    for running, urgency in _clocks(demand):
        amount = running.clock_left if running.clock_left is not None else term(unit, status, urgency)
        _begin(running, urgency, amount, now)
    _settle(demand)


def _begin(running: Clock, urgency: Urgency, amount: int, now: datetime) -> None:
    deadline = due(now, amount, urgency)
    running.clock_from, running.clock_left = now, None
    _fix(running, deadline)
    if urgency != Urgency.EMERGENCY:
        running.clock_days, running.deadline_guessed = amount, bool(years_not_seen_to(now, deadline))


def _settle(demand: Demand) -> None:
    """Minutes never give more time than working days would."""
    calm = demand.calm if demand.urgency == Urgency.EMERGENCY else None
    if calm is not None and calm.deadline is not None and demand.deadline is not None:
        demand.deadline = min(demand.deadline, calm.deadline)


def _fix(running: Clock, until: datetime | None) -> None:
    """No change of the holiday table moves this deadline."""
    running.deadline, running.clock_days, running.deadline_guessed = until, None, False


def _minutes_words(number: int, late: bool) -> str:
    if late:
        return ngettext("已超期 %(num)s 分钟", "已超期 %(num)s 分钟", max(1, -number))
    return ngettext("还剩 %(num)s 分钟", "还剩 %(num)s 分钟", number)
