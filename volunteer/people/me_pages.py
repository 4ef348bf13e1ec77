"""What I say of myself: preferences, free time, a pause; and that all of it is right."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse
from wtforms.fields.choices import SelectChoice

from volunteer.kernel import clock
from volunteer.organization.current import current_actor
from volunteer.people import own_profile, queries
from volunteer.people.models import Member
from volunteer.people.own_forms import ProfileForm
from volunteer.people.painting import asked_bits, week_page
from volunteer.people.rules import cells_of, last_of_month
from volunteer.taxonomy.naming import names
from volunteer.web.errors import came_from
from volunteer.web.guard import signed_in
from volunteer.web.humanize import short_date

bp = Blueprint("me", __name__)


@bp.get("/me/profile")
@signed_in
def profile() -> str:
    """The form of what I say of myself."""
    return _profile_page(_profile_form(queries.own(current_actor())))


@bp.post("/me/profile")
@signed_in
def change_profile() -> BaseResponse | tuple[str, int]:
    """Save what I say of myself."""
    form = _profile_form(queries.own(current_actor()))
    if not form.validate():
        return _profile_page(form), 422
    fields = ("phone", "radius_km", "paused_until", "interests", "recommendations_on")
    own_profile.change_profile(current_actor(), {name: form[name].data for name in fields})
    flash(_("已保存"), "ok")
    return redirect(url_for("me.show"), 303)


@bp.post("/me/recommendations")
@signed_in
def switch_recommendations() -> BaseResponse:
    """Recommend what suits me, or list by time only."""
    on = request.values.get("on") == "1"
    own_profile.change_profile(current_actor(), {"recommendations_on": on})
    undo = url_for("me.switch_recommendations", on=int(not on))
    flash({"text": _("个性化推荐已开启") if on else _("个性化推荐已关闭，按时间排列"), "undo_url": undo}, "ok")
    return _back("privacy.show")


@bp.post("/me/pause")
@signed_in
def pause() -> BaseResponse:
    """本月不参加: to the end of the month."""
    until = last_of_month(clock.today())
    own_profile.change_profile(current_actor(), {"paused_until": until})
    text = _("已暂停到%(day)s，期间不会收到推荐和邀请，已报名的不受影响", day=short_date(until))
    flash({"text": text, "undo_url": url_for("me.resume")}, "ok")
    return _back("me.show")


@bp.post("/me/resume")
@signed_in
def resume() -> BaseResponse:
    """Take part again from today."""
    own_profile.change_profile(current_actor(), {"paused_until": None})
    flash(_("已恢复参加"), "ok")
    return _back("me.show")


@bp.post("/me/defaults")
@signed_in
def confirm_defaults() -> BaseResponse:
    """The free time and radius that were assumed are right."""
    own_profile.confirm_defaults(current_actor())
    flash(_("已确认，以后按这个时间和范围推荐，随时可以改"), "ok")
    return _back("me.show")


@bp.post("/me/confirm")
@signed_in
def confirm() -> BaseResponse:
    """资料都对: all that is known of me is right."""
    own_profile.confirm_profile(current_actor())
    flash(_("谢谢，资料已核对"), "ok")
    return _back("me.show")


@bp.get("/me/availability")
@signed_in
def availability() -> str:
    """The week to paint."""
    member = queries.own(current_actor())
    return render_template("pages/me/availability.html", assumed=member.profile_assumed, **week_page(member))


@bp.post("/me/availability")
@signed_in
def paint() -> BaseResponse:
    """Save the painted week."""
    bits = asked_bits(request.values)
    if bits is None:
        flash(_("请按页面上的格子勾选"), "error")
        return redirect(url_for("me.availability"), 303)
    before = [f"{day}-{band}" for day, band in cells_of(queries.own(current_actor()).availability)]
    own_profile.paint_availability(current_actor(), bits)
    flash({"text": _("空闲时间已保存"), "undo_url": url_for("me.paint", cell=before)}, "ok")
    return redirect(url_for("me.show"), 303)


def _back(otherwise: str) -> BaseResponse:
    """The page the button stood on."""
    page = came_from()
    return redirect(url_for(otherwise) if page == "/" else page, 303)


def _profile_form(member: Member) -> ProfileForm:
    form = ProfileForm(obj=member, data={"interests": queries.interests_of(member.id)})
    form.interests.choices = [SelectChoice(code, name) for code, name in names().categories_in_use]
    return form


def _profile_page(form: ProfileForm) -> str:
    return render_template("pages/me/profile.html", form=form)
