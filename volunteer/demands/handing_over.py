"""Demands that follow when the role at a site or a town is handed over: the new operator answers for them."""

from __future__ import annotations

from flask_babel import ngettext
from sqlalchemy import ColumnElement, and_, func, select, update

from volunteer.demands.models import Demand
from volunteer.demands.states import DemandStatus
from volunteer.happenings.accounts import WorkHandedOver
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Work
from volunteer.organization.handing_over import Following, Held
from volunteer.organization.models import Place

OVER = (DemandStatus.CLOSED, DemandStatus.DECLINED, DemandStatus.WITHDRAWN, DemandStatus.CANCELLED)


def work_handed_over(happening: WorkHandedOver, work: Work) -> None:
    """What was asked for the place and is not over belongs to whoever took over; so does the contact's name."""
    if happening.place_path is None:
        return
    before, after = happening.before, happening.after
    asked = _asked(before.account_id, happening.place_path)
    named = and_(asked, Demand.contact_name == before.name)
    db.session.execute(update(Demand).where(named).values(contact_name=after.name, version=Demand.version + 1))
    db.session.execute(update(Demand).where(asked).values(asker_id=after.account_id))


def _asked(account_id: int, place_path: str) -> ColumnElement[bool]:
    sites = select(Place.id).where(Place.path.startswith(place_path, autoescape=True))
    return and_(Demand.asker_id == account_id, Demand.site_id.in_(sites), Demand.status.not_in(OVER))


def _count(held: Held) -> int:
    if held.view.tree != "place":
        return 0
    return db.session.scalar(select(func.count(Demand.id)).where(_asked(held.contact.account_id, held.view.path))) or 0


DEMANDS = Following(_count, lambda number: ngettext("%(num)s 条需求", "%(num)s 条需求", number))
