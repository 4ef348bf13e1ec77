"""Open positions as people and programs see them: with their numbers, and what stands between them and the reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, or_, select
from sqlalchemy.orm import joinedload

from volunteer.claims.models import Claim
from volunteer.claims.queries import Numbers, lapsed, numbers_of
from volunteer.claims.states import ALWAYS_BLOCKS, LIVE
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible
from volunteer.organization.actor import Actor
from volunteer.organization.models import Organ, Place, Unit, WorkingTimeRule
from volunteer.organization.rules import ids_of
from volunteer.people.models import Member
from volunteer.projects.models import Position, Project, ServiceSession
from volunteer.projects.queries import PositionFilters, open_positions
from volunteer.projects.states import ProjectStatus
from volunteer.web.api import LARGEST_ID

HIDDEN = (ProjectStatus.DRAFT, ProjectStatus.IN_REVIEW, ProjectStatus.UNPUBLISHED)


@dataclass(frozen=True)
class Entry:
    """One position on the board; `own` is the reader's live claim on it, `clash` a claim at the same time."""

    position: Position
    numbers: Numbers
    distance_m: float | None = None
    own: Claim | None = None
    clash: Claim | None = None

    @property
    def full(self) -> bool:
        """Nothing is free to this reader."""
        return self.numbers.free_for_my_unit <= 0


def listed(wanted: PositionFilters, actor: Actor) -> Select[Any]:
    """The positions that can be claimed now, full ones last.

    A member whose organ hides service in working time does not find it in lists; its own page still opens (D17).
    """
    full = Position.taken + Position.reserved >= Position.headcount
    chosen = open_positions(clock.now(), wanted)
    if actor.unit_path is not None:
        chosen = chosen.where(or_(ServiceSession.off_hours, _working_time_of(actor) != WorkingTimeRule.HIDDEN))
    return chosen.order_by(None).order_by(full, ServiceSession.starts, Position.id)


def _working_time_of(actor: Actor) -> ColumnElement[str]:
    """What the reader's organ says of working time: the nearest unit with an organ decides, else it is free."""
    nearest = (
        select(Organ.working_time)
        .join(Unit, Unit.organ_id == Organ.id)
        .where(Unit.id.in_(ids_of(actor.unit_path or "")))
        .order_by(func.length(Unit.path).desc())
        .limit(1)
    )
    return func.coalesce(nearest.scalar_subquery(), WorkingTimeRule.FREE)


def entries(rows: Sequence[Row[Any]], actor: Actor) -> list[Entry]:
    """The rows of one page with numbers and the reader's own claims: two more statements, however many rows."""
    positions = [row[0] for row in rows]
    numbers = numbers_of(positions, actor, clock.now())
    own = _own_claims(actor)
    return [
        Entry(
            position,
            numbers[position.id],
            distance,
            next((claim for claim in own if claim.position_id == position.id), None),
            next((claim for claim in own if _clashes(claim, position)), None),
        )
        for position, distance in rows
    ]


def one_entry(position_id: int, actor: Actor) -> Entry:
    """A position by id, also when it can no longer be claimed; NotVisible while its project is a draft."""
    statement = (
        select(Position)
        .options(
            joinedload(Position.project).joinedload(Project.unit),
            joinedload(Position.session).joinedload(ServiceSession.site).joinedload(Place.parent),
            joinedload(Position.session).joinedload(ServiceSession.project),
        )
        .join(Position.project)
        .where(Position.id == position_id, Project.status.not_in(HIDDEN))
    )
    position = db.session.scalar(statement) if position_id <= LARGEST_ID else None
    if position is None:
        raise NotVisible
    own = _own_claims(actor)
    return Entry(
        position,
        numbers_of([position], actor, clock.now())[position.id],
        own=next((claim for claim in own if claim.position_id == position.id), None),
        clash=next((claim for claim in own if _clashes(claim, position)), None),
    )


def home_of(actor: Actor) -> tuple[float, float] | None:
    """Where the reader lives, if that is known."""
    member = db.session.get(Member, actor.member_id) if actor.member_id else None
    if member is None or member.home_lon is None or member.home_lat is None:
        return None
    return member.home_lon, member.home_lat


def _own_claims(actor: Actor) -> list[Claim]:
    if actor.member_id is None:
        return []
    now = clock.now()
    statement = (
        select(Claim)
        .join(ServiceSession, ServiceSession.id == Claim.session_id)
        .where(Claim.member_id == actor.member_id, Claim.status.in_(LIVE), ~lapsed(now), ServiceSession.ends > now)
        .options(joinedload(Claim.position).joinedload(Position.project))
    )
    return list(db.session.scalars(statement))


def _clashes(claim: Claim, position: Position) -> bool:
    begins, ends = claim.period.lower, claim.period.upper
    assert begins is not None
    assert ends is not None
    overlap = begins < position.session.ends and position.session.starts < ends
    return claim.status in ALWAYS_BLOCKS and claim.position_id != position.id and overlap
