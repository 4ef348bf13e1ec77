"""Sessions and positions of a project, kept in step with its rows (D12). Called by the use cases only."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import selectinload

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
from volunteer.projects.shape import (
    Departures,
    check_stated,
    check_used,
    departures_by_session,
    numbered,
    positions_by_session,
    rows_in,
    rows_of,
)
from volunteer.projects.states import ProjectStatus, SessionStatus

SECRET_BYTES = 20


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
    """Bring sessions and positions into the wanted shape; None leaves rows or sessions as they are.

    A session departs from the rows as it says, else as it did before.
    """
    known_rows, departing = rows_of(project), departures_by_session(project)
    stated = _plan_sessions(work, project, sessions) if sessions is not None else {}
    wanted = numbered(rows if rows is not None else known_rows)
    if wanted and not project.sessions:
        raise Invalid({"sessions": _("填了岗位，至少要有一个场次")})
    check_stated(wanted, stated.values())
    _drop_rows(project, {row.line for row in known_rows} - {row.line for row in wanted})
    _plan_all(work, project, wanted, {**departing, **stated}, must_use=rows is not None)
    _read_again(project)


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


def _read_again(project: Project) -> None:
    """The project as it stands now, all its sessions with their positions at once."""
    db.session.flush()
    parts = (selectinload(Project.positions), selectinload(Project.sessions).selectinload(ServiceSession.positions))
    statement = select(Project).where(Project.id == project.id).options(*parts)
    db.session.execute(statement.execution_options(populate_existing=True))


def _is_open(project: Project, session: ServiceSession, now: datetime) -> bool:
    """Whether the rows of the form still shape the positions of a session."""
    if session.status == SessionStatus.CANCELLED:
        return False
    return project.published_at is None or session.starts > now


def _plan_sessions(work: Work, project: Project, rows: Sequence[SessionRow]) -> dict[int, Departures]:
    """Make, move and drop sessions; by id where those that say so depart from the rows of positions."""
    by_id = {session.id: session for session in project.sessions}
    by_time = {(session.starts, session.ends): session for session in project.sessions}
    kept: set[int] = set()
    stated: dict[int, Departures] = {}
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
        if row.departures is not None:
            stated[session.id] = row.departures
        kept.add(session.id)
    if project.published_at is None:
        drop_sessions([session for session_id, session in by_id.items() if session_id not in kept])
        db.session.flush()
        db.session.expire(project, ["sessions", "positions"])
    return stated


def drop_sessions(sessions: Sequence[ServiceSession]) -> None:
    """Take sessions out of a draft; of what was published nothing goes, it is called off."""
    for session in sessions:
        for position in session.positions:
            db.session.delete(position)
        db.session.delete(session)


def _plan_all(
    work: Work,
    project: Project,
    rows: Sequence[PositionRow],
    departing: Mapping[int, Departures],
    *,
    must_use: bool,
) -> None:
    """Give every session that is still open to it its positions; where rows are stated each must be of use."""
    held = positions_by_session(project)
    open_ones = [session for session in project.sessions if _is_open(project, session, work.now)]
    shapes = {session.id: rows_in(rows, departing.get(session.id, {})) for session in open_ones}
    closed = {line for session_id, lines in held.items() if session_id not in shapes for line in lines}
    check_used(rows if must_use else (), list(shapes.values()), closed)
    for session in open_ones:
        _plan_positions(work, session, held.get(session.id, {}), shapes[session.id])


def _plan_positions(
    work: Work, session: ServiceSession, known: Mapping[int, Position], rows: Sequence[PositionRow]
) -> None:
    _drop_positions(session.project, [known[line] for line in known.keys() - {row.line for row in rows}])
    for row in rows:
        position = known.get(row.line or 0)
        if position is None:
            add_position(session, row)
            continue
        if (position.skill, position.level) != (row.skill, row.level) and position.taken + position.reserved:
            raise Refused("has_claims")
        position.title, position.skill, position.level = row.title, row.skill, row.level
        change_headcount(work, position, row.headcount)


def set_heads(work: Work, session: ServiceSession, heads: Departures) -> None:
    """So many of these lines in one session; what is not mentioned stays as it is."""
    rows = rows_of(session.project)
    check_stated(rows, [heads])
    known = positions_by_session(session.project).get(session.id, {})
    present = {row.line or 0: known[row.line].headcount if row.line in known else 0 for row in rows}
    wanted = rows_in(rows, {**present, **heads})
    check_used(wanted or rows, [wanted], set())
    _plan_positions(work, session, known, wanted)
    _read_again(session.project)


def add_position(session: ServiceSession, row: PositionRow) -> Position:
    """A row becomes a position of a session."""
    position = Position(
        project=session.project,
        session=session,
        line=row.line,
        title=row.title,
        skill=row.skill,
        level=row.level,
        headcount=row.headcount,
    )
    db.session.add(position)
    return position


def _drop_rows(project: Project, lines: set[int | None]) -> None:
    _drop_positions(project, [position for position in project.positions if position.line in lines])


def _drop_positions(project: Project, positions: Sequence[Position]) -> None:
    if positions and project.published_at is not None:
        raise Refused("published_row")
    for position in positions:
        db.session.delete(position)
