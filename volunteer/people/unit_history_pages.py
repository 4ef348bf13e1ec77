"""The history of a unit: what became of it, who came and who went."""

from __future__ import annotations

from flask import Blueprint, render_template

from volunteer.kernel.database import db
from volunteer.organization import words
from volunteer.organization.current import current_actor
from volunteer.organization.models import Tier, Unit
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import get_visible
from volunteer.people import unit_history
from volunteer.web.guard import needs
from volunteer.web.tables import page_of

MOST_CLOSED = 100

bp = Blueprint("unit_history", __name__)


@bp.get("/units/<int:unit_id>/history")
@needs(Permission.UNIT_READ)
def show(unit_id: int) -> str:
    """What a unit was called, where it hung, what it took over; of a squad also who came and went."""
    actor = current_actor()
    unit = get_visible(Unit, actor, Permission.UNIT_READ, unit_id)
    of_members = unit.tier == Tier.SQUAD and actor.reach(Permission.MEMBER_READ).covers(unit_path=unit.path)
    moved = page_of(unit_history.movements(unit), scalars=False) if of_members else None
    return render_template(
        "pages/units/history.html",
        unit=unit,
        events=unit_history.events_of(unit),
        moved=moved,
        squads=unit_history.names_of(row[4] for row in moved.items) if moved else {},
        closed=db.session.scalars(unit_history.closed_below(unit).limit(MOST_CLOSED)).all(),
        tiers=words.TIERS,
    )
