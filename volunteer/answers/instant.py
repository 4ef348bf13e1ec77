"""Rating at the end of a service (即时评价): a code on the phone of whoever runs it, scanned by those it was for.

Against stuffing: the code's address holds for a few minutes, a scan gives a ticket for one answer, a phone answers once
for a session, a session takes so many answers at once and in all, and whoever helped or runs it does not rate it.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import joinedload

from volunteer.accounts.rules import digest
from volunteer.activities.access import may_run, session_known
from volunteer.answers import rules
from volunteer.answers.giving import Kept, Said, of_session
from volunteer.answers.models import Answer
from volunteer.answers.states import Source
from volunteer.claims.models import Claim
from volunteer.claims.states import TAKES_PLACE
from volunteer.demands.models import Demand
from volunteer.demands.states import DemandStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid, NotVisible, Refused, refusing
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.projects.models import Project, ProjectDemand, ServiceSession
from volunteer.projects.states import ProjectStatus, SessionStatus

ASKED_FOR = (DemandStatus.PUBLISHED, DemandStatus.IN_SERVICE, DemandStatus.AWAITING_RATING, DemandStatus.CLOSED)
ONCE = {"uq_answer_device_once": "already_rated", "uq_answer_ticket_hash": "already_rated"}


@dataclass(frozen=True)
class Scanned:
    """A form that a scan opened."""

    session_id: int
    ticket: str
    device: str


def scanned(word: str) -> ServiceSession:
    """The session whose code shows this address now; anything else does not exist any more."""
    number, _dash, letters = word.partition("-")
    if not number.isascii() or not number.isdigit():
        raise NotVisible
    session = session_known(int(number))
    if not rules.is_current(session.code_secret, letters, clock.now()):
        raise Refused("rating_code_old")
    check_open(session)
    return session


def word_of(session: ServiceSession) -> str:
    """What the address on the code ends with now."""
    return f"{session.id}-{rules.word_of(session.code_secret, clock.now())}"


def check_open(session: ServiceSession) -> None:
    """Refused before the session begins, long after it, and when it was called off."""
    held = session.project.status in (ProjectStatus.PUBLISHED, ProjectStatus.FINISHED)
    if not held or session.status != SessionStatus.PLANNED or not rules.is_open(session, clock.now()):
        raise Refused("rating_closed")


def demands_of(session: ServiceSession) -> Sequence[Demand]:
    """The demands that a session answers: those of its own site, where there are such."""
    statement = (
        select(Demand)
        .join(ProjectDemand, ProjectDemand.demand_id == Demand.id)
        .where(ProjectDemand.project_id == session.project_id, Demand.status.in_(ASKED_FOR))
        .order_by(Demand.id)
    )
    found = db.session.scalars(statement).all()
    return [demand for demand in found if demand.site_id == session.site_id] or found


def number_of(session: ServiceSession) -> int:
    """How many answered at this session."""
    return db.session.scalar(select(func.count()).where(_of(session.id))) or 0


def new_device() -> str:
    """What a phone is known by that answers for the first time."""
    return secrets.token_urlsafe(16)


@use_case
def rate(work: Work, actor: Actor, scan: Scanned, said: Said, demand_id: int | None = None) -> Kept:
    """Say how it was; answers of one session are counted one after the other."""
    session = db.session.scalar(
        select(ServiceSession)
        .where(ServiceSession.id == scan.session_id)
        .options(joinedload(ServiceSession.project, innerjoin=True).joinedload(Project.unit, innerjoin=True))
        .with_for_update(key_share=True, of=ServiceSession)
    )
    if session is None:
        raise NotVisible
    check_open(session)
    _check_outsider(actor, session)
    _check_number(work, session)
    device, ticket = digest(f"{session.id} {scan.device}"), digest(scan.ticket)
    with refusing(ONCE):
        return of_session(work, session, _chosen(session, demand_id), said, device, ticket)


def _chosen(session: ServiceSession, demand_id: int | None) -> Demand | None:
    demands = demands_of(session)
    if len(demands) <= 1:
        return demands[0] if demands else None
    chosen = next((demand for demand in demands if demand.id == demand_id), None)
    if chosen is None:
        raise Invalid({"demand_id": _("请选择你说的是哪一件")})
    return chosen


def _check_outsider(actor: Actor, session: ServiceSession) -> None:
    if not actor.signed_in:
        return
    helped = select(Claim.id).where(
        Claim.session_id == session.id, Claim.member_id == actor.member_id, Claim.status.in_(TAKES_PLACE)
    )
    if may_run(actor, session) or (actor.member_id is not None and db.session.scalar(helped) is not None):
        raise Refused("own_service_rated")


def _check_number(work: Work, session: ServiceSession) -> None:
    recent = func.count().filter(Answer.at > work.now - rules.WITHIN)
    all_, just_now = db.session.execute(select(func.count(), recent).where(_of(session.id))).one()
    if all_ >= rules.MOST_OF_A_SESSION:
        raise Refused("answers_enough")
    if just_now >= rules.AT_ONCE:
        raise Refused("answers_at_once")


def _of(session_id: int) -> ColumnElement[bool]:
    return and_(Answer.session_id == session_id, Answer.source == Source.INSTANT)
