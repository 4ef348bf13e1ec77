"""Claims and team reservations."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import TSTZRANGE, ExcludeConstraint, Range
from sqlalchemy.orm import Mapped, mapped_column, relationship

from volunteer.claims.states import ALWAYS_BLOCKS, LIVE, ClaimStatus
from volunteer.kernel.database import Base
from volunteer.kernel.transitions import one_of
from volunteer.organization.models import Unit
from volunteer.people.models import Member
from volunteer.projects.models import Position


class ClaimSource(StrEnum):
    """How a claim came to be."""

    SELF = "self"
    LEADER = "leader"
    TEAM = "team"  # out of the own team's reservation
    WALK_UP = "walk_up"
    WAITLIST = "waitlist"
    CALL_OUT = "call_out"  # called in an emergency: other rules give way (D11)


def _in(states: frozenset[ClaimStatus]) -> str:
    return "(" + ", ".join(f"'{state}'" for state in sorted(states)) + ")"


class Claim(Base):
    """A member and a position. `period` is the session's, kept equal in the same transaction.

    `blocks` says whether the period bars overlapping claims: always for requested, confirmed and attended,
    never for the others, except that a `reconfirm` blocks unless its new time overlaps another claim.
    """

    __tablename__ = "claim"

    id: Mapped[int] = mapped_column(primary_key=True)
    position_id: Mapped[int] = mapped_column(ForeignKey("position.id"))
    session_id: Mapped[int] = mapped_column(ForeignKey("service_session.id"), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)  # the squad when claimed
    status: Mapped[str]
    blocks: Mapped[bool]
    period: Mapped[Range[datetime]] = mapped_column(TSTZRANGE)
    source: Mapped[str] = mapped_column(default=ClaimSource.SELF)
    by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    reservation_id: Mapped[int | None] = mapped_column(ForeignKey("reservation.id"), index=True)
    respond_by: Mapped[datetime | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    reason: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)

    position: Mapped[Position] = relationship()
    member: Mapped[Member] = relationship()

    __table_args__ = (
        one_of("status", ClaimStatus),
        one_of("source", ClaimSource),
        CheckConstraint(
            f"blocks = (status IN {_in(ALWAYS_BLOCKS)}) OR status = 'reconfirm'",
            name="blocks",
        ),
        CheckConstraint("(status IN ('offered', 'invited')) <= (respond_by IS NOT NULL)", name="respond_by"),
        Index(
            "uq_claim_live",
            "member_id",
            "position_id",
            unique=True,
            postgresql_where=text(f"status IN {_in(LIVE)}"),
        ),
        Index("ix_claim_position_status", "position_id", "status", "created_at"),
        Index("ix_claim_member_status", "member_id", "status"),
        Index(
            "ix_claim_respond_by",
            "respond_by",
            postgresql_where=text("status IN ('offered', 'invited')"),
        ),
        ExcludeConstraint(
            (text("int8range(member_id, member_id, '[]')"), "&&"),
            (text("period"), "&&"),
            name="claim_no_overlap",
            using="gist",
            where=text("blocks"),
        ),
    )


class Reservation(Base):
    """Places a team holds in one position until a release date (D15); `remaining` are those its people have not filled.

    The sum of `remaining` over a position's reservations equals `position.reserved`.
    """

    __tablename__ = "reservation"

    id: Mapped[int] = mapped_column(primary_key=True)
    position_id: Mapped[int] = mapped_column(ForeignKey("position.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    places: Mapped[int]
    remaining: Mapped[int]
    release_at: Mapped[datetime]
    released_at: Mapped[datetime | None]
    by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]

    unit: Mapped[Unit] = relationship()

    __table_args__ = (
        CheckConstraint("places > 0 AND remaining BETWEEN 0 AND places", name="places"),
        CheckConstraint("released_at IS NULL OR remaining = 0", name="released"),
        Index(
            "uq_reservation_open",
            "position_id",
            "unit_id",
            unique=True,
            postgresql_where=text("released_at IS NULL"),
        ),
    )


class AbsenceExplanation(Base):
    """Why somebody who had claimed did not come, or came late, in their own words; their leader reads it."""

    __tablename__ = "absence_explanation"

    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), primary_key=True)
    text: Mapped[str]
    written_at: Mapped[datetime]
