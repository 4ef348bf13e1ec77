"""Small things (D8): claiming a place together with the hour, and opening the hour again when nobody is left."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from volunteer.claims import service
from volunteer.claims.models import Claim
from volunteer.claims.outcomes import Taken
from volunteer.claims.places import lock_position
from volunteer.claims.states import LIVE
from volunteer.claims.taking import read_facts
from volunteer.happenings.claims import ClaimHappening
from volunteer.happenings.projects import HourChosen, HourOpened
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Refused
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.projects.hours import choose_hour, open_hour_again
from volunteer.projects.models import ServiceSession
from volunteer.projects.queries import demand_ids_of
from volunteer.projects.states import SessionStatus


@use_case
def claim_at(work: Work, actor: Actor, position_id: int, starts: datetime) -> Taken:
    """Claim a place and say when. The first who claims chooses for all; who comes second takes that hour or none.

    Locks go member, position, session. If the claim is refused, nothing of the hour stays.
    """
    if actor.member_id is None:
        raise Forbidden
    read_facts(position_id, actor.member_id, work.now)  # locks the member
    position = lock_position(position_id)
    session = _locked(position.session_id)
    if session.hour_open:
        choose_hour(session, starts, work.now)
        db.session.flush()
        work.record(HourChosen(**_about(session), starts=session.starts, ends=session.ends))
    elif session.starts != starts:
        raise Refused("hour_taken")
    return service.claim(actor, position_id)


def reopen_hour(happening: ClaimHappening, work: Work) -> None:
    """The last one who wanted to come does not: the window is open again while there is time."""
    wanted = select(ServiceSession.id).where(
        ServiceSession.id == happening.session_id,
        ServiceSession.window_starts.is_not(None),
        ~ServiceSession.hour_open,
        ServiceSession.status == SessionStatus.PLANNED,
    )
    if db.session.scalar(wanted) is None:
        return
    session = _locked(happening.session_id)
    db.session.flush()
    still_there = select(Claim.id).where(Claim.session_id == session.id, Claim.status.in_(LIVE)).limit(1)
    if db.session.scalar(still_there) is not None or session.starts <= work.now:
        return
    open_hour_again(session)
    work.record(HourOpened(**_about(session)))


def _about(session: ServiceSession) -> dict[str, Any]:
    """The fields of a happening of the session, with the demands it is for."""
    return {
        "subject_id": session.id,
        "unit_id": session.project.unit_id,
        "project_id": session.project_id,
        "demand_ids": tuple(db.session.scalars(demand_ids_of(session.project_id))),
    }


def _locked(session_id: int) -> ServiceSession:
    statement = select(ServiceSession).where(ServiceSession.id == session_id).with_for_update(key_share=True)
    return db.session.scalars(statement.execution_options(populate_existing=True)).one()
