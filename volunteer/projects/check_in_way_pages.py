"""The page on which an organizer says how people check in at a session."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice

from volunteer.kernel.errors import Invalid, Refused
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.projects.check_in_way import RADII_M, is_small, set_check_in_way
from volunteer.projects.models import ServiceSession
from volunteer.projects.session_service import session_to_change
from volunteer.web.form_problems import show_problems
from volunteer.web.guard import needs
from volunteer.web.humanize import distance
from volunteer.web.wording import words

bp = Blueprint("check_in_ways", __name__)


class CheckInWayForm(FlaskForm):
    """Code or own word; how far the phone may be from the site, 0 for not asking."""

    own_word = RadioField(
        _l("签到方式"),
        choices=[
            SelectChoice("", _l("现场出示签到码，扫码或输入六位数字")),
            SelectChoice("1", _l("不设签到码，服务的人自己按开始和结束，由社区核签")),
        ],
    )
    radius_m = SelectField(_l("核对位置"), coerce=int)

    def offer(self) -> None:
        """What can be chosen."""
        near = [(metres, _("离服务地点 %(far)s 以内", far=distance(metres))) for metres in RADII_M]
        self.radius_m.choices = [(0, _("不核对")), *near]


@bp.get("/sessions/<int:session_id>/check-in-way")
@needs(Permission.PROJECT_EDIT)
def edit(session_id: int) -> str:
    """How it stands now."""
    session = session_to_change(current_actor(), session_id)
    present = {"own_word": "1" if session.own_word else "", "radius_m": session.check_in_radius_m or 0}
    return _page(session, CheckInWayForm(formdata=None, data=present))


@bp.post("/sessions/<int:session_id>/check-in-way")
@needs(Permission.PROJECT_EDIT)
def save(session_id: int) -> Response | tuple[str, int]:
    """Set it."""
    session, form = session_to_change(current_actor(), session_id), CheckInWayForm()
    form.offer()
    if not form.validate():
        return _page(session, form), 422
    try:
        set_check_in_way(
            current_actor(), session_id, own_word=form.own_word.data == "1", radius_m=form.radius_m.data or None
        )
    except Invalid as invalid:
        show_problems(form, invalid.fields)
        return _page(session, form), 422
    except Refused as refusal:
        flash(words(refusal), "error")
        return _page(session, form), 409
    flash(_("签到方式已保存"), "ok")
    return redirect(url_for("projects.detail", project_id=session.project_id), 303)


def _page(session: ServiceSession, form: CheckInWayForm) -> str:
    form.offer()
    return render_template("pages/projects/check_in_way.html", session=session, form=form, small=is_small(session))
