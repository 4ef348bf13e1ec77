"""Sending the picture of a paper: the one form of a member whose body may be large."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from volunteer.organization.current import current_actor
from volunteer.people import evidence
from volunteer.people.own_forms import EvidenceForm
from volunteer.people.own_skill_pages import shown_again
from volunteer.people.pictures import MOST_SENT
from volunteer.web.form_problems import carried_out
from volunteer.web.guard import signed_in

ENVELOPE = 64 * 1024  # what a form sends around the picture

bp = Blueprint("me_evidence", __name__)


@bp.url_value_preprocessor
def allow_a_picture(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Larger than other requests; said before anything reads the form."""
    request.max_content_length = MOST_SENT + ENVELOPE


@bp.post("/me/skills/<skill>/evidence")
@signed_in
def add(skill: str) -> BaseResponse | tuple[str, int]:
    """Show the paper of a qualification, or a newer one."""
    form = EvidenceForm()
    sent = form.picture.data
    until = form.expires_on.data

    def keep() -> object:
        return evidence.add_evidence(current_actor(), skill, evidence.drawn(sent.read(MOST_SENT + 1)), until)

    if carried_out(form, keep) is None:
        return shown_again(skill, form)
    flash(_("照片已上传，负责人审核后生效"), "ok")
    return redirect(url_for("me_skills.show", skill=skill), 303)
