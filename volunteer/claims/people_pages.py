"""Who stands on a project: approve, add a member, hold places for the team."""

from __future__ import annotations

from datetime import datetime, time

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from volunteer.claims import answering, queries, service, teams
from volunteer.claims.forms import AddMemberForm, TeamClaimForm
from volunteer.claims.models import Claim
from volunteer.claims.states import ClaimStatus
from volunteer.kernel import clock
from volunteer.kernel.clock import SHANGHAI
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid, Refused
from volunteer.organization.actor import Actor
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import get_visible
from volunteer.projects.models import Position, Project, ServiceSession
from volunteer.web.guard import needs
from volunteer.web.links import inside
from volunteer.web.wording import words, words_of_another

bp = Blueprint("claims", __name__)


@bp.get("/projects/<int:project_id>/people")
@needs(Permission.CLAIM_MANAGE)
def people(project_id: int) -> str:
    """Session by session: who has a place, who waits, what teams hold."""
    actor = current_actor()
    holding = TeamClaimForm(data={"unit": actor.led_unit(Permission.CLAIM_MANAGE)})
    return _page(actor, project_id, AddMemberForm(), holding)


@bp.post("/projects/<int:project_id>/people")
@needs(Permission.CLAIM_MANAGE)
def add(project_id: int) -> tuple[str, int] | Response:
    """Offer a place to a member, or claim it when they have agreed."""
    actor, form = current_actor(), AddMemberForm()
    if not form.validate():
        return _page(actor, project_id, form, TeamClaimForm()), 422
    try:
        taken = service.claim_for(actor, form.position.data, form.member.data, consented=form.consented.data)
    except Refused as refused:
        form.position.errors = [words_of_another(refused.reason)]
        return _page(actor, project_id, form, TeamClaimForm()), 409
    agreed = taken.status == ClaimStatus.CONFIRMED
    flash(_("已报名并告知本人") if agreed else _("已发出邀约，等本人答复"), "ok")
    return _back(project_id)


@bp.post("/projects/<int:project_id>/team-claim")
@needs(Permission.CLAIM_MANAGE)
def team_claim(project_id: int) -> tuple[str, int] | Response:
    """Hold places for the own team until a day."""
    actor, form = current_actor(), TeamClaimForm()
    if not form.validate():
        return _page(actor, project_id, AddMemberForm(), form), 422
    release_at = datetime.combine(form.release_on.data, time(18), SHANGHAI)
    places = {form.team_position.data: form.places.data}
    try:
        teams.reserve(actor, project_id, form.unit.data, places, release_at)
    except Refused as refused:
        form.places.errors = [words(refused)]
        return _page(actor, project_id, AddMemberForm(), form), 409
    except Invalid as invalid:
        form.release_on.errors = list(invalid.fields.values())
        return _page(actor, project_id, AddMemberForm(), form), 422
    flash(_("名额已为本队保留，到期未用的会自动放开"), "ok")
    return _back(project_id)


@bp.post("/claims/<int:claim_id>/confirm")
@needs(Permission.CLAIM_MANAGE)
def confirm(claim_id: int) -> Response:
    """Agree to service in working time."""
    taken = answering.confirm(current_actor(), claim_id)
    flash(_("已同意，已告知本人"), "ok")
    return _back(_project_of(taken.position_id))


@bp.post("/claims/<int:claim_id>/refuse")
@needs(Permission.CLAIM_MANAGE)
def refuse(claim_id: int) -> Response:
    """Do not agree."""
    reason = request.form.get("reason", "").replace("\x00", "").strip()[:500] or None
    taken = answering.refuse(current_actor(), claim_id, reason=reason)
    flash(_("已退回，名额让给下一位"), "ok")
    return _back(_project_of(taken.position_id))


def _page(actor: Actor, project_id: int, form: AddMemberForm, team_form: TeamClaimForm) -> str:
    project, now = get_visible(Project, actor, Permission.PROJECT_READ, project_id), clock.now()
    positions = list(
        db.session.scalars(
            select(Position)
            .join(Position.session)
            .where(Position.project_id == project_id)
            .options(joinedload(Position.session))
            .order_by(ServiceSession.starts, Position.line)
        )
    )
    reach, claims = actor.reach(Permission.CLAIM_MANAGE), signed_up(actor, project, now)
    return render_template(
        "pages/claims/people.html",
        project=project,
        positions=positions,
        claims={position.id: [claim for claim in claims if claim.position_id == position.id] for position in positions},
        own_people={claim.id for claim in claims if reach.covers(claim.member.unit.path)},
        places=queries.waitlist_places(claims),
        reservations=list(db.session.scalars(queries.reservations_of_project(project_id))),
        form=form.offering(positions),
        team_form=team_form.offering(positions),
        now=now,
    )


def signed_up(actor: Actor, project: Project, now: datetime) -> list[Claim]:
    """Who stands on a project, as far as the actor leads them or its unit; session by session."""
    reach = actor.reach(Permission.CLAIM_MANAGE)
    whole = reach.covers(project.unit.path)
    listed = db.session.scalars(queries.claims_of_project(project.id, now))
    return [claim for claim in listed if whole or reach.covers(claim.member.unit.path)]


def _project_of(position_id: int) -> int:
    return db.session.get_one(Position, position_id).project_id


def _back(project_id: int) -> Response:
    """To the page the button stood on, if it says so; else to the people of the project."""
    return redirect(inside(request.form.get("next")) or url_for("claims.people", project_id=project_id), 303)
