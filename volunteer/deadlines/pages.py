"""Pages of deadlines: what was passed on to oneself, extensions, the bulletin of a month."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from volunteer.deadlines import extensions, queries
from volunteer.deadlines.forms import ExtensionForm
from volunteer.demands.queries import one_demand
from volunteer.demands.rules import ANSWER_AWAITED
from volunteer.demands.steps import cover
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid
from volunteer.organization.current import current_actor
from volunteer.organization.models import Unit
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import get_visible
from volunteer.organization.settings import KNOBS, setting_at
from volunteer.web.form_problems import carried_out
from volunteer.web.guard import needs
from volunteer.web.tables import page_of

LONGEST_REASON = 200

bp = Blueprint("deadlines", __name__)


@bp.get("/deadlines")
@needs(Permission.DEMAND_HANDLE)
def index() -> str:
    """Demands whose deadline passed, passed on to units one handles for."""
    found = page_of(queries.escalated(current_actor()))
    return render_template("pages/deadlines/index.html", found=found, now=clock.now())


@bp.get("/deadlines/extensions")
@needs(Permission.DEMAND_HANDLE)
def extension_list() -> str:
    """Extensions to decide, or all of units in sight."""
    show_all = request.args.get("show") == "all"
    found = page_of(queries.extensions(current_actor(), open_only=not show_all))
    return render_template("pages/deadlines/extensions.html", found=found, show_all=show_all, now=clock.now())


@bp.post("/deadlines/extensions/<int:extension_id>/grant")
@needs(Permission.DEMAND_HANDLE)
def grant(extension_id: int) -> BaseResponse:
    """Agree."""
    extensions.grant(current_actor(), extension_id)
    flash(_("已同意延期，责任单位和社区会收到通知"), "ok")
    return redirect(url_for(".extension_list"), 303)


@bp.post("/deadlines/extensions/<int:extension_id>/refuse")
@needs(Permission.DEMAND_HANDLE)
def refuse(extension_id: int) -> BaseResponse:
    """Say no, and why."""
    reason = request.form.get("reason", "").replace("\x00", "").strip()
    if not 0 < len(reason) <= LONGEST_REASON:
        raise Invalid({"reason": _("请写明原因，不超过 %(most)s 字", most=LONGEST_REASON)})
    extensions.refuse(current_actor(), extension_id, reason)
    flash(_("已答复不同意，责任单位会收到通知"), "ok")
    return redirect(url_for(".extension_list"), 303)


@bp.get("/demands/<int:demand_id>/extension")
@needs(Permission.DEMAND_HANDLE)
def ask_form(demand_id: int) -> str:
    """Until when, and why."""
    return _ask_page(demand_id, ExtensionForm())


@bp.post("/demands/<int:demand_id>/extension")
@needs(Permission.DEMAND_HANDLE)
def ask(demand_id: int) -> BaseResponse | tuple[str, int]:
    """Ask the next tier."""
    form = ExtensionForm()
    asked = carried_out(
        form,
        lambda: extensions.ask(current_actor(), demand_id, form.until.data, form.reason.data),
        refused_at="until",
    )
    if asked is None:
        return _ask_page(demand_id, form), 422
    flash(_("已提交延期申请，批复前仍按原期限计算"), "ok")
    return redirect(url_for("demands.detail", demand_id=demand_id), 303)


@bp.get("/deadlines/bulletin")
@needs(Permission.REPORT_READ)
def bulletin() -> str:
    """What was listed in a month: each unit beside itself a month before, and the demands behind the numbers."""
    actor, now = current_actor(), clock.now()
    month, unit = _month(clock.today()), _unit()
    return render_template(
        "pages/deadlines/bulletin.html",
        month=month,
        earlier=queries.before(month),
        later=queries.after(month) if queries.after(month) <= clock.today() else None,
        units=queries.units_in_bulletin(actor, month),
        unit=unit,
        found=page_of(queries.bulletin(actor, month, unit.id if unit else None)),
        awaited=ANSWER_AWAITED,
        now=now,
    )


def _ask_page(demand_id: int, form: ExtensionForm) -> str:
    demand = one_demand(current_actor(), demand_id)
    cover(current_actor(), demand, Permission.DEMAND_HANDLE)
    unit = demand.responsible_unit
    return render_template(
        "pages/deadlines/ask.html",
        form=form,
        demand=demand,
        decider=db.session.get_one(Unit, extensions.decider_of(unit)) if unit else None,
        most=setting_at(unit.path if unit else "", extensions.MOST_DAYS, KNOBS[extensions.MOST_DAYS].default),
        earlier=queries.extensions_of(demand.id),
        now=clock.now(),
    )


def _month(today: date) -> date:
    """The month of the address, or this one."""
    try:
        asked = date.fromisoformat(request.args.get("month", "") + "-01")
    except ValueError:
        asked = today
    return asked.replace(day=1) if 2000 <= asked.year <= 2199 else today.replace(day=1)


def _unit() -> Unit | None:
    wanted = request.args.get("unit", type=int)
    return get_visible(Unit, current_actor(), Permission.REPORT_READ, wanted) if wanted else None
