"""What people are told of orders beyond what they hear of the demand that an order is."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from volunteer.happenings.resources import OrderPlaced
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Row, Work
from volunteer.notices.rows import tell
from volunteer.organization.models import Grant
from volunteer.organization.permissions import Permission, roles_with
from volunteer.resources.models import Resource


def placed(happening: OrderPlaced, work: Work) -> Iterable[Row]:
    """Those who may answer orders of the unit, but are not told of its demands: the leaders of a squad."""
    only_orders = roles_with(Permission.RESOURCE_MANAGE) - roles_with(Permission.DEMAND_HANDLE)
    leaders = select(Grant.account_id).where(
        Grant.unit_id == happening.unit_id,
        Grant.role.in_(only_orders),
        Grant.holds(work.now),
    )
    title = db.session.get_one(Resource, happening.resource_id).title
    for account_id in db.session.scalars(leaders.distinct()):
        yield tell(work, account_id, happening.action, f"/orders?resource={happening.resource_id}", title=title)
