"""Calling people out: where everything of the kind is found, the form that tells the number first, the board."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as BaseResponse

from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.organization.actor import Actor
from volunteer.organization.current import current_actor
from volunteer.organization.models import Place, Unit
from volunteer.organization.permissions import HOLDS, Permission
from volunteer.organization.queries import way_to
from volunteer.people.shown import shown
from volunteer.projects.models import Position
from volunteer.task_forces import board, calls, picking, queries
from volunteer.task_forces.access import calling_unit, forces_to_call, may_call, may_open
from volunteer.task_forces.call_list import open_call_list
from volunteer.task_forces.forms import CallForm, WhomForm
from volunteer.task_forces.models import CallOut
from volunteer.task_forces.rules import REMIND_EVERY
from volunteer.web.api import LARGEST_ID
from volunteer.web.form_problems import carried_out
from volunteer.web.guard import needs
from volunteer.web.tables import PAGE_SIZE, page_number, page_of

FEW = 5

bp = Blueprint("task_forces", __name__, url_prefix="/call-outs")


@bp.get("")
@needs(Permission.CALL_OUT, Permission.MEMBER_READ)
def index() -> str:
    """Emergencies that hold, call-outs, and the forces there are."""
    actor = current_actor()
    found = page_of(queries.call_outs(actor))
    return render_template(
        "pages/task_forces/index.html",
        found=found,
        numbers=board.totals(actor, found.items),
        emergencies=db.session.scalars(queries.emergencies(closed=False)).all(),
        past=db.session.scalars(queries.emergencies(closed=True).limit(FEW)).all() if may_open(actor) else [],
        forces=db.session.execute(queries.forces(actor).limit(FEW)).all(),
        may_open=may_open(actor),
        may_call=bool(callers(actor)),
        may_make=actor.may(Permission.UNIT_MANAGE),
        now=clock.now(),
    )


@bp.get("/new")
@needs(Permission.CALL_OUT, Permission.CLAIM_MANAGE)
def new() -> str:
    """What is needed, and who shall come."""
    actor = current_actor()
    form = _call_form(actor)
    form.unit_id.data = request.args.get("unit", type=int) or form.unit_id.data
    form.leader_name.data = actor.name
    return _call_page(form, None, None)


@bp.post("/new")
@needs(Permission.CALL_OUT, Permission.CLAIM_MANAGE)
def call() -> BaseResponse | tuple[str, int] | str:
    """Tell how many it would be; call them once the caller has seen that number."""
    actor, now = current_actor(), clock.now()
    form = _call_form(actor)

    def counted() -> picking.Count:
        need = form.need(now)
        calls.check_need(need, now)
        return _count(actor, form, db.session.get(Place, need.site_id), now, need.ends)

    return _told_first(form, None, counted, lambda: calls.call_out(actor, form.whom(), form.need(now)))


@bp.get("/for/<int:position_id>")
@needs(Permission.CALL_OUT)
def new_for(position_id: int) -> str:
    """Who shall come to a need that a site opened."""
    form = WhomForm()
    form.offering_units(callers(current_actor()))
    return _call_page(form, queries.urgent_position(position_id), None)


@bp.post("/for/<int:position_id>")
@needs(Permission.CALL_OUT)
def call_for(position_id: int) -> BaseResponse | tuple[str, int] | str:
    """The same as for a need of one's own: the number first."""
    actor, form = current_actor(), WhomForm()
    form.offering_units(callers(actor))
    position = queries.urgent_position(position_id)
    session = position.session

    def counted() -> picking.Count:
        return _count(actor, form, session.site, session.starts, session.ends)

    return _told_first(form, position, counted, lambda: calls.call_for(actor, form.whom(), position_id))


