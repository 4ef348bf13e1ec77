"""Two views of a unit: which skills it has for what is asked, and how far its members' data is complete."""

from __future__ import annotations

from flask import Blueprint, render_template

from volunteer.kernel.clock import today
from volunteer.organization.current import current_actor
from volunteer.organization.models import Unit
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import get_visible
from volunteer.people import survey as surveys
from volunteer.people import unit_figures, unit_tree
from volunteer.people.words import LEVELS
from volunteer.web.guard import needs
from volunteer.web.tables import page_of

bp = Blueprint("unit_reports", __name__)


@bp.get("/units/<int:unit_id>/skills")
@needs(Permission.MEMBER_READ)
def skills(unit_id: int) -> str:
    """Skills by level against the places of the coming four weeks that ask for them."""
    unit = _visible(unit_id)
    rows = surveys.skill_rows(unit, unit_figures.open_places(unit), today())
    return render_template("pages/units/skills.html", unit=unit, rows=rows, levels=LEVELS)


@bp.get("/units/<int:unit_id>/survey")
@needs(Permission.MEMBER_READ)
def survey(unit_id: int) -> str:
    """How many confirmed what, in the unit and in each one below, in the order of the tree."""
    unit = _visible(unit_id)
    found = page_of(unit_tree.children_of(unit))
    progress = surveys.progress([unit.id, *(child.id for child in found.items)])
    nobody = surveys.Progress()
    return render_template(
        "pages/units/survey.html",
        unit=unit,
        own=progress.get(unit.id, nobody),
        found=found,
        rows=[(child, progress.get(child.id, nobody)) for child in found.items],
        told=surveys.TOLD,
        not_told=surveys.NOT_TOLD,
    )


def _visible(unit_id: int) -> Unit:
    return get_visible(Unit, current_actor(), Permission.MEMBER_READ, unit_id)
