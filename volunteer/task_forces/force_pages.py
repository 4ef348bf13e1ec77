"""Pages of task forces and pioneer teams: set up, draw people in, let them go, dissolve."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response as BaseResponse

from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.organization.current import current_actor
from volunteer.organization.models import Unit, UnitStatus
from volunteer.organization.permissions import Permission
from volunteer.organization.words import TIERS
from volunteer.people.models import SERVING, Member
from volunteer.people.queries import members
from volunteer.people.shown import shown
from volunteer.task_forces import forces, queries
from volunteer.task_forces.access import force_seen, may_call, may_manage
from volunteer.task_forces.forces import NewForce
from volunteer.task_forces.forms import ForceChangeForm, ForceForm
from volunteer.task_forces.models import TaskForce, TaskForceMember
from volunteer.taxonomy.naming import names
from volunteer.web.api import LARGEST_ID
from volunteer.web.form_problems import carried_out
from volunteer.web.guard import needs
from volunteer.web.tables import page_of

bp = Blueprint("forces", __name__, url_prefix="/task-forces")


@bp.get("")
@needs(Permission.UNIT_READ)
def index() -> str:
    """The forces within reach, those that were dissolved behind a tab."""
    actor, gone = current_actor(), request.args.get("view") == "dissolved"
    return render_template(
        "pages/task_forces/forces.html",
        found=page_of(queries.forces(actor, dissolved=gone), scalars=False),
        gone=gone,
        tiers=TIERS,
        may_make=actor.may(Permission.UNIT_MANAGE),
    )


@bp.get("/new")
@needs(Permission.UNIT_MANAGE)
def new() -> str:
    """What a new force is."""
    return render_template("pages/task_forces/force_form.html", form=ForceForm())


@bp.post("/new")
@needs(Permission.UNIT_MANAGE)
def create() -> BaseResponse | tuple[str, int]:
    """Set it up; people are drawn in on its page."""
    form = ForceForm()
    unit = carried_out(form, lambda: forces.make(current_actor(), _new(form)), refused_at="parent_id")
    if unit is None:
        return render_template("pages/task_forces/force_form.html", form=form), 422
    flash(_("已组建，请调入人员"), "ok")
    return redirect(url_for(".draw_form", force_id=unit.id), 303)


@bp.get("/<int:force_id>")
@needs(Permission.UNIT_READ)
def show(force_id: int) -> str:
    """Who belongs to it, under whom, until when."""
    unit = force_seen(current_actor(), force_id)
    return _page(unit, _change_form(unit))


@bp.post("/<int:force_id>/change")
@needs(Permission.UNIT_MANAGE)
def change(force_id: int) -> BaseResponse | tuple[str, int]:
    """Another purpose or last day."""
    actor, form = current_actor(), ForceChangeForm()
    changed = carried_out(
        form, lambda: forces.change(actor, force_id, form.purpose.data, form.ends_on.data), refused_at="purpose"
    )
    if changed is None:
        return _page(force_seen(actor, force_id), form), 422
    flash(_("已保存"), "ok")
    return redirect(url_for(".show", force_id=force_id), 303)


@bp.get("/<int:force_id>/draw")
@needs(Permission.UNIT_MANAGE)
def draw_form(force_id: int) -> str:
    """Members to draw in, narrowed by unit, skill and name."""
    actor = current_actor()
    unit = force_seen(actor, force_id)
    below = request.args.get("unit", type=int)
    statement = members(
        actor,
        q=request.args.get("q", "").replace("\x00", "").strip() or None,
        unit=min(below, LARGEST_ID) if below else None,
        skill=request.args.get("skill") or None,
    ).where(Member.kind.in_(SERVING), Member.id.not_in(_drawn(unit)))
    found = page_of(statement.options(joinedload(Member.unit)))
    return render_template(
        "pages/task_forces/draw.html",
        unit=unit,
        found=found,
        records=shown(actor, found.items),
        skills=names().skills_in_use,
        below=db.session.get(Unit, below) if below and below <= LARGEST_ID else None,
    )


@bp.post("/<int:force_id>/draw")
@needs(Permission.UNIT_MANAGE)
def draw(force_id: int) -> BaseResponse:
    """Draw in those who are ticked."""
    added = forces.draw(current_actor(), force_id, _ticked())
    flash(ngettext("已调入 %(num)s 人，原分队不变", "已调入 %(num)s 人，原分队不变", added), "ok")
    return redirect(url_for(".show", force_id=force_id), 303)


@bp.post("/<int:force_id>/let-go")
@needs(Permission.UNIT_MANAGE)
def let_go(force_id: int) -> BaseResponse:
    """Those who are ticked leave it."""
    ended = forces.let_go(current_actor(), force_id, _ticked())
    flash(ngettext("已调出 %(num)s 人", "已调出 %(num)s 人", ended), "ok")
    return redirect(url_for(".show", force_id=force_id), 303)


@bp.post("/<int:force_id>/dissolve")
@needs(Permission.UNIT_MANAGE)
def dissolve(force_id: int) -> BaseResponse:
    """End it; it stays in the list of those that were dissolved."""
    unit = forces.dissolve(current_actor(), force_id)
    flash(_("“%(name)s”已解散，记录保留", name=unit.name), "ok")
    return redirect(url_for(".index"), 303)


def _page(unit: Unit, form: ForceChangeForm) -> str:
    actor, now = current_actor(), clock.now()
    gone = unit.status != UnitStatus.ACTIVE
    found = page_of(queries.people_of(unit.id, gone=gone))
    people: list[TaskForceMember] = list(found.items)
    return render_template(
        "pages/task_forces/force.html",
        unit=unit,
        force=db.session.get(TaskForce, unit.id),
        parent=db.session.get(Unit, unit.parent_id),
        leaders=queries.leaders_of(unit.id, now),
        found=found,
        people=list(zip(people, shown(actor, [one.member for one in people]), strict=True)),
        form=form,
        gone=gone,
        tiers=TIERS,
        may_manage=may_manage(actor, unit) and not gone,
        may_call=may_call(actor, unit) and not gone,
    )


def _new(form: ForceForm) -> NewForce:
    return NewForce(
        parent_id=form.parent_id.data,
        name=form.name.data,
        purpose=form.purpose.data,
        tier=form.tier.data,
        ends_on=form.ends_on.data,
        leader_id=form.leader_id.data,
    )


def _change_form(unit: Unit) -> ForceChangeForm:
    force = db.session.get(TaskForce, unit.id)
    return ForceChangeForm(data={"purpose": force.purpose, "ends_on": force.ends_on} if force else {})


def _drawn(unit: Unit) -> list[int]:
    drawn = select(TaskForceMember.member_id).where(TaskForceMember.unit_id == unit.id, TaskForceMember.until.is_(None))
    return list(db.session.scalars(drawn))


def _ticked() -> list[int]:
    """The members whose boxes are ticked."""
    return [member_id for member_id in request.form.getlist("member", type=int) if member_id <= LARGEST_ID]
