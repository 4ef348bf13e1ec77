"""请假和出差: when I am away, and which of my services fall into that time. Nothing is released by itself."""

from __future__ import annotations

from collections import defaultdict
from datetime import time, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select
from werkzeug.wrappers import Response as BaseResponse

from volunteer.claims.models import Claim
from volunteer.claims.states import COUNTS_OPEN, ClaimStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.organization.current import current_actor
from volunteer.people import absences, queries, words
from volunteer.people.models import Absence, AbsenceKind
from volunteer.people.own_forms import AbsenceForm
from volunteer.projects.models import Position, Project
from volunteer.web.api import LARGEST_ID
from volunteer.web.form_problems import carried_out
from volunteer.web.guard import signed_in
from volunteer.web.humanize import day, period

bp = Blueprint("absences", __name__)


@bp.get("/me/absences")
@signed_in
def index() -> str:
    """My times away, and one more."""
    return _page(AbsenceForm(None, first=clock.today()))


@bp.post("/me/absences")
@signed_in
def add() -> BaseResponse | tuple[str, int]:
    """Be away from one day to another."""
    form = AbsenceForm(request.values)

    def keep() -> Absence:
        return absences.add_absence(current_actor(), AbsenceKind(form.kind.data), *form.period())

    added = carried_out(form, keep)
    if added is None:
        return _page(form), 422
    taken = len(_claims_within(added.member_id).get(added.id, ()))
    if taken:
        flash(
            ngettext(
                "已登记。这段时间你已报名 %(num)s 场，没有替你取消",
                "已登记。这段时间你已报名 %(num)s 场，没有替你取消",
                taken,
            ),
            "warn",
        )
    else:
        flash(_("已登记，这段时间不会推荐和邀请你"), "ok")
    return redirect(url_for(".index"), 303)


@bp.post("/me/absences/<int:absence_id>/remove")
@signed_in
def remove(absence_id: int) -> BaseResponse:
    """Be there after all."""
    absences.remove_absence(current_actor(), min(absence_id, LARGEST_ID))
    flash(_("已移除"), "ok")
    return redirect(url_for(".index"), 303)


def _page(form: AbsenceForm) -> str:
    member_id = queries.own(current_actor()).id
    return render_template(
        "pages/me/absences.html",
        form=form,
        absences=[(absence, _when(absence)) for absence in absences.absences_of(member_id, clock.now())],
        claims=_claims_within(member_id),
        kinds=words.ABSENCES,
    )


def _when(absence: Absence) -> str:
    """Whole days by their dates, anything else to the minute."""
    starts, ends = clock.local(absence.period.lower), clock.local(absence.period.upper)
    if starts.time() != time() or ends.time() != time():
        return period(starts, ends)
    last = ends.date() - timedelta(days=1)
    if last == starts.date():
        return day(starts)
    return _("%(first)s至%(last)s", first=day(starts), last=day(last))


def _claims_within(member_id: int) -> dict[int, list[tuple[int, str]]]:
    """By time away: position and title of the services the member holds within it, in one statement."""
    statement = (
        select(Absence.id, Claim.position_id, Project.title)
        .join(Claim, (Claim.member_id == Absence.member_id) & Claim.period.op("&&")(Absence.period))
        .join(Position, Position.id == Claim.position_id)
        .join(Project, Project.id == Position.project_id)
        .where(
            Absence.member_id == member_id,
            Claim.status.in_(COUNTS_OPEN - {ClaimStatus.WAITLISTED}),
            func.upper(Claim.period) > clock.now(),
        )
        .order_by(func.lower(Claim.period), Claim.id)
    )
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for absence_id, position_id, title in db.session.execute(statement):
        found[absence_id].append((position_id, title))
    return found
