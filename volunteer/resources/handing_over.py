"""Resources that follow when a role is handed over: their contact."""

from __future__ import annotations

from flask_babel import ngettext
from sqlalchemy import ColumnElement, and_, func, select, update

from volunteer.happenings.accounts import WorkHandedOver
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Work
from volunteer.organization.handing_over import Following, Held
from volunteer.organization.models import Unit
from volunteer.resources.models import Resource
from volunteer.resources.states import ResourceStatus


def work_handed_over(happening: WorkHandedOver, work: Work) -> None:
    """Whoever takes over is asked for from now on."""
    if happening.unit_path is None:
        return
    whose = _contact_is(happening.before.name, happening.unit_path)
    if happening.before.phone is not None and happening.after.phone is not None:
        own_phone = and_(whose, Resource.contact_phone == happening.before.phone)
        db.session.execute(update(Resource).where(own_phone).values(contact_phone=happening.after.phone))
    named = update(Resource).where(whose)
    db.session.execute(named.values(contact_name=happening.after.name, version=Resource.version + 1))


def _contact_is(name: str, unit_path: str) -> ColumnElement[bool]:
    units = select(Unit.id).where(Unit.path.startswith(unit_path, autoescape=True))
    offered = Resource.status != ResourceStatus.WITHDRAWN
    return and_(Resource.contact_name == name, Resource.unit_id.in_(units), offered)


def _count(held: Held) -> int:
    if held.view.tree != "unit":
        return 0
    return db.session.scalar(select(func.count(Resource.id)).where(_contact_is(held.contact.name, held.view.path))) or 0


RESOURCES = Following(_count, lambda number: ngettext("%(num)s 项资源", "%(num)s 项资源", number))
