"""What somebody without an account does with their own demand, under its private link. The caller opened the link."""

from __future__ import annotations

from datetime import datetime, timedelta

from volunteer.demands.merging import lead_of
from volunteer.demands.models import Demand
from volunteer.demands.rating_service import reopen_now
from volunteer.demands.rules import BEFORE_PUBLISHING, MACHINE, OPEN
from volunteer.demands.states import DemandStatus
from volunteer.demands.steps import note, shut_private, tell
from volunteer.happenings.demands import DemandCancelled, DemandWithdrawn, DemandWordAdded
from volunteer.kernel.errors import Refused
from volunteer.kernel.unit_of_work import Work
from volunteer.texts.sensitive import masked

MOST_REOPENED = 3
REOPENED_WITHIN = timedelta(days=90)


def add_word(work: Work, demand: Demand, words: str) -> None:
    """One more sentence; the unit and the site read it on the timeline."""
    if not may_add_word(demand):
        raise Refused("not_in_this_state", step="word", status=demand.status)
    said = masked(words)
    note(work, demand, "word", said)
    work.record(tell(DemandWordAdded, demand))


def take_back(work: Work, demand: Demand, reason: str | None) -> None:
    """It is not needed any more; once it is published, whoever signed up is told."""
    if not may_take_back(demand):
        raise Refused("not_in_this_state", step="withdraw", status=demand.status)
    early = demand.status != DemandStatus.PUBLISHED
    step = "withdraw" if early else "cancel"
    MACHINE.move(demand, step)
    demand.version += 1
    demand.deadline = None
    said = masked(reason) if reason else None
    shut_private(work, demand)
    note(work, demand, step, said)
    if early:
        work.record(tell(DemandWithdrawn, demand, reason=said))
    else:
        demand.closed_at = work.now
        work.record(tell(DemandCancelled, demand, reason=said))


def not_solved(work: Work, demand: Demand, reason: str) -> None:
    """Do it again: the same demand with a new clock; not without end, and not long afterwards."""
    if not may_ask_again(demand, work.now):
        raise Refused("reopened_enough")
    reopen_now(work, demand, masked(reason))


def may_add_word(demand: Demand) -> bool:
    """Whether somebody still works on it, or will."""
    return (lead_of(demand) or demand).status in OPEN


def may_take_back(demand: Demand) -> bool:
    """Whether nobody is there yet to help."""
    return (lead_of(demand) or demand).status in BEFORE_PUBLISHING | {DemandStatus.PUBLISHED}


def may_ask_again(demand: Demand, now: datetime) -> bool:
    """Whether the person it was for may still say that it is not solved."""
    recent = demand.closed_at is None or demand.closed_at > now - REOPENED_WITHIN
    served = demand.status in (DemandStatus.AWAITING_RATING, DemandStatus.CLOSED)
    return served and recent and demand.times_reopened < MOST_REOPENED
