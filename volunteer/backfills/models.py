"""What backfilled hours rest on (补录): proof, a second person of a higher tier, public notice and objections to it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from volunteer.kernel.database import Base
from volunteer.kernel.transitions import one_of
from volunteer.ledger.models import HoursProposal

LEAST_PROOF = 10  # characters
TOP = 1  # the rank of the top brigade: nobody stands above


class ProofKind(StrEnum):
    """What proves the service. The notice names the kind only: the text may speak of people."""

    SHEET = "sheet"  # a signed paper sheet that came late
    SITE = "site"  # the site's or the receiver's word in writing
    PICTURE = "picture"
    MESSAGES = "messages"  # call, roll or report in a group chat
    OTHER = "other"


class HoursBacking(Base):
    """The backing of one backfilled proposal.

    Ranks count from the root of the unit tree: 1 is the top brigade, a member stands below every leader. So the second
    person's rank is smaller than that of whoever entered: a higher tier, which the database demands as well. Above the
    top there is none: what the top entered, another account of the top agrees to.
    """

    __tablename__ = "hours_backing"

    proposal_id: Mapped[int] = mapped_column(ForeignKey("hours_proposal.id"), primary_key=True)
    activity: Mapped[str | None]  # what was done, where no session stands for it
    place: Mapped[str | None]
    starts: Mapped[datetime]
    ends: Mapped[datetime]
    proof_kind: Mapped[str]
    proof: Mapped[str]
    entered_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    entered_rank: Mapped[int]
    entered_at: Mapped[datetime]
    agreed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    agreed_rank: Mapped[int | None]
    agreed_at: Mapped[datetime | None]
    posted_on: Mapped[date | None]
    until: Mapped[date | None]  # the last day of the notice
    days_left: Mapped[int | None]  # working days that remained when an objection stopped the clock
    refused_because: Mapped[str | None]

    proposal: Mapped[HoursProposal] = relationship()

    @property
    def same_tier(self) -> bool:
        """Whether the second person is of the tier of the first."""
        return self.agreed_rank == self.entered_rank

    __table_args__ = (
        one_of("proof_kind", ProofKind),
        CheckConstraint("ends > starts", name="period"),
        CheckConstraint(f"char_length(proof) >= {LEAST_PROOF}", name="proof"),
        CheckConstraint("agreed_by <> entered_by", name="four_eyes"),
        CheckConstraint(
            f"agreed_rank < entered_rank OR (agreed_rank = {TOP} AND entered_rank = {TOP})", name="higher_tier"
        ),
        CheckConstraint("num_nonnulls(agreed_by, agreed_rank, agreed_at, posted_on, until) IN (0, 5)", name="agreed"),
        CheckConstraint("until > posted_on", name="notice"),
        Index("ix_hours_backing_until", "until"),
    )


class HoursObjection(Base):
    """Somebody's word against what is on notice. Who it was, only those learn who decide."""

    __tablename__ = "hours_objection"

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("hours_proposal.id"), index=True)
    by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    text: Mapped[str]
    at: Mapped[datetime]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    answered_at: Mapped[datetime | None]
    answer: Mapped[str | None]
    kept: Mapped[bool | None]  # the hours stay on notice; otherwise they were refused

    __table_args__ = (
        CheckConstraint("num_nonnulls(answered_by, answered_at, answer, kept) IN (0, 4)", name="answered"),
        CheckConstraint("answered_by <> by", name="four_eyes"),
        Index(
            "uq_hours_objection_open", "proposal_id", "by", unique=True, postgresql_where=text("answered_at IS NULL")
        ),
    )
