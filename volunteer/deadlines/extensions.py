"""More time for a demand (延期): asked for by its unit before the deadline, decided by the next tier."""

from __future__ import annotations

from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import or_, select

from volunteer.deadlines.models import DemandExtension
from volunteer.deadlines.rules import MACHINE
from volunteer.deadlines.states import ExtensionStatus
from volunteer.demands import deadlines
from volunteer.demands.models import Demand
from volunteer.demands.queries import one_demand
from volunteer.demands.rules import ANSWER_AWAITED
from volunteer.demands.states import Urgency
from volunteer.demands.steps import cover, note, tell
from volunteer.happenings.deadlines import (
    ExtensionAsked,
    ExtensionGranted,
    ExtensionHappening,
    ExtensionLapsed,
    ExtensionRefused,
)
from volunteer.happenings.demands import DemandHappening
from volunteer.kernel.clock import SHANGHAI
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, NotVisible, Refused, refusing
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.calendar import working_days_between
from volunteer.organization.models import Unit
from volunteer.organization.permissions import Permission
from volunteer.organization.rules import ANSWERED_BY, ids_of
from volunteer.organization.settings import KNOBS, setting_at
from volunteer.web.api import LARGEST_ID
from volunteer.web.humanize import short_date

MOST_DAYS = "demand_extension_days"
MOST_AT_ONCE = 500


@use_case
def ask(work: Work, actor: Actor, demand_id: int, until: date, reason: str) -> DemandExtension:
    """Ask the next tier for a later day; only while the deadline has not passed."""
    demand = one_demand(actor, demand_id, lock=True)
    cover(actor, demand, Permission.DEMAND_HANDLE)
    if demand.status not in ANSWER_AWAITED or demand.deadline is None or demand.responsible_unit is None:
        raise Refused("not_in_this_state", step="extend", status=demand.status)
    if demand.urgency == Urgency.EMERGENCY:
        raise Refused("no_extension_by_minutes")
    if demand.deadline <= work.now:
        raise Refused("deadline_passed")
    unit = demand.responsible_unit
    _lapse_stale(work, demand)
    extension = DemandExtension(
        demand_id=demand.id,
        clock_number=demand.clock_number,
        unit_id=unit.id,
        decider_unit_id=decider_of(unit),
        reason=reason,
        before=demand.deadline,
        until=_later(unit, demand.deadline, until),
        asked_by=actor.account_id,
        asked_at=work.now,
    )
    db.session.add(extension)
    with refusing({"uq_demand_extension_asked": "extension_asked"}):
        db.session.flush()
    note(work, demand, "extend_ask", _about(extension, reason))
    work.record(_told(ExtensionAsked, extension, demand, reason))
    return extension


@use_case
def grant(work: Work, actor: Actor, extension_id: int) -> DemandExtension:
    """Agree: the deadline moves, and another clock runs."""
    extension, demand = _to_decide(work, actor, extension_id, "grant")
    if extension.until <= work.now:
        raise Refused("extension_day_over")
    deadlines.put_off(demand, extension.until, work.now)
    demand.version += 1
    note(work, demand, "extend", _about(extension, extension.reason))
    work.record(_told(ExtensionGranted, extension, demand, extension.reason))
    return extension


@use_case
def refuse(work: Work, actor: Actor, extension_id: int, reason: str) -> DemandExtension:
    """Say no, and why: the deadline stays."""
    extension, demand = _to_decide(work, actor, extension_id, "refuse")
    extension.answer = reason
    note(work, demand, "extend_refuse", reason)
    work.record(_told(ExtensionRefused, extension, demand, reason))
    return extension


def lapse_gone(work: Work) -> int:
    """Void what was asked for a demand that has gone another way since; how many."""
    gone = (
        select(DemandExtension)
        .join(DemandExtension.demand)
        .where(
            DemandExtension.status == ExtensionStatus.ASKED,
            or_(DemandExtension.clock_number != Demand.clock_number, Demand.status.not_in(ANSWER_AWAITED)),
        )
        .order_by(DemandExtension.id)
        .limit(MOST_AT_ONCE)
        .with_for_update(skip_locked=True, of=DemandExtension)
    )
    lapsed = db.session.scalars(gone).all()
    for extension in lapsed:
        _lapse(work, extension)
    return len(lapsed)


def decider_of(unit: Unit) -> int:
    """The next tier; above the top there is none, so that another account of the top decides."""
    way = ids_of(unit.path)
    return way[-2] if len(way) > 1 else unit.id


def still_counts(extension: DemandExtension, demand: Demand) -> bool:
    """Whether the clock it was asked for still runs."""
    return extension.clock_number == demand.clock_number and demand.status in ANSWER_AWAITED


def _to_decide(work: Work, actor: Actor, extension_id: int, step: str) -> tuple[DemandExtension, Demand]:
    """The extension and its demand, both locked, the step taken by somebody of the next tier."""
    extension = db.session.get(DemandExtension, extension_id) if extension_id <= LARGEST_ID else None
    if extension is None:
        raise NotVisible
    demand = one_demand(actor, extension.demand_id, lock=True)
    locked = select(DemandExtension).where(DemandExtension.id == extension_id).with_for_update(key_share=True)
    extension = db.session.scalars(locked.execution_options(populate_existing=True)).one()
    if not actor.reach(Permission.DEMAND_HANDLE).covers(extension.decider_unit.path):
        raise Forbidden
    if extension.status == ExtensionStatus.ASKED and not still_counts(extension, demand):
        raise Refused("extension_lapsed")
    MACHINE.move(extension, step)
    if extension.asked_by == actor.account_id:
        raise Refused("own_extension")
    extension.decided_by, extension.decided_at = actor.account_id, work.now
    return extension, demand


def _later(unit: Unit, deadline: datetime, until: date) -> datetime:
    """17:00 of the day asked for, if it lies after the deadline and not too far after it."""
    wanted = datetime.combine(until, ANSWERED_BY, SHANGHAI)
    most = setting_at(unit.path, MOST_DAYS, KNOBS[MOST_DAYS].default)
    if wanted <= deadline:
        raise Invalid({"until": _("新的期限要晚于现在的期限")})
    if working_days_between(deadline, wanted) > most:
        raise Invalid({"until": _("一次最多延长 %(most)s 个工作日", most=most)})
    return wanted


def _lapse_stale(work: Work, demand: Demand) -> None:
    """What was asked for an earlier clock of the demand is void."""
    stale = select(DemandExtension).where(
        DemandExtension.demand_id == demand.id,
        DemandExtension.status == ExtensionStatus.ASKED,
        DemandExtension.clock_number != demand.clock_number,
    )
    for extension in db.session.scalars(stale):
        _lapse(work, extension)
    db.session.flush()


def _lapse(work: Work, extension: DemandExtension) -> None:
    MACHINE.move(extension, "lapse")
    details = {"extension_id": extension.id}
    work.record(ExtensionLapsed(subject_id=extension.demand_id, unit_id=extension.unit_id, details=details))


def _about(extension: DemandExtension, reason: str) -> str:
    return str(_("延到%(day)s：%(reason)s", day=short_date(extension.until), reason=reason))


def _told(kind: type[ExtensionHappening], extension: DemandExtension, demand: Demand, reason: str) -> DemandHappening:
    return tell(
        kind,
        demand,
        reason=reason,
        decider_unit_id=extension.decider_unit_id,
        asked_by=extension.asked_by,
        until=extension.until,
        details={"extension_id": extension.id, "until": extension.until.isoformat()},
    )
