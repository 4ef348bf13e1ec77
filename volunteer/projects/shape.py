"""Which positions each session of a project has: all of its rows, or fewer, or with other numbers (D12).

A project has rows; a session departs from them where it says so: by line how many it asks for instead, 0 for a
position that it does not have.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from flask_babel import gettext as _

from volunteer.kernel.errors import Invalid
from volunteer.projects.content import PositionRow
from volunteer.projects.models import Position, Project
from volunteer.projects.states import SessionStatus

Departures = Mapping[int, int]


def rows_of(project: Project) -> tuple[PositionRow, ...]:
    """The rows that the positions of a project came from; where sessions differ, the latest that is held counts."""
    held = {session.id for session in project.sessions if session.status != SessionStatus.CANCELLED}
    by_line = {position.line: position for position in sorted(project.positions, key=lambda p: p.session_id in held)}
    return tuple(
        PositionRow(position.title, position.headcount, position.skill, position.level, line)
        for line, position in sorted(by_line.items())
    )


def numbered(rows: Sequence[PositionRow]) -> tuple[PositionRow, ...]:
    """Rows with their line: as stated, else by order, else behind all others."""
    stated = [row.line for row in rows if row.line is not None]
    if len(stated) != len(set(stated)):
        raise Invalid({"positions": _("岗位行重复")})
    following = iter(range(max(stated, default=0) + 1, max(stated, default=0) + len(rows) + 1))
    return tuple(replace(row, line=row.line or next(following)) for row in rows)


def departures(rows: Iterable[PositionRow], positions: Iterable[Position]) -> Departures:
    """Where a session with these positions departs from the rows; one without any has yet to get them all."""
    held = {position.line: position.headcount for position in positions}
    wanted = {row.line: row.headcount for row in rows if row.line is not None} if held else {}
    return {line: held.get(line, 0) for line, heads in wanted.items() if held.get(line, 0) != heads}


def departures_by_session(project: Project) -> dict[int, Departures]:
    """Those of every session of a project, by its id."""
    rows = rows_of(project)
    return {session_id: departures(rows, held.values()) for session_id, held in positions_by_session(project).items()}


def positions_by_session(project: Project) -> dict[int, dict[int, Position]]:
    """The positions of a project by session and line."""
    found: dict[int, dict[int, Position]] = defaultdict(dict)
    for position in project.positions:
        found[position.session_id][position.line] = position
    return found


def rows_in(rows: Sequence[PositionRow], departing: Departures) -> tuple[PositionRow, ...]:
    """The rows that a session has, as it wants them."""
    wanted = [replace(row, headcount=departing.get(row.line or 0, row.headcount)) for row in rows]
    return tuple(row for row in wanted if row.headcount)


def check_stated(rows: Sequence[PositionRow], stated: Iterable[Departures]) -> None:
    """Invalid where a session speaks of a row that is not there."""
    known = {row.line for row in rows}
    unknown = sorted({line for departing in stated for line in departing} - known)
    if unknown:
        raise Invalid({"sessions": _("没有第 %(line)s 行岗位", line=unknown[0])})


def check_used(rows: Sequence[PositionRow], shapes: Collection[Sequence[PositionRow]], elsewhere: set[int]) -> None:
    """Invalid where a session has no position at all, or no session has a row that was asked for."""
    if rows and not all(shapes):
        raise Invalid({"sessions": _("每一场至少要有一个岗位")})
    used = elsewhere | {row.line for shape in shapes for row in shape}
    idle = next((row for row in rows if row.line not in used), None)
    if shapes and idle is not None:
        raise Invalid({"positions": _("“%(title)s”哪一场都没有人数，请填上人数，或清空这一行", title=idle.title)})
