"""Calls that nobody made in time are passed on to the tier above, like other deadlines: once in each round, told once.

The step in the demand's story is the mark: after days off all that came late meanwhile is passed on in one go.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from sqlalchemy import ColumnElement, Exists, Select, and_, exists, func, insert, literal, select

from volunteer.answers.call_backs import LAST_SERVED, awaiting_call, called
from volunteer.demands.models import Demand, DemandStep
from volunteer.demands.queries import LOADED
from volunteer.demands.rules import UNRATED_AFTER
from volunteer.happenings.answers import CallsPassedOn
from volunteer.kernel.database import db
from volunteer.kernel.jobs import Job
from volunteer.kernel.unit_of_work import Work
from volunteer.organization.actor import Actor
from volunteer.organization.models import Unit
from volunteer.organization.permissions import Permission
from volunteer.organization.queries import root_brigade
from volunteer.organization.scope import unit_within

STEP = "call_late"


def passed_on(actor: Actor, now: datetime) -> Select[Demand]:
    """Demands that nobody called about in time, passed on to units the actor handles for; the longest silent first.

    Those of units of one's own that were passed on to somebody else are not among them.
    """
    to_own = unit_within(DemandStep.unit_id, actor.reach(Permission.DEMAND_HANDLE))
    return (
        select(Demand).where(_late(now), _passed_on().where(to_own)).options(*LOADED).order_by(LAST_SERVED, Demand.id)
    )


def pass_on(work: Work) -> int:
    """Pass on what is late by now to the unit above, the top's own to the top itself; how many."""
    late = (
        select(Demand.id, literal(STEP), literal(work.now), func.coalesce(Unit.parent_id, Unit.id))
        .join(Unit, Unit.id == Demand.responsible_unit_id)
        .where(_late(work.now), ~_passed_on())
    )
    noted = insert(DemandStep).from_select(["demand_id", "step", "at", "unit_id"], late).returning(DemandStep.unit_id)
    told = Counter(unit_id for unit_id in db.session.scalars(noted) if unit_id is not None)
    if told:
        top = root_brigade().id
        number = told.total()
        work.record(
            CallsPassedOn(subject_id=top, unit_id=top, told=tuple(sorted(told.items())), details={"number": number})
        )
    return told.total()


def _late(now: datetime) -> ColumnElement[bool]:
    """Of a demand: it has to be called about, and nobody did while the unit had time to."""
    return and_(awaiting_call(now), ~called(), now - UNRATED_AFTER > LAST_SERVED)


def _passed_on() -> Exists:
    """Of a demand: its calls were passed on since it was last served."""
    return exists().where(DemandStep.demand_id == Demand.id, DemandStep.step == STEP, DemandStep.at > LAST_SERVED)


PASS_ON = Job("answers.pass_on_calls", pass_on, "cron", {"hour": "8-18", "minute": 50})
