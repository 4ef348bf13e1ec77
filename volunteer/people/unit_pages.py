"""Pages of the unit tree; they stand in this room because they count members."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response as BaseResponse
from wtforms.fields.choices import SelectChoice

from volunteer.accounts.forms import show_problems
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid, Refused
from volunteer.organization import queries, service, words
from volunteer.organization.current import current_actor
from volunteer.organization.forms import UnitForm
from volunteer.organization.models import Tier, Unit, UnitStatus
from volunteer.organization.permissions import Permission
from volunteer.organization.rules import PARENT_TIERS, within
from volunteer.organization.scope import get_visible, require
from volunteer.people.queries import member_count, member_counts
from volunteer.web.guard import needs
from volunteer.web.wording import words as refusal_words

PAGE_SIZE = 50

bp = Blueprint("units", __name__)


@bp.get("/units")
@needs(Permission.UNIT_READ)
def index() -> str:
    """The tree from the top of one's reach, or what a search finds."""
    actor = current_actor()
    q, tier = request.args.get("q", "").strip(), request.args.get("tier", "")
    found = None
    if q or tier in words.TIERS:
        statement = queries.units(actor, q=q or None, tier=tier or None)
        found = db.paginate(statement, per_page=PAGE_SIZE, max_per_page=PAGE_SIZE, error_out=False)
    trees = [] if found else [_branch(unit) for unit in queries.tops(actor)]
    return render_template("pages/units/index.html", found=found, trees=trees, tiers=words.TIERS)


@bp.get("/units/<int:unit_id>")
@needs(Permission.UNIT_READ)
def show(unit_id: int) -> str:
    """One unit: who leads it, what hangs below, how many members."""
    actor = current_actor()
    unit = get_visible(Unit, actor, Permission.UNIT_READ, unit_id)
    may_manage = actor.reach(Permission.UNIT_MANAGE).covers(unit_path=unit.path)
    return render_template(
        "pages/units/show.html",
        branch=_branch(unit),
        unit=unit,
        way=queries.way_to(unit),
        leaders=queries.leaders(unit.id, clock.now()),
        members=member_count(unit),
        may_manage=may_manage and unit.status == UnitStatus.ACTIVE,
        successors=_others(unit) if may_manage else [],
        tiers=words.TIERS,
        roles=words.ROLES,
    )


@bp.get("/units/<int:unit_id>/new")
@needs(Permission.UNIT_MANAGE)
def new(unit_id: int) -> str:
    """The form of a new unit below this one."""
    parent = _managed(unit_id)
    return _form_page(_new_form(parent), parent=parent)


@bp.post("/units/<int:unit_id>/new")
@needs(Permission.UNIT_MANAGE)
def create(unit_id: int) -> BaseResponse | tuple[str, int]:
    """Add a unit below this one."""
    parent = _managed(unit_id)
    form = _new_form(parent)
    if form.validate():
        values = {key: form[key].data for key in ("tier", "name", "short_name", "duty_phone")}
        try:
            unit = service.create_unit(current_actor(), service.NewUnit(parent_id=parent.id, **values))
        except (Invalid, Refused) as error:
            _show(form, error)
        else:
            flash(_("已新设%(name)s", name=unit.name), "ok")
            return redirect(url_for("units.show", unit_id=unit.id), 303)
    return _form_page(form, parent=parent), 422


@bp.get("/units/<int:unit_id>/edit")
@needs(Permission.UNIT_MANAGE)
def edit(unit_id: int) -> str:
    """The form of a unit."""
    unit = _managed(unit_id)
    return _form_page(_edit_form(unit), unit=unit)


@bp.post("/units/<int:unit_id>/edit")
@needs(Permission.UNIT_MANAGE)
def update(unit_id: int) -> BaseResponse | tuple[str, int]:
    """Rename or move a unit."""
    unit = _managed(unit_id)
    form = _edit_form(unit)
    if form.validate():
        changes = {key: form[key].data for key in ("name", "short_name", "duty_phone")}
        changes["short_name"] = changes["short_name"] or changes["name"]
        if form.parent_id is not None:
            changes["parent_id"] = form.parent_id.data
        try:
            service.update_unit(current_actor(), unit.id, int(form.version.data or 0), changes)
        except (Invalid, Refused) as error:
            _show(form, error)
        else:
            flash(_("已保存"), "ok")
            return redirect(url_for("units.show", unit_id=unit_id), 303)
    return _form_page(form, unit=unit), 422


@bp.post("/units/<int:unit_id>/close")
@needs(Permission.UNIT_MANAGE)
def close(unit_id: int) -> BaseResponse:
    """Dissolve a unit in favour of a successor."""
    version, successor = (request.form.get(name, 0, type=int) for name in ("version", "successor_id"))
    unit = service.close_unit(current_actor(), unit_id, version, successor)
    flash(_("%(name)s已撤并，成员和结对社区已转入承接组织", name=unit.name), "ok")
    return redirect(url_for("units.show", unit_id=unit.successor_id), 303)


def _branch(unit: Unit) -> dict[str, Any]:
    children = db.session.scalars(
        select(Unit).where(Unit.parent_id == unit.id, Unit.status == UnitStatus.ACTIVE).order_by(Unit.id)
    ).all()
    return {"unit": unit, "children": children, "counts": member_counts(unit)}


def _managed(unit_id: int) -> Unit:
    unit = get_visible(Unit, current_actor(), Permission.UNIT_READ, unit_id)
    require(current_actor(), Permission.UNIT_MANAGE, unit_path=unit.path)
    return unit


def _others(unit: Unit) -> list[Unit]:
    """Units that could take over."""
    same_tier = queries.units(current_actor(), tier=unit.tier)
    return [other for other in db.session.scalars(same_tier) if other.id != unit.id]


def _new_form(parent: Unit) -> UnitForm:
    form = UnitForm()
    del form.parent_id
    form.tier.choices = [
        SelectChoice(tier.value, words.TIERS[tier]) for tier in Tier if parent.tier in PARENT_TIERS[tier]
    ]
    return form


def _edit_form(unit: Unit) -> UnitForm:
    form = UnitForm(obj=unit)
    del form.tier
    if unit.parent_id is None:
        del form.parent_id
        return form
    candidates = queries.units(current_actor()).where(Unit.tier.in_(PARENT_TIERS[Tier(unit.tier)]))
    form.parent_id.choices = [
        SelectChoice(u.id, u.name) for u in db.session.scalars(candidates) if not within(u.path, unit.path)
    ]
    return form


def _form_page(form: UnitForm, **context: Any) -> str:
    return render_template("pages/units/form.html", form=form, **context)


def _show(form: UnitForm, error: Invalid | Refused) -> None:
    show_problems(form, error.fields if isinstance(error, Invalid) else {"name": refusal_words(error)})
