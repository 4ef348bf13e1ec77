"""The day pack: what the device of whoever keeps a gate fetches beforehand, so that it can work without network.

It holds the secret that the codes of the gate are made of. Whose device it went to is put on record.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy import select

from volunteer.activities.models import Attendance
from volunteer.activities.queries import EXPECTED, to_run
from volunteer.activities.rules import CHECK_OUT_CLOSES_AFTER
from volunteer.claims.models import Claim
from volunteer.claims.states import ClaimStatus
from volunteer.happenings.activities import GateCodesTaken
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.models import Unit
from volunteer.organization.settings import settings_at
from volunteer.people.models import Member
from volunteer.projects.models import Position, ServiceSession

AHEAD = timedelta(hours=24)


@dataclass(frozen=True)
class PackedPerson:
    """One person as the gate shows them."""

    member_id: int
    name: str
    unit: str
    missed: bool
    status: str | None
    first_in: datetime | None
    last_out: datetime | None


@dataclass(frozen=True)
class PackedPosition:
    """One position of a session, and how many places were free in it."""

    id: int
    title: str
    free: int


@dataclass(frozen=True)
class PackedSession:
    """A session with all that its gate needs; no secret where there is no gate."""

    session: ServiceSession
    opens: datetime
    check_out_until: datetime
    secret: bytes | None
    people: Sequence[PackedPerson]
    positions: Sequence[PackedPosition]


@dataclass(frozen=True)
class DayPack:
    """The sessions of the next 24 hours that somebody may run."""

    account_id: int
    made_at: datetime
    sessions: Sequence[PackedSession]


@use_case
def take_pack(work: Work, actor: Actor) -> DayPack:
    """Everything for the gates of the next 24 hours; four statements however many there are."""
    if actor.account_id is None:
        raise Forbidden
    sessions = [
        session
        for session in to_run(actor, work.now)
        if session.starts < work.now + AHEAD and session.ends + CHECK_OUT_CLOSES_AFTER > work.now
    ]
    session_ids = [session.id for session in sessions]
    people, positions = _people(session_ids), _positions(session_ids)
    opens = _minutes_before({session.project.unit_id for session in sessions})
    packed = []
    for session in sessions:
        unit_id = session.project.unit_id
        work.record(GateCodesTaken(subject_id=session.id, unit_id=unit_id))
        before = timedelta(minutes=opens[unit_id])
        packed.append(_packed(session, before, people.get(session.id, []), positions.get(session.id, [])))
    return DayPack(actor.account_id, work.now, packed)


def _packed(
    session: ServiceSession,
    opens_before: timedelta,
    people: Sequence[PackedPerson],
    positions: Sequence[PackedPosition],
) -> PackedSession:
    secret = None if session.own_word else session.code_secret
    until = session.ends + CHECK_OUT_CLOSES_AFTER
    return PackedSession(session, session.starts - opens_before, until, secret, people, positions)


def _positions(session_ids: Sequence[int]) -> dict[int, list[PackedPosition]]:
    free = Position.headcount - Position.taken - Position.reserved
    statement = (
        select(Position.session_id, Position.id, Position.title, free)
        .where(Position.session_id.in_(session_ids))
        .order_by(Position.session_id, Position.id)
    )
    rows = groupby(db.session.execute(statement), key=lambda row: row[0])
    return {session_id: [PackedPosition(*packed) for _session_id, *packed in these] for session_id, these in rows}


def _minutes_before(unit_ids: set[int]) -> dict[int, int]:
    """How long before the start the gates of these units open."""
    units = db.session.execute(select(Unit.id, Unit.path).where(Unit.id.in_(unit_ids)))
    paths = {unit_id: path for unit_id, path in units}
    held = settings_at(paths.values(), ("check_in_opens_minutes",))
    return {unit_id: held[path]["check_in_opens_minutes"] for unit_id, path in paths.items()}


def _people(session_ids: Sequence[int]) -> dict[int, list[PackedPerson]]:
    statement = (
        select(
            Claim.session_id,
            Member.id,
            Member.name,
            Unit.short_name,
            Claim.status,
            Attendance.status,
            Attendance.first_in,
            Attendance.last_out,
        )
        .join(Member, Member.id == Claim.member_id)
        .join(Unit, Unit.id == Claim.unit_id)
        .outerjoin(Attendance, Attendance.claim_id == Claim.id)
        .where(Claim.session_id.in_(session_ids), Claim.status.in_(EXPECTED))
        .order_by(Claim.session_id, Member.pinyin, Member.id)
    )
    return {
        session_id: [
            PackedPerson(member_id, name, unit, claim == ClaimStatus.NO_SHOW, *attended)
            for _session_id, member_id, name, unit, claim, *attended in rows
        ]
        for session_id, rows in groupby(db.session.execute(statement), key=lambda row: row[0])
    }
