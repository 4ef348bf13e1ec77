"""My skills: several chosen at once from groups or by search; each with its level, and its paper where it needs one."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from volunteer.kernel.errors import Invalid, NotVisible
from volunteer.organization.current import current_actor
from volunteer.people import evidence, queries, skills, words
from volunteer.people.own_forms import EvidenceForm, LevelForm
from volunteer.people.picture_answers import picture_answer
from volunteer.people.queries import HeldSkill
from volunteer.people.skill_choices import asked_levels, chooser
from volunteer.taxonomy.models import Skill
from volunteer.taxonomy.naming import skill_name
from volunteer.web.guard import signed_in

bp = Blueprint("me_skills", __name__)


@bp.get("/me/skills")
@signed_in
def index() -> str:
    """My skills, and all that could be added."""
    member_id = queries.own(current_actor()).id
    held = queries.skills_of([member_id])[member_id]
    choosing = chooser({one.code for one in held}, request.args.get("q", ""))
    return render_template("pages/me/skills.html", held=held, levels=words.LEVELS, **choosing)


@bp.post("/me/skills")
@signed_in
def add() -> BaseResponse:
    """Add those that were ticked."""
    wanted = asked_levels(request.values)
    if not wanted:
        flash(_("还没有勾选技能"), "error")
        return redirect(url_for(".index"), 303)
    try:
        papers = skills.add_skills(current_actor(), wanted)
    except Invalid as invalid:
        flash(_("；").join(map(str, invalid.fields.values())), "error")
        return redirect(url_for(".index"), 303)
    flash(papers_wanted(papers) or _("已登记"), "ok")
    return redirect(url_for(".show", skill=papers[0].code) if len(papers) == 1 else url_for(".index"), 303)


def papers_wanted(papers: list[Skill]) -> str:
    """What is said of skills whose paper a leader has to see; nothing if there are none."""
    if not papers:
        return ""
    named = _("、").join(skill_name(skill.code) for skill in papers)
    return _("已登记。%(skills)s需要证件，请上传照片，负责人审核后生效", skills=named)


@bp.get("/me/skills/<skill>")
@signed_in
def show(skill: str) -> str:
    """One of my skills."""
    return _page(skill, EvidenceForm(None))


@bp.post("/me/skills/<skill>/level")
@signed_in
def change_level(skill: str) -> BaseResponse:
    """Say another level; what was approved has to be approved again."""
    one = _held(skill)
    form = LevelForm()
    if form.validate() and form.level.data != one.level:
        skills.add_skill(current_actor(), one.member_id, skill, form.level.data)
        flash(_("水平已改，负责人重新审核后生效") if one.approved_at else _("水平已改"), "ok")
    return redirect(url_for(".show", skill=skill), 303)


@bp.post("/me/skills/<skill>/remove")
@signed_in
def remove(skill: str) -> BaseResponse:
    """Take a skill off my list."""
    one = _held(skill)
    skills.remove_skill(current_actor(), one.member_id, skill)
    # What a leader saw or has to see would have to be shown again, so only the rest can simply be taken back.
    undo = None if one.needs_approval else url_for(".add", skill=skill, level=one.level)
    flash({"text": _("已移除该技能"), "undo_url": undo}, "ok")
    return redirect(url_for(".index"), 303)


@bp.get("/me/skills/<skill>/picture")
@signed_in
def picture(skill: str) -> Response:
    """The picture I sent."""
    return picture_answer(evidence.evidence_of(queries.own(current_actor()).id, skill))


@bp.post("/me/skills/<skill>/picture/remove")
@signed_in
def remove_picture(skill: str) -> BaseResponse:
    """Take the picture back."""
    evidence.remove_evidence(current_actor(), skill)
    flash(_("证件照片已删除"), "ok")
    return redirect(url_for(".show", skill=skill), 303)


def shown_again(skill: str, form: EvidenceForm) -> tuple[str, int]:
    """The page of a skill with what is wrong about the picture that came."""
    return _page(skill, form), 422


def _page(skill: str, form: EvidenceForm) -> str:
    one = _held(skill)
    return render_template("pages/me/skill.html", one=one, form=form, level=LevelForm(None, level=one.level))


def _held(code: str) -> HeldSkill:
    member_id = queries.own(current_actor()).id
    found = next((one for one in queries.skills_of([member_id])[member_id] if one.code == code), None)
    if found is None:
        raise NotVisible
    return found
