"""Demands that follow when a role is handed over: a site's own, and what a unit asked for on behalf of one."""

from __future__ import annotations

from flask_babel import ngettext
from sqlalchemy import ColumnElement, and_, false, func, or_, select, update

from volunteer.demands.models import Demand
from volunteer.demands.states import DemandStatus
from volunteer.happenings.accounts import WorkHandedOver
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Work
from volunteer.organization.handing_over import Following, Held
from volunteer.organization.models import Place, Unit

OVER = (DemandStatus.CLOSED, DemandStatus.DECLINED, DemandStatus.WITHDRAWN, DemandStatus.CANCELLED)


def work_handed_over(happening: WorkHandedOver, work: Work) -> None:
    """What was asked and is not over belongs to whoever took over; so does the contact's name."""
    before, after = happening.before, happening.after
    asked = _asked(before.account_id, happening.place_path, happening.unit_path)
    named = and_(asked, Demand.contact_name == before.name)
    db.session.execute(update(Demand).where(named).values(contact_name=after.name, version=Demand.version + 1))
    db.session.execute(update(Demand).where(asked).values(asker_id=after.account_id))


def _asked(account_id: int, place_path: str | None, unit_path: str | None) -> ColumnElement[bool]:
    """By the place's people for its sites, or by the unit's for any site."""
    within: list[ColumnElement[bool]] = []
    if place_path is not None:
        sites = select(Place.id).where(Place.path.startswith(place_path, autoescape=True))
        within.append(and_(Demand.site_id.in_(sites), Demand.asked_by_unit_id.is_(None)))
    if unit_path is not None:
        units = select(Unit.id).where(Unit.path.startswith(unit_path, autoescape=True))
        within.append(Demand.asked_by_unit_id.in_(units))
    return and_(Demand.asker_id == account_id, or_(false(), *within), Demand.status.not_in(OVER))


def _count(held: Held) -> int:
    path = held.view.path
    place_path, unit_path = (path, None) if held.view.tree == "place" else (None, path)
    asked = _asked(held.contact.account_id, place_path, unit_path)
    return db.session.scalar(select(func.count(Demand.id)).where(asked)) or 0


DEMANDS = Following(_count, lambda number: ngettext("%(num)s 条需求", "%(num)s 条需求", number))
