"""Pages that change the shape of the tree. What happens to others is said before it does."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy import select
from werkzeug.wrappers import Response as BaseResponse
from wtforms.fields.choices import SelectChoice

from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, NotVisible
from volunteer.organization import reshape, service, words
from volunteer.organization.belongings import belongings_of
from volunteer.organization.current import current_actor
from volunteer.organization.models import Tier, Unit, UnitStatus
from volunteer.organization.permissions import Permission
from volunteer.organization.rules import within
from volunteer.organization.scope import get_visible
from volunteer.organization.tree import may_shape
from volunteer.people import unit_tree
from volunteer.people.models import Member
from volunteer.people.queries import member_counts
from volunteer.people.shape_forms import SplitForm, is_asked, other_unit_form
from volunteer.people.splitting import split as split_up
from volunteer.web.form_problems import carried_out
from volunteer.web.guard import needs
from volunteer.web.humanize import masked_name

# Where units of a tier may hang, by the name of what can be picked there.
PARENT_SOURCES = {
    Tier.BRIGADE: "managed_brigade",
    Tier.TEAM: "managed_brigade",
    Tier.SQUAD: "managed_team",
    Tier.TASK_FORCE: "managed_parent",
    Tier.PIONEER_TEAM: "managed_parent",
}

bp = Blueprint("unit_shape", __name__)


@bp.get("/units/<int:unit_id>/move")
@needs(Permission.UNIT_MANAGE)
def move_form(unit_id: int) -> str:
    """Where a unit is to hang, and what goes along."""
    unit = _shaped(unit_id)
    form = other_unit_form(_l("移到哪个组织下"), PARENT_SOURCES[Tier(unit.tier)])
    other = _chosen(form)
    if other is not None and within(other.path, unit.path):
        form["other"].errors = [_("不能移到自己的下级")]
    elif other is not None and other.id == unit.parent_id:
        form["other"].errors = [_("现在就在这个组织下")]
    return render_template(
        "pages/units/move.html",
        unit=unit,
        form=form,
        other=None if form["other"].errors else other,
        below=len(unit_tree.active_below(unit)),
        members=member_counts([unit.id]).get(unit.id, 0),
    )


@bp.post("/units/<int:unit_id>/move")
@needs(Permission.UNIT_MANAGE)
def move(unit_id: int) -> BaseResponse:
    """Hang a unit, with all below it, elsewhere."""
    version, other_id = _sent("version"), _sent("other_id")
    unit = service.update_unit(current_actor(), unit_id, version, {"parent_id": other_id})
    flash(_("已移动%(name)s", name=unit.name), "ok")
    return redirect(url_for("units.show", unit_id=unit_id), 303)


@bp.get("/units/<int:unit_id>/merge")
@needs(Permission.UNIT_MANAGE)
def merge_form(unit_id: int) -> str:
    """Who takes over, and what goes along."""
    unit = _shaped(unit_id)
    form = other_unit_form(_l("由谁承接"), f"managed_{unit.tier}")
    other = _chosen(form)
    if other is not None and within(other.path, unit.path):
        form["other"].errors = [_("请选择另一个组织")]
    return render_template(
        "pages/units/merge.html",
        unit=unit,
        form=form,
        other=None if form["other"].errors else other,
        belongings=belongings_of(unit.id),
        below=0 if unit.tier == Tier.SQUAD else member_counts([unit.id]).get(unit.id, 0),
        tier=words.TIERS[unit.tier],
    )


@bp.post("/units/<int:unit_id>/merge")
@needs(Permission.UNIT_MANAGE)
def merge(unit_id: int) -> BaseResponse:
    """Dissolve a unit into another."""
    unit = reshape.merge_unit(current_actor(), unit_id, _sent("version"), _sent("other_id"))
    other = db.session.get_one(Unit, unit.successor_id)
    flash(_("%(name)s已撤并，由%(other)s承接", name=unit.name, other=other.name), "ok")
    return redirect(url_for("units.show", unit_id=other.id), 303)


@bp.get("/units/<int:unit_id>/split")
@needs(Permission.UNIT_MANAGE)
def split_form(unit_id: int) -> str:
    """What the new unit is called, and who goes there."""
    unit = _shaped(unit_id)
    return _split_page(unit, _split_form(unit))


@bp.post("/units/<int:unit_id>/split")
@needs(Permission.UNIT_MANAGE)
def split(unit_id: int) -> BaseResponse | tuple[str, int]:
    """Set the new unit up."""
    unit = _shaped(unit_id)
    form = _split_form(unit)
    part = reshape.NewPart(name=form.name.data, short_name=form.short_name.data, duty_phone=form.duty_phone.data)
    chosen = {"member_ids" if unit.tier == Tier.SQUAD else "unit_ids": form.chosen.data or ()}
    version = int(form.version.data or 0)
    beside = carried_out(form, lambda: split_up(current_actor(), unit.id, version, part, **chosen))
    if beside is None:
        return _split_page(unit, form), 422
    flash(_("已分设%(name)s，请为它指定负责人", name=beside.name), "ok")
    return redirect(url_for("units.show", unit_id=beside.id), 303)


def _shaped(unit_id: int) -> Unit:
    """An active unit whose place in the tree the actor may change."""
    actor = current_actor()
    unit = get_visible(Unit, actor, Permission.UNIT_READ, unit_id)
    if not may_shape(actor, unit):
        raise Forbidden
    if unit.status != UnitStatus.ACTIVE:
        raise NotVisible
    return unit


def _chosen(form: FlaskForm) -> Unit | None:
    """The other unit, once the address names one; what is wrong with the answer stands in the form."""
    if not is_asked(form) or not form.validate():
        return None
    return db.session.get_one(Unit, form["other"].data)


def _sent(name: str) -> int:
    number: int = request.form.get(name, 0, type=int)
    return number


def _split_form(unit: Unit) -> SplitForm:
    form = SplitForm(data={"version": unit.version})
    if unit.tier == Tier.SQUAD:
        people = select(Member.id, Member.name, Member.number).where(Member.unit_id == unit.id)
        rows = db.session.execute(people.order_by(Member.pinyin, Member.id))
        form.chosen.choices = [
            SelectChoice(member_id, f"{masked_name(name)} · {number}") for member_id, name, number in rows
        ]
    else:
        form.chosen.choices = [SelectChoice(child.id, child.name) for child in unit_tree.active_below(unit)]
    return form


def _split_page(unit: Unit, form: SplitForm) -> str:
    return render_template("pages/units/split.html", unit=unit, form=form, of_members=unit.tier == Tier.SQUAD)
