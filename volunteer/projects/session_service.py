"""Use cases on sessions: move, postpone, cancel singly or in bulk, set how many come, name a host."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from flask_babel import gettext as _

from volunteer.happenings.projects import HeadsSet, HostNamed, SessionCancelled, SessionPostponed
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, Refused
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import get_visible, require
from volunteer.projects import planning, queries
from volunteer.projects.breaks import change_break
from volunteer.projects.content import Rest
from volunteer.projects.models import ServiceSession
from volunteer.projects.publishing import check_still_complete
from volunteer.projects.rules import SESSION_MACHINE, check_not_begun
from volunteer.projects.states import ProjectStatus, SessionStatus


@use_case
def move(
    work: Work,
    actor: Actor,
    session_id: int,
    version: int,
    starts: datetime | None = None,
    ends: datetime | None = None,
    public_place: str | None = None,
    rest: Rest | None = None,
) -> ServiceSession:
    """A new time, public place or break; what is not given stays. Where only the break is new nobody is asked again."""
    session = session_to_change(actor, session_id)
    if session.version != version:
        raise Refused("stale")
    wanted = (starts or session.starts, ends or session.ends, public_place or session.public_place)
    if rest is None or wanted != (session.starts, session.ends, session.public_place) or _is_put_off(session):
        planning.move_session(work, session, wanted[0], wanted[1], public_place)
    elif session.ends <= work.now:
        raise Refused("not_in_this_state")
    if rest is not None:
        change_break(work, session, rest)
    return session


@use_case
def postpone(work: Work, actor: Actor, session_id: int, reason: str | None = None) -> ServiceSession:
    """Put a session off until a new time is found."""
    session = session_to_change(actor, session_id)
    check_not_begun(session, work.now)
    SESSION_MACHINE.move(session, "postpone")
    session.sequence += 1
    session.version += 1
    work.record(
        SessionPostponed(
            subject_id=session.id, unit_id=session.project.unit_id, project_id=session.project_id, reason=reason
        )
    )
    return session


@use_case
def cancel(work: Work, actor: Actor, session_id: int, reason: str | None = None) -> ServiceSession:
    """Call one session off."""
    session = session_to_change(actor, session_id)
    call_off(work, session, reason)
    return session


@use_case
def cancel_in_bulk(work: Work, actor: Actor, town_id: int, first: date, last: date, reason: str) -> list[int]:
    """Call off every session ahead in a town within a period, as far as the actor's reach goes (D7); their ids."""
    if last < first:
        raise Invalid({"last": _("结束日期不能早于开始日期")})
    reach = actor.reach(Permission.PROJECT_EDIT)
    if not reach:
        raise Forbidden
    sessions = list(db.session.scalars(queries.sessions_to_call_off(reach, town_id, first, last, work.now)))
    for session in sessions:
        call_off(work, session, reason)
    return [session.id for session in sessions]


@use_case
def set_heads(work: Work, actor: Actor, session_id: int, version: int, heads: Mapping[int, int]) -> ServiceSession:
    """How many of each position one session has, by the line of its row; positions come with it, none is taken out.

    Nobody who holds a place loses it.
    """
    session = session_to_change(actor, session_id)
    if session.version != version:
        raise Refused("stale")
    check_not_begun(session, work.now)
    if session.status == SessionStatus.CANCELLED:
        raise Refused("not_in_this_state", step="session", status=session.status)
    project = session.project
    planning.lock_positions(project)
    planning.set_heads(work, session, heads)
    if project.status == ProjectStatus.PUBLISHED:
        check_still_complete(work, project)
    session.version += 1
    details = {"heads": {str(line): number for line, number in heads.items()}}
    work.record(HeadsSet(subject_id=session.id, unit_id=project.unit_id, project_id=project.id, details=details))
    return session


@use_case
def name_host(work: Work, actor: Actor, session_id: int, account_id: int | None) -> ServiceSession:
    """Name who answers for a session on the day (现场负责人), or nobody."""
    session = session_to_change(actor, session_id)
    if account_id is not None and account_id not in dict(queries.possible_hosts(session, work.now)):
        raise Invalid({"account_id": _("请选择能负责这一场的人")})
    session.host_id = account_id
    work.record(
        HostNamed(
            subject_id=session.id, unit_id=session.project.unit_id, project_id=session.project_id, host_id=account_id
        )
    )
    return session


def call_off(work: Work, session: ServiceSession, reason: str | None) -> None:
    """Cancel a session that has not begun."""
    check_not_begun(session, work.now)
    SESSION_MACHINE.move(session, "cancel")
    session.sequence += 1
    session.version += 1
    work.record(
        SessionCancelled(
            subject_id=session.id, unit_id=session.project.unit_id, project_id=session.project_id, reason=reason
        )
    )


def _is_put_off(session: ServiceSession) -> bool:
    return session.status == SessionStatus.POSTPONED


def session_to_change(actor: Actor, session_id: int) -> ServiceSession:
    """The session, its row locked, if the actor organizes it and its project still goes on."""
    session = get_visible(ServiceSession, actor, Permission.PROJECT_READ, session_id, lock=True)
    project = session.project
    require(actor, Permission.PROJECT_EDIT, project.unit.path, project.site.path)
    if project.status in (ProjectStatus.CANCELLED, ProjectStatus.FINISHED):
        raise Refused("not_in_this_state", step="session", status=project.status)
    return session
