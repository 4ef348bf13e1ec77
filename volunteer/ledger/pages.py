"""Pages of hours: the leader's table, the site's countersign list, one's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import MAXYEAR, date
from time import strptime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Select
from werkzeug.wrappers import Response as BaseResponse

from volunteer.activities.left_out import left_out
from volunteer.kernel import clock
from volunteer.kernel.errors import Invalid, Refused
from volunteer.ledger import entered_later, late_entries, pending, queries, service, totals
from volunteer.ledger.models import HoursProposal
from volunteer.ledger.queries import HoursFilter
from volunteer.ledger.rules import PHYSICAL_DAY, HoursStatus
from volunteer.ledger.schemas import LONGEST_REASON
from volunteer.ledger.session_day import session_days
from volunteer.ledger.telling import say_of_hours
from volunteer.ledger.words import ANOMALIES
from volunteer.organization.actor import Actor
from volunteer.organization.asked import unit_asked_for
from volunteer.organization.current import current_actor
from volunteer.organization.models import Unit
from volunteer.organization.permissions import Permission
from volunteer.web.api import LARGEST_ID
from volunteer.web.guard import needs, signed_in
from volunteer.web.links import inside
from volunteer.web.statuses import LOOKS
from volunteer.web.tables import Sorting, page_of, page_of_list, sorting
from volunteer.web.wording import words

PAGE_SIZE = 50
PENDING_PAGE_SIZE = 100
MOST_AT_ONCE = 1000
ALL = "all"

bp = Blueprint("hours", __name__)


@bp.get("/hours")
@needs(Permission.HOURS_READ)
def index() -> str:
    """Hours in reach: those that wait, what stands out first, unless another status is asked for."""
    waiting, narrowed, unit = asked()
    choices = {
        "status": request.args.get("status", ""),
        "month": narrowed.month,
        "unit": unit,
        "statuses": _other_statuses(),
    }
    return _pending_page(narrowed, choices) if waiting else _settled_page(narrowed, choices)


def asked() -> tuple[bool, HoursFilter, Unit | None]:
    """Whether the address asks for those that wait, what the list is narrowed to, and the unit it names."""
    status = request.args.get("status", "")
    unit = unit_asked_for(current_actor(), Permission.HOURS_READ)
    narrowed = HoursFilter(month=_month(request.args.get("month")), unit_id=unit.id if unit else None)
    if status not in dict(_other_statuses()):
        return True, narrowed, unit
    return False, replace(narrowed, status=None if status == ALL else status), unit


def settled(actor: Actor, narrowed: HoursFilter) -> tuple[Select[int], Sorting]:
    """The ids of hours that no longer wait, in the order the address asks for."""
    columns = {"day": HoursProposal.service_date, "minutes": HoursProposal.minutes, "name": queries.PINYIN}
    order = sorting(columns, HoursProposal.id, "-day")
    return order.apply(queries.hours(actor, narrowed)), order


@bp.post("/hours/confirm")
@needs(Permission.HOURS_CONFIRM)
def confirm() -> BaseResponse:
    """Confirm the ticked rows, or all that nothing stands out about (up to the last one the page knew of)."""
    answer = service.confirm(current_actor(), _wanted(current_actor()))
    say_of_hours(answer, _("已确认 %(count)s 条", count=len(answer.done)))
    return redirect(inside(request.form.get("next")) or url_for(".index"), 303)


@bp.get("/hours/countersign")
@needs(Permission.HOURS_COUNTERSIGN)
def countersign_list() -> str:
    """What leaders ticked at the site and somebody else should vouch for."""
    rows = queries.hours(current_actor(), HoursFilter(countersign=True))
    found = page_of(rows, size=PAGE_SIZE)
    return render_template("pages/hours/countersign.html", found=found, rows=queries.views(found.items))


@bp.post("/hours/countersign")
@needs(Permission.HOURS_COUNTERSIGN)
def countersign() -> BaseResponse:
    """Vouch for the ticked rows."""
    answer = service.countersign(current_actor(), request.form.getlist("ids", type=int)[:MOST_AT_ONCE])
    say_of_hours(answer, _("已核签 %(count)s 条", count=len(answer.done)))
    return redirect(url_for(".countersign_list"), 303)


@bp.get("/hours/<int:hours_id>")
@signed_in
def show(hours_id: int) -> str:
    """One member's hours for one service, with every row of the ledger behind it."""
    return _show(hours_id)


@bp.post("/hours/<int:hours_id>/correct")
@needs(Permission.HOURS_CONFIRM)
def correct(hours_id: int) -> tuple[str, int] | BaseResponse:
    """Say what the minutes should be."""
    minutes = request.form.get("minutes", type=int)
    if minutes is None or not 0 <= minutes <= PHYSICAL_DAY:
        return _again(hours_id, _("请填写更正后的分钟数"))
    return _with_reason(hours_id, lambda actor, reason: service.correct(actor, hours_id, minutes, reason))


@bp.post("/hours/<int:hours_id>/take-counted")
@needs(Permission.HOURS_CONFIRM)
def take_counted(hours_id: int) -> BaseResponse:
    """Take what all entries add up to instead of the minutes that a leader set."""
    try:
        late_entries.take_counted(current_actor(), hours_id)
        flash(_("已按签到记录计时长"), "ok")
    except Refused as refused:
        flash(words(refused), "error")
    return redirect(inside(request.form.get("next")) or url_for(".show", hours_id=hours_id), 303)


@bp.post("/hours/<int:hours_id>/uphold")
@needs(Permission.HOURS_CONFIRM)
def uphold(hours_id: int) -> tuple[str, int] | BaseResponse:
    """Answer a dispute without change."""
    return _with_reason(hours_id, lambda actor, reason: service.uphold(actor, hours_id, reason))


