"""Pages of the day of service: the gate, the member's check-in, the sheet to print."""

from __future__ import annotations

from collections.abc import Set
from datetime import datetime, time

from flask import Blueprint, Response, current_app, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from volunteer.activities import queries, service
from volunteer.activities.access import session_known, session_to_run
from volunteer.activities.forms import CodeForm, LeavingForm, OwnWordForm
from volunteer.activities.gate_page import gate_page
from volunteer.activities.gates import gates
from volunteer.activities.models import AttendanceStatus, PunchKind
from volunteer.activities.own_day import own_day
from volunteer.activities.own_leaving import say_leaving
from volunteer.activities.own_punch import punch_oneself
from volunteer.activities.service import Said
from volunteer.activities.showing import shown
from volunteer.kernel import clock
from volunteer.kernel.errors import Invalid, NotVisible, Refused
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.people.service import unmask
from volunteer.projects.models import ServiceSession
from volunteer.projects.rules import moment_in
from volunteer.web.form_problems import show_problems
from volunteer.web.guard import needs, signed_in
from volunteer.web.humanize import minutes
from volunteer.web.security import with_camera
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
    return gate_page(session_to_run(current_actor(), session_id))


@bp.get("/sessions/<int:session_id>/gate/code")
@signed_in
def gate_code(session_id: int) -> Response:
    """The code that the gate shows next."""
    return jsonify(shown(service.show_code(current_actor(), session_id), session_id))


@bp.post("/sessions/<int:session_id>/gate/in")
@signed_in
def tick_in(session_id: int) -> BaseResponse:
    """Tick a member off as here."""
    service.check_in(current_actor(), session_id, Said(member_id=_member_id()))
    flash(_("已点名"), "ok")
    return _to_gate(session_id)


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
    return _to_gate(session_id)


@bp.post("/sessions/<int:session_id>/gate/no-show")
@signed_in
def no_show(session_id: int) -> BaseResponse:
    """Note that a member did not come."""
    service.mark_no_show(current_actor(), session_id, _member_id())
    flash(_("已记为未到"), "ok")
    return _to_gate(session_id)


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
    session = session_known(session_id)
    return _check_in_page(session, _code_form(session, request.args.get("code", "")))


@bp.post("/sessions/<int:session_id>/check-in")
@signed_in
def punch(session_id: int) -> tuple[str, int] | BaseResponse:
    """Check in or out: with the code, or on one's own word where there is no gate."""
    form = CodeForm() if "code" in request.form else OwnWordForm()
    if not form.validate():
        return _check_in_page(session_known(session_id), form), 422
    kind = PunchKind.OUT if form.kind.data == PunchKind.OUT else PunchKind.IN
    said = Said(code=form.code.data if isinstance(form, CodeForm) else None)
    try:
        answer = punch_oneself(current_actor(), session_id, kind, said, form.here())
    except Refused as refused:
        answer = refused
    if isinstance(answer, Refused):
        return _refused(session_id, form, answer), 409
    if answer.status == AttendanceStatus.CHECKED_IN:
        flash(_("已签到，服务结束时请再来签退"), "ok")
    else:
        flash(_("已签退，本次服务 %(length)s，待负责人确认", length=minutes(answer.minutes or 0)), "ok")
    return redirect(url_for(".check_in", session_id=session_id), 303)


@bp.post("/sessions/<int:session_id>/left")
@signed_in
def left(session_id: int) -> tuple[str, int] | BaseResponse:
    """Say when one left, having forgotten to check out."""
    session, form, refused = session_known(session_id), LeavingForm(), 422
    if form.validate():
        try:
            attendance = say_leaving(
                current_actor(), session_id, moment_in(session.starts, session.ends, form.left_at.data)
            )
        except Invalid as invalid:
            show_problems(form, invalid.fields)
        except Refused as refusal:
            flash(words(refusal), "error")
            refused = 409
        else:
            flash(_("已记下，本次服务 %(length)s，待社区核签", length=minutes(attendance.minutes or 0)), "ok")
            return redirect(url_for(".check_in", session_id=session_id), 303)
    return _check_in_page(session_known(session_id), _code_form(session), form), refused


def _code_form(session: ServiceSession, code: str = "") -> OwnWordForm:
    """What is asked for at the gate, or where there is none."""
    if session.own_word:
        return OwnWordForm(formdata=None)
    return CodeForm(formdata=None, code=code if code.isdigit() else "")


def _refused(session_id: int, form: OwnWordForm, refusal: Refused) -> str:
    """The page again, with the reason beside the code, or above where there is none to type."""
    if isinstance(form, CodeForm):
        form.code.errors = [words(refusal)]
    else:
        flash(words(refusal), "error")
    return _check_in_page(session_known(session_id), form)


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


def _check_in_page(session: ServiceSession, form: OwnWordForm, leaving: LeavingForm | None = None) -> str:
    now = clock.now()
    with_camera()
    return render_template(
        "pages/activities/check_in.html",
        session=session,
        day=own_day(current_actor(), session, now),
        form=form,
        leaving=leaving or LeavingForm(formdata=None, left_at=clock.local(session.ends).time()),
        begun=now >= session.starts,
        over=now >= session.ends,
    )


def _to_gate(session_id: int) -> BaseResponse:
    """Back to the gate, with the list as it was narrowed."""
    return redirect(url_for(".gate", session_id=session_id, q=request.form.get("q") or None), 303)


def _member_id() -> int:
    member_id = request.form.get("member_id", type=int)
    if member_id is None or not 0 < member_id < 2**63:
        raise NotVisible
    return member_id


def _on_the_day(session: ServiceSession, clock_time: str) -> datetime:
    """A time of day in Shanghai as the instant that it means in the session."""
    try:
        return moment_in(session.starts, session.ends, time.fromisoformat(clock_time))
    except ValueError as error:
        raise Invalid({"ended": _("请填写签退时间，例如 11:00")}) from error
