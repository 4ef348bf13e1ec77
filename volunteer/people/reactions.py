"""What members do when something happens elsewhere."""

from __future__ import annotations

from flask_babel import ngettext
from sqlalchemy import exists, func, select, update
from sqlalchemy.orm import aliased

from volunteer.happenings.organization import UnitChanged, UnitClosed
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Work
from volunteer.organization.belongings import Belonging, counting
from volunteer.organization.models import Unit
from volunteer.people.models import Member

RADIUS = "default_radius_km"
MEMBERS = Belonging(
    count=counting(Member.unit_id), words=lambda number: ngettext("%(num)s 名成员", "%(num)s 名成员", number)
)


def unit_closed(happening: UnitClosed, work: Work) -> None:
    """The members of a dissolved squad belong to its successor."""
    db.session.execute(
        update(Member)
        .where(Member.unit_id == happening.subject_id)
        .values(unit_id=happening.successor_id, version=Member.version + 1)
    )


def unit_changed(happening: UnitChanged, work: Work) -> None:
    """Where a unit assumes another radius, so it does of its members who never said how far they go (D24)."""
    turned = happening.details.get("settings", {}).get(RADIUS)
    if turned is None:
        return
    before, after = turned
    changed, below = db.session.get_one(Unit, happening.subject_id), aliased(Unit)
    settled_below = exists().where(
        func.starts_with(Unit.path, below.path),
        below.path.startswith(changed.path, autoescape=True),
        below.id != changed.id,
        below.settings.has_key(RADIUS),
    )
    following = select(Unit.id).where(Unit.path.startswith(changed.path, autoescape=True), ~settled_below)
    db.session.execute(
        update(Member)
        .where(Member.unit_id.in_(following), Member.profile_assumed, Member.radius_km == before)
        .values(radius_km=after, version=Member.version + 1)
    )
