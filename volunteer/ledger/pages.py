"""Pages of hours: the leader's table, the site's countersign list, one's own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_smorest.pagination import PaginationParameters
from sqlalchemy import Select
from werkzeug.wrappers import Response as BaseResponse

from volunteer.kernel.errors import Invalid, Refused
from volunteer.ledger import queries, service, totals
from volunteer.ledger.queries import HoursFilter
from volunteer.ledger.rules import PHYSICAL_DAY, HoursStatus
from volunteer.ledger.schemas import LONGEST_REASON
from volunteer.ledger.service import BulkAnswer
from volunteer.organization.actor import Actor
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.web.api import Listing, ListingPage
from volunteer.web.guard import needs, signed_in
from volunteer.web.links import inside
from volunteer.web.statuses import LOOKS
from volunteer.web.wording import words

PAGE_SIZE = 50

bp = Blueprint("hours", __name__)


@bp.get("/hours")
@needs(Permission.HOURS_READ)
def index() -> str:
    """Hours in reach, those that need a look first; the pending ones unless asked otherwise."""
    status = _one_of_statuses(request.args.get("status", HoursStatus.PENDING.value))
    month = _month(request.args.get("month"))
    rows = queries.hours(current_actor(), HoursFilter(status=status, month=month))
    return render_template(
        "pages/hours/index.html",
        found=_page_of(rows.order_by(None).order_by(*queries.anomalies_first())),
        status=status or "",
        month=month,
        statuses=[(value.value, LOOKS["hours"][value.value].word) for value in HoursStatus],
        may_confirm=current_actor().may(Permission.HOURS_CONFIRM),
    )


@bp.post("/hours/confirm")
@needs(Permission.HOURS_CONFIRM)
def confirm() -> BaseResponse:
    """Confirm the ticked rows."""
    answer = service.confirm(current_actor(), request.form.getlist("ids", type=int)[:1000])
    _say(answer, _("已确认 %(count)s 条", count=len(answer.done)))
    return redirect(inside(request.form.get("next")) or url_for(".index"), 303)


@bp.get("/hours/countersign")
@needs(Permission.HOURS_COUNTERSIGN)
def countersign_list() -> str:
    """What leaders ticked at the site and somebody else should vouch for."""
    rows = queries.hours(current_actor(), HoursFilter(countersign=True))
    return render_template("pages/hours/countersign.html", found=_page_of(rows))


@bp.post("/hours/countersign")
@needs(Permission.HOURS_COUNTERSIGN)
def countersign() -> BaseResponse:
    """Vouch for the ticked rows."""
    answer = service.countersign(current_actor(), request.form.getlist("ids", type=int)[:1000])
    _say(answer, _("已核签 %(count)s 条", count=len(answer.done)))
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
    return render_template(
        "pages/hours/own.html",
        found=_page_of(queries.own_hours(actor)),
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
        entries=queries.entries_of(hours_id),
        own=view.member_account_id == actor.account_id,
        back=_list_of(actor, view),
        may_confirm=actor.may(Permission.HOURS_CONFIRM) and view.member_account_id != actor.account_id,
        problem=problem,
        typed=typed,
    )


def _list_of(actor: Actor, view: queries.HoursView) -> str:
    """The list on which the actor finds these hours."""
    if view.member_account_id == actor.account_id:
        return url_for(".own")
    return url_for(".index" if actor.may(Permission.HOURS_READ) else ".countersign_list")


class _Found:
    """One page of a list, and where it stands in the whole."""

    def __init__(self, rows: Select[Any], page: int) -> None:
        listing = ListingPage(Listing(rows, queries.views, scalars=False), PaginationParameters(page, PAGE_SIZE))
        self.items = listing.items
        self.total = listing.item_count
        self.page = page
        self.pages = max(1, -(-self.total // PAGE_SIZE))


def _page_of(rows: Select[Any]) -> _Found:
    page = request.args.get("page", 1, type=int)
    return _Found(rows, min(max(page, 1), 1_000_000))


def _one_of_statuses(text: str) -> str | None:
    return text if text in set(HoursStatus) else None


def _month(text: str | None) -> date | None:
    try:
        return datetime.strptime(text or "", "%Y-%m").date()  # noqa: DTZ007  # a month has no zone
    except ValueError:
        return None


def _say(answer: BulkAnswer, done: str) -> None:
    """Tell how many went through, and each reason once with its count."""
    if answer.done:
        flash(done, "ok")
    counts: dict[str, int] = {}
    for item in answer.refused:
        counts[item.reason] = counts.get(item.reason, 0) + 1
    for reason, count in counts.items():
        flash(_("%(count)s 条未处理：%(why)s", count=count, why=words(Refused(reason))), "warn")
    if not answer.done and not answer.refused:
        flash(_("请先勾选要处理的记录"), "info")
