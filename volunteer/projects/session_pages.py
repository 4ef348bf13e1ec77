"""Pages of single sessions: move, postpone, call off; and calling off many at once."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from volunteer.kernel import clock
from volunteer.kernel.errors import Invalid, Refused
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import require
from volunteer.projects import form_filling, queries, session_service
from volunteer.projects.forms import heads_said, instant, name_heads
from volunteer.projects.models import ServiceSession
from volunteer.projects.session_forms import CallOffForm, HeadsForm, HostForm, MoveForm
from volunteer.projects.shape import rows_of
from volunteer.web.fields import tidy
from volunteer.web.form_problems import show_problems
from volunteer.web.guard import needs
from volunteer.web.links import inside
from volunteer.web.wording import words

bp = Blueprint("project_sessions", __name__)


@bp.get("/sessions/<int:session_id>/move")
@needs(Permission.PROJECT_EDIT)
def move_form(session_id: int) -> str:
    """The present time and place, to be changed."""
    session = _own(session_id)
    return _move_page(_move_form(session), session)


@bp.post("/sessions/<int:session_id>/move")
@needs(Permission.PROJECT_EDIT)
def move(session_id: int) -> Response | tuple[str, int]:
    """Set time, place and break; where more than the break is new, everybody on the session is asked again."""
    session, form = _own(session_id), MoveForm()
    before = session.sequence
    if form.validate() and _attempt(form, lambda: _move(session_id, form)):
        moved = session.sequence != before
        flash(_("已改期，报名的人会收到通知并重新确认") if moved else _("已保存，报名的人不用重新确认"), "ok")
        return _to_project(session)
    return _move_page(form, _own(session_id)), 422


@bp.post("/sessions/<int:session_id>/heads")
@needs(Permission.PROJECT_EDIT)
def set_heads(session_id: int) -> Response | tuple[str, int]:
    """Set how many of each position come; nobody is asked again."""
    session, form = _own(session_id), HeadsForm()
    heads = heads_said(form.heads, [row.line for row in rows_of(session.project)])
    version = form.version.data or 0
    if form.validate() and _attempt(
        form, lambda: session_service.set_heads(current_actor(), session_id, version, heads)
    ):
        flash(_("本场人数已保存，报名的人不用重新确认"), "ok")
        return _to_project(session)
    session = _own(session_id)
    return _move_page(_move_form(session), session, form), 422


@bp.post("/sessions/<int:session_id>/host")
@needs(Permission.PROJECT_EDIT)
def name_host(session_id: int) -> Response:
    """Name who answers for the session on the day."""
    account_id = request.form.get("account_id", 0, type=int)
    session = session_service.name_host(current_actor(), session_id, account_id or None)
    flash(_("已指定现场负责人并通知本人") if account_id else _("已取消现场负责人"), "ok")
    back = inside(request.form.get("next"))
    return redirect(back, 303) if back else _to_project(session)


@bp.post("/sessions/<int:session_id>/postpone")
@needs(Permission.PROJECT_EDIT)
def postpone(session_id: int) -> Response:
    """Put the session off."""
    session = session_service.postpone(current_actor(), session_id, tidy(request.form.get("reason")))
    flash(_("已延期，定下新时间后请在这里改期"), "ok")
    return _to_project(session)


@bp.post("/sessions/<int:session_id>/cancel")
@needs(Permission.PROJECT_EDIT)
def cancel(session_id: int) -> Response:
    """Call the session off."""
    reason = tidy(request.form.get("reason"))
    if reason is None:
        raise Invalid({"reason": _("请写明原因，会告知每一位")})
    session = session_service.cancel(current_actor(), session_id, reason[:500])
    flash(_("这一场已取消，报名的人会收到通知"), "ok")
    return _to_project(session)


@bp.get("/projects/call-off")
@needs(Permission.PROJECT_EDIT)
def call_off_form() -> str:
    """Which town, which days."""
    return _call_off_page(CallOffForm(formdata=None))


@bp.post("/projects/call-off")
@needs(Permission.PROJECT_EDIT)
def call_off() -> Response | tuple[str, int]:
    """Call off every session of one's units in a town within some days."""
    form = CallOffForm()
    form.town_id.choices = form_filling.towns()
    called_off: list[int] = []

    def attempt() -> None:
        called_off.extend(
            session_service.cancel_in_bulk(
                current_actor(), form.town_id.data, form.first.data, form.last.data, form.reason.data
            )
        )

    if form.validate() and _attempt(form, attempt):
        flash(
            ngettext("已取消 %(num)s 场，报名的人会收到通知", "已取消 %(num)s 场，报名的人会收到通知", len(called_off)),
            "ok",
        )
        return redirect(url_for("projects.index"), 303)
    return _call_off_page(form), 422


def _move(session_id: int, form: MoveForm) -> None:
    starts, ends = instant(form.starts.data), instant(form.ends.data)
    session_service.move(
        current_actor(),
        session_id,
        form.version.data or 0,
        starts,
        ends,
        form.public_place.data,
        form.rest(starts, ends),
    )


def _attempt(form: MoveForm | HeadsForm | CallOffForm, use_case: Callable[[], object]) -> bool:
    """Whether it went well; else the form and a message say why."""
    try:
        use_case()
    except Invalid as invalid:
        show_problems(form, invalid.fields)
    except Refused as refusal:
        flash(words(refusal), "error")
    else:
        return True
    return False


def _own(session_id: int) -> ServiceSession:
    session = queries.one_session(current_actor(), session_id)
    require(current_actor(), Permission.PROJECT_EDIT, session.project.unit.path, session.site.path)
    return session


def _move_form(session: ServiceSession) -> MoveForm:
    data = {**form_filling.times_of(session), "version": session.version, "public_place": session.public_place}
    return MoveForm(formdata=None, data=data)


def _heads_form(session: ServiceSession) -> HeadsForm:
    held = {position.line: position.headcount for position in session.positions}
    present = [held.get(row.line or 0) for row in rows_of(session.project)]
    return HeadsForm(formdata=None, data={"version": session.version, "heads": present}, meta={"csrf": False})


def _move_page(form: MoveForm, session: ServiceSession, heads: HeadsForm | None = None) -> str:
    hosts = HostForm(formdata=None, data={"account_id": session.host_id or 0}, meta={"csrf": False})
    hosts.account_id.choices = [(0, _("不指定")), *queries.possible_hosts(session, clock.now())]
    heads = heads or _heads_form(session)
    name_heads(heads.heads, [row.title for row in rows_of(session.project)])
    return render_template(
        "pages/projects/move.html",
        form=form,
        heads_form=heads,
        host_form=hosts,
        session=session,
        signed_up=sum(position.taken for position in session.positions),
    )


def _call_off_page(form: CallOffForm) -> str:
    form.town_id.choices = form_filling.towns()
    return render_template("pages/projects/call_off.html", form=form)


def _to_project(session: ServiceSession) -> Response:
    return redirect(url_for("projects.detail", project_id=session.project_id), 303)
