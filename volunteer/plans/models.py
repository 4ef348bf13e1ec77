"""Plans, their pairs and what they leave unfilled."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from volunteer.claims.models import Claim
from volunteer.kernel.database import Base
from volunteer.kernel.transitions import one_of
from volunteer.organization.models import Place, Unit
from volunteer.people.models import Member
from volunteer.plans.states import PairStatus, PlanStatus
from volunteer.projects.models import Position


class Plan(Base):
    """Members of a unit and the open positions of a window, matched as a whole.

    `first_day` to `last_day` are dates in Shanghai, both included; `town_id` narrows the positions to one town.
    `objective` and `bound` are in thousandths (score + coverage bonus, summed); `places` were free when it was solved.
    `unfilled` holds one object per position left short: missing heads, the reasons counted, and what would help.
    While `asks_next`, places whose offers were declined or lapsed are offered to the next best.
    """

    __tablename__ = "plan"

    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[str] = mapped_column(default=PlanStatus.DRAFT)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    town_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    first_day: Mapped[date]
    last_day: Mapped[date]
    created_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]
    solved_at: Mapped[datetime | None]
    solve_ms: Mapped[int] = mapped_column(default=0)
    members: Mapped[int] = mapped_column(default=0)  # who could be asked at all
    positions: Mapped[int] = mapped_column(default=0)
    places: Mapped[int] = mapped_column(default=0)
    objective: Mapped[int] = mapped_column(default=0)
    bound: Mapped[int] = mapped_column(default=0)
    unfilled: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    sent_at: Mapped[datetime | None]
    asks_next: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = relationship()
    town: Mapped[Place | None] = relationship()

    __table_args__ = (
        one_of("status", PlanStatus),
        CheckConstraint("first_day <= last_day", name="window"),
        CheckConstraint("asks_next <= (status = 'sent')", name="asks_next"),
        Index("ix_plan_asks_next", "id", postgresql_where=text("asks_next")),
    )


class PlanPair(Base):
    """One member proposed for one position; `claim_id` is the offer it became."""

    __tablename__ = "plan_pair"

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), primary_key=True)
    position_id: Mapped[int] = mapped_column(ForeignKey("position.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    status: Mapped[str] = mapped_column(default=PairStatus.PROPOSED)
    score: Mapped[int]
    distance_m: Mapped[int]
    reasons: Mapped[dict[str, int]] = mapped_column(JSONB)  # what each part adds to the score
    claim_id: Mapped[int | None] = mapped_column(ForeignKey("claim.id"))
    reason: Mapped[str | None]

    member: Mapped[Member] = relationship()
    position: Mapped[Position] = relationship()
    claim: Mapped[Claim | None] = relationship()

    __table_args__ = (
        one_of("status", PairStatus),
        CheckConstraint("(status = 'sent') = (claim_id IS NOT NULL)", name="sent"),
        Index("ix_plan_pair_position_id", "position_id"),
        Index("ix_plan_pair_member_id", "member_id"),
        Index("ix_plan_pair_claim_id", "claim_id"),
    )