@bp.post("/hours/<int:hours_id>/refuse")
@needs(Permission.HOURS_CONFIRM)
def refuse(hours_id: int) -> tuple[str, int] | BaseResponse:
    """Turn pending minutes down."""
    return _with_reason(hours_id, lambda actor, reason: service.refuse(actor, hours_id, reason))


@bp.post("/hours/<int:hours_id>/dispute")
@signed_in
def dispute(hours_id: int) -> tuple[str, int] | BaseResponse:
    """Say that minutes are wrong."""
    return _with_reason(hours_id, lambda actor, reason: service.dispute(actor, hours_id, reason))


@bp.get("/me/hours")
@signed_in
def own() -> str:
    """One's own hours, verified and backfilled apart."""
    actor = current_actor()
    found = page_of(queries.own_hours(actor), size=PAGE_SIZE)
    return render_template(
        "pages/hours/own.html",
        found=found,
        rows=queries.views(found.items),
        balance=totals.balance(actor.member_id) if actor.member_id is not None else None,
    )


def _with_reason(hours_id: int, act: Callable[[Actor, str], None]) -> tuple[str, int] | BaseResponse:
    """Do what takes a reason; what goes wrong is said on the page, with the reason kept."""
    reason = request.form.get("reason", "").strip()
    if not 0 < len(reason) <= LONGEST_REASON or "\x00" in reason:
        return _again(hours_id, _("请写明理由，不超过 %(most)s 字", most=LONGEST_REASON))
    try:
        act(current_actor(), reason)
    except Refused as refused:
        return _again(hours_id, words(refused), 409)
    except Invalid as invalid:
        return _again(hours_id, _("；").join(invalid.fields.values()))
    flash(_("已记录"), "ok")
    return redirect(url_for(".show", hours_id=hours_id), 303)


def _again(hours_id: int, problem: str, code: int = 422) -> tuple[str, int]:
    return _show(hours_id, problem, request.form.get("reason", "")), code


def _show(hours_id: int, problem: str | None = None, typed: str = "") -> str:
    actor = current_actor()
    view = queries.one(actor, hours_id)
    return render_template(
        "pages/hours/show.html",
        view=view,
        left_out=left_out(view.proposal.attendance_id),
        late=late_entries.late_entries([hours_id]).get(hours_id),
        entries=queries.entries_of(hours_id),
        backed=entered_later.behind(actor, view),
        own=view.member_account_id == actor.account_id,
        back=_list_of(actor, view),
        may_confirm=actor.may(Permission.HOURS_CONFIRM) and view.member_account_id != actor.account_id,
        may_dispute=actor.may(Permission.HOURS_CONFIRM) or actor.may(Permission.HOURS_COUNTERSIGN),
        problem=problem,
        typed=typed,
    )


def _list_of(actor: Actor, view: queries.HoursView) -> str:
    """The list on which the actor finds these hours."""
    if view.member_account_id == actor.account_id:
        return url_for(".own")
    return url_for(".index" if actor.may(Permission.HOURS_READ) else ".countersign_list")


def _pending_page(narrowed: HoursFilter, choices: dict[str, Any]) -> str:
    actor = current_actor()
    waiting = pending.desk(actor, clock.now(), narrowed)
    found = page_of_list(waiting.ids, size=PENDING_PAGE_SIZE)
    to_look_at, sessions = pending.shown(waiting, found.items)
    return render_template(
        "pages/hours/pending.html",
        found=found,
        to_look_at=to_look_at,
        sessions=sessions,
        noticed=waiting.found,
        late=late_entries.late_entries([view.id for view in to_look_at]),
        countersign_by=waiting.countersign_by,
        waiting=entered_later.waiting(actor) if actor.may(Permission.HOURS_CONFIRM) else {},
        days=session_days(actor, [*to_look_at, *(view for group in sessions for view in group.rows)], clock.now()),
        regular=len(waiting.regular[:MOST_AT_ONCE]),
        regular_to=max(waiting.regular, default=0),
        anomalies=ANOMALIES,
        without_check_out=pending.without_check_out(actor, clock.now()) if found.page == 1 else [],
        may_confirm=actor.may(Permission.HOURS_CONFIRM),
        may_countersign=actor.may(Permission.HOURS_COUNTERSIGN),
        **choices,
    )


def _settled_page(narrowed: HoursFilter, choices: dict[str, Any]) -> str:
    actor = current_actor()
    statement, order = settled(actor, narrowed)
    found = page_of(statement)
    rows = queries.views(found.items)
    return render_template("pages/hours/index.html", found=found, rows=rows, sorting=order, **choices)


def _wanted(actor: Actor) -> list[int]:
    last = request.form.get("regular_to", type=int)
    if last is None:
        return request.form.getlist("ids", type=int)[:MOST_AT_ONCE]
    unit_id = request.form.get("unit", type=int)
    narrowed = HoursFilter(
        month=_month(request.form.get("month")), unit_id=min(unit_id, LARGEST_ID) if unit_id else None
    )
    regular = pending.desk(actor, clock.now(), narrowed).regular
    return [hours_id for hours_id in regular if hours_id <= last][:MOST_AT_ONCE]


def _other_statuses() -> list[tuple[str, Any]]:
    """What can be asked for beside the pending ones."""
    settled = [value.value for value in HoursStatus if value != HoursStatus.PENDING]
    return [*((value, LOOKS["hours"][value].word) for value in settled), (ALL, _("全部状态"))]


def _month(text: str | None) -> date | None:
    try:
        month = date(*strptime(text or "", "%Y-%m")[:3])
    except ValueError:
        return None
    return month if month.year < MAXYEAR else None
