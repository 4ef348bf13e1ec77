"""Sessions and positions of a project: n rows by m sessions, kept in step (D12). Called by the use cases only."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from volunteer.happenings.projects import HeadcountChanged, SessionAdded, SessionMoved
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid, Refused
from volunteer.kernel.unit_of_work import Work
from volunteer.organization.calendar import is_off_hours
from volunteer.projects.breaks import change_break, take_break
from volunteer.projects.content import PositionRow, SessionRow
from volunteer.projects.hours import leave_hour_open, move_window
from volunteer.projects.models import Position, Project, ServiceSession
from volunteer.projects.rules import SESSION_MACHINE, check_not_begun, check_period, moved_break
from volunteer.projects.states import ProjectStatus, SessionStatus

SECRET_BYTES = 20


def rows_of(project: Project) -> tuple[PositionRow, ...]:
    """The rows that the positions of a project came from; where sessions differ, the latest one counts."""
    by_line = {position.line: position for position in project.positions}
    return tuple(
        PositionRow(position.title, position.headcount, position.skill, position.level, line)
        for line, position in sorted(by_line.items())
    )


def lock_positions(project: Project) -> list[Position]:
    """The positions as they are now, held against claims until the end of the transaction."""
    statement = select(Position).where(Position.project_id == project.id).order_by(Position.id)
    held = statement.with_for_update(key_share=True).execution_options(populate_existing=True)
    return list(db.session.scalars(held))


def plan(
    work: Work,
    project: Project,
    rows: tuple[PositionRow, ...] | None,
    sessions: tuple[SessionRow, ...] | None,
) -> None:
    """Bring sessions and positions into the wanted shape; None leaves rows or sessions as they are."""
    known_rows = rows_of(project)
    if sessions is not None:
        _plan_sessions(work, project, sessions)
    wanted = numbered(rows if rows is not None else known_rows)
    if wanted and not project.sessions:
        raise Invalid({"sessions": _("填了岗位，至少要有一个场次")})
    _drop_rows(project, {row.line for row in known_rows} - {row.line for row in wanted})
    for session in project.sessions:
        if _is_open(project, session, work.now):
            _plan_positions(work, project, session, wanted)
    db.session.flush()
    db.session.expire(project, ["sessions", "positions"])


def numbered(rows: Sequence[PositionRow]) -> tuple[PositionRow, ...]:
    """Rows with their line: as stated, else by order, else behind all others."""
    stated = [row.line for row in rows if row.line is not None]
    if len(stated) != len(set(stated)):
        raise Invalid({"positions": _("岗位行重复")})
    following = iter(range(max(stated, default=0) + 1, max(stated, default=0) + len(rows) + 1))
    return tuple(
        PositionRow(row.title, row.headcount, row.skill, row.level, row.line or next(following)) for row in rows
    )


def add_session(work: Work, project: Project, row: SessionRow) -> ServiceSession:
    """One more session, without positions yet."""
    check_period(row.starts, row.ends, work.now)
    session = ServiceSession(
        project=project,
        starts=row.starts,
        ends=row.ends,
        site_id=row.site_id or project.site_id,
        public_place=row.public_place,
        private_place_id=row.private_place_id,
        off_hours=is_off_hours(row.starts, row.ends),
        code_secret=secrets.token_bytes(SECRET_BYTES),
    )
    if row.rest is not None:
        take_break(session, row.rest)
    if row.window_minutes is not None:
        leave_hour_open(session, row.window_minutes)
    db.session.add(session)
    db.session.flush()
    if project.published_at is not None:
        work.record(SessionAdded(subject_id=session.id, unit_id=project.unit_id, project_id=project.id))
    return session


def move_session(
    work: Work, session: ServiceSession, starts: datetime, ends: datetime, public_place: str | None = None
) -> None:
    """A new time or place for a session that has not begun; those on it are asked again (D7)."""
    check_not_begun(session, work.now)
    check_period(starts, ends, work.now)
    SESSION_MACHINE.move(session, "move")
    before = (session.starts, session.ends)
    session.break_starts, session.break_ends = moved_break(session, starts, ends) or (None, None)
    session.starts, session.ends = starts, ends
    move_window(session)
    session.public_place = public_place or session.public_place
    session.off_hours = is_off_hours(starts, ends)
    announce_move(work, session, before)


def announce_move(work: Work, session: ServiceSession, before: tuple[datetime, datetime]) -> None:
    """Count the revision and tell those on the session."""
    session.sequence += 1
    session.version += 1
    work.record(
        SessionMoved(
            subject_id=session.id,
            unit_id=session.project.unit_id,
            project_id=session.project_id,
            starts=session.starts,
            ends=session.ends,
            details={"before": [moment.isoformat() for moment in before]},
        )
    )


def change_headcount(work: Work, position: Position, headcount: int) -> None:
    """More or fewer people, never fewer than hold a place."""
    if headcount < position.taken + position.reserved:
        raise Refused("below_confirmed", confirmed=position.taken + position.reserved)
    if headcount == position.headcount:
        return
    before, position.headcount = position.headcount, headcount
    if position.project.status == ProjectStatus.PUBLISHED:
        work.record(
            HeadcountChanged(
                subject_id=position.project_id,
                unit_id=position.project.unit_id,
                position_id=position.id,
                headcount=headcount,
                details={"before": before, "after": headcount},
            )
        )


def _is_open(project: Project, session: ServiceSession, now: datetime) -> bool:
    """Whether the rows of the form still shape the positions of a session."""
    if session.status == SessionStatus.CANCELLED:
        return False
    return project.published_at is None or session.starts > now


def _plan_sessions(work: Work, project: Project, rows: Sequence[SessionRow]) -> None:
    by_id = {session.id: session for session in project.sessions}
    by_time = {(session.starts, session.ends): session for session in project.sessions}
    kept: set[int] = set()
    for row in rows:
        if row.id is not None and row.id not in by_id:
            raise Invalid({"sessions": _("场次 %(id)s 不属于这个项目", id=row.id)})
        session = by_id[row.id] if row.id is not None else by_time.get((row.starts, row.ends))
        if session is None:
            session = add_session(work, project, row)
        elif (session.starts, session.ends) != (row.starts, row.ends):
            move_session(work, session, row.starts, row.ends)
        if row.rest is not None:
            change_break(work, session, row.rest)
        kept.add(session.id)
    if project.published_at is None:
        _drop_sessions([session for session_id, session in by_id.items() if session_id not in kept])
        db.session.flush()
        db.session.expire(project, ["sessions", "positions"])


def _drop_sessions(sessions: Sequence[ServiceSession]) -> None:
    for session in sessions:
        for position in session.positions:
            db.session.delete(position)
        db.session.delete(session)


def _drop_rows(project: Project, lines: set[int | None]) -> None:
    if lines and project.published_at is not None:
        raise Refused("published_row")
    for position in project.positions:
        if position.line in lines:
            db.session.delete(position)


def _plan_positions(work: Work, project: Project, session: ServiceSession, rows: Sequence[PositionRow]) -> None:
    known = {position.line: position for position in session.positions}
    for row in rows:
        position = known.get(row.line or 0)
        if position is None:
            db.session.add(
                Position(
                    project=project,
                    session=session,
                    line=row.line,
                    title=row.title,
                    skill=row.skill,
                    level=row.level,
                    headcount=row.headcount,
                )
            )
            continue
        if (position.skill, position.level) != (row.skill, row.level) and position.taken + position.reserved:
            raise Refused("has_claims")
        position.title, position.skill, position.level = row.title, row.skill, row.level
        change_headcount(work, position, row.headcount)
