"""Urgent demands run by minutes while an emergency holds in their town, and by working days again afterwards (D11).

Made to fit when an emergency opens or ends, and every half minute for what came in just then. What fits stays as it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Row, ScalarSelect, Select, SQLColumnExpression, and_, func, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from volunteer.demands import deadlines
from volunteer.demands.models import Demand, DemandStep
from volunteer.demands.rules import ANSWER_AWAITED
from volunteer.demands.states import DemandStatus, Urgency
from volunteer.happenings.task_forces import (
    DemandClocks,
    DemandsCalmed,
    DemandsHastened,
    EmergencyClosed,
    EmergencyOpened,
)
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Work
from volunteer.organization.models import Place, Unit
from volunteer.task_forces.models import Emergency

S = TypeVar("S", bound=Select[Any])

AT_ONCE = 1_000


def fit_clocks(work: Work) -> int:
    """Hasten what an emergency concerns, calm what none concerns any more; how many, AT_ONCE of each at most."""
    return _hasten(work) + _calm_down(work)


def fitted(happening: EmergencyOpened | EmergencyClosed, work: Work) -> None:
    """An emergency opened, or ended."""
    fit_clocks(work)


def _hasten(work: Work) -> int:
    site, town = aliased(Place), aliased(Place)
    urgent = (
        select(Demand, Emergency)
        .join(site, site.id == Demand.site_id)
        .join(town, func.starts_with(site.path, town.path))
        .join(Emergency, and_(Emergency.place_id == town.id, _holds(work.now)))
        .where(
            Demand.status.in_(ANSWER_AWAITED),
            Demand.urgency == Urgency.URGENT,
            Demand.deadline > work.now,  # what is overdue keeps its due
        )
        .options(joinedload(Demand.calm), joinedload(Demand.responsible_unit), joinedload(Emergency.place))
    )
    terms: dict[tuple[str, str], int] = {}
    hastened: dict[Emergency, list[Demand]] = {}
    for demand, emergency in _locked(urgent):
        deadlines.hasten(demand, _minutes(demand, terms), work.now)
        hastened.setdefault(emergency, []).append(demand)
    return _tell(work, DemandsHastened, "hasten", hastened)


def _minutes(demand: Demand, known: dict[tuple[str, str], int]) -> int:
    """What the responsible unit has for the step; asked once for each unit and step."""
    unit = demand.responsible_unit or db.session.get_one(Unit, demand.responsible_unit_id)
    step = (unit.path, demand.status)
    if step not in known:
        known[step] = deadlines.term(unit, DemandStatus(demand.status), Urgency.EMERGENCY)
    return known[step]


def _calm_down(work: Work) -> int:
    """Those that no emergency concerns any more, each as things stood when the last one was over."""
    site = aliased(Place)
    over = (
        select(Demand, _last_over(site.path))
        .join(Demand.calm)
        .join(site, site.id == Demand.site_id)
        .where(~_concerning(site.path).where(_holds(work.now)).exists())
        .options(contains_eager(Demand.calm))
    )
    calmed: dict[Emergency, list[Demand]] = {}
    for demand, emergency_id in _locked(over):
        emergency = db.session.get_one(Emergency, emergency_id)
        deadlines.calm_down(demand, over_at(emergency))
        calmed.setdefault(emergency, []).append(demand)
    return _tell(work, DemandsCalmed, "calm", calmed)


def _tell(work: Work, kind: type[DemandClocks], step: str, fitted: dict[Emergency, list[Demand]]) -> int:
    """What still waits says so on its timeline, and a unit gets one notice for all of its own; how many they were."""
    for emergency, demands in fitted.items():
        waiting = [demand for demand in demands if demand.status in ANSWER_AWAITED]
        for demand in waiting:
            db.session.add(DemandStep(demand_id=demand.id, step=step, at=work.now, reason=emergency.reason))
        units = (demand.responsible_unit_id for demand in waiting)
        told = tuple(sorted(Counter(unit_id for unit_id in units if unit_id is not None).items()))
        details = {"demands": [demand.number for demand in demands]}
        work.record(kind(subject_id=emergency.id, town=emergency.place.name, told=told, details=details))
    return sum(map(len, fitted.values()))


def over_at(emergency: Emergency) -> datetime:
    """When it ended: at the time that was said, or before it by a person."""
    return min(emergency.ends_at, emergency.closed_at or emergency.ends_at)


def _holds(now: datetime) -> ColumnElement[bool]:
    return and_(Emergency.closed_at.is_(None), Emergency.ends_at > now)


def _concerning(path: SQLColumnExpression[str]) -> Select[tuple[int]]:
    """The emergencies, of any time, of the town that a place lies in."""
    town = aliased(Place)
    joined = select(Emergency.id).join(town, town.id == Emergency.place_id)
    return joined.where(func.starts_with(path, town.path))


def _last_over(path: SQLColumnExpression[str]) -> ScalarSelect[int]:
    ended = func.least(Emergency.ends_at, Emergency.closed_at)
    return _concerning(path).order_by(ended.desc(), Emergency.id.desc()).limit(1).scalar_subquery()


def _locked(statement: S) -> Sequence[Row[Any]]:
    """A part of what was found, as it stands now, in the order in which everybody locks."""
    held = statement.order_by(Demand.id).limit(AT_ONCE).with_for_update(key_share=True, of=Demand)
    return db.session.execute(held.execution_options(populate_existing=True)).all()