@bp.get("/<int:call_out_id>")
@needs(Permission.CALL_OUT, Permission.MEMBER_READ)
def show(call_out_id: int) -> str:
    """The board, from one unit down."""
    actor = current_actor()
    made, seen = _board(actor, call_out_id)
    number = page_number(len(seen.lines), PAGE_SIZE, "lines")
    silent = page_of(board.silent_people(actor, made, seen.top), total=seen.total.silent)
    return render_template(
        "pages/task_forces/board.html",
        made=made,
        board=seen,
        lines=seen.lines[(number - 1) * PAGE_SIZE : number * PAGE_SIZE],
        lines_page=number,
        lines_pages=max(1, -(-len(seen.lines) // PAGE_SIZE)),
        way=way_to(seen.top),
        silent=silent,
        records=shown(actor, silent.items),
        may_act=may_call(actor, made.unit) and made.closed_at is None,
        may_list=may_call(actor, made.unit) or actor.may(Permission.MEMBER_UNMASK),
        remind_at=(made.reminded_at or made.created_at) + REMIND_EVERY,
        now=clock.now(),
    )


@bp.post("/<int:call_out_id>/remind")
@needs(Permission.CALL_OUT, Permission.CLAIM_MANAGE)
def remind(call_out_id: int) -> BaseResponse:
    """Ask those who have not answered once more."""
    told = calls.remind(current_actor(), call_out_id)
    flash(ngettext("已再次通知 %(num)s 人", "已再次通知 %(num)s 人", told), "ok")
    return redirect(url_for(".show", call_out_id=call_out_id), 303)


@bp.post("/<int:call_out_id>/close")
@needs(Permission.CALL_OUT, Permission.CLAIM_MANAGE)
def close(call_out_id: int) -> BaseResponse:
    """It is enough."""
    calls.close(current_actor(), call_out_id)
    flash(_("集结已结束，其余的人已收到“不用再来”的通知"), "ok")
    return redirect(url_for(".show", call_out_id=call_out_id), 303)


@bp.post("/<int:call_out_id>/call-list")
@needs(Permission.MEMBER_UNMASK)
def call_list(call_out_id: int) -> str:
    """Names and phones of those who have not answered, to be rung up; each look is on record."""
    actor = current_actor()
    made, seen = _board(actor, call_out_id)
    people = open_call_list(actor, made.id, seen.top.id)
    return render_template("pages/task_forces/call_list.html", made=made, top=seen.top, people=people, now=clock.now())


def callers(actor: Actor) -> list[tuple[int, str]]:
    """In whose name the actor may call: the units of the own grants, then forces."""
    held = [grant.node_id for grant in actor.grants if Permission.CALL_OUT in HOLDS[grant.role]]
    units = [db.session.get_one(Unit, unit_id) for unit_id in held]
    own = [(unit.id, _("%(unit)s全体", unit=unit.short_name)) for unit in units]
    return own + [(unit.id, unit.name) for unit in forces_to_call(actor)]


def _call_form(actor: Actor) -> CallForm:
    form = CallForm()
    form.offering()
    form.offering_units(callers(actor))
    return form


def _told_first(
    form: WhomForm, position: Position | None, counted: Callable[[], picking.Count], call: Callable[[], CallOut]
) -> BaseResponse | tuple[str, int] | str:
    """The number, and the call once the form says that this number was seen."""
    count = carried_out(form, counted, refused_at="unit_id")
    if count is None:
        return _call_page(form, position, None), 422
    if form.seen.data != str(count.people) or not count.people:
        form.seen.data = str(count.people)
        return _call_page(form, position, count)
    made = carried_out(form, call, refused_at="unit_id")
    if made is None:
        return _call_page(form, position, count), 422
    flash(ngettext("已通知 %(num)s 人", "已通知 %(num)s 人", count.people), "ok")
    return redirect(url_for(".show", call_out_id=made.id), 303)


def _call_page(form: WhomForm, position: Position | None, count: picking.Count | None) -> str:
    return render_template("pages/task_forces/call.html", form=form, position=position, count=count)


def _count(actor: Actor, form: WhomForm, site: Place | None, starts: datetime, ends: datetime) -> picking.Count:
    whom = form.whom()
    unit = calling_unit(actor, whom.unit_id)
    members = picking.picked(actor, calls.picks_of(actor, whom, unit), site)
    return picking.count(members, starts, ends, clock.now())


def _board(actor: Actor, call_out_id: int) -> tuple[CallOut, board.Board]:
    made = queries.call_out_seen(actor, call_out_id)
    unit_id = request.values.get("unit", type=int)
    return made, board.board_of(actor, made, min(unit_id, LARGEST_ID) if unit_id else None)
