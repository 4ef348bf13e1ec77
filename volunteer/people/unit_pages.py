"""Pages of the unit tree; they stand in this room because they count members."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse
from wtforms.fields.choices import SelectChoice

from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid, Refused
from volunteer.organization import queries, service, words
from volunteer.organization.actor import Actor
from volunteer.organization.current import current_actor
from volunteer.organization.forms import UnitForm
from volunteer.organization.honoured import honoured
from volunteer.organization.models import Tier, Unit, UnitStatus
from volunteer.organization.named_for import named_for
from volunteer.organization.permissions import Permission
from volunteer.organization.rules import PARENT_TIERS
from volunteer.organization.scope import get_visible, require
from volunteer.organization.tree import may_shape
from volunteer.people import unit_tree
from volunteer.web.form_problems import show_problems
from volunteer.web.guard import needs
from volunteer.web.tables import Page, page_of, page_of_list
from volunteer.web.wording import words as refusal_words

MOST_IN_A_BRANCH = 100

bp = Blueprint("units", __name__)


@bp.get("/units")
@needs(Permission.UNIT_READ)
def index() -> str:
    """The tree from the top of one's reach, or what a search finds."""
    actor = current_actor()
    tops = queries.tops(actor)
    if any(_narrowed()):
        page = page_of_list(listed(actor), load=unit_tree.units_of)
        return _index_page(page, searched=True, parents=unit_tree.parents_of(page.items))
    if len(tops) == 1:
        return _index_page(page_of(unit_tree.children_of(tops[0])), top=tops[0])
    return _index_page(page_of_list(tops))


def listed(actor: Actor) -> list[int]:
    """The ids of the units the address asks for, parents first; all within reach if it asks for none."""
    q, tier, leaderless = _narrowed()
    found = unit_tree.found_units(actor, q, tier)
    if not leaderless:
        return found
    led = queries.led_units(found, clock.now())
    return [unit_id for unit_id in found if unit_id not in led]


def _narrowed() -> tuple[str, str | None, bool]:
    """The text, the tier and whether only those without a leader, as the address has them."""
    q, tier = request.args.get("q", "").replace("\x00", "").strip(), request.args.get("tier")
    return q, tier if tier in words.TIERS else None, bool(request.args.get("leaderless"))


@bp.get("/units/<int:unit_id>")
@needs(Permission.UNIT_READ)
def show(unit_id: int) -> str:
    """One unit: who leads it, what hangs below, how many members."""
    actor = current_actor()
    unit = get_visible(Unit, actor, Permission.UNIT_READ, unit_id)
    may_manage = actor.reach(Permission.UNIT_MANAGE).covers(unit_path=unit.path)
    found = page_of(unit_tree.children_of(unit))
    own, *branches = unit_tree.branches(actor, [unit, *found.items])
    return render_template(
        "pages/units/show.html",
        unit=unit,
        own=own,
        found=found,
        branches=branches,
        way=queries.way_to(unit),
        visible_tops=actor.reach(Permission.UNIT_READ).unit_paths,
        leaders=queries.leaders(unit.id, clock.now()),
        may_manage=may_manage and unit.status == UnitStatus.ACTIVE,
        may_shape=may_shape(actor, unit) and unit.status == UnitStatus.ACTIVE,
        successor=db.session.get(Unit, unit.successor_id) if unit.successor_id else None,
        tiers=words.TIERS,
        roles=words.ROLES,
        deputy_words=words.deputy_words,
        honours=honoured(unit.id),
        designations=named_for(unit_id=unit.id),
    )


@bp.get("/units/<int:unit_id>/branch")
@needs(Permission.UNIT_READ)
def branch(unit_id: int) -> str:
    """What hangs directly below a unit, as a piece of the tree that is put in place when a branch is opened."""
    actor = current_actor()
    unit = get_visible(Unit, actor, Permission.UNIT_READ, unit_id)
    children = page_of(unit_tree.children_of(unit), size=MOST_IN_A_BRANCH)
    return render_template(
        "pages/units/_branch.html",
        unit=unit,
        branches=unit_tree.branches(actor, children.items),
        more=children.total - len(children.items),
        tiers=words.TIERS,
    )


def _index_page(
    found: Page, *, top: Unit | None = None, searched: bool = False, parents: Mapping[int, str] | None = None
) -> str:
    branches = unit_tree.branches(current_actor(), [*([top] if top else []), *found.items])
    return render_template(
        "pages/units/index.html",
        found=found,
        top=branches.pop(0) if top else None,
        branches=branches,
        searched=searched,
        parents=parents or {},
        tiers=words.TIERS,
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
    """Rename a unit."""
    unit = _managed(unit_id)
    form = _edit_form(unit)
    if form.validate():
        changes = {key: form[key].data for key in ("name", "short_name", "duty_phone")}
        changes["short_name"] = changes["short_name"] or changes["name"]
        try:
            service.update_unit(current_actor(), unit.id, int(form.version.data or 0), changes)
        except (Invalid, Refused) as error:
            _show(form, error)
        else:
            flash(_("已保存"), "ok")
            return redirect(url_for("units.show", unit_id=unit_id), 303)
    return _form_page(form, unit=unit), 422


def _managed(unit_id: int) -> Unit:
    unit = get_visible(Unit, current_actor(), Permission.UNIT_READ, unit_id)
    require(current_actor(), Permission.UNIT_MANAGE, unit_path=unit.path)
    return unit


def _new_form(parent: Unit) -> UnitForm:
    form = UnitForm()
    form.tier.choices = [
        SelectChoice(tier.value, words.TIERS[tier]) for tier in Tier if parent.tier in PARENT_TIERS[tier]
    ]
    return form


def _edit_form(unit: Unit) -> UnitForm:
    form = UnitForm(obj=unit)
    del form.tier
    return form


def _form_page(form: UnitForm, **context: Any) -> str:
    return render_template("pages/units/form.html", form=form, **context)


def _show(form: UnitForm, error: Invalid | Refused) -> None:
    show_problems(form, error.fields if isinstance(error, Invalid) else {"name": refusal_words(error)})
