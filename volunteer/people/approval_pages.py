"""Qualifications as a leader decides on them: the paper on one side, approve until a date or give back on the other."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from volunteer.kernel.errors import Invalid, NotVisible
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.people import approvals, words
from volunteer.people.forms import ApprovalForm
from volunteer.people.picture_answers import picture_answer
from volunteer.people.queries import skills_of
from volunteer.people.shown import ShownMember
from volunteer.web.form_problems import carried_out
from volunteer.web.guard import needs
from volunteer.web.links import inside

bp = Blueprint("approvals", __name__)

LONGEST_REASON = 200


@bp.get("/members/<int:member_id>/skills/<skill>/review")
@needs(Permission.MEMBER_MANAGE)
def review(member_id: int, skill: str) -> str:
    """One qualification to decide on."""
    return _page(member_id, skill, ApprovalForm(None))


@bp.get("/members/<int:member_id>/skills/<skill>/evidence")
@needs(Permission.MEMBER_MANAGE)
def evidence(member_id: int, skill: str) -> Response:
    """The picture; each look is on record."""
    return picture_answer(approvals.open_evidence(current_actor(), member_id, skill))


@bp.post("/members/<int:member_id>/skills/<skill>/approve")
@needs(Permission.MEMBER_MANAGE)
def approve(member_id: int, skill: str) -> BaseResponse | tuple[str, int]:
    """Approve a qualification, until a date where one is given."""
    form = ApprovalForm()
    until = form.expires_on.data
    held = carried_out(form, lambda: approvals.approve_skill(current_actor(), member_id, skill, until), "expires_on")
    if held is None:
        return _page(member_id, skill, form), 422
    flash(_("已审核通过"), "ok")
    return _back(member_id)


@bp.post("/members/<int:member_id>/skills/<skill>/return")
@needs(Permission.MEMBER_MANAGE)
def give_back(member_id: int, skill: str) -> BaseResponse:
    """Give it back to the member with a reason."""
    reason = request.form.get("reason", "").replace("\x00", "").strip()[:LONGEST_REASON]
    try:
        approvals.return_skill(current_actor(), member_id, skill, reason)
    except Invalid:
        flash(_("请写明退回原因"), "error")
        return redirect(url_for(".review", member_id=member_id, skill=skill), 303)
    flash(_("已退回，本人会收到原因"), "ok")
    return _back(member_id)


def _back(member_id: int) -> BaseResponse:
    return redirect(inside(request.form.get("next")) or url_for("members.show", member_id=member_id), 303)


def _page(member_id: int, skill: str, form: ApprovalForm) -> str:
    member = approvals.decided_for(current_actor(), member_id)
    held = skills_of([member.id])[member.id]
    one = next((one for one in held if one.code == skill and one.needs_approval), None)
    if one is None:
        raise NotVisible
    return render_template(
        "pages/members/review.html",
        record=ShownMember(member, held, unmasked=False),
        one=one,
        form=form,
        level=words.LEVELS[one.level],
    )
