"""Pages of the day of service: the gate, the member's check-in, the sheet to print."""

from __future__ import annotations

from collections.abc import Set
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Blueprint, Response, current_app, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from volunteer.activities import queries, rules, service
from volunteer.activities.access import session_known, session_to_run
from volunteer.activities.forms import CodeForm
from volunteer.activities.gates import gates
from volunteer.activities.models import AttendanceStatus, PunchKind
from volunteer.activities.opening import opens_at
from volunteer.activities.own_day import own_day
from volunteer.activities.service import CodeShown, Said
from volunteer.kernel import clock
from volunteer.kernel.errors import Invalid, NotVisible, Refused
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.people.service import unmask
from volunteer.projects.models import ServiceSession
from volunteer.web.guard import needs, signed_in
from volunteer.web.humanize import minutes
from volunteer.web.qr import qr_svg
from volunteer.web.wording import words

bp = Blueprint("activities", __name__)


@bp.get("/sessions")
@signed_in
def index() -> str:
    """The sessions whose gate one keeps: where a site finds the code on the day."""
    return render_template("pages/activities/index.html", gates=gates(current_actor(), clock.now()))


@bp.get("/sessions/<int:session_id>/gate")
@signed_in
def gate(session_id: int) -> str:
    """The code for the wall, who is here, who is missing, what has to be closed by hand."""
    session = session_to_run(current_actor(), session_id)
    now = clock.now()
    return render_template(
        "pages/activities/gate.html",
        session=session,
        shown=_shown(service.show_code(current_actor(), session_id), session_id),
        people=queries.expected(session_id),
        now=now,
        over=now > session.ends,
        begun=now >= session.starts,
        opens=opens_at(session),
        period=rules.CODE_SECONDS,
    )


@bp.get("/sessions/<int:session_id>/gate/code")
@signed_in
def gate_code(session_id: int) -> Response:
    """The code that the gate shows next."""
    return jsonify(_shown(service.show_code(current_actor(), session_id), session_id))


@bp.post("/sessions/<int:session_id>/gate/in")
@signed_in
def tick_in(session_id: int) -> BaseResponse:
    """Tick a member off as here."""
    service.check_in(current_actor(), session_id, Said(member_id=_member_id()))
    flash(_("已点名"), "ok")
    return redirect(url_for(".gate", session_id=session_id), 303)


@bp.post("/sessions/<int:session_id>/gate/out")
@signed_in
def tick_out(session_id: int) -> BaseResponse:
    """Tick a member off as gone; after the session with the time of leaving."""
    session = session_to_run(current_actor(), session_id)
    ended = request.form.get("ended")
    if ended:
        service.close_missing(current_actor(), session_id, _member_id(), _on_the_day(session, ended))
    else:
        service.check_out(current_actor(), session_id, Said(member_id=_member_id()))
    flash(_("已签退"), "ok")
    return redirect(url_for(".gate", session_id=session_id), 303)


@bp.post("/sessions/<int:session_id>/gate/no-show")
@signed_in
def no_show(session_id: int) -> BaseResponse:
    """Note that a member did not come."""
    service.mark_no_show(current_actor(), session_id, _member_id())
    flash(_("已记为未到"), "ok")
    return redirect(url_for(".gate", session_id=session_id), 303)


@bp.get("/sessions/<int:session_id>/sheet")
@signed_in
def sheet(session_id: int) -> str:
    """The sign-in sheet on A4, for when there is neither network nor phone."""
    return _sheet_page(session_to_run(current_actor(), session_id))


@bp.post("/sessions/<int:session_id>/sheet")
@needs(Permission.MEMBER_UNMASK)
def sheet_with_names(session_id: int) -> str:
    """The same sheet with the full names of those whom one may see, each put on record."""
    actor = current_actor()
    session = session_to_run(actor, session_id)
    members = queries.expected_to_name(actor, session_id)
    unmask(actor, members, _("打印签到表"))
    return _sheet_page(session, {member.id for member in members})


@bp.get("/sessions/<int:session_id>/check-in")
@signed_in
def check_in(session_id: int) -> str:
    """What the QR code opens: one big button, with the code filled in."""
    code = request.args.get("code", "")
    return _check_in_page(session_id, CodeForm(formdata=None, code=code if code.isdigit() else ""))


@bp.post("/sessions/<int:session_id>/check-in")
@signed_in
def punch(session_id: int) -> tuple[str, int] | BaseResponse:
    """Check in or out with the code."""
    form = CodeForm()
    if not form.validate():
        return _check_in_page(session_id, form), 422
    use_case = service.check_out if form.kind.data == PunchKind.OUT else service.check_in
    try:
        attendance = use_case(current_actor(), session_id, Said(code=form.code.data))
    except Refused as refused:
        form.code.errors = [words(refused)]
        return _check_in_page(session_id, form), 409
    if attendance.status == AttendanceStatus.CHECKED_IN:
        flash(_("已签到，服务结束时请再来签退"), "ok")
    else:
        flash(_("已签退，本次服务 %(length)s，待负责人确认", length=minutes(attendance.minutes or 0)), "ok")
    return redirect(url_for(".check_in", session_id=session_id), 303)


def _sheet_page(session: ServiceSession, named: Set[int] = frozenset()) -> str:
    base = current_app.config["PUBLIC_BASE_URL"].rstrip("/")
    return render_template(
        "pages/activities/sheet.html",
        session=session,
        people=queries.expected(session.id),
        named=named,
        may_name=current_actor().may(Permission.MEMBER_UNMASK),
        link=base + url_for(".check_in", session_id=session.id),
    )


def _check_in_page(session_id: int, form: CodeForm) -> str:
    session = session_known(session_id)
    day = own_day(current_actor(), session, clock.now())
    return render_template("pages/activities/check_in.html", session=session, day=day, form=form)


def _shown(code: CodeShown, session_id: int) -> dict[str, Any]:
    base = current_app.config["PUBLIC_BASE_URL"].rstrip("/")
    link = base + url_for(".check_in", session_id=session_id, code=code.code)
    left = code.valid_until - clock.now()
    return {"code": code.code, "qr_svg": qr_svg(link), "seconds_left": max(1, -(-left // timedelta(seconds=1)))}


def _member_id() -> int:
    member_id = request.form.get("member_id", type=int)
    if member_id is None or not 0 < member_id < 2**63:
        raise NotVisible
    return member_id


def _on_the_day(session: ServiceSession, clock_time: str) -> datetime:
    """A time of day in Shanghai as the instant after the session's start that it names."""
    starts = clock.local(session.starts)
    try:
        hour, minute = map(int, clock_time.split(":")[:2])
        at = starts.replace(hour=hour, minute=minute, second=0, microsecond=0)
    except ValueError as error:
        raise Invalid({"ended": _("请填写签退时间，例如 11:00")}) from error
    return (at if at >= starts.replace(second=0) else at + timedelta(days=1)).astimezone(UTC)
