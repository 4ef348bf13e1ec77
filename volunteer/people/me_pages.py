"""What I say of myself: preferences, free time, skills."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import CombinedMultiDict
from werkzeug.wrappers import Response as BaseResponse
from wtforms.fields.choices import SelectChoice

from volunteer.kernel.errors import Invalid
from volunteer.organization.current import current_actor
from volunteer.people import own_profile, queries, skills, words
from volunteer.people.forms import AvailabilityForm, ProfileForm, SkillForm
from volunteer.people.models import Member
from volunteer.people.queries import HeldSkill
from volunteer.people.rules import BANDS, bits_of, cells_of
from volunteer.taxonomy.models import Category, Skill
from volunteer.taxonomy.naming import category_name, skill_name
from volunteer.taxonomy.queries import offered
from volunteer.web.errors import came_from
from volunteer.web.form_problems import show_problems
from volunteer.web.guard import signed_in

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


@bp.post("/me/defaults")
@signed_in
def confirm_defaults() -> BaseResponse:
    """The free time and radius that were assumed are right."""
    own_profile.confirm_defaults(current_actor())
    flash(_("已确认，以后按这个时间和范围推荐，随时可以改"), "ok")
    return _back("me.show")


@bp.get("/me/availability")
@signed_in
def availability() -> str:
    """The week to paint."""
    member = queries.own(current_actor())
    return render_template(
        "pages/me/availability.html",
        form=AvailabilityForm(),
        assumed=member.profile_assumed,
        painted=_painted(member),
        bands=words.BANDS,
        weekdays=words.WEEKDAYS,
    )


@bp.post("/me/availability")
@signed_in
def paint() -> BaseResponse:
    """Save the painted week."""
    form = AvailabilityForm(request.values)
    if not form.validate():
        flash(_("请按页面上的格子勾选"), "error")
        return redirect(url_for("me.availability"), 303)
    before = _painted(queries.own(current_actor()))
    cells = [value.split("-", 1) for value in form.cell.data]
    own_profile.paint_availability(current_actor(), bits_of((int(day), band) for day, band in cells if band in BANDS))
    flash({"text": _("空闲时间已保存"), "undo_url": url_for("me.paint", cell=before)}, "ok")
    return redirect(url_for("me.show"), 303)


@bp.get("/me/skills")
@signed_in
def my_skills() -> str:
    """My skills, and one more."""
    return _skills_page(_skill_form())


@bp.post("/me/skills")
@signed_in
def add_skill() -> BaseResponse | tuple[str, int]:
    """Add a skill or change its level."""
    form = _skill_form(request.values)
    member = queries.own(current_actor())
    if form.validate():
        try:
            skills.add_skill(current_actor(), member.id, form.skill.data, form.level.data, form.expires_on.data)
        except Invalid as invalid:
            show_problems(form, invalid.fields)
        else:
            flash(_("已登记，需要资格的技能待负责人审核"), "ok")
            return redirect(url_for("me.my_skills"), 303)
    return _skills_page(form), 422


@bp.post("/me/skills/<code>/remove")
@signed_in
def remove_skill(code: str) -> BaseResponse:
    """Take a skill off my list."""
    member = queries.own(current_actor())
    held = next((one for one in queries.skills_of([member.id])[member.id] if one.code == code), None)
    skills.remove_skill(current_actor(), member.id, code)
    # What was approved has to be approved again, so only the rest can simply be taken back.
    undo = held is not None and not held.needs_approval
    flash({"text": _("已移除该技能"), "undo_url": _again(held) if held and undo else None}, "ok")
    return redirect(url_for("me.my_skills"), 303)


def _back(otherwise: str) -> BaseResponse:
    """The page the button stood on."""
    page = came_from()
    return redirect(url_for(otherwise) if page == "/" else page, 303)


def _painted(member: Member) -> list[str]:
    return [f"{day}-{band}" for day, band in cells_of(member.availability)]


def _profile_form(member: Member) -> ProfileForm:
    form = ProfileForm(obj=member, data={"interests": queries.interests_of(member.id)})
    form.interests.choices = [
        SelectChoice(category.code, category_name(category.code)) for category in offered(Category)
    ]
    return form


def _profile_page(form: ProfileForm) -> str:
    return render_template("pages/me/profile.html", form=form)


def _again(held: HeldSkill) -> str:
    """The address that puts a skill back on the list."""
    expires = held.expires_on.isoformat() if held.expires_on else None
    return url_for("me.add_skill", skill=held.code, level=held.level, expires_on=expires)


def _skill_form(given: CombinedMultiDict[str, str] | None = None) -> SkillForm:
    form = SkillForm(given)
    form.skill.choices = [SelectChoice(skill.code, skill_name(skill.code)) for skill in offered(Skill)]
    return form


def _skills_page(form: SkillForm) -> str:
    member = queries.own(current_actor())
    return render_template(
        "pages/me/skills.html", form=form, held=queries.skills_of([member.id])[member.id], levels=words.LEVELS
    )
