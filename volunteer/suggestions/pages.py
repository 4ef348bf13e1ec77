"""Candidates beside a gap: the leader sees who suits a position and asks them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from volunteer.claims import service as claims
from volunteer.claims.service import SeriesAnswer
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import get_visible
from volunteer.projects.models import Position, Project, ServiceSession
from volunteer.projects.rules import free_places
from volunteer.suggestions import service
from volunteer.suggestions.asked import asked_for
from volunteer.suggestions.service import MOST
from volunteer.suggestions.words import chips_of_candidate
from volunteer.web.guard import needs
from volunteer.web.wording import words_of_another

bp = Blueprint("suggestions", __name__)


@bp.get("/projects/<int:project_id>/candidates")
@needs(Permission.CLAIM_MANAGE)
def candidates(project_id: int) -> str:
    """The coming positions of a project that lack people, one of them with its candidates."""
    actor = current_actor()
    project = get_visible(Project, actor, Permission.PROJECT_READ, project_id)
    gaps = _gaps(project)
    wanted = request.args.get("position", type=int)
    chosen = next((gap for gap in gaps if gap.id == wanted), None)
    if wanted is not None and chosen is None and not _is_of(project, wanted):
        raise NotVisible
    if wanted is None and gaps:
        chosen = gaps[0]
    found = service.candidates_for(actor, chosen.id) if chosen else None
    shown = chosen.id if chosen else wanted
    return render_template(
        "pages/suggestions/candidates.html",
        project=project,
        gaps=gaps,
        chosen=chosen,
        candidates=[(one, chips_of_candidate(one)) for one in found.items] if found else [],
        asked=asked_for(actor, shown, clock.now()) if shown else [],
    )


@bp.post("/projects/<int:project_id>/candidates")
@needs(Permission.CLAIM_MANAGE)
def ask(project_id: int) -> Response:
    """Ask the ticked members: offers that hold a place as long as there are enough, else invitations (D14)."""
    actor = current_actor()
    project = get_visible(Project, actor, Permission.PROJECT_READ, project_id)
    position_id = request.form.get("position", 0, type=int)
    position = next((gap for gap in _gaps(project) if gap.id == position_id), None)
    if position is None:
        flash(_("这个岗位已不缺人，或已经开始"), "warn")
    else:
        members = list(dict.fromkeys(request.form.getlist("members", type=int)))[:MOST]
        holds = len(members) <= free_places(position)
        ask_all = claims.offer_all if holds else claims.invite_all
        _say(ask_all(actor, position.id, members), holds)
    return redirect(url_for(".candidates", project_id=project_id, position=position_id or None), 303)


def _say(answers: Sequence[SeriesAnswer], holds: bool) -> None:
    """Tell how many were asked and what that means, and each reason against somebody once with its count."""
    asked = sum(answer.claim is not None for answer in answers)
    if asked and holds:
        flash(
            ngettext(
                "已向 %(num)s 人发出邀约，名额保留到答复期限", "已向 %(num)s 人发出邀约，名额保留到答复期限", asked
            ),
            "ok",
        )
    elif asked:
        flash(ngettext("已邀请 %(num)s 人，先答应的先得", "已邀请 %(num)s 人，先答应的先得", asked), "ok")
    against = Counter(answer.refusal.reason for answer in answers if answer.refusal is not None)
    for reason, count in against.items():
        flash(_("%(count)s 人没有邀请：%(why)s", count=count, why=words_of_another(reason)), "warn")
    if not answers:
        flash(_("请先勾选要邀请的人"), "info")


def _gaps(project: Project) -> list[Position]:
    """Coming positions with free places, earliest first."""
    statement = (
        select(Position)
        .join(Position.session)
        .where(
            Position.project_id == project.id,
            ServiceSession.starts > clock.now(),
            Position.taken + Position.reserved < Position.headcount,
        )
        .options(joinedload(Position.session, innerjoin=True).joinedload(ServiceSession.site, innerjoin=True))
        .order_by(ServiceSession.starts, Position.line)
    )
    return list(db.session.scalars(statement))


def _is_of(project: Project, position_id: int) -> bool:
    """Whether a position belongs to the project, though it lacks nobody any more."""
    statement = select(Position.id).where(Position.project_id == project.id)
    return position_id in db.session.scalars(statement).all()
