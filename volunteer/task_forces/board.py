"""The board of a call-out: how many were asked, come, do not, have not answered, are there; unit by unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, FromClause, Select, cast, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased, joinedload

from volunteer.activities.models import Attendance
from volunteer.claims.models import Claim
from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible
from volunteer.organization.actor import Actor
from volunteer.organization.models import Tier, Unit
from volunteer.organization.permissions import Permission
from volunteer.organization.rules import ids_of
from volunteer.organization.scope import unit_within
from volunteer.people.models import Member
from volunteer.task_forces.access import answers_seen, calling, may_call
from volunteer.task_forces.models import CallOut
from volunteer.task_forces.queries import with_parts
from volunteer.task_forces.rules import COMING, NOT_COMING, SILENT, WAITING


@dataclass(frozen=True)
class Numbers:
    """People by their latest answer; `present` have checked in, whatever they had answered."""

    asked: int = 0
    coming: int = 0
    waiting: int = 0
    not_coming: int = 0
    silent: int = 0
    present: int = 0

    def __add__(self, other: Numbers) -> Numbers:
        return Numbers(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(Numbers)))


@dataclass(frozen=True)
class Line:
    """One unit below the one looked at. Without a unit: people who belong to that one directly."""

    unit: Unit | None
    numbers: Numbers

    @property
    def opens(self) -> bool:
        """Whether units lie below it."""
        return self.unit is not None and self.unit.tier != Tier.SQUAD


@dataclass(frozen=True)
class Board:
    """What is seen from one unit down."""

    top: Unit
    total: Numbers
    lines: tuple[Line, ...]


def board_of(actor: Actor, made: CallOut, unit_id: int | None = None) -> Board:
    """From a unit down; from the top of the network without one, or from the first unit that has more than one below.

    What the actor may not see is not counted anywhere.
    """
    root = ids_of(made.unit.path)[0]
    top = db.session.get(Unit, unit_id or root)
    if top is None or ids_of(top.path)[0] != root:
        raise NotVisible
    board = _from(actor, made, top)
    while unit_id is None and len(board.lines) == 1 and board.lines[0].opens and board.lines[0].unit is not None:
        board = _from(actor, made, board.lines[0].unit)
    return board


def totals(actor: Actor, calls: Sequence[CallOut]) -> dict[int, Numbers]:
    """The numbers of several call-outs by their id, as far as the actor may see them; one statement."""
    answers = _latest(Claim.position_id.in_([made.position_id for made in calls]))
    reach = unit_within(answers.c.unit_id, actor.reach(Permission.MEMBER_READ))
    whole = answers.c.position_id.in_([made.position_id for made in calls if may_call(actor, made.unit)])
    counts = (
        select(answers.c.position_id, *_counts(answers))
        .outerjoin(Attendance, _was_there(answers))
        .where(or_(reach, whole))
        .group_by(answers.c.position_id)
    )
    by_position = {row[0]: Numbers(*row[1:]) for row in db.session.execute(counts)} if calls else {}
    return {made.id: by_position.get(made.position_id, Numbers()) for made in calls}


def under_way(actor: Actor, most: int) -> list[tuple[CallOut, Numbers]]:
    """The open call-outs whose answers the actor may see, with their numbers, newest first; one statement."""
    still_open = select(CallOut.position_id).where(CallOut.closed_at.is_(None))
    answers = _latest(Claim.position_id.in_(still_open))
    reach = unit_within(answers.c.unit_id, actor.reach(Permission.MEMBER_READ))
    counts = (
        select(CallOut.id.label("call_out_id"), *(one.label(f"n{n}") for n, one in enumerate(_counts(answers))))
        .join(answers, answers.c.position_id == CallOut.position_id)
        .outerjoin(Attendance, _was_there(answers))
        .where(or_(reach, calling(actor, CallOut.unit_id)))
        .group_by(CallOut.id)
        .subquery("counts")
    )
    statement = with_parts(select(CallOut).join(counts, counts.c.call_out_id == CallOut.id).add_columns(*counts.c[1:]))
    found = db.session.execute(statement.order_by(CallOut.id.desc()).limit(most))
    return [(row[0], Numbers(*row[1:])) for row in found]


def silent_people(actor: Actor, made: CallOut, top: Unit) -> Select[Member]:
    """Who has not answered, below a unit, squad by squad."""
    answers = _answers(made)
    return (
        select(Member)
        .join(answers, answers.c.member_id == Member.id)
        .join(Unit, Unit.id == answers.c.unit_id)
        .where(answers.c.status.in_(SILENT), func.starts_with(Unit.path, top.path), _seen(actor, made, answers))
        .options(joinedload(Member.unit, innerjoin=True))
        .order_by(Unit.path, Member.pinyin, Member.id)
    )


def _from(actor: Actor, made: CallOut, top: Unit) -> Board:
    """One statement for the numbers, one for the names of the units they belong to."""
    answers = _answers(made)
    child = func.split_part(func.substr(Unit.path, len(top.path) + 1), "/", 1)
    counts = (
        select(cast(func.nullif(child, ""), BigInteger), *_counts(answers))
        .select_from(answers)
        .join(Unit, Unit.id == answers.c.unit_id)
        .outerjoin(Attendance, _was_there(answers))
        .where(func.starts_with(Unit.path, top.path), _seen(actor, made, answers))
        .group_by(child)
    )
    numbers: dict[int | None, Numbers] = {row[0]: Numbers(*row[1:]) for row in db.session.execute(counts)}
    below = aliased(Unit)
    named = {unit.id: unit for unit in db.session.scalars(select(below).where(below.id.in_(filter(None, numbers))))}
    lines = (Line(named[unit_id] if unit_id else None, one) for unit_id, one in numbers.items())
    ordered = sorted(lines, key=lambda line: (-line.numbers.silent, line.unit.id if line.unit else 0))
    return Board(top, sum(numbers.values(), Numbers()), tuple(ordered))


def _answers(made: CallOut) -> FromClause:
    return _latest(Claim.position_id == made.position_id)


def _latest(which: ColumnElement[bool]) -> FromClause:
    """The latest claim of everybody on a position: whoever declined and came after all counts once."""
    return (
        select(Claim.position_id, Claim.session_id, Claim.member_id, Claim.unit_id, Claim.status)
        .where(which)
        .ext(distinct_on(Claim.position_id, Claim.member_id))
        .order_by(Claim.position_id, Claim.member_id, Claim.id.desc())
        .subquery("answers")
    )


def _was_there(answers: FromClause) -> ColumnElement[bool]:
    same = (Attendance.session_id == answers.c.session_id) & (Attendance.member_id == answers.c.member_id)
    return same & Attendance.first_in.is_not(None)


def _counts(answers: FromClause) -> list[ColumnElement[Any]]:
    groups = (func.count().filter(answers.c.status.in_(states)) for states in (COMING, WAITING, NOT_COMING, SILENT))
    return [func.count(), *groups, func.count(Attendance.id)]


def _seen(actor: Actor, made: CallOut, answers: FromClause) -> ColumnElement[bool]:
    return answers_seen(actor, made.unit, answers.c.unit_id)
