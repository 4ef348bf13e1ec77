"""Reading what became of deadlines: passed on to oneself, extensions to decide, the bulletin of a month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from volunteer.deadlines.models import DemandAlert, DemandExtension
from volunteer.deadlines.states import LATE, ExtensionStatus, Level
from volunteer.demands.models import Demand
from volunteer.demands.pressing import PRESSING_FIRST
from volunteer.demands.queries import LOADED
from volunteer.demands.rules import ANSWER_AWAITED
from volunteer.kernel.clock import SHANGHAI
from volunteer.kernel.database import db
from volunteer.organization.actor import Actor
from volunteer.organization.models import Unit
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import unit_within


def escalated(actor: Actor) -> Select[Demand]:
    """Demands whose deadline passed and that were passed on to units the actor handles for, the most pressing first.

    Those of units of one's own that were passed on to somebody else are not among them.
    """
    within = unit_within(DemandAlert.told_unit_id, actor.reach(Permission.DEMAND_HANDLE))
    passed_on = select(DemandAlert.demand_id).where(
        DemandAlert.level.in_(LATE), DemandAlert.clock_number == Demand.clock_number, within
    )
    return (
        select(Demand)
        .where(Demand.status.in_(ANSWER_AWAITED), Demand.id.in_(passed_on))
        .options(*LOADED)
        .order_by(*PRESSING_FIRST, Demand.id)
    )


def extensions(actor: Actor, *, open_only: bool = True) -> Select[DemandExtension]:
    """Extensions that the actor may decide and did not ask for; or all that units in sight asked for."""
    statement = (
        select(DemandExtension)
        .join(DemandExtension.demand)
        .options(
            contains_eager(DemandExtension.demand).joinedload(Demand.site),
            joinedload(DemandExtension.unit),
            joinedload(DemandExtension.decider_unit),
        )
    )
    if open_only:
        return statement.where(to_decide(actor)).order_by(DemandExtension.before, DemandExtension.id)
    seen = unit_within(DemandExtension.unit_id, actor.reach(Permission.DEMAND_READ))
    return statement.where(seen).order_by(DemandExtension.id.desc())


def to_decide(actor: Actor) -> ColumnElement[bool]:
    """In a select of extensions with their demands: asked for a clock that still runs, by others, of the tier below."""
    return and_(
        DemandExtension.status == ExtensionStatus.ASKED,
        DemandExtension.clock_number == Demand.clock_number,
        Demand.status.in_(ANSWER_AWAITED),
        DemandExtension.asked_by.is_distinct_from(actor.account_id),
        unit_within(DemandExtension.decider_unit_id, actor.reach(Permission.DEMAND_HANDLE)),
    )


def extensions_of(demand_id: int) -> Sequence[DemandExtension]:
    """All that was asked for one demand, newest first."""
    statement = (
        select(DemandExtension)
        .where(DemandExtension.demand_id == demand_id)
        .options(joinedload(DemandExtension.decider_unit))
        .order_by(DemandExtension.id.desc())
    )
    return db.session.scalars(statement).all()


@dataclass(frozen=True)
class UnitInBulletin:
    """A unit beside itself: how many of its demands were listed in a month, and in the one before."""

    unit_id: int
    name: str
    count: int
    before: int


def bulletin(actor: Actor, month: date, unit_id: int | None = None) -> Select[DemandAlert]:
    """What was listed in a month, of units in sight, newest first."""
    statement = (
        select(DemandAlert)
        .join(DemandAlert.demand)
        .where(*_listed(actor), _within(month))
        .options(contains_eager(DemandAlert.demand).options(*LOADED), joinedload(DemandAlert.unit))
        .order_by(DemandAlert.at.desc(), DemandAlert.id.desc())
    )
    return statement if unit_id is None else statement.where(DemandAlert.unit_id == unit_id)


def units_in_bulletin(actor: Actor, month: date) -> list[UnitInBulletin]:
    """The units with something listed in the month or the one before, in the order of the tree: no ranking."""
    unit, earlier = aliased(Unit), before(month)
    now, then = func.count().filter(_within(month)), func.count().filter(_within(earlier))
    statement = (
        select(unit.id, unit.name, now, then)
        .select_from(DemandAlert)
        .join(unit, unit.id == DemandAlert.unit_id)
        .where(*_listed(actor), DemandAlert.at >= _begin(earlier), DemandAlert.at < _begin(after(month)))
        .group_by(unit.id)
        .order_by(unit.path)
    )
    return [UnitInBulletin(*row) for row in db.session.execute(statement)]


def before(month: date) -> date:
    """The first of the month before."""
    return date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)


def after(month: date) -> date:
    """The first of the next month."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _listed(actor: Actor) -> tuple[Any, ...]:
    reach = actor.reach(Permission.REPORT_READ)
    return DemandAlert.level == Level.BULLETIN, unit_within(DemandAlert.unit_id, reach)


def _within(month: date) -> ColumnElement[bool]:
    return and_(DemandAlert.at >= _begin(month), DemandAlert.at < _begin(after(month)))


def _begin(month: date) -> datetime:
    return datetime.combine(month, time(), SHANGHAI)
